"""A warehouse that lives through a history, and what must hold of it whatever the history was."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from nights import House, new_database, run_backfill, run_night, settings_of
from property.histories import Arrival, History

from schemas.contracts import DATASETS
from schemas.metrics import EXPORT_LINE, EXPORTED, METRICS, PARTICIPATION_PCT
from schemas.settings import Settings
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.mart import aggregate_query, unknown_products
from schemas.warehouse.migrate import migrate
from tasks.collect import Delivery, Receipt

MARTS = ("upt_bulanan", "kanwil_bulanan", "nasional_bulanan", "ekspor_bulanan")
_FIGURES = (*(metric.name for metric in METRICS), PARTICIPATION_PCT)
_LEVELS = (
    ("upt", "upt_bulanan", "upt_id"),
    ("kanwil", "kanwil_bulanan", "kanwil_id"),
    ("nasional", "nasional_bulanan", "'ID'"),
)
_TABLES = (
    *(f"fact.{name}" for name in DATASETS),
    *(
        f"ops.{name}"
        for name in (
            "restatement",
            "held_figure",
            "warning",
            "quarantined_row",
            "submission_report",
            "rejected_report",
            "report",
            "submission",
            "run",
            "rulebook",
        )
    ),
    "mart.agregat_upt",
    "mart.kepatuhan_bulanan",
    "mart.ekspor_negara_bulanan",
    "mart.produk_belum_dikenal_bulanan",
    "mart.mitra_bulanan",
)

_KEPT_LINES = {
    "SELECT * FROM mart.produk_belum_dikenal": unknown_products("r.is_current"),
    "SELECT bulan, negara, satuan, pengiriman, jumlah, perkiraan FROM mart.ekspor_negara": (
        "SELECT bulan, negara, satuan, sum(pengiriman)::bigint, trim_scale(sum(jumlah)), "
        "bool_or(perkiraan) FROM mart.ekspor_bulanan GROUP BY bulan, negara, satuan"
    ),
    "SELECT bulan, sum(wajib), sum(lengkap) FROM mart.kepatuhan_bulanan GROUP BY bulan": (
        "SELECT bulan, count(*), count(*) FILTER (WHERE status NOT IN ('ditolak', 'belum')) "
        "FROM mart.kepatuhan GROUP BY bulan"
    ),
}

_AGAIN = datetime(2026, 1, 9, tzinfo=UTC)  # nights find everything again that still lies there

Figure = tuple[str, str, date, str, str]  # level, unit, month, metric, detail


class Moment(NamedTuple):
    """What a run left behind: its instant, the marts, and every published figure."""

    run_id: str
    at: datetime
    marts: dict[str, list[tuple[Any, ...]]]
    figures: dict[Figure, Decimal]


class Chronicle:
    """A house, its settings, and the moments after each run."""

    def __init__(self, home: Path, url: str, *, is_tidied: bool = False) -> None:
        """Move in.

        Args:
            home: Where inbox and archive are.
            url: A warehouse; it is emptied.
            is_tidied: Files are taken away from the landing zone once a night has seen them.
        """
        self.house = House(home, url)
        self.is_tidied = is_tidied
        self.settings = settings_of(home)
        self.moments: list[Moment] = []
        self.delivered: list[Arrival] = []
        empty(url, self.settings)

    def live(self, history: History) -> None:
        """Go through nights and backfills, remembering what the marts said after each."""
        for step in history:
            if isinstance(step, date):
                run_backfill(self.settings, self.house.url, step)
            else:
                sights = dict(map(self._deliver, step))

                def seen_at(delivery: Delivery, sights: dict[str, datetime] = sights) -> datetime:
                    return sights.get(delivery.name, _AGAIN)

                run_night(self.settings, self.house.url, seen_at=seen_at)
                if self.is_tidied:
                    shutil.rmtree(self.house.inbox)
                    self.house.inbox.mkdir()
            self.moments.append(self._remember())

    def _deliver(self, arrival: Arrival) -> tuple[str, datetime]:
        """Put a file into the landing zone; its name there, and when it is first seen."""
        name = f"{len(self.delivered)}/{arrival.file.stem}"
        self.house.deliver(arrival.file.sender, name, arrival.file.content, arrival.modified_at)
        self.delivered.append(arrival)
        return name, arrival.seen_at

    def _remember(self) -> Moment:
        with psycopg.connect(self.house.url) as connection:
            [(run_id, at)] = connection.execute(
                "SELECT run_id, published_at FROM ops.run ORDER BY published_at DESC LIMIT 1"
            ).fetchall()
            marts = {
                mart: connection.execute(
                    f"SELECT * FROM mart.{mart} ORDER BY 1, 2, 3, 4, 5, 6"
                ).fetchall()
                for mart in MARTS
            }
            return Moment(run_id, at, marts, _figures(connection))

    def check_marts_equal_a_full_rebuild(self) -> None:
        """What is kept up to date pair by pair is what all current reports say."""
        kept = "SELECT upt_id, bulan, " + ", ".join(m.name for m in METRICS)
        rebuilt = aggregate_query("SELECT * FROM ops.report WHERE is_current")

        assert self._ask(f"{kept} FROM mart.agregat_upt") == self._ask(rebuilt)
        for query, made_anew in _KEPT_LINES.items():
            assert self._ask(query) == self._ask(made_anew)

    def check_the_past_stands(self) -> None:
        """Asked as of each run's instant, the marts say what that run left behind."""
        for moment in self.moments:
            for mart, rows in moment.marts.items():
                query = f"SELECT * FROM mart.{mart}_pada(%s) ORDER BY 1, 2, 3, 4, 5, 6"
                assert self.house.ask(query, moment.at) == rows, (mart, moment.at)

    def check_restatements_tell_every_change(self) -> None:
        """Between two runs, each figure that differs has its line, and no other has one."""
        before: dict[Figure, Decimal] = {}
        for moment in self.moments:
            lines = self.house.ask(
                "SELECT tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah "
                "FROM ops.restatement WHERE run_id = %s",
                moment.run_id,
            )
            told = {line[:5]: line[5:] for line in lines}
            changed = {
                figure: (value, moment.figures.get(figure))
                for figure, value in before.items()
                if value != moment.figures.get(figure)
            }
            assert told == changed
            before = moment.figures

    def check_restatements_name_their_reports(self) -> None:
        """Behind each changed figure stands a report of its unit, month and dataset."""
        datasets = {m.name: m.dataset for m in (*METRICS, EXPORTED)}
        lines = self.house.ask(
            "SELECT s.tingkat, s.unit_id, s.bulan, s.metrik, r.upt_id, u.kanwil_id, r.bulan, "
            "r.dataset FROM ops.restatement s LEFT JOIN LATERAL unnest(s.laporan) AS l (id) "
            "ON true LEFT JOIN ops.report r ON r.id = l.id LEFT JOIN ref.unit u "
            "ON u.upt_id = r.upt_id"
        )
        for level, unit, bulan, metric, upt, kanwil, report_bulan, dataset in lines:
            assert (report_bulan, dataset) == (bulan, datasets.get(metric, "partisipasi"))
            assert unit == {"upt": upt, "kanwil": kanwil, "nasional": "ID"}[level]

    def check_nothing_is_lost(self) -> None:
        """Every file delivered is one submission, every report counts its rows."""
        times: dict[tuple[str, str], list[Receipt]] = {}
        for arrival in self.delivered:
            key = arrival.file.sender, arrival.file.content.hex()
            times.setdefault(key, []).append(Receipt("", arrival.modified_at, arrival.seen_at))
        expected = sorted(
            (key[0], min(r.seen_at for r in at), max(r.counted_at(None) for r in at))
            for key, at in times.items()
        )
        found = self.house.ask(
            "SELECT sender, first_received_at, received_at FROM ops.submission ORDER BY 1, 2, 3"
        )
        assert found == expected
        held = "SELECT count(*) FROM ops.quarantined_row q WHERE q.report_id = r.id"
        for dataset in DATASETS:
            there = f"SELECT count(*) FROM fact.{dataset} f WHERE f.report_id = r.id"
            lost = self.house.ask(
                f"SELECT id FROM ops.report r WHERE dataset = %s AND ((({there}), ({held})) "
                "<> (rows_published, rows_quarantined) OR rows_read "
                "<> rows_published + rows_quarantined + rows_total + rows_blank)",
                dataset,
            )
            assert lost == []

    def check_files_and_versions_agree(self) -> None:
        """A file is refused or says something; what is said of a month has one current version."""
        said = "EXISTS (SELECT FROM ops.submission_report t WHERE (t.sha256, t.sender) "
        astray = self.house.ask(
            f"SELECT name, state FROM ops.submission s WHERE {said} = (s.sha256, s.sender)) "
            "= (state = 'rejected')"
        )
        assert astray == []
        keys = "SELECT DISTINCT upt_id, dataset, bulan FROM ops.{} {}"
        assert self._ask(keys.format("submission_report", "")) == self._ask(
            keys.format("report", "WHERE is_current")
        )
        crossed = self.house.ask(
            "SELECT t.sha256 FROM ops.submission_report t JOIN ops.report r ON r.id = t.report_id "
            "WHERE (t.upt_id, t.dataset, t.bulan) <> (r.upt_id, r.dataset, r.bulan)"
        )
        assert crossed == []

    def check_quarantine_is_open_where_it_counts(self) -> None:
        """Rows of current versions are open; those of superseded ones are closed."""
        wrong = self.house.ask(
            "SELECT q.report_id, q.sebab FROM ops.quarantined_row q "
            "JOIN ops.report r ON r.id = q.report_id WHERE r.current_from IS NOT NULL "
            "AND (r.is_current <> (q.ditutup_at IS NULL) OR q.sejak > r.current_from)"
        )
        assert wrong == []

    def check_everything(self) -> None:
        """All of the above."""
        self.check_marts_equal_a_full_rebuild()
        self.check_the_past_stands()
        self.check_restatements_tell_every_change()
        self.check_restatements_name_their_reports()
        self.check_nothing_is_lost()
        self.check_files_and_versions_agree()
        self.check_quarantine_is_open_where_it_counts()

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        return sorted(self.house.ask(query), key=repr)


