"""What senders wrote, made safe for where it is shown: one function for each kind of place.

Every writer uses these, and nothing is escaped anywhere else. A cell is stored as it was written;
only what a program would act upon changes on its way out.
"""

import re
from html import escape

_BREAKS = re.compile(r"\s+")
# what Markdown acts upon inside a line; `_` only at the edge of a word, or every column name would
# be spelt with backslashes
_MARKS = re.compile(r"[\\`*\[\]|~@]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_OPENING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[#+=-]))")  # what makes a line a heading or a list
# Excel, LibreOffice and Google Sheets take a cell that begins so for a formula; a number is none
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?(?:[\d.,]*|infinity)$", re.IGNORECASE)  # PostgreSQL writes it so
_FIELD = re.compile(r'"(?:[^"]|"")*"|[^,"\n]+')  # of a line of CSV, save empty ones
_RISKY = re.compile(r'(?:^|,)"?[=+\-@\t\r]')


def plain(text: str) -> str:
    """A text on one line; what would move the cursor or colour the screen is spelt out."""
    return "".join(c if c.isprintable() else " " if c.isspace() else ascii(c)[1:-1] for c in text)


def html_text(text: str) -> str:
    """A text safe between the tags of a page and in a quoted attribute."""
    return escape(plain(text))


def markdown_text(text: str) -> str:
    """A text that Markdown shows as it stands: no tag, link, image, table cell or heading."""
    shown = _BREAKS.sub(" ", plain(text)).strip()
    marked = _MARKS.sub(lambda found: f"\\{found[0]}", escape(shown, quote=False))
    return _OPENING.sub(r"\1\\", marked)


def sheet_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def sheet_line(line: str) -> str:
    """A line of PostgreSQL's CSV, each field a `sheet_text`; null and empty stay apart."""
    return _FIELD.sub(_sheet_field, line) if _RISKY.search(line) else line


def _sheet_field(found: re.Match[str]) -> str:
    field = found[0]
    if not field.startswith('"'):
        return sheet_text(field)
    written = sheet_text(field[1:-1].replace('""', '"'))
    return '"' + written.replace('"', '""') + '"'
