"""Words around a table: above it, on its page, on sheets without one, and what they make of it."""

import re
from collections.abc import Iterator, Sequence

from schemas.references import load_references
from schemas.wording import wording_key
from tasks.read.grid import Cell
from tasks.read.headers import match_label
from tasks.read.notes_below import hold_by_note
from tasks.read.own import own_of
from tasks.read.row_words import is_remark
from tasks.read.tables_seen import Sheet, Table

_HELP = re.compile(r"\b(?:petunjuk|panduan|cara|instruksi|referensi|contoh|kode|daftar|lampiran)\b")
_FEW = 12  # lines; a sheet of more is no message to whoever reads the report
_MESSAGE = 2  # cells of a line; where one has more it is a list
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
    """Lines between a table's titles and its header that are neither title nor a label we know."""
    for row in table.grid.rows[table.starts : table.tree.block.first]:
        text = _line(row)
        is_title = len(text) <= _LONG and ":" not in text and len(row) - row.count("") == 1
        if text and not (is_title and not is_remark(text)) and not _is_label(row):
            yield text


def _is_label(row: Sequence[Cell]) -> bool:
    """Whether a line says what is read elsewhere; a verification may say more than that."""
    cells = [str(cell) for cell in row if cell != ""]
    label = match_label(cells[0].partition(":")[0])
    said = wording_key(" ".join((cells[0].partition(":")[2], *cells[1:])))
    is_term = said in load_references().terms["status_verifikasi"]
    return label is not None and (label != "status_verifikasi" or is_term or not said)


def _said_without_table(sheet: Sheet) -> Iterator[str]:
    """Lines of a sheet that holds no form and few lines: `Angka keset salah, yang benar 30`."""
    lines = [row for row in sheet.grid.rows if row.count("") < len(row)]
    is_list = len(lines) > _FEW or any(len(row) - row.count("") > _MESSAGE for row in lines)
    is_told = sheet.tables or sheet.others or sheet.grid.is_hidden or is_list
    if is_told or _HELP.search(wording_key(sheet.grid.name)):
        return
    for row in lines:
        if not _is_label(row):
            yield _line(row)


def _line(row: Sequence[Cell]) -> str:
    return " ".join(str(cell).strip() for cell in row if cell != "")
