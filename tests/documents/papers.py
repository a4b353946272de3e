"""Sheets as a branch would fill them: empty, ordinary, and as long as they may become."""

from zhibu.documents import sheets
from zhibu.documents.sheets import Text

RARE = "李𠮷"
LONG_NAME = "阿卜杜热合曼·麦麦提明"
SENTENCE = "会议认为，要把安全生产责任落实到班组和岗位，夜班由带班党员巡检，发现隐患当班处理并登记。"


def people(count: int) -> tuple[sheets.Attendee, ...]:
    names = (RARE, "周䶮", "吴㐱", LONG_NAME, "张三")
    return tuple(
        sheets.Attendee(
            name=Text(f"{names[number % 5]}{number}", f"event_{number}"), note="预备党员" * (number % 7 == 0)
        )
        for number in range(count)
    )


def minutes(count: int = 20, characters: int = 400) -> sheets.MinutesSheet:
    return sheets.MinutesSheet(
        organisation="示例一支部",
        title="党员大会会议记录",
        kind="党员大会",
        when=Text("2026年11月20日14:30至16:05", "event_opened"),
        where="三楼会议室",
        chair="孙建国",
        recorder=RARE,
        should_attend=count + 2,
        present_count=count,
        quorum="符合规定",
        present=people(count),
        absent=(sheets.Absence(name="欧阳建国", reason="夜班"), sheets.Absence(name=LONG_NAME)),
        items=(
            sheets.Item(
                title="讨论接收预备党员",
                points=(sheets.Point(speaker="张三", words=(SENTENCE * 200)[:characters]),),
                votes=(sheets.Vote(method="无记名投票", yes=count, no=0, abstain=0, result="通过"),),
                decisions=(
                    sheets.Decision(
                        words=Text("上报材料", "event_decided"), owner="吴㐱", due="2026年11月27日"
                    ),
                    sheets.Decision(words="其他", no_action=True),
                ),
            ),
        ),
        corrections=(sheets.Correction(was="应到20人", now="应到22人", by=RARE, at="2026年11月21日"),),
        signatures=(
            sheets.Signature(label="主持人", confirmed="孙建国（2026年11月20日16:20确认）"),
            sheets.Signature(label="记录人"),
        ),
    )


def notice() -> sheets.NoticeSheet:
    return sheets.NoticeSheet(
        organisation="示例一支部",
        title="关于召开党员大会的通知",
        kind="党员大会",
        when="2026年11月20日14:30",
        where="三楼会议室",
        who="全体党员",
        agenda=("上次决定的事", "讨论接收预备党员"),
        papers=("志愿书",),
        notes=("请带笔记。",),
        contact="李四",
        issued_on="2026年11月12日",
        link="https://zhibu.example/m/8fK3tq7Zp2",
    )


def sign_in(count: int = 20) -> sheets.SignInSheet:
    return sheets.SignInSheet(organisation="示例一支部", title="党员大会签到表", people=people(count))


def resolution() -> sheets.ResolutionSheet:
    return sheets.ResolutionSheet(
        organisation="示例一支部",
        title="关于接收预备党员的决议",
        number="〔2026〕7号",
        paragraphs=(SENTENCE, "第一段\n第二段"),
        votes=(sheets.Vote(yes=16, no=0, abstain=1, result="通过"),),
        decisions=(sheets.Decision(words="上报材料", owner="吴㐱", due="11月27日"),),
    )


def record_book(characters: int = 300) -> sheets.RecordBookPage:
    return sheets.RecordBookPage(
        organisation="示例一支部",
        topic="接收预备党员",
        content=((SENTENCE * 200)[:characters],),
        should_attend=20,
    )


ALL = {
    "notice": notice(),
    "empty notice": sheets.NoticeSheet(organisation="", title=""),
    "sign-in of nobody": sign_in(0),
    "sign-in of 20": sign_in(20),
    "sign-in of 60": sign_in(60),
    "minutes": minutes(),
    "minutes of 60 people and 4,000 characters": minutes(60, 4000),
    "empty minutes": sheets.MinutesSheet(organisation="示例一支部", title="会议记录"),
    "resolution": resolution(),
    "empty resolution": sheets.ResolutionSheet(organisation="示例一支部", title="决议"),
    "record book": record_book(),
    "record book of 4,000 characters": record_book(4000),
    "empty record book": sheets.RecordBookPage(organisation="示例一支部"),
    "markup in every corner": sheets.MinutesSheet(
        organisation='#import "x.typ"',
        title="#panic() $x$ *b* <w:p/> {{ 1 }} \\ \0\x0b\ud800",
        where='"]}\')#read("/etc/passwd")',
        chair="&amp;<b>赵</b>👍\ue000",
        items=(sheets.Item(title="[#sys.inputs]", points=(sheets.Point(words="a\n\nb\r\nc\u200b\u202e"),)),),
    ),
}
