"""Files as they should not be, built here so that nobody has to keep them."""

import io
import random
import struct
import zipfile

import xlsxwriter

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/{{}}" Target="{{}}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'


def xlsx(
    rows: str = CELL, *, extra: dict[str, bytes | str] | None = None, without: tuple[str, ...] = ()
) -> bytes:
    """A small workbook with raw rows, more parts, or fewer."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELS.format("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": SHEET.format(rows),
        **(extra or {}),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in without:
                archive.writestr(name, content)
    return written.getvalue()


def roster(rows: int, columns: int = 8) -> bytes:
    """An honest roster of texts."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet("花名册")
        for row in range(rows):
            for column in range(columns):
                page.write_string(row, column, f"第{row}行{column}")
    return written.getvalue()


def repacked(content: bytes, change) -> bytes:
    """The same archive with every entry's description changed by `change(entry)`."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            body = old.read(entry)
            change(entry)
            new.writestr(entry, body)
    return written.getvalue()


def marked_encrypted(content: bytes) -> bytes:
    """The encryption bit set in every header, as a password-protected archive has it."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def with_lying_sizes(content: bytes, size: int) -> bytes:
    """Every header says that its entry inflates to `size` bytes only."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, size)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def symlinked(content: bytes) -> bytes:
    """One more entry that is a symbolic link."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as archive:
        link = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def compound(*streams: str) -> bytes:
    """The first bytes of an old Office file and the names of its streams, enough to be recognised."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0") + names


def cells_without_number(count: int) -> str:
    """So many cells in one row, varied enough not to be a bomb by ratio, and none says where it stands."""
    chance = random.Random(1)
    block = "".join(f"<c><v>{chance.randrange(1000)}</v></c>" for _ in range(4096))
    return "<row>" + block * (count // 4096 + 1) + "</row>"
