"""Judging looks at no row beyond its own report, so it may go in as many passes as fit."""

from datetime import date

import polars as pl
from nights import settings_of
from polars.testing import assert_frame_equal

from schemas.contracts import DATASETS
from schemas.references import load_references
from simulation import SimulationRequest, simulate
from tasks import pipeline
from tasks.collect import group_by_kanwil, keep, list_deliveries
from tasks.read import read_submissions


def test_many_passes_give_the_verdicts_of_one(tmp_path, monkeypatch):
    settings = settings_of(tmp_path)
    simulate(SimulationRequest(16, date(2026, 9, 1), seed=5, out=tmp_path / "inbox"))
    places = (settings.inbox_url, settings.archive_url, settings.max_file_mb, load_references())
    groups = group_by_kanwil(list_deliveries(settings.inbox_url), load_references())
    readings = [
        read_submissions(keep(files, *places), number * 10**6, settings.max_cells)
        for number, files in enumerate(groups.values())
    ]
    sheets = pl.concat([reading.sheets for reading in readings])
    reports = pipeline.judge_envelopes(sheets, settings).accepted
    reported = {
        name: [reading.rows[name] for reading in readings if name in reading.rows]
        for name in DATASETS
    }

    def judge_all():
        return {
            name: pipeline.judge_dataset(
                name, rows, reports.filter(pl.col("dataset") == name), settings
            )
            for name, rows in reported.items()
        }

    at_once = judge_all()
    monkeypatch.setattr(pipeline, "_MOST_AT_ONCE", 30)
    in_passes = judge_all()

    assert sum(verdict.quarantined.height for verdict in at_once.values()) > 10
    for name, verdict in at_once.items():
        for one, many in zip(verdict[1:], in_passes[name][1:], strict=True):
            order = [column for column in ("report_no", "baris", "sel", "kode") if column in one]
            assert_frame_equal(one.sort(order), many.sort(order))
