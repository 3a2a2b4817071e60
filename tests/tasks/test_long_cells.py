"""One long cell costs what its letters cost, wherever it stands, in reading and in judging.

A sign over and over and then another makes a careless pattern try anew from each letter (32,767
fit into a cell), or forty stars before a letter take years. Judging has no limits of its own.
"""

import time
from datetime import UTC, datetime

import pytest
from nights import csv_report, judge_files, settings_of
from property.conserved import night_faults

from tasks.collect import Kept, Receipt
from tasks.publish.night import report_lines

HEADER = "Tanggal Ekspor;Ekspor Ke-;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"
ROW = ["12 Oktober 2025", "1", "coir net", "100", "lembar", "Jepang"]
AT = datetime(2025, 11, 4, tzinfo=UTC)
RUNS = ("*", "¹", "\u00a0", "(", "1 ", "a ", ", ", "ribu ", "dan ", "1(a")
MOST_LETTERS, MOST_SECONDS = 20_000, 4.0


def report(run):
    """A report with a long cell in each column, in a row and a header of its own, and a title."""
    long = f"{run * (MOST_LETTERS // len(run))}x"
    rows = [[*ROW[:at], long, *ROW[at + 1 :]] for at in range(len(ROW))]
    header = f"{HEADER};{long}"
    lines = [";".join(f'"{cell}"' for cell in row) for row in (ROW, *rows)]
    content = csv_report(
        f'"Lapas Garut"\nKeterangan;"{long}"', "Oktober 2025", "4 November 2025", header, *lines
    )
    return Kept(run, "lapas-garut", (Receipt("ekspor.csv", AT, AT),), len(content), content, None)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """The rules are there: something was judged before."""
    settings = settings_of(tmp_path_factory.mktemp("home"))
    judge_files([report("x")], settings)
    return settings


def test_long_cells_take_the_time_of_their_letters(settings):
    files = [report(run) for run in RUNS]
    begun = time.process_time()

    night = judge_files(files, settings)

    assert time.process_time() - begun < MOST_SECONDS  # 0.7 for all; which one: judge it alone
    assert list(night_faults(night, report_lines(night))) == []
    assert night.reports.accepted.height == len(RUNS)
