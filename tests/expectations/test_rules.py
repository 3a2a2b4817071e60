"""Every rule of every suite has a row that trips exactly it, beside a clean one."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import polars as pl
import pytest

from expectations.gx_suites import BrokenSuiteError
from expectations.lintas import CROSS_RULES
from expectations.rules import Rule, Severity, Suite, at_most, between, present
from expectations.runner import find_violations
from expectations.suite_amplop import amplop_suite
from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS
from schemas.reasons import REASONS, VALUE_CODES
from schemas.references import load_references

STANDARDS = Standards(load_references(), (50, 15, 35))
SUITES = {name: suite_for(name, STANDARDS) for name in DATASETS}
SUITES["amplop"] = amplop_suite(date(2020, 1, 1))
NOVEMBER = date(2025, 11, 1)
RECEIVED = datetime(2025, 12, 1, 3, 0, tzinfo=UTC)

OF_REPORT = pl.Schema(
    {
        "row": pl.UInt32,
        "pelapor_id": pl.String,
        "jenis": pl.String,
        "kanwil_id": pl.String,
        "bulan": pl.Date,
        "received_at": pl.Datetime("us", "UTC"),
        "ulangan": pl.Int64,
        "kunci": pl.String,
    }
)
AMPLOP = pl.Schema(
    {
        "row": pl.UInt32,
        "nama_unit": pl.String,
        "kandidat": pl.Int64,
        "pelapor_id": pl.String,
        "pengirim_sah": pl.String,
        "boleh_lapor": pl.Boolean,
        "bulan": pl.Date,
        "tanggal_laporan": pl.Date,
        "received_at": pl.Datetime("us", "UTC"),
        "waktu_aneh": pl.Datetime("us", "UTC"),
        "lembar_serupa": pl.UInt32,
        "kelas_berbeda": pl.Boolean,
        "kanwil_sama": pl.Boolean,
        "tanggal_tak_terbaca": pl.Boolean,
        "hari_salah": pl.Boolean,
        "status_dikenal": pl.Boolean,
        "unit_ditulis": pl.Boolean,
        "bertentangan": pl.String,
    }
)
REPORT = {
    "pelapor_id": "lapas-cirebon",
    "jenis": "Lapas",
    "kanwil_id": "kanwil-jawa-barat",
    "bulan": NOVEMBER,
    "received_at": RECEIVED,
    "ulangan": 1,
}
CLEAN = {
    "amplop": {
        "nama_unit": "Lapas Kelas I Cirebon",
        "kandidat": 1,
        "pelapor_id": "lapas-cirebon",
        "pengirim_sah": "lapas-cirebon",
        "boleh_lapor": True,
        "bulan": NOVEMBER,
        "tanggal_laporan": date(2025, 11, 30),
        "received_at": RECEIVED,
        "lembar_serupa": 1,
        "kelas_berbeda": False,
        "kanwil_sama": True,
        "tanggal_tak_terbaca": False,
        "hari_salah": False,
        "status_dikenal": True,
        "unit_ditulis": True,
    },
    "partisipasi": {
        "total_wbp": 800,
        "narapidana": 700,
        "tahanan": 100,
        "peserta_kemandirian": 40,
        "peserta_kepribadian": 600,
        "persentase": Decimal(5),
        "target_persen": Decimal(70),
    },
    "kepribadian": {
        "bidang": "KESENIAN",
        "kegiatan": "Tari Gambyong",
        "jumlah_peserta": 20,
        "frekuensi": 4,
    },
    "kegiatan_kerja": {
        "bidang": "KERAJINAN",
        "jenis_kegiatan": "coir net",
        "jumlah_wbp": 40,
        "pekerja_inti": 11,
        "hari_kerja": 26,
        "tgl_mulai": date(2025, 11, 1),
        "tgl_selesai": date(2025, 11, 30),
    },
    "produksi": {
        "produk": "coco rope",
        "jumlah_produksi": Decimal(3000),
        "jumlah_produksi_min": Decimal(3000),
        "jumlah_produksi_maks": Decimal(3000),
        "satuan": "PCS",
        "produksi_harian_min": Decimal(100),
        "produksi_harian_max": Decimal(125),
        "harga_satuan": Decimal(5000),
        "nilai_produksi": Decimal(15_000_000),
        "lulus_qc": Decimal(3000),
    },
    "ekspor": {
        "tanggal_ekspor": date(2025, 11, 20),
        "ekspor_ke": 2,
        "produk": "coir net",
        "jumlah": Decimal(5400),
        "satuan": "PCS",
        "negara_tujuan": ["KR"],
        "nilai_fob_usd": Decimal(10_000),
        "nilai_idr": Decimal(160_000_000),
        "mitra_eksportir": "PT Coir",
        "hs_code": "5608.90",
        "no_peb": "123456",
        "jumlah_kontainer": 1,
        "jumlah_wbp": 40,
    },
    "premi_pnbp": {
        "kegiatan": "coir net",
        "omzet": Decimal(2000),
        "modal": Decimal(1000),
        "keuntungan": Decimal(1000),
        "premi": Decimal(500),
        "pnbp_disetor": Decimal(150),
        "tambahan_modal": Decimal(350),
        "jumlah_penerima": 40,
        "tabungan": Decimal(250),
        "ntpn": "0123456789ABCDEF",
        "target_pnbp_tahun": Decimal(17_000),
    },
    "pelatihan": {
        "nama_pelatihan": "Barista",
        "peserta": 20,
        "bersertifikat": 18,
        "tgl_mulai": date(2025, 11, 3),
        "tgl_selesai": date(2025, 11, 7),
    },
    "pemasaran": {
        "produk": "bakery",
        "pasar": "LOKAL",
        "kanal": "KOPERASI",
        "jumlah_terjual": Decimal(12),
        "satuan": "PCS",
    },
    "klien_bapas": {
        "klien_dewasa_l": 100,
        "klien_dewasa_p": 20,
        "klien_anak_l": 10,
        "klien_anak_p": 5,
        "total_klien": 135,
        "pelatihan_kerja": 10,
        "bekerja": 60,
        "pelatihan_wirausaha": 5,
        "pendampingan_pemasaran": 3,
    },
    "mitra": {
        "nama_mitra": "PT Coir",
        "jenis_mitra": "PERUSAHAAN",
        "kontrak_awal": date(2025, 1, 1),
        "kontrak_akhir": date(2025, 12, 31),
    },
    "program": {
        "pelapor_id": "kanwil-jawa-barat",
        "jenis": "Kanwil",
        "upt_id": "lapas-cirebon",
        "program": "Coir net",
        "status": "AKTIF",
    },
}
NO_SPLIT = {"keuntungan": None, "tambahan_modal": None}
# by suite, (code, first column the sender should look at): what makes a clean row trip that rule.
# An emptied required column (E201) and a second row of one key (E402) need no entry.
TRIPPED = {
    "amplop": {
        ("E111", "nama_unit"): {"nama_unit": None, "kandidat": None, "pelapor_id": None},
        ("E101", "upt_name"): {"kandidat": 0, "pelapor_id": None},
        ("E102", "upt_name"): {"kandidat": 2, "pelapor_id": None},
        ("E103", "upt_name"): {"pengirim_sah": "lapas-sragen"},
        ("E104", "periode"): {"bulan": None},
        ("E105", "periode"): {"bulan": date(2019, 12, 1)},
        ("E112", "periode"): {
            "bulan": date(2025, 12, 1),
            "tanggal_laporan": date(2025, 12, 1),
            "received_at": datetime(2025, 11, 30, 16, 59, tzinfo=UTC),
        },
        ("E106", "upt_name"): {"boleh_lapor": False},
        ("E107", "tanggal_laporan"): {"tanggal_laporan": date(2026, 1, 2)},
        ("E108", "tanggal_laporan"): {"tanggal_laporan": date(2025, 10, 31)},
        ("E109", ""): {"bertentangan": "Periode: Oktober 2025 (B3), judul: September 2025 (A2)"},
        ("W109", "periode"): {"bulan": date(2024, 11, 1)},
        ("E014", ""): {"lembar_serupa": 2},
        ("W101", "upt_name"): {"kelas_berbeda": True},
        ("W102", "kanwil"): {"kanwil_sama": False},
        ("W103", "tanggal_laporan"): {"tanggal_tak_terbaca": True},
        ("W104", "tanggal_laporan"): {"hari_salah": True},
        ("W106", "tanggal_laporan"): {"tanggal_laporan": date(2025, 12, 3)},
        ("W110", ""): {"waktu_aneh": datetime(2099, 1, 1, tzinfo=UTC)},
        ("W107", "status_verifikasi"): {"status_dikenal": False},
        ("W108", "upt_name"): {"unit_ditulis": False},
    },
    "partisipasi": {
        ("E206", ""): {"peserta_kepribadian": -1},
        ("E318", "total_wbp"): {
            "total_wbp": 0,
            "narapidana": 0,
            "tahanan": 0,
            "peserta_kemandirian": 0,
            "peserta_kepribadian": 0,
            "persentase": None,
        },
        ("E319", "narapidana"): {"narapidana": 701},
        ("E320", "peserta_kemandirian"): {"peserta_kemandirian": 801, "persentase": None},
        ("E321", "peserta_kepribadian"): {"peserta_kepribadian": 801},
        ("E322", "persentase"): {"persentase": Decimal("5.6")},
        ("E323", "target_persen"): {"target_persen": Decimal(101)},
        ("W314", "target_persen"): {"target_persen": Decimal(60)},
    },
    "kepribadian": {
        ("E206", ""): {"jumlah_peserta": -1},
        ("W317", "jumlah_peserta"): {"jumlah_peserta": None},
        ("E329", "frekuensi"): {"frekuensi": 94},
    },
    "kegiatan_kerja": {
        ("E206", ""): {"pekerja_inti": -1},
        ("W301", "jumlah_wbp"): {"jumlah_wbp": None},
        ("W302", "jumlah_wbp"): {"jumlah_wbp": 1501},
        ("E301", "pekerja_inti"): {"pekerja_inti": 41},
        ("E302", "hari_kerja"): {"hari_kerja": 32},
        ("E303", "tgl_mulai"): {"tgl_selesai": date(2025, 10, 31)},
        ("E304", "tgl_mulai"): {"tgl_mulai": date(2024, 11, 1)},
        ("E331", "tgl_mulai"): {"tgl_mulai": date(2025, 10, 1), "tgl_selesai": date(2025, 10, 31)},
    },
    "produksi": {
        ("E206", ""): {"harga_satuan": Decimal(-1), "nilai_produksi": None},
        ("E305", "produksi_harian_min"): {"produksi_harian_min": Decimal(126)},
        ("W303", "jumlah_produksi"): {
            "produksi_harian_min": Decimal(200),
            "produksi_harian_max": Decimal(250),
        },
        ("W304", "nilai_produksi"): {"nilai_produksi": Decimal(15_200_000)},
        ("E306", "lulus_qc"): {"lulus_qc": Decimal(3001)},
    },
    "ekspor": {
        ("E206", ""): {"jumlah_kontainer": -1},
        ("E307", "jumlah"): {"jumlah": Decimal(0)},
        ("E308", "tanggal_ekspor"): {"received_at": datetime(2025, 11, 19, 16, 59, tzinfo=UTC)},
        ("E309", "tanggal_ekspor"): {"tanggal_ekspor": date(2025, 9, 30)},
        ("E330", "tanggal_ekspor"): {"tanggal_ekspor": date(2025, 12, 1)},
        ("E310", "nilai_fob_usd"): {"nilai_fob_usd": Decimal(0), "nilai_idr": None},
        ("E311", "nilai_idr"): {"nilai_idr": Decimal(0), "nilai_fob_usd": None},
        ("E312", "ekspor_ke"): {"ekspor_ke": 0},
        ("W305", "satuan"): {"satuan": "KG"},
        ("W306", "nilai_idr"): {"nilai_idr": Decimal(190_000_000)},
        ("W307", "hs_code"): {"hs_code": "5608.90.1234"},
        ("W308", "hs_code"): {"hs_code": "9403.60"},
        ("W309", "no_peb"): {"no_peb": None, "mitra_eksportir": None},
    },
    "premi_pnbp": {
        ("E206", ""): {"target_pnbp_tahun": Decimal(-1)},
        ("W310", "modal"): {"modal": Decimal(2001), **NO_SPLIT},
        ("E313", "keuntungan"): {"modal": Decimal(998)},
        ("E314", "premi"): {"premi": Decimal(492), "tambahan_modal": Decimal(345)},
        ("E317", "premi"): {"premi": Decimal(900), "tambahan_modal": None},
        ("E315", "jumlah_penerima"): {"jumlah_penerima": 0},
        ("E316", "tabungan"): {"tabungan": Decimal(501)},
        ("W311", "ntpn"): {"ntpn": None},
        ("W312", "ntpn"): {"ntpn": "0123456789ABCDE-"},
        ("W313", "premi"): {"premi": Decimal(350), "pnbp_disetor": Decimal(300)},
    },
    "pelatihan": {
        ("E206", ""): {"bersertifikat": -1},
        ("E324", "bersertifikat"): {"bersertifikat": 21},
        ("E303", "tgl_mulai"): {"tgl_mulai": date(2025, 11, 8)},
        ("E331", "tgl_mulai"): {"tgl_mulai": date(2025, 12, 1), "tgl_selesai": date(2025, 12, 5)},
    },
    "pemasaran": {
        ("E206", ""): {"jumlah_terjual": Decimal(-1)},
        ("W315", "satuan"): {"satuan": None},
    },
    "klien_bapas": {
        ("E206", ""): {"bekerja": -1},
        ("E325", "total_klien"): {"total_klien": 136},
        ("E326", "pelatihan_kerja"): {"pelatihan_kerja": 136},
        ("E326", "bekerja"): {"bekerja": 136},
        ("E326", "pelatihan_wirausaha"): {"pelatihan_wirausaha": 136},
        ("E326", "pendampingan_pemasaran"): {"pendampingan_pemasaran": 136},
    },
    "mitra": {("E327", "kontrak_awal"): {"kontrak_awal": date(2026, 1, 1)}},
    "program": {("E328", "upt_id"): {"upt_id": "lapas-sragen"}},
}
# a rule within another rule: the wider one is tripped with it
WIDER = {"E107": {"W106"}, "E323": {"W314"}}
CROSS = {
    "W401": ((40, 40), (41, 40)),
    "W402": ((20, 800), (801, 800)),
    "W403": ((40, None), (41, 40)),
    "W404": ((40, 40), (41, 40)),
    "W405": ((5400, 5400), (5401, 5400)),
    "W406": ((0, None), (1, None)),
    "W407": ((0, None), (1, None)),
    "W408": ((1, None), (0, None)),
    "W409": ((1, None), (2, None)),
    "W410": ((1, None), (2, None)),
    "W411": ((1, None), (2, None)),
    "W412": ((80, None), (90, None)),
    "W413": ((20, 800), (801, 800)),
    "W414": ((3.5, None), (3.6, None)),
    "W415": ((0, None), (1, None)),
}


def _key(rule: Rule):
    return rule.code, rule.columns[0] if rule.columns else ""


def _override(name: str, rule: Rule):
    """What makes a clean row trip a rule; None where nobody has said."""
    if name in DATASETS and rule.code == "E201":
        return {rule.columns[0]: None, rule.arguments["column"]: None}
    if rule.code == "E401" and name in DATASETS:
        return {"ulangan": 2, "kunci": None}
    if rule.code == "E402":
        return {"kunci": "twin"}
    return TRIPPED[name].get(_key(rule))


def _schema(name: str):
    return AMPLOP if name == "amplop" else OF_REPORT | DATASETS[name].value_schema


def _frame(name: str, overrides):
    base = CLEAN[name] if name == "amplop" else REPORT | CLEAN[name]
    lines = [{"kunci": str(n), **base, **line, "row": n} for n, line in enumerate(overrides)]
    schema = pl.Schema(_schema(name))
    return pl.DataFrame([{k: line.get(k) for k in schema} for line in lines], schema)


@cache
def _judged(name: str):
    """Codes by row: 0 is the clean row, n + 1 the row that should trip the suite's rule n."""
    suite = SUITES[name]
    overrides = [{}, *(_override(name, rule) or {} for rule in suite.rules), {"kunci": "twin"}]
    frame = _frame(name, overrides)
    found = find_violations(frame, suite)
    return {
        row: found.filter(pl.col("row") == row).select("kode", "kolom").rows()
        for row in range(frame.height)
    }


