"""What a file is, its content says; what cannot be read is refused with its reason."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from sheets import ENVELOPE, MAX_CELLS, PRODUKSI, read, workbook

from schemas.errors import FileRejectedError
from simulation.xlsb import xlsb_bytes
from tasks.read.formats import read_grids
from tasks.read.signals import Extent, used_range

TABLE = [*ENVELOPE, PRODUKSI, ["kopi café", 5400, "pcs"]]
LINES = [PRODUKSI, ["kopi café", "5.400", "pcs"]]
EXAMPLES = Path(__file__).parents[3] / "examples" / "inbox"


def _grids(tmp_path, content, name="laporan.xlsx", max_cells=MAX_CELLS):
    path = tmp_path / name
    path.write_bytes(content)
    return read_grids(path.read_bytes(), name, max_cells)


def _code(tmp_path, content, name="laporan.xlsx", max_cells=MAX_CELLS):
    with pytest.raises(FileRejectedError) as refused:
        _grids(tmp_path, content, name, max_cells)
    return refused.value.fault.code


def _xlsx(write):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        write(book.add_worksheet("Produksi"))
    return out.getvalue()


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def _csv(delimiter=";", encoding="utf-8", ending="\r\n"):
    return "".join(delimiter.join(line) + ending for line in LINES).encode(encoding)


def _locked():
    """A compound file as Excel writes it under a password: its stream is the encrypted package."""
    content = bytearray(workbook(("Produksi", TABLE), extension="xls"))
    entry = content.index("Workbook".encode("utf-16-le"))
    content[entry : entry + 64] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    content[entry + 64 : entry + 66] = (34).to_bytes(2, "little")
    return bytes(content)


@pytest.mark.parametrize("name", ["laporan.xlsx", "laporan.xls", "laporan.csv", "laporan"])
@pytest.mark.parametrize("extension", ["xlsx", "xls", "xlsb", "ods"])
def test_read_grids_goes_by_the_content_not_by_the_name(tmp_path, extension, name):
    content = workbook(("Produksi", TABLE), ("Kosong", []), extension=extension)

    grids = _grids(tmp_path, content, name)

    assert grids[0].name == "Produksi"
    assert [[cell for cell in row if cell != ""] for row in grids[0].rows] == TABLE
    assert [grid.name for grid in grids] == ["Produksi", "Kosong"]


def test_read_grids_keeps_the_type_of_every_cell(tmp_path):
    row = ["1.234", 1.234, 45, date(2025, 11, 28), "28/11/2025"]

    [grid] = _grids(tmp_path, workbook(("Produksi", [row])))

    assert grid.rows == [row]
    assert [type(cell) for cell in grid.rows[0]] == [str, float, float, date, str]


def test_read_grids_says_where_on_the_sheet_the_cells_stand(tmp_path):
    content = _xlsx(lambda sheet: sheet.write_row(6, 2, PRODUKSI))

    [grid] = _grids(tmp_path, content)

    assert (grid.top, grid.left, grid.rows) == (6, 2, [PRODUKSI])


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.*")), ids=lambda path: path.name)
def test_read_grids_reads_every_example(path):
    grids = read_grids(path.read_bytes(), path.name, MAX_CELLS)

    assert any(grid.rows for grid in grids)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(b"<html><body><table><tr>", "a.xls", "E002", id="html as xls"),
        pytest.param(b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><x>", "a.xls", "E002", id="html after BOM"),
        pytest.param(b"  <table border=1><tr><td>", "a.xlsx", "E002", id="bare table"),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "a.xls", "E003", id="xml spreadsheet"),
        pytest.param(b"%PDF-1.7 ...", "a.xlsx", "E003", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "a.xlsx", "E003", id="picture"),
        pytest.param(b"\x00\x01\x02\x03", "a.csv", "E003", id="noise"),
        pytest.param(_zip(surat_docx="x"), "a.xlsx", "E003", id="zip of something else"),
        pytest.param("Produk;Jumlah".encode("utf-16")[:-1], "a.csv", "E007", id="half a sign"),
        pytest.param("Produk;Jumlah".encode("utf-32"), "a.csv", "E007", id="utf-32"),
        pytest.param(_locked(), "a.xlsx", "E005", id="under a password"),
        pytest.param(b"PK\x03\x04" + bytes(50), "a.xlsx", "E004", id="zip head only"),
    ],
)
def test_read_grids_names_what_is_no_report_file(tmp_path, content, name, code):
    assert _code(tmp_path, content, name) == code


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("extension", ["xlsx", "xls", "xlsb", "ods"])
def test_read_grids_refuses_a_workbook_cut_short(tmp_path, extension, share):
    whole = workbook(("Produksi", TABLE), extension=extension)
    cut = whole[: int(len(whole) * share)]

    assert _code(tmp_path, cut) == "E004"


def _two_corners(sheet):
    sheet.write("A1", "Nama Produk")
    sheet.write("XFD1048576", "x")


def test_read_grids_refuses_a_sheet_with_a_cell_in_the_last_corner(tmp_path):
    content = _xlsx(_two_corners)

    code = _code(tmp_path, content)

    assert len(content) < 10_000
    assert code == "E006"


def test_read_grids_refuses_an_xlsb_with_a_cell_in_the_last_corner(tmp_path):
    rows = [["Nama Produk"]] + [[]] * 3_000 + [[""] * 3_000 + ["x"]]

    assert _code(tmp_path, xlsb_bytes([("Produksi", rows)])) == "E006"


def test_read_grids_refuses_an_ods_with_a_cell_in_the_last_corner(tmp_path):
    whole = workbook(("Produksi", [["Nama Produk"], ["x"]]), extension="ods")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    far = b'<table:table-row table:number-rows-repeated="1048575">'
    parts["content.xml"] = far.join(parts["content.xml"].rsplit(b"<table:table-row>", 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert _code(tmp_path, out.getvalue(), max_cells=1_000_000) == "E006"


def test_read_grids_refuses_a_zip_bomb_before_unpacking_it(tmp_path):
    bomb = _zip(xl__workbook_xml="<workbook/>", xl__worksheets__sheet1_xml=bytes(320 * 2**20))

    assert len(bomb) < 2**20
    assert _code(tmp_path, bomb) == "E006"


def test_read_grids_refuses_an_xlsb_that_would_be_read_incompletely(tmp_path):
    assert _code(tmp_path, xlsb_bytes([("Produksi", TABLE)], short_cells=True)) == "E020"


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_read_grids_reads_a_csv_however_it_was_saved(tmp_path, delimiter, encoding, ending):
    content = _csv(delimiter, encoding, ending)

    [grid] = _grids(tmp_path, content, "produksi_2025-11.csv")

    assert (grid.name, grid.is_csv, grid.rows) == ("produksi_2025-11", True, LINES)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Nama Produk;Harga Satuan\nkopi;5.000,-/satuan\nteh;500,-/satuan\nair;9,-/satuan",
            [
                ["Nama Produk", "Harga Satuan"],
                ["kopi", "5.000,-/satuan"],
                ["teh", "500,-/satuan"],
                ["air", "9,-/satuan"],
            ],
            id="words that prices end with, again and again",
        ),
        pytest.param(
            'Nama Produk;Jumlah Produksi;Satuan\n="kopi";="2,5";"=""kg"""\n',
            [["Nama Produk", "Jumlah Produksi", "Satuan"], ["kopi", "2,5", "kg"]],
            id="texts as Excel is made to keep them",
        ),
        pytest.param(
            "sep=;\nNama Produk;Jumlah Produksi;Satuan\nkopi;2,5;kg\n",
            [PRODUKSI, ["kopi", "2,5", "kg"]],
            id="sep line",
        ),
        pytest.param(
            "Nama Produk,Jumlah Produksi,Satuan\nkopi,2,5,kg\n",
            [[*PRODUKSI, ""], ["kopi", "2", "5", "kg"]],
            id="unquoted decimal comma keeps its extra cell",
        ),
        pytest.param(
            'Nama Produk;"Jumlah\nProduksi";Satuan\nkopi;2;"kg ""bersih"""\n',
            [["Nama Produk", "Jumlah\nProduksi", "Satuan"], ["kopi", "2", 'kg "bersih"']],
            id="quotes and line breaks",
        ),
    ],
)
def test_read_grids_splits_a_csv_by_its_headers(tmp_path, text, rows):
    [grid] = _grids(tmp_path, text.encode(), "produksi_2025-11.csv")

    assert grid.rows == rows


