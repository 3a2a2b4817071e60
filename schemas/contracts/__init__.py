"""The eleven datasets UPT report, each described once by a SQLModel class."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import sqlalchemy as sa
from sqlmodel import SQLModel

from schemas.contracts.contract import NUMERIC, ROW_KEYS, Kind, Reported, ReportRow
from schemas.contracts.ekspor import Ekspor
from schemas.contracts.kegiatan_kerja import KegiatanKerja
from schemas.contracts.kepribadian import Kepribadian
from schemas.contracts.klien_bapas import KlienBapas
from schemas.contracts.mitra import Mitra
from schemas.contracts.partisipasi import Partisipasi
from schemas.contracts.pelatihan import Pelatihan
from schemas.contracts.pemasaran import Pemasaran
from schemas.contracts.premi_pnbp import PremiPnbp
from schemas.contracts.produksi import Produksi
from schemas.contracts.program import Program

__all__ = ["DATASETS", "NUMERIC", "ROW_KEYS", "Contract", "Kind", "ReportRow", "Reported"]


@dataclass(frozen=True)
class Contract:
    """What the rest of the program asks of a dataset, read off its SQLModel class."""

    model: type[ReportRow]

    @property
    def name(self) -> str:
        """Name of the dataset and of its fact table."""
        return self.table.name

    @cached_property
    def table(self) -> sa.Table:
        """The fact table."""
        return SQLModel.metadata.tables[f"fact.{self.model.__tablename__}"]

    @cached_property
    def columns(self) -> dict[str, Reported]:
        """The columns of the form, in the order of the form."""
        return {
            c.name: c.info["reported"]._replace(name=c.name)
            for c in self.table.columns
            if "reported" in c.info
        }

    @cached_property
    def value_schema(self) -> dict[str, pl.DataType]:
        """Columns and polars types of a conformed row, derived columns included."""
        return {
            c.name: self.columns[c.name].dtype if c.name in self.columns else c.info["derived"]
            for c in self.table.columns
            if c.name not in ROW_KEYS
        }

    def of(self, *kinds: Kind) -> list[Reported]:
        """The reported columns of these kinds."""
        return [column for column in self.columns.values() if column.kind in kinds]


DATASETS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        Contract(model)
        for model in (
            Partisipasi,
            Kepribadian,
            KegiatanKerja,
            Produksi,
            Ekspor,
            PremiPnbp,
            Pelatihan,
            Pemasaran,
            KlienBapas,
            Mitra,
            Program,
        )
    )
}
