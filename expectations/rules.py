"""How a rule is written down; `expectations.runner` hands it to Great Expectations.

The rules themselves are data: the data dictionary lists them without importing the 5 seconds of
Great Expectations.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import polars as pl

from schemas.contracts import Contract, Kind
from schemas.reasons import REASONS


class Severity(StrEnum):
    """Fate of the row: critical = quarantine, warning = publish with a flag."""

    CRITICAL = "critical"
    WARNING = "warning"


class Rule(NamedTuple):
    """One Great Expectations expectation with one reason code.

    Attributes:
        code: Stable reason code, `E…` critical or `W…` warning.
        expectation: Class name in `great_expectations.expectations`.
        arguments: Its arguments.
        columns: Report columns the sender should look at; empty = those that `blame` names.
        message: Indonesian: what was expected.
        source: Where the rule comes from.
        blame: Helper column that lists the columns concerned, comma-separated.
    """

    code: str
    expectation: str
    arguments: dict[str, Any]
    columns: tuple[str, ...]
    message: str
    source: str
    blame: str = ""

    @property
    def severity(self) -> Severity:
        """Read off the code's first letter."""
        return Severity.CRITICAL if self.code.startswith("E") else Severity.WARNING


class Suite(NamedTuple):
    """The rules of one dataset.

    Attributes:
        name: Dataset.
        derived: Helper columns the rules look at, by name.
        rules: The rules; each looks only at its own report and the reference data.
    """

    name: str
    derived: dict[str, pl.Expr]
    rules: tuple[Rule, ...]


class Scope(StrEnum):
    """How far a change reaches."""

    MONTH = "bulan"
    UNIT = "unit"
    CALENDAR_YEAR = "tahun"
    YEAR = "dua belas bulan"
    NUMBER = "nomor yang sama di mana pun"


class CrossRule(NamedTuple):
    """One rule between reports.

    Attributes:
        rule: The expectation; it sees the columns `kiri` and `kanan` of the query.
        dataset: Dataset of the rows it warns about; empty where each line names its own.
        scope: Which rows to judge again when a report changes.
        query: SQL giving `report_id, baris, upt_id, bulan, kiri, kanan` of current rows, and
            `dataset, kolom` where the rule speaks of several; `baris` is null where a whole
            report is meant. `{laporan}` stands for the current reports to judge again:
            `id, upt_id, dataset, bulan`; of a rule on numbers for those that came or went.
        compares: Datasets it looks at; a change of any other does not concern it. Empty = all.
        derive: What the query cannot compute, if anything.
        first: SQL asked before, if anything, out of which `choose` makes the table `dipilih` that
            the query joins; where nothing is chosen the query is not asked.
        choose: What of the answer to `first` is looked up.
    """

    rule: Rule
    dataset: str
    scope: Scope
    query: str
    compares: tuple[str, ...] = ()
    derive: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    first: str = ""
    choose: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    @property
    def suite(self) -> Suite:
        """A suite of this one rule."""
        return Suite(f"lintas-{self.rule.code}", {}, (self.rule,))


CSV = "datasets_columns.csv"


_WHERE_BOTH = {"ignore_row_if": "either_value_is_missing"}


def at_most(  # noqa: PLR0913 (a rule has so many parts)
    code: str,
    small: str,
    large: str,
    message: str,
    source: str = CSV,
    *,
    columns: tuple[str, ...] = (),
) -> Rule:
    """`small` <= `large` where both are there; `columns` to look at where they are others."""
    arguments = {"column_A": large, "column_B": small, "or_equal": True, **_WHERE_BOTH}
    name = "ExpectColumnPairValuesAToBeGreaterThanB"
    return Rule(code, name, arguments, columns or (small, large), message, source)


def equal(
    code: str, pair: tuple[str, str], columns: tuple[str, ...], message: str, source: str = CSV
) -> Rule:
    """Two columns say the same where both are there."""
    arguments = {"column_A": pair[0], "column_B": pair[1], **_WHERE_BOTH}
    return Rule(code, "ExpectColumnPairValuesToBeEqual", arguments, columns, message, source)


def between(
    code: str, column: str, limits: tuple[Any, Any], message: str, *, source: str = CSV, **more: Any
) -> Rule:
    """The column lies between two limits (None = open) where it is there.

    `more` takes `strict_min`, `strict_max` for Great Expectations and `columns` to look at.
    """
    columns = more.pop("columns", (column,))
    arguments = {"column": column, "min_value": limits[0], "max_value": limits[1], **more}
    return Rule(code, "ExpectColumnValuesToBeBetween", arguments, columns, message, source)


