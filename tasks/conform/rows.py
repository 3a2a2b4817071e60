"""Conform the reported rows of one dataset: all units of the run at once, in columns."""

from typing import Any, NamedTuple

import polars as pl

from schemas.cells import CellKind
from schemas.contracts import NUMERIC, Contract, Kind, Reported
from schemas.references import References
from tasks.conform.broken import mark_broken
from tasks.conform.date_columns import read_date_columns
from tasks.conform.findings import gather_codes
from tasks.conform.numbers import read_numbers
from tasks.conform.quantities import judge_numbers, settle_satuan
from tasks.conform.scales import attach_scales
from tasks.conform.terms import (
    clean_company,
    clean_text,
    read_countries,
    read_products,
    read_terms,
    read_units,
)
from tasks.conform.twins import mark_twins

# orders of an export in words (Source: datasets_columns.csv, ekspor_ke)
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        ("perdana pertama", "kedua", "ketiga", "keempat", "kelima", "keenam", "ketujuh"), 1
    )
    for word in words.split()
}


# what a row needs to know of its report
OF_REPORT = (
    "report_no",
    "pelapor_id",
    "jenis",
    "kanwil_id",
    "bulan",
    "received_at",
    "is_csv",
    "satuan_judul",
    "skala",
)
# a row held for these is another unit's, month's or table's: it leaves no other row in doubt
_ELSEWHERE = frozenset({"E228", "E232", "E233"})


class Conformed(NamedTuple):
    """The rows of one dataset as values.

    Attributes:
        rows: One line per row: `row` (0, 1, …), `report_no`, `baris`, `pelapor_id`, `jenis`,
            `bulan`, the value columns of the contract, `perkiraan` (columns with an approximate
            value), `tertulis` (JSON of the cells as written), `kunci` and `ulangan` for
            duplicates, and per reading code found a column of that name listing the columns
            concerned (null = none).
        codes: The reading codes found.
    """

    rows: pl.DataFrame
    codes: list[str]


def conform_rows(
    reported: pl.DataFrame, reports: pl.DataFrame, contract: Contract, references: References
) -> Conformed:
    """Turn reported rows into values.

    Args:
        reported: Rows as read (`Reading.rows`), of any number of reports.
        reports: Accepted reports with the columns of `OF_REPORT`; rows of others are left out.
        contract: The dataset.
        references: Vocabularies.
    """
    of_report = _with(reports, "skala").select(OF_REPORT)
    rows = _with(reported, "_temuan").join(
        of_report, on="report_no", how="inner", maintain_order="left"
    )
    rows = _read_numeric(attach_scales(rows, contract), contract)
    rows = read_date_columns(rows, contract, references)
    rows = _read_words(rows, contract, references)
    rows = mark_broken(rows, contract)
    rows = settle_satuan(rows, contract, references)
    rows = _name_values(rows, contract).with_row_index("row")
    rows, codes = gather_codes(rows, contract)
    return Conformed(mark_twins(rows, contract, _ELSEWHERE.intersection(codes)), codes)


