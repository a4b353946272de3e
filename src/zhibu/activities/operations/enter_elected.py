"""The elected take their posts: the post operations do it, this only calls them for everybody at once."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities.election_models import Election
from zhibu.activities.election_terms import ROLES_OF, Office
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.running import item_of, taken
from zhibu.activities.queries import elections
from zhibu.activities.queries.convening import branch_of
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import appoint, end_post


@writes
def enter_elected(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    roles: Mapping[str, str],
    from_on: dt.date | None,
    now: dt.datetime,
) -> list[Post]:
    """Give those the superior named their posts from a day on; whoever held such a post before holds it no more.

    `roles` says by public id which post each takes. At a by-election nobody's term ends. Doing it twice equals
    once. Refused without the superior's answer, and for posts that `by` may not give (a secretary comes from above).
    """
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    election = Election.objects.select_for_update().filter(item=item).first()
    answers = elections.answers_of(election) if election else []
    if election is None or not answers:
        raise Refused(_("先记上级的答复，再登记任职。"), code="no_answer")
    possible = ROLES_OF.get(Office(election.office), ())
    if not possible:
        raise Refused(_("代表不在支部任职，不用登记。"))
    if from_on is None:
        raise Refused(_("请写从哪天起任职。"), field="from_on")
    if from_on < elections.day_of(meeting):
        raise Refused(_("任职不能早于选举那天。"), field="from_on")
    approved = {member.public_id: member for member in answers[-1].approved.all()}
    if not approved:
        raise Refused(_("上级没有同意的人，没有任职要登记。"))
    chosen = {public_id: roles.get(public_id, str(possible[0])) for public_id in approved}
    if any(role not in possible for role in chosen.values()):
        raise Refused(_("请选任什么职。"), field="roles")
    branch = branch_of(meeting.organisation)
    if not election.by_election:
        _end_earlier_terms(
            by=by, branch=branch, roles=[str(role) for role in possible], from_on=from_on, now=now
        )
    posts = []
    for public_id, role in chosen.items():
        user = ensure_account(by=by, member=approved[public_id], now=now)
        posts.append(appoint(by=by, user=user, organisation=branch, role=role, from_on=from_on, now=now))
    journal.record(by=by, action="election.enter", subject=election, organisation=branch, now=now)
    return posts


def _end_earlier_terms(
    *, by: User, branch: Organisation, roles: list[str], from_on: dt.date, now: dt.datetime
) -> None:
    before = Post.objects.held_on(from_on).filter(
        organisation=branch, role__in=roles, acting_for__isnull=True, from_on__lt=from_on
    )
    for post in before.select_related("user", "organisation").order_by("pk"):
        end_post(by=by, post=post, to_on=from_on - dt.timedelta(days=1), now=now)
