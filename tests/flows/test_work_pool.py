"""A backfill over two machines of a work pool, one of which is lost, ends as one on one machine."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psutil
import pytest
from deployments import machine, switch_off
from nights import House, csv_report, new_database
from prefect.client.orchestration import get_client

from flows import pool
from schemas.warehouse.deciding import change_setting

POOL = "pembinaan-months"
MONTHS = {7: "Juli", 8: "Agustus", 9: "September"}
UNITS = {"lapas-garut": "Lapas Garut", "lapas-ciamis": "Lapas Ciamis", "rutan-raha": "Rutan Raha"}
PREMI = "Kegiatan;Hasil Penjualan;Laba;Premi;PNBP;Pengembangan Modal;Jumlah Penerima;NTPN"
ROW = "Coir net;2.000.000;1.000.000;500.000;150.000;350.000;12;1234567890ABCDEF"


def judged_by_another_split(home, url) -> House:
    """A house whose reports are flagged, until they are judged again by today's split of profit."""
    house = House(home, url)
    for unit, name in UNITS.items():
        for month, bulan in MONTHS.items():
            content = csv_report(name, f"{bulan} 2025", "1 November 2025", PREMI, ROW)
            house.deliver(unit, f"premi_pnbp_2025-{month:02d}.csv", content)
    change_setting(url, "split_pct", "[40, 20, 40]")
    house.run_night()
    change_setting(url, "split_pct", "[50, 15, 35]")
    return house


def lose_in_the_middle(lost: psutil.Process) -> str:
    """Switch a machine off while it judges a month; return the flow run that dies with it."""
    for _ in range(600):
        for process in lost.children(recursive=True):
            run_id = environ_of(process).get("PREFECT__FLOW_RUN_ID")
            if run_id and state_of(run_id).is_running():
                switch_off(lost)
                return run_id
        time.sleep(0.2)
    raise AssertionError("the machine was given no month")


def environ_of(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:  # it has just ended, or not yet begun
        return {}


def state_of(run_id: str):
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run_id).state


@pytest.mark.usefixtures("deployed")
def test_a_backfill_over_a_pool_that_loses_a_machine_ends_as_one_without(
    postgres, tmp_path, monkeypatch
):
    alone, spread = (
        judged_by_another_split(tmp_path / name, new_database(postgres, f"pool_{name}"))
        for name in ("alone", "spread")
    )
    flagged = alone.fingerprint()
    here = alone.run_backfill("2025-07", "2025-09")
    monkeypatch.setattr(pool, "SILENT", timedelta(seconds=45))  # one heartbeat, and its delay

    with machine(spread, POOL) as lost, machine(spread, POOL), ThreadPoolExecutor(1) as side:
        dead = side.submit(lose_in_the_middle, lost)
        state = spread.run_backfill("2025-07", "2025-09", pool=POOL)

    assert state.is_completed(), state.message
    assert flagged != alone.fingerprint() == spread.fingerprint()
    assert said(spread.told(state)) == said(alone.told(here))
    assert state_of(dead.result()).is_crashed()


def said(told):
    """What the months did, in words, versions and figures; each of them did something."""
    assert len(told.counts) == len(told.chunks)
    return told


@pytest.mark.usefixtures("prefect_server")
def test_a_pool_that_no_month_is_deployed_to_is_named(warehouse, tmp_path):
    state = House(tmp_path, warehouse).run_backfill("2025-07", "2025-07", pool="tak-ada")

    assert state.is_failed()
    assert "backfill-month is not deployed to a work pool 'tak-ada'" in state.message
