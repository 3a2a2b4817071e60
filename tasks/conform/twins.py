"""Rows that say the same, and rows that speak of the same thing: of several, one is too many.

Equal values are not enough. `Batik tulis` and `Batik cap` are one product to the nation and two to
whoever sells them; two groups of ten at one work are told apart by a column `Regu` that no contract
has. What only numbers a row or remarks on it tells no two rows apart.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from schemas.contracts import Contract, Kind
from schemas.wording import wording_key

_NUMBERS_A_ROW = frozenset({"no", "nomor", "no urut", "nomor urut", "urut", "nmr"})
# of a web form: when and by whom it was filled; sent again it is the same row, or another
_ANSWERED = frozenset(
    {"timestamp", "stempel waktu", "cap waktu", "email address", "alamat email"}
    | {"id", "uuid", "created at", "updated at", "versi", "version", "rev", "revisi"}
)
_REMARKS = ("keterangan", "ket", "catatan", "paraf", "tanda tangan", "ttd")


def mark_twins(
    rows: pl.DataFrame, contract: Contract, elsewhere: Iterable[str] = ()
) -> pl.DataFrame:
    """Add `ulangan` (1 for the first of identical rows, 2, 3, …) and `kunci` (null on repeats).

    Identical rows have all values, the wording of their product and the columns no contract knows
    in common. Rows of one key have the contract's key and the two latter in common. Where a
    dataset has one row a report, all its rows are of one key. Rows held for one of the codes
    `elsewhere` have none: they are not of this report.
    """
    worded = _wordings(rows, contract)
    keys = [_as_text(name, contract).cast(pl.String) for name in contract.model.key]
    keys = [*(key.str.to_lowercase().fill_null("") for key in keys), *map(pl.col, worded)]
    rows = rows.with_columns(*worded.values())
    rows = rows.with_columns(_lain_key=_other_columns(rows, keys))
    if contract.model.key:
        keys.append(pl.col("_lain_key"))
    values = [_as_text(name, contract) for name in contract.value_schema]
    rows = _count(rows, [*values, *worded, "_lain_key"], keys).drop(*worded, "_lain_key")
    own = pl.all_horizontal(pl.lit(value=True), *(pl.col(code).is_null() for code in elsewhere))
    return rows.with_columns(kunci=pl.when(own).then("kunci"))


def _count(rows: pl.DataFrame, same: list[pl.Expr | str], keys: list[pl.Expr]) -> pl.DataFrame:
    """Number the rows that are the same, and give the first of them their key."""
    rows = rows.with_columns(_same=pl.struct("report_no", *same))
    rows = rows.with_columns(ulangan=pl.int_range(1, pl.len() + 1).over("_same"))
    key = pl.concat_str(pl.col("report_no"), *keys, separator="|")
    return rows.with_columns(kunci=pl.when(pl.col("ulangan") == 1).then(key)).drop("_same")


def _as_text(name: str, contract: Contract) -> pl.Expr:
    is_list = contract.value_schema[name] == pl.List
    return pl.col(name).list.join(",") if is_list else pl.col(name)


def _wordings(rows: pl.DataFrame, contract: Contract) -> dict[str, pl.Series]:
    """How each row words its product, whatever code that has."""
    worded = {}
    for column in contract.of(Kind.PRODUCT):
        written = rows.get_column(f"{column.name}_written")
        keys = {text: wording_key(text) for text in written.unique().drop_nulls()}
        name = f"{column.name}_wording"
        key = written.replace_strict(keys, default="", return_dtype=pl.String)
        worded[name] = key.alias(name)
    return worded


def _other_columns(rows: pl.DataFrame, keys: list[pl.Expr]) -> pl.Series:
    """What the columns no contract knows say of rows with a key in common; else empty."""
    parts = [key.alias(str(at)) for at, key in enumerate(keys)]
    twin = pl.struct("report_no", *parts).is_duplicated()
    texts = rows.filter(pl.col("_lain").is_not_null()).filter(twin).get_column("_lain").unique()
    told = {text: _telling(text) for text in texts}
    if not told:
        return pl.repeat("", len(rows), dtype=pl.String, eager=True)
    return rows.get_column("_lain").replace_strict(told, default="", return_dtype=pl.String)


def _telling(text: str) -> str:
    """The cells of unknown columns that tell rows apart, as text."""
    cells = {header: str(cell) for header, cell in json.loads(text).items() if _tells(header)}
    kept = {h: wording_key(c) for h, c in cells.items() if not (h[0:1] == "(" and c.isdigit())}
    return json.dumps(kept, sort_keys=True) if any(kept.values()) else ""


@lru_cache(maxsize=10_000)
def _tells(header: str) -> bool:
    """Whether a column of this header may tell two rows apart."""
    key = wording_key(header)
    is_remark = any(key == word or key.startswith(f"{word} ") for word in _REMARKS)
    return key not in _NUMBERS_A_ROW | _ANSWERED and not is_remark
