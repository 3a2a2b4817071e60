"""Which rows of a table are data, and which are totals, means or notes under it."""

from enum import StrEnum

import polars as pl

from schemas.contracts import NUMERIC, Contract, Kind


class RowType(StrEnum):
    """What a row below the header is."""

    DATA = "data"
    TOTAL = "jumlah"
    SUBTOTAL = "subjumlah"
    MEAN = "rata-rata"
    NOTE = "catatan"


_TOTAL = (
    r"(?i)^\s*(?:(?:jumlah|total)(?: (?:total|keseluruhan|seluruhnya|semua))?|grand total)\s*:?\s*$"
)
_SUBTOTAL = r"(?i)^\s*sub ?-?(?:jumlah|total)\b.{0,30}$"
_MEAN = r"(?i)^\s*(?:rata ?-? ?rata|rerata)\s*:?\s*$"
# how any of them begins: cheap to ask of every cell
_LABEL = r"(?i)^\s*(?:jumlah|total|grand|sub|rata|rerata)"
# what stands under a table: remarks, place and date, who signs (Source: domain.md §4 Layout)
_NOTE = (
    r"(?i)^\s*(?:catatan\s*:|keterangan\s*:|ket\s*[.:]|sumber\s*:|mengetahui|menyetujui|diketahui|"
    r"dibuat oleh|(?:plt\.? |plh\.? )?kepala (?:lapas|rutan|lpka|bapas|kanwil|kantor|seksi|sub|upt|"
    r"bidang|lembaga|rumah|balai)|kasi |kasubsi |a\.n\.|nip\b|\*|"
    r"[a-z' .-]{3,30},\s*(?:\d{1,2}|[.…]+)?\s*"
    r"(?:[a-z]+ \d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\s*$)"
)
_WEEKDAY = r"(?i)^\s*(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b"
# totals are typed by hand or computed in floating point; a difference below this is none
_TOLERANCE = 0.01


def classify_rows(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add `row_type`; a note opens the notes of its sheet, sparse rows after it are notes too.

    A row in which every required column is filled is data, whatever it says.
    """
    names = [*contract.columns, "_nomor"]
    wordy = ["_nomor", *(c.name for c in contract.columns.values() if c.kind not in NUMERIC)]
    wordy += [contract.of(*NUMERIC)[0].name] if contract.of(*NUMERIC) else []
    filled = pl.sum_horizontal(pl.col(name).str.strip_chars() != "" for name in names)
    first = pl.coalesce(pl.when(pl.col(name).str.strip_chars() != "").then(name) for name in names)
    required = [c.name for c in contract.columns.values() if c.required]
    complete = pl.all_horizontal(pl.col(name).str.strip_chars() != "" for name in required)
    sparse = (filled <= 2) & ~complete
    said = pl.any_horizontal(pl.col(name).str.contains(_LABEL) for name in wordy)
    labels = rows.filter(said).select("report_no", "baris", label=_label_of(wordy))
    rows = rows.join(labels, on=["report_no", "baris"], how="left", maintain_order="left")
    rows = rows.with_columns(
        _sparse=sparse,
        _note=sparse
        & ((first.str.contains(_NOTE) & ~first.str.contains(_WEEKDAY)) | (filled == 0)),
    )
    opened = pl.col("_note").cum_max().over("report_no")
    row_type = (
        pl.when(pl.col("label").is_not_null())
        .then("label")
        .when(opened & pl.col("_sparse"))
        .then(pl.lit(RowType.NOTE.value))
        .otherwise(pl.lit(RowType.DATA.value))
    )
    return rows.with_columns(row_type=row_type).drop("_sparse", "_note", "label")


def _label_of(names: list[str]) -> pl.Expr:
    """Which kind of row the words in some columns say; asked of the few rows that say one."""
    kinds = {_MEAN: RowType.MEAN, _SUBTOTAL: RowType.SUBTOTAL, _TOTAL: RowType.TOTAL}
    chosen = pl.lit(None, pl.String)
    for pattern, kind in kinds.items():  # the last one that fits counts
        says = pl.any_horizontal(pl.col(name).str.contains(pattern) for name in names)
        chosen = pl.when(says).then(pl.lit(kind.value)).otherwise(chosen)
    return chosen


def compare_totals(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Compare total and mean rows with what the data rows of their report add up to.

    Returns:
        One line per cell that differs: `report_no, baris, kolom, tertulis, hitung`. Every data
        row counts, quarantined ones too: the total speaks of what was written.
    """
    names = [c.name for c in contract.of(Kind.COUNT, Kind.NUMBER, Kind.MONEY)]
    stated = rows.filter(pl.col("row_type").is_in([RowType.TOTAL.value, RowType.MEAN.value]))
    schema = {"report_no": pl.Int64, "baris": pl.Int64, "kolom": pl.String}
    schema |= {"tertulis": pl.String, "hitung": pl.String}
    if stated.is_empty() or not names:
        return pl.DataFrame(schema=schema)
    values = [pl.col(name).cast(pl.Float64) for name in names]
    data = rows.filter(pl.col("row_type") == RowType.DATA.value).with_columns(values)
    by_report = data.group_by("report_no")
    computed = pl.concat(
        [
            by_report.agg(pl.col(names).sum()).with_columns(row_type=pl.lit(RowType.TOTAL.value)),
            by_report.agg(pl.col(names).mean()).with_columns(row_type=pl.lit(RowType.MEAN.value)),
        ]
    ).unpivot(names, index=["report_no", "row_type"], variable_name="kolom", value_name="hitung")
    index = ["report_no", "row_type", "baris"]
    written = stated.select(*index, *values).unpivot(
        names, index=index, variable_name="kolom", value_name="tertulis"
    )
    both = written.drop_nulls("tertulis").join(
        computed, on=["report_no", "row_type", "kolom"], how="left", maintain_order="left"
    )
    differs = (
        pl.col("tertulis") - pl.col("hitung").fill_null(0)
    ).abs() > _TOLERANCE * pl.max_horizontal(1, pl.col("hitung").abs() * 0.01)
    found = both.filter(differs).select(
        "report_no", "baris", "kolom", *(pl.col(c).cast(pl.String) for c in ("tertulis", "hitung"))
    )
    return found.rechunk()  # pl.format panics over an empty first chunk (polars 2.1)
