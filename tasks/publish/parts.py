"""A run's findings parted by month, each file whole: for historical files, month by month."""

from datetime import date
from typing import NamedTuple

import polars as pl

from tasks.publish.night import Night

_FILE = ["sha256", "sender"]


class Parts(NamedTuple):
    """What a run found, parted by file.

    Attributes:
        months: By month, the files whose first month it is; None holds those without any.
        outside: Lines of `submissions` of files that speak of other months only.
    """

    months: dict[date | None, Night]
    outside: pl.DataFrame


def part_by_month(night: Night, first: date, last: date) -> Parts:
    """Part a run by the first month each file speaks of; a file is never divided.

    Args:
        night: What the run found.
        first: First month asked for.
        last: Last month asked for; files that speak of none in between stay outside.
    """
    reports = pl.concat(
        [
            frame.select(*_FILE, "bulan")
            for frame in (night.reports.accepted, night.reports.rejected)
        ]
    ).drop_nulls("bulan")
    asked = pl.col("bulan").is_between(first, last)
    files = reports.group_by(_FILE).agg(is_asked=asked.any(), bulan=pl.col("bulan").min())
    files = night.submissions.select(_FILE).join(files, on=_FILE, how="left", maintain_order="left")
    taken = files.filter(pl.col("is_asked").fill_null(value=True))
    outside = night.submissions.join(taken, on=_FILE, how="anti", maintain_order="left")
    months = sorted(taken["bulan"].unique().to_list(), key=lambda bulan: bulan or date.max)
    return Parts(
        {
            bulan: part_of(night, taken.filter(pl.col("bulan").eq_missing(bulan)))
            for bulan in months
        },
        outside,
    )


def part_of(night: Night, files: pl.DataFrame) -> Night:
    """What a run found in some of its files; those it left are of no part."""

    def own(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(files.select(_FILE), on=_FILE, how="semi", maintain_order="left")

    accepted = own(night.reports.accepted)
    numbers = accepted.select("report_no")

    def of_reports(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(numbers, on="report_no", how="semi", maintain_order="left")

    reports = night.reports._replace(
        accepted=accepted,
        rejected=own(night.reports.rejected),
        warnings=of_reports(night.reports.warnings),
    )
    rows = tuple(
        verdict._replace(
            accepted=of_reports(verdict.accepted),
            quarantined=of_reports(verdict.quarantined),
            warnings=of_reports(verdict.warnings),
        )
        for verdict in night.rows
    )
    return night._replace(
        submissions=own(night.submissions),
        notes=own(night.notes),
        reports=reports,
        rows=rows,
        left=(),
    )
