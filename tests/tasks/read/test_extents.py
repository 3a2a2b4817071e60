"""Figures of more, less or else than one month done: titles, names and rows that say so."""

from datetime import date

import pytest
from one_sheet import (
    BATIK,
    EKSPOR,
    ENVELOPE,
    KESET,
    LINE,
    OKTOBER,
    PARTED,
    PREMI,
    PRODUKSI,
    UNDER,
    produksi,
    read_tables,
    rows_of,
    sheet,
)

TITLED = ["Nama UPT", ":", "Lapas Garut"]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("REALISASI PRODUKSI S.D. BULAN OKTOBER 2025", id="until now"),
        pytest.param("HASIL PRODUKSI JANUARI - OKTOBER 2025", id="months since January"),
        pytest.param("LAPORAN TRIWULAN III HASIL PRODUKSI", id="a quarter"),
        pytest.param("HASIL PRODUKSI MINGGU KE-2 OKTOBER 2025", id="a week"),
        pytest.param("HASIL PRODUKSI 1 - 15 OKTOBER 2025", id="half a month"),
        pytest.param("LAPORAN KUMULATIF HASIL PRODUKSI", id="cumulated"),
        pytest.param("RENCANA PRODUKSI BULAN OKTOBER 2025", id="a plan"),
        pytest.param("LAPORAN SISA STOK PRODUK", id="stock"),
        pytest.param("DAFTAR PRODUK RUSAK BULAN OKTOBER 2025", id="what went wrong"),
    ],
)
@pytest.mark.parametrize("month", [["Periode", ":", "Oktober 2025"], []], ids=["label", "none"])
def test_figures_of_more_or_less_or_else_than_one_month_are_refused(title, month):
    [table] = read_tables(sheet("Produksi", [title], TITLED, month, [], PRODUKSI, KESET))

    assert table.fault.code == "E031"
    assert title in table.fault.written


@pytest.mark.parametrize(
    ("titles", "doubted"),
    [
        (["POTENSI HASIL PRODUKSI WARGA BINAAN"], True),
        (["DAFTAR PESANAN PRODUK (PURCHASE ORDER)"], True),
        (["KAPASITAS PRODUKSI PER BULAN"], True),
        (["HASIL PRODUKSI", "(CALON PRODUK UNGGULAN)"], True),
        (["LAPRAN HASIL PRODUKSI BENGKEL KERJA", "LAPAS KELAS IIA GARUT", "TA. 2025"], False),
        (["Rekapitulasi Hasil Produksi Coir Net (Revisi 2)"], False),
        (["HASIL PRODUKSI", "Dengan hormat, kami sampaikan hal berikut"], False),
    ],
)
def test_a_title_that_may_say_something_else_is_asked_about(titles, doubted):
    lines = [[title] for title in titles]
    [table] = read_tables(sheet("Produksi", *lines, *ENVELOPE, PRODUKSI, KESET))

    assert (table.fault.code if table.fault else None) == ("E033" if doubted else None)


@pytest.mark.parametrize(
    ("titles", "name", "code"),
    [
        (["PARTISIPASI PEMBINAAN", "(KHUSUS WBP PEREMPUAN)"], "Partisipasi", "E031"),
        (["PARTISIPASI PEMBINAAN", "LEMBAGA PEMBINAAN KHUSUS ANAK"], "Partisipasi", None),
        (["PARTISIPASI PEMBINAAN 1 S.D. 15 OKTOBER 2025"], "Partisipasi", "E031"),
        (["PARTISIPASI PEMBINAAN 1 S.D. 31 OKTOBER 2025"], "Partisipasi", None),
        (["PARTISIPASI PEMBINAAN"], "Calon Peserta Pembinaan", "E033"),
    ],
)
def test_some_of_the_inmates_are_not_the_house(titles, name, code):
    header = ["Jumlah Penghuni", "Peserta Pembinaan Kemandirian"]
    lines = [[title] for title in titles]
    [table] = read_tables(sheet(name, *lines, *ENVELOPE, header, [42, 20]))

    assert (table.fault.code if table.fault else None) == code


