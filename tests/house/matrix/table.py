"""The truth table: each act, the request that does it, and by whom and where it may be done.

Written from the plan of access control and from what the product promises its users, not from the product's own
table. Words of the plan: a member has themselves, names and public posts of the own branch, and its meetings; the
secretary and committee have the own branch's rows by duty; a group leader leads the own group; superiors have no
rows of branches, only the tree and its secretaries; administrators have settings and no business rows; what is
foreign does not exist.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from zhibu.activities.queries.room_code import room_code
from zhibu.kernel import clock

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"

OWN = {"own", "own_group", "other_group"}
BELOW = {*OWN, "top", "general", "sibling", "sibling_group"}
SECRETARIES = {"secretary", "deputy", "stand_in"}
REGISTRARS = {*SECRETARIES, "organiser"}
COMMITTEE = {*REGISTRARS, "publicity", "discipline", "committee"}
RUNNERS = {*REGISTRARS, "publicity"}
LED = {"chair", "recorder"}  # named for this branch's meetings, without an office
BRANCH = {*COMMITTEE, "leader", "member", "probationary", "former", *LED}
GROUP = {"leader", "member", *LED}
ABOVE = {"superior", "admin"}


@dataclass(frozen=True)
class Act:
    """One request, and who gets it done: a function of (role, place) → done, refused or unknown."""

    name: str
    method: str
    path: str
    expect: Callable[[str, str], str]
    places: frozenset[str] | None = None
    row: str = "organisation"
    extra: str = ""
    body: Callable[[Any], dict[str, Any]] | dict[str, Any] = field(default_factory=dict)


def seen(role, place):
    """Meetings and decisions are seen by the people of the branch."""
    there = {"sibling", "sibling_group"} if role == "moved" else OWN
    return role in {*BRANCH, "moved"} and place in there


def by(roles, *, leader=True, led=False):
    """An officer's act on what the whole branch sees."""

    def expect(role, place):
        if not seen(role, place):
            return UNKNOWN
        if role in roles or (leader and role == "leader" and place == "own_group") or (led and role in LED):
            return DONE
        return REFUSED

    return expect


def everybody(role, place):
    return DONE if seen(role, place) else UNKNOWN


def invited(role, place):
    if not seen(role, place):
        return UNKNOWN
    called = {"own": BRANCH, "own_group": GROUP, "other_group": LED}.get(place, ())
    return DONE if role in called else REFUSED


def register(roles):
    """A record is opened by the committee only; a lesser right there is a refusal, elsewhere there is no such row."""

    def expect(role, place):
        if role not in COMMITTEE or place not in OWN:
            return UNKNOWN
        return DONE if role in roles else REFUSED

    return expect


def desk(roles, places=frozenset({"own"})):
    """A page of the own branch: without the right nothing is told at all, with it only own rows exist."""

    def expect(role, place):
        if role not in roles:
            return REFUSED
        return DONE if place in places else UNKNOWN

    return expect


def above(role, place):
    """The tree belongs to superiors and administrators of that tree."""
    return DONE if role in ABOVE and place in BELOW else UNKNOWN


def rows_of(roles, *, leader=False):
    def expect(role, place):
        own = (role in roles and place in OWN) or (leader and role == "leader" and place == "own_group")
        return DONE if own else UNKNOWN

    return expect


def nobody(role, place):
    return UNKNOWN


def day(days):
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def code(node):
    return {"code": room_code(node.near, now=clock.now()).typed}


RUN = by(RUNNERS, led=True)
CALL = by(REGISTRARS)
SETTLE = by(SECRETARIES, led=True)
MEMBERS = "members/{row}/"
BRANCHES = frozenset({"own", "sibling", "top", "general", "foreign_own", "foreign_sibling", "foreign_top"})


def meeting(name, method, state, tail, expect, body=None, extra="", **more):
    return Act(
        name, method, f"meetings/{{row}}/{tail}", expect, row=state, extra=extra, body=body or {}, **more
    )


TIME = {"day": day(3), "time": "16:00", "minutes": 60, "place": "三楼", "held": "in_person", "version": 1}
NAMED = {"name": "某来宾", "duty": "某单位"}
ENTRY = {"name": "某某", "kind": "full", "version": 1}
RECORD = "meetings/record/"
ASSEMBLIES = frozenset({"own", "sibling", "foreign_own", "foreign_sibling"})

