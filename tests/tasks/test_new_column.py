"""A column is added to a dataset by its contract alone: written, read, conformed and judged."""

import json
import sys
from datetime import date

import polars as pl
import pytest
from nights import judge_files, settings_of

from schemas.contracts import DATASETS, Kind, Reported
from schemas.references import load_references
from simulation import SimulationRequest, simulate, truth_path
from tasks.collect import keep, list_deliveries

MONTH = date(2025, 11, 1)
UNITS = {Kind.COUNT: "orang", Kind.MONEY: "IDR", Kind.PERCENT: "%", Kind.NUMBER: "KG"}
KEY = ["sender", "berkas", "lembar", "baris"]


def new_column(kind, unit="", *, required):
    """A column of a kind, as `reported` describes one."""
    terms = "jenis_mitra" if kind is Kind.TERM else ""
    name = f"baru_{kind.name.lower()}{unit and '_'}{unit.lower()}".replace("/", "_")
    told = (f"Kolom {name}", (), kind, unit or UNITS.get(kind, ""), required, terms, None, "baru")
    return Reported(name, *told)


def forget():
    """Read contracts anew: what was worked out of them is remembered."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("tasks.", "simulation.")):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear") and kept is not load_references:
                    kept.cache_clear()


@pytest.fixture
def add(monkeypatch):
    """Add columns to a dataset; they go with the test."""

    def to(dataset, columns):
        for column in columns:
            monkeypatch.setitem(DATASETS[dataset].columns, column.name, column)
            monkeypatch.setitem(DATASETS[dataset].value_schema, column.name, column.dtype)
        forget()

    yield to
    monkeypatch.undo()
    forget()


def judged(home, share=0.0):
    """What is made of made-up reports, and the truth about them."""
    inbox, settings = home / "inbox", settings_of(home)
    simulate(SimulationRequest(14, MONTH, 7, inbox, share, forms=0))
    kept = keep(list_deliveries(str(inbox)), str(inbox), str(home / "arsip"), 50, load_references())
    return judge_files(list(kept), settings), pl.read_parquet(truth_path(inbox))


def said(value):
    """A value as the truth writes it."""
    match value:
        case list() | pl.Series():
            return ",".join(value)
        case None:
            return None
        case _:
            text = str(value)
            return text.rstrip("0").rstrip(".") if "." in text else text


@pytest.mark.parametrize(
    ("dataset", "required"),
    [("premi_pnbp", False), ("produksi", True)],
    ids=["optional, no satuan", "required, satuan"],
)
def test_a_new_column_of_every_kind_is_published_as_it_was_meant(tmp_path, add, dataset, required):
    has_satuan = "satuan" in DATASETS[dataset].columns
    own = [new_column(kind, required=required) for kind in Kind]
    own += [new_column(Kind.NUMBER, u, required=required) for u in ("hari", "M2")]
    own += [new_column(Kind.NUMBER, "satuan", required=required)] * has_satuan
    add(dataset, own)

    night, truth = judged(tmp_path)

    [verdict] = [v for v in night.rows if v.dataset == dataset]
    files = night.reports.accepted.select("report_no", *KEY[:3])
    rows = verdict.accepted.join(files, on="report_no")
    meant = {tuple(at): json.loads(v) for *at, v in _clean(truth, dataset).rows()}
    found = {tuple(row[k] for k in KEY): row for row in rows.iter_rows(named=True)}
    assert found.keys() == meant.keys()
    assert len(found) > 10
    for column in own:
        got = {at: said(row[column.name]) for at, row in found.items()}
        assert got == {at: told.get(column.name) for at, told in meant.items()}, column.name


def _clean(truth, dataset):
    return truth.filter(pl.col("nilai").is_not_null(), dataset=dataset).select(*KEY, "nilai")