@pytest.mark.parametrize(
    ("column", "cell", "codes"),
    [
        ("Blok", "Blok A", ["E235"]),
        ("Jenis Perkara", "Narkotika", ["E235"]),
        ("Blok", "Semua", []),
        ("Nama Petugas", "Budi", []),
        ("Satker", "Lapas Garut", []),
    ],
)
def test_one_block_of_the_house_is_not_the_house(column, cell, codes):
    header = ["No", column, "Jumlah Penghuni", "Peserta Pembinaan Kemandirian"]
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, header, [1, cell, 120, 40]))

    assert rows_of(table, "total_wbp") == [(120, *codes)]


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(["Periode", ":", "s.d. Oktober 2025"], id="until now"),
        pytest.param(["Periode", ":", "1 s.d. 7 Oktober 2025"], id="some days"),
        pytest.param(["Periode", ":", "Minggu I Oktober 2025"], id="a week"),
    ],
)
def test_the_label_of_the_month_may_say_more_or_less_than_one(above):
    [table] = read_tables(sheet("Produksi", TITLED, above, [], PRODUKSI, KESET))

    assert table.fault.code == "E031"


@pytest.mark.parametrize("name", ["Target", "Stok Okt", "s.d. Okt", "Jan-Okt", "TW IV", "Minggu 1"])
def test_the_name_of_a_sheet_may_say_that_it_is_no_month(name):
    [table] = read_tables(sheet(name, ["HASIL PRODUKSI"], *ENVELOPE, PRODUKSI, KESET))

    assert table.fault.code == "E031"


@pytest.mark.parametrize(
    "title",
    [
        "LAPORAN HASIL PRODUKSI TAHUN ANGGARAN 2025",
        "HASIL PRODUKSI 1 s.d. 31 OKTOBER 2025",
        "HASIL PRODUKSI 01 OKTOBER 2025 s/d 31 OKTOBER 2025",
        "TARGET DAN REALISASI PRODUKSI BULAN OKTOBER 2025",
        "Batas pengiriman sampai dengan 5 November 2025",
        "Catatan: stok awal s.d. September tidak termasuk",
        "Minggu, 2 November 2025",
    ],
)
def test_one_month_stays_one_however_it_is_worded(title):
    [table] = read_tables(sheet("Produksi", [title], *ENVELOPE, PRODUKSI, KESET))

    assert table.fault is None
    assert table.month == OKTOBER


def test_a_title_until_now_stands_over_columns_that_part_the_months():
    title = ["REALISASI PNBP S.D. OKTOBER 2025"]
    header = [PARTED, [*UNDER, "s.d. bulan lalu", "bulan ini", "s.d. bulan ini"]]
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            title,
            *ENVELOPE,
            *header,
            [*LINE, 2_700_000, 300_000, 3_000_000],
            merged=[(5, 5, 5, 7)],
        )
    )

    assert rows_of(table, "pnbp_disetor") == [(300_000,)]


def test_a_count_that_holds_until_it_changes_may_say_until_when():
    [table] = read_tables(
        sheet(
            "Partisipasi",
            ["PARTISIPASI PEMBINAAN S.D. 31 OKTOBER 2025"],
            *ENVELOPE,
            ["Jumlah Penghuni", "Peserta Pembinaan Kemandirian"],
            [800, 300],
        )
    )

    assert table.fault is None


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        pytest.param(["B.", "Target"], "E232", id="plan"),
        pytest.param(["B.", "Bulan Lalu"], "E232", id="last month"),
        pytest.param(["B.", "s.d. Oktober 2025"], "E232", id="until now"),
        pytest.param(["Rencana bulan depan"], "E232", id="next month"),
        pytest.param(["B. PENJUALAN"], "E232", id="sales"),
        pytest.param(["Stok akhir"], "E232", id="stock"),
        pytest.param(["Retur"], "E232", id="sent back"),
        pytest.param(["B.", "Non aktif"], "E232", id="not active"),
        pytest.param(["", "MENUNGGU JADWAL KAPAL"], "E232", id="waiting"),
        pytest.param(["II", "Belum disetor"], "E232", id="not paid yet"),
        pytest.param(["", "Bulan September (susulan)"], "E228", id="late for another month"),
        pytest.param(["Pesanan belum diambil"], "E232", id="orders"),
        pytest.param(["", "Barang rusak/reject:"], "E232", id="in the column of names"),
        pytest.param(["", "Stok gudang"], "E232", id="there without a colon"),
        pytest.param(["Tahun 2024"], "E228", id="a year ago"),
    ],
)
def test_rows_under_a_title_of_another_time_or_matter_are_held_back(heading, code):
    [table] = read_tables(
        produksi(PRODUKSI, ["A.", "Realisasi"], KESET, heading, [1, "Batik", 7, "lembar"])
    )

    assert rows_of(table, "produk") == [("Keset",), ("Batik", code)]