def present(
    code: str, column: str, message: str, source: str = CSV, *, columns: tuple[str, ...] = ()
) -> Rule:
    """The column is filled; `columns` to look at where they are others."""
    name = "ExpectColumnValuesToNotBeNull"
    return Rule(code, name, {"column": column}, columns or (column,), message, source)


def holds(
    code: str, column: str, columns: tuple[str, ...], message: str, source: str = CSV
) -> Rule:
    """A derived yes/no column says yes (null = not applicable)."""
    arguments = {"column": column, "value_set": [True]}
    return Rule(code, "ExpectColumnValuesToBeInSet", arguments, columns, message, source)


def as_of_month(history: Iterable[tuple[date, float]]) -> pl.Expr:
    """What held when the report's month began; null before anything did.

    Args:
        history: First day and value, the earliest first.
    """
    held: pl.Expr = pl.lit(None, pl.Float64)
    for day, value in history:
        held = pl.when(pl.col("bulan") >= day).then(pl.lit(float(value))).otherwise(held)
    return held


def said_since(history: Sequence[tuple[date, str]]) -> str:
    """A history in Indonesian: what holds, and since when where there is more than one."""
    if len(history) == 1:
        return history[0][1]
    return "; ".join(f"{said} sejak {day:%Y-%m}" for day, said in history)


def in_month() -> Rule:
    """What has a first and a last day falls into the month reported, at least in part."""
    message = "tidak berlangsung dalam bulan laporan; laporkan pada bulannya"
    columns = ("tgl_mulai", "tgl_selesai")
    return holds("E331", "dalam_bulan", columns, message, "field cases: all trainings of a year")


def falls_into_month(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Whether days between two touch the report's month.

    Null where one of them is missing, and where the last day comes first: that is a fault of its
    own.
    """
    touches = (first <= pl.col("bulan").dt.month_end()) & (last >= pl.col("bulan"))
    return pl.when(first <= last).then(touches)


def contract_rules(contract: Contract) -> Iterator[Rule]:
    """Rules every dataset has: required columns filled, nothing negative, no row twice."""
    for column in contract.columns.values():
        if column.required:
            looked_at = column.bounds[0] if column.bounds else column.name
            yield present("E201", looked_at, "kosong; wajib diisi", columns=(column.name,))
    if _counted(contract):
        arguments = {"column": "terkecil", "min_value": 0, "max_value": None}
        message = "tidak boleh kurang dari nol"
        name = "ExpectColumnValuesToBeBetween"
        yield Rule("E206", name, arguments, (), message, CSV, blame="negatif")
    yield between(
        "E401",
        "ulangan",
        (1, 1),
        "baris yang sama sudah ada di atasnya; baris pertama yang dipakai",
        source="reading rules",
        columns=contract.model.key,
    )
    yield Rule(
        "E402",
        "ExpectColumnValuesToBeUnique",
        {"column": "kunci"},
        contract.model.key,
        "ada baris lain dengan kunci yang sama tetapi isinya berbeda; pilih satu, atau tulis "
        "jumlahnya dalam satu baris",
        "reading rules",
    )


def _counted(contract: Contract) -> list[str]:
    kinds = (Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.ORDINAL)
    return [column.name for column in contract.of(*kinds)]


def contract_derived(contract: Contract) -> dict[str, pl.Expr]:
    """Helper columns of `contract_rules`."""
    names = _counted(contract)
    if not names:
        return {}
    values = [pl.col(name).cast(pl.Float64) for name in names]
    negative = [
        pl.when(value < 0).then(pl.lit(name)) for name, value in zip(names, values, strict=True)
    ]
    return {
        "terkecil": pl.min_horizontal(values),
        "negatif": pl.concat_str(negative, separator=",", ignore_nulls=True),
    }


def reading_rules(codes: Iterable[str]) -> Iterator[Rule]:
    """One rule per reading code found in this run; a code nobody tripped needs no rule."""
    for code in codes:
        reason = REASONS[code]
        arguments = {"column": code}
        name = "ExpectColumnValuesToBeNull"
        yield Rule(code, name, arguments, (), reason.message, reason.source, blame=code)


def suite_of(
    contract: Contract, own: Sequence[Rule], derived: dict[str, pl.Expr], codes: Iterable[str]
) -> Suite:
    """Put a dataset's own rules behind those every dataset has."""
    rules = (*contract_rules(contract), *own, *reading_rules(codes))
    return Suite(contract.name, {**contract_derived(contract), **derived}, rules)
