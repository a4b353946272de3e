"""Who is in the reference branch; names that nobody could take for a person's."""

from dataclasses import dataclass

from zhibu.organisations.terms import Role


@dataclass(frozen=True)
class Person:
    """One invented person: group 1-3, area 1-3, crew letter or 日 for office hours, empty when on a long trip."""

    name: str
    group: int
    area: int
    crew: str
    job: str
    kind: str = "full"
    role: str = ""
    login: str = ""


BRANCH = (
    Person("党员甲", 1, 1, "日", "安全员", role=Role.ORGANISER, login="organiser"),
    Person("党员乙", 1, 1, "日", "车间主任", role=Role.SECRETARY, login="secretary"),
    Person("党员丙", 2, 2, "日", "工艺员", role=Role.DEPUTY, login="deputy"),
    Person("党员丁", 1, 1, "甲", "操作工", login="member"),
    Person("党员戊", 2, 2, "日", "设备员", role=Role.DISCIPLINE, login="discipline"),
    Person("党员己", 1, 1, "乙", "操作工"),
    Person("党员庚", 2, 2, "丙", "班长"),
    Person("党员辛", 3, 3, "丁", "操作工"),
    Person("党员壬", 1, 1, "甲", "电工"),
    Person("党员癸", 2, 2, "丁", "钳工"),
    Person("党员子", 1, 1, "甲", "操作工", kind="probationary", login="probationary"),
    Person("党员丑", 3, 3, "乙", "班长", role=Role.LEADER),
    Person("党员寅", 3, 3, "丁", "操作工"),
    Person("党员卯", 2, 2, "乙", "化验员", kind="probationary"),
    Person("党员辰", 1, 1, "丙", "班长", role=Role.LEADER, login="leader"),
    Person("党员巳", 3, 3, "丙", "操作工", kind="probationary"),
    Person("党员午", 2, 2, "日", "库管员", role=Role.LEADER),
    Person("党员未", 1, 1, "日", "统计员", role=Role.PUBLICITY),
    Person("党员申", 3, 3, "", "调试工程师"),
    Person("党员酉", 2, 2, "", "驻外代表"),
)
ON_THE_WAY = Person("申请人甲", 1, 1, "甲", "操作工", kind="object")
TWIN = tuple(
    Person(f"党员{sign}", 0, 0, "", "职员", role=role, login=login)
    for sign, role, login in (
        ("春", Role.SECRETARY, "secretary21"), ("夏", Role.ORGANISER, ""), ("秋", Role.PUBLICITY, ""),
        ("冬", "", "member21"), ("东", "", ""), ("南", "", ""), ("西", "", ""), ("北", "", ""), ("山", "", ""),
        ("川", "", ""), ("河", "", ""), ("海", "", ""),
    )
)  # fmt: skip
AREAS = (("一号作业区", 46), ("二号作业区", 38), ("三号作业区", 27))
# Day of the cycle 白2中2夜2休2 on which each crew stands today.
STANDS_TODAY = {"甲": 0, "丁": 2, "丙": 4, "乙": 6}
GROUPS = ("第一党小组", "第二党小组", "第三党小组")
OTHERS = (
    ("职工甲", Role.WORKER, "worker", "R20"),
    ("组织干事甲", Role.SUPERIOR, "superior", "R"),
    ("行政经理甲", Role.APPROVER, "approver", "R"),
    ("系统管理员甲", Role.ADMIN, "admin", "R"),
)