EVERY_RULE = [
    pytest.param(name, number, id=f"{name} {' '.join(_key(rule))}".strip())
    for name, suite in SUITES.items()
    for number, rule in enumerate(suite.rules)
]


@pytest.mark.parametrize("name", SUITES)
def test_find_violations_finds_nothing_in_a_clean_row(name):
    assert _judged(name)[0] == []


@pytest.mark.parametrize(("name", "number"), EVERY_RULE)
def test_every_rule_has_a_row_that_trips_exactly_it(name, number):
    rule = SUITES[name].rules[number]

    assert _override(name, rule), "a new rule needs a row that trips it"
    found = _judged(name)[number + 1]
    assert {code for code, _ in found} == {rule.code} | WIDER.get(rule.code, set())


@pytest.mark.parametrize(("name", "number"), EVERY_RULE)
def test_every_rule_names_the_columns_the_sender_should_look_at(name, number):
    rule = SUITES[name].rules[number]

    columns = {c for code, c in _judged(name)[number + 1] if code == rule.code}

    if rule.blame:
        assert len(columns) == 1
        assert columns <= _override(name, rule).keys()
    else:
        assert columns == {",".join(rule.columns)}
    known = _schema(name).keys() | {"upt_name", "periode", "kanwil", "status_verifikasi"}
    assert set(rule.columns) <= known


