"""Four backfills and a night at once, in processes of their own: as if one after the other."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nights import House, csv_report, new_database

COMMAND = Path(sys.executable).parent / "pembinaan"
PELATIHAN = "Nama Pelatihan;Jumlah Peserta;Bersertifikat"
UNITS = {"lapas-garut": "Lapas Garut", "lapas-ciamis": "Lapas Ciamis", "rutan-raha": "Rutan Raha"}
MONTHS = {7: "Juli", 8: "Agustus", 9: "September", 10: "Oktober"}


def _deliver(house, day, step):
    """Each unit's report of each month; `step` tells first reports from corrections."""
    at = datetime(2025, 11, day, tzinfo=UTC)
    for number, (unit, name) in enumerate(UNITS.items()):
        for month, bulan in MONTHS.items():
            rows = [f"Las;{20 + number + step};{month}", f"Menjahit;{month};{month + 1 - step}"]
            tanggal = f"{day} November 2025"
            content = csv_report(name, f"{bulan} 2025", tanggal, PELATIHAN, *rows)
            house.deliver(unit, f"pelatihan_2025-{month:02d} {day}.csv", content, at)


def _houses(tmp_path, url, name):
    """A house whose warehouse knows the first reports, and a folder of older and newer ones."""
    house, old = House(tmp_path / name, url), House(tmp_path / f"{name}-lama", url)
    _deliver(house, 10, 0)
    _deliver(old, 5, 2)
    _deliver(old, 15, 1)
    return house, old


def _commands(old):
    history = ("--source", str(old.inbox))
    return [
        ("backfill", "--from", "2025-07", "--to", "2025-09", *history),
        ("backfill", "--from", "2025-08", "--to", "2025-10", *history),
        ("backfill", "--from", "2025-07", "--to", "2025-10"),
        ("backfill", "--from", "2025-09", "--to", "2025-10", "--upt", "lapas-garut"),
        ("nightly",),
    ]


def _start(house, words):
    env = dict(os.environ, PEMBINAAN_HOME=str(house.home), PEMBINAAN_WAREHOUSE_URL=house.url)
    return subprocess.Popen(
        [COMMAND, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.mark.usefixtures("prefect_server")
def test_backfills_and_a_night_at_once_end_where_a_row_of_them_ends(postgres, tmp_path):
    together, old = _houses(tmp_path, new_database(postgres, "together"), "together")
    together.run_night()
    _deliver(together, 20, 1)

    running = [_start(together, words) for words in _commands(old)]
    ends = [process.communicate() for process in running]

    said = "\n".join(out for out, _ in ends)
    assert [process.returncode for process in running] == [0] * 5, said

    alone, old = _houses(tmp_path, new_database(postgres, "alone"), "alone")
    alone.run_night()
    _deliver(alone, 20, 1)
    alone.run_night()
    alone.run_backfill("2025-07", "2025-10", source=str(old.inbox))

    assert together.fingerprint() == alone.fingerprint()
    assert together.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