def _with(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with a column of texts that a reader without it leaves out."""
    return (
        frame if name in frame.columns else frame.with_columns(pl.lit(None, pl.String).alias(name))
    )


def _cells(rows: pl.DataFrame, columns: list[Reported]) -> pl.DataFrame:
    """Distinct (text, kind) over some columns."""
    parts = [rows.select(text=_read_from(c), kind=f"{c.name}_kind").unique() for c in columns]
    return pl.concat(parts).unique()


def _read_from(column: Reported) -> str:
    """The column whose text is read: an order in words is read from its digits."""
    return f"{column.name}_digits" if column.kind is Kind.ORDINAL else column.name


def _attach(rows: pl.DataFrame, read: pl.DataFrame, column: Reported) -> pl.DataFrame:
    """Join what was read of distinct cells back to a column, as the struct `<column>_read`."""
    text, kind = _read_from(column), f"{column.name}_kind"
    struct = pl.struct(pl.exclude("text", "kind")).alias(f"{column.name}_read")
    lookup = read.select(pl.col("text").alias(text), pl.col("kind").alias(kind), struct)
    return rows.join(lookup, on=[text, kind], how="left", maintain_order="left")


def _read_numeric(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    for percent in (False, True):
        kinds = {Kind.PERCENT} if percent else NUMERIC - {Kind.PERCENT}
        columns = contract.of(*kinds)
        if not columns:
            continue
        ordinals = [c for c in columns if c.kind is Kind.ORDINAL]
        rows = rows.with_columns(_ordinal(pl.col(c.name)).alias(_read_from(c)) for c in ordinals)
        read = read_numbers(_cells(rows, columns), percent=percent)
        for column in columns:
            rows = _attach(rows, read, column)
    return judge_numbers(rows, contract)


def _ordinal(text: pl.Expr) -> pl.Expr:
    """`Perdana`, `ke-2`, `Ekspor kedua` as the digits they mean."""
    plain = text.str.to_lowercase().str.strip_chars().str.replace(r"^(ekspor|tahap)\s+", "")
    digits = plain.str.replace(r"^ke\s*-?\s*(\d+)$", "$1")
    word = plain.replace_strict(_ORDINALS, default=None, return_dtype=pl.String)
    return pl.when(digits.str.contains(r"^\d+$")).then(digits).otherwise(pl.coalesce(word, text))


def _read_words(rows: pl.DataFrame, contract: Contract, references: References) -> pl.DataFrame:
    for column in contract.of(
        Kind.TERM, Kind.PRODUCT, Kind.COUNTRIES, Kind.UNIT, Kind.TEXT, Kind.COMPANY
    ):
        name = column.name
        shown = shown_text(name)
        texts: list[str] = rows.select(shown.unique()).to_series().to_list()
        keys = [shown.alias("text")]
        match column.kind:
            case Kind.TERM:
                read = read_terms(texts, dict(references.terms[column.terms]))
                if not column.required:
                    read = read.with_columns(pl.col("problem").replace("E212", "W207"))
            case Kind.PRODUCT:
                read = read_products(texts, references)
            case Kind.COUNTRIES:
                read = read_countries(texts, references)
            case Kind.UNIT:
                cells = rows.select(shown.alias("text"), "bulan").unique().rows()
                read = read_units(cells, references)
                keys.append(pl.col("bulan"))
            case _:
                clean = clean_company if column.kind is Kind.COMPANY else clean_text
                values = [clean(text) or None for text in texts]
                read = pl.DataFrame(
                    {"text": texts, "value": values}, {"text": pl.String, "value": pl.String}
                )
        joined = rows.select(keys).join(
            read, on=[key.meta.output_name() for key in keys], how="left", maintain_order="left"
        )
        found = [c for c in ("value", "problem", "flag", "notice") if c in joined.columns]
        rows = rows.with_columns(joined.select(pl.col(c).alias(f"{name}_{c}") for c in found))
    return rows


def shown_text(name: str) -> pl.Expr:
    """A cell as a person sees it: the number 5400.0 is shown as `5400`, 540.0 kg as `540 kg`."""
    is_number = pl.col(f"{name}_kind") == CellKind.NUMBER
    text = pl.col(name)
    return pl.when(is_number).then(text.str.replace(r"\.0( |$)", "$1")).otherwise(text).alias(name)


def _name_values(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give values their column's name and type; the texts move into `tertulis`."""
    written = pl.struct(
        pl.when(pl.col(name) != "").then(shown_text(name)).alias(name) for name in contract.columns
    ).struct.json_encode()
    other = pl.col("_lain").str.slice(1)
    rows = rows.with_columns(
        tertulis=pl.when(other.is_not_null() & (other != "}"))
        .then(written.str.head(-1) + "," + other)
        .otherwise(written)
    )
    values: list[Any] = [
        pl.col(f"{name}_value").cast(dtype).alias(name)
        if f"{name}_value" in rows.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in contract.value_schema.items()
    ]
    worded = [pl.col(c.name).alias(f"{c.name}_written") for c in contract.of(Kind.PRODUCT)]
    return rows.with_columns(*values, *worded)
