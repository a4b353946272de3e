"""What one cell of a roster says: names, words, telephone numbers, made clean or refused in plain words."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from django.utils.translation import gettext_noop

from zhibu.members.roster.terms import Cell, Fault, PersonType, Sex

LONGEST_NAME = 64
LONGEST_TEXT = 500
_EXACT_UP_TO = 2**53
_PRINTABLE = 10**30

# Written where there is nothing to write.
_NOTHING = frozenset(
    {"", "无", "/", "\\", "-", "--", "—", "——", "－", "／", "暂无", "不详", "未填", "N/A", "n/a"}
)

_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{1,64}").fullmatch
_PLAIN_TEXT = re.compile("[\u4e00-\u9fffA-Za-z0-9（）()、，。：；/·.#+-]{1,500}").fullmatch
_DOTS = re.compile("[\u2022\u30fb\uff0e\u2027\u2219\u22c5\uff65.]")
_SPACES_IN_NAME = 3
_MIDDLE_DOT = "\u00b7"
_HANZI_ZERO = "〇"

_NUMERIC = str.maketrans("０１２３４５６７８９＋－—–―‐−（）　ｘＸｅＥ．", "0123456789+------() XXEE.")
_MOBILE_PLAIN = re.compile("1[3-9][0-9]{9}").fullmatch
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(
    r"(?:(?:\+|00)?86)?(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})(?:(?:转|#|X|EXT\.?)([0-9]{1,6}))?"
)
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]*)?E[+-]?[0-9]+|[0-9]+\.0*")

_TYPES = {
    PersonType.FULL: "正式党员 正式 党员 中共党员 中共正式党员 中共党员(正式) 党员(正式) 中国共产党党员 1 01",
    PersonType.PROBATIONARY: "预备党员 预备 中共预备党员 中共党员(预备) 党员(预备) 中国共产党预备党员 2 02",
    PersonType.OBJECT: "发展对象 拟发展对象 重点发展对象",
    PersonType.ACTIVIST: "入党积极分子 积极分子 建党积极分子",
    PersonType.APPLICANT: "入党申请人 申请人 申请入党人员 入党申请者 递交入党申请书人员",
    PersonType.WORKER: "群众 职工 普通职工 共青团员 团员 无党派人士 3 03 12 13",
}
_TYPE_OF = {word: kind for kind, words in _TYPES.items() for word in words.split()}
_SEX_OF = dict.fromkeys(("男", "男性", "1", "M", "MALE"), Sex.MALE) | dict.fromkeys(
    ("女", "女性", "2", "F", "FEMALE"), Sex.FEMALE
)
_ANSWERS = dict.fromkeys(("是", "Y", "YES", "TRUE", "√", "✓", "1", "有"), True) | dict.fromkeys(
    ("否", "N", "NO", "FALSE", "×", "0", "不是", "没有"), False
)

_NAME_CONTROL = gettext_noop("名字里有看不见的字符（%(codes)s），请重新输入")
_NAME_PRIVATE = gettext_noop("名字里有旧系统自造的字（%(codes)s），换台机器就看不到，请换成标准字")
_NAME_OTHER = gettext_noop("名字里有不该有的字符「%(signs)s」，其他说明请写到备注")
_NAME_NUMBER = gettext_noop("名字这格不是文字")
_NAME_MISSING = gettext_noop("没有姓名")
_TOO_LONG = gettext_noop("超过%(most)d个字，请写短些")
_TYPE_UNKNOWN = gettext_noop(
    "不认识的类别「%(word)s」，请写正式党员、预备党员、发展对象、入党积极分子、入党申请人或群众"
)
_SEX_UNKNOWN = gettext_noop("不认识的性别，请写男或女，先空着")
_PHONE_LOST = gettext_noop("Excel把号码变成了数字，后几位已丢，电话先空着")
_PHONE_SHORT = gettext_noop("手机号少%(missing)d位，电话先空着")
_PHONE_LONG = gettext_noop("手机号多%(extra)d位，电话先空着")
_PHONE_AREA = gettext_noop("固定电话缺区号，电话先空着")
_PHONE_OTHER = gettext_noop("不像一个电话号码，电话先空着")


def is_blank(cell: Cell) -> bool:
    """Empty, spaces only, or a sign people put where there is nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip() in _NOTHING)


def as_text(cell: Cell) -> str:
    """What a person sees in the cell: whole numbers without .0, dates as 1985-07-01."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT_UP_TO:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell) if abs(cell) < _PRINTABLE else "####"
    return str(cell)


def read_name(cell: Cell) -> str | Fault:
    """A person's name, composed but otherwise as written: hanzi and other letters without case, and ·."""
    if not isinstance(cell, str):
        return Fault("name_missing", _NAME_MISSING) if cell is None else Fault("name_invalid", _NAME_NUMBER)
    if _PLAIN_NAME(cell):
        return cell
    name = unicodedata.normalize("NFC", cell).strip()
    if name in _NOTHING:
        return Fault("name_missing", _NAME_MISSING)
    if len(name) > LONGEST_NAME:
        return Fault("text_too_long", _TOO_LONG, {"most": LONGEST_NAME})
    refused = _refused_sign(name)
    if refused is not None:
        return refused
    words = _DOTS.sub(_MIDDLE_DOT, name).split()
    letters = "".join(words)
    if _MIDDLE_DOT in (letters[0], letters[-1]) or unicodedata.combining(letters[0]):
        return Fault("name_invalid", _NAME_OTHER, {"signs": _MIDDLE_DOT})
    # 「张　三」 is spaced for looks; in a longer name a space may part the words of another language.
    return letters if len(letters) <= _SPACES_IN_NAME else " ".join(words)


