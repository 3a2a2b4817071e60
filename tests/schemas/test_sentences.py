"""A sentence is made from the parts of its reason, which stand beside it."""

from collections import Counter
from datetime import date

import polars as pl
import psycopg
import pytest
from nights import House, run_night, settings_of
from psycopg.rows import dict_row

from expectations.lintas import CROSS_RULES
from expectations.suite_amplop import amplop_suite
from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS
from schemas.reasons import REASONS
from schemas.references import load_references
from schemas.sentences import PARTS, say_cell, say_comparison, say_report
from simulation import SimulationRequest, simulate

PLAIN = {"kode": "E201", "sel": ["E10"], "tertulis": "", "diharapkan": "", "pesan": "kosong"}
SAID = pl.Schema({"judul": pl.String(), **PARTS, "pesan": pl.String()})


def _say(expression, **parts):
    return pl.DataFrame([{"judul": "Jumlah", **PLAIN, **parts}], SAID).select(expression).item()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({}, "Jumlah (E10): kosong."),
        ({"sel": ["", "F10"]}, "Jumlah: kosong."),
        ({"sel": []}, "Jumlah: kosong."),
        ({"tertulis": "(B7): -"}, "Jumlah (E10): tertulis “(B7): -”, kosong."),
        (
            {"kode": "E214", "tertulis": "1,5", "diharapkan": "1.500"},
            "Jumlah (E10): tertulis “1,5”, kosong (mungkin maksudnya 1.500?).",
        ),
        ({"kode": "E212", "diharapkan": "KG, TON"}, "Jumlah (E10): kosong: KG, TON."),
        ({"kode": "E225", "diharapkan": "12 ≠ 13"}, "Jumlah (E10): kosong (12 ≠ 13)."),
    ],
)
def test_a_sentence_about_a_row_says_cell_text_fault_and_what_was_expected(parts, sentence):
    assert _say(say_cell(), **parts) == sentence


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"tertulis": "120", "diharapkan": "100"}, "Jumlah: kosong (120 dibanding 100)."),
        ({}, "Jumlah: kosong."),
    ],
)
def test_a_sentence_about_two_figures_says_both(parts, sentence):
    assert _say(say_comparison(), **parts) == sentence


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (("E001", "Kosong."), ["Kosong."]),
        (("E004", "Rusak.", "zip"), ["Rusak.", "Tertulis: zip."]),
        (("E011", "Kurang.", "", "Omzet"), ["Kurang.", "Yang wajib: Omzet."]),
        (
            ("E101", "Tak dikenal.", "Lapas Grut", "Lapas Garut"),
            ["Tak dikenal.", "Tertulis: Lapas Grut.", "Mungkin maksudnya: Lapas Garut."],
        ),
        (
            ("E003", "Jenis.", "", "xlsx", "Ekspor"),
            ["Jenis.", "Lembar: Ekspor.", "Diharapkan: xlsx."],
        ),
    ],
)
def test_sentences_about_a_report_say_what_is_known(said, sentences):
    assert say_report(*said) == sentences


def _rules(house):
    """What every rule says, by dataset and code; "" for those of the envelope."""
    settings = settings_of(house.home)
    standards = Standards(load_references(), settings.split_pct)
    suites = {"": amplop_suite(settings.first_month)}
    suites |= {name: suite_for(name, standards) for name in DATASETS}
    said = {(name, r.code): r.message for name, suite in suites.items() for r in suite.rules}
    return said | {(c.dataset, c.rule.code): c.rule.message for c in CROSS_RULES}


def _title(line):
    columns = DATASETS[line["dataset"]].columns
    return columns[line["kolom"][0]].header if line["kolom"] else "Baris"


def _as_said(rules, line):
    """The sentence of a line of the warehouse, made anew from its parts alone."""
    code, dataset = line["kode"], line["dataset"]
    message = rules.get((dataset, code)) or rules.get(("", code)) or REASONS[code].message
    if code[1] in "01":
        is_warned = ("", code) in rules and code.startswith("W")
        texts = () if is_warned else (line["tertulis"], line["diharapkan"])
        return " ".join(say_report(code, message, *texts))
    parts = {name: line[name] for name in PARTS} | {"judul": _title(line), "pesan": message}
    expression = say_comparison() if line.get("lintas") else say_cell()
    return pl.DataFrame([parts], SAID).select(expression).item()


_PARTS = ", ".join(PARTS)
_STORED = (
    "SELECT dataset, p.*, said AS alasan FROM ops.quarantined_row, "
    "unnest(temuan, alasan) AS x (parts, said), jsonb_to_record(parts) AS p "
    "(kode text, kolom text[], sel text[], tertulis text, diharapkan text)",
    f"SELECT dataset, {_PARTS}, alasan FROM ops.rejected_report",
    f"SELECT dataset, {_PARTS}, alasan, lintas FROM ops.warning",
)


def test_every_stored_sentence_says_its_parts_and_nothing_else(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    month = date(2025, 10, 1)
    simulate(SimulationRequest(30, month, seed=3, out=house.inbox, defects=0.4, rows_per_unit=15))
    run_night(settings_of(tmp_path, gate_reject_share=1), warehouse)
    rules = _rules(house)

    with psycopg.connect(warehouse) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        found = [line for query in _STORED for line in cursor.execute(query).fetchall()]

    assert [line for line in found if _as_said(rules, line) != line["alasan"]] == []
    assert len(Counter(line["kode"] for line in found)) > 25
