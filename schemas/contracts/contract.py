"""How a report column is described once, so that everything else derives from it.

A dataset is a SQLModel class. `reported(...)` puts the Indonesian header, its accepted variants,
kind, unit and requiredness into the column's SQLAlchemy `info`; the fact table, the polars frame,
the header matcher, the generic expectations and the data dictionary all read them from there.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, ClassVar, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from schemas.base import BigKey, column


class Kind(Enum):
    """What a cell of a column says; decides how its text is read and how its value is stored."""

    COUNT = "bilangan bulat"
    NUMBER = "bilangan"
    MONEY = "uang"
    PERCENT = "persen"
    ORDINAL = "urutan"
    DATE = "tanggal"
    MONTH_DATE = "tanggal atau bulan"
    TEXT = "teks"
    COMPANY = "nama mitra"
    TERM = "pilihan"
    PRODUCT = "produk atau kegiatan"
    COUNTRIES = "negara"
    UNIT = "nama UPT"


# words that may stand beside a number or behind a header without changing what it says
UNIT_WORDS: dict[str, frozenset[str]] = {
    "orang": frozenset({"orang", "org", "jiwa", "wbp", "klien", "napi", "warga binaan"}),
    "IDR": frozenset({"rp", "rupiah", "idr"}),
    "IDR/satuan": frozenset({"rp", "rupiah", "idr", "rp satuan"}),
    "USD": frozenset({"usd", "us", "ususd", "dolar as", "dolar"}),
    "hari": frozenset({"hari", "hr"}),
    "kali": frozenset({"kali", "x"}),
    "%": frozenset({"persen"}),
    "kontainer": frozenset({"unit", "kontainer", "buah"}),
}

# unit of a quantity that is in whatever its row's column `satuan` says; `satuan/hari` is of a day.
# Any other unit of `Kind.NUMBER` is the column's for good: a code of `satuan.csv`, or one of above
OF_ROW = "satuan"

NUMERIC = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.ORDINAL})

_SQL: dict[Kind, Any] = {
    Kind.COUNT: sa.BigInteger(),
    Kind.NUMBER: sa.Numeric(18, 3),
    Kind.MONEY: sa.Numeric(20, 2),
    Kind.PERCENT: sa.Numeric(9, 3),
    Kind.ORDINAL: sa.Integer(),
    Kind.DATE: sa.Date(),
    Kind.MONTH_DATE: sa.Date(),
    Kind.COUNTRIES: ARRAY(sa.String(2)),
}
_POLARS: dict[Kind, pl.DataType] = {
    Kind.COUNT: pl.Int64(),
    Kind.NUMBER: pl.Decimal(18, 3),
    Kind.MONEY: pl.Decimal(20, 2),
    Kind.PERCENT: pl.Decimal(9, 3),
    Kind.ORDINAL: pl.Int64(),
    Kind.DATE: pl.Date(),
    Kind.MONTH_DATE: pl.Date(),
    Kind.COUNTRIES: pl.List(pl.String()),
}
_RATES = frozenset({"IDR/satuan", "satuan/hari"})


class Reported(NamedTuple):
    """One column of a report form.

    Attributes:
        name: Column name in frames and tables.
        header: Canonical Indonesian header.
        variants: Other headers seen in real files.
        kind: How its cells are read.
        unit: Unit of measure, empty for texts.
        required: An empty cell sends the row to quarantine; a missing header rejects the report.
        terms: Vocabulary of `schemas/reference/istilah.csv` (or `satuan`), for `Kind.TERM`.
        bounds: The two columns that take the ends of a written range such as `100–125`.
        comment: Indonesian meaning, as in the data dictionary.
        ends: The column of the last day, where a range such as `6 s.d. 17 Oktober` may stand here.
        distant: A date that may lie years from the report's month, as a contract's does.
    """

    name: str
    header: str
    variants: tuple[str, ...]
    kind: Kind
    unit: str
    required: bool
    terms: str
    bounds: tuple[str, str] | None
    comment: str
    ends: str = ""
    distant: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether it is a price or a pace: of such figures no total is the sum."""
        return self.unit in _RATES

    @property
    def dtype(self) -> pl.DataType:
        """Polars type of the value."""
        return _POLARS.get(self.kind, pl.String())


def reported(  # noqa: PLR0913 (one keyword per property of `Reported`)
    header: str,
    *variants: str,
    kind: Kind,
    comment: str,
    unit: str = "",
    required: bool = False,
    terms: str = "",
    bounds: tuple[str, str] | None = None,
    ends: str = "",
    distant: bool = False,
) -> Any:
    """Describe one column of a report form; see `Reported` for the words."""
    told = (header, variants, kind, unit, required, terms, bounds, comment, ends, distant)
    info = {"reported": Reported("", *told)}
    return Field(
        default=None,
        nullable=not required or bounds is not None,
        sa_type=_SQL.get(kind, sa.String()),
        sa_column_kwargs={"comment": comment, "info": info},
    )


def derived(kind: Kind, comment: str) -> Any:
    """Describe a column that conform fills and no form shows (an end of a written range)."""
    return Field(
        default=None,
        nullable=True,
        sa_type=_SQL.get(kind, sa.String()),
        sa_column_kwargs={"comment": comment, "info": {"derived": _POLARS.get(kind, pl.String())}},
    )


class ReportRow(SQLModel):
    """What every fact row carries besides its values: the way back to the cell.

    Attributes:
        titles: Wordings by which a sheet title or title row names the dataset.
        key: Columns that tell two rows of one report apart.
        reporters: Unit types that may send the dataset.
        owed_by: Unit types that owe it every month; the others send it when there is something.
    """

    titles: ClassVar[tuple[str, ...]]
    key: ClassVar[tuple[str, ...]]
    reporters: ClassVar[frozenset[str]]
    owed_by: ClassVar[frozenset[str]] = frozenset()

    report_id: int = column("Versi laporan pemilik baris", BigKey, key=True)
    baris: int = column("Nomor baris pada lembar sumber", sa.Integer, key=True)
    pelapor_id: str = column("Unit pelapor: UPT atau Kanwil", sa.String)
    bulan: date = column("Hari pertama bulan laporan", sa.Date)
    perkiraan: list[str] = column("Kolom yang nilainya perkiraan", ARRAY(sa.String))
    peringatan: list[str] = column("Kode peringatan pada baris ini", ARRAY(sa.String))
    tertulis: dict[str, str] = column("Isi sel seperti tertulis", JSONB)


ROW_KEYS = tuple(ReportRow.model_fields)


def same_number(column: str) -> str:
    """SQL: what two spellings of one number share."""
    return f"upper({column})"


def fact(comment: str, numbers: Mapping[str, str] | None = None) -> tuple[Any, ...]:
    """Table arguments of a dataset: schema and comment. Rows are looked up by their report.

    That a row belongs to a report, and came with it, the guards see to for all rows at once; a
    foreign key asks row by row, for half as much again as the COPY takes.

    Args:
        comment: Indonesian comment of the table.
        numbers: Names of indexes to the columns whose numbers nobody may use twice in the nation;
            rows are looked up by these too.
    """
    indexes = (
        sa.Index(
            name,
            sa.text(same_number(column)),
            postgresql_using="hash",  # a cell may hold a text of any length
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
        for name, column in (numbers or {}).items()
    )
    return (*indexes, {"schema": "fact", "comment": comment})
