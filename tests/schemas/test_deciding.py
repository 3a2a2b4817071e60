"""What decides a figure is the warehouse's, whoever connects from whatever shell."""

from datetime import date

import psycopg
import pytest
from asking import pembinaan
from nights import House

from schemas.errors import TerminalError
from schemas.settings import Settings
from schemas.warehouse.deciding import change_setting, settle
from schemas.warehouse.migrate import migrate
from tasks.warehouse import open_warehouse_task

DUE_DAY = "SELECT jatuh_tempo_hari FROM ref.ketentuan"


@pytest.fixture
def house(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    with psycopg.connect(warehouse) as connection:
        connection.execute(
            "INSERT INTO ref.ketentuan (satu, jatuh_tempo_hari, wajib_dari) VALUES "
            "(1, 10, '2025-01-01') ON CONFLICT (satu) DO UPDATE SET jatuh_tempo_hari = 10"
        )
    return house


def open_warehouse(house, **chosen):
    """What a flow does first, in a shell with these settings."""
    return open_warehouse_task.fn(Settings(home=house.home, warehouse_url=house.url, **chosen))


def test_a_shell_without_the_settings_changes_none(house):
    open_warehouse(house)
    pembinaan(house.url, "migrate", home=house.home)

    assert house.ask(DUE_DAY) == [(10,)]


def test_a_run_takes_what_the_warehouse_was_told(house):
    change_setting(house.url, "first_month", "2025-07-01")
    change_setting(house.url, "split_pct", "[40, 20, 40]")
    settled = settle(Settings(home=house.home, inbox="/srv/masuk"), house.url)

    assert (settled.due_day, settled.first_month) == (10, date(2025, 7, 1))
    assert (settled.split_pct, settled.gate_min_senders) == ((40, 20, 40), 20)
    assert settled.inbox == "/srv/masuk"


@pytest.mark.parametrize(
    ("name", "here"),
    [
        pytest.param("due_day", 7, id="the ledger's"),
        pytest.param("split_pct", (40, 20, 40), id="a rule's"),
        pytest.param("gate_figure_share", 0.9, id="the gate's"),
        pytest.param("max_cells", 300_000, id="a refusal's"),
    ],
)
def test_a_shell_that_says_otherwise_is_refused(house, name, here):
    with pytest.raises(TerminalError, match=f"PEMBINAAN_{name.upper()}"):
        settle(Settings(home=house.home, **{name: here}), house.url)
    assert house.ask(DUE_DAY) == [(10,)]


def test_a_new_warehouse_takes_the_settings_of_whoever_makes_it(postgres, tmp_path):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE baru")
    url = postgres.replace("/postgres?", "/baru?")
    mine = Settings(home=tmp_path, due_day=8, gate_min_senders=5)

    migrate(url, mine)
    migrate(url, Settings(home=tmp_path, due_day=9))

    settled = settle(Settings(home=tmp_path), url)
    assert (settled.due_day, settled.gate_min_senders) == (8, 5)


def test_the_command_changes_a_setting_and_the_change_stays_on_record(house):
    changed = pembinaan(house.url, "settings", "due_day", "12")
    listed = pembinaan(house.url, "settings", "--json")

    assert changed.exit_code == 0, changed.stderr
    assert house.ask(DUE_DAY) == [(12,)]
    assert '"due_day": 12' in listed.stdout
    assert house.ask("SELECT flow, message FROM ops.run") == [("settings", "due_day: 10 -> 12")]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("due_day", "31", "must be 28 or less", id="out of bounds"),
        pytest.param("due_dai", "5", "due_day", id="misspelt"),
        pytest.param("inbox", "/srv", "PEMBINAAN_INBOX", id="a place is no such setting"),
        pytest.param("gate_reject_share", "half", "gate_reject_share", id="no number"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(house, name, value, says):
    answered = pembinaan(house.url, "settings", name, value)

    assert answered.exit_code != 0
    assert says in answered.stderr
    assert "Traceback" not in answered.stderr
    assert house.ask(DUE_DAY) == [(10,)]
