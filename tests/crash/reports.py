"""What the runs work on: two nights of reports and a month to judge again, each with its end."""

import shutil
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import psycopg
from crash.children import Child, Nursery
from crash.remains import Standing, database_of, standing_of
from nights import House, csv_report, new_database, settings_of
from releases import other_references
from sheets import workbook

from schemas import references
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.migrate import migrate

AUGUST = date(2025, 8, 1)
UNITS = {
    "lapas-cirebon": "Lapas Cirebon",
    "lapas-indramayu": "Lapas Indramayu",
    "lapas-kendari": "Lapas Kendari",
    "lapas-purwodadi": "Lapas Purwodadi",
    "lapas-sragen": "Lapas Sragen",
    "rutan-raha": "Rutan Raha",
}
EKSPOR = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"
PRODUKSI = ["Nama Produk", "Jumlah Produksi", "Satuan"]
MONTHS = {8: "Agustus", 9: "September"}
ROWS = 40  # of a report; together they fill several buffers of a connection


def ekspor(unit: str, month: int, tanggal: str, each: int) -> bytes:
    """Shipments of a unit; the last is in a unit of measure only a later rulebook knows."""
    rows = [
        f"{1 + n % 28} {MONTHS[month]} 2025;Barang {n};{each + n};PCS;Korea Selatan"
        for n in range(ROWS)
    ]
    rows.append(f"3 {MONTHS[month]} 2025;Coir net;{each};kepingan;Korea Selatan")
    rows.append(f"4 {MONTHS[month]} 2025;Coir net;;PCS;")  # quarantined for good
    return csv_report(UNITS[unit], f"{MONTHS[month]} 2025", tanggal, EKSPOR, *rows)


def produksi(unit: str, month: int, each: int) -> bytes:
    """What a unit made, as a workbook."""
    envelope = [["Nama UPT", UNITS[unit]], ["Periode", f"{MONTHS[month]} 2025"]]
    rows = [[f"Barang {n}", each + n, "PCS"] for n in range(ROWS)]
    return workbook(("Produksi", [*envelope, [], PRODUKSI, *rows]))


def deliver_first(house: House) -> None:
    """August of six units in four Kanwil, and what a night has to refuse."""
    at = datetime(2025, 9, 3, tzinfo=UTC)
    for n, unit in enumerate(UNITS):
        house.deliver(unit, "ekspor.csv", ekspor(unit, 8, "1 September 2025", 100 * n), at)
        house.deliver(unit, "produksi.xlsx", produksi(unit, 8, 10 * n), at)
    house.deliver(
        "lapas-sragen", "salinan/ekspor.csv", ekspor("lapas-cirebon", 8, "1 September 2025", 0)
    )
    house.deliver("lapas-kendari", "rusak.xlsx", b"PK\x03\x04junk", at)
    house.deliver("bukan-upt", "ekspor.csv", b"siapa?", at)


def deliver_later(house: House) -> None:
    """September, corrections of August, a report that comes too late, and one sent again."""
    at = datetime(2025, 10, 3, tzinfo=UTC)
    for n, unit in enumerate(UNITS):
        house.deliver(unit, "ekspor_09.csv", ekspor(unit, 9, "1 Oktober 2025", 90 * n), at)
    for unit in ("lapas-cirebon", "lapas-kendari", "rutan-raha"):
        house.deliver(unit, "koreksi/ekspor.csv", ekspor(unit, 8, "2 Oktober 2025", 7), at)
    late = ekspor("lapas-sragen", 8, "1 Agustus 2025", 5)
    house.deliver("lapas-sragen", "terlambat/ekspor.csv", late, at)
    house.deliver(
        "lapas-sragen", "lagi/ekspor.csv", ekspor("lapas-sragen", 8, "1 September 2025", 400), at
    )
    house.deliver("lapas-purwodadi", "rusak.csv", b"\x00\x00", at)


def write_later_references(folder: Path) -> Path:
    """Today's reference data, and `kepingan` as a word for pieces."""
    shutil.copytree(references.FOLDER, folder)
    satuan = folder / "satuan.csv"
    lines = satuan.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("PCS,"))
    fields = lines[at].split(",")
    fields[3] += "|kepingan"
    lines[at] = ",".join(fields)
    satuan.write_text("\n".join(lines) + "\n")
    return folder


class Task(NamedTuple):
    """A run to be disturbed.

    Attributes:
        kind: What the child does.
        database: Where it begins, a database to be copied.
        home: The folder it begins with.
        before: How things stand where it has published nothing.
        after: How things stand where it was not disturbed.
        more: Further terms of the run.
    """

    kind: str
    database: str
    home: Path
    before: Standing
    after: Standing
    more: dict[str, str]


class Tasks:
    """The three runs to be disturbed; each begins where the one before it ends."""

    def __init__(self, postgres: str, folder: Path, nursery: Nursery) -> None:
        folder.mkdir()
        self.postgres = postgres
        self.folder = folder
        self.nursery = nursery
        self.copies = 0

    @cached_property
    def first(self) -> Task:
        """The first night of an empty warehouse."""
        house = House(self.folder / "first", new_database(self.postgres, "crash_first"))
        apply_settings(house.url, settings_of(house.home))  # as a flow does when it begins
        deliver_first(house)
        return self._undisturbed("night", house)

    @cached_property
    def later(self) -> Task:
        """A night of corrections."""
        house = self._end_of(self.first)
        deliver_later(house)
        return self._undisturbed("night", house)

    @cached_property
    def backfill(self) -> Task:
        """A month judged again by a later rulebook."""
        house = self._end_of(self.later)
        folder = write_later_references(self.folder / "references")
        with other_references(folder):
            migrate(house.url)
        more = {"bulan": AUGUST.isoformat(), "references": str(folder)}
        return self._undisturbed("backfill", house, **more)

    def _end_of(self, task: Task) -> House:
        home = self.folder / f"{task.home.name}_after"
        return House(home, self._url(f"{task.database}_after"))

    def _url(self, name: str) -> str:
        return self.postgres.replace("/postgres?", f"/{name}?")

    def _undisturbed(self, kind: str, house: House, **more: str) -> Task:
        """Run in a copy, where the next task may begin."""
        before = standing_of(house)
        name = database_of(house)
        home = house.home.with_name(f"{house.home.name}_after")
        after = self._copy(name, f"{name}_after", house.home, home)
        end = self.nursery.start(kind, after.home, after.url, **more).end()
        assert end.code == 0, end
        standing = standing_of(after)
        assert standing != before, "an undisturbed run changes what is published"
        return Task(kind, name, house.home, before, standing, more)

    def _copy(self, database: str, name: str, home: Path, to: Path) -> House:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
        shutil.copytree(home, to)
        return House(to, self._url(name))

    def house_for(self, task: Task) -> House:
        """A house of one's own, where a task begins."""
        self.copies += 1
        name = f"crash_{self.copies}"
        return self._copy(task.database, name, task.home, self.folder / name)

    def drop(self, house: House) -> None:
        """Done with a house."""
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database_of(house)}" WITH (FORCE)')
        shutil.rmtree(house.home)

    def start(self, task: Task, house: House, **more: object) -> Child:
        """Begin the run in a house; `url` leads another way to its warehouse."""
        terms = {"url": house.url, **task.more, **more}
        return self.nursery.start(task.kind, house.home, **terms)