@pytest.mark.parametrize(
    ("title", "codes"),
    [("Lampiran:", ["E232"]), ("Bahan baku yang dipakai", ["E232"]), ("B. Pangan", [])],
)
def test_a_list_that_counts_from_1_anew_under_a_late_title_is_another(title, codes):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, [], [title], [1, "Foto", 3, "lembar"]))

    assert rows_of(table, "produk") == [("Keset",), ("Batik",), ("Foto", *codes)]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (["3 Oktober 2025", "10 Oktober 2025"], ["E236"]),
        (["3 Oktober 2025", "3 Oktober 2025"], []),
    ],
)
def test_a_diary_counts_nobody_twice(days, codes):
    header = ["No", "Tanggal", "Bidang", "Kegiatan", "Jumlah Peserta"]
    rows = [[n, day, "Keagamaan", "Pengajian", 80 + n] for n, day in enumerate(days, 1)]
    other = [3, "4 Oktober 2025", "Olahraga", "Senam", 200]
    [table] = read_tables(sheet("Kepribadian", *ENVELOPE, header, *rows, other))

    assert rows_of(table, "jumlah_peserta") == [(81, *codes), (82, *codes), (200,)]


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("*) termasuk 60 lembar dari Rutan tetangga", ["E233"]),
        ("*) belum terlaksana", ["E233"]),
        ("*) warna merah", []),
    ],
)
def test_a_footnote_holds_the_row_it_marks(note, codes):
    [table] = read_tables(produksi(PRODUKSI, KESET, [2, "Batik *)", 10, "lembar"], [], [note]))

    assert rows_of(table, "produk") == [("Keset",), ("Batik *)", *codes)]


def test_a_table_that_goes_on_to_the_right_without_a_title_is_two():
    rows = [[*KESET, "", 3, "Roti", 7, "pcs"], [*BATIK, "", "", "", "", ""]]
    tables = read_tables(produksi([*PRODUKSI, "", *PRODUKSI], *rows))

    assert [rows_of(table, "produk") for table in tables] == [[("Keset",), ("Batik",)], [("Roti",)]]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("Kasi: ini angka bulan lalu, tolong diperbaiki", ["E233"]),
        ("Kasi:\nrencana, belum terlaksana", ["E233"]),
        ("produksi September", ["E228"]),
        ("Kasi: bagus", []),
    ],
)
def test_a_comment_on_a_cell_is_a_remark_on_its_row(comment, codes):
    grid = produksi(PRODUKSI, KESET, BATIK)
    at = (len(grid.rows) - 1, 2)
    [table] = read_tables(grid._replace(comments=((at, comment),)))

    assert rows_of(table, "produk") == [("Keset",), ("Batik", *codes)]


def test_a_name_that_says_it_was_called_off_holds_its_row():
    [table] = read_tables(produksi(PRODUKSI, KESET, [2, "Batik (batal)", 10, "lembar"]))

    assert rows_of(table, "produk") == [("Keset",), ("Batik (batal)", "E222")]


