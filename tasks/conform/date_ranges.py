"""Ranges of dates: `6 s.d. 17 Oktober 2025`, `29 September - 16 Oktober 2025`."""

import polars as pl

_DAY, _WORD, _YEAR = r"[0-9]{1,2}", r"[a-z]{3,9}", r"[0-9]{4}"
_SLASHED = rf"{_DAY}[/.]{_DAY}[/.]{_YEAR}"
# first and last day, as texts; the first pattern that fits counts. A dash without spaces parts
# only what holds no other dash: `6-10-2025` is a day
_RANGES = (
    r"^(.+?)\s*\bs ?[./] ?d\b\.?\s*(.+)$",
    r"^(.+?)\s+(?:sd|sampai dengan|sampai|hingga)\s+(.+)$",
    r"^(.+?)\s+-\s+(.+)$",
    rf"^({_DAY}(?: ?{_WORD})?(?: {_YEAR})?)-({_DAY} ?{_WORD} ?{_YEAR})$",
    rf"^({_DAY}|{_DAY}[/.]{_DAY}|{_SLASHED})-({_SLASHED})$",
)
_MAY_BE = r"-|\bs ?[./] ?d\b|\bsd\b|sampai|hingga"
# what the first day leaves out, the last one says
_BARE = rf"^{_DAY}$"
_NO_YEAR = rf"^{_DAY}(?:[\s-]*{_WORD}|[/.]{_DAY})$"
_BEHIND_DAY = rf"^{_DAY}([\s/.-]*(?:{_WORD}|{_DAY})[\s/.-]*{_YEAR})$"


def may_be_range(plain: pl.Expr) -> pl.Expr:
    """Whether a text that is no date may be a range of dates."""
    return plain.str.contains(_MAY_BE)


def part_ranges(plain: pl.Series) -> pl.DataFrame:
    """Part texts, lower case with single spaces, into the days they begin and end with.

    Returns:
        A line per text: `since` and `until`, each as a text to be read as a date and null where
        there is no range, and `no_year` where the first day had none of its own.
    """
    found = [pl.col("plain").str.extract_groups(pattern) for pattern in _RANGES]
    first, last = (
        pl.coalesce(*(groups.struct.field(end) for groups in found)) for end in ("1", "2")
    )
    parts = plain.to_frame("plain").select(since=first, until=last)
    no_year = pl.col("since").str.contains(_NO_YEAR)
    dotted = pl.col("since").str.replace(r"[/.]", "/") + "/"
    named = pl.col("since").str.contains(r"[a-z]")
    year = pl.col("until").str.extract(rf"({_YEAR})$")
    return parts.select(
        since=pl.when(pl.col("since").str.contains(_BARE))
        .then(pl.col("since") + pl.col("until").str.extract(_BEHIND_DAY))
        .when(no_year)
        .then(pl.when(named).then(pl.col("since") + " ").otherwise(dotted) + year)
        .otherwise("since"),
        until="until",
        no_year=no_year & named,
    )
