"""Write the quarantine for programs: exact, nothing left out."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import chain
from operator import methodcaller
from typing import Any, TextIO

from tasks.report.csv_text import write_lines
from tasks.report.quarantined import ListedRow

_iso = methodcaller("isoformat")  # days and instants as programs read them

_JOINT = " | "  # between the elements of a list, in a CSV cell
_COLUMNS = (
    "bulan",
    "upt_id",
    "nama",
    "kanwil_id",
    "dataset",
    "sha256",
    "berkas",
    "lembar",
    "baris",
    "sel",
    "kode",
    "alasan",
    "tertulis",
    "sejak",
    "umur_hari",
    "keadaan",
    "ditutup_at",
    "ditutup_oleh",
    "sebab",
    "perubahan",
    "report_id",
)


def write_csv(rows: Sequence[ListedRow], out: TextIO) -> None:
    """One line per row; lists are joined by a bar, what is written is JSON."""
    values = (asdict(row) for row in rows)
    lines = ([_cell(value[name]) for name in _COLUMNS] for value in values)
    write_lines(chain([_COLUMNS], lines), out)


def write_json(rows: Sequence[ListedRow], out: TextIO) -> None:
    """A list of objects with the columns of the CSV."""
    values = [asdict(row) for row in rows]
    named = [{name: value[name] for name in _COLUMNS} for value in values]
    json.dump(named, out, ensure_ascii=False, indent=2, default=_iso)
    out.write("\n")


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return _JOINT.join(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return _iso(value) if isinstance(value, date) else value
