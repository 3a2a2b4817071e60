"""JSON to grids: the envelope and each dataset, with its numbers as written and in plain digits."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from schemas.errors import Fault, FileRejectedError
from schemas.wording import wording_key
from tasks.read.complaints import json_complaint
from tasks.read.csv_lines import named_stem
from tasks.read.file_guards import CellBudget
from tasks.read.grid import Cell, Grid
from tasks.read.headers import datasets_named

# how many pages there are of what is one page of them
_PAGES = frozenset({"last page", "total pages", "page count", "pages", "jumlah halaman"})
_NO_REPORT = frozenset({"contoh", "example", "sample", "test", "uji coba", "draft", "dummy"})
_MAX_DIGITS = 40  # before or behind the point; a report's figures have 15 at most


def read_json(text: str, name: str, budget: CellBudget) -> list[Grid]:
    """Turn the envelope and each dataset into a grid: labels and values, headers and rows.

    A list of records alone is read as a bare CSV is: its file's name is its title.

    Raises:
        FileRejectedError: E006 too many cells; E008 no JSON, or a number too long; E009 another
            shape; E012 a name given twice in one record.
    """
    parsing = CellBudget(budget.max_cells)

    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        parsing.take(name, len(pairs), 1)
        return _no_duplicates(pairs)

    try:
        document = json.loads(
            text,
            parse_float=_plain_number,
            parse_int=_whole_number,
            parse_constant=_not_finite,
            object_pairs_hook=record,
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FileRejectedError(json_complaint(error)) from error
    if isinstance(document, list) and document:
        return [_grid_of_records(named_stem(name), document, budget)._replace(is_csv=True)]
    if not isinstance(document, dict) or not isinstance(document.get("laporan"), dict):
        raise FileRejectedError(Fault("E009"))
    envelope = document.get("amplop")
    if not isinstance(envelope, dict):
        raise FileRejectedError(Fault("E009", written="amplop"))
    beside = {k: v for k, v in document.items() if k not in {"amplop", "laporan"}}
    _refuse_rows_beside(beside)
    if nested := next((k for k, v in envelope.items() if isinstance(v, dict | list)), None):
        raise FileRejectedError(Fault("E009", written=f"amplop: {nested}"))
    for key, value in (envelope | beside).items():
        if value is True and wording_key(key) in _NO_REPORT:
            raise FileRejectedError(Fault("E024", written=f"{key}: true"))
    said = [*envelope.items(), *beside.items()]
    grids = [Grid("amplop", [[_sound(label), _scalar(v)] for label, v in said])]
    laporan = document["laporan"].items()
    return grids + [_grid_of_records(_sound(name), records, budget) for name, records in laporan]


def _refuse_rows_beside(beside: dict[str, Any]) -> None:
    """Refuse what says that the report holds not all rows: others beside it, or more pages."""
    said = beside | {k: v for d in beside.values() if isinstance(d, dict) for k, v in d.items()}
    for key, value in said.items():
        is_page = wording_key(key) in _PAGES and isinstance(value, int) and value > 1
        if is_page or (isinstance(value, list) and value and datasets_named(_sound(key))):
            raise FileRejectedError(Fault("E009", written=f"{key}: {_scalar(value)}"[:200]))


def _plain_number(written: str) -> Decimal:
    """The number without exponent: `5.4e3` is 5400, as programs write it and nobody reads it."""
    number = Decimal(written)
    if "e" not in written and "E" not in written:
        return number
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or not -_MAX_DIGITS <= exponent <= _MAX_DIGITS - len(digits):
        raise ValueError(written[:60])
    return Decimal(f"{number:f}")


def _whole_number(written: str) -> int:
    if len(written) > _MAX_DIGITS:
        raise ValueError(f"{written[:_MAX_DIGITS]}…")
    return int(written)


def _not_finite(constant: str) -> None:
    raise ValueError(constant)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = sorted(name for name, count in counts.items() if count > 1)
        raise FileRejectedError(Fault("E012", written=", ".join(twice)[:500]))
    return record


def _grid_of_records(dataset: str, records: object, budget: CellBudget) -> Grid:
    if isinstance(records, str):  # "Nihil"
        records = [{dataset: records}]
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise FileRejectedError(Fault("E009", sheet=dataset))
    headers = list(dict.fromkeys(header for record in records for header in record))
    budget.take(dataset, len(records), len(headers))
    for header in headers:  # rows within rows: which are meant?
        if any(_holds_records(record.get(header)) for record in records):
            raise FileRejectedError(Fault("E009", sheet=dataset, written=header))
    rows = [[_scalar(record.get(header)) for header in headers] for record in records]
    return Grid(dataset, [[_sound(header) for header in headers], *rows])


def _holds_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _scalar(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return _sound(value) if isinstance(value, str) else value


def _sound(text: str) -> str:
    """Text without what JSON may hold and no database takes: NUL, half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
