"""What stands where on each paper: turns a sheet into plain blocks, which Word and PDF then draw alike."""

from collections.abc import Iterable
from functools import singledispatch

from zhibu.documents import sheets
from zhibu.documents.blocks import (
    BLANK_DATE,
    SECOND,
    STRONG,
    UNRECORDED,
    Block,
    Cell,
    Code,
    Form,
    Grid,
    Heading,
    Labelled,
    Paper,
    Prose,
    Run,
    Runs,
    Subtitle,
    Title,
    count,
    run,
)
from zhibu.documents.phrases import (
    absences,
    agenda_item,
    attendance,
    correction_in_words,
    decision_in_words,
    note,
    numbered,
    paragraphs,
    people,
    place_in_form,
    prose,
    says,
    signing,
    vote_in_words,
)


@singledispatch
def compose(sheet) -> Paper:
    """The paper for a sheet."""
    raise TypeError(f"{type(sheet).__name__} is not a sheet that can be printed")


@compose.register
def _notice(sheet: sheets.NoticeSheet) -> Paper:
    blocks: list[Block] = [
        Title((run(sheet.title),)),
        Labelled("会议类型", (run(sheet.kind),)),
        Labelled("时间", (run(sheet.when),)),
        Labelled("地点", (run(sheet.where),)),
        Labelled("参加人员", (run(sheet.who),)),
        Heading((Run("议程", STRONG),)),
        *numbered(sheet.agenda),
    ]
    if sheet.papers:
        blocks += [Heading((Run("会议材料", STRONG),)), *numbered(sheet.papers)]
    if sheet.notes:
        blocks += [Heading((Run("说明", STRONG),)), *(Prose((run(note),)) for note in sheet.notes)]
    if says(sheet.contact):
        blocks.append(Labelled("联系人", (run(sheet.contact),)))
    if sheet.link:
        blocks.append(Code(sheet.link, sheet.link_caption))
    blocks.append(Prose((run(sheet.organisation),), closing=True))
    blocks.append(Prose((run(sheet.issued_on, otherwise=BLANK_DATE),), closing=True))
    return _paper(sheet, blocks)


@compose.register
def _sign_in(sheet: sheets.SignInSheet) -> Paper:
    blocks: list[Block] = [
        Title((run(sheet.title),)),
        Subtitle((run(sheet.organisation, SECOND), Run("　"), run(sheet.kind, SECOND, otherwise=""))),
        Labelled("时间", (run(sheet.when),)),
        Labelled("地点", (run(sheet.where),)),
        _sign_in_grid(sheet),
        Prose((Run(f"应到 {len(sheet.people)} 人，实到＿＿＿人，缺席＿＿＿人，列席＿＿＿人。"),)),
    ]
    if sheet.link:
        blocks.append(Code(sheet.link, sheet.link_caption))
    return _paper(sheet, blocks)


def _sign_in_grid(sheet: sheets.SignInSheet) -> Grid:
    two = len(sheet.people) > 30 if sheet.two_columns is None else sheet.two_columns
    rows: list[tuple[Runs, ...]] = [
        ((Run(str(number)),), (run(person.name),), (), note(person.note))
        for number, person in enumerate(sheet.people, start=1)
    ]
    rows += [((Run("列席"),), (), (), ())] * sheet.guest_rows
    if not two:
        return Grid(("序号", "姓名", "签名", "备注"), (14, 44, 58, 40), tuple(rows), 8.5)
    if len(rows) % 2:
        rows.append(((), (), (), ()))
    pairs = tuple(left + right for left, right in zip(rows[::2], rows[1::2], strict=True))
    return Grid(("序号", "姓名", "签名", "备注") * 2, (11, 22, 24, 21) * 2, pairs, 8.5)


