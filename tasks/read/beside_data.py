"""What stands among and under the rows of a table: section titles, remarks, signatures."""

import re
from collections.abc import Sequence

from tasks.read.body import RowKind
from tasks.read.body_rows import BodyRows
from tasks.read.context import units_in
from tasks.read.grid import Cell
from tasks.read.item_names import names_no_item
from tasks.read.months import months_in
from tasks.read.row_numbers import FIRST_NUMBER, is_enumerated, is_letter
from tasks.read.row_words import has_digit, is_remark, is_signature, row_keys

_LONG = 60  # characters; no product, activity or partner of the examples has more
# above the names of those who sign: `4 November 2025`
_DAY = re.compile(r"\d{1,2} [A-Za-z]+ 20\d\d")


def kind_beside_data(
    rows: BodyRows, at: int, row: Sequence[Cell], texts: Sequence[str], looks: bool
) -> RowKind | None:
    """What a row without figures is, if no data: a note or the title of a section.

    Args:
        rows: The body; its `tail` is set where a remark or a signature begins.
        at: Index of the row.
        row: Its cells.
        texts: Those of them that are texts.
        looks: Something besides its texts says that it is a row of the table.
    """
    if not texts:
        return None
    if is_day_alone(row) or (not looks and any(map(is_signature, texts))):
        return _signature(rows, at)
    if (rows.tail == "signed" and not looks) or _leads_to_header(rows, at):
        return RowKind.NOTE
    if not looks and is_remark(texts[0]):
        rows.tail = "remark"
        return RowKind.NOTE
    lone = _lone_text(rows, at, row, texts[0]) if len(texts) == 1 and not looks else None
    return lone or _by_its_place(rows, at, row, texts, looks)


def is_day_alone(row: Sequence[Cell]) -> bool:
    """Whether a row holds a day in words and nothing else, as those who sign write it."""
    texts = [cell for cell in row if cell != ""]
    return len(texts) == 1 and isinstance(texts[0], str) and bool(_DAY.fullmatch(texts[0].strip()))


def _signature(rows: BodyRows, at: int) -> RowKind | None:
    if rows.has_data_ahead(at) and not _leads_to_header(rows, at):
        return None  # rows stand below it: it is one of them, or in doubt
    rows.tail = "signed"
    return RowKind.NOTE


def _lone_text(rows: BodyRows, at: int, row: Sequence[Cell], text: str) -> RowKind | None:
    """What a row of one text is: a sentence, the title of a section, or a remark that goes on."""
    if len(text) > _LONG:
        rows.tail = rows.tail or "remark"
        return RowKind.NOTE
    if _opens_section(rows, at, row, text):
        return RowKind.SECTION
    if rows.tail == "remark" and (at - 1 not in rows.blank or text[:1].islower()):
        return RowKind.NOTE
    return None


def _by_its_place(
    rows: BodyRows, at: int, row: Sequence[Cell], texts: Sequence[str], looks: bool
) -> RowKind | None:
    """A lettered title of a section, or what stands apart below the last row."""
    n = rows.frame.numbering
    if n is not None and len(texts) == 2 and n < len(row) and is_letter(row[n]):
        return RowKind.SECTION
    after_blank = any(r in rows.blank for r in (at - 1, at - 2))
    is_unnumbered = n is not None and len(row) - row.count("") == 1 and row[n] != ""
    if is_unnumbered and not (after_blank or looks) and not rows.has_data_ahead(at):
        rows.tail = rows.tail or "remark"
        return RowKind.NOTE  # a text where only numbers stand
    if not after_blank or looks or rows.tail or rows.is_complete(row) or rows.has_data_ahead(at):
        return None
    rows.tail = "signed"
    return RowKind.NOTE


def _leads_to_header(rows: BodyRows, at: int) -> bool:
    """Whether only titles stand between a row and the header of the next page."""
    for r in range(at, rows.frame.end):
        row = rows.frame.rows[r]
        if row_keys(row) in rows.header:
            return True
        if rows.has_numbers(row) or rows.is_complete(row):
            return False
    return False


def _opens_section(rows: BodyRows, at: int, row: Sequence[Cell], text: str) -> bool:
    """Whether a lone text heads the rows below it."""
    following = next((r for r in range(at + 1, rows.frame.end) if r not in rows.blank), None)
    if following is None:
        return False
    lone = next(c for c, cell in enumerate(row) if cell != "")
    below = rows.frame.rows[following]
    heads = rows.has_numbers(below) or row_keys(below) in rows.header or rows.is_complete(below)
    in_name = lone in rows.required and not is_enumerated(text)
    said = months_in(text)
    is_time = said.month is not None or (said.year is not None and names_no_item(text))
    named = is_time or bool(units_in(text)) or not has_digit(text[3:])
    is_title = is_time or not in_name or text.isupper() or text.rstrip().endswith(":")
    return heads and named and (is_title or _begins_anew(rows, following))


def _begins_anew(rows: BodyRows, at: int) -> bool:
    """Whether the numbers of the rows begin again with a row."""
    n, first = rows.frame.numbering, rows.frame.first
    above = rows.below[n][: at - first] if n is not None else ()
    return rows.frame.rows[at][n or 0] in FIRST_NUMBER and not FIRST_NUMBER.isdisjoint(above)
