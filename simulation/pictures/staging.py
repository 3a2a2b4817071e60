"""A small installation with a week's events in it: what the pictures show.

Everything happens as it would: `pembinaan up` in a scratch home, files in the landing zone, runs of
the deployments. A national month is simulated; the example reports are beside it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from schemas.references import load_references
from schemas.settings import PROJECT

_COMMAND = [sys.executable, "-c", "from flows.commands import app; app()"]
_MONTH = "2025-11"
_SENT_AGAIN = 60  # units whose correction is beyond belief: more than the gate lets pass
_RUN_SECONDS = 1_200


class Stage(NamedTuple):
    """An installation, and the runs it tells of.

    Attributes:
        ui: Address of the Prefect UI.
        good: A night that published, with rejects.
        held: A night that the gate holds.
        failed: A night whose landing zone is not there.
        dry: A dry run of a backfill.
    """

    ui: str
    good: UUID
    held: UUID
    failed: UUID
    dry: UUID


@contextmanager
def staged(home: Path, units: int) -> Iterator[Stage]:
    """An installation after three nights and a dry run; ended with the block.

    Args:
        home: Empty folder.
        units: Real units of the simulated month.
    """
    port = _free_port()
    env = {**os.environ, **_environment(home, f"http://127.0.0.1:{port}/api")}
    os.environ.update(env)  # Prefect reads them when it is first imported: below
    with _up(env, port):
        _run(env, "settings", "first_month", "2025-11-01")
        _run(env, "simulate", "--units", f"{units}", "--month", _MONTH, "--out", f"{home}/inbox")
        shutil.copytree(PROJECT / "examples" / "inbox", home / "inbox", dirs_exist_ok=True)
        good = _flow_run("nightly/nightly")
        _deliver(home / "inbox", _beyond_belief())
        held = _flow_run("nightly/nightly")
        failed = _flow_run("nightly/nightly", env={"PEMBINAAN_INBOX": "/mnt/landing-zone"})
        _run(env, "settings", "first_month", "2025-01-01")
        dry = _flow_run("backfill/backfill", {"from_month": "2025-10", "to_month": "2025-10"})
        yield Stage(f"http://127.0.0.1:{port}", good, held, failed, dry)


def _environment(home: Path, api: str) -> dict[str, str]:
    return {
        "PEMBINAAN_HOME": str(home),
        "PEMBINAAN_ALARM_WEBHOOK": "http://127.0.0.1:9/",  # nobody listens; the alarms name it
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": api,
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO",
    }


@contextmanager
def _up(env: Mapping[str, str], port: int) -> Iterator[None]:
    words = [*_COMMAND, "up", "--port", f"{port}"]
    up = subprocess.Popen(words, env=dict(env), stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        said = _until_up(up.stdout or ())
        if not said[-1:] or not said[-1].startswith("up: "):
            raise RuntimeError("".join(said))
        yield
    finally:
        up.send_signal(signal.SIGINT)
        up.communicate(timeout=120)


def _until_up(lines: Iterable[str]) -> list[str]:
    said = []
    for line in lines:
        said.append(line)
        if line.startswith("up: "):
            break
    return said


def _run(env: Mapping[str, str], *words: str) -> None:
    subprocess.run([*_COMMAND, *words], env=dict(env), check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _flow_run(
    deployment: str,
    parameters: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
) -> UUID:
    from prefect.deployments import run_deployment  # noqa: PLC0415 (after its settings)

    changes = {"env": env} if env else None
    done: Any = run_deployment(
        deployment,
        parameters=parameters,
        job_variables=changes,
        timeout=_RUN_SECONDS,
        poll_interval=1,
    )
    print(f"{done.name}: {done.state.name}. {done.state.message}", file=sys.stderr)
    return UUID(str(done.id))


def _deliver(inbox: Path, files: Iterable[tuple[str, str]]) -> None:
    for unit, text in files:
        folder = inbox / unit
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"kegiatan_kerja_{_MONTH} koreksi.csv").write_text(text)


def _beyond_belief() -> Iterator[tuple[str, str]]:
    """Corrections that would multiply the nation's inmates at work."""
    units = (history[-1] for history in load_references().units.values())
    lapas = [unit for unit in units if unit.kind == "Lapas"][:_SENT_AGAIN]
    for unit in lapas:
        head = f"Nama UPT;{unit.name}\nPeriode;November 2025\nTanggal Laporan;22 Desember 2025\n"
        yield unit.unit_id, f"{head}\nBidang;Kegiatan;Jumlah WBP\nJasa;Laundry;4200\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
