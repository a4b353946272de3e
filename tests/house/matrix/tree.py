"""Two enterprises of four levels with the same rows everywhere; every text and id of one carries its own mark.

committee > general branch > two branches > two groups and one. The actors stand in the first branch of the first
enterprise; each organisation ("node") has one row of every kind, so that an act can be tried on all of them.
"""

import datetime as dt
import io
from dataclasses import dataclass, field

from docx import Document

from zhibu.accounts.models import AccountNotice, Correction, Device, OneTimeLink, User
from zhibu.activities import models as a
from zhibu.kernel import clock, filestore
from zhibu.members.models import Crew, Member, RosterImport, WorkArea
from zhibu.members.numbers import identity_index, last4_index
from zhibu.organisations.models import BranchLink, EntryRequest, Organisation, Post

SINCE = dt.date(2024, 1, 1)
OURS, THEIRS = "甲企", "乙企"
OFFICES = ("secretary", "deputy", "organiser", "publicity", "discipline", "committee", "leader")
ACTORS = (
    *OFFICES,
    "member",
    "probationary",
    "worker",
    "stand_in",
    "chair",
    "recorder",
    "former",
    "left",
    "moved",
    "superior",
    "approver",
    "admin",
    "stranger",
)
PLACES = {
    "top": ("committee", None),
    "general": ("general_branch", "top"),
    "own": ("branch", "general"),
    "sibling": ("branch", "general"),
    "own_group": ("group", "own"),
    "other_group": ("group", "own"),
    "sibling_group": ("group", "sibling"),
}


@dataclass
class Node:
    """One organisation and a row of every kind in it."""

    place: str
    mark: str
    organisation: Organisation
    rows: dict[str, object] = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class Tree:
    """All nodes by place ("own", "foreign_own" …) and the users who try."""

    nodes: dict[str, Node]
    users: dict[str, User]
    members: dict[str, Member]

    @property
    def foreign(self):
        return [node for place, node in self.nodes.items() if place.startswith("foreign")]


def person(node, words, *, number, user=None, group=None, kind="full", **more):
    """Somebody on a register, with every field filled and marked."""
    # Invented: such a district does not exist; the middle differs too, so that a half masked number would show.
    identity, phone = f"00{number**7 * 982_451_653_567 % 10**16:016d}", f"138{number:08d}"
    return Member.objects.create(
        branch=node.organisation if node.organisation.kind != "group" else node.organisation.parent,
        group=group,
        user=user,
        name=f"{node.mark}{words}",
        name_key=f"{node.mark}{words}",
        pinyin=f"{'jia' if node.mark == OURS else 'yi'}qi{number}",
        kind=kind,
        sex="male",
        born_on=dt.date(1971, 3, 9) if node.mark == OURS else dt.date(1969, 8, 7),
        identity=identity,
        identity_index=identity_index(identity),
        phone=phone,
        phone_last4_index=last4_index(phone),
        admitted_on=dt.date(2015, 7, 1),
        full_on=dt.date(2016, 7, 1) if kind == "full" else None,
        remark=f"{node.mark}备注{number}",
        native_place=f"{node.mark}籍贯",
        job=f"{node.mark}岗位",
        away=more.pop("away", ""),
        **more,
    )


def account(name, posts, *, since=SINCE, until=None):
    """An account with posts given as (role, organisation)."""
    user = User.objects.person(name=name)
    for role, organisation in posts:
        Post.objects.create(user=user, organisation=organisation, role=role, from_on=since, to_on=until)
    return user


def organisations(mark, code):
    found = {}
    for number, (place, (kind, above)) in enumerate(PLACES.items()):
        parent = found[above].organisation if above else None
        path = (parent.path if parent else "") + (code if above is None else f"{number:04d}")
        found[place] = Node(
            place,
            mark,
            Organisation.objects.create(
                code=f"{code}-{place}", name=f"{mark}{place}", kind=kind, parent=parent, path=path
            ),
        )
    return found


