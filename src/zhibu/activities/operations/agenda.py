"""What may stand on an agenda: the same when a meeting is called and when its agenda is changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.members.terms import Kind as MemberKind


def agenda_lines(
    items: Sequence[terms.AgendaLine], kind: str, register: Sequence[Member]
) -> list[terms.AgendaLine]:
    """The items as they will stand in the notice, blank lines left out; refused with the reason.

    An admission is about one development object, a conversion about one probationary member, one person an item
    (发展党员工作细则); without words of its own such an item names the person.
    """
    known = {member.pk for member in register}
    lines = [
        _said(item)
        for item in items
        if item.matter != terms.Matter.OPEN_DECISIONS
        and (item.title.strip() or item.matter in terms.WHO_IS_DISCUSSED)
    ]
    if len(lines) > terms.LONGEST_AGENDA:
        raise Refused(_("议程最多30项，请并一并。"), field="items")
    for line in lines:
        _fits(line, kind, known)
    discussed = [(line.matter, line.person.pk) for line in lines if line.person]
    if len(set(discussed)) < len(discussed):
        raise Refused(_("同一个人列了两项，请留一项。"), field="items")
    return lines


def _said(item: terms.AgendaLine) -> terms.AgendaLine:
    title, person = " ".join(item.title.split()), item.person
    if item.matter not in terms.WHO_IS_DISCUSSED:
        person = None
    elif person is not None and not title:
        title = terms.ABOUT[terms.Matter(item.matter)] % {"name": person.name}
    return terms.AgendaLine(title, item.matter, person, item.item)


def _fits(line: terms.AgendaLine, kind: str, known: set[int]) -> None:
    if line.matter not in terms.Matter.values:
        raise Refused(_("请给「%(title)s」选一种办法。") % {"title": line.title}, field="items")
    matter = terms.Matter(line.matter)
    label = {"title": line.title or matter.label}
    if len(line.title) > 120:
        raise Refused(_("每项最多120个字，细节放在材料里。"), field="items")
    allowed = terms.PLACES_OF_MATTER.get(matter)
    if allowed is not None and kind not in allowed:
        words = label | {"kind": terms.Kind(kind).label}
        raise Refused(_("「%(title)s」要开支部党员大会，不能放在%(kind)s上。") % words, field="items")
    wanted = terms.WHO_IS_DISCUSSED.get(matter)
    if wanted is None:
        return
    if line.person is None:
        raise Refused(_("「%(title)s」还没有选讨论的是谁，一个人一项。") % label, field="items")
    if line.person.pk not in known:
        raise Refused(_("%(name)s不在本支部名册上，请重新选。") % {"name": line.person.name}, field="items")
    if line.person.kind != wanted:
        words = {"name": line.person.name, "kind": MemberKind(wanted).label, "matter": matter.label}
        raise Refused(_("%(name)s在名册上不是%(kind)s，不能%(matter)s。") % words, field="items")
