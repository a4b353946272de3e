"""How counts, votes, decisions and names are said on paper, each run keeping the event it came from."""

from collections.abc import Iterable

from zhibu.documents import sheets
from zhibu.documents.blocks import (
    SECOND,
    STRONG,
    UNRECORDED,
    Block,
    Heading,
    Prose,
    Run,
    Runs,
    Signing,
    count,
    run,
)
from zhibu.documents.sheets import Count, Text, Words

_NUMERALS = "一二三四五六七八九十"


def says(words: Words) -> bool:
    return bool(str(words).strip())


def note(words: Words) -> Runs:
    return (run(words),) if says(words) else ()


def numbered(entries: Iterable[Words]) -> list[Block]:
    listed = [Prose((Run(f"{number}. "), run(words))) for number, words in enumerate(entries, start=1)]
    return [*listed] or [Prose((Run(UNRECORDED),))]


def paragraphs(entries: Iterable[Words]) -> list[Text]:
    """Each line that was typed becomes a paragraph of its own and keeps its source."""
    found = []
    for words in entries:
        whole = run(words, otherwise="")
        found += [Text(line, whole.source) for line in whole.words.split("\n") if line.strip()]
    return found


def prose(entries: Iterable[Words]) -> list[Block]:
    return [Prose((run(words),)) for words in paragraphs(entries)] or [Prose((Run(UNRECORDED),))]


def attendance(should_attend: Count, present: Count) -> Runs:
    return (*_people_counted("应到", should_attend), Run("，"), *_people_counted("实到", present))


def _people_counted(label: str, number: Count) -> Runs:
    return (
        (Run(f"{label}人数"), count(None))
        if number is None
        else (Run(f"{label} "), count(number), Run(" 人"))
    )


def _joined(parts: Iterable[Runs], otherwise: str) -> Runs:
    joined: list[Run] = []
    for part in parts:
        joined += [Run("、"), *part] if joined else part
    return tuple(joined) or (Run(otherwise),)


def people(attendees: Iterable[sheets.Attendee]) -> Runs:
    return _joined((_bracketed(person.name, person.note) for person in attendees), UNRECORDED)


def absences(absent: Iterable[sheets.Absence], should_attend: Count, present: Count) -> Runs:
    """「无」only where the counts say so: an empty list alone may just not have been written."""
    all_came = should_attend is not None and str(should_attend) == str(present)
    parts = (_bracketed(person.name, person.reason, "原因未记录") for person in absent)
    return _joined(parts, "无" if all_came else UNRECORDED)


def _bracketed(words: Words, remark: Words, otherwise: str = "") -> Runs:
    if not says(remark) and not otherwise:
        return (run(words),)
    return (run(words), Run("（"), run(remark, otherwise=otherwise), Run("）"))


def agenda_item(number: int, item: sheets.Item) -> list[Block]:
    title = run(item.title, STRONG)
    blocks: list[Block] = [Heading((Run(f"{numeral(number)}、", STRONG), title))]
    for point in item.points:
        speaker = (run(point.speaker, SECOND), Run("：", SECOND)) if says(point.speaker) else ()
        for place, words in enumerate(paragraphs([point.words])):
            blocks.append(Prose((*(() if place else speaker), run(words))))
    if not item.points and not item.votes and not item.decisions:
        blocks.append(Prose((Run(UNRECORDED),)))
    blocks += [Prose((Run("表决：", SECOND), *vote_in_words(vote))) for vote in item.votes]
    blocks += [Prose((Run("决定：", SECOND), *decision_in_words(decision))) for decision in item.decisions]
    return blocks


def vote_in_words(vote: sheets.Vote) -> Runs:
    runs: list[Run] = []
    if says(vote.subject):
        runs += [run(vote.subject), Run("。")]
    if says(vote.method):
        runs += [run(vote.method), Run("，")]
    if vote.should_attend is not None:
        runs += [Run("应到会有表决权 "), count(vote.should_attend), Run(" 人，")]
    if vote.present is not None:
        runs += [Run("实到 "), count(vote.present), Run(" 人，")]
    for label, number in (("赞成", vote.yes), ("反对", vote.no), ("弃权", vote.abstain)):
        runs += [
            Run(f"{label} "),
            count(number),
            Run(" 票" if label == "弃权" and vote.invalid is None else " 票，"),
        ]
    if vote.invalid is not None:
        runs += [Run("无效 "), count(vote.invalid), Run(" 票")]
    runs += [Run("。结果："), run(vote.result), Run("。")]
    if says(vote.basis):
        runs += [Run("依据："), run(vote.basis), Run("。")]
    return tuple(runs)


def decision_in_words(decision: sheets.Decision) -> Runs:
    if decision.no_action:
        return (run(decision.words), Run("（无需落实）"))
    return (
        run(decision.words),
        Run("（责任人："),
        run(decision.owner),
        Run("；期限："),
        run(decision.due),
        Run("）"),
    )


def correction_in_words(correction: sheets.Correction) -> Runs:
    return (
        Run("原文：", SECOND),
        run(correction.was),
        Run("　更正为：", SECOND),
        run(correction.now),
        Run("（"),
        run(correction.by, otherwise="更正人未记录"),
        Run("，"),
        run(correction.at, otherwise="时间未记录"),
        Run("）"),
    )


def signing(signatures: Iterable[sheets.Signature]) -> Signing:
    return Signing(tuple(signature(place) for place in signatures))


def signature(place: sheets.Signature) -> Runs:
    if says(place.confirmed):
        return (Run(place.label), Run("："), run(place.confirmed))
    return (Run(place.label),)


def place_in_form(place: sheets.Signature) -> Runs:
    return signature(place) if says(place.confirmed) else (Run(f"{place.label}：＿＿＿＿＿＿＿＿"),)


def numeral(number: int) -> str:
    """一、二、… 十、十一、… as headings are counted; beyond 99 in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("十" if tens == 1 else _NUMERALS[tens - 1] + "十")
    return ten + (_NUMERALS[ones - 1] if ones else "")
