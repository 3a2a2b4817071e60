"""What commands print: tables that fit, numbers one way for people and plain for programs."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from ledgers import Ledger
from rich.console import Console
from typer.testing import CliRunner

from flows.commands import app
from flows.printing import count, table_of
from flows.watching import tell, watched
from schemas.spoken import say_instant, say_number

_NATION = ("month", "units", "inmates", "part. %", "premi Rp", "PNBP Rp", "certified", "partners")
_MONTH = ("2025-11", 656, 271_385, Decimal("42.10"), 1_234_567_890_123, 98_765_432_109, None, 4)
_SHA256 = "36f686b7173e" + "0" * 52


@pytest.fixture
def reported(warehouse, monkeypatch):
    """A warehouse that knows one report about November 2025."""
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", warehouse)
    with psycopg.connect(warehouse) as connection:
        key = ("lapas-garut", "produksi", date(2025, 11, 1))
        Ledger(connection).receive(key, datetime(2025, 12, 3, tzinfo=UTC))


def printed(table, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(table)
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    return lines


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1108.5, "1.108,5"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("0.00"), "0"),
        (-3000, "-3.000"),
        (10**15, "1.000.000.000.000.000"),
        (Decimal("0.123456789"), "0,123456789"),
        (1e-7, "0,0000001"),
        (Decimal("0." + "1" * 40), "0," + "1" * 40),
        (10**40, "1" + "0" * 40),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
    ],
)
def test_people_read_numbers_the_indonesian_way(number, said):
    assert say_number(number) == said


def test_instants_are_said_in_jakarta_and_counts_with_their_noun():
    assert say_instant(datetime(2025, 11, 3, 17, 30, tzinfo=UTC)) == "2025-11-04 00:30 WIB"
    assert (count(1, "row"), count(1_312, "row")) == ("1 row", "1.312 rows")


def test_a_table_that_fits_is_a_table():
    lines = printed(table_of(("unit", "row"), [("lapas-garut", 1_250)]))

    assert lines[-2] == "│ lapas-garut │ 1.250 │"


def test_a_list_that_is_a_little_too_wide_loses_its_rules_first():
    header = ("Kanwil", "wajib", "terbit", "sebagian", "ditolak", "belum", "lengkap %", "tepat %")

    lines = printed(table_of(header, [("kepulauan-bangka-belitung", 51, 3, 0, 0, 1_048, 5, 0)]))

    assert len(lines) == 3
    assert lines[-1].split() == [
        "kepulauan-bangka-belitung",
        *["51", "3", "0", "0", "1.048", "5", "0"],
    ]


@pytest.mark.parametrize(("width", "abreast"), [(80, 3), (60, 2)])
def test_a_wide_table_turns_into_records_side_by_side(width, abreast):
    lines = printed(table_of(_NATION, [_MONTH] * 4, "National figures"), width)

    assert lines[0] == "National figures"
    assert lines[2].count("2025-11") == abreast
    assert sum(line.count("1.234.567.890.123") for line in lines) == 4


def test_long_texts_turn_into_records_one_below_the_other():
    said = "kata " * 60
    lines = printed(table_of(("file", "a", "b", "c"), [("x.xlsx", said, said, said)] * 2))

    assert [line.split()[0] for line in lines if line.startswith("file")] == ["file", "file"]
    assert " ".join(" ".join(lines).split()).count("kata") == 360


def test_a_sha256_is_short_for_people_and_markup_of_a_sender_is_text():
    lines = printed(table_of(("sha256", "berkas"), [(_SHA256, "[red]x[/red]")]))

    assert lines[-2] == "│ 36f686b7173e │ [red]x[/red] │"


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("sql", "SELECT 1108.5 AS n"),
        ("metrics",),
        ("metrics", "penghuni", "--month", "2025-11"),
        ("trace", "penghuni", "--month", "2025-11"),
        ("why", "lapas-garut", "2025-11"),
        ("quarantine",),
        ("settings",),
        ("settings", "due_day", "7"),
        ("migrate",),
    ],
    ids=" ".join,
)
def test_every_command_that_answers_answers_in_json(reported, words):
    answered = CliRunner().invoke(app, [*words, "--json"])

    assert answered.exit_code == 0, answered.output
    assert json.loads(answered.stdout) is not None
    assert not answered.stderr  # no bar, no sign of life where nobody looks


def test_programs_get_numbers_plain(reported):
    runner, query = CliRunner(), f"SELECT 1108.5 AS n, '{_SHA256}' AS s"

    assert runner.invoke(app, ["sql", query, "--json"]).stdout.strip() == (
        f'[{{"n":1108.5,"s":"{_SHA256}"}}]'
    )
    assert runner.invoke(app, ["sql", query, "-f", "csv"]).stdout == f"n,s\n1108.5,{_SHA256}\n"
    assert "1.108,5 │ 36f686b7173e" in runner.invoke(app, ["sql", query]).stdout


def test_the_release_is_said_and_words_are_completed():
    runner = CliRunner()
    completing = {"_PEMBINAAN_COMPLETE": "complete_bash", "COMP_WORDS": "pembinaan st"}

    said = runner.invoke(app, ["--version"])
    completed = runner.invoke(app, [], env=completing | {"COMP_CWORD": "1"}, prog_name="pembinaan")

    assert said.stdout.startswith("pembinaan 0.")
    assert completed.stdout.split() == ["status"]


def test_who_watches_a_run_is_told_of_each_step_and_nobody_afterwards():
    told = []
    with watched(lambda *said: told.append(said)):
        tell("read-kanwil", 2, 11)
        tell("read-kanwil", 0, 0)  # nothing to read
    tell("read-kanwil", 11, 11)

    assert told == [("read-kanwil", 2, 11)]