@pytest.mark.parametrize(
    ("name", "first", "last", "within"),
    [
        pytest.param("pelatihan", date(2025, 11, 30), None, True, id="begins on the last day"),
        pytest.param("pelatihan", date(2025, 10, 20), date(2025, 11, 1), True, id="ends in it"),
        pytest.param("pelatihan", date(2025, 10, 1), date(2025, 12, 9), True, id="lasts longer"),
        pytest.param("pelatihan", None, date(2025, 12, 5), True, id="only the last day, after it"),
        pytest.param("pelatihan", None, date(2025, 10, 31), False, id="only the last day, before"),
        pytest.param("pelatihan", date(2025, 1, 13), None, False, id="of January, no last day"),
        pytest.param("pelatihan", date(2025, 12, 1), None, False, id="of the month after"),
        pytest.param("pelatihan", None, None, True, id="no day at all"),
        pytest.param("kegiatan_kerja", date(2025, 1, 13), None, True, id="work goes on since"),
        pytest.param(
            "kegiatan_kerja", None, date(2025, 1, 13), True, id="work without a first day"
        ),
        pytest.param(
            "kegiatan_kerja", date(2025, 9, 1), date(2025, 10, 31), False, id="work that was over"
        ),
    ],
)
def test_rows_of_another_month_are_held_back(name, first, last, within):
    frame = _frame(name, [{"tgl_mulai": first, "tgl_selesai": last}])

    found = find_violations(frame, SUITES[name])

    assert found["kode"].to_list() == ([] if within else ["E331"])


