"""Files are opened in processes of their own: what one does to its reader costs that file only."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psutil
import pytest
import xlsxwriter
from nights import PROJECT, csv_report, settings_of

from tasks.collect import Kept, Receipt
from tasks.read import reader
from tasks.read.apart import read_apart, start_readers

pytestmark = pytest.mark.outside

AT = datetime(2025, 11, 4, tzinfo=UTC)
SIZES = [400, 600, 400, 2_000, 1]
SECRETS = ("PEMBINAAN_WAREHOUSE_URL", "AWS_SECRET_ACCESS_KEY", "PREFECT_API_KEY")
HEADER = "Nama Produk;Jumlah Produksi;Satuan"


def submission(sender, name, content):
    sha256 = hashlib.sha256(content).hexdigest()
    return Kept(sha256, sender, (Receipt(name, AT, AT),), len(content), content, None)


def good(n):
    rows = [f"Keset {n};{n + 1};lembar", "Sabun;5;kg"]
    content = csv_report("Lapas Garut", "Oktober 2025", "4 November 2025", HEADER, *rows)
    return submission("lapas-garut", f"produksi_{n}.csv", content)


@cache
def slow():
    """A file that takes some seconds to read: no two of its words are alike."""
    rows = [";".join(f"k{row * 24 + c:x}" for c in range(24)) for row in range(24_000)]
    return submission("lapas-sragen", "besar.csv", "\n".join(rows).encode())


@cache
def swelling():
    """A file of some hundred kB that holds far more texts than its size."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Produksi")
        for row in range(250):
            sheet.write_row(row, 0, [f"{row} {c} " + "kata " * 2_000 for c in range(20)])
    return submission("lapas-sragen", "besar.xlsx", out.getvalue())


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Two readers of nobody else, started where the environment holds secrets."""
    settings = settings_of(tmp_path_factory.mktemp("home"), readers=2, read_seconds=59)
    with pytest.MonkeyPatch.context() as patch:
        for name in SECRETS:
            patch.setenv(name, "postgresql://pemuat:rahasia@gudang/pembinaan")
        start_readers(settings)
    yield settings
    start_readers(settings).close()


def codes(reading):
    return dict(reading.submissions.select("berkas", "kode").iter_rows())


@pytest.mark.parametrize(
    ("made", "limits", "code"),
    [(slow, {"read_seconds": 1}, "E028"), (swelling, {"read_memory_mb": 64}, "E029")],
)
def test_a_file_that_takes_too_much_is_refused_and_its_neighbours_are_read(
    tmp_path, made, limits, code
):
    neighbours, large = [good(n) for n in range(20)], made()
    files = [*neighbours[:3], large, *neighbours[3:]]
    assert len(next(reader._batches(files))) > 4  # they are read together

    settings = settings_of(tmp_path, readers=2, **limits)
    found = read_apart(files, 0, settings)
    start_readers(settings).close()

    assert codes(found) == {large.name: code, **{f.name: None for f in neighbours}}
    assert found.rows["produksi"].height == 2 * len(neighbours)
    assert found.sheets["report_no"].is_unique().all()


def test_readers_know_no_address_or_password_of_the_run(settings):
    readers = start_readers(settings)

    known = Path(f"/proc/{readers.process.pid}/environ").read_bytes()

    assert (b"rahasia" in known, b"PATH=" in known) == (False, True)


def test_a_file_whose_reader_is_killed_again_and_again_is_refused(settings):
    neighbours = [good(n) for n in range(3)]
    read_apart(neighbours, 0, settings)  # the readers are up
    server = start_readers(settings).process.pid
    over = threading.Event()

    def kill_whoever_is_at_work():
        while not over.wait(0.01):
            for child in psutil.Process(server).children():
                with suppress(psutil.NoSuchProcess):
                    if child.cpu_times().user > 0.4:  # only the slow file takes that long
                        child.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_whoever_is_at_work)
    killer.start()
    found = read_apart([*neighbours, slow()], 0, settings)
    over.set()
    killer.join()

    assert codes(found) == {"besar.csv": "E030", **{f.name: None for f in neighbours}}


def test_readers_that_were_lost_are_started_anew(settings):
    read_apart([good(0)], 0, settings)
    process = start_readers(settings).process
    process.kill()
    process.wait()

    assert codes(read_apart([good(1)], 0, settings)) == {"produksi_1.csv": None}


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from schemas.settings import Settings
from tasks.collect import Kept, Receipt
from tasks.read.apart import read_apart, start_readers
at = datetime.now(UTC)
settings = Settings(home=Path(sys.argv[1]), readers=2)
file = Kept("0" * 64, "lapas-garut", (Receipt("produksi.csv", at, at),), 1, b"x", None)
read_apart([file], 0, settings)
print(start_readers(settings).process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_readers_end_with_their_run_and_leave_nothing_behind(tmp_path):
    said = run_script(_KILLED, str(tmp_path))

    deadline = time.monotonic() + 60
    while psutil.pid_exists(said) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(said)

    start_readers(settings_of(tmp_path, readers=1)).close()  # the next run sweeps
    assert list((tmp_path / "scratch").iterdir()) == []


def run_script(script, *words):
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], check=False, capture_output=True, text=True, env=env
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return json.loads(done.stdout)


def test_opening_files_needs_neither_prefect_nor_great_expectations():
    script = (
        "import sys, os, signal; import tasks.read.reader; "
        "print(len({'prefect', 'great_expectations', 'pandas', 'psycopg'} & set(sys.modules)), "
        "flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )

    assert run_script(script) == 0


def test_files_read_together_are_few_and_small(monkeypatch):
    monkeypatch.setattr(reader, "_MOST_BYTES", 1_000)
    files = [submission("lapas-garut", f"{n}.csv", b"x" * size) for n, size in enumerate(SIZES)]

    together = [[len(f.content) for f in batch] for batch in reader._batches(files)]

    assert together == [[400, 600], [400], [2_000], [1]]
