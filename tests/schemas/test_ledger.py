"""The ledger: who owes which report, and what became of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import ALL_HELD, FULL, NIL, PARTLY, Ledger

from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.settings import Settings
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.ledger_counts import fill_counts

OCTOBER = date(2025, 10, 1)
DUE_DAY_ENDS = datetime(2025, 11, 5, 20, 0, tzinfo=UTC)  # 03:00 in Jakarta, after the night
IN_TIME = DUE_DAY_ENDS - timedelta(days=2)
LATE = DUE_DAY_ENDS + timedelta(days=2, hours=1)
PRODUKSI = ("lapas-garut", "produksi", OCTOBER)
OF_A_PRISON = sorted(n for n, c in DATASETS.items() if "Lapas" in c.model.owed_by)
OF_A_BAPAS = sorted(n for n, c in DATASETS.items() if "Bapas" in c.model.owed_by)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
WHAT_CAME = "status, diterima_at, terlambat_hari, kosong"


@pytest.fixture
def ledger(warehouse):
    apply_settings(warehouse, Settings())
    with psycopg.connect(warehouse) as connection:
        yield Ledger(connection)


def change_register(ledger, upt_id, since, **changes):
    """Describe a unit anew from a day on."""
    columns = "nama, jenis, subjenis, kelas, kanwil_id, kode_provinsi, kode_satker, sumber"
    values = ", ".join(f"'{changes[c]}'" if c in changes else c for c in columns.split(", "))
    ledger.connection.execute(
        f"INSERT INTO ref.upt (upt_id, berlaku_dari, {columns}) "
        f"SELECT upt_id, %s, {values} FROM ref.upt WHERE upt_id = %s",
        (since, upt_id),
    )


def close(ledger, upt_id, day):
    ledger.connection.execute(
        "UPDATE ref.upt SET berlaku_sampai = %s WHERE upt_id = %s", (day, upt_id)
    )


def test_every_unit_owes_what_its_contracts_say_once_a_month(ledger):
    register = load_references().units

    lines = ledger.ask("SELECT upt_id, dataset FROM mart.kepatuhan WHERE bulan = %s", OCTOBER)

    assert sorted(lines) == sorted(
        (upt_id, dataset)
        for upt_id, periods in register.items()
        for dataset, contract in DATASETS.items()
        if periods[-1].kind in contract.model.owed_by
    )


def test_months_are_owed_from_the_first_to_the_last_that_has_ended_in_jakarta(ledger):
    ended = datetime.now(ZoneInfo("Asia/Jakarta")).date().replace(day=1) - timedelta(days=1)

    ((first, last, months),) = ledger.ask(
        "SELECT min(bulan), max(bulan), count(*) FROM mart.bulan_wajib"
    )

    assert (first, last) == (date(2025, 1, 1), ended.replace(day=1))
    assert months == (last.year - first.year) * 12 + last.month - first.month + 1


@pytest.mark.parametrize(
    ("says", "at", "line"),
    [
        pytest.param(FULL, IN_TIME, ("tepat_waktu", IN_TIME, 0, False), id="in time"),
        pytest.param(FULL, LATE, ("terlambat", LATE, 3, False), id="late"),
        pytest.param(PARTLY, IN_TIME, ("sebagian", IN_TIME, 0, False), id="rows held back"),
        pytest.param(PARTLY, LATE, ("sebagian", LATE, 3, False), id="rows held back, late"),
        pytest.param(ALL_HELD, IN_TIME, ("sebagian", IN_TIME, 0, True), id="no row passes"),
        pytest.param(NIL, IN_TIME, ("nihil", IN_TIME, 0, True), id="nothing to report"),
        pytest.param(NIL, LATE, ("nihil", LATE, 3, True), id="nothing to report, late"),
    ],
)
def test_status_of_what_was_received(ledger, says, at, line):
    ledger.receive(PRODUKSI, at, says)

    assert ledger.line(PRODUKSI, WHAT_CAME) == line


def test_what_never_came_is_missing_and_nothing_is_known_of_it(ledger):
    assert ledger.line(PRODUKSI, WHAT_CAME) == ("belum", None, None, None)


def test_what_was_refused_is_refused_and_not_received(ledger):
    ledger.reject(PRODUKSI, IN_TIME)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("ditolak", None, None, None)
    assert ledger.line(("lapas-garut", "partisipasi", OCTOBER)) == ("belum",)
    assert ledger.line(("lapas-garut", "produksi", date(2025, 9, 1))) == ("belum",)
    assert ledger.line(("rutan-garut", "produksi", OCTOBER)) == ("belum",)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
@pytest.mark.parametrize(
    ("at", "line"),
    [
        pytest.param(DUE_DAY_ENDS - SECOND, ("tepat_waktu", 0), id="the last second"),
        pytest.param(DUE_DAY_ENDS, ("terlambat", 1), id="the first second after that night"),
        pytest.param(DUE_DAY_ENDS + timedelta(days=1) - SECOND, ("terlambat", 1), id="its last"),
        pytest.param(DUE_DAY_ENDS + timedelta(days=1), ("terlambat", 2), id="two days"),
    ],
)
def test_the_night_after_the_due_day_ends_it(ledger, zone, at, line):
    ledger.connection.execute(f"SET TimeZone = '{zone}'")

    ledger.receive(PRODUKSI, at)

    assert ledger.line(PRODUKSI, "status, terlambat_hari") == line


def test_due_day_is_a_setting(warehouse):
    apply_settings(warehouse, Settings(due_day=10, first_owed_month=OCTOBER))

    with psycopg.connect(warehouse) as connection:
        ledger = Ledger(connection)
        ledger.receive(PRODUKSI, LATE)

        assert ledger.line(PRODUKSI, "status, terlambat_hari") == ("tepat_waktu", 0)
        assert ledger.owed("lapas-garut", date(2025, 9, 1)) == []


def test_december_is_due_in_january(ledger):
    december = ("lapas-garut", "produksi", date(2025, 12, 1))

    ledger.receive(december, datetime(2026, 1, 5, 16, 59, tzinfo=UTC))

    assert ledger.line(december) == ("tepat_waktu",)


def test_the_same_report_again_after_the_due_day_stays_in_time(ledger):
    version = ledger.receive(PRODUKSI, IN_TIME)

    ledger.repeat(version, PRODUKSI, LATE)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("tepat_waktu", IN_TIME, 0, False)


def test_a_correction_after_the_due_day_stays_in_time(ledger):
    ledger.receive(PRODUKSI, IN_TIME, PARTLY)

    ledger.receive(PRODUKSI, LATE)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("tepat_waktu", IN_TIME, 0, False)


def test_an_older_report_found_later_shows_when_the_unit_first_reported(ledger):
    ledger.receive(PRODUKSI, LATE)

    ledger.receive(PRODUKSI, IN_TIME, NIL, late=True)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("tepat_waktu", IN_TIME, 0, False)


def test_a_refused_correction_leaves_what_is_published(ledger):
    ledger.receive(PRODUKSI, IN_TIME)

    ledger.reject(PRODUKSI, LATE)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("tepat_waktu", IN_TIME, 0, False)


def test_a_report_after_a_refused_one_counts_from_its_own_receipt(ledger):
    ledger.reject(PRODUKSI, IN_TIME)

    ledger.receive(PRODUKSI, LATE)

    assert ledger.line(PRODUKSI, WHAT_CAME) == ("terlambat", LATE, 3, False)


@pytest.mark.parametrize("refused", [False, True], ids=["missing", "refused"])
def test_a_report_that_is_taken_back_no_longer_counts_as_received(ledger, refused):
    ledger.receive(PRODUKSI, IN_TIME)
    if refused:
        ledger.reject(PRODUKSI, IN_TIME)

    ledger.connection.execute("UPDATE ops.report SET is_current = false, superseded_at = now()")

    found = ledger.line(PRODUKSI, WHAT_CAME)
    assert found == ("ditolak" if refused else "belum", None, None, None)


@pytest.mark.parametrize(
    ("day", "june"),
    [
        pytest.param(date(2025, 6, 15), [], id="within the month"),
        pytest.param(date(2025, 6, 30), [], id="on its last day"),
        pytest.param(date(2025, 7, 1), OF_A_PRISON, id="the day after"),
    ],
)
def test_a_unit_owes_nothing_from_the_month_it_closes_in(ledger, day, june):
    close(ledger, "rutan-raha", day)

    assert ledger.owed("rutan-raha", date(2025, 5, 1)) == OF_A_PRISON
    assert ledger.owed("rutan-raha", date(2025, 6, 1)) == june
    assert ledger.owed("rutan-raha", date(2025, 7, 1)) == []


def test_a_unit_owes_from_the_month_it_opens_in(ledger):
    ledger.connection.execute(
        "UPDATE ref.upt SET berlaku_dari = '2025-06-30' WHERE upt_id = 'rutan-raha'"
    )

    assert ledger.owed("rutan-raha", date(2025, 5, 1)) == []
    assert ledger.owed("rutan-raha", date(2025, 6, 1)) == OF_A_PRISON


@pytest.mark.parametrize(
    ("becomes", "june"),
    [
        pytest.param("Lapas", OF_A_PRISON, id="another prison owes the same"),
        pytest.param("Bapas", OF_A_BAPAS, id="a Bapas owes what a Bapas owes"),
        pytest.param("RS", [], id="a hospital owes nothing"),
    ],
)
def test_a_unit_owes_what_its_type_on_the_last_day_owes(ledger, becomes, june):
    change_register(ledger, "rutan-raha", date(2025, 6, 15), jenis=becomes)

    assert ledger.owed("rutan-raha", date(2025, 5, 1)) == OF_A_PRISON
    assert ledger.owed("rutan-raha", date(2025, 6, 1)) == june
    assert ledger.owed("rutan-raha", date(2025, 7, 1)) == june


def test_a_report_of_the_former_type_fulfils_nothing_the_new_one_owes(ledger):
    change_register(ledger, "rutan-raha", date(2025, 6, 15), jenis="Bapas")

    ledger.receive(("rutan-raha", "produksi", date(2025, 6, 1)), IN_TIME)

    assert ledger.line(("rutan-raha", "klien_bapas", date(2025, 6, 1))) == ("belum",)


@pytest.mark.parametrize("told", ["of its last row", "of every row"])
def test_a_unit_that_changed_and_then_closed_owes_once_and_then_nothing(ledger, told):
    change_register(ledger, "rutan-raha", date(2025, 6, 15), jenis="Lapas")

    ledger.connection.execute(
        "UPDATE ref.upt SET berlaku_sampai = '2025-08-01' "
        "WHERE upt_id = 'rutan-raha' AND (%s OR berlaku_dari = '2025-06-15')",
        (told == "of every row",),
    )

    assert ledger.owed("rutan-raha", date(2025, 5, 1)) == OF_A_PRISON
    assert ledger.owed("rutan-raha", date(2025, 7, 1)) == OF_A_PRISON
    assert ledger.owed("rutan-raha", date(2025, 8, 1)) == []


def test_an_obligation_counts_for_the_kanwil_of_its_month(ledger):
    change_register(ledger, "rutan-raha", date(2025, 6, 15), kanwil_id="kanwil-sulawesi-selatan")

    may, june = (
        ledger.line(("rutan-raha", "produksi", date(2025, month, 1)), "kanwil_id")
        for month in (5, 6)
    )

    assert may == ("kanwil-sulawesi-tenggara",)
    assert june == ("kanwil-sulawesi-selatan",)


def test_shares_count_what_came_and_what_came_in_time_whatever_it_says(ledger):
    ledger.connection.execute("DELETE FROM ref.upt WHERE upt_id <> 'lapas-garut'")
    kanwil = ("kanwil-jawa-barat", "program", OCTOBER)
    owed = [("lapas-garut", dataset, OCTOBER) for dataset in OF_A_PRISON]
    ledger.receive(owed[0], IN_TIME, FULL)
    ledger.receive(owed[1], LATE, FULL)
    ledger.receive(owed[2], IN_TIME, NIL)
    ledger.receive(owed[3], LATE, NIL)
    ledger.receive(owed[4], IN_TIME, ALL_HELD)
    ledger.reject(owed[5], IN_TIME)

    (line,) = ledger.ask(
        "SELECT wajib, tepat_waktu, terlambat, nihil, sebagian, ditolak, belum, "
        "tepat_waktu_kosong, kelengkapan::text, ketepatan::text FROM mart.kepatuhan_kanwil "
        "WHERE (kanwil_id, bulan) = (%s, %s)",
        kanwil[0],
        OCTOBER,
    )

    assert line == (7, 1, 1, 2, 1, 1, 1, 2, "0.7143", "0.4286")


COUNTED = (
    "SELECT bulan, count(*), count(*) FILTER (WHERE status = 'belum'), "
    "count(*) FILTER (WHERE status = 'ditolak'), count(*) FILTER (WHERE terlambat_hari = 0) "
    "FROM mart.kepatuhan GROUP BY bulan ORDER BY bulan"
)
SHOWN = (
    "SELECT bulan, wajib, belum, ditolak, round(ketepatan * wajib)::bigint "
    "FROM mart.kepatuhan_{} ORDER BY bulan"
)
CHANGES = {
    "a report comes": lambda ledger: ledger.receive(PRODUKSI, IN_TIME),
    "a correction says less": lambda ledger: ledger.receive(OF_GARUT[0], IN_TIME, ALL_HELD),
    "it was sent earlier": lambda ledger: ledger.repeat(1, OF_GARUT[0], IN_TIME),
    "a file is refused": lambda ledger: ledger.reject(PRODUKSI, IN_TIME),
    "a refusal is of another month": lambda ledger: ledger.connection.execute(
        "UPDATE ops.rejected_report SET bulan = %s", (date(2025, 9, 1),)
    ),
    "a refusal is taken back": lambda ledger: ledger.connection.execute(
        "DELETE FROM ops.rejected_report"
    ),
    "a unit has closed": lambda ledger: close(ledger, "lapas-cirebon", date(2025, 9, 15)),
    "the due day is later": lambda ledger: ledger.connection.execute(
        "UPDATE ref.ketentuan SET jatuh_tempo_hari = jatuh_tempo_hari + 5"
    ),
    "more months are owed": lambda ledger: ledger.connection.execute(
        "UPDATE ref.ketentuan SET wajib_dari = wajib_dari - 40"
    ),
}
OF_GARUT = [("lapas-garut", dataset, OCTOBER) for dataset in ("partisipasi", "pelatihan")]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_kept_counts_are_the_ledgers_whatever_changes(ledger, change):
    ledger.receive(OF_GARUT[0], LATE)
    ledger.reject(OF_GARUT[1], LATE)
    fill_counts(ledger.connection)
    before = ledger.ask(COUNTED)

    change(ledger)

    after = ledger.ask(COUNTED)
    assert after != before
    assert ledger.ask(SHOWN.format("nasional")) == after
    fill_counts(ledger.connection)
    assert ledger.ask(SHOWN.format("nasional")) == after
    assert ledger.ask(
        "SELECT bulan, sum(wajib) FROM mart.kepatuhan_bulanan GROUP BY 1 ORDER BY 1"
    ) == [line[:2] for line in after]


UNITS = ("lapas-garut", "rutan-garut", "bapas-garut", "lapas-cirebon", "rutan-raha")
KEYS = st.tuples(
    st.sampled_from((*UNITS, "kanwil-jawa-barat")),
    st.sampled_from(list(DATASETS)),
    st.sampled_from((date(2025, 9, 1), OCTOBER)),
)
EVENTS = st.tuples(
    KEYS,
    st.integers(0, 120 * 24).map(lambda hours: IN_TIME - timedelta(days=60) + hours * HOUR),
    st.sampled_from((FULL, PARTLY, ALL_HELD, NIL, None)),
    st.booleans(),
)
COUNTS = "tepat_waktu + terlambat + nihil + sebagian + ditolak + belum"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(EVENTS, max_size=12))
def test_shares_lie_between_0_and_1_and_every_obligation_is_counted_once(ledger, events):
    ledger.connection.rollback()
    ledger.connection.execute("DELETE FROM ref.upt WHERE upt_id <> ALL(%s)", (list(UNITS),))
    current = set()
    for key, at, says, late in events:
        if says is None:
            ledger.reject(key, at)
        else:
            ledger.receive(key, at, says, late=late and key in current)
            current.add(key)

    keys = ledger.ask("SELECT upt_id, dataset, bulan, status FROM mart.kepatuhan")
    totals = ledger.ask(
        f"SELECT {COUNTS} = wajib, tepat_waktu_kosong <= nihil + sebagian, "
        "kelengkapan BETWEEN 0 AND 1, ketepatan BETWEEN 0 AND kelengkapan "
        "FROM mart.kepatuhan_kanwil UNION ALL "
        f"SELECT {COUNTS} = wajib, tepat_waktu_kosong <= nihil + sebagian, "
        "kelengkapan BETWEEN 0 AND 1, ketepatan BETWEEN 0 AND kelengkapan "
        "FROM mart.kepatuhan_nasional"
    )
    parts = ledger.ask(
        "SELECT bulan, sum(wajib), sum(tepat_waktu), sum(belum) FROM mart.kepatuhan_kanwil "
        "GROUP BY bulan ORDER BY bulan"
    )
    nation = ledger.ask(
        "SELECT bulan, wajib, tepat_waktu, belum FROM mart.kepatuhan_nasional ORDER BY bulan"
    )

    assert all(all(line) for line in totals)
    assert len({line[:3] for line in keys}) == len(keys)
    assert {line[:3] for line in keys if line[3] not in ("belum", "ditolak")} == current & {
        line[:3] for line in keys
    }
    assert parts == nation
