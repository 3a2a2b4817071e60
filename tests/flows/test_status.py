"""`pembinaan status`: who owed what, the last runs, the national figures."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from asking import pembinaan
from ledgers import ALL_HELD, FULL, NIL, PARTLY, Ledger

from schemas.contracts import DATASETS
from schemas.settings import Settings
from schemas.warehouse.deciding import apply_settings

OCTOBER = date(2025, 10, 1)
IN_TIME = datetime(2025, 11, 3, 4, 0, tzinfo=UTC)
LATE = IN_TIME + timedelta(days=5)
OF_A_PRISON = [name for name, c in DATASETS.items() if "Lapas" in c.model.owed_by]


def status(url, *words):
    return pembinaan(url, "status", *words)


def indonesian(number):
    return f"{number:,}".replace(",", ".")


@pytest.fixture
def october(warehouse):
    """A nation in which three units of Jawa Barat have reported about October."""
    apply_settings(warehouse, Settings())
    with psycopg.connect(warehouse) as connection:
        ledger = Ledger(connection)
        garut = [("lapas-garut", dataset, OCTOBER) for dataset in OF_A_PRISON]
        for key, at, says in zip(
            garut,
            (IN_TIME, LATE, IN_TIME, IN_TIME, IN_TIME, IN_TIME),
            (FULL, FULL, NIL, PARTLY, ALL_HELD, FULL),
            strict=True,
        ):
            ledger.receive(key, at, says)
        for dataset in OF_A_PRISON[1:]:
            ledger.receive(("lapas-cirebon", dataset, OCTOBER), IN_TIME)
        ledger.reject(("lapas-cirebon", OF_A_PRISON[0], OCTOBER), IN_TIME)
        ledger.receive(("kanwil-jawa-barat", "program", OCTOBER), IN_TIME)
    return warehouse


def test_first_lines_say_what_is_published_and_what_lacks(october):
    with psycopg.connect(october) as connection:
        query = "SELECT count(*) FROM mart.kepatuhan WHERE bulan = %s"
        ((owed,),) = connection.execute(query, (OCTOBER,)).fetchall()

    first, second, *_ = status(october).stdout.splitlines()

    assert first == (
        f"2025-10: terbit 10/{indonesian(owed)} · sebagian 2 · ditolak 1 "
        f"· belum {indonesian(owed - 13)}"
    )
    assert second.startswith("terlambat 1 · nihil 1 · tepat waktu tetapi kosong 2 · kelengkapan 0,")


def test_kanwil_are_listed_worst_first(october):
    shown = status(october).stdout

    listed = re.findall(r"^│ ([a-z-]+) ", shown, re.MULTILINE)
    assert len(listed) == 33
    assert listed[-1] == "jawa-barat"  # the others have said nothing, and follow by name
    assert listed[:-1] == sorted(listed[:-1])


def test_units_of_a_kanwil_are_listed_worst_first_with_what_lacks(october):
    answered = status(october, "--kanwil", "Jawa Barat")

    first = answered.stdout.splitlines()[0]
    lines = re.findall(r"^│ ([a-z-]+) +│ +(\d+) │ +(\d+) │(.*)│$", answered.stdout, re.MULTILINE)
    units = {unit: (int(wajib), int(terbit), rest) for unit, wajib, terbit, rest in lines}
    assert first.startswith("2025-10 Kanwil Ditjenpas Jawa Barat: terbit 10/")
    assert list(units)[-3:] == ["lapas-cirebon", "lapas-garut", "kanwil-jawa-barat"]
    assert units["lapas-garut"][:2] == (6, 4)
    assert f"{OF_A_PRISON[1]} +3" in units["lapas-garut"][2]
    assert units["lapas-cirebon"][:2] == (6, 5)
    assert OF_A_PRISON[0] in units["lapas-cirebon"][2]
    assert all(dataset in units["rutan-garut"][2] for dataset in OF_A_PRISON)


def test_script_gets_the_lines_of_the_marts(october):
    nation = json.loads(status(october, "--month", "2025-10", "--json").stdout)
    kanwil = json.loads(
        status(october, "--kanwil", "kanwil-jawa-barat", "--month", "2025-10", "--json").stdout
    )

    assert nation.keys() == {"ledger", "kanwil", "runs", "files", "national"}
    assert nation["ledger"][0]["bulan"] == "2025-10-01"
    assert nation["kanwil"][-1] == kanwil["ledger"][0]
    assert kanwil["ledger"][0]["tepat_waktu"] == 8
    assert len(kanwil["obligations"]) == kanwil["ledger"][0]["wajib"]
    assert {line["status"] for line in kanwil["obligations"]} == {
        "tepat_waktu",
        "terlambat",
        "nihil",
        "sebagian",
        "ditolak",
        "belum",
    }


def test_the_month_is_the_latest_ended_one_with_a_report(october):
    with psycopg.connect(october) as connection:
        now = datetime.now(ZoneInfo("Asia/Jakarta"))
        key = ("lapas-garut", "produksi", now.date().replace(day=1))
        Ledger(connection, first=1000).receive(key, now)

    assert status(october).stdout.startswith("2025-10: ")
    assert status(october, "--month", "2025-09").stdout.startswith("2025-09: terbit 0/")


def test_without_any_report_it_is_the_latest_ended_month(warehouse):
    apply_settings(warehouse, Settings())
    with psycopg.connect(warehouse) as connection:
        query = "SELECT to_char(max(bulan), 'YYYY-MM') FROM mart.bulan_wajib"
        ((latest,),) = connection.execute(query).fetchall()

    assert status(warehouse).stdout.startswith(f"{latest}: terbit 0/")


def test_a_warehouse_that_owes_nothing_says_so(warehouse):
    apply_settings(warehouse, Settings(first_owed_month=date(2999, 1, 1)))

    answered = status(warehouse)

    assert answered.exit_code == 0, answered.stderr
    assert answered.stdout.startswith("Reports owed: none yet")
    assert json.loads(status(warehouse, "--json").stdout) == {
        "ledger": [],
        "kanwil": [],
        "runs": [],
        "files": [],
        "national": [],
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--month", "Oktober"), "'Oktober' is no month", id="no month"),
        pytest.param(("--month", "2024-12"), "2025-01 to 2", id="before the ledger"),
        pytest.param(("--month", "2999-01"), "2025-01 to 2", id="not ended"),
        pytest.param(("--kanwil", "Jawa Bart"), "kanwil-jawa-barat", id="no Kanwil"),
    ],
)
def test_what_nobody_knows_is_wrong_usage_in_one_line(october, words, said):
    answered = status(october, *words)

    assert answered.exit_code == 2
    assert said in answered.stderr
    assert len(answered.stderr.splitlines()) == 1
    assert not answered.stdout


def test_a_held_run_stays_in_sight(warehouse):
    with psycopg.connect(warehouse) as connection:
        connection.execute("INSERT INTO ops.rulebook VALUES ('x', '{}') ON CONFLICT DO NOTHING")
        for days in range(8):
            at, name = IN_TIME - timedelta(days=days), f"malam {days}"
            state, published = ("held", None) if days == 7 else ("published", at)
            connection.execute(
                "INSERT INTO ops.run (run_id, flow, state, started_at, published_at, message, "
                "counts, rulebook, scope, task) "
                "VALUES (%s, 'nightly', %s, %s, %s, %s, '{}', 'x', '', '')",
                (name, state, at, published, name),
            )

    shown = status(warehouse).stdout

    listed = re.findall(r"│ (published|held) +│ (malam \d)", shown)
    assert listed == [*(("published", f"malam {n}") for n in range(5)), ("held", "malam 7")]