def build():
    """The whole tree; to be made once and never changed."""
    ours, theirs = organisations(OURS, "000a"), organisations(THEIRS, "000b")
    nodes = {**ours, **{f"foreign_{place}": node for place, node in theirs.items()}}
    users, members = actors(ours)
    for number, (place, node) in enumerate(nodes.items(), start=100):
        node.place = place
        fill(node, number, users, members)
    return Tree(nodes, users, members)


def actors(ours):
    """One user for each role, all in the first branch; leader and member in its first group."""
    own, group, top = (ours[place].organisation for place in ("own", "own_group", "top"))
    users, members = {}, {}
    for role in OFFICES:
        place = group if role == "leader" else own
        users[role] = account(f"{OURS}{role}", [("member", own), (role, place)])
    for role in ("member", "stand_in", "chair", "recorder"):
        users[role] = account(f"{OURS}{role}", [("member", own)])
    users["probationary"] = account(f"{OURS}probationary", [("probationary", own)])
    users["worker"] = account(f"{OURS}worker", [("worker", own)])
    users["former"] = account(f"{OURS}former", [("member", own)])
    Post.objects.create(
        user=users["former"], organisation=own, role="secretary", from_on=SINCE, to_on=dt.date(2025, 12, 31)
    )
    users["left"] = account(f"{OURS}left", [("secretary", own)], until=dt.date(2025, 12, 31))
    users["moved"] = account(f"{OURS}moved", [("member", ours["sibling"].organisation)])
    for role in ("superior", "approver", "admin"):
        users[role] = account(f"{OURS}{role}", [(role, top)])
    users["stranger"] = account(f"{OURS}stranger", [])
    Post.objects.create(
        user=users["stand_in"],
        organisation=own,
        role="secretary",
        acting_for=users["secretary"],
        from_on=SINCE,
        to_on=clock.today() + dt.timedelta(days=9),
    )
    kinds = {"probationary": "probationary", "worker": "worker"}
    for number, (role, user) in enumerate(users.items(), start=1):
        if role in ("superior", "approver", "admin", "stranger"):
            continue
        node = ours["sibling"] if role == "moved" else ours["own"]
        members[role] = person(
            node,
            role,
            number=number,
            user=user,
            group=group if role in ("leader", "member", "chair", "recorder") else None,
            kind=kinds.get(role, "full"),
            **({"left_on": dt.date(2026, 1, 1), "left_why": "exit"} if role == "left" else {}),
        )
    return users, members


