"""Everything a deployment may set, under the prefix `PEMBINAAN_`."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.errors import TerminalError, WrongUsageError
from schemas.urls import read_conninfo
from schemas.wrong_values import wrong_value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PROJECT = Path(__file__).resolve().parent.parent
IS_CHECKOUT = (PROJECT / "pyproject.toml").is_file()


def release() -> str:
    """The release of the program; of a checkout that is not installed, what its pyproject says."""
    import importlib.metadata as installed  # noqa: PLC0415 (only where somebody asks)

    if not IS_CHECKOUT:
        return installed.version("pembinaan")
    import tomllib  # noqa: PLC0415 (as above)

    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return str(pyproject["project"]["version"])


class Settings(BaseSettings):
    """One frozen object, built once per flow or command and passed on as values.

    Where things are and what a machine waits for (`PLACES`) is each shell's own; everything else
    decides what is published and is kept in the warehouse (`schemas.warehouse.deciding`).

    Attributes:
        home: Working folder; holds inbox, archive, validation results and the embedded PostgreSQL.
            `.pembinaan` in the checkout; of an installed wheel, in the user's own folder.
        inbox: fsspec URL of the landing zone, `<unit_id>/<file>` below it.
        archive: fsspec URL of the content-addressed archive.
        warehouse_url: libpq URL of a PostgreSQL server; the embedded one where unset.
        connect_timeout_s: A server that has not answered by then is taken for unreachable.
        keepalive_s: A connection whose other end has been silent that long is given up.
        lock_timeout_s: How long a run waits for another that publishes, or for any other lock.
        statement_timeout_s: No statement of a run or of `migrate` may take longer.
        idle_timeout_s: A run that says nothing for so long within its transaction has lost it, and
            the publishing lock with it.
        outage_s: How long a run waits for a warehouse that is away, whatever it was doing there.
        ask_url: libpq URL of the login that asks; where unset, that of `ask_role` is tried.
        ask_role: Whose rights a question has: the auditor reads everything, the reader marts and
            `ref` only.
        ask_timeout_s: No question may take longer.
        ask_max_rows: `sql` refuses an answer of more rows.
        alarm_webhook: URL that alarms are posted to, as JSON.
        alarm_mail: Where alarms are mailed: mailtos://user:password@server:587?from=…&to=….
        alarm_refused_nights: A unit all of whose files are refused for so many nights running
            needs a call.
        alarm_kanwil_fall: So does a Kanwil whose share of reports in time fell by more than this
            share from one month to the next.
        alarm_rule_units: A rule that catches at least so many units in a night is suspect itself,
        alarm_rule_share: if they are at least this share of all that sent anything.
        alarm_disk_free: A disk of which a smaller share is free is nearly full.
        dask_address: Dask scheduler (`tcp://host:8786`) whose workers read and judge; where unset,
            threads of the run's own process do.
        max_file_mb: A larger file is rejected unread (the largest real report seen is < 1 MB).
        max_cells: A file whose sheets' used ranges have more cells together is rejected unread.
        quiet_seconds: A file written within so many seconds may still grow: so long a run waits
            before it reads; what grows then waits for the next night.
        verify_sample: Archived copies that each night compares with their hashes; 0 = none.
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

    model_config = SettingsConfigDict(
        env_prefix="PEMBINAAN_",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # it would show the warehouse's URL, password and all
    )

    home: Path = (PROJECT if IS_CHECKOUT else Path.home()) / ".pembinaan"
    inbox: str = Field(default="", repr=False)  # URLs may hold a password
    archive: str = Field(default="", repr=False)
    warehouse_url: SecretStr | None = None
    connect_timeout_s: int = Field(default=10, ge=2)  # libpq takes 1 for 2
    keepalive_s: int = Field(default=60, ge=10)
    lock_timeout_s: int = Field(default=1_800, ge=1)
    statement_timeout_s: int = Field(default=3_600, ge=1)
    idle_timeout_s: int = Field(default=600, ge=1)
    outage_s: int = Field(default=300, ge=0)
    ask_url: SecretStr | None = None
    ask_role: Literal["auditor", "reader"] = "auditor"
    ask_timeout_s: int = Field(default=60, ge=1)
    ask_max_rows: int = Field(default=100_000, ge=1)
    alarm_webhook: SecretStr | None = None
    alarm_mail: SecretStr | None = None
    alarm_refused_nights: int = Field(default=3, ge=1)
    alarm_kanwil_fall: float = Field(default=0.2, gt=0, le=1)
    alarm_rule_units: int = Field(default=20, ge=2)
    alarm_rule_share: float = Field(default=0.25, gt=0, le=1)
    alarm_disk_free: float = Field(default=0.1, ge=0, lt=1)
    dask_address: str = ""
    max_file_mb: int = Field(default=50, ge=1)
    max_cells: int = Field(default=5_000_000, ge=300_000)
    quiet_seconds: float = Field(default=2, ge=0)
    verify_sample: int = Field(default=20, ge=0)
    readers: int = Field(default=0, ge=0)
    read_seconds: int = Field(default=10, ge=1)
    read_memory_mb: int = Field(default=512, ge=64)
    first_month: date = date(2020, 1, 1)
    split_pct: Annotated[tuple[float, float, float], NoDecode] = (50, 15, 35)
    due_day: int = Field(default=5, ge=1, le=28)
    first_owed_month: date = date(2025, 1, 1)
    gate_min_senders: int = Field(default=20, ge=1)
    gate_reject_share: float = Field(default=0.5, ge=0, le=1)
    gate_min_units: int = Field(default=20, ge=1)
    gate_figure_share: float = Field(default=0.5, gt=0)

    def __init__(self, **values: Any) -> None:
        """Read what is not among the values from the environment.

        Raises:
            WrongUsageError: A setting has a value it does not take, or nobody knows it.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            wrong = (_say_wrong(fault, values) for fault in error.errors())
            raise WrongUsageError("; ".join(wrong)) from None

    @field_validator("split_pct", mode="before")
    @classmethod
    def _read_shares(cls, shares: Any) -> Any:
        """Three numbers, of an environment variable as JSON."""
        try:
            first, second, third = json.loads(shares) if isinstance(shares, str) else shares
            return float(first), float(second), float(third)
        except (TypeError, ValueError):
            raise ValueError("must be three shares, such as [50, 15, 35]") from None

    @field_validator("warehouse_url", "ask_url")
    @classmethod
    def _read_url(cls, url: SecretStr | None) -> SecretStr | None:
        """Refuse a malformed URL here, before any library quotes it."""
        if url is not None:
            try:
                read_conninfo(url.get_secret_value())
            except TerminalError as error:
                raise ValueError(str(error)) from None
        return url

    @model_validator(mode="after")
    def _know_every_variable(self) -> Self:
        """Refuse a misspelt variable: a setting that is silently ignored is a wrong setting."""
        names = {f"PEMBINAAN_{field.upper()}" for field in type(self).model_fields}
        if unknown := sorted(
            v for v in os.environ if v.startswith("PEMBINAAN_") and v not in names
        ):
            raise ValueError(_say_unknown(unknown, names))
        return self

    def make_home(self) -> Path:
        """The working folder, made where it is missing.

        Raises:
            TerminalError: It cannot be made, or is none.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TerminalError(
                f"PEMBINAAN_HOME={self.home}: {error.strerror}; name a folder that may be written"
            ) from error
        return self.home

    @property
    def inbox_url(self) -> str:
        """Landing zone: `inbox` where set, else the folder under `home`."""
        return self.inbox or str(self.home.absolute() / "inbox")

    @property
    def archive_url(self) -> str:
        """Archive: `archive` where set, else the folder under `home`."""
        return self.archive or str(self.home.absolute() / "archive")


