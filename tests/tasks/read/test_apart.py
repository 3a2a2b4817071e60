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
    """A file of some hundred kB that holds more than 64 MB of texts."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Produksi")
        for row in range(400):
            sheet.write_row(row, 0, [f"{row} {c} " + "kata " * 2_000 for c in range(20)])
    return submission("lapas-sragen", "besar.xlsx", out.getvalue())


@pytest.fixture
def reading(tmp_path):
    """Reads submissions with limits; the readers end with the test."""
    used = []

    def read(files, **limits):
        settings = settings_of(tmp_path, readers=2, **limits)
        used.append(start_readers(settings))
        return read_apart(files, 0, settings)

    yield read
    for readers in used:
        readers.close()


def codes(reading):
    return dict(reading.submissions.select("berkas", "kode").iter_rows())


@pytest.mark.parametrize(
    ("made", "limits", "code"),
    [(slow, {"read_seconds": 1}, "E028"), (swelling, {"read_memory_mb": 64}, "E029")],
)
def test_a_file_that_takes_too_much_is_refused_and_its_neighbours_are_read(
    reading, made, limits, code
):
    neighbours, large = [good(n) for n in range(20)], made()
    files = [*neighbours[:3], large, *neighbours[3:]]
    assert len(next(reader._batches(files))) > 4  # they are read together

    found = reading(files, **limits)

    assert codes(found) == {large.name: code, **{f.name: None for f in neighbours}}
    assert found.rows["produksi"].height == 2 * len(neighbours)
    assert found.sheets["report_no"].is_unique().all()


def test_a_file_whose_reader_is_killed_again_and_again_is_refused(reading, tmp_path):
    neighbours = [good(n) for n in range(3)]
    reading(neighbours)  # the readers are up
    server = start_readers(settings_of(tmp_path, readers=2)).process.pid
    over = threading.Event()

    def kill_whoever_is_at_work():
        while not over.wait(0.01):
            for child in psutil.Process(server).children():
                with suppress(psutil.NoSuchProcess):
                    if child.cpu_times().user > 0.4:  # only the slow file takes that long
                        child.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_whoever_is_at_work)
    killer.start()
    found = reading([*neighbours, slow()])
    over.set()
    killer.join()

    assert codes(found) == {"besar.csv": "E030", **{f.name: None for f in neighbours}}


def test_readers_that_were_lost_are_started_anew(reading, tmp_path):
    reading([good(0)])
    process = start_readers(settings_of(tmp_path, readers=2)).process
    process.kill()
    process.wait()

    assert codes(reading([good(1)])) == {"produksi_1.csv": None}


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
    settings = settings_of(tmp_path, readers=2)

    said = run_script(_KILLED, str(tmp_path))

    deadline = time.monotonic() + 60
    while psutil.pid_exists(said) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(said)

    start_readers(settings).close()  # the next run sweeps
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


def test_readers_know_no_address_or_password_of_the_run(tmp_path, monkeypatch):
    secrets = ("PEMBINAAN_WAREHOUSE_URL", "AWS_SECRET_ACCESS_KEY", "PREFECT_API_KEY")
    for name in secrets:
        monkeypatch.setenv(name, "postgresql://pemuat:rahasia@gudang/pembinaan")

    readers = start_readers(settings_of(tmp_path, readers=1, read_seconds=7))

    known = Path(f"/proc/{readers.process.pid}/environ").read_bytes()
    readers.close()
    assert (b"rahasia" in known, b"PATH=" in known) == (False, True)


def test_files_read_together_are_few_and_small(monkeypatch):
    monkeypatch.setattr(reader, "_MOST_BYTES", 1_000)
    files = [submission("lapas-garut", f"{n}.csv", b"x" * size) for n, size in enumerate(SIZES)]

    together = [[len(f.content) for f in batch] for batch in reader._batches(files)]

    assert together == [[400, 600], [400], [2_000], [1]]