def fill(node, number, users, members):
    """One row of every kind in this organisation."""
    now, place, mark, rows = clock.now(), node.organisation, node.mark, node.rows
    group = place if place.kind == "group" else None
    own = node.place in ("own", "own_group", "other_group")
    rows["area"] = WorkArea.objects.create(branch=place, name=f"{mark}作业区")
    rows["crew"] = Crew.objects.create(branch=place, name=f"{mark}班", office=True)
    rows["member"] = person(
        node, f"名{number}", number=number * 10, group=group, crew=node.crew, area=node.area
    )
    rows["second"] = person(node, f"二{number}", number=number * 10 + 1, group=group)
    rows["candidate"] = person(node, f"预{number}", number=number * 10 + 2, group=group, kind="probationary")
    rows["gone"] = person(
        node, f"走{number}", number=number * 10 + 3, left_on=dt.date(2026, 2, 1), left_why="exit"
    )
    holder = account(f"{mark}任职{number}", [("member", place)])
    rows["officer"] = person(node, f"任职{number}", number=number * 10 + 4, user=holder, group=group)
    rows["post"] = Post.objects.create(
        user=holder, organisation=place, role="leader" if group else "publicity", from_on=SINCE
    )
    rows["deputy_post"] = Post.objects.create(user=holder, organisation=place, role="deputy", from_on=SINCE)
    rows["device"] = Device.objects.create(
        user=holder, label=f"{mark}设备", session_key=f"{number}key", added_on=SINCE
    )
    rows["account_notice"] = AccountNotice.objects.create(user=holder, kind="device_added", at=now)
    rows["link"] = OneTimeLink.objects.create(
        user=holder,
        purpose="personal",
        secret_hash=f"{number:064d}",
        made_at=now,
        expires_at=now + dt.timedelta(hours=9),
    )
    rows["correction"] = Correction.objects.create(asked_by=holder, words=f"{mark}更正{number}", asked_at=now)
    rows["entry"] = EntryRequest.objects.create(
        organisation=place,
        name=f"{mark}等{number}",
        digits="0000",
        asked_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )
    rows["branch_link"] = BranchLink.objects.create(
        organisation=place, code=f"link{number}", made_at=now, expires_at=now + dt.timedelta(days=1)
    )
    rows["import_done"] = roster_import(node, holder, "done", now)
    rows["import_preview"] = roster_import(node, holder, "preview", now)
    rows["template"] = a.PaperTemplate.objects.create(
        organisation=place,
        paper="notice",
        name=f"{mark}模板.docx",
        digest=filestore.keep(TEMPLATE),
        added_by=holder,
        added_at=now,
    )
    rows["export"] = a.PaperExport.objects.create(
        organisation=place,
        kind="minutes",
        period="2026",
        asked_by=holder,
        asked_at=now,
        digest=filestore.keep(f"{mark}导出{number}".encode()),
        size=9,
        delete_on=clock.today() + dt.timedelta(days=5),
    )
    led_by = {"chair": members["chair"], "recorder": members["recorder"]} if own else {}
    crowd = [node.member, node.second, node.candidate, node.officer]
    if node.place == "own":
        crowd += [one for role, one in members.items() if role not in ("worker", "left", "moved")]
    if node.place == "own_group":
        crowd += [members[role] for role in ("leader", "member", "chair", "recorder")]
    made = dict(node=node, holder=holder, crowd=crowd, **led_by)
    rows["called"] = meeting(**made, state="called", starts_at=now + dt.timedelta(days=2))
    rows["near"] = meeting(**made, state="called", starts_at=now, here=True)
    rows["open"] = meeting(**made, state="open", starts_at=now - dt.timedelta(minutes=10), here=True)
    rows["ready"] = meeting(
        **made, state="open", starts_at=now - dt.timedelta(minutes=11), here=True, items=False
    )
    rows["closed"] = meeting(**made, state="closed", starts_at=now - dt.timedelta(days=1))
    rows["past"] = meeting(**made, state="called", starts_at=now - dt.timedelta(days=1, hours=2))
    rows["waiting_item"] = item(node.open, 2, f"{mark}第二项")
    rows["item"] = item(node.open, 1, f"{mark}第一项", opened_at=now)
    rows["vote_item"] = item(node.ready, 1, f"{mark}表决", matter="ordinary", opened_at=now)
    counted = item(node.open, 3, f"{mark}计票", matter="ordinary", opened_at=now, closed_at=now)
    rows["counted_item"] = counted
    rows["vote"] = a.Vote.objects.create(
        item=counted, method="secret", should_attend=4, present=4, issued=4, returned=4, yes=4, no=0, abstain=0,
        scrutineer=node.member, teller=node.second, verdict={"verdict": "OK"}, by=holder, at=now,
    )  # fmt: skip
    settled = item(node.closed, 1, f"{mark}已决", matter="ordinary", opened_at=now, closed_at=now)
    rows["settled_item"] = settled
    a.Vote.objects.create(
        item=settled, method="open", should_attend=4, present=4, yes=4, no=0, abstain=0,
        verdict={"verdict": "OK"}, by=holder, at=now, settled_at=now,
    )  # fmt: skip
    elections(node, rows, item, holder, now)
    rows["note"] = a.Note.objects.create(
        meeting=node.open, item=node.item, text=f"{mark}记{number}", by=holder, at=now
    )
    rows["guest"] = a.Guest.objects.create(meeting=node.near, name=f"{mark}来宾{number}")
    for name, what, content in (("photo", "photo", b"\xff\xd8\xff"), ("paper", "paper", b"%PDF-")):
        rows[name] = a.Paper.objects.create(
            meeting=node.closed, what=what, name=f"{mark}文件{number}.pdf", content_type="application/pdf",
            digest=filestore.keep(content + f"{mark}{number}".encode()), size=9, added_by=holder, added_at=now,
            delete_on=clock.today() + dt.timedelta(days=300),
        )  # fmt: skip
    rows["decision"] = a.Decision.objects.create(
        organisation=place, item=settled, what=f"{mark}要办{number}", owner=node.member,
        due_on=clock.today() + dt.timedelta(days=3), made_at=now,
    )  # fmt: skip