HEAD = "Nama Produk;Jumlah Produksi;Satuan"


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        pytest.param(
            ['Keset 12" ;300;lembar', "Roti;1200;pcs"],
            [['Keset 12" ', "300", "lembar"], ["Roti", "1200", "pcs"]],
            id="inches",
        ),
        pytest.param(
            ['"Keset;300;lembar', "Roti;1200;pcs", "Batik;45;lembar"],
            [['"Keset', "300", "lembar"], ["Roti", "1200", "pcs"], ["Batik", "45", "lembar"]],
            id="never closed",
        ),
        pytest.param(
            ['"Keset;300;lembar', "Roti;1200;pcs", 'Batik";45;lembar', "Tempe;700;pcs"],
            [
                ['"Keset', "300", "lembar"],
                ["Roti", "1200", "pcs"],
                ['Batik"', "45", "lembar"],
                ["Tempe", "700", "pcs"],
            ],
            id="closed two rows further",
        ),
        pytest.param(
            ['"Keset;300;', "Roti;1200;pcs"],
            [['"Keset', "300", ""], ["Roti", "1200", "pcs"]],
            id="never closed, last cell empty",
        ),
        pytest.param(
            ["Keset;300;lembar", 'Roti;1200;"', 'Batik;45;"', "Tempe;700;pcs"],
            [
                ["Keset", "300", "lembar"],
                ["Roti", "1200", '"'],
                ["Batik", "45", '"'],
                ["Tempe", "700", "pcs"],
            ],
            id="ditto marks",
        ),
        pytest.param(
            ['"Keset" besar;300;lembar', '"Roti; manis";1200;pcs'],
            [['"Keset" besar', "300", "lembar"], ["Roti; manis", "1200", "pcs"]],
            id="quotes around a word",
        ),
        pytest.param(
            ['"Keset ""A""";300;"lem"bar', '"Roti ""B""" ;1200;pcs'],
            [['Keset "A"', "300", '"lem"bar'], ['Roti "B"', "1200", "pcs"]],
            id="quotes in order beside others",
        ),
        pytest.param(
            ['"Keset', 'besar; bulat";300;lembar', 'Roti;1200;"', 'Batik;45;"'],
            [["Keset\nbesar; bulat", "300", "lembar"], ["Roti", "1200", '"'], ["Batik", "45", '"']],
            id="a cell of two lines above ditto marks",
        ),
        pytest.param(
            ["Keset;300;lembar;;", "Roti;1200", "", "Batik;45;lembar;x", "catatan"],
            [
                ["Keset", "300", "lembar", "", ""],
                ["Roti", "1200", "", "", ""],
                ["", "", "", "", ""],
                ["Batik", "45", "lembar", "x", ""],
                ["catatan", "", "", "", ""],
            ],
            id="uneven rows",
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_read_grids_accounts_for_every_line_of_a_csv(tmp_path, ending, lines, rows):
    content = ending.join([HEAD, *lines, ""]).encode()

    [grid] = _grids(tmp_path, content, "produksi_2025-11.csv")

    found = [[cell.replace("\r", "") for cell in row] for row in grid.rows[1:]]
    assert (grid.top, found) == (0, rows)


@pytest.mark.parametrize("quote", ['"', '""', '"""', '";"', ';"', '";'])
@pytest.mark.parametrize("at", range(6))
def test_read_grids_loses_no_line_to_a_stray_quote(tmp_path, at, quote):
    """Wherever the quote falls, every other line is a row of its own."""
    lines = [f"produk {number};{number * 7};pcs" for number in range(6)]
    lines[at] = lines[at].replace(";", f";{quote}", 1)

    [grid] = _grids(tmp_path, "\n".join([HEAD, *lines]).encode(), "produksi_2025-11.csv")

    others = [line.split(";") for number, line in enumerate(lines) if number != at]
    assert len(grid.rows) == 7
    assert [row[:3] for number, row in enumerate(grid.rows[1:]) if number != at] == others


def test_read_grids_numbers_csv_rows_as_excel_shows_them_without_the_sep_line(tmp_path):
    content = f"sep=;\r\n{HEAD}\r\nKeset;300;lembar\r\n".encode()

    [grid] = _grids(tmp_path, content, "produksi_2025-11.csv")

    assert (grid.top, grid.rows[0]) == (0, PRODUKSI)


def test_read_grids_refuses_a_csv_of_empty_lines_at_once(tmp_path):
    assert _code(tmp_path, b"Nama UPT;x\n" + b"\n" * 6_000_000, "produksi.csv") == "E006"


def test_read_grids_splits_a_tab_csv_whose_headers_all_carry_units(tmp_path):
    content = b"Jumlah Penghuni (orang)\tPeserta Kemandirian (orang)\n500\t120\n"

    [grid] = _grids(tmp_path, content, "partisipasi_2025-11.csv")

    assert grid.rows == [
        ["Jumlah Penghuni (orang)", "Peserta Kemandirian (orang)"],
        ["500", "120"],
    ]


@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods", "xlsb", "json"])
def test_cells_count_over_all_sheets_of_a_file(tmp_path, extension):
    rows = [["Nama Produk", "Satuan"], *[[f"p{n}", "pcs"] for n in range(19)]]  # 40 cells
    sheets = [("Produksi", rows), ("Lain", rows), ("Lagi", rows)]
    if extension == "xlsb":
        content = xlsb_bytes(sheets)
    elif extension == "json":
        records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        laporan = {title: records for title, _ in sheets}
        content = json.dumps({"amplop": {}, "laporan": laporan}).encode()
    else:
        content = workbook(*sheets, extension=extension)

    assert len(_grids(tmp_path, content, max_cells=130)) >= 3
    assert _code(tmp_path, content, max_cells=110) == "E006"


def test_read_grids_refuses_a_csv_with_too_many_cells(tmp_path):
    content = b"Nama Produk,Satuan" + ("," * 1_000 + "\n").encode() * 20

    assert _code(tmp_path, content, "produksi_2025-11.csv", max_cells=10_000) == "E006"


@pytest.mark.parametrize(("rows", "code"), [(50_000, None), (50_001, "E006")])
def test_a_file_of_more_rows_than_a_nation_sends_is_refused_whole(tmp_path, rows, code):
    content = b"Nama Produk;Jumlah Produksi;Satuan\n" + b"Keset;1;lembar\n" * rows

    reading = read(tmp_path, content, "produksi_2025-11.csv")

    assert reading.submissions["kode"].to_list() == [code]
    assert sum(frame.height for frame in reading.rows.values()) == (0 if code else rows)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_read_grids_reads_the_unicode_text_of_excel(tmp_path, encoding, delimiter):
    lines = [HEAD, "Keset “besar”;300;lembar"]
    content = "\ufeff" + "\r\n".join(line.replace(";", delimiter) for line in lines)

    [grid] = _grids(tmp_path, content.encode(encoding), "produksi_2025-11.txt")

    assert (grid.name, grid.rows[1]) == ("produksi_2025-11", ["Keset “besar”", "300", "lembar"])


@pytest.mark.parametrize("line", ['"sep=;"', "SEP=;", "sep=;;;"])
def test_read_grids_takes_the_line_that_names_the_delimiter_for_none(tmp_path, line):
    content = f"{line}\r\n{HEAD}\r\nKeset;300;lembar\r\n".encode()

    [grid] = _grids(tmp_path, content, "produksi_2025-11.csv")

    assert grid.rows == [HEAD.split(";"), ["Keset", "300", "lembar"]]


def test_read_grids_reads_a_bare_list_of_records_as_a_bare_csv(tmp_path):
    records = [{"Nama Produk": "kopi", "Satuan": "kg"}, {"Nama Produk": "teh", "Jumlah": 2}]

    [grid] = _grids(tmp_path, json.dumps(records).encode(), "produksi_2025-11.json")

    assert (grid.name, grid.is_csv) == ("produksi_2025-11", True)
    assert grid.rows == [
        ["Nama Produk", "Satuan", "Jumlah"],
        ["kopi", "kg", ""],
        ["teh", "", 2],
    ]


def test_read_grids_keeps_what_stands_beside_the_envelope_of_a_json(tmp_path):
    content = _json(keterangan="dalam ribuan", amplop={"Periode": "2025-11"}, laporan={})

    [amplop] = _grids(tmp_path, content, "laporan.json")

    assert amplop.rows == [["Periode", "2025-11"], ["keterangan", "dalam ribuan"]]


def _json(**document):
    return json.dumps(document, ensure_ascii=False).encode()


def test_read_grids_reads_a_json_report_with_its_numbers_exact(tmp_path):
    rows = [{"Nama Produk": "kopi", "Jumlah Produksi": 1.5, "Satuan": "kg"}, {"Satuan": None}]
    content = _json(amplop={"Nama UPT": "Lapas Cirebon"}, laporan={"produksi": rows})

    amplop, produksi = _grids(tmp_path, content, "laporan.json")

    assert (amplop.name, amplop.rows) == ("amplop", [["Nama UPT", "Lapas Cirebon"]])
    assert produksi.rows == [PRODUKSI, ["kopi", Decimal("1.5"), "kg"], ["", "", ""]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"amplop": {', "E008"),
        (b"[" * 100_000, "E008"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"Jumlah": NaN}]}}', "E008"),
        (b"[]", "E009"),
        (b"[5]", "E009"),
        (b'{"laporan": {}}', "E009"),
        (b'{"amplop": {}}', "E009"),
        (b'{"amplop": {}, "laporan": []}', "E009"),
        (b'{"amplop": {}, "laporan": {"produksi": 5}}', "E009"),
        (b'{"amplop": {}, "laporan": {"produksi": [5]}}', "E009"),
        (b'{"amplop": {"Periode": {"dari": "2025-10-01"}}, "laporan": {}}', "E009"),
        (b'{"amplop": {"contoh": true}, "laporan": {}}', "E024"),
        (b'{"amplop": {}, "laporan": {}, "produksi": [{"Satuan": "kg"}]}', "E009"),
        (b'{"amplop": {}, "laporan": {}, "paging": {"page": 1, "total_pages": 2}}', "E009"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"isi": [{"Satuan": "kg"}]}]}}', "E009"),
        (b'{"amplop": {"Periode": "Mei", "Periode": "Juni"}, "laporan": {}}', "E012"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"Satuan": "kg", "Satuan": "pcs"}]}}', "E012"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"Jumlah": 1e400}]}}', "E008"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"Jumlah": 1E-999999999}]}}', "E008"),
        (b'{"amplop": {}, "laporan": {"produksi": [{"Jumlah": ' + b"9" * 50 + b"}]}}", "E008"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:60].decode(),
)
def test_read_grids_refuses_json_it_cannot_trust(tmp_path, content, code):
    assert _code(tmp_path, content, "laporan.json") == code


