"""Words around a table: above it, on its page, on sheets without one, and what they make of it."""

import re
from collections.abc import Iterator, Sequence

from schemas.wording import wording_key
from tasks.read.grid import Cell
from tasks.read.headers import match_label
from tasks.read.notes_below import hold_by_note
from tasks.read.own import own_of
from tasks.read.row_words import is_remark
from tasks.read.tables_seen import Sheet, Table

_REMARKS = re.compile(r"(?:catatan|keterangan|ket|nb|info|informasi|note|notes|remarks?|pesan)\b")
_HELP = re.compile(r"\b(?:petunjuk|panduan|cara|instruksi|referensi|contoh|kode|daftar|lampiran)\b")
_FEW = 12  # lines; a sheet of more is no message to whoever reads the report
_LONG = 60  # characters; a shorter line above a table is one of its titles


def hold_by_words_around(sheets: Sequence[Sheet]) -> None:
    """Hold rows of which words that stand in no column or note of their table say more."""
    elsewhere = [text for sheet in sheets for text in _said_without_table(sheet)]
    for sheet in sheets:
        for table in (t for t in sheet.tables if t.heading and not t.fault and not t.says_nil):
            own = own_of(table)
            for text in (*_said_above(table), *sheet.grid.printed, *elsewhere):
                hold_by_note(table, own, text)


def _said_above(table: Table) -> Iterator[str]:
    """Notes between a table's titles and its header; those say of themselves what they are."""
    for row in table.grid.rows[table.starts : table.tree.block.first]:
        text = _line(row)
        label = match_label(text.partition(":")[0])
        is_note = is_remark(text) or _REMARKS.match(wording_key(text)) is not None
        if is_note or (len(text) > _LONG and not label) or label == "status_verifikasi":
            yield text


def _said_without_table(sheet: Sheet) -> Iterator[str]:
    """Lines of a sheet that holds no form and few lines: `Angka keset salah, yang benar 30`."""
    lines = [row for row in sheet.grid.rows if row.count("") < len(row)]
    is_told = sheet.tables or sheet.others or sheet.grid.is_hidden or len(lines) > _FEW
    if is_told or _HELP.search(wording_key(sheet.grid.name)):
        return
    for row in lines:
        text = _line(row)
        if not match_label(text.partition(":")[0]) and not match_label(str(row[0])):
            yield text


def _line(row: Sequence[Cell]) -> str:
    return " ".join(str(cell).strip() for cell in row if cell != "")
