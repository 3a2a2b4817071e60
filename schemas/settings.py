"""Everything a deployment may set, under the prefix `PEMBINAAN_`."""

import os
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One frozen object, built once per flow or command and passed on as values.

    Attributes:
        home: Working folder; holds inbox, archive and the embedded PostgreSQL.
        inbox: fsspec URL of the landing zone, `<unit_id>/<file>` below it.
        archive: fsspec URL of the content-addressed archive.
        warehouse_url: libpq URL of a PostgreSQL server; the embedded one where unset.
        dask_address: Dask scheduler (`tcp://host:8786`) whose workers read and judge; where unset,
            threads of the run's own process do.
        max_file_mb: A larger file is rejected unread (the largest real report seen is < 1 MB).
        max_cells: A sheet whose used range has more cells is rejected unread.
        readers: Processes that open files at once; 0 = one for each core.
        read_seconds: Processor time that reading one file may take.
        read_memory_mb: Memory that reading one file may take.
        first_month: No report may speak of an earlier month.
        split_pct: Shares of profit for premi, PNBP and capital; another split is flagged.
            Source: Kepmen M.01-PP.02.01/1990 as quoted in domain.md §3.
        due_day: Last day of the following month (Asia/Jakarta) on which a report is on time.
        first_owed_month: The ledger asks for no earlier month. The default is the first full year
            of the ministry (Kemenimipas, formed in October 2024).
        gate_min_senders: A run of fewer units' files is never held for those it rejects.
        gate_reject_share: A run that rejects most files of a larger share of its units is held.
        gate_min_units: A national figure resting on fewer units holds no run.
        gate_figure_share: A run that moves a national figure of a month past due by a larger
            share, per reporting unit, is held.
    """

    model_config = SettingsConfigDict(env_prefix="PEMBINAAN_", frozen=True, extra="forbid")

    home: Path = PROJECT / ".pembinaan"
    inbox: str = ""
    archive: str = ""
    warehouse_url: SecretStr | None = None
    dask_address: str = ""
    max_file_mb: int = Field(default=50, ge=1)
    max_cells: int = Field(default=5_000_000, ge=300_000)
    readers: int = Field(default=0, ge=0)
    read_seconds: int = Field(default=10, ge=1)
    read_memory_mb: int = Field(default=512, ge=64)
    first_month: date = date(2020, 1, 1)
    split_pct: tuple[float, float, float] = (50, 15, 35)
    due_day: int = Field(default=5, ge=1, le=28)
    first_owed_month: date = date(2025, 1, 1)
    gate_min_senders: int = Field(default=20, ge=1)
    gate_reject_share: float = Field(default=0.5, ge=0, le=1)
    gate_min_units: int = Field(default=20, ge=1)
    gate_figure_share: float = Field(default=0.5, gt=0)

    @model_validator(mode="after")
    def _know_every_variable(self) -> Self:
        """Refuse a misspelt variable: a setting that is silently ignored is a wrong setting."""
        names = {f"PEMBINAAN_{field.upper()}" for field in type(self).model_fields}
        if unknown := sorted(
            v for v in os.environ if v.startswith("PEMBINAAN_") and v not in names
        ):
            raise ValueError(
                f"unknown setting {', '.join(unknown)}; known: {', '.join(sorted(names))}"
            )
        return self

    @property
    def inbox_url(self) -> str:
        """Landing zone: `inbox` where set, else the folder under `home`."""
        return self.inbox or str(self.home.absolute() / "inbox")

    @property
    def archive_url(self) -> str:
        """Archive: `archive` where set, else the folder under `home`."""
        return self.archive or str(self.home.absolute() / "archive")
