"""What holds of files whatever stands in them: nothing is lost, nothing twice, nothing untold."""

from collections.abc import Iterable, Iterator

import polars as pl

from tasks.collect import Kept
from tasks.publish.night import Night
from tasks.read import CELL_COUNTS, Reading

File = tuple[str, str]
"""SHA-256 and sender."""
_ROLES = [name for name in CELL_COUNTS if name != "sel_dibaca"]
_COUNTS = ("rows_read", "rows_total", "rows_blank", "sel_dibaca", *_ROLES)
_BUGS = ("E021", "E032")  # of the reader, and behind all checks


def reading_faults(reading: Reading, files: Iterable[Kept]) -> Iterator[tuple[File, str]]:
    """What is wrong with what came of files: each is told of once, each row and cell is counted."""
    lines = reading.submissions.select("sha256", "sender", "kode", "tertulis")
    told = [(sha256, sender) for sha256, sender, *_ in lines.iter_rows()]
    for file in files:
        key = file.sha256, file.sender
        if told.count(key) != 1:
            yield key, f"told of {told.count(key)} times"
    said = set(reading.sheets.select("sha256", "sender").iter_rows())
    for sha256, sender, code, written in lines.iter_rows():
        if code in _BUGS:
            yield (sha256, sender), f"{code} {written}"
        elif code is None and (sha256, sender) not in said:
            yield (sha256, sender), "neither refused nor reported"
    yield from _sheet_faults(reading)


def _sheet_faults(reading: Reading) -> Iterator[tuple[File, str]]:
    rows = _rows_reported(reading)
    counted = reading.sheets.join(rows, on="report_no", how="left").with_columns(
        pl.col("rows", "rows_once").fill_null(0)
    )
    whole = (
        (pl.col("sel_dibaca") == pl.sum_horizontal(_ROLES))
        & (pl.min_horizontal(_ROLES) >= 0)
        & (pl.col("rows_read") == pl.sum_horizontal("rows", "rows_total", "rows_blank"))
        & (pl.min_horizontal("rows_read", "rows_total", "rows_blank") >= 0)
        & (pl.col("rows") == pl.col("rows_once"))
        & (pl.col("kode").is_null() | (pl.col("rows") == 0))
    )
    for line in counted.filter(~whole).iter_rows(named=True):
        shown = {name: line[name] for name in ("kode", "rows", "rows_once", *_COUNTS) if line[name]}
        yield (line["sha256"], line["sender"]), f"{line['dataset']} does not add up: {shown}"
    for (number,) in rows.join(reading.sheets, on="report_no", how="anti")[["report_no"]].rows():
        yield ("", ""), f"rows of no report: {number}"


def _rows_reported(reading: Reading) -> pl.DataFrame:
    """Rows of each report, and how many of them stand in a place of their own."""
    places = [frame.select("report_no", "baris") for frame in reading.rows.values()]
    nothing = pl.DataFrame(schema={"report_no": pl.Int64, "baris": pl.Int64})
    return (
        pl.concat([nothing, *places])
        .group_by("report_no")
        .agg(rows=pl.len().cast(pl.Int64), rows_once=pl.col("baris").n_unique().cast(pl.Int64))
    )


def night_faults(night: Night, reports: pl.DataFrame) -> Iterator[tuple[File, str]]:
    """What is wrong with verdicts: each row and cell has one role, and no report says nothing."""
    parts = ("rows_published", "rows_quarantined", "rows_total", "rows_blank")
    rows = pl.col("rows_published") + pl.col("rows_quarantined")
    empty = reports.filter((rows == 0) & ~pl.col("is_nil"))
    for sha256, sender, dataset in empty.select("sha256", "sender", "dataset").iter_rows():
        yield (sha256, sender), f"{dataset} accepted without rows and without Nihil"
    broken = reports.filter(pl.col("rows_read") != pl.sum_horizontal(parts))
    for sha256, sender, read, *counts in broken.select(
        "sha256", "sender", "rows_read", *parts
    ).iter_rows():
        yield (sha256, sender), f"rows {read} != {counts}"
    for lines in (night.reports.accepted, night.reports.rejected):
        broken = lines.filter(pl.col("sel_dibaca") != pl.sum_horizontal(_ROLES))
        for sha256, sender, read, *counts in broken.select(
            "sha256", "sender", "sel_dibaca", *_ROLES
        ).iter_rows():
            yield (sha256, sender), f"cells {read} != {counts}"
    bugs = night.submissions.filter(pl.col("kode").is_in(_BUGS))
    for sha256, sender, code, written in bugs.select(
        "sha256", "sender", "kode", "tertulis"
    ).iter_rows():
        yield (sha256, sender), f"{code} {written}"