@pytest.mark.parametrize(
    ("content", "name", "said", "cause"),
    [
        (b"PK\x03\x04 bukan", "a.xlsx", "isi berkas terpotong, mungkin ", "File is not a zip"),
        (b'{"amplop": {}\n "x"', "a.json", "baris 2, kolom 2", "Expecting ',' delimiter"),
        (b'{"laporan": 1e999}', "a.json", "1e999", "1e999"),
        (b"[" * 100_000, "a.json", "terlalu banyak tingkat", "maximum recursion"),
        (b"x;" + b"y" * 200_000, "a.csv", "sebuah sel terlalu panjang", "field larger"),
    ],
    ids=["cut zip", "no json", "long number", "deep json", "long cell"],
)
def test_read_grids_tells_senders_in_indonesian_and_engineers_as_the_parser_said(
    content, name, said, cause
):
    with pytest.raises(FileRejectedError) as refused:
        read_grids(content, name, 1_000_000)

    assert refused.value.fault.written.startswith(said)
    assert refused.value.fault.cause.startswith(cause)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("5.4e3", "5400"),
        ("1E+05", "100000"),
        ("5e-1", "0.5"),
        ("0e9", "0"),
        ("-1.25e1", "-12.5"),
        ("5.40", "5.40"),
    ],
)
def test_read_grids_gives_json_numbers_in_plain_digits(tmp_path, written, digits):
    content = '{"amplop": {}, "laporan": {"produksi": [{"Jumlah": ?}]}}'.replace("?", written)

    _, produksi = _grids(tmp_path, content.encode(), "laporan.json")

    assert str(produksi.rows[1][0]) == digits


