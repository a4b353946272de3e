"""The papers a branch keeps, as plain values: what a room fills in before a notice or minutes are printed.

Every text may be a bare `str` or a `Text` that names the event it came from. What is empty is printed as
「未记录」 where the record book asks for it. Nothing here knows members or meetings. The Chinese word beside
each field is the name by which a unit's own template calls it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Text:
    """Words on paper, and the event they came from, so that every cell can be traced."""

    words: str = ""
    source: str = ""

    def __str__(self) -> str:
        return self.words


Words = Text | str
Count = Text | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person on a sign-in sheet or in a list of those present."""

    name: Annotated[Words, "姓名"]
    note: Annotated[Words, "备注"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One person who was not there, and the reason."""

    name: Annotated[Words, "姓名"]
    reason: Annotated[Words, "原因"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How a matter was voted on; a count that nobody recorded is None."""

    subject: Annotated[Words, "事项"] = ""
    method: Annotated[Words, "方式"] = ""
    should_attend: Annotated[Count, "应到"] = None
    present: Annotated[Count, "实到"] = None
    yes: Annotated[Count, "赞成"] = None
    no: Annotated[Count, "反对"] = None
    abstain: Annotated[Count, "弃权"] = None
    invalid: Annotated[Count, "无效"] = None
    result: Annotated[Words, "结果"] = ""
    basis: Annotated[Words, "依据"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, who does it, and by when; `no_action` where nothing needs to be done."""

    words: Annotated[Words, "内容"]
    owner: Annotated[Words, "责任人"] = ""
    due: Annotated[Words, "期限"] = ""
    no_action: Annotated[bool, "无需落实"] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one person said; without a speaker it is a note of the meeting."""

    words: Annotated[Words, "内容"]
    speaker: Annotated[Words, "发言人"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the agenda with all that came of it."""

    title: Annotated[Words, "题目"]
    points: Annotated[tuple[Point, ...], "发言"] = ()
    votes: Annotated[tuple[Vote, ...], "表决"] = ()
    decisions: Annotated[tuple[Decision, ...], "决定"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A later correction of the minutes: both the old and the new words stay."""

    was: Annotated[Words, "原文"]
    now: Annotated[Words, "更正为"]
    by: Annotated[Words, "更正人"] = ""
    at: Annotated[Words, "更正时间"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A place to sign; `confirmed` says who confirmed it on screen, and when."""

    label: Annotated[str, "名称"]
    confirmed: Annotated[Words, "确认"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSheet:
    """The call to a meeting, to be put up or handed out; `link` becomes a QR code."""

    organisation: Annotated[Words, "党组织"]
    title: Annotated[Words, "标题"]
    kind: Annotated[Words, "会议类型"] = ""
    when: Annotated[Words, "时间"] = ""
    where: Annotated[Words, "地点"] = ""
    who: Annotated[Words, "参加人员"] = ""
    agenda: Annotated[tuple[Words, ...], "议程"] = ()
    papers: Annotated[tuple[Words, ...], "会议材料"] = ()
    notes: Annotated[tuple[Words, ...], "说明"] = ()
    contact: Annotated[Words, "联系人"] = ""
    issued_on: Annotated[Words, "落款日期"] = ""
    link: Annotated[str, "链接"] = ""
    link_caption: Annotated[str, "链接说明"] = "扫码查看并回复"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSheet:
    """A list to sign on paper. Above 30 people it is set in two columns unless `two_columns` says otherwise."""

    organisation: Annotated[Words, "党组织"]
    title: Annotated[Words, "标题"]
    kind: Annotated[Words, "会议类型"] = ""
    when: Annotated[Words, "时间"] = ""
    where: Annotated[Words, "地点"] = ""
    people: Annotated[tuple[Attendee, ...], "人员"] = ()
    guest_rows: Annotated[int, "列席空行"] = 3
    two_columns: Annotated[bool | None, "两栏"] = None
    link: Annotated[str, "链接"] = ""
    link_caption: Annotated[str, "链接说明"] = "扫码签到"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSheet:
    """The minutes of one meeting as they stand when it closes, and with every later correction."""

    organisation: Annotated[Words, "党组织"]
    title: Annotated[Words, "标题"]
    kind: Annotated[Words, "会议类型"] = ""
    when: Annotated[Words, "时间"] = ""
    where: Annotated[Words, "地点"] = ""
    chair: Annotated[Words, "主持人"] = ""
    recorder: Annotated[Words, "记录人"] = ""
    should_attend: Annotated[Count, "应到"] = None
    present_count: Annotated[Count, "实到"] = None
    quorum: Annotated[Words, "法定人数"] = ""
    present: Annotated[tuple[Attendee, ...], "到会人员"] = ()
    absent: Annotated[tuple[Absence, ...], "缺席人员"] = ()
    guests: Annotated[tuple[Attendee, ...], "列席人员"] = ()
    items: Annotated[tuple[Item, ...], "议题"] = ()
    corrections: Annotated[tuple[Correction, ...], "更正"] = ()
    remarks: Annotated[tuple[Words, ...], "备注"] = ()
    signatures: Annotated[tuple[Signature, ...], "签名"] = (
        Signature(label="主持人"),
        Signature(label="记录人"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionSheet:
    """One resolution: the meeting, the count, the words, the signature and the day."""

    organisation: Annotated[Words, "党组织"]
    title: Annotated[Words, "标题"]
    number: Annotated[Words, "编号"] = ""
    kind: Annotated[Words, "会议类型"] = ""
    when: Annotated[Words, "时间"] = ""
    where: Annotated[Words, "地点"] = ""
    chair: Annotated[Words, "主持人"] = ""
    should_attend: Annotated[Count, "应到"] = None
    present_count: Annotated[Count, "实到"] = None
    quorum: Annotated[Words, "法定人数"] = ""
    paragraphs: Annotated[tuple[Words, ...], "正文"] = ()
    votes: Annotated[tuple[Vote, ...], "表决"] = ()
    decisions: Annotated[tuple[Decision, ...], "决定"] = ()
    signatures: Annotated[tuple[Signature, ...], "签名"] = (Signature(label="党支部书记"),)
    issued_on: Annotated[Words, "落款日期"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBookPage:
    """The page of the record book, as a form with rules: one meeting, one page where it fits."""

    organisation: Annotated[Words, "党组织"]
    title: Annotated[Words, "标题"] = "党支部会议记录"
    when: Annotated[Words, "时间"] = ""
    where: Annotated[Words, "地点"] = ""
    kind: Annotated[Words, "会议类型"] = ""
    chair: Annotated[Words, "主持人"] = ""
    recorder: Annotated[Words, "记录人"] = ""
    should_attend: Annotated[Count, "应到"] = None
    present_count: Annotated[Count, "实到"] = None
    absent: Annotated[tuple[Absence, ...], "缺席人员"] = ()
    guests: Annotated[tuple[Attendee, ...], "列席人员"] = ()
    topic: Annotated[Words, "主题"] = ""
    content: Annotated[tuple[Words, ...], "内容"] = ()
    decisions: Annotated[tuple[Decision, ...], "决定"] = ()
    votes: Annotated[tuple[Vote, ...], "表决"] = ()
    nothing_voted: Annotated[bool, "没有表决"] = False  # known, not merely unrecorded
    signatures: Annotated[tuple[Signature, ...], "签名"] = (
        Signature(label="主持人"),
        Signature(label="记录人"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One meeting of the year."""

    held_on: date | Text | None = None
    kind: Words = ""
    title: Words = ""
    where: Words = ""
    chair: Words = ""
    recorder: Words = ""
    should_attend: Count = None
    present: Count = None
    absent: Words = ""
    agenda: Words = ""
    decisions: Words = ""
    votes: Words = ""
    minutes: Words = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSheet:
    """All meetings of one organisation in one year (or another period, named in `period`)."""

    organisation: Words
    period: str
    rows: tuple[LedgerRow, ...] = ()
    printed_on: str = ""


PrintedSheet = NoticeSheet | SignInSheet | MinutesSheet | ResolutionSheet | RecordBookPage
