"""The hour written behind a date, and the day that is meant by both."""

import polars as pl

from schemas.calendar import UTC_OFFSET
from tasks.conform.marks import without_marks

MINUTES = 24 * 60
# machines lose some seconds of a midnight: 30 September 23:59:48 (Source: field cases)
NEARLY_MIDNIGHT = MINUTES - 2
_JAKARTA = int(UTC_OFFSET.total_seconds()) // 60
# midnight in WIB, WITA and WIT, as minutes of UTC's day before
_LOCAL_MIDNIGHTS = (MINUTES - 7 * 60, MINUTES - 8 * 60, MINUTES - 9 * 60)
_TIME = (
    r"(?P<last>[0-9]{2})(?:[,\s]+|t)(?P<said>(?:pukul|jam)\s*)?"
    r"(?P<hour>[0-9]{1,2})[.:](?P<minute>[0-9]{2})"
    r"(?:[.:](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?\s*(?P<half>am|pm)?"
    r"\s*(?P<zone>wib|wita|wit|z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?$"
)


def part_time(cells: pl.DataFrame) -> pl.DataFrame:
    """Add the text without its hour (`whole`), and the days by which hour and zone `shift` it."""
    text = pl.col("text").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    text = text.str.replace_all(r"['’`]", "").str.replace_all(r"[‐-―−]", "-")
    plain = without_marks(cells.get_column("text")).to_frame("text").select(text).to_series()
    parts = cells.with_columns(
        plain=plain, _=plain.to_frame("p").select(pl.col("p").str.extract_groups(_TIME)).to_series()
    ).unnest("_")
    whole = pl.when(_is_time()).then(pl.col("plain").str.replace(_TIME, "$last")).otherwise("plain")
    return parts.with_columns(
        whole=whole.str.replace_all(r"[()\s]+", " ").str.strip_chars(" ,."),
        shift=pl.when(_is_time()).then(_shift()).fill_null(0),
    )


def _is_time() -> pl.Expr:
    """Whether what looks like an hour is one."""
    hour, minute = (pl.col(name).cast(pl.Int64, strict=False) for name in ("hour", "minute"))
    in_figures = pl.col("zone").str.contains(r"^[+-]").fill_null(value=False)
    far = pl.col("zone").str.slice(1, 2).cast(pl.Int64, strict=False) > 14
    # a zone in figures stands behind seconds; `09:00-12:00` are the hours of an event
    vague = in_figures & (pl.col("second").is_null() | far)
    return ((hour <= 23) & (minute <= 59) & ~vague).fill_null(value=False)


def _shift() -> pl.Expr:
    """Days between the day that is written and the day that is meant, in Indonesia.

    An instant that is midnight in WIB, WITA or WIT is the day that begins there; any other is a
    day of WIB. Just before midnight is midnight, unless a person says `pukul` or `WIB`.
    """
    zone, clock = pl.col("zone"), pl.col("hour").cast(pl.Int64, strict=False)
    noon = pl.when(pl.col("half") == "pm").then(12).otherwise(0)
    hour = pl.when(pl.col("half").is_not_null()).then(clock % 12 + noon).otherwise(clock)
    minutes = 60 * hour + pl.col("minute").cast(pl.Int64, strict=False)
    ahead = 60 * _figures(zone, 1) + _figures(zone, -2)
    ahead = pl.when(zone.str.starts_with("-")).then(-ahead).otherwise(ahead).fill_null(0)
    utc = minutes - ahead + 2 * MINUTES
    midnight = (utc % MINUTES).is_in(_LOCAL_MIDNIGHTS)
    midnight &= pl.col("second").fill_null("00") == "00"
    of_zone = pl.when(midnight).then(utc // MINUTES + 1).otherwise(_day_of(utc + _JAKARTA))
    by_person = pl.col("said").is_not_null() | zone.is_in(["wib", "wita", "wit"])
    return (
        pl.when(by_person.fill_null(value=False))
        .then(0)
        .when(zone.is_not_null())
        .then(of_zone - 2)
        .otherwise(_day_of(minutes))
    )


def _figures(zone: pl.Expr, start: int) -> pl.Expr:
    return zone.str.slice(start, 2).cast(pl.Int64, strict=False)


def _day_of(minutes: pl.Expr) -> pl.Expr:
    """Days since the first one, at so many minutes; just before midnight is the next day."""
    return (minutes + MINUTES - NEARLY_MIDNIGHT) // MINUTES
