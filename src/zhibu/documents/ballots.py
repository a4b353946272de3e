"""The papers of an election: the ballot to be handed out, and the sheet on which the votes are counted by strokes."""

from dataclasses import dataclass

from zhibu.documents.blocks import (
    SECOND,
    STRONG,
    Block,
    Grid,
    Heading,
    Labelled,
    Paper,
    Prose,
    Run,
    Runs,
    Subtitle,
    Title,
    run,
)
from zhibu.documents.phrases import signing
from zhibu.documents.sheets import Signature, Words

_LEAST_MM, _MOST_MM = 6.5, 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSheet:
    """One ballot: the names in their order, room for other names, and how to fill it in. It bears no number."""

    organisation: Words
    title: Words
    names: tuple[Words, ...]
    free_lines: int
    how: tuple[Words, ...]
    on: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySheet:
    """What scrutineer and teller write on: the papers handed out and returned, strokes and sums for each name."""

    organisation: Words
    title: Words
    round: Words
    names: tuple[Words, ...]
    free_lines: int
    should_attend: Words
    when: Words
    where: Words


def ballot(sheet: BallotSheet) -> Paper:
    """A ballot as blocks."""
    rows: list[tuple[Runs, ...]] = [((run(name),), (), (), ()) for name in sheet.names]
    rows += [((Run("另选人："),), (), (), ())] * sheet.free_lines
    blocks: list[Block] = [
        Title((run(sheet.title),)),
        Subtitle((run(sheet.organisation, SECOND),)),
        Grid(("姓名", "赞成", "不赞成", "弃权"), (66, 30, 30, 30), tuple(rows), _height(len(rows), 84)),
        Heading((Run("说明", STRONG),)),
        *(Prose((run(words),)) for words in sheet.how),
    ]
    if str(sheet.on):
        blocks.append(Prose((run(sheet.on),), closing=True))
    return Paper(run(sheet.title).words, run(sheet.organisation).words, tuple(blocks))


def tally(sheet: TallySheet) -> Paper:
    """A counting sheet as blocks."""
    rows: list[tuple[Runs, ...]] = [((run(name),), (), (), (), ()) for name in sheet.names]
    rows += [((), (), (), (), ())] * sheet.free_lines
    blank = "＿＿"
    blocks: list[Block] = [
        Title((run(sheet.title),)),
        Subtitle((run(sheet.organisation, SECOND), Run("　"), run(sheet.round, SECOND))),
        Labelled("时间", (run(sheet.when),)),
        Labelled("地点", (run(sheet.where),)),
        Labelled("人数", (Run("应到有选举权 "), run(sheet.should_attend), Run(f" 人，实到 {blank} 人"))),
        Labelled("选票", (Run(f"发出{blank}张，收回{blank}张，有效{blank}张，无效{blank}张"),)),
        Grid(
            ("姓名", "赞成（画正字）", "赞成", "不赞成", "弃权"),
            (34, 70, 18, 18, 16),
            tuple(rows),
            _height(len(rows), 74),
        ),
        Prose((Run("收回多于发出，选举无效，重新投票。空行写另选的人。"),)),
        signing((Signature(label="监票人"), Signature(label="计票人"))),
    ]
    return Paper(run(sheet.title).words, run(sheet.organisation).words, tuple(blocks))


def _height(rows: int, room_mm: int) -> float:
    """Rows as high as fit on one page with the rest, comfortable to write in where they are few."""
    return max(_LEAST_MM, min(_MOST_MM, round(room_mm / max(rows, 1), 1)))
