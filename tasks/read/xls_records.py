"""An .xls file as its records: the stream in the compound file, the book, its sheets.

The compound file is taken apart by xlrd, so that chains of sectors that run in circles, on which
calamine aborts, end in a refusal. Source: [MS-XLS] 2.1, 2.4.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from xlrd.compdoc import CompDoc

from schemas.errors import Fault, FileRejectedError
from tasks.read.number_formats import KNOWN_CODES, is_telling
from tasks.read.rich_texts import PLAIN_FONT, Font

PAIR = Struct("<HH")
_LONG = Struct("<I")
_BOF, _EOF, _SHEET, _FONT, _FORMAT, _XF, _CODE_PAGE = 0x809, 0x0A, 0x85, 0x31, 0x41E, 0xE0, 0x42
_PASSWORD, _BIFF8, _STRIKES, _RAISES = 0x2F, 0x0600, 0x08, b"\x01"
_IS_UTF16 = b"\x42\x00\x02\x00\xb0\x04"  # the record that says so


class Book(NamedTuple):
    """What a workbook says before its sheets.

    Attributes:
        sheets: Title and place of each sheet.
        formats: Style number to number format, where it shows more than the number.
        struck: Numbers of styles that strike through.
        fonts: Fonts that show more than the letters, by number.
    """

    sheets: list[tuple[str, int]]
    formats: dict[int, str]
    struck: frozenset[int]
    fonts: dict[int, Font]


def workbook_stream(content: bytes) -> bytes:
    """The records of the workbook; empty where there is none, which calamine refuses."""
    with Path(os.devnull).open("w") as nowhere:
        file = CompDoc(content, logfile=nowhere, ignore_workbook_corruption=True)
        for name in ("Workbook", "Book"):
            stream, start, size = file.locate_named_stream(name)
            if stream:
                return bytes(stream[start : start + size])
    return b""


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (record id, where its body begins, its size) up to the end of a sheet or book.

    Charts on a sheet are passed over, as calamine does.
    """
    inside, has_begun, end = 0, False, len(stream) - 4
    while at <= end:
        kind, size = PAIR.unpack_from(stream, at)
        at += 4
        if at + size > len(stream):
            return
        if kind == _BOF:
            inside, has_begun = inside + has_begun, True
        elif kind == _EOF:
            if not inside:
                return
            inside -= 1
        elif not inside:
            yield kind, at, size
        at += size


def read_book(stream: bytes) -> Book:
    """What the records before those of the sheets say.

    Raises:
        FileRejectedError: E005 the workbook is under a password.
    """
    codes = dict(KNOWN_CODES)
    fonts: list[Font] = []
    styles: list[tuple[int, int]] = []
    sheets: list[tuple[str, int]] = []
    version = _version(stream)
    for kind, at, size in records(stream, 0):
        body = stream[at : at + size]
        if kind == _PASSWORD:  # all bodies from here on are ciphers
            raise FileRejectedError(Fault("E005", written="FilePass"))
        if kind == _FORMAT:
            codes[PAIR.unpack_from(body)[0]] = _text(body[2:], version, long=True)
        elif kind == _FONT:
            fonts.append(Font(bool(body[2] & _STRIKES), body[8:9] == _RAISES))
        elif kind == _XF:
            styles.append(PAIR.unpack_from(body))
        elif kind == _SHEET:
            sheets.append((_text(body[6:], version), _LONG.unpack_from(body)[0]))
    telling = {n + (n > 3): font for n, font in enumerate(fonts) if font != PLAIN_FONT}
    formats = {number: codes.get(code, "") for number, (_, code) in enumerate(styles)}
    return Book(
        sheets,
        {number: code for number, code in formats.items() if is_telling(code)},
        frozenset(
            number
            for number, (font, _) in enumerate(styles)
            if telling.get(font, PLAIN_FONT).is_struck
        ),
        telling,
    )


def _version(stream: bytes) -> int:
    return int.from_bytes(stream[4:6], "little")  # in the first record


def _text(body: bytes, version: int, *, long: bool = False) -> str:
    """A text behind its length, which is one byte or (in BIFF8, if `long`) two."""
    if version < _BIFF8:
        return body[1 : 1 + body[0]].decode("cp1252", "replace")
    size = 2 if long else 1
    length = int.from_bytes(body[:size], "little")
    if body[size] & 1:
        return body[size + 1 : size + 1 + 2 * length].decode("utf-16-le", "replace")
    return body[size + 1 : size + 1 + length].decode("latin-1")


def with_known_texts(content: bytes) -> bytes:
    """The file, saying of its texts what the format prescribes.

    Texts of Excel 97 and later are UTF-16. jxl and PEAR say Windows-1252 and write them so all
    the same; calamine believes them and mixes zero bytes into every text.
    """
    if _IS_UTF16 in content:
        return content
    stream = workbook_stream(content)
    if _version(stream) < _BIFF8:
        return content
    said = (stream[at - 4 : at + 2] for kind, at, _ in records(stream, 0) if kind == _CODE_PAGE)
    return content.replace(next(said, _IS_UTF16), _IS_UTF16, 1)
