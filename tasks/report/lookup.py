"""What a question names: a unit, a month, a dataset as people write them.

Whatever names nothing known is wrong usage, said in one line with the nearest known names.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.rows import class_row

from schemas.errors import WrongUsageError
from schemas.unit_names import parse_unit_name

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class UnknownNameError(WrongUsageError):
    """The question cannot be understood, or names something nobody knows."""


@dataclass(frozen=True)
class NamedUnit:
    """A unit of the current register, Kanwil included."""

    upt_id: str
    nama: str
    kanwil_id: str
    kanwil: str


def find_unit(connection: psycopg.Connection, words: str) -> NamedUnit:
    """The one unit of this id or name, whatever the name's wording or class.

    Raises:
        UnknownNameError: None or several are named so.
    """
    with connection.cursor(row_factory=class_row(NamedUnit)) as cursor:
        cursor.execute("SELECT upt_id, nama, kanwil_id, kanwil FROM ref.unit ORDER BY upt_id")
        units = {unit.upt_id: unit for unit in cursor}
    return units[_one_of("unit", words, {upt_id: unit.nama for upt_id, unit in units.items()})]


def find_kanwil(connection: psycopg.Connection, words: str) -> str:
    """Id of the one Kanwil of this id or name, with or without the word Kanwil.

    Raises:
        UnknownNameError: None or several are named so.
    """
    lines = connection.execute("SELECT kanwil_id, kanwil FROM ref.kanwil ORDER BY 1").fetchall()
    names = {str(kanwil_id): str(kanwil) for kanwil_id, kanwil in lines}
    prefixed = words if words.casefold().startswith("kan") else f"kanwil {words}"
    return _one_of("Kanwil", words if words in names else prefixed, names)


def find_dataset(connection: psycopg.Connection, name: str) -> str:
    """The dataset of this name; the fact tables are the datasets.

    Raises:
        UnknownNameError: There is none.
    """
    lines = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'fact'")
    datasets = sorted(str(found) for (found,) in lines)
    if name.casefold() in datasets:
        return name.casefold()
    raise UnknownNameError(f"unknown dataset {name!r}; there are {', '.join(datasets)}")


def find_row_code(text: str) -> str:
    """A reason code for which rows are held.

    Raises:
        UnknownNameError: Nobody knows it, or it is one of whole files and sheets, or a warning's.
    """
    from expectations.suites import codes_of_rows  # noqa: PLC0415 (polars; only where one is named)

    if (code := text.strip().upper()) in (known := codes_of_rows()):
        return code
    near = ", ".join(sorted(nearest(code, known)))
    raise UnknownNameError(
        f"no row is ever held for {text!r}; nearest: {near} (all: docs/data-dictionary.md)"
    )


def read_month(text: str) -> date:
    """First day of a month written as YYYY-MM.

    Raises:
        UnknownNameError: It is not.
    """
    found = _MONTH.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UnknownNameError(f"{text!r} is no month; write YYYY-MM, such as 2025-11")


def check_month(connection: psycopg.Connection, first: date, last: date) -> None:
    """Make sure that some report speaks of the months from one to another.

    Raises:
        UnknownNameError: None does.
    """
    between = "SELECT FROM ops.report WHERE bulan BETWEEN %s AND %s LIMIT 1"
    if connection.execute(between, (first, last)).fetchone() is None:
        lines = connection.execute("SELECT DISTINCT bulan FROM ops.report").fetchall()
        months = [line[0] for line in lines]
        near = sorted(sorted(months, key=lambda month: abs(month - first))[:3])
        known = ", ".join(f"{month:%Y-%m}" for month in near)
        nearest_known = f"nearest: {known}" if near else "nor of any other month"
        raise UnknownNameError(f"no report speaks of {first:%Y-%m}; {nearest_known}")


def find_country(connection: psycopg.Connection, text: str) -> str:
    """ISO code of a country typed as its code or its Indonesian name.

    Raises:
        UnknownNameError: There is none.
    """
    if not text:
        return ""
    lines = connection.execute("SELECT negara, nama_negara FROM ref.negara ORDER BY 1").fetchall()
    for code, name in lines:
        if text.casefold() in (code.casefold(), name.casefold()):
            return str(code)
    names = [name for _, name in lines]
    near = [n for n in names if text.casefold() in n.casefold()] or nearest(text, names)
    listed = ", ".join(f"{code} ({name})" for code, name in lines if name in near)
    raise UnknownNameError(f"unknown country {text!r}; nearest: {listed}")


def nearest(words: str, names: Iterable[str], many: int = 3) -> list[str]:
    """The known names most like these words, best first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 (only where a name fails)

    return [name for name, _, _ in process.extract(words, names, scorer=fuzz.ratio, limit=many)]


def _one_of(what: str, words: str, names: Mapping[str, str]) -> str:
    """The id that these words name."""
    written = words.strip().casefold()
    if written in names:
        return written
    same = [known for known, name in names.items() if name.casefold() == written]
    keys = {known: parse_unit_name(name).key for known, name in names.items()}
    key = parse_unit_name(written).key
    same = same or [known for known in names if keys[known] == key]
    if len(same) == 1:
        return same[0]
    if same:
        listed = ", ".join(f"{known} ({names[known]})" for known in same)
        raise UnknownNameError(f"{what} {words!r} may be {listed}")
    order = nearest(key, sorted(set(keys.values())))
    near = sorted(
        (known for known in names if keys[known] in order), key=lambda k: order.index(keys[k])
    )
    listed = ", ".join(f"{known} ({names[known]})" for known in near)
    raise UnknownNameError(f"unknown {what} {words!r}; nearest: {listed}")
