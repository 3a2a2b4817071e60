"""Dates as staff write them, day before month: `Jumat (28/11/2025)`, `30 Juli 2025`.

Source of the shapes: domain.md §4. A written weekday is checked, never trusted over the date. What
one cell cannot say of the order of day and month its neighbours may: `tasks.conform.date_columns`.
"""

from datetime import date

import polars as pl

from schemas.cells import MISSING, CellKind
from schemas.references import References
from tasks.conform.date_hours import MINUTES, NEARLY_MIDNIGHT, part_time
from tasks.conform.date_ranges import may_be_range, part_ranges

# what `read_dates` makes of one distinct cell
DATES = pl.Schema(
    {
        "text": pl.String,
        "kind": pl.UInt8,
        "value": pl.Date,  # the date; day before month
        "turned": pl.Date,  # the date if month stood before day, where it could
        "order": pl.String,  # of two numbers: `D` day first, `M` month first, `?` either
        "since": pl.Date,  # the first and the last day of a range
        "until": pl.Date,
        "day": pl.Int64,  # day and month without a year wait for the period
        "month": pl.Int64,
        "weekday": pl.Int64,
        "is_month": pl.Boolean,
        "is_moved": pl.Boolean,  # its hour and zone belong to another day than it was written with
        "problem": pl.String,
    }
)
# Excel serials of 1990-01-01 and 2100-01-01; other numbers are no dates of ours
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_051
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
_NUMERIC = (
    r"^(?P<first>[0-9]{1,2})\s*(?P<sign>[-/. ])\s*(?P<second>[0-9]{1,2})"
    r"(?:\s*[-/. ]\s*(?P<y>[0-9]{4}|[0-9]{2}))?$"
)
_ISO = r"^(?P<iy>[0-9]{4})[-/](?P<im>[0-9]{1,2})(?:[-/](?P<id>[0-9]{1,2}))?$"
_NAMED = (
    r"^(?:(?P<nd>[0-9]{1,2})[\s\-/.,]*)?(?P<nm>[a-z]{3,9})[\s\-/.,]*(?P<ny>[0-9]{4}|[0-9]{2})?$"
)
_MONTH = r"^(?P<om>[0-9]{1,2})\s*[-/. ]\s*(?P<oy>[0-9]{4})$"


def read_dates(cells: pl.DataFrame, references: References) -> pl.DataFrame:
    """Read distinct cells as dates.

    Args:
        cells: Frame with `text`, `kind` (`CellKind`), one line per distinct cell.
        references: For the names of months and weekdays.

    Returns:
        Frame of `DATES`. A missing cell has neither value nor problem. Without a year only `day`
        and `month` are set, of a range only `since` and `until`. `is_month`: only month and year
        stand there, the value is its first day. `problem` is E208; a range and a date that can
        only be read month first have it too, as long as their column does not say otherwise.
    """
    is_text = pl.col("kind") == CellKind.TEXT
    written = _read_written(cells.filter(is_text), references)
    written = _with_ranges(written, references)
    typed = _read_typed(cells.filter(~is_text))
    return pl.concat([written.select(DATES.names()), typed]).rechunk()


def _with_ranges(written: pl.DataFrame, references: References) -> pl.DataFrame:
    """The lines with `since` and `until` where a text that is no day is a range of days."""
    whole = written.get_column("whole")
    places = written.select(
        pl.arg_where(pl.col("problem").is_not_null() & may_be_range(pl.col("whole")))
    ).to_series()
    if places.is_empty():
        return written
    ends = part_ranges(whole.gather(places))
    texts = pl.concat([ends["since"], ends["until"]]).fill_null("").alias("text").to_frame()
    read = _read_written(texts.with_columns(kind=pl.lit(CellKind.TEXT, pl.UInt8)), references)
    wrong = pl.col("is_month") | (pl.col("weekday") != pl.col("value").dt.weekday())
    days = read.select(pl.when(~wrong.fill_null(value=False)).then("value")).to_series()
    count = len(places)
    spans = ends.select("no_year", since=days.head(count), until=days.tail(count))
    late = pl.col("no_year") & (pl.col("since") > pl.col("until"))  # 29 Desember - 5 Januari 2026
    first = pl.when(late).then(pl.col("since").dt.offset_by("-1y")).otherwise("since")
    sound = (first <= pl.col("until")).fill_null(value=False)
    spans = spans.select(since=pl.when(sound).then(first), until=pl.when(sound).then("until"))
    return written.with_columns(
        written[name].scatter(places, spans[name]) for name in ("since", "until")
    )


