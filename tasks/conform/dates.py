"""Dates as staff write them, always day before month: `Jumat (28/11/2025)`, `30 Juli 2025`.

Source of the shapes: domain.md §4. A written weekday is checked, never trusted over the date.
"""

from datetime import date

import polars as pl

from schemas.references import References
from tasks.conform.cells import MISSING, CellKind

# what `read_dates` makes of one distinct cell; day and month without a year wait for the period
DATES = pl.Schema(
    {
        "text": pl.String,
        "kind": pl.UInt8,
        "value": pl.Date,
        "day": pl.Int64,
        "month": pl.Int64,
        "weekday": pl.Int64,
        "is_month": pl.Boolean,
        "problem": pl.String,
    }
)
# Excel serials of 1990-01-01 and 2100-01-01; other numbers are no dates of ours
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_051
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)


def _plain(text: pl.Expr) -> pl.Expr:
    plain = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"['’`]", "")
    plain = plain.str.replace_all(r"[‐-―−]", "-")
    plain = plain.str.replace(
        r"(\d{2})[,\s]+(?:(?:pukul|jam)\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:wib|wita|wit)?$",
        "$1",
    )
    return plain.str.replace_all(r"[()\s]+", " ").str.strip_chars(" ,.")


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date, null where the calendar has none (`pl.date` stops the night at `31/11`)."""
    parts = (part.cast(pl.String).str.zfill(2) for part in (month, day))
    return pl.format("{}-{}-{}", year, *parts).str.to_date("%Y-%m-%d", strict=False)


def read_dates(cells: pl.DataFrame, references: References) -> pl.DataFrame:
    """Read distinct cells as dates.

    Args:
        cells: Frame with `text`, `kind` (`CellKind`), one line per distinct cell.
        references: For the names of months and weekdays.

    Returns:
        Frame of `DATES`. A missing cell has neither value nor problem. Without a year only `day`
        and `month` are set. `is_month`: only month and year stand there, the value is its first
        day. `problem` is E208.
    """
    weekdays = "|".join(sorted(references.weekdays, key=len, reverse=True))
    plain = _plain(pl.col("text"))
    parts = cells.with_columns(
        plain=plain.str.replace(rf"^(?:{weekdays})\b[\s,./-]*", ""),
        missing=plain.is_in(MISSING) | (pl.col("text").str.strip_chars() == "-"),
        weekday=plain.str.extract(rf"^({weekdays})\b").replace_strict(
            dict(references.weekdays), default=None, return_dtype=pl.Int64
        ),
    )
    numeric = pl.col("plain").str.extract_groups(
        r"^(?P<d>\d{1,2})\s*[-/. ]\s*(?P<m>\d{1,2})(?:\s*[-/. ]\s*(?P<y>\d{4}|\d{2}))?$"
    )
    iso = pl.col("plain").str.extract_groups(
        r"^(?P<iy>\d{4})[-/](?P<im>\d{1,2})(?:[-/](?P<id>\d{1,2}))?$"
    )
    named = pl.col("plain").str.extract_groups(
        r"^(?:(?P<nd>\d{1,2})[\s\-/.,]*)?(?P<nm>[a-z]{3,9})[\s\-/.,]*(?P<ny>\d{4}|\d{2})?$"
    )
    only = pl.col("plain").str.extract_groups(r"^(?P<om>\d{1,2})\s*[-/. ]\s*(?P<oy>\d{4})$")
    parts = parts.with_columns(
        numeric.alias("a"), iso.alias("b"), named.alias("c"), only.alias("e")
    )
    parts = parts.unnest("a", "b", "c", "e").with_columns(
        pl.col("nm").replace_strict(dict(references.months), default=None, return_dtype=pl.String)
    )
    day = pl.coalesce("id", "nd", "d").cast(pl.Int64)
    month = pl.coalesce("im", "nm", "om", "m").cast(pl.Int64)
    written = pl.coalesce("iy", "ny", "oy", "y")
    year = written.cast(pl.Int64) + pl.when(written.str.len_chars() == 2).then(2000).otherwise(0)
    parts = parts.with_columns(_d=pl.when(pl.col("oy").is_null()).then(day), _m=month, _y=year)
    built = _day(pl.col("_y"), pl.col("_m"), pl.col("_d").fill_null(1))
    serial = pl.col("text").cast(pl.Float64, strict=False)
    from_serial = pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(
        pl.date(1899, 12, 30) + pl.duration(days=serial.floor().cast(pl.Int64))
    )
    is_text = pl.col("kind") == CellKind.TEXT
    value = (
        pl.when(is_text & ~pl.col("missing"))
        .then(built)
        .when(pl.col("kind") == CellKind.NUMBER)
        .then(from_serial)
        .when(pl.col("kind") == CellKind.DATE)
        .then(pl.col("text").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False))
    )
    sound = pl.when(value.is_between(_FIRST_DAY, _LAST_DAY)).then(value)
    no_year = is_text & pl.col("_y").is_null() & pl.col("_d").is_between(1, 31)
    no_year &= pl.col("_m").is_between(1, 12)
    return parts.select(
        "text",
        "kind",
        value=sound,
        day=pl.when(no_year.fill_null(False)).then(pl.col("_d")),
        month=pl.when(no_year.fill_null(False)).then(pl.col("_m")),
        weekday="weekday",
        is_month=is_text & pl.col("_d").is_null() & sound.is_not_null(),
        problem=pl.when(
            sound.is_null() & ~no_year.fill_null(False) & ~(is_text & pl.col("missing"))
        ).then(pl.lit("E208")),
    ).cast(DATES)


def settle_dates(read: pl.DataFrame, bulan: str) -> pl.DataFrame:
    """Give dates without a year the year of the report's month, and check written weekdays.

    Args:
        read: Lines of `DATES` beside the column `bulan` (first day of the report's month).
        bulan: Name of that column.

    Returns:
        The lines with `value` filled in where month and written weekday agree with the period's
        year; `problem` E209 where they do not; `wrong_weekday` where the weekday contradicts.
    """
    candidate = _day(pl.col(bulan).dt.year(), pl.col("month"), pl.col("day"))
    same_month = pl.col("month") == pl.col(bulan).dt.month()
    fits = same_month & (candidate.dt.weekday() == pl.col("weekday"))
    waiting = pl.col("day").is_not_null()
    settled = read.with_columns(
        value=pl.when(waiting).then(pl.when(fits).then(candidate)).otherwise(pl.col("value")),
        problem=pl.when(waiting & ~fits.fill_null(False))
        .then(pl.lit("E209"))
        .otherwise(pl.col("problem")),
    )
    return settled.with_columns(
        wrong_weekday=(pl.col("weekday") != pl.col("value").dt.weekday()).fill_null(False)
    )