class Houses:
    """Two houses by turns, each emptied when someone moves in: a new database takes a second."""

    def __init__(self, postgres: str, folder: Path) -> None:
        self.folder = folder
        self.urls = cycle([new_database(postgres, f"{folder.name}-{n}") for n in range(2)])
        self.numbers = count()

    def move_in(self, *, is_tidied: bool = False) -> Chronicle:
        """A chronicle that begins."""
        home = self.folder / str(next(self.numbers))
        return Chronicle(home, next(self.urls), is_tidied=is_tidied)


def empty(url: str, settings: Settings) -> None:
    """Make a used warehouse as new; its own guards forbid this, so they are set aside."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")
    migrate(url)  # the last one to live here may have had other references
    apply_settings(url, settings)


def _figures(connection: psycopg.Connection) -> dict[Figure, Decimal]:
    """Every published figure, as the views say it."""
    figures: dict[Figure, Decimal] = {}
    for level, mart, unit in _LEVELS:
        columns = ", ".join(f"{name}::numeric" for name in _FIGURES)
        for unit_id, bulan, *values in connection.execute(
            f"SELECT {unit}, bulan, {columns} FROM mart.{mart}"
        ).fetchall():
            figures |= {
                (level, unit_id, bulan, name, ""): value
                for name, value in zip(_FIGURES, values, strict=True)
                if value is not None
            }
        exported = connection.execute(
            f"SELECT {unit}, bulan, {EXPORT_LINE.format(country='negara')}, sum(jumlah) "
            "FROM mart.ekspor_bulanan WHERE jumlah IS NOT NULL GROUP BY 1, 2, 3"
        ).fetchall()
        figures |= {
            (level, unit_id, bulan, EXPORTED.name, detail): value
            for unit_id, bulan, detail, value in exported
        }
    return figures