def _say_wrong(fault: "ErrorDetails", given: Mapping[str, Any]) -> str:
    """A wrong value by the name under which it was given: a variable, or a setting."""
    if not fault["loc"]:
        return str(fault["ctx"]["error"])
    name = str(fault["loc"][0])
    variable = f"PEMBINAAN_{name.upper()}"
    said, written = (name, given[name]) if name in given else (variable, os.environ.get(variable))
    return wrong_value(said, fault, value=None if "url" in name else written)  # or its password


def _say_unknown(unknown: list[str], names: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 (only where a name fails)

    near = [name for wrong in unknown for name in get_close_matches(wrong, names, 1)]
    hint = f"is {' or '.join(near)} meant?" if near else "the README lists what there is"
    return f"unknown setting {', '.join(unknown)}: {hint}"


PLACES = frozenset(
    {
        *("home", "inbox", "archive", "warehouse_url", "dask_address"),
        *("connect_timeout_s", "keepalive_s", "lock_timeout_s", "statement_timeout_s"),
        *("idle_timeout_s", "outage_s"),
        *("ask_url", "ask_role", "ask_timeout_s", "ask_max_rows"),
        *("readers", "read_seconds", "read_memory_mb", "quiet_seconds"),
        *("alarm_webhook", "alarm_mail", "alarm_refused_nights", "alarm_kanwil_fall"),
        *("alarm_rule_units", "alarm_rule_share", "alarm_disk_free", "verify_sample"),
    }
)
DECIDING = tuple(name for name in Settings.model_fields if name not in PLACES)