@pytest.mark.parametrize("cross", CROSS_RULES, ids=lambda cross: cross.rule.code)
def test_a_rule_between_reports_is_judged_again_for_every_dataset_it_looks_at(cross):
    looked_at = set(re.findall(r"fact\.(\w+)", cross.query))
    if "a.penghuni" in cross.query and cross.compares:
        looked_at.add("partisipasi")

    assert looked_at <= set(cross.compares or DATASETS)


@pytest.mark.parametrize("cross", CROSS_RULES, ids=lambda cross: cross.rule.code)
def test_every_rule_between_reports_has_a_pair_that_trips_it(cross):
    pairs = CROSS[cross.rule.code]
    schema = {"row": pl.UInt32, "kiri": pl.Float64, "kanan": pl.Float64}
    rows = pl.DataFrame([(n, *pair) for n, pair in enumerate(pairs)], schema, orient="row")

    found = find_violations(rows.with_columns(skor="kiri"), cross.suite)

    assert found.select("row", "kode").rows() == [(1, cross.rule.code)]
    if cross.dataset:
        assert cross.rule.columns[0] in DATASETS[cross.dataset].columns
    assert cross.rule.severity is Severity.WARNING


def test_reading_rules_give_one_reason_for_each_column_that_could_not_be_read():
    suite = suite_for("mitra", STANDARDS, VALUE_CODES)
    clean = _frame("mitra", [{} for _ in range(len(VALUE_CODES) + 1)])
    codes = [
        pl.when(pl.col("row") == n).then(pl.lit("kontrak_awal,kontrak_akhir")).alias(code)
        for n, code in enumerate(VALUE_CODES, 1)
    ]

    found = find_violations(clean.with_columns(codes), suite)

    assert found.select("row", "kode", "kolom").rows() == [
        (n, code, column)
        for n, code in enumerate(VALUE_CODES, 1)
        for column in ("kontrak_awal", "kontrak_akhir")
    ]