def elections(node, rows, item, holder, now):
    """An election to be held, one whose figures are being checked, and one that is over."""
    mark = node.mark
    rows["election_item"] = item(node.ready, 2, f"{mark}待选", matter="election")
    rows["slated_item"] = item(node.ready, 3, f"{mark}将选", matter="election")
    rows["boxed_item"] = item(node.open, 4, f"{mark}在选", matter="election", opened_at=now, closed_at=now)
    rows["elected_item"] = item(
        node.closed, 2, f"{mark}选过", matter="election", opened_at=now, closed_at=now
    )
    for name, settled in (("slated_item", None), ("boxed_item", None), ("elected_item", now)):
        election = a.Election.objects.create(item=rows[name], office="committee", seats=1)
        for place, member in enumerate((node.member, node.officer), start=1):
            a.Candidate.objects.create(election=election, member=member, place=place)
        if name == "slated_item":
            continue
        count = a.BallotCount.objects.create(
            election=election, number=1, round="first", seats=1, should_attend=4, present=4, issued=4, returned=4,
            valid=4, invalid=0, scrutineer=node.second, teller=node.candidate, settled_at=settled, by=holder, at=now,
            verdict={"verdict": "OK", "values": {"elected": [node.member.name]}, "reasons": []},
        )  # fmt: skip
        a.BallotLine.objects.create(count=count, place=1, member=node.member, name=node.member.name, yes=4)


def roster_import(node, holder, state, now):
    return RosterImport.objects.create(
        organisation=node.organisation,
        made_by=holder,
        made_at=now,
        file_name=f"{node.mark}名册.xlsx",
        file_hash="0" * 64,
        state=state,
        preview="" if state == "done" else PREVIEW,
        counts=COUNTS,
    )


def a_docx():
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


TEMPLATE = a_docx()
PREVIEW = '{"columns": [], "problems": [], "changes": [], "rejected_rows": [], "digest": "x", "new": [], "absent": []}'
COUNTS = {"new": 0, "changed": 0, "same": 0, "rejected": 0}


def meeting(*, node, holder, crowd, state, starts_at, here=False, chair=None, recorder=None, items=True):
    """A meeting with everybody on its roll, led by the two named, or by two without a say elsewhere."""
    chair, recorder = chair or node.member, recorder or node.second
    made = a.Meeting.objects.create(
        organisation=node.organisation,
        kind="group" if node.organisation.kind == "group" else "assembly",
        title=f"{node.mark}会",
        starts_at=starts_at,
        place=f"{node.mark}会议室",
        state=state,
        chair=chair,
        recorder=recorder,
        called_by=holder,
        called_at=starts_at - dt.timedelta(days=5),
        opened_at=None if state == "called" else starts_at,
        closed_at=starts_at + dt.timedelta(hours=1) if state == "closed" else None,
    )
    a.Attendee.objects.bulk_create(
        a.Attendee(
            meeting=made,
            member=one,
            kind=one.kind,
            answer="leave" if one == node.candidate else "",
            leave_reason=f"{node.mark}事由" if one == node.candidate else "",
            present_at=starts_at if here and one not in (node.candidate,) else None,
        )
        for one in dict.fromkeys([*crowd, chair, recorder])
    )
    return made


def item(meeting, position, title, matter="report", **more):
    return a.AgendaItem.objects.create(meeting=meeting, position=position, title=title, matter=matter, **more)