def _refused_sign(name: str) -> Fault | None:
    hidden, private, other = [], [], []
    for sign in name:
        category = unicodedata.category(sign)
        if category in ("Lo", "Mn") or sign in (_MIDDLE_DOT, _HANZI_ZERO) or _DOTS.match(sign):
            continue
        if category == "Zs":
            continue
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            hidden.append(f"U+{ord(sign):04X}")
        elif category == "Co":
            private.append(f"U+{ord(sign):04X}")
        else:
            other.append(sign if category != "Cn" else f"U+{ord(sign):04X}")
    for signs, message, word in (
        (hidden, _NAME_CONTROL, "codes"),
        (private, _NAME_PRIVATE, "codes"),
        (other, _NAME_OTHER, "signs"),
    ):
        if signs:
            return Fault("name_invalid", message, {word: " ".join(dict.fromkeys(signs))})
    return None


def name_key(name: str) -> str:
    """The form in which two names are compared: without spaces and dots."""
    return "".join(
        sign for sign in unicodedata.normalize("NFC", name) if not sign.isspace() and not _is_dot(sign)
    )


def _is_dot(sign: str) -> bool:
    return sign == _MIDDLE_DOT or _DOTS.match(sign) is not None


def read_text(cell: Cell) -> str | Fault | None:
    """Free text: composed, spaces and line breaks folded to one space, invisible signs left out."""
    if isinstance(cell, str) and _PLAIN_TEXT(cell):
        return None if cell in _NOTHING else cell
    text = unicodedata.normalize("NFC", as_text(cell))
    text = " ".join("".join(sign for sign in text if sign.isspace() or not _is_hidden(sign)).split())
    if text in _NOTHING:
        return None
    return text if len(text) <= LONGEST_TEXT else Fault("text_too_long", _TOO_LONG, {"most": LONGEST_TEXT})


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def read_type(cell: Cell) -> PersonType | Fault | None:
    word = _folded(cell)
    if word in _NOTHING:
        return None
    return _TYPE_OF.get(word) or Fault("type_unknown", _TYPE_UNKNOWN, {"word": word[:20]})


def read_sex(cell: Cell) -> Sex | Fault | None:
    word = _folded(cell)
    if word in _NOTHING:
        return None
    return _SEX_OF.get(word) or Fault("id_sex_mismatch", _SEX_UNKNOWN)


def read_answer(cell: Cell) -> bool | None:
    """是 or 否; anything else is not an answer."""
    return cell if isinstance(cell, bool) else _ANSWERS.get(_folded(cell))


def _folded(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", as_text(cell)[:200]).split()).upper()


def digits_of(cell: str) -> str:
    """A number kept as text: full-width digits narrowed, spaces and invisible signs gone."""
    narrow = cell.translate(_NUMERIC)
    if narrow.isascii():
        return "".join(narrow.split()).upper().lstrip("'`")
    return "".join(s for s in narrow if not s.isspace() and not _is_hidden(s)).upper().lstrip("'`‘’＇")


def looks_scientific(digits: str) -> bool:
    """3.30102E+17 or 330102198507010000.0: a number that has been through a number cell."""
    return _SCIENTIFIC.fullmatch(digits) is not None


def read_phone(cell: Cell) -> str | Fault | None:
    """A mobile number as 11 digits, a landline as 0571-88886666 (with -ext), else a warning and nothing."""
    if isinstance(cell, str) and _MOBILE_PLAIN(cell):
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        return Fault("phone_invalid", _PHONE_OTHER)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) > _EXACT_UP_TO:
        return Fault("phone_invalid", _PHONE_LOST)
    digits = digits_of(as_text(cell)[:200])
    if digits in _NOTHING:
        return None
    if looks_scientific(digits):
        return Fault("phone_invalid", _PHONE_LOST)
    joined = digits.translate({ord(sign): None for sign in "-()"})
    if found := _MOBILE.fullmatch(joined):
        return found[1]
    if found := _LANDLINE.fullmatch(joined):
        return f"{found[1]}-{found[2]}" + (f"-{found[3]}" if found[3] else "")
    return _phone_fault(joined)


def _phone_fault(digits: str) -> Fault:
    if digits.isdigit() and digits[0] == "1":
        if 8 <= len(digits) < 11:
            return Fault("phone_invalid", _PHONE_SHORT, {"missing": 11 - len(digits)})
        if 11 < len(digits) <= 14:
            return Fault("phone_invalid", _PHONE_LONG, {"extra": len(digits) - 11})
    if digits.isdigit() and len(digits) in (7, 8):
        return Fault("phone_invalid", _PHONE_AREA)
    return Fault("phone_invalid", _PHONE_OTHER)
