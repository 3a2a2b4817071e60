"""Real shapes from bytes to verdict: what is published of each, and why the rest is not.

All files are read and judged at once, each of a unit of its own, as a night would.
"""

import hashlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from nights import judge_files, settings_of
from openpyxl.styles import Font

from schemas.references import load_references
from tasks.collect import Kept, Receipt

RECEIVED = datetime(2025, 12, 3, 4, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime.fromisoformat("2025-09-30T23:59:48")  # a cell knows no zone
PRODUKSI = ["No", "Nama Produk", "Jumlah Produksi", "Satuan"]
PREMI = ["No", "Kegiatan", "Omzet", "Premi WBP", "PNBP Disetor", "Jumlah Penerima"]
GIATJA = ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP"]
EKSPOR = ["No", "Tanggal Ekspor", "Jenis Produk", "Jumlah Ekspor", "Satuan", "Negara Tujuan"]
PELATIHAN = ["No", "Nama Pelatihan", "Jumlah Peserta", "Bersertifikat", "Tgl Pelaksanaan"]
TITLES = {"produksi": "Produksi", "premi_pnbp": "Premi PNBP", "kegiatan_kerja": "Giatja"}
KESET = [1, "Keset", 20, "lembar"]
SHAPES = {}


def shape(name, dataset, rows, columns, published, held=(), **more):  # noqa: PLR0917 (a table)
    """Name a shape: its table, and what is published of some columns and held for which reasons."""
    SHAPES[name] = (dataset, rows, columns, published, list(held), more)


def strike(sheet):
    for cell in sheet[8]:
        cell.font = Font(strike=True)


def format_as(address, number_format):
    def change(sheet):
        sheet[address].number_format = number_format

    return change


def merge(*ranges):
    def change(sheet):
        for found in ranges:
            sheet.merge_cells(found)

    return change


def filter_away(sheet):
    sheet.auto_filter.ref = "A6:F8"
    sheet.row_dimensions[8].hidden = True


shape(
    "figures with company",
    "produksi",
    [PRODUKSI, [1, "Keset", "40*", "lembar"], [2, "Batik", "12 1)", "lembar"]],
    ("produk", "jumlah_produksi"),
    [("batik", 12), ("keset", 40)],
)
shape(
    "a number in words behind it",
    "kegiatan_kerja",
    [
        GIATJA,
        [1, "Kerajinan", "Keset", "40 (empat puluh) orang"],
        [2, "Kerajinan", "Batik", "12 (tiga belas)"],
    ],
    ("jenis_kegiatan", "jumlah_wbp"),
    [("keset", 40)],
    ["E202"],
)
shape(
    "marks nobody sees",
    "produksi",
    [PRODUKSI, [1, "Keset\ufeff", "\u200e300", "lembar\u200b"], [2, "Roti", "1.200\u200b", "pcs"]],
    ("produk", "jumlah_produksi", "satuan"),
    [("bakery", 1200, "PCS"), ("keset", 300, "LEMBAR")],
)
shape(
    "the unit in the number's format",
    "produksi",
    [PRODUKSI, [1, "Kangkung", 540, ""], [2, "Tempe", 700, "pcs"]],
    ("produk", "jumlah_produksi", "satuan"),
    [("kangkung", 540, "KG"), ("tempe", 700, "PCS")],
    change=format_as("C6", '#,##0" kg"'),
)
shape(
    "dollars among rupiah",
    "premi_pnbp",
    [PREMI, [1, "Keset", 50000, 3, 1, 5], [2, "Batik", 60000, 4, 2, 6]],
    ("kegiatan", "omzet"),
    [("batik", 60000)],
    ["E215"],
    change=format_as("C6", '"$"#,##0'),
)
shape(
    "in thousands of rupiah",
    "premi_pnbp",
    [["(dalam ribuan rupiah)"], PREMI, [1, "Keset", 12000, 3000, 900, 12]],
    ("omzet", "premi", "jumlah_penerima"),
    [(12_000_000, 3_000_000, 12)],
)
shape(
    "a cell that says rupiah among thousands",
    "premi_pnbp",
    [
        ["(dalam ribuan rupiah)"],
        PREMI,
        [1, "Keset", 12000, 3000, 900, 12],
        [2, "Batik", "Rp 7.500.000", 1500, 450, 6],
    ],
    ("omzet", "premi", "jumlah_penerima"),
    [(12_000_000, 3_000_000, 12)],
    ["E230"],
)
shape(
    "a full amount among thousands",
    "premi_pnbp",
    [
        ["(dalam ribuan rupiah)"],
        PREMI,
        [1, "Keset", 12000, 3000, 900, 12],
        [2, "Batik", "7.500.000", 1500, 450, 6],
        [3, "Tas", "1.100.000", 900_000, 200, 6],
    ],
    ("omzet", "premi", "jumlah_penerima"),
    [(12_000_000, 3_000_000, 12), (1_100_000_000, 900_000_000, 6)],
    ["E230"],
)
shape(
    "rupiah in every cell of thousands",
    "premi_pnbp",
    [["(dalam ribuan rupiah)"], PREMI, [1, "Keset", "Rp 12.000", "Rp 3.000", "Rp 900", 12]],
    ("omzet", "premi", "jumlah_penerima"),
    [(12_000_000, 3_000_000, 12)],
)
shape(
    "the sum of a cost table",
    "produksi",
    [
        ["No", "Nama Produk", "Volume", "Satuan", "Harga (Rp)", "Jumlah (Rp)"],
        [1, "Keset", 300, "lembar", 15000, 4_500_000],
    ],
    ("jumlah_produksi", "harga_satuan", "nilai_produksi"),
    [(300, 15_000, 4_500_000)],
)
shape(
    "a thousand typed as a decimal",
    "produksi",
    [PRODUKSI, [1, "Roti", 5.4, "pcs"], [2, "Kangkung", 5.4, "kg"]],
    ("produk", "jumlah_produksi"),
    [("kangkung", Decimal("5.4"))],
    ["E229"],
)
shape(
    "a formula nobody computed",
    "produksi",
    [
        [*PRODUKSI, "Harga Satuan", "Nilai Produksi"],
        [1, "Roti", 1200, "pcs", 5000, "=C6*E6"],
        [2, "Batik", 3, "lembar", 150000, 450000],
    ],
    ("produk", "nilai_produksi"),
    [("batik", 450_000)],
    ["E219"],
)
shape(
    "a row crossed out",
    "premi_pnbp",
    [PREMI, [1, "Keset", 12, 3, 1, 5], [2, "Roti", 6, 4, 2, 6], [3, "Batik", 5, 1, 1, 2]],
    ("kegiatan",),
    [("batik",), ("keset",)],
    ["E222"],
    change=lambda sheet: [setattr(c, "font", Font(strike=True)) for c in sheet[7]],
)
shape(
    "a filter left on",
    "premi_pnbp",
    [PREMI, [1, "Keset", 12, 3, 1, 5], [2, "Roti", 6, 4, 2, 6], [3, "Batik", 5, 1, 1, 2]],
    ("kegiatan",),
    [("keset",), ("bakery",)],
    ["E221"],
    change=filter_away,
)
shape(
    "cells merged down",
    "kegiatan_kerja",
    [
        [*GIATJA, "Mitra"],
        [1, "Kerajinan", "Keset", 25, "PT Coir"],
        [2, "", "Batik", 15, ""],
        [3, "Pertanian", "Kangkung", 15, ""],
    ],
    ("jenis_kegiatan", "bidang", "mitra"),
    [
        ("batik", "KERAJINAN", "PT Coir"),
        ("kangkung", "PERTANIAN", None),
        ("keset", "KERAJINAN", "PT Coir"),
    ],
    change=merge("B6:B7", "E6:E7"),
)
shape(
    "two groups that do the same",
    "kegiatan_kerja",
    [[*GIATJA, "Regu"], [1, "Kerajinan", "Keset", 10, "A"], [2, "Kerajinan", "Keset", 10, "B"]],
    ("jenis_kegiatan", "jumlah_wbp"),
    [("keset", 10), ("keset", 10)],
)
shape(
    "two sections that do the same",
    "kegiatan_kerja",
    [
        GIATJA,
        ["A", "Bengkel 1"],
        [1, "Kerajinan", "Keset", 10],
        ["B", "Bengkel 2"],
        [1, "Kerajinan", "Keset", 10],
    ],
    ("jenis_kegiatan", "jumlah_wbp"),
    [("keset", 10), ("keset", 10)],
)
shape(
    "the same row twice",
    "kegiatan_kerja",
    [GIATJA, [1, "Kerajinan", "Keset", 10], [2, "Kerajinan", "Keset", 10]],
    ("jenis_kegiatan", "jumlah_wbp"),
    [("keset", 10)],
    ["E401"],
)
shape(
    "dates an English Excel turned",
    "kegiatan_kerja",
    [
        [*GIATJA, "Tanggal Mulai", "Tanggal Selesai"],
        [1, "Kerajinan", "Keset", 25, date(2025, 5, 10), "24/10/2025"],
        [2, "Pertanian", "Cabai", 15, "20/10/2025", "24/10/2025"],
    ],
    ("jenis_kegiatan", "tgl_mulai"),
    [("cabai", date(2025, 10, 20))],
    ["E231"],
)
shape(
    "seconds before midnight",
    "ekspor",
    [EKSPOR, [1, BEFORE_MIDNIGHT, "Coir net", 5400, "pcs", "Jepang"]],
    ("tanggal_ekspor", "jumlah"),
    [(date(2025, 10, 1), 5400)],
)
shape(
    "a port behind the country",
    "ekspor",
    [
        EKSPOR,
        [1, "16/10/2025", "Coir net", 5400, "pcs", "Korea Selatan (Busan)"],
        [2, "17/10/2025", "Coco rope", 9000, "pcs", "USA"],
    ],
    ("jumlah", "negara_tujuan"),
    [(5400, ["KR"]), (9000, ["US"])],
)
shape(
    "a range of days",
    "pelatihan",
    [PELATIHAN, [1, "Barista", 20, 18, "6 s.d. 17 Oktober 2025"]],
    ("tgl_mulai", "tgl_selesai"),
    [(date(2025, 10, 6), date(2025, 10, 17))],
)
shape(
    "all trainings of the year",
    "pelatihan",
    [PELATIHAN, [1, "Menjahit", 30, 30, "13/01/2025"], [2, "Barista", 20, 18, "06/10/2025"]],
    ("nama_pelatihan", "peserta"),
    [("Barista", 20)],
    ["E331"],
)
shape(
    "the recap of a Kanwil",
    "produksi",
    [
        ["No", "UPT", *PRODUKSI[1:]],
        [1, "Rutan Barru", "Roti", 12, "pcs"],
        [2, "", "Keset", 20, "lembar"],
    ],
    ("produk",),
    [("keset",)],
    ["E228"],
)
shape(
    "rupiah in a narrow column",
    "premi_pnbp",
    [
        ["No", "Kegiatan", "Omzet", "", "Premi WBP", "", "PNBP Disetor", "", "Jumlah Penerima"],
        [1, "Keset", "Rp", 12_000_000, "Rp", 3_000_000, "Rp", 900_000, 12],
    ],
    ("omzet", "premi", "pnbp_disetor"),
    [(12_000_000, 3_000_000, 900_000)],
    change=merge("C5:D5", "E5:F5", "G5:H5"),
)


shape(
    "a row of another month beside the month's own",
    "partisipasi",
    [
        ["Bulan", "Jumlah Penghuni", "Peserta Pembinaan Kemandirian"],
        ["September", 790, 590],
        ["Oktober", 800, 600],
    ],
    ("total_wbp", "peserta_kemandirian"),
    [(800, 600)],
    ["E228"],
)


def file_of(shape, unit):
    """The bytes of a shape's workbook, sent by a unit."""
    dataset, rows, *_, more = shape
    book = openpyxl.Workbook()
    book.active.title = TITLES.get(dataset, dataset.title())
    above = [["Nama UPT", unit.name], ["Periode", "Oktober 2025"], ["Tanggal Laporan", "4/11/2025"]]
    for row in [*above, ["", ""], *rows]:
        book.active.append(row)
    if change := more.get("change"):
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """Every shape read and judged; shape name to its unit, and the verdicts."""
    units = [u[-1] for u in load_references().units.values() if u[-1].kind == "Lapas"]
    senders = dict(zip(SHAPES, units, strict=False))
    kept = []
    for name, unit in senders.items():
        content = file_of(SHAPES[name], unit)
        receipts = (Receipt("laporan.xlsx", RECEIVED, RECEIVED),)
        sha256 = hashlib.sha256(content).hexdigest()
        kept.append(Kept(sha256, unit.unit_id, receipts, len(content), content, None))
    settings = settings_of(Path(tmp_path_factory.mktemp("shapes")))
    return senders, judge_files(kept, settings)


@pytest.mark.parametrize("name", SHAPES)
def test_a_real_shape_is_published_as_a_careful_clerk_reads_it(night, name):
    dataset, _, columns, published, held, _ = SHAPES[name]
    senders, judged = night
    reports = judged.reports.accepted.filter(sender=senders[name].unit_id)

    [verdict] = [v for v in judged.rows if v.dataset == dataset]
    mine = reports.select("report_no")
    rows = verdict.accepted.join(mine, on="report_no", how="semi")
    codes = verdict.quarantined.join(mine, on="report_no", how="semi")["kode"].explode()

    assert judged.reports.rejected.filter(sender=senders[name].unit_id).is_empty()
    assert sorted(rows.select(columns).rows()) == sorted(map(tuple, published))
    assert sorted(codes.drop_nulls().to_list()) == held


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a thousand typed as a decimal", ("E229", ["jumlah_produksi"], ["C6"], "5.4", "5.400")),
        ("a formula nobody computed", ("E219", ["nilai_produksi"], ["F6"], "=C6*E6", "")),
        ("the recap of a Kanwil", ("E228", [], [], "", "Rutan Barru")),
        ("a filter left on", ("E221", [], [], "", "")),
    ],
)
def test_a_reason_is_code_columns_cells_text_and_what_was_expected(night, name, parts):
    senders, judged = night
    mine = judged.reports.accepted.filter(sender=senders[name].unit_id).select("report_no")
    held = pl.concat([v.quarantined.select("report_no", "temuan") for v in judged.rows])
    found = held.join(mine, on="report_no", how="semi")["temuan"].explode()

    assert tuple(found[0].values()) == parts


def test_reasons_say_what_stands_there_and_what_would_make_it_clear(night):
    senders, judged = night
    verdicts = pl.concat([v.quarantined.select("report_no", "alasan") for v in judged.rows])
    of_sender = judged.reports.accepted.select("report_no", "sender")
    told = verdicts.join(of_sender, on="report_no").select("sender", "alasan")
    said = dict(told.iter_rows())

    assert said[senders["a thousand typed as a decimal"].unit_id] == [
        "Jumlah Produksi (C6): tertulis “5.4”, banyaknya harus bilangan bulat dalam satuan ini "
        "(mungkin maksudnya 5.400?)."
    ]
    assert said[senders["a formula nobody computed"].unit_id] == [
        "Nilai Produksi (F6): tertulis “=C6*E6”, sel berisi rumus yang belum pernah dihitung; "
        "buka di Excel, simpan, lalu kirim lagi."
    ]
    assert said[senders["the recap of a Kanwil"].unit_id] == [
        "Baris: baris ini menyebut unit atau bulan lain daripada laporannya (Rutan Barru)."
    ]
    assert said[senders["a filter left on"].unit_id] == [
        "Baris: baris atau selnya tersembunyi atau tersaring; tampilkan, atau hapus bila bukan "
        "laporan."
    ]