@compose.register
def _minutes(sheet: sheets.MinutesSheet) -> Paper:
    blocks: list[Block] = [
        Title((run(sheet.title),)),
        Subtitle((run(sheet.organisation, SECOND),)),
        Labelled("会议类型", (run(sheet.kind),)),
        Labelled("时间", (run(sheet.when),)),
        Labelled("地点", (run(sheet.where),)),
        Labelled("主持人", (run(sheet.chair),)),
        Labelled("记录人", (run(sheet.recorder),)),
        Labelled("人数", attendance(sheet.should_attend, sheet.present_count)),
        Labelled("法定人数", (run(sheet.quorum),)),
        Labelled("到会人员", people(sheet.present)),
        Labelled("缺席人员", absences(sheet.absent, sheet.should_attend, sheet.present_count)),
    ]
    if sheet.guests:
        blocks.append(Labelled("列席人员", people(sheet.guests)))
    if not sheet.items:
        blocks += [Heading((Run("会议内容", STRONG),)), Prose((Run(UNRECORDED),))]
    for number, item in enumerate(sheet.items, start=1):
        blocks += agenda_item(number, item)
    if sheet.corrections:
        blocks.append(Heading((Run("更正", STRONG),)))
        blocks += [Prose(correction_in_words(correction)) for correction in sheet.corrections]
    if sheet.remarks:
        blocks.append(Heading((Run("备注", STRONG),)))
        blocks += [Prose((run(remark),)) for remark in sheet.remarks]
    blocks.append(signing(sheet.signatures))
    return _paper(sheet, blocks)


@compose.register
def _resolution(sheet: sheets.ResolutionSheet) -> Paper:
    blocks: list[Block] = [Title((run(sheet.title),)), Subtitle((run(sheet.organisation, SECOND),))]
    if says(sheet.number):
        blocks.append(Subtitle((run(sheet.number, SECOND),)))
    blocks += [
        Labelled("会议类型", (run(sheet.kind),)),
        Labelled("时间", (run(sheet.when),)),
        Labelled("地点", (run(sheet.where),)),
        Labelled("主持人", (run(sheet.chair),)),
        Labelled("人数", attendance(sheet.should_attend, sheet.present_count)),
        Labelled("法定人数", (run(sheet.quorum),)),
        *prose(sheet.paragraphs),
    ]
    if sheet.votes:
        blocks.append(Heading((Run("表决情况", STRONG),)))
        blocks += [Prose(vote_in_words(vote)) for vote in sheet.votes]
    if sheet.decisions:
        blocks.append(Heading((Run("落实", STRONG),)))
        blocks += [Prose(decision_in_words(decision)) for decision in sheet.decisions]
    blocks += [
        signing(sheet.signatures),
        Prose((run(sheet.organisation),), closing=True),
        Prose((run(sheet.issued_on, otherwise=BLANK_DATE),), closing=True),
    ]
    return _paper(sheet, blocks)


@compose.register
def _record_book_page(sheet: sheets.RecordBookPage) -> Paper:
    def label(words: str) -> Cell:
        return Cell(((Run(words, STRONG),),), is_label=True)

    def cell(*paragraphs: Runs) -> Cell:
        return Cell(paragraphs or ((Run(UNRECORDED),),))

    votes: list[Runs] = [vote_in_words(vote) for vote in sheet.votes]
    if sheet.nothing_voted and not votes:
        votes.append((Run("无"),))
    rows = (
        ((label("时间"), cell((run(sheet.when),)), label("地点"), cell((run(sheet.where),))), 10),
        ((label("会议类型"), cell((run(sheet.kind),)), label("主持人"), cell((run(sheet.chair),))), 10),
        (
            (
                label("应到人数"),
                cell((count(sheet.should_attend),)),
                label("记录人"),
                cell((run(sheet.recorder),)),
            ),
            10,
        ),
        (
            (
                label("实到人数"),
                cell((count(sheet.present_count),)),
                label("列席"),
                cell(people(sheet.guests)),
            ),
            10,
        ),
        ((label("缺席及原因"), cell(absences(sheet.absent, sheet.should_attend, sheet.present_count))), 10),
        ((label("主题"), cell((run(sheet.topic),))), 10),
        ((label("内容"), cell(*((run(words),) for words in paragraphs(sheet.content)))), 60),
        ((label("决议"), cell(*map(decision_in_words, sheet.decisions))), 16),
        ((label("表决"), cell(*votes)), 16),
        ((label("签字"), cell(*map(place_in_form, sheet.signatures))), 16),
    )
    form = Form(tuple(cells for cells, _height in rows), tuple(height for _cells, height in rows))
    return _paper(sheet, [Title((run(sheet.title),)), Subtitle((run(sheet.organisation, SECOND),)), form])


def _paper(sheet, blocks: Iterable[Block]) -> Paper:
    return Paper(run(sheet.title).words, run(sheet.organisation).words, tuple(blocks))