@pytest.mark.parametrize(
    ("title", "cells", "codes"),
    [
        pytest.param("Tanggal", ["5 Oktober 2025", "20 September 2025"], ["", "E228"], id="day"),
        pytest.param("Tgl Produksi", ["", date(2025, 9, 20)], ["", "E228"], id="typed day"),
        pytest.param(
            "Tanggal", ["setiap hari", "28 Sept s.d. 3 Okt 2025"], ["", "E237"], id="days"
        ),
        pytest.param("Jatuh Tempo", ["", "1 Desember 2025"], ["", ""], id="a deadline"),
        pytest.param("Ket", ["realisasi", "rencana"], ["", "E233"], id="planned"),
        pytest.param("Status", ["", "Dibatalkan"], ["", "E222"], id="cancelled"),
        pytest.param("Nama Lapas", ["Lapas Garut", "Lapas Cianjur"], ["", "E228"], id="unit"),
        pytest.param("Bulan Produksi", ["Oktober", "Januari"], ["", "E228"], id="month"),
        pytest.param("Status Pengiriman", ["terkirim", "Pending, menunggu"], ["", "E233"], id="s"),
        pytest.param("Ralat", ["", 12], ["", "E233"], id="put right beside"),
        pytest.param("Jumlah Seharusnya", ["", 12], ["", "E233"], id="as it should be"),
        pytest.param("Aktif (Y/T)", ["Y", "T"], ["", "E233"], id="not active"),
        pytest.param("Bulan", ["Oktober", "s.d. Oktober"], ["", "E228"], id="until"),
        pytest.param("Bulan/Tahun", ["Okt-25", "Okt-24"], ["", "E228"], id="month and year"),
        pytest.param("Keterangan", ["", "dalam lusin"], ["", "E233"], id="dozens"),
        pytest.param("Keterangan", ["", "sudah termasuk no. 1"], ["", "E233"], id="within"),
        pytest.param("Ket.", ["belum terjual", "belum panen"], ["", "E233"], id="not made"),
        pytest.param(
            "Ket.", ["PNBP belum disetor", "koreksi setoran bulan September"], ["", "E228"], id="of"
        ),
        pytest.param("Ket.", ["hasil Oktober", "stok sisa September"], ["", "E228"], id="left"),
        pytest.param("Ket.", ["mulai Juni", "mulai November 2025"], ["", "E228"], id="not begun"),
        pytest.param("Ket.", ["", "termasuk kekurangan bulan lalu"], ["", "E233"], id="late"),
        pytest.param("Ket.", ["", "gabungan Sept dan Okt"], ["", "E233"], id="of two months"),
        pytest.param("Ket.", ["", "peserta petugas, bukan WBP"], ["", "E233"], id="of the guards"),
        pytest.param("Ket.", ["panen 3 bulan", "rapel 3 bulan"], ["", "E233"], id="arrears"),
        pytest.param("Ket.", ["PKS baru", "diputus per Agustus"], ["", "E233"], id="ended"),
        pytest.param("Ket.", ["dijual ke Lapas Cianjur", "s.d. Oktober"], ["", "E233"], id="till"),
        pytest.param("Ket.", ["", "titipan Rutan Cianjur"], ["", "E233"], id="of another unit"),
        pytest.param("Ket.", ["", "termasuk produksi September"], ["", "E228"], id="both months"),
        pytest.param("Ket.", ["tambah mesin", "off sejak Agustus"], ["", "E233"], id="off"),
        pytest.param("Kondisi", ["baik", "diundur ke bulan depan"], ["", "E233"], id="put off"),
        pytest.param("Catatan", ["rencana tambah 5 orang", "ditiadakan"], ["", "E233"], id="gone"),
        pytest.param("Tindak Lanjut", ["", "akan dijajaki"], ["", "E233"], id="not begun"),
        pytest.param("Sasaran", ["WBP", "Petugas"], ["", "E233"], id="of the staff"),
        pytest.param("Petugas", ["Budi", "Petugas"], ["", ""], id="by the staff"),
        pytest.param("Masa", ["Okt", "Sep"], ["", "E228"], id="months in a column of any name"),
        pytest.param("Jatuh Tempo", ["November", "Desember"], ["", ""], id="months of a deadline"),
        pytest.param("Pelaksana", ["Lapas Garut", "Lapas Cianjur"], ["", "E228"], id="who did it"),
        pytest.param("Pembeli", ["umum", "Lapas Cianjur"], ["", ""], id="who bought it"),
        pytest.param("Realisasi", ["Y", "T"], ["", "E233"], id="ticked"),
        pytest.param("Tidak Terlaksana", ["", "x"], ["", "E233"], id="ticked under not"),
        pytest.param("Arah", ["ekspor", "Impor"], ["", "E233"], id="the other way"),
        pytest.param("Status", ["Selesai", "Cancelled"], ["", "E233"], id="cancelled in English"),
        pytest.param("Alasan Pembatalan", ["", "alamat"], ["", "E233"], id="why it was called off"),
        pytest.param("Jumlah Dikembalikan", [0, 5], ["", "E233"], id="what came back"),
        pytest.param("Status Kerja Sama", ["aktif", "Draft MoU"], ["", "E233"], id="not signed"),
        pytest.param(
            "Tanggal Pesanan", ["5/10/2025", "30/09/2025"], ["", "E228"], id="day of an order"
        ),
        pytest.param(
            "Waktu Pesanan Dibuat",
            ["2025-10-15 10:22", "2025-09-30 23:10"],
            ["", "E228"],
            id="hour",
        ),
        pytest.param("deleted_at", ["", "2025-11-01"], ["", "E233"], id="deleted"),
        pytest.param("is_deleted", [False, True], ["", "E233"], id="deleted, by a flag"),
        pytest.param("status", ["final", "draft"], ["", "E233"], id="a draft"),
        pytest.param("Belum", ["", "v"], ["", "E233"], id="ticked as not yet"),
        pytest.param("Mata Uang", ["USD", "EUR"], ["", ""], id="no amounts to be in it"),
        pytest.param("", ["", "batal, jangan dihitung"], ["", "E233"], id="without a title"),
        *(
            pytest.param("Keterangan", ["sesuai rencana", words], ["", code], id=words)
            for words, code in (
                ("BATAL - pindah ke November", "E233"),
                ("pending, tunggu bahan", "E233"),
                ("gagal panen", "E233"),
                ("double, abaikan", "E233"),
                ("jangan dihitung", "E233"),
                ("akumulasi Jan-Okt", "E233"),
                ("s.d. bulan ini", "E233"),
                ("data bulan September", "E228"),
                ("produksi bulan September, belum dilaporkan", "E228"),
                ("Belum dikerjakan", "E233"),
                ("produksi bulan lalu", "E228"),
                ("pesanan untuk November, sudah lunas", ""),
                ("selesai bulan Oktober", ""),
                ("2 lembar gagal, diperbaiki", ""),
                ("Belum terealisasi", "E233"),
                ("menunggu kontainer", "E233"),
                ("akan dilaksanakan", "E233"),
                ("pesanan, belum diambil", "E233"),
                ("masih dalam proses penandatanganan", "E233"),
                ("sisa stok bulan lalu", "E233"),
                ("vakum sejak September", "E233"),
                ("menunggu bahan", ""),
                ("sertifikat belum terbit, PNBP belum disetor", ""),
            )
        ),
    ],
)
def test_a_row_is_held_for_what_another_column_says_of_it(title, cells, codes):
    rows = [[*row, cell] for row, cell in zip((KESET, BATIK), cells, strict=True)]
    [table] = read_tables(produksi([*PRODUKSI, title], *rows))

    assert rows_of(table, "jumlah_produksi") == [
        (number, *filter(None, [code])) for number, code in zip((20, 10), codes, strict=True)
    ]


