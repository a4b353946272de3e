"""How a name is found: without its spaces and dots, by its sound, and by the first letters of its sound."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from zhibu.members.roster import cells

LONGEST = 200
_HANZI = re.compile("[\u4e00-\u9fff]*").fullmatch

# What a character says as a surname, where that is not its usual sound.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou", "查": "zha", "任": "ren", "朴": "piao",
    "盖": "ge", "葛": "ge", "华": "hua", "纪": "ji", "宁": "ning", "召": "shao", "种": "chong", "秘": "bi",
    "员": "yun", "贠": "yun", "洗": "xian", "冼": "xian", "折": "she", "乐": "yue", "么": "yao", "幺": "yao",
    "繁": "po", "缪": "miao", "覃": "qin", "谌": "chen", "瞿": "qu", "翟": "zhai", "郇": "xun", "隗": "wei",
    "晁": "chao", "逄": "pang", "佴": "nai", "牟": "mu", "黑": "he", "那": "na", "阚": "kan", "戴": "dai",
    "祭": "zhai", "句": "gou", "乜": "nie", "令": "ling", "过": "guo", "哈": "ha", "车": "che", "郝": "hao",
    "费": "fei", "卜": "bu", "郗": "xi", "应": "ying", "燕": "yan", "钭": "tou", "适": "kuo", "相": "xiang",
    "万": "wan", "俟": "qi", "尹": "yin", "撒": "sa", "能": "nai", "长": "chang", "教": "jiao", "曲": "qu",
    "都": "du", "石": "shi", "宿": "su", "沈": "shen", "藏": "zang", "臧": "zang", "洪": "hong", "钻": "zuan",
}  # fmt: skip
_DOUBLE = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"), "澹台": ("tan", "tai"), "皇甫": ("huang", "fu"), "宇文": ("yu", "wen"),
    "欧阳": ("ou", "yang"), "上官": ("shang", "guan"), "司马": ("si", "ma"), "诸葛": ("zhu", "ge"),
    "夏侯": ("xia", "hou"), "呼延": ("hu", "yan"), "鲜于": ("xian", "yu"), "闾丘": ("lv", "qiu"),
    "亓官": ("qi", "guan"), "公孙": ("gong", "sun"), "慕容": ("mu", "rong"), "司徒": ("si", "tu"),
    "司空": ("si", "kong"), "东方": ("dong", "fang"), "独孤": ("du", "gu"), "南宫": ("nan", "gong"),
    "乐正": ("yue", "zheng"), "尉犁": ("yu", "li"),
}  # fmt: skip


@cache
def _dictionary() -> dict[str, str]:
    """Forty thousand characters with their sounds, loaded when the first name is written.

    Importing the package would load as many phrases besides, which nobody asks for here.
    """
    found = find_spec("pypinyin")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    place = Path(found.submodule_search_locations[0], "pinyin_dict.json")
    said: dict[str, str] = json.loads(place.read_bytes())
    return said


@lru_cache(maxsize=32_768)
def _sound(sign: str) -> str:
    """The usual sound of one character; a letter is its own sound."""
    marked = _dictionary().get(str(ord(sign)))
    if marked is None:
        return "".join([s for s in unicodedata.normalize("NFKD", sign) if s.isalnum()]).lower()
    split = unicodedata.normalize("NFD", marked.split(",")[0]).replace("u\u0308", "v")
    return "".join([s for s in split if not unicodedata.combining(s)])


def name_key(name: str) -> str:
    """The form in which two names are compared: without spaces and dots."""
    return name if _HANZI(name) else cells.name_key(name)


def search_keys(name: str) -> str:
    """What the name sounds like, whole and in first letters: "shanxiaoming sxm …", surnames as surnames.

    Somebody who types the usual sound of a surname (dan for 单), or u for ü, finds the person too.
    """
    letters = name_key(name)
    usual = [_sound(sign) for sign in letters]
    head = _surname(letters)
    whole, initials = _keys(usual)
    if not head and "v" not in whole and initials != whole != "":
        return f"{whole} {initials}"[:LONGEST]
    keys = _keys([*head, *usual[len(head) :]]) if head else []
    keys += [whole, initials]
    if "v" in keys[0]:
        keys += [key.replace("v", "u") for key in keys]
    return " ".join(dict.fromkeys([key for key in keys if key]))[:LONGEST]


def _keys(syllables: list[str]) -> list[str]:
    return ["".join(syllables), "".join([syllable[:1] for syllable in syllables])]


def _surname(letters: str) -> tuple[str, ...]:
    """How the surname is said where that is not how its characters usually sound."""
    if len(letters) > 2 and letters[:2] in _DOUBLE:
        return _DOUBLE[letters[:2]]
    return (_SURNAMES[letters[0]],) if letters[:1] in _SURNAMES else ()


def sought(text: str) -> str:
    """What somebody typed into the search box, in the form the keys have."""
    return name_key(text[:64]).casefold()


_SERIES = "甲乙丙丁戊己庚辛壬癸一二三四五六七八九十"


def in_series(name: str) -> tuple[int, str]:
    """Crews in the order people count them: 甲乙丙丁, 一二三四, then the others."""
    place = _SERIES.find(name[:1]) if name else -1
    return (place if place >= 0 else len(_SERIES), name)
