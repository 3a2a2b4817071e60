"""Contracts, reference files and the direction of imports."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS, NUMERIC, ROW_KEYS, Kind
from schemas.contracts.amplop import ENVELOPE
from schemas.contracts.contract import OF_ROW
from schemas.metrics import EXPORTED, METRICS
from schemas.reasons import REASONS
from schemas.references import FOLDER, NOT_A_COUNTRY, load_references, read_reference
from schemas.unit_names import parse_unit_name
from schemas.wording import wording_key

PROJECT = Path(__file__).parents[2]
REFERENCES = load_references()


def test_datasets_are_the_eleven_of_the_form():
    expected = (
        "partisipasi kepribadian kegiatan_kerja produksi ekspor premi_pnbp pelatihan pemasaran "
        "klien_bapas mitra program"
    )

    assert list(DATASETS) == expected.split()


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_headers_of_a_dataset_name_one_column_each(dataset):
    keys = Counter(
        wording_key(header)
        for column in dataset.columns.values()
        for header in {wording_key(h): h for h in (column.header, *column.variants)}.values()
    )

    assert [key for key, count in keys.items() if count > 1 or not key] == []


def test_labels_of_the_envelope_name_one_field_each():
    keys = Counter(
        wording_key(label)
        for field in ENVELOPE.values()
        for label in (field.header, *field.variants)
    )

    assert [key for key, count in keys.items() if count > 1] == []


def test_titles_name_one_dataset_each():
    keys = Counter(
        key
        for d in DATASETS.values()
        for key in {wording_key(t) for t in (d.name, *d.model.titles)}
    )

    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_column_is_described(dataset):
    for column in dataset.columns.values():
        assert column.comment, column
        assert dataset.table.columns[column.name].comment == column.comment
        assert bool(column.unit) == (column.kind in NUMERIC - {Kind.ORDINAL}), column
        assert (column.kind is Kind.TERM) == (column.terms in REFERENCES.terms), column
        assert set(column.bounds or ()) <= dataset.value_schema.keys(), column
        assert not column.unit.startswith(OF_ROW) or "satuan" in dataset.columns, column


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_fact_table_is_documented_and_keyed(dataset):
    assert dataset.table.schema == "fact"
    assert dataset.table.comment
    assert [c.name for c in dataset.table.columns if not c.comment] == []
    assert [c.name for c in dataset.table.primary_key] == ["report_id", "baris"]
    assert {c.name for c in dataset.table.columns} == {*ROW_KEYS, *dataset.value_schema}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_dataset_has_senders_a_key_and_required_columns(dataset):
    kinds = {unit.kind for periods in REFERENCES.units.values() for unit in periods}

    assert dataset.model.reporters <= kinds
    assert dataset.model.owed_by <= dataset.model.reporters
    assert set(dataset.model.key) <= dataset.columns.keys()
    assert len([c for c in dataset.columns.values() if c.required]) >= 2


@pytest.mark.parametrize("metric", [*METRICS, EXPORTED], ids=lambda metric: metric.name)
def test_every_metric_rests_on_columns_of_its_dataset(metric):
    contract = DATASETS[metric.dataset]
    looked_at = set(re.findall(r"\bf\.(\w+)", f"{metric.expression} {metric.value}"))

    assert looked_at - {"report_id"} <= set(contract.table.columns.keys())
    assert metric.column in contract.columns
    assert metric.counts or contract.columns[metric.column].kind in NUMERIC
    assert metric.meaning


def test_every_reason_has_a_message_and_a_source():
    assert [r.code for r in REASONS.values() if not (r.message and r.source)] == []


KEYS = {
    "upt": ["upt_id", "berlaku_dari"],
    "kanwil": ["kanwil_id"],
    "provinsi": ["kode_provinsi"],
    "produk": ["produk"],
    "satuan": ["satuan"],
    "istilah": ["kelompok", "kode"],
    "target": ["berlaku_dari"],
    "kurs": ["berlaku_dari"],
    "unit_alias": ["alias"],
    "negara_alias": ["alias"],
    "bulan_alias": ["alias"],
    "hari_alias": ["alias"],
    "singkatan": ["singkatan"],
    "keterangan": ["kata"],
    "keterangan_tetap": ["tempat", "dataset", "kolom", "teks"],
}


def test_every_reference_file_is_known_here():
    assert {path.stem for path in FOLDER.glob("*.csv")} == KEYS.keys()


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_reference_file_has_unique_keys_and_a_source_for_every_line(name, key):
    frame = read_reference(name)

    assert frame.filter(pl.struct(key).is_duplicated()).is_empty()
    # what is learnt has its source in what it is learnt from
    assert name == "keterangan" or frame["sumber"].null_count() == 0
    assert frame[key[0]].null_count() == 0


@pytest.mark.parametrize("name", ["unit_alias", "negara_alias", "bulan_alias", "hari_alias"])
def test_aliases_of_one_wording_mean_one_thing(name):
    frame = read_reference(name)
    same = parse_unit_name if name == "unit_alias" else wording_key
    meanings = {}
    for alias, code in frame.select(frame.columns[:2]).iter_rows():
        meanings.setdefault(same(alias), set()).add(code)

    assert {alias for alias, codes in meanings.items() if len(codes) > 1} == set()


def test_register_points_to_known_kanwil_and_provinces():
    register, kanwil = read_reference("upt"), read_reference("kanwil")
    provinces = set(read_reference("provinsi")["kode_provinsi"])
    of_kanwil = {
        r["kanwil_id"]: set(r["kode_provinsi"].split(";")) for r in kanwil.iter_rows(named=True)
    }

    assert set(register["kanwil_id"]) == of_kanwil.keys()
    assert set().union(*of_kanwil.values()) == provinces
    assert sum(map(len, of_kanwil.values())) == len(provinces)
    astray = [
        r["upt_id"]
        for r in register.iter_rows(named=True)
        if r["kode_provinsi"] not in of_kanwil[r["kanwil_id"]]
    ]
    assert astray == []


def test_register_has_the_units_that_were_found():
    kinds = Counter(periods[-1].kind for periods in REFERENCES.units.values())

    assert kinds == {"Lapas": 337, "Rutan": 162, "LPKA": 33, "Bapas": 90, "RS": 1, "Kanwil": 33}


def test_aliases_point_to_known_codes():
    countries = REFERENCES.country_names.keys() | {NOT_A_COUNTRY}

    assert set(read_reference("unit_alias")["unit_id"]) <= REFERENCES.units.keys()
    assert set(read_reference("negara_alias")["negara"]) <= countries
    assert set(read_reference("bulan_alias")["bulan"].cast(int)) <= set(range(1, 13))
    assert set(read_reference("hari_alias")["hari"].cast(int)) <= set(range(1, 8))


def test_products_point_to_known_choices():
    products = read_reference("produk")

    assert set(products["bidang"]) <= set(REFERENCES.terms["bidang_kerja"].values())
    assert set(products["satuan_lazim"].drop_nulls()) <= set(REFERENCES.terms["satuan"].values())
    assert [code for codes in REFERENCES.hs6.values() for code in codes if len(code) != 6] == []


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_vocabulary_a_contract_uses_exists(dataset):
    used = {column.terms for column in dataset.columns.values() if column.terms}

    assert used <= REFERENCES.terms.keys()
    assert all(REFERENCES.terms[terms] for terms in used)


@pytest.mark.parametrize("dataset", DATASETS)
def test_rules_look_only_at_columns_that_are_there(dataset):
    suite = suite_for(dataset, Standards(REFERENCES, (50, 15, 35)))
    of_report = {"ulangan", "kunci", "jenis", "kanwil_id", "bulan", "received_at", "pelapor_id"}
    known = DATASETS[dataset].value_schema.keys() | of_report

    needed = {name for expr in suite.derived.values() for name in expr.meta.root_names()}
    looked_at = {v for r in suite.rules for k, v in r.arguments.items() if k.startswith("column")}

    assert needed <= known | suite.derived.keys()
    assert looked_at <= known | suite.derived.keys()


LAYERS = ("schemas", "expectations", "tasks", "flows")
MODULES = [path for layer in LAYERS for path in sorted((PROJECT / layer).rglob("*.py"))]


@cache
def _imported(path):
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


def test_imports_point_one_way():
    astray = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in MODULES
        for name in _imported(path)
        if name.partition(".")[0] in LAYERS[LAYERS.index(path.relative_to(PROJECT).parts[0]) + 1 :]
    ]

    assert astray == []


STAGES = ("collect", "read", "conform", "audit", "publish", "report", "pipeline")


def _stage_of(module):
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if parts[0] == "tasks" and parts[1:2] and parts[1] in STAGES else None


def test_no_stage_imports_a_later_one():
    stages = {path: _stage_of(str(path.relative_to(PROJECT))) for path in MODULES}
    astray = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path, own in stages.items()
        for name in _imported(path)
        if own and _stage_of(name) in STAGES[STAGES.index(own) + 1 :]
    ]

    assert astray == []


def test_only_expectations_import_great_expectations_or_pandas():
    importing = {
        str(path.relative_to(PROJECT))
        for path in MODULES
        if {name.partition(".")[0] for name in _imported(path)} & {"great_expectations", "pandas"}
    }

    assert importing == {
        "expectations/evidence/pages.py",
        "expectations/evidence/results.py",
        "expectations/gx_suites.py",
        "expectations/runner.py",
    }


def test_commands_and_flows_ask_nothing_of_the_warehouse_themselves():
    """But for `sql`, whose question is the user's."""
    asking = [
        str(path.relative_to(PROJECT))
        for path in (PROJECT / "flows").rglob("*.py")
        if re.search(r"\.(execute|cursor)\(", path.read_text(encoding="utf-8"))
    ]

    assert asking == ["flows/question.py"]


def test_no_module_of_flows_hides_a_top_level_folder():
    assert {path.stem for path in (PROJECT / "flows").iterdir()}.isdisjoint(LAYERS)


def test_no_name_of_a_module_stands_twice():
    """A room is found by its name; only packages' own files and migrations share theirs."""
    names = Counter(
        path.stem
        for layer in LAYERS
        for path in (PROJECT / layer).rglob("*.py")
        if path.stem != "__init__" and "migrations" not in path.parts
    )

    assert [name for name, times in names.items() if times > 1] == []