def _read_typed(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that are dates or numbers in their file."""
    text = pl.col("text")
    serial = text.cast(pl.Float64, strict=False)
    days = serial.floor().cast(pl.Int64, strict=False)
    minute = ((serial - days) * MINUTES).round(3)
    clock = text.str.slice(11, 5)
    is_number = pl.col("kind") == CellKind.NUMBER
    nearly = clock.str.contains("^23:5[89]$")
    late = pl.when(is_number).then(minute >= NEARLY_MIDNIGHT).otherwise(nearly)
    late = late.fill_null(value=False)
    from_serial = pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(
        pl.date(1899, 12, 30) + pl.duration(days=days)
    )
    is_date = pl.col("kind") == CellKind.DATE
    written = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    value = pl.when(is_number).then(from_serial).when(is_date).then(written)
    sound = _sound(value + pl.duration(days=late.cast(pl.Int64)))
    lines = cells.with_columns(value=sound, is_moved=late & sound.is_not_null())
    day, month = pl.col("value").dt.day(), pl.col("value").dt.month()
    return _frame(
        lines,
        value=pl.col("value"),
        turned=pl.when(day <= 12).then(_day(pl.col("value").dt.year(), day, month)),
        order=pl.when(day > 12).then(pl.lit("D")).when(day != month).then(pl.lit("?")),
        is_moved=pl.col("is_moved"),
        problem=pl.when(pl.col("value").is_null()).then(pl.lit("E208")),
    )


def _frame(lines: pl.DataFrame, **known: pl.Expr) -> pl.DataFrame:
    """Lines of `DATES`; what is not given is false or null."""
    given = {
        "text": pl.col("text"),
        "kind": pl.col("kind"),
        "is_month": pl.lit(value=False),
        **known,
    }
    return lines.select(
        given.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in DATES.items()
    )


def _sound(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_between(_FIRST_DAY, _LAST_DAY)).then(value)


def _read_written(cells: pl.DataFrame, references: References) -> pl.DataFrame:
    """Cells that are texts; `whole` is the text that was read, its hour and marks left out."""
    parts = _part_numbers(_part_weekday(part_time(cells), references), references)
    day = pl.coalesce("id", "nd", "first").cast(pl.Int64, strict=False)
    month = pl.coalesce("im", "nm", "om", "second").cast(pl.Int64, strict=False)
    written = pl.coalesce("iy", "ny", "oy", "y")
    year = written.cast(pl.Int64, strict=False)
    year += pl.when(written.str.len_chars() == 2).then(2000).otherwise(0)
    day = pl.when(pl.col("oy").is_null()).then(day)
    parts = parts.with_columns(_d=day, _m=month, _y=year)
    shift = pl.duration(days=pl.col("shift"))
    value = _sound(_day(pl.col("_y"), pl.col("_m"), pl.col("_d").fill_null(1)) + shift)
    turned = _sound(_day(pl.col("_y"), pl.col("_d"), pl.col("_m")) + shift)
    # with its weekday a date says itself in which order it is
    is_iso = pl.col("iy").is_not_null() & pl.col("_d").is_not_null() & pl.col("value").is_not_null()
    by_number = pl.col("sign").is_in(["-", "/"]).fill_null(value=False) | is_iso
    by_number &= pl.col("weekday").is_null()
    missing = pl.col("whole").is_in(MISSING) | (pl.col("text").str.strip_chars() == "-")
    no_year = pl.col("_y").is_null() & pl.col("_d").is_between(1, 31)
    no_year = (no_year & pl.col("_m").is_between(1, 12) & ~missing).fill_null(value=False)
    parts = parts.with_columns(value=pl.when(~missing).then(value)).with_columns(
        turned=pl.when(by_number).then(turned)
    )
    known = {
        "value": pl.col("value"),
        "turned": pl.when(pl.col("_d") != pl.col("_m")).then("turned"),
        "order": _order(by_number),
        "day": pl.when(no_year).then("_d"),
        "month": pl.when(no_year).then("_m"),
        "weekday": pl.col("weekday"),
        "is_month": pl.col("_d").is_null() & pl.col("value").is_not_null(),
        "is_moved": (pl.col("shift") != 0)
        & pl.any_horizontal(pl.col("value", "turned").is_not_null()),
        "problem": pl.when(pl.col("value").is_null() & ~no_year & ~missing).then(pl.lit("E208")),
    }
    return _frame(parts, **known).with_columns(parts["whole"])


def _order(by_number: pl.Expr) -> pl.Expr:
    """Which of two numbers is the day: the first, the second, or either."""
    as_written, as_turned = pl.col("value").is_not_null(), pl.col("turned").is_not_null()
    return (
        pl.when(~by_number | ~(as_written | as_turned))
        .then(None)
        .when(~as_turned)
        .then(pl.lit("D"))
        .when(~as_written)
        .then(pl.lit("M"))
        .when(pl.col("_d") != pl.col("_m"))
        .then(pl.lit("?"))
    )


def _part_weekday(parts: pl.DataFrame, references: References) -> pl.DataFrame:
    """Add the `weekday` a text begins with, and the text without it (`plain`)."""
    weekdays = "|".join(sorted(references.weekdays, key=len, reverse=True))
    said = pl.col("whole").str.extract(rf"^({weekdays})\b")
    return parts.with_columns(
        plain=pl.col("whole").str.replace(rf"^(?:{weekdays})\b[\s,./-]*", ""),
        weekday=said.replace_strict(dict(references.weekdays), default=None, return_dtype=pl.Int64),
    )


def _part_numbers(parts: pl.DataFrame, references: References) -> pl.DataFrame:
    """Add what stands for day, month and year in each shape of a date, as text."""
    shapes = {"a": _NUMERIC, "b": _ISO, "c": _NAMED, "e": _MONTH}
    found = {name: pl.col("plain").str.extract_groups(shape) for name, shape in shapes.items()}
    parts = parts.drop("second").with_columns(**found).unnest(*shapes)
    return parts.with_columns(
        pl.col("nm").replace_strict(dict(references.months), default=None, return_dtype=pl.String)
    )


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date, null where the calendar has none (`pl.date` stops the night at `31/11`)."""
    parts = (part.cast(pl.String).str.zfill(2) for part in (month, day))
    return pl.format("{}-{}-{}", year, *parts).str.to_date("%Y-%m-%d", strict=False)


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
