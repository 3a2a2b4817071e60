"""Dates of a column: what one cell does not say, its neighbours and its report may.

`5/10/2025` is 5 October, unless a neighbour such as `10/25/2025` proves that the column was written
month first. An English Excel takes `5/10/2025` for 10 May and leaves `16/10/2025` a text; what it
turned nobody can tell from what it did not, so both are held back.
"""

import polars as pl

from schemas.cells import CellKind
from schemas.contracts import Contract, Kind, Reported
from schemas.references import References
from tasks.conform.dates import read_dates, settle_dates

# an event that lies farther than this from the report's month was hardly meant
_NEAR = "45d"
# signs of one column that hold for the others: one hand writes them, one machine reads them
_OF_HAND = ("month", "day", "either")
# `2025-05-10` is how programs write what was typed: a date cell turned into text
_BY_PROGRAM = r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"


def read_date_columns(
    rows: pl.DataFrame, contract: Contract, references: References
) -> pl.DataFrame:
    """Add `<column>_value`, `_problem`, `_flag` and `_notice` for every column of dates.

    Args:
        rows: Rows with `report_no`, `bulan`, each column and its `_kind`.
        contract: The dataset.
        references: For the names of months and weekdays.
    """
    columns = contract.of(Kind.DATE, Kind.MONTH_DATE)
    if not columns:
        return rows
    cells = [rows.select(text=c.name, kind=f"{c.name}_kind").unique() for c in columns]
    read = read_dates(pl.concat(cells).unique(), references)
    lines = {c.name: settle_dates(_lines_of(rows, c.name, read), "bulan") for c in columns}
    signs = {name: _signs_of(of_column) for name, of_column in lines.items()}
    all_signs = pl.concat(found.select("report_no", *_OF_HAND) for found in signs.values())
    one_hand = all_signs.group_by("report_no").agg(pl.col(_OF_HAND).any().name.suffix("_anywhere"))
    for column in columns:
        order = _order_of(signs[column.name].join(one_hand, on="report_no"), column)
        rows = rows.with_columns(_judge(_settle_order(lines[column.name], order), column))
    for column in columns:
        if column.ends:
            rows = rows.with_columns(_fill_range(column.name, column.ends))
    return rows.drop(f"{c.name}_{end}" for c in columns for end in ("since", "until"))


def _lines_of(rows: pl.DataFrame, name: str, read: pl.DataFrame) -> pl.DataFrame:
    """What was read of a column's cells, a line per row."""
    cells = rows.select("report_no", "bulan", text=name, kind=f"{name}_kind")
    return cells.join(read, on=["text", "kind"], how="left", maintain_order="left")


def _judge(lines: pl.DataFrame, column: Reported) -> pl.DataFrame:
    """The columns that one column's settled lines add to the rows."""
    month_only = pl.col("is_month") & pl.lit(column.kind is Kind.DATE)
    problem = pl.when(month_only).then(pl.lit("E208")).otherwise("problem")
    value = pl.when(problem.is_null()).then("value")
    proves = pl.when("is_proof").then(pl.lit("W213")).when("by_neighbours").then(pl.lit("W214"))
    moved = pl.when(pl.col("is_moved") & value.is_not_null()).then(pl.lit("W211"))
    return lines.select(
        value.alias(f"{column.name}_value"),
        problem.alias(f"{column.name}_problem"),
        pl.when("wrong_weekday").then(pl.lit("W203")).alias(f"{column.name}_flag"),
        pl.coalesce(proves, moved).alias(f"{column.name}_notice"),
        pl.col("since").alias(f"{column.name}_since"),
        pl.col("until").alias(f"{column.name}_until"),
    )


def _fill_range(name: str, end: str) -> list[pl.Expr]:
    """A range in the column of the first day fills both, unless the other says otherwise."""
    since, until = pl.col(f"{name}_since"), pl.col(f"{name}_until")
    other, problem = pl.col(f"{end}_value"), pl.col(f"{end}_problem")
    agrees = (other == until) | (other.is_null() & problem.is_null())
    takes = (since.is_not_null() & agrees).fill_null(value=False)
    return [
        pl.when(takes).then(since).otherwise(f"{name}_value").alias(f"{name}_value"),
        pl.when(~takes).then(f"{name}_problem").alias(f"{name}_problem"),
        pl.when(takes).then(until).otherwise(other).alias(f"{end}_value"),
    ]


