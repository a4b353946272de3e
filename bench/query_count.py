"""How many questions each page asks the database: within six, and the same with ten rows as with a thousand."""

import sys
from functools import partial

from bench import crowd, scene
from bench.ab import say

MOST = 6
PAGES = {
    "Today, secretary": ("secretary", "/"),
    "Today, member": ("member", "/"),
    "month": ("secretary", "/month/"),
    "meetings": ("member", "/meetings/"),
    "decisions": ("member", "/decisions/"),
    "register": ("secretary", "/members/"),
    "register, one person": ("secretary", "/members/{member}/"),
    "meeting, called": ("member", "/meetings/{called}/"),
    "meeting, running": ("secretary", "/meetings/{running}/"),
    "roll": ("secretary", "/meetings/{running}/roll/"),
    "check-in page": ("member", "/c/{running}/{code}"),
    "check-in": ("member", "/c/{running}/"),
}


def main(short: bool = True) -> bool:
    """Count per page with ten more rows of everything listed, then with a hundred, or a thousand with --full."""
    with scene.data_folder(demo=True) as folder:
        scene.set_up(folder)
        _crowd(10)
        few = _counts()
        _crowd(90 if short else 990)
        many = _counts()
    holds = True
    for page, (count, skips) in few.items():
        again, skips_again = many[page]
        fine = count <= MOST and again == count and not skips and not skips_again
        holds &= say(
            f"questions asked: {page}", fine, few=count, many=again, at_most=MOST, offset=skips or skips_again
        )
    return holds


def _counts() -> dict[str, tuple[int, bool]]:
    """Questions of each page (transaction brackets apart), and whether one of them skips rows by counting."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    ids = _ids()
    found = {}
    for page, (login, shape) in PAGES.items():
        client, path = Client(), shape.format(**ids)
        client.cookies["zhibu"] = crowd.sessions(login)[0]
        acts = page == "check-in"
        ask = partial(client.post, path, {"ticket": ids["ticket"]}) if acts else partial(client.get, path)
        if not acts:
            ask()
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        if answer.status_code != (302 if acts else 200):
            raise RuntimeError(f"{path}: {answer.status_code}")
        said = [
            one["sql"] for one in asked.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT"))
        ]
        found[page] = len(said), any(" OFFSET " in sql for sql in said)
    return found


def _ids() -> dict[str, str]:
    """A running meeting of the branch with everybody on its roll, and what the addresses of the pages need."""
    from zhibu.activities import terms
    from zhibu.activities.models import AgendaItem, Attendee, Meeting
    from zhibu.activities.queries.room_code import room_code, ticket
    from zhibu.kernel import clock
    from zhibu.members.models import Member

    now = clock.now()
    called = Meeting.objects.filter(organisation__code="R20", state="called").order_by("pk").first()
    people = list(Member.objects.filter(branch=called.organisation, kind="full").order_by("pk"))
    running = Meeting.objects.create(
        organisation=called.organisation, kind="assembly", title="大会", place="室", called_by=called.called_by,
        called_at=now, starts_at=now, opened_at=now, minutes=120, state="open", chair=people[1], recorder=people[0],
    )  # fmt: skip
    Attendee.objects.bulk_create(Attendee(meeting=running, member=one, kind=one.kind) for one in people)
    AgendaItem.objects.create(
        meeting=running, position=1, title="题", matter=terms.Matter.ORDINARY, opened_at=now
    )
    me = Member.objects.get(user__login="member")
    return {
        "member": people[0].public_id, "called": called.public_id, "running": running.public_id,
        "code": room_code(running, now=now).scanned, "ticket": ticket(running, terms.code_step(now), me.user_id),
    }  # fmt: skip


def _crowd(rows: int) -> None:
    """More members, meetings and decisions of the same branch."""
    import datetime as dt

    from zhibu.accounts.models import User
    from zhibu.activities.models import AgendaItem, Attendee, Decision, DecisionEvent, Meeting
    from zhibu.kernel import clock
    from zhibu.members.models import Member
    from zhibu.organisations.models import Organisation

    branch, by, now = Organisation.objects.get(code="R20"), User.objects.get(login="secretary"), clock.now()
    members = Member.objects.bulk_create(
        Member(branch=branch, name=f"人{n}", name_key=f"人{n}", kind="full") for n in range(rows)
    )
    me = Member.objects.get(user__login="member")
    meetings = Meeting.objects.bulk_create(
        Meeting(
            organisation=branch, kind="lecture", title="党课", place="室", called_by=by, called_at=now,
            starts_at=now + dt.timedelta(days=1 + n), state="called",
        )
        for n in range(rows)
    )  # fmt: skip
    Attendee.objects.bulk_create(Attendee(meeting=meeting, member=me, kind="full") for meeting in meetings)
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=1, title="题") for meeting in meetings
    )
    for state in ("open", "confirmed"):
        decisions = Decision.objects.bulk_create(
            Decision(
                organisation=branch, item=item, what="事", owner=me, asker=members[0], due_on=now.date(), made_at=now,
                state=state,
            )
            for item in items
        )  # fmt: skip
        DecisionEvent.objects.bulk_create(
            DecisionEvent(decision=decision, step="made" if state == "open" else state, by=by, at=now)
            for decision in decisions
        )


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