ALL_RULES = [rule for suite in SUITES.values() for rule in suite.rules]
ALL_RULES += [cross.rule for cross in CROSS_RULES]
MESSAGES = [(rule.code, rule.message) for rule in ALL_RULES]
MESSAGES += [(code, reason.message) for code, reason in REASONS.items()]


def test_one_code_has_one_meaning():
    meanings = {}
    for code, message in MESSAGES:
        meanings.setdefault(code, set()).add(message)

    assert {code: words for code, words in meanings.items() if len(words) > 1} == {}


@pytest.mark.parametrize(("code", "message"), sorted(set(MESSAGES)))
def test_every_message_is_an_indonesian_sentence(code, message):
    words = set(re.findall(r"[a-z]+", message.lower()))

    assert re.fullmatch(r"[EW]\d{3}", code)
    assert words
    assert not words & {"the", "must", "is", "not", "of", "and", "row", "value", "missing"}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_severity_follows_the_letter_of_the_code(rule):
    expected = {"E": Severity.CRITICAL, "W": Severity.WARNING}[rule.code[0]]

    assert rule.severity is expected
    assert rule.source


def test_find_violations_lists_every_failing_row_of_a_large_frame():
    size, bad = 30_000, 25_000
    rows = pl.DataFrame({"row": range(size), "jumlah": [-1] * bad + [1] * (size - bad)})
    suite = Suite("besar", {}, (between("E206", "jumlah", (0, None), "kurang dari nol"),))

    found = find_violations(rows, suite)

    assert found["row"].to_list() == list(range(bad))


