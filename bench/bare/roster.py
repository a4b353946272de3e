"""A roster into the register's own tables with nothing around it: the least that stores the same rows.

Plain loops over plain values. It trusts the file to be the tidy one that the measure wrote: columns stand where it
expects them, nobody in it is on the register yet, and a row with a wrong number is left out without a word.
"""

import binascii
import datetime as dt
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LAST = "10X98765432"
_TENS = [{str(digit): digit * weight for digit in range(10)} for weight in WEIGHTS]
_LETTERS = bytes(b"0123456789abcdefghjkmnpqrstvwxyz"[byte & 31] for byte in range(256))
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_CACHE_KIB = 128 * 1024
# What the register's columns hold where the roster says nothing stands in the statement itself.
_MEMBER = (
    "INSERT INTO members_member (id, public_id, branch_id, name, name_key, pinyin, identity, identity_index, phone,"
    " phone_last4_index, born_on, admitted_on, full_on, sex, nation, job, kind, partial_dates, native_place,"
    " education, degree, party_post, remark, restriction, exempt, away, no_smartphone, left_why, version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'full', '{}', '', '', '', '', '', '', 0, '', 0, '', 1)"
)
_UNDO = (
    "INSERT INTO members_importedrow (roster_import_id, member_id, created, before, version_after)"
    " VALUES (1, ?, 1, '', 1)"
)
_BATCH = (
    "INSERT INTO members_rosterimport (id, public_id, made_at, file_name, file_hash, state, done, total, counts,"
    " reading, preview, error_code, error_message, made_by_id, organisation_id)"
    " VALUES (1, 'bare', datetime(), '', ?, 'done', 0, 0, '{}', '', '', '', '',"
    " (SELECT min(id) FROM accounts_user), ?)"
)
_JOURNAL = (
    "INSERT INTO accounts_journalentry (at, actor, on_behalf_of, action, subject_kind, subject, organisation, result,"
    " fields, prev_hash, hash) VALUES (?, '', '', 'roster.import', 'rosterimport', 'bare', 'R20', 'done', '[]', ?, ?)"
)


def store(file: str, folder: str) -> None:
    """Read, check and write in one transaction, into a migrated data folder that holds the branch R20."""
    import python_calamine
    from pysqlite3 import dbapi2

    from zhibu.kernel import sqlite

    key = bytes.fromhex(Path(folder, "keys", "field.key").read_text().strip())
    rows = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[1:]
    connection = dbapi2.connect(Path(folder, "zhibu.sqlite3"))
    connection.executescript(sqlite.pragmas())
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    with connection:
        (branch,) = connection.execute(
            "SELECT id FROM organisations_organisation WHERE code = 'R20'"
        ).fetchone()
        (last,) = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'members_member'"
        ).fetchone()
        members = _members(rows, last, branch, key)
        connection.execute(_BATCH, (hashlib.sha256(Path(file).read_bytes()).hexdigest(), branch))
        connection.executemany(_MEMBER, members)
        connection.executemany(_UNDO, [member[:1] for member in members])
        (head,) = connection.execute(
            "SELECT hash FROM accounts_journalentry ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        now = dt.datetime.now(dt.UTC).isoformat()
        connection.execute(_JOURNAL, (now, head, hashlib.sha256(f"{head}{now}".encode()).hexdigest()))
    connection.close()


def _members(rows: list[list[Any]], last: int, branch: int, key: bytes) -> list[tuple[Any, ...]]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    encrypt = AESGCM(_derived(key, b"field")).encrypt
    identity_index = _keyed(_derived(key, b"index identity"))
    last4_index = _keyed(_derived(key, b"index phone last four"))
    random = os.urandom(24 * len(rows))  # two nonces for each
    ids = os.urandom(20 * len(rows)).translate(_LETTERS).decode()
    characters, sounds, lasts = _characters(), {}, {}
    seen: set[str] = set()
    members = []
    for place, (name, _sex, nation, number, admitted, full, phone, job) in enumerate(rows):
        if not sound(number) or number in seen:
            continue
        seen.add(number)
        says = []
        for sign in name:
            said = sounds.get(sign)
            if said is None:
                said = sounds[sign] = _plain(characters.get(str(ord(sign)), sign))
            says.append(said)
        whole = "".join(says)
        keys = f"{whole} {''.join([said[0] for said in says])}"
        if "v" in whole:
            keys = " ".join(dict.fromkeys(f"{keys} {keys.replace('v', 'u')}".split(" ")))
        end = phone[-4:]
        index = lasts.get(end)
        if index is None:
            index = lasts[end] = last4_index(end)
        # Nobody joins before eighteen: such a date is left out, as the register leaves it out.
        of_age = f"{int(number[6:10]) + 18}.{number[10:12]}.{number[12:14]}"
        first, second = random[24 * place : 24 * place + 12], random[24 * place + 12 : 24 * place + 24]
        members.append(
            (
                last + 1 + len(members), ids[20 * place : 20 * place + 20], branch, name, name, keys,
                _stored(first + encrypt(first, number.encode(), None)), identity_index(number),
                _stored(second + encrypt(second, phone.encode(), None)), index,
                f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
                admitted.replace(".", "-") if admitted >= of_age else None, full,
                "male" if number[16] in "13579" else "female", nation, job,
            )
        )  # fmt: skip
    return members


def sound(number: str, tens: list[dict[str, int]] = _TENS) -> bool:
    """The tuned check: length, a date that exists, the check digit."""
    if len(number) != 18:
        return False
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        total = 0
        for table, digit in zip(tens, number, strict=False):
            total += table[digit]
    except (ValueError, KeyError):
        return False
    return LAST[total % 11] == number[17]


def _stored(sealed: bytes) -> str:
    return "s1:" + binascii.b2a_base64(sealed, newline=False).translate(_URL_SAFE).decode()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"zhibu " + purpose, "sha256")


def _keyed(key: bytes) -> Callable[[str], str]:
    """HMAC-SHA-256 with the two pads of its key hashed once."""
    padded = key.ljust(64, b"\0")
    inner, outer = (hashlib.sha256(bytes(octet ^ pad for octet in padded)) for pad in (0x36, 0x5C))

    def index(text: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(text.encode())
        around.update(within.digest())
        return around.hexdigest()

    return index


def _characters() -> dict[str, str]:
    found = find_spec("pypinyin")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("pypinyin is missing")
    said: dict[str, str] = json.loads(
        Path(found.submodule_search_locations[0], "pinyin_dict.json").read_bytes()
    )
    return said


def _plain(marked: str) -> str:
    split = unicodedata.normalize("NFD", marked.split(",")[0]).replace("u\u0308", "v")
    return "".join([sign for sign in split if not unicodedata.combining(sign)])
