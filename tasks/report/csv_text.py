"""CSV that programs read and a spreadsheet may open."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from schemas.escapes import sheet_text


def write_lines(lines: Iterable[Sequence[object]], out: TextIO) -> None:
    """Write lines as CSV; no text of theirs is taken for a formula."""
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([sheet_text(cell) if isinstance(cell, str) else cell for cell in line])