def test_read_grids_finds_a_repeated_name_among_many_at_once(tmp_path):
    names = ",".join(f'"k{number}":1' for number in range(200_000))
    content = f'{{"amplop":{{}},"laporan":{{"ekspor":[{{{names},"k1":2}}]}}}}'.encode()

    assert _code(tmp_path, content, "laporan.json") == "E012"


def test_read_grids_shows_the_error_of_a_broken_formula():
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("Produksi")
    sheet.write_row(2, 1, ["Produk", "Harga"])
    sheet.write(3, 1, "keset")
    sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
    workbook.close()

    (grid,) = read_grids(buffer.getvalue(), "x.xlsx", 5_000_000)

    assert grid.rows[1] == ["keset", "#DIV/0!"]


@pytest.mark.parametrize(
    ("xml", "rows", "columns"),
    [
        pytest.param(b"<row><c/><c/></row><row><c/></row>", 2, 2, id="nothing says where it is"),
        pytest.param(b"<row><c/></row><row/><row><c/></row>", 3, 1, id="an empty row counts"),
        pytest.param(
            b'<row r="5"><c r="C5"/><c/></row><row><c/></row>', 6, 4, id="some say where they are"
        ),
        pytest.param(b'<row r="2"><c r="D7"/><c/></row>', 7, 5, id="a cell of another row"),
        pytest.param(b'<x:sheetData><x:row><x:c r="B1"/></x:row>', 1, 2, id="names of a library"),
    ],
)
def test_used_range_counts_on_where_cells_do_not_say_where_they_are(xml, rows, columns):
    assert used_range(xml) == Extent(rows, columns, is_addressed=False)