@pytest.mark.parametrize(
    ("title", "header", "row", "remark"),
    [
        ("Premi PNBP", PREMI, [1, "Keset", 12000, 3000, 900, 12], "Belum disetor, akan disetor"),
        ("Premi PNBP", PREMI, [1, "Keset", 12000, 3000, 900, 12], "sudah disetor"),
        ("Produksi", PRODUKSI, KESET, "belum disetor"),
    ],
)
def test_what_must_have_happened_is_the_forms_own(title, header, row, remark):
    [table] = read_tables(sheet(title, *ENVELOPE, [*header, "Keterangan"], [*row, remark]))

    held = title == "Premi PNBP" and remark.startswith("Belum")
    assert [f.code for found in table.body.findings.values() for f in found] == ["E233"] * held


@pytest.mark.parametrize(
    ("remark", "held"),
    [
        ("Ralat: nomor 2 seharusnya 1.300 lembar", ["Batik"]),
        ("Koreksi: produksi keset seharusnya 25", ["Keset"]),
        ("Catatan: jumlah batik yang benar 56 lembar (salah ketik)", ["Batik"]),
        ("Catatan: sudah diralat", []),
        ("No. 2 merupakan produksi bulan September", ["Batik"]),
        ("No. 2 merupakan produksi bulan Oktober", []),
        ("Catatan: angka di atas kumulatif Januari s.d. Oktober 2025", ["Keset", "Batik"]),
        ("Catatan: jumlah dalam lusin", ["Keset", "Batik"]),
        ("NB: nomor 2 mohon diabaikan", ["Batik"]),
        ("Catatan: data keset adalah data bulan September karena petugas cuti", ["Keset"]),
        ("Catatan: data bulan Oktober adalah data akhir", []),
        ("Data Januari s.d. Oktober 2025", ["Keset", "Batik"]),
        ("Data Blok A saja", ["Keset", "Batik"]),
        ("Laporan ini rencana bulan November", ["Keset", "Batik"]),
        ("Ket: PNBP termasuk setoran September yang terlambat", ["Keset", "Batik"]),
        ("Catatan: data Januari s.d. Oktober 2025", ["Keset", "Batik"]),
        ("Catatan: jumlah nomor 1 termasuk nomor 2", ["Keset", "Batik"]),
        ("Belum termasuk: tempe 50 pcs", ["Keset", "Batik"]),
        ("NB: nomor 1 dan 2 mohon diabaikan", ["Keset", "Batik"]),
        ("Keterangan: nomor 2 sudah dilaporkan oleh Rutan Garut", ["Batik"]),
        ("Keterangan: nomor 2 hasil kerja sama dengan PT Coir", []),
        ("Dasar: Peraturan Nomor 2 Tahun 2020, tidak ada perubahan", []),
        ("Angka di atas merupakan rata-rata tiga bulan terakhir", ["Keset", "Batik"]),
        ("Data Oktober belum tersedia, dipakai data bulan September", ["Keset", "Batik"]),
        ("Keterangan: baris kuning = berhenti, tidak dihitung", ["Keset", "Batik"]),
        ("Keterangan: baris kuning = produk unggulan", []),
    ],
)
def test_a_remark_that_puts_a_row_right_holds_it(remark, held):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, [], [remark]))

    assert [name for name, *codes in rows_of(table, "produk") if codes == ["E233"]] == held