@pytest.mark.parametrize("name", ["mitra", "amplop"])
def test_find_violations_judges_an_empty_frame_without_complaint(name):
    assert find_violations(_frame(name, []), SUITES[name]).is_empty()


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(between("E999", "teks", (0, 1), "x"), id="compares text with a number"),
        pytest.param(at_most("E999", "teks", "angka", "x"), id="compares two types"),
        pytest.param(present("E999", "tiada", "x"), id="looks at a column that is not there"),
        pytest.param(
            Rule(
                "E999",
                "ExpectColumnValuesToMatchRegex",
                {"column": "angka", "regex": "["},
                (),
                "x",
                "own",
            ),
            id="pattern that is none",
        ),
    ],
)
def test_find_violations_stops_at_a_rule_that_cannot_be_evaluated(rule):
    rows = pl.DataFrame({"row": [0, 1], "teks": ["a", "b"], "angka": [1, 2]})
    suite = Suite("rusak", {}, (present("E201", "teks", "kosong"), rule))

    with pytest.raises(BrokenSuiteError, match="rusak"):
        find_violations(rows, suite)


def test_find_violations_stops_at_a_helper_column_that_cannot_be_computed():
    rows = pl.DataFrame({"row": [0], "teks": ["a"]})
    rule = between("E999", "lama", (0, 1), "x")
    suite = Suite("rusak", {"lama": pl.col("teks").dt.year()}, (rule,))

    with pytest.raises(BrokenSuiteError, match="rusak"):
        find_violations(rows, suite)