ACTS = [
    # meetings, seen
    meeting("see a notice", "get", "called", "", everybody),
    meeting("see the room", "get", "open", "", everybody),
    meeting("see the printed notice", "get", "called", "notice/", everybody),
    meeting("see the minutes", "get", "closed", "minutes/", everybody),
    meeting("see a count", "get", "closed", "items/{extra}/vote/result/", everybody, extra="settled_item"),
    meeting("see a count being checked", "get", "open", "items/{extra}/vote/check/", RUN, extra="counted_item"),
    meeting("see the photos", "get", "closed", "photos/", everybody),
    meeting("open a photo", "get", "closed", "photos/{extra}/", everybody, extra="photo"),
    meeting("open an enclosed paper", "get", "closed", "photos/{extra}/", everybody, extra="paper"),
    meeting("see the make-up pack", "get", "closed", "makeup/", everybody),
    Act("see the check-in page", "get", "c/{row}/", everybody, row="near"),
    # meetings, one's own answer
    meeting("answer", "post", "called", "answer/", invited, {"answer": "yes"}),
    meeting("ask for leave", "post", "called", "answer/", invited, {"answer": "leave", "reason": "上夜班"}),
    Act("check in", "post", "c/{row}/", invited, row="near", body=code),
    meeting("make up", "post", "closed", "makeup/", invited, {"question": "问一句"}),
    # meetings, called
    meeting("see who was told", "get", "called", "sent/", CALL),
    meeting("see the change page", "get", "called", "change/", CALL),
    meeting("change", "post", "called", "change/", CALL, TIME),
    meeting("see the cancel page", "get", "called", "cancel/", CALL),
    meeting("cancel", "post", "called", "cancel/", CALL, {"why": "另改"}),
    meeting("tell in person", "post", "called", "told/", CALL, lambda n: {"member": n.member.public_id}),
    # meetings, run
    meeting("see the wall", "get", "near", "room/", RUN),
    meeting("see the roll", "get", "near", "roll/", RUN),
    meeting(
        "call the roll", "post", "near", "roll/", RUN, lambda n: {"member": n.candidate.public_id, "here": "1"}
    ),
    meeting("see the sheet", "get", "near", "sheet/", RUN),
    meeting("enter the sheet", "post", "near", "sheet/", RUN, lambda n: {"present": [n.candidate.public_id]}),
    meeting("add a guest", "post", "near", "guests/", RUN, NAMED),
    meeting("remove a guest", "post", "near", "guests/{extra}/remove/", RUN, extra="guest"),
    meeting("begin", "post", "near", "begin/", RUN),
    meeting("see the leaders", "get", "near", "leaders/", RUN),
    meeting("take an item up", "post", "ready", "items/{extra}/take/", RUN, extra="vote_item"),
    meeting("end an item", "post", "open", "items/{extra}/end/", RUN, {"nothing": "on"}, "item"),
    meeting("note", "post", "open", "notes/", RUN, {"text": "一句"}),
    meeting("see a correction", "get", "open", "notes/{extra}/", RUN, extra="note"),
    meeting("correct a note", "post", "open", "notes/{extra}/", RUN, {"text": "改"}, "note"),
    meeting("see the count page", "get", "ready", "items/{extra}/vote/", RUN, extra="vote_item"),
    meeting("count", "post", "ready", "items/{extra}/vote/", RUN, {"yes": 1, "no": 0, "abstain": 0}, "vote_item"),
    meeting("check a count for somebody", "post", "open", "items/{extra}/vote/check/", RUN, {"role": "teller"},
            "counted_item"),
    meeting("end", "post", "ready", "end/", RUN),
    # elections
    meeting("see a slate", "get", "ready", "items/{extra}/slate/", RUN, extra="election_item"),
    meeting("write a slate", "post", "ready", "items/{extra}/slate/", RUN,
            lambda n: {"office": "committee", "seats": 1, "add": [n.member.public_id, n.second.public_id]},
            "election_item", places=ASSEMBLIES),
    meeting("take the ballot along", "get", "ready", "items/{extra}/ballot.docx", RUN, extra="slated_item"),
    meeting("see the page of figures", "get", "open", "items/{extra}/ballots/", RUN, extra="boxed_item"),
    meeting("see figures being checked", "get", "open", "items/{extra}/ballots/check/", RUN, extra="boxed_item"),
    meeting("check figures for somebody", "post", "open", "items/{extra}/ballots/check/", RUN, {"role": "teller"},
            "boxed_item"),
    meeting("see who is elected", "get", "closed", "items/{extra}/ballots/result/", everybody, extra="elected_item"),
    meeting("see the superior's answer", "get", "closed", "items/{extra}/answer/", RUN, extra="elected_item"),
    meeting("record the superior's answer", "post", "closed", "items/{extra}/answer/", RUN,
            lambda n: {"reference": "某号", "answered_on": day(0), "approved": [n.member.public_id]}, "elected_item"),
    meeting("see late presence", "get", "closed", "presence/", RUN),
    meeting("enter late presence", "post", "closed", "presence/", RUN,
            lambda n: {"member": n.candidate.public_id, "why": "漏签"}),
    meeting("remove a photo", "post", "closed", "photos/{extra}/remove/", RUN, extra="photo"),
    Act("see the record of a past meeting", "get", RECORD + "?from={row}", RUN, row="past"),
    # papers
    meeting("take the sign-in sheet along", "get", "called", "papers/sign_in.docx",
            by({*COMMITTEE}), places=frozenset(OWN | {"sibling", "foreign_own", "top"})),
    Act("take an export along", "get", "papers/exports/{row}.zip", rows_of(COMMITTEE, leader=True), row="export"),
    Act("drop a template", "post", "papers/templates/{row}/drop/",
        lambda role, place: (DONE if place == ("top" if role == "superior" else "own") else UNKNOWN)
        if role in REGISTRARS | {"superior"} else REFUSED, row="template"),
    # decisions
    Act("see a decision", "get", "decisions/{row}/", everybody, row="decision"),
    Act("report for one without account", "post", "decisions/{row}/report/", by(RUNNERS), row="decision"),
    Act("confirm", "post", "decisions/{row}/confirm/", SETTLE, row="decision"),
    Act("drop", "post", "decisions/{row}/drop/", SETTLE, row="decision", body={"words": "不办"}),
    Act("move", "post", "decisions/{row}/move/", by(RUNNERS), row="decision",
        body={"words": "改期", "due_on": day(9)}),
    Act("hand over", "post", "decisions/{row}/hand/", by(RUNNERS), row="decision",
        body=lambda n: {"words": "换人", "owner": n.candidate.public_id}),
    Act("explain", "post", "decisions/{row}/explain/", by(RUNNERS), row="decision", body={"words": "说明"}),
    # the register
    Act("open a record", "get", MEMBERS, register(COMMITTEE), row="member"),
    Act("unmask a number", "post", MEMBERS + "show/", register(REGISTRARS), row="member",
        body={"which": "phone", "reason": "contact"}),
    Act("see the entry", "get", MEMBERS + "edit/", register(REGISTRARS), row="member"),
    Act("change the entry", "post", MEMBERS + "edit/", register(REGISTRARS), row="member", body=ENTRY),
    Act("see the move", "get", MEMBERS + "move/", register(REGISTRARS), row="member"),
    Act("see the leaving", "get", MEMBERS + "leave/", register(REGISTRARS), row="member"),
    Act("take off the register", "post", MEMBERS + "leave/", register(REGISTRARS), row="member",
        body={"why": "exit", "left_on": day(0)}),
    Act("make full", "post", MEMBERS + "full/", register(REGISTRARS), row="candidate",
        body={"version": 1, "full_on": day(0)}),
    Act("put back", "post", MEMBERS + "restore/", register(REGISTRARS), row="gone"),
    Act("see an import", "get", "members/import/{row}/", rows_of(REGISTRARS), row="import_done"),
    Act("take an import back", "post", "members/import/{row}/undo/", rows_of(REGISTRARS), row="import_done"),
    Act("drop an import", "post", "members/import/{row}/drop/", rows_of(REGISTRARS), row="import_preview",
        places=BRANCHES),
    Act("see a preview", "get", "members/import/{row}/", rows_of(REGISTRARS), row="import_preview"),
    Act("see a crew", "get", "members/crews/{row}/", desk(REGISTRARS), row="crew"),
    Act("fill a crew", "post", "members/crews/{row}/", desk(REGISTRARS), row="crew"),
    # entering
    Act("make a personal link", "post", "invite/{row}/", desk(REGISTRARS, OWN), row="member"),
    Act("replace a phone", "post", "invite/{row}/replace/", desk(REGISTRARS, OWN), row="member"),
    Act("see who waits", "get", "invite/door/{row}/", desk(REGISTRARS), row="entry"),
    Act("admit", "post", "invite/door/{row}/", desk(REGISTRARS), row="entry",
        body=lambda n: {"member": n.member.public_id}),
    Act("decline", "post", "invite/door/{row}/", desk(REGISTRARS), row="entry", body={"decline": "1"}),
    Act("answer a correction", "post", "corrections/", desk(REGISTRARS, OWN),
        body=lambda n: {"correction": n.correction.public_id, "answer": "已改"}),
    # posts and the tree
    Act("end a post", "post", "posts/{row}/end/", desk(SECRETARIES - {"stand_in"}, OWN), row="post"),
    Act("see an organisation", "get", "organisation/{row}/", above),
    Act("make a way back", "post", "organisation/{row}/recover/{extra}/", above, extra="deputy_post"),
    # what belongs to one account
    Act("withdraw somebody's device", "post", "me/devices/{row}/withdraw/", nobody, row="device"),
    Act("read somebody's notice", "post", "me/notices/{row}/read/", nobody, row="account_notice"),
]  # fmt: skip