def _settle_order(lines: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Read dates in the order their column proves, and hold back what could be either.

    Returns:
        The lines with `value` and `problem` settled (E231: day and month may be turned);
        `is_proof` where a text proves that typed dates beside it may have been turned;
        `by_neighbours` where only the neighbours say that month stands first.
    """
    is_text = _is_by_hand()
    kinds = ("month_first", "mixed", "suspicious")
    lines = lines.join(order, on="report_no", how="left", maintain_order="left")
    lines = lines.with_columns(pl.col(kinds).fill_null(value=False))
    by_month = is_text & pl.col("month_first") & pl.col("order").is_in(["M", "?"])
    by_month = by_month.fill_null(value=False)
    either = is_text & pl.col("mixed") | ~is_text & pl.col("suspicious")
    either &= pl.col("order") == "?"
    spoken = pl.col("month_first") | pl.col("mixed")  # a range is never read month first
    return lines.with_columns(
        value=pl.when(by_month).then("turned").otherwise("value"),
        problem=pl.when(either).then(pl.lit("E231")).when(~by_month).then("problem"),
        is_proof=is_text & pl.col("suspicious") & pl.col("order").is_in(["D", "M"]),
        by_neighbours=by_month & (pl.col("order") == "?"),
        **{end: pl.when(~spoken).then(end) for end in ("since", "until")},
    )


def _signs_of(lines: pl.DataFrame) -> pl.DataFrame:
    """What the dates of each report's column tell of their order, a line per report.

    Returns:
        Of texts: whether one can only be read month first (`month`) or day first (`day`), one
        could be `either`, one is `worded` so that it says itself, and one of either falls into
        the report's month `only_by_day`. Of typed dates: whether one could be turned (`typed`),
        `several` different ones could, one has a day beyond 12 (`typed_late`), one lies near the
        report's month `only_turned`, and all that could be turned belong to another month as they
        stand and to it when turned.
    """
    is_text = _is_by_hand()
    order, bulan = pl.col("order"), pl.col("bulan")
    either, open_typed = is_text & (order == "?"), ~is_text & (order == "?")
    own, own_turned = (pl.col(d).dt.truncate("1mo") == bulan for d in ("value", "turned"))
    return lines.group_by("report_no").agg(
        month=(is_text & (order == "M")).any(),
        day=(is_text & (order == "D")).any(),
        either=either.any(),
        worded=(is_text & order.is_null() & pl.col("value").is_not_null()).any(),
        only_by_day=(either & own & ~own_turned).any(),
        typed=open_typed.any(),
        several=pl.col("value").filter(open_typed).n_unique() > 1,
        typed_late=(~is_text & (order == "D")).any(),
        only_turned=(open_typed & ~_is_near("value") & _is_near("turned")).any(),
        all_turned=(~own & own_turned).filter(open_typed).all(),
    )


def _order_of(signs: pl.DataFrame, column: Reported) -> pl.DataFrame:
    """The reports whose dates do not simply stand day before month.

    Args:
        signs: Frame of `_signs_of` a column, with the `_OF_HAND` of all columns (`_anywhere`).
        column: The column.

    Returns:
        `month_first`: a text proves it, in this column or another, and nothing contradicts.
        `mixed`: something does. `suspicious`: every text beyond the twelfth stayed a text, no
        typed date lies beyond it, and turned the typed dates fit the report better; or several
        typed dates fall into the report's month if turned and none does as it stands. A
        contract's dates fit any month: there the column must hold nothing else.
    """
    contradicted = pl.col("day_anywhere") | (pl.col("only_by_day") & (not column.distant))
    pure = ~pl.col("either_anywhere") & ~pl.col("worded")
    if column.distant:
        by_machine = pure & (pl.col("month") | pl.col("day"))
    else:
        left = pl.col("month_anywhere") | pl.col("day_anywhere")
        by_machine = left & (pl.col("only_turned") | (pure & pl.col("all_turned")))
        by_machine |= pure & pl.col("several") & pl.col("all_turned")
    by_others = pl.col("month_anywhere") & ~pl.col("day_anywhere") & pl.col("either")
    return signs.select(
        "report_no",
        month_first=(pl.col("month") | by_others) & ~contradicted,
        mixed=pl.col("month") & contradicted,
        suspicious=by_machine & pl.col("typed") & ~pl.col("typed_late"),
    ).filter(pl.any_horizontal("month_first", "mixed", "suspicious"))


def _is_by_hand() -> pl.Expr:
    """Whether a date is a text as a person writes it."""
    return (pl.col("kind") == CellKind.TEXT) & ~pl.col("text").str.contains(_BY_PROGRAM)


def _is_near(name: str) -> pl.Expr:
    """Whether a day lies near the report's month."""
    first = pl.col("bulan").dt.offset_by(f"-{_NEAR}")
    last = pl.col("bulan").dt.month_end().dt.offset_by(_NEAR)
    return pl.col(name).is_between(first, last).fill_null(value=False)
