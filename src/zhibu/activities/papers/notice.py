"""The papers that go out before a meeting: the notice to put up, and the list to sign."""

from collections import Counter

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import Meeting
from zhibu.activities.papers import cells
from zhibu.activities.queries.roll import roll
from zhibu.documents import sheets
from zhibu.documents.sheets import Text
from zhibu.kernel.clock import local
from zhibu.members.terms import Kind as MemberKind
from zhibu.organisations.terms import OrganisationKind

NAMES_ON_A_NOTICE = 12
ROWS_BESIDE_EACH_OTHER = 19  # more rows than this do not fit one page in one column
ROWS_FOR_GUESTS = 3


def notice_sheet(meeting: Meeting, *, link: str = "") -> sheets.NoticeSheet:
    """The call to a meeting, to be put up, with a code that opens it on a phone."""
    own = cells.own(meeting)
    return sheets.NoticeSheet(
        organisation=cells.organisation(meeting),
        title=Text(_("关于召开%(title)s的通知") % {"title": meeting.title}, own),
        kind=cells.kind(meeting),
        when=cells.planned(meeting),
        where=cells.where(meeting),
        who=Text(_who(meeting), own),
        agenda=tuple(
            Text(item.title, f"item_{item.public_id}") for item in meeting.items.order_by("position")
        ),
        papers=tuple(
            Text(paper.name, f"paper_{paper.public_id}")
            for paper in meeting.papers.filter(what="paper", removed_at__isnull=True).order_by("pk")
        ),
        notes=(_("来不了的请提前请假；没有手机的当面说一声即可。"),),
        contact=Text(meeting.called_by.name, own),
        issued_on=Text(cells.day(local(meeting.called_at).date()), own),
        link=link,
    )


def sign_in_sheet(meeting: Meeting) -> sheets.SignInSheet:
    """The list to sign on paper: everybody who should come, and room for those who sit in.

    More than one page would hold is set in two columns.
    """
    people = roll(meeting)
    beside = len(people.people) - len(people.expected) + len(people.visitors)
    guest_rows = max(ROWS_FOR_GUESTS, beside)
    return sheets.SignInSheet(
        organisation=cells.organisation(meeting),
        title=Text(_("%(title)s签到表") % {"title": meeting.title}, cells.own(meeting)),
        kind=cells.kind(meeting),
        when=cells.planned(meeting),
        where=cells.where(meeting),
        people=tuple(
            sheets.Attendee(
                name=Text(person.name, f"attendee_{person.id}"),
                note=Text(person.why_not_counted, f"attendee_{person.id}"),
            )
            for person in people.expected
        ),
        guest_rows=guest_rows,
        two_columns=len(people.expected) + guest_rows > ROWS_BESIDE_EACH_OTHER,
    )


def _who(meeting: Meeting) -> str:
    """Names where they are few; otherwise how many of which kind, and that it is everybody where it is."""
    people = roll(meeting)
    beside = _("、").join(person.name for person in people.people if person.observer)
    if len(people.expected) > NAMES_ON_A_NOTICE:
        words = _many(meeting)
    else:
        words = _("、").join(person.name for person in people.expected)
    return words + (_("；列席：%(names)s") % {"names": beside} if beside else "")


def _many(meeting: Meeting) -> str:
    kinds = Counter(meeting.attendees.filter(observer=False).values_list("kind", flat=True))
    everybody = kinds.total()
    parts = [
        words % {"n": kinds[kind]}
        for kind, words in (
            (MemberKind.FULL, _("%(n)d名正式党员")),
            (MemberKind.PROBATIONARY, _("%(n)d名预备党员")),
        )
        if kinds[kind]
    ]
    counted = _("、").join(parts) or _("%(n)d人") % {"n": everybody}
    if meeting.kind not in terms.WHOLE_ROLL:
        return _("签到表所列%(n)d人（%(counted)s）") % {"n": everybody, "counted": counted}
    if meeting.organisation.kind == OrganisationKind.GROUP:
        return _("本组全体党员（%(counted)s）") % {"counted": counted}
    return _("全体党员（%(counted)s）") % {"counted": counted}
