"""A copy that the archive no longer has as it was given is found, mended if it can be, or named."""

import os

import pytest
from nights import House, csv_report, run_night, settings_of
from typer.testing import CliRunner

from flows.commands import app
from tasks.verify import verify, verify_sample

HEADER = "Nama Produk;Jumlah Produksi;Satuan"


@pytest.fixture
def house(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    for made, unit in enumerate(("Lapas Cirebon", "Rutan Raha"), 1):
        content = csv_report(unit, "November 2025", "", HEADER, f"Roti;{made};buah")
        house.deliver(unit.lower().replace(" ", "-"), "produksi.csv", content)
    house.deliver("rutan-raha", "kosong.csv", b"")  # refused unread: there is no copy
    run_night(settings_of(tmp_path), warehouse)
    return house


def _copy(house, sender="rutan-raha"):
    [(sha256,)] = house.ask(
        "SELECT sha256 FROM ops.submission WHERE (sender, name) = (%s, 'produksi.csv')", sender
    )
    return house.home / "archive" / sha256[:2] / sha256


def _damage(house, sebab):
    copy = _copy(house)
    content = copy.read_bytes()
    copy.unlink()
    if sebab == "damaged":
        copy.write_bytes(content[:-1])
    return copy, content


@pytest.mark.parametrize("sebab", ["damaged", "missing"])
@pytest.mark.parametrize("is_there", [True, False], ids=["mended", "named"])
def test_verify_mends_from_the_landing_zone_or_names(house, sebab, is_there, monkeypatch):
    copy, content = _damage(house, sebab)
    if not is_there:
        (house.inbox / "rutan-raha" / "produksi.csv").write_bytes(b"lain")
    monkeypatch.setenv("PEMBINAAN_HOME", str(house.home))
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", house.url)

    said = CliRunner().invoke(app, ["verify"])

    told = " ".join(said.output.split())
    mended = "1 mended" if is_there else "1 not mended"
    assert f"2 archived copies checked, 1 sound, {mended}: rutan-raha/produksi.csv ({sebab}" in told
    assert (said.exit_code, copy.exists() and copy.read_bytes() == content) == (
        (0, True) if is_there else (1, False)
    )


def test_a_nights_sample_names_what_is_lost_and_is_silent_otherwise(house):
    settings = settings_of(house.home, verify_sample=20)
    assert verify_sample(settings, house.url, "malam") == ""
    _damage(house, "missing")
    (house.inbox / "rutan-raha" / "produksi.csv").unlink()

    said = verify_sample(settings, house.url, "malam")

    assert "1 not mended: rutan-raha/produksi.csv (missing" in said
    assert house.ask("SELECT name, sebab FROM ops.left_file WHERE run_id = 'malam'") == [
        ("produksi.csv", "missing")
    ]
    assert verify(settings, house.url, 1).sound <= 1


def test_a_copy_is_on_the_disk_before_it_has_its_name(house, monkeypatch):
    done = []
    for name in ("fsync", "rename", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, f=real: (done.append(n), f(*a))[1])
    content = csv_report("Lapas Cirebon", "November 2025", "", HEADER, "Roti;9;buah")
    house.deliver("lapas-cirebon", "produksi lagi.csv", content)

    run_night(settings_of(house.home), house.url)

    assert [step for step in done if step != "rename"][:3] == ["fsync", "replace", "fsync"]