@pytest.mark.parametrize(
    ("header", "codes"), [("Nilai", ["E215", "E215"]), ("Nilai (USD)", ["E215", ""])]
)
def test_a_currency_told_on_each_row_is_that_of_the_amounts(header, codes):
    titles = [*EKSPOR, "Valuta", header]
    row = ["16/10/2025", "Coir net", 5400, "pcs", "Jepang"]
    rows = [[1, *row, "EUR", 7400], [2, *row, "USD", 900]]
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, titles, *rows))

    assert [*rows_of(table, "jumlah")] == [(5400, *filter(None, [code])) for code in codes]


def test_a_footnote_that_names_another_month_holds_the_row_it_marks():
    rows = [KESET, [2, "Batik *)", 10, "lembar"], [], ["*) produksi bulan September 2025"]]
    [table] = read_tables(produksi(PRODUKSI, *rows))

    assert rows_of(table, "produk") == [("Keset",), ("Batik *)", "E228")]


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [
        ("LAPORAN SUSULAN HASIL PRODUKSI", "laporan.xlsx", "E031"),
        ("TAMBAHAN LAPORAN HASIL PRODUKSI", "laporan.xlsx", "E031"),
        ("HASIL PRODUKSI", "produksi_minggu 2.xlsx", "E031"),
        ("HASIL PRODUKSI", "produksi bagian 1.xlsx", "E031"),
        ("HASIL PRODUKSI BLOK A", "laporan.xlsx", "E031"),
        ("JADWAL PRODUKSI", "laporan.xlsx", "E031"),
        ("DAFTAR HADIR KEGIATAN PRODUKSI", "laporan.xlsx", "E031"),
        ("HASIL PRODUKSI", "Salinan dari produksi (2).xlsx", None),
        ("HASIL PRODUKSI", "produksi 02-11-2025.xlsx", None),
    ],
)
def test_a_part_of_a_report_is_none(title, name, code):
    grid = sheet("Sheet1", [title], *ENVELOPE, PRODUKSI, KESET)

    [table] = read_tables(grid, name=name)

    assert (table.fault and table.fault.code) == code
