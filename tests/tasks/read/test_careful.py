"""What the eye sees beside the values, in every format that can express it.

Each kind stands in one small report, written by six programs; reading must tell it, and tell the
same, whoever wrote the file.
"""

import io
import struct
import zipfile
from datetime import date, datetime, time
from random import Random

import openpyxl
import pytest
import xlsxwriter
import xlwt
from appearances import CODES, WRITERS, Sheet, ods, ooxml, parts_of, record, zipped
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from sheets import MAX_CELLS

from schemas.errors import FileRejectedError
from simulation.files import Sheet as Table
from simulation.files import xlsx_bytes
from tasks.read import careful_xlsb, xls_records
from tasks.read.formats import Grid, Shown, Span, read_grids
from tasks.read.number_formats import seen_words

HEADER = ["Nama Produk", "Jumlah Produksi", "Nilai Produksi"]
KESET, ROTI, BATIK = ["Keset", 300, 4500000], ["Roti", 1200, 6000000], ["Batik", 45, 6750000]
ROWS = [HEADER, KESET, ROTI, BATIK]
FORMATS = list(WRITERS)
COMPUTING = [name for name in FORMATS if name != "xlsb"]  # only Excel writes one, and computes


def produksi(content: bytes) -> Grid:
    """The grid of the sheet `Produksi`."""
    return next(g for g in read_grids(content, "laporan", MAX_CELLS) if g.name == "Produksi")


def _xlsx_with(part: str, old: bytes, new: bytes) -> bytes:
    parts = parts_of(WRITERS["xlsx"](Sheet(ROWS)))
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new)})


@pytest.mark.parametrize("name", FORMATS)
def test_a_plain_sheet_has_nothing_but_its_values(name):
    assert produksi(WRITERS[name](Sheet(ROWS))) == Grid("Produksi", ROWS)


@pytest.mark.parametrize("error", sorted(CODES))
@pytest.mark.parametrize("name", FORMATS)
def test_an_error_cell_holds_the_errors_text(name, error):
    sheet = Sheet([HEADER, KESET, ["Roti", error, 6000000], ["Batik", 45, error]])

    assert produksi(WRITERS[name](sheet)).rows == sheet.rows


@pytest.mark.parametrize("name", COMPUTING)
def test_a_formula_nobody_computed_stands_there_itself(name):
    sheet = Sheet([HEADER, ["Keset", 300, "=B2*15000"], ["Roti", 1200, "=B3*5000"]])

    assert produksi(WRITERS[name](sheet)).rows == sheet.rows


@pytest.mark.parametrize("name", COMPUTING)
def test_the_grid_reaches_as_far_as_its_errors_and_formulas(name):
    """A column, or a last row, of formulas alone is outside of what calamine gives."""
    sheet = Sheet([["#REF!", "Keset", "=B1*2"], ["", 300, ""], ["=A1", "", "#N/A"]])

    grid = produksi(WRITERS[name](sheet))

    assert (grid.top, grid.left, grid.rows) == (0, 0, sheet.rows)


@pytest.mark.parametrize("name", COMPUTING)
def test_a_sheet_of_formulas_alone_is_not_empty(name):
    sheet = Sheet([["", ""], ["", "=1+1"]])

    grid = produksi(WRITERS[name](sheet))

    assert (grid.top, grid.left, grid.rows) == (1, 1, [["=1+1"]])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param('#,##0" kg"', "kg", id="unit"),
        pytest.param('"$"#,##0', "$", id="dollar"),
        pytest.param('"Rp"#,##0', "Rp", id="rupiah"),
        pytest.param("#,##0,", "tampil ribu", id="thousands hidden"),
        pytest.param("#,##0,,", "tampil juta", id="millions hidden"),
        pytest.param("0.000", "tiga desimal", id="thousandths, or thousands"),
    ],
)
@pytest.mark.parametrize("name", FORMATS)
def test_a_number_comes_with_what_its_format_shows_beside_it(name, code, words):
    sheet = Sheet(ROWS, formats={(1, 1): code, (3, 2): code})

    grid = produksi(WRITERS[name](sheet))

    assert grid.rows[1] == ["Keset", Shown(300, words), 4500000]
    assert grid.rows[2] == ROTI
    assert grid.rows[3] == ["Batik", 45, Shown(6750000, words)]


@pytest.mark.parametrize("name", FORMATS)
def test_struck_cells_are_named_unless_empty(name):
    struck = frozenset((row, column) for row in (0, 2) for column in range(3))
    sheet = Sheet([["", "x", ""], KESET, ROTI], struck=struck)

    assert produksi(WRITERS[name](sheet)).crossed == {(0, 1), (2, 0), (2, 1), (2, 2)}


@pytest.mark.parametrize("name", FORMATS)
def test_hidden_rows_and_columns_are_named_where_they_stand_in_the_grid(name):
    rows = [["", "", "", ""]] * 2 + [["", *row] for row in ROWS]
    sheet = Sheet(rows, hidden_rows=frozenset({0, 4}), hidden_columns=frozenset({0, 2}))

    grid = produksi(WRITERS[name](sheet))

    assert (grid.top, grid.left, grid.rows) == (2, 1, ROWS)
    assert (grid.unseen_rows, grid.unseen_columns) == ({2}, {1})


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, "hidden") for name in FORMATS]
    + [(name, "veryHidden") for name in FORMATS if name != "ods"],  # which knows one way
)
def test_a_hidden_sheet_is_named(name, state):
    assert produksi(WRITERS[name](Sheet(ROWS, state=state))).is_hidden


@pytest.mark.parametrize("name", FORMATS)
def test_merged_ranges_are_given_as_far_as_the_grid_reaches(name):
    rows = [["", "", "", ""], ["", "Bidang", "Jumlah", ""], ["", "Kerajinan", 25, ""]]
    rows += [["", "", 15, ""], ["", "", 5, ""]]
    merged = ((0, 0, 0, 3), (1, 2, 1, 3), (2, 1, 4, 1))

    grid = produksi(WRITERS[name](Sheet(rows, merged=merged)))

    assert (grid.top, grid.left) == (1, 1)
    assert grid.merged == (Span(1, 0, 3, 0),)


@pytest.mark.parametrize("name", ["lean xlsx", "xls", "xlsb", "ods"])
def test_what_a_merged_range_covers_is_empty(name):
    """openpyxl empties it before writing; others leave what stood there."""
    rows = [["Bidang", "Jumlah"], ["Kerajinan", 25], ["sisa", 15]]

    grid = produksi(WRITERS[name](Sheet(rows, merged=((1, 0, 2, 0),))))

    assert grid.rows == [["Bidang", "Jumlah"], ["Kerajinan", 25], ["", 15]]


def test_all_of_it_at_once_is_the_same_in_every_format():
    sheet = Sheet(
        [["LAPORAN", "", ""], HEADER, ["Keset", 540, "#REF!"], ["Roti", 12000, 7], ["x", 1, 2]],
        formats={(2, 1): '#,##0" kg"', (3, 1): '"$"#,##0'},
        struck=frozenset({(4, 0), (4, 1)}),
        hidden_rows=frozenset({3}),
        hidden_columns=frozenset({2}),
        merged=((0, 0, 0, 2),),
        state="hidden",
    )

    first, *others = [produksi(write(sheet)) for write in WRITERS.values()]

    assert first.rows[2] == ["Keset", Shown(540, "kg"), "#REF!"]
    assert all(grid == first for grid in others)


# --- .xlsx -----------------------------------------------------------------------------------


def _book(change) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Produksi"
    for row in ROWS:
        page.append(row)
    change(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_a_filter_leaves_out_are_unseen():
    def september(page):
        page.auto_filter.ref = "A1:C4"
        page.auto_filter.add_filter_column(0, ["Keset"])
        for row in (3, 4):
            page.row_dimensions[row].hidden = True

    assert produksi(_book(september)).unseen_rows == {2, 3}


def test_a_collapsed_group_is_unseen():
    def collapse(page):
        page.row_dimensions.group(2, 3, outline_level=1, hidden=True)
        page.column_dimensions.group("B", "C", outline_level=1, hidden=True)

    grid = produksi(_book(collapse))

    assert (grid.unseen_rows, grid.unseen_columns) == ({1, 2}, {1, 2})


ROW_2 = b'<row r="2">'


@pytest.mark.parametrize(
    ("old", "new", "unseen"),
    [
        pytest.param(
            b"<sheetData>",
            b'<cols><col min="2" max="16384" width="0"/></cols><sheetData>',
            (set(), {1, 2}),
            id="columns without width",
        ),
        pytest.param(ROW_2, b'<row r="2" ht="0" customHeight="1">', ({1}, set()), id="no height"),
        pytest.param(ROW_2, b'<row r="2" ht="0.75" customHeight="1">', ({1}, set()), id="low"),
        pytest.param(ROW_2, b'<row r="2" ht="0">', ({1}, set()), id="no height, made by nobody"),
        pytest.param(ROW_2, b'<row r="2" ht="0.75">', ({1}, set()), id="low, made by nobody"),
        pytest.param(
            b"<sheetData>",
            b'<cols><col min="2" max="2" width="0.1"/></cols><sheetData>',
            (set(), {1}),
            id="a narrow column",
        ),
        pytest.param(ROW_2, b'<row r="2" ht="5" customHeight="1">', (set(), set()), id="a gap"),
        pytest.param(ROW_2, b'<row r="2" hidden="0">', (set(), set()), id="not hidden"),
        pytest.param(ROW_2, b"<row r='2' hidden='true'>", ({1}, set()), id="true"),
    ],
)
def test_what_has_no_size_is_unseen(old, new, unseen):
    grid = produksi(_xlsx_with("xl/worksheets/sheet1.xml", old, new))

    assert grid.rows == ROWS
    assert (grid.unseen_rows, grid.unseen_columns) == unseen


@pytest.mark.parametrize(
    ("kind", "inside", "value"),
    [
        pytest.param("", "<f>B1*2</f>", "=B1*2", id="no value"),
        pytest.param("", "<f>B1*2</f><v/>", "=B1*2", id="empty value"),
        pytest.param("", "<f>B1*2</f><v></v>", "=B1*2", id="empty value, written out"),
        pytest.param("", "<f>B1*2</f><v>600</v>", 600, id="a value"),
        pytest.param("", "<f>B1*2</f><v>0</v>", 0, id="nought"),
        pytest.param("str", '<f>IF(B1,"","x")</f><v></v>', "", id="an empty text is a value"),
        pytest.param("str", '<f>IF(B1,"","x")</f>', '=IF(B1,"","x")', id="no text"),
        pytest.param("str", "<f>A1</f><v>Keset</v>", "Keset", id="a text"),
        pytest.param("e", "<f>1/0</f><v>#DIV/0!</v>", "#DIV/0!", id="an error"),
        pytest.param("e", "<f>1/0</f>", "=1/0", id="an error without name"),
        pytest.param("", '<f t="shared" ref="C1:C2" si="0">B1*2</f>', "=B1*2", id="shared"),
    ],
)
@pytest.mark.parametrize("is_lean", [False, True], ids=["addressed", "lean"])
def test_a_formulas_value_is_the_one_it_states(is_lean, kind, inside, value):
    cells = ["<v>1</v>", "<v>300</v>", inside, "<v>9</v>"]
    row = "".join(
        "<c{}{}>{}</c>".format(
            "" if is_lean else f' r="{column}1"',
            f' t="{kind}"' if kind and cell is inside else "",
            cell,
        )
        for column, cell in zip("ABCD", cells, strict=True)
    )

    grid = produksi(ooxml(f'<sheetData><row r="1">{row}</row></sheetData>'))

    assert grid.rows == [[1, 300, value, 9]]


def test_cells_that_share_a_formula_name_it():
    shared = '<c r="A{0}"><f t="shared" {1} si="3">{2}</f></c>'
    rows = [shared.format(1, 'ref="A1:A2"', "B1*2"), shared.format(2, "", "")]
    xml = "".join(f"<row>{row}</row>" for row in rows)

    assert produksi(ooxml(f"<sheetData>{xml}</sheetData>")).rows == [["=B1*2"], ["=B1*2"]]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(0, "=B2*15000", id="xlsxwriter computes nothing and writes 0"),
        pytest.param(4500000, 4500000, id="a value given with the formula"),
    ],
)
def test_a_nought_beside_a_formula_is_none_where_the_workbook_asks_to_be_computed(value, cell):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Produksi")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["Keset", 300])
        page.write_formula(1, 2, "=B2*15000", None, value)

    assert produksi(out.getvalue()).rows[1] == ["Keset", 300, cell]


@pytest.mark.parametrize(
    ("color", "fill", "is_faint"),
    [
        pytest.param({"rgb": "FFFFFFFF"}, None, True, id="white"),
        pytest.param({"theme": 0}, None, True, id="the theme's white"),
        pytest.param({"indexed": 9}, None, True, id="white by number"),
        pytest.param({"rgb": "FFFFFFFF"}, "FFFFFFFF", True, id="white on white"),
        pytest.param({"rgb": "FFFFFFFF"}, "FF1F4E78", False, id="white on blue"),
        pytest.param({"theme": 0, "tint": -0.5}, None, False, id="grey"),
        pytest.param({"rgb": "FF000000"}, None, False, id="black"),
    ],
)
def test_a_cell_in_white_on_nothing_is_faint(color, fill, is_faint):
    def paint(page):
        page["B2"].font = Font(color=Color(**color))
        if fill:
            page["B2"].fill = PatternFill("solid", fgColor=fill)

    assert produksi(_book(paint)).faint == ({(1, 1)} if is_faint else set())


def test_a_row_made_too_low_is_unseen_in_xls_and_xlsb():
    book = xlwt.Workbook()
    page = book.add_sheet("Produksi")
    for at, value in enumerate(["Keset", "Roti"]):
        page.write(at, 0, value)
    page.row(1).height, page.row(1).height_mismatch = 10, True
    out = io.BytesIO()
    book.save(out)
    parts = parts_of(WRITERS["xlsb"](Sheet([["Keset"], ["Roti"]])))
    sheet = parts["xl/worksheets/sheet1.bin"]
    usual, low = (
        struct.pack("<IIHBBBI", 1, 0, *made, 0, 0) for made in ((300, 0, 0), (10, 0, 0x20))
    )
    assert usual in sheet

    of_xls = produksi(out.getvalue())
    of_xlsb = produksi(zipped(parts | {"xl/worksheets/sheet1.bin": sheet.replace(usual, low)}))

    assert (of_xls.unseen_rows, of_xlsb.unseen_rows) == ({1}, {1})


def test_rows_that_are_not_written_are_counted_as_calamine_counts_them():
    """Lean OOXML leaves out what follows from the place before it."""
    xml = "<row><c><v>1</v></c></row>"
    xml += '<row r="3"><c r="B3"><v>2</v></c><c t="e"><v>#REF!</v></c></row>'
    xml += '<row hidden="1"><c><v>3</v></c><c r="D4"/><c><f>A1</f></c></row>'

    grid = produksi(ooxml(f"<sheetData>{xml}</sheetData>"))

    assert grid.rows == [
        [1, "", "", "", ""],
        ["", "", "", "", ""],
        ["", 2, "#REF!", "", ""],
        [3, "", "", "", "=A1"],
    ]
    assert grid.unseen_rows == {3}


def test_elements_with_a_prefix_are_seen_as_others():
    parts = parts_of(WRITERS["xlsx"](Sheet(ROWS, hidden_rows=frozenset({2}))))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    for old, new in ((b"</", b"</x:"), (b"<", b"<x:")):
        sheet = sheet.replace(old, new)
    sheet = sheet.replace(b"<x:/x:", b"</x:").replace(b"<x:?xml", b"<?xml")

    grid = produksi(zipped(parts | {"xl/worksheets/sheet1.xml": sheet}))

    assert (grid.rows, grid.unseen_rows) == (ROWS, {2})


def test_cells_that_name_no_style_have_the_first():
    styles = '<numFmts><numFmt numFmtId="164" formatCode="0&quot; kg&quot;"/></numFmts>'
    styles += '<fonts><font/></fonts><cellXfs><xf numFmtId="164" fontId="0"/></cellXfs>'
    xml = '<sheetData><row r="1"><c r="A1"><v>540</v></c></row></sheetData>'

    assert produksi(ooxml(xml, styles)).rows == [[Shown(540, "kg")]]


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
COUNTED = (
    f"<row><c><v>1</v></c></row>{'<row></row>' * 3000}<row>{'<c></c>' * 3000}<c><v>1</v></c></row>"
)
FAR_ROW = '<row r="1"><c><v>1</v></c></row><row r="1048576"><c r="F1048576"/><c><v>1</v></c></row>'


@pytest.mark.parametrize("rows", [FAR, COUNTED, FAR_ROW], ids=["far", "counted", "row and counted"])
@pytest.mark.parametrize("folder", ["worksheets", "lain", "../di luar"])
def test_a_sheet_is_measured_wherever_it_lies_and_however_its_cells_are_placed(folder, rows):
    parts = parts_of(ooxml(f"<sheetData>{rows}</sheetData>"))
    target = f"/{folder[3:]}" if folder.startswith("..") else folder
    relations = parts["xl/_rels/workbook.xml.rels"]
    relations = relations.replace(b"worksheets/", f"{target}/".encode())
    sheet = parts.pop("xl/worksheets/sheet1.xml")
    place = f"{folder[3:]}/sheet1.xml" if folder.startswith("..") else f"xl/{folder}/sheet1.xml"
    content = zipped(parts | {"xl/_rels/workbook.xml.rels": relations, place: sheet})

    with pytest.raises(FileRejectedError) as refused:
        read_grids(content, "laporan.xlsx", MAX_CELLS)

    assert refused.value.fault.code == "E006"


def _twice(content: bytes, name: str) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "<worksheet/>")
    return out.getvalue()


PLAIN = WRITERS["xlsx"](Sheet(ROWS))
SHEET_1 = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_twice(PLAIN, "xl/Worksheets/sheet1.xml"), id="a part twice"),
        pytest.param(_twice(PLAIN, "content.xml"), id="two workbooks in one"),
        pytest.param(
            zipped(parts_of(PLAIN) | {SHEET_1: parts_of(PLAIN)[SHEET_1].decode().encode("utf-16")}),
            id="a sheet in UTF-16, which calamine gives as empty",
        ),
        pytest.param(
            _xlsx_with(SHEET_1, ROW_2, b'<row hidden="1" r="2"><c>'),
            id="a signal in XML that is not well-formed",
        ),
        pytest.param(
            _xlsx_with(SHEET_1, ROW_2, b'<row hidden="1" r="dua">'),
            id="a row whose number is none",
        ),
    ],
)
def test_what_cannot_be_seen_for_sure_is_refused(content):
    with pytest.raises(FileRejectedError) as refused:
        read_grids(content, "laporan.xlsx", MAX_CELLS)

    assert refused.value.fault.code == "E004"


# --- texts with parts of their own font ------------------------------------------------------

Runs = list[tuple[str, str]]  # what a part says, how it looks
LOOKS = {"": "", "struck": "<strike/>"}
LOOKS |= {kind: f'<vertAlign val="{kind}script"/>' for kind in ("super", "sub")}
ODS_LOOKS = {"struck": 'line-through-style="solid"', "super": 'position="super 58%"'}
ODS_LOOKS |= {"sub": 'position="sub 58%"', "": 'position="0% 100%"'}


def _rich_xml(runs: Runs) -> str:
    return "".join(
        f'<r><rPr><b/>{LOOKS[look]}</rPr><t xml:space="preserve">{text}</t></r>'
        for text, look in runs
    )


def _rich_shared(runs: Runs) -> bytes:
    cell = '<c r="A1" t="s"><v>1</v></c>'
    parts = parts_of(ooxml(f'<sheetData><row r="1">{cell}</row></sheetData>'))
    space = parts["xl/styles.xml"].partition(b'xmlns="')[2].partition(b'"')[0].decode()
    texts = f"<si><t>lain</t></si><si>{_rich_xml(runs)}</si>"
    return zipped(parts | {"xl/sharedStrings.xml": f'<sst xmlns="{space}">{texts}</sst>'})


def _rich_inline(runs: Runs) -> bytes:
    cell = f'<c r="A1" t="inlineStr"><is>{_rich_xml(runs)}</is></c>'
    return ooxml(f'<sheetData><row r="1">{cell}</row></sheetData>')


def _rich_xls(runs: Runs) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Produksi")
    fonts = {look: xlwt.Font() for look in LOOKS}
    fonts["struck"].struck_out = True
    fonts["super"].escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    fonts["sub"].escapement = xlwt.Font.ESCAPEMENT_SUBSCRIPT
    page.write_rich_text(0, 0, [(text, fonts[look]) for text, look in runs])
    page.write(1, 0, "lain")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rich_xlsb(runs: Runs) -> bytes:
    wide = [text.encode("utf-16-le") for text, _ in runs]
    starts = [len(b"".join(wide[:at])) // 2 for at in range(len(runs))]
    rich = b"\x01" + struct.pack("<I", len(b"".join(wide)) // 2) + b"".join(wide)
    rich += struct.pack("<I", len(runs))
    rich += b"".join(
        struct.pack("<HH", start, list(LOOKS).index(look))
        for start, (_, look) in zip(starts, runs, strict=True)
    )
    parts = parts_of(WRITERS["xlsb"](Sheet([["x"]])))
    shared = record(159, struct.pack("<II", 1, 1)) + record(19, rich) + record(160)
    own = record(6, struct.pack("<II", 0, 0) + struct.pack("<I", 1) + "x".encode("utf-16-le"))
    sheet = parts["xl/worksheets/sheet1.bin"]
    assert own in sheet
    sheet = sheet.replace(own, record(7, struct.pack("<III", 0, 0, 0)))
    raised, lowered = (
        record(43, struct.pack("<HHHH", 220, 0, 400, place) + bytes(16)) for place in (1, 2)
    )
    return zipped(
        parts
        | {
            "xl/sharedStrings.bin": shared,
            "xl/worksheets/sheet1.bin": sheet,
            "xl/styles.bin": parts["xl/styles.bin"] + raised + lowered,
        }
    )


def _rich_ods(runs: Runs, about: str = "") -> bytes:
    spans = "".join(f'<text:span text:style-name="T{look}">{t}</text:span>' for t, look in runs)
    cell = f'<table:table-cell{about} office:value-type="string"><text:p>{spans}</text:p>'
    styles = "".join(
        f'<style:style style:name="T{look}"><style:text-properties style:text-{said}/>'
        "</style:style>"
        for look, said in ODS_LOOKS.items()
    )
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    return ods(f'<table:table table:name="Produksi">{row}</table:table>', styles)


RICH = {"xlsx": _rich_shared, "xlsx, in the sheet": _rich_inline}
RICH |= {"xls": _rich_xls, "xlsb": _rich_xlsb, "ods": _rich_ods}


@pytest.mark.parametrize(
    ("runs", "is_crossed"),
    [
        pytest.param([("Keset", "struck")], True, id="all of it"),
        pytest.param([("300", "struck"), (" 400", "")], True, id="a word of it"),
        pytest.param([("Keset", ""), (" ", "struck")], False, id="a blank"),
        pytest.param([("Keset", ""), ("!", "")], False, id="none"),
    ],
)
@pytest.mark.parametrize("name", RICH)
def test_a_text_struck_through_in_part_is_crossed(name, runs, is_crossed):
    grid = produksi(RICH[name](runs))

    assert grid.rows[0] == ["".join(text for text, _ in runs)]
    assert grid.crossed == ({(0, 0)} if is_crossed else set())


@pytest.mark.parametrize(
    ("runs", "seen"),
    [
        pytest.param([("300", ""), ("2", "super")], "300²", id="a footnote is no figure"),
        pytest.param([("1", "super"), ("Keset", "")], "¹Keset", id="before the word"),
        pytest.param([("Luas (m", ""), ("2", "super"), (")", "")], "Luas (m²)", id="a square"),
        pytest.param([("300", ""), ("10)", "super")], "300¹⁰)", id="a bracket stays"),
        pytest.param([("300", ""), ("a", "super")], "300a", id="letters stay"),
        pytest.param([("CO", ""), ("2", "sub")], "CO2", id="what is lowered stays"),
        pytest.param([("300", "super"), ("2", "super")], "3002", id="all of it is the value"),
        pytest.param([("3002", "super"), (" ", "")], "3002 ", id="all of it but a blank"),
    ],
)
@pytest.mark.parametrize("name", RICH)
def test_figures_raised_beside_others_are_seen_as_raised(name, runs, seen):
    assert produksi(RICH[name](runs)).rows[0] == [seen]


@pytest.mark.parametrize("name", RICH)
def test_a_text_may_be_struck_through_and_raised(name):
    grid = produksi(RICH[name]([("300", "struck"), (" 400", ""), ("2", "super")]))

    assert (grid.rows[0], grid.crossed) == (["300 400²"], {(0, 0)})


@pytest.mark.parametrize("name", ["xlsx", "xlsb", "ods"])  # xlwt miscounts such signs
def test_what_is_raised_is_found_behind_signs_of_double_width(name):
    assert produksi(RICH[name]([("🧺 300", ""), ("2", "super")])).rows[0] == ["🧺 300²"]


def test_signs_that_xml_would_not_keep_are_there_in_a_raised_text_too():
    runs = [("300", ""), ("2", "super"), ("_x000D_\n_xD83E_", "")]

    assert produksi(_rich_shared(runs)).rows[0] == ["300²\r\n_xD83E_"]


@pytest.mark.parametrize(
    ("code", "number", "seen"),
    [
        ("00000000", 4012010, "04012010"),
        ("0000.00", 5608.9, "5608.90"),
        ("0.00", 5.5, 5.5),
        ("0%", 3, "300%"),
        ("0.00%", 0.200783, "20,08%"),
        ("0.00%;[Red]-0.00%", 0.273, "27,30%"),
        ('0"%"', 70, Shown(70, "%")),
        ('000"/PKS/2025"', 7, "007/PKS/2025"),
        ('"-"0', 300, "-300"),
        ("-#,##0", 300, "-300"),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 300, 300),
        ('@" (batal)"', "Keset", "Keset (batal)"),
        ("_-@_-", "Keset", "Keset"),
    ],
)
def test_a_format_may_show_other_figures_than_the_value(code, number, seen):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        look = book.add_format({"num_format": code})
        book.add_worksheet("Produksi").write(0, 0, number, look)

    assert produksi(out.getvalue()).rows == [[seen]]


@pytest.mark.parametrize(
    ("header", "printed"),
    [
        ('&C&"Arial"&10(dalam ribuan rupiah)', ("(dalam ribuan rupiah)",)),
        ("&R&P / &N", ()),
        ("&CDRAFT, angka sementara", ("DRAFT, angka sementara",)),
    ],
)
def test_words_on_paper_only_are_seen(header, printed):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Produksi")
        sheet.write(0, 0, 12000)
        sheet.set_header(header)

    assert produksi(out.getvalue()).printed == printed


@pytest.mark.parametrize("program", ["openpyxl", "xlsxwriter"])
def test_comments_on_cells_are_seen(program):
    out = io.BytesIO()
    if program == "openpyxl":
        book = openpyxl.Workbook()
        book.active.title = "Produksi"
        book.active["A1"], book.active["C2"] = "Keset", 800
        book.active["C2"].comment = Comment("angka bulan lalu", "Kasi")
        book.save(out)
    else:
        with xlsxwriter.Workbook(out, {"in_memory": True}) as written:
            sheet = written.add_worksheet("Produksi")
            sheet.write(0, 0, "Keset")
            sheet.write(1, 2, 800)
            sheet.write_comment("C2", "angka bulan lalu")

    assert produksi(out.getvalue()).comments == (((1, 2), "angka bulan lalu"),)


def test_a_comment_in_ods_is_seen():
    said = (
        "<office:annotation><text:p>angka bulan</text:p><text:p>lalu</text:p></office:annotation>"
    )
    cell = f'<table:table-cell office:value-type="float" office:value="3">{said}</table:table-cell>'
    row = f"<table:table-row>{cell}</table:table-row>"

    grid = produksi(ods(f'<table:table table:name="Produksi">{row}</table:table>'))

    assert (grid.rows, grid.comments) == ([[3]], (((0, 0), "angka bulan lalu"),))


def test_a_text_box_over_a_sheet_is_seen():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Produksi")
        sheet.write(0, 0, 800)
        sheet.insert_textbox("D3", "angka sementara")

    assert produksi(out.getvalue()).printed == ("angka sementara",)


def test_a_percentage_of_ods_needs_no_format_of_its_own():
    cell = '<table:table-cell office:value-type="percentage" office:value="3"/>'
    row = f"<table:table-row>{cell}</table:table-row>"

    grid = produksi(ods(f'<table:table table:name="Produksi">{row}</table:table>'))

    assert grid.rows == [["300%"]]


@pytest.mark.parametrize("between", ["<text:line-break/>", "<text:tab/>"])
def test_two_figures_in_a_cell_are_not_run_together(between):
    row = (
        '<table:table-row><table:table-cell office:value-type="string">'
        f"<text:p>300{between}500</text:p></table:table-cell></table:table-row>"
    )

    grid = produksi(ods(f'<table:table table:name="Produksi">{row}</table:table>'))

    assert grid.rows == [["300 500"]]


@pytest.mark.parametrize(
    ("position", "seen"),
    [
        pytest.param("33% 58%", "300²", id="up"),
        pytest.param("0.5%", "300²", id="a little up"),
        pytest.param("0% 100%", "3002", id="level"),
        pytest.param("-33% 58%", "3002", id="down"),
    ],
)
def test_ods_says_by_how_much_a_text_is_raised(position, seen):
    parts = parts_of(_rich_ods([("300", ""), ("2", "super")]))
    content = parts["content.xml"].replace(b"super 58%", position.encode())

    assert produksi(zipped(parts | {"content.xml": content})).rows == [[seen]]


@pytest.mark.parametrize(
    ("text", "about", "seen"),
    [
        pytest.param(
            '300<text:span text:style-name="Tsuper">1<text:span>2</text:span></text:span>',
            *("", "300¹²"),
            id="a part within a raised one",
        ),
        pytest.param(
            '300<text:s text:c="2"/><text:span text:style-name="Tsuper">2</text:span></text:p>'
            "<text:p>orang",
            *("", "300 ²\norang"),
            id="blanks and paragraphs",
        ),
        pytest.param("3002", ' table:style-name="Tsuper"', "3002", id="the cell"),
        pytest.param(
            '2<text:span text:style-name="T">300</text:span>',
            *(' table:style-name="Tsuper"', "²300"),
            id="a part on the line, of a raised cell",
        ),
    ],
)
def test_an_ods_text_is_raised_as_the_text_around_it(text, about, seen):
    parts = parts_of(_rich_ods([("x", "")], about))
    content = parts["content.xml"]
    own = b'<text:span text:style-name="T">x</text:span>'
    assert own in content

    grid = produksi(zipped(parts | {"content.xml": content.replace(own, text.encode())}))

    assert grid.rows == [[seen]]


# --- .xls ------------------------------------------------------------------------------------


def test_an_empty_text_of_a_formula_stays_empty_where_the_program_computes():
    """`IF(…;"")` gives one; only a formula that can give nothing but a number betrays xlwt."""
    sheet = Sheet([HEADER, ["Keset", 300, '=IF(B2>0,"","x")'], ["Roti", 1200, 9]])

    assert produksi(WRITERS["xls"](sheet)).rows[1] == ["Keset", 300, ""]


XLWT_VALUE = b"\x03" + bytes(5) + b"\xff\xff" + bytes(2)  # an empty text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(bytes(8) + b"\x02\0", "=B2*15000", id="a nought to be computed, as of POI"),
        pytest.param(bytes(8) + b"\0\0", 0, id="a nought"),
        pytest.param(struct.pack("<dH", 4500000, 2), 4500000, id="a value to be computed again"),
        pytest.param(b"\x02\0\x07" + bytes(3) + b"\xff\xff\0\0", "#DIV/0!", id="an error"),
    ],
)
def test_a_formulas_value_in_xls_is_told_from_a_placeholder(value, cell):
    content = WRITERS["xls"](Sheet([HEADER, ["Keset", 300, "=B2*15000"]]))
    assert content.count(XLWT_VALUE) == 1

    assert produksi(content.replace(XLWT_VALUE, value)).rows[1] == ["Keset", 300, cell]


def test_a_formula_in_a_record_that_calamine_passes_over_is_no_empty_cell():
    content = WRITERS["xls"](Sheet([HEADER, ["Keset", 300, "=B2*15000"]]))
    at = content.index(XLWT_VALUE) - 10  # head of the record, row, column, style

    grid = produksi(content[:at] + b"\x06\x04" + content[at + 2 :])

    assert grid.rows[1] == ["Keset", 300, "=B2*15000"]


def test_an_xls_under_a_password_says_so():
    stated = struct.pack("<HHH", 0x42, 2, 1200)
    content = WRITERS["xls"](Sheet(ROWS)).replace(stated, struct.pack("<HHH", 0x2F, 2, 0))

    with pytest.raises(FileRejectedError) as refused:
        read_grids(content, "laporan.xls", MAX_CELLS)

    assert refused.value.fault.code == "E005"


def test_texts_are_read_where_an_xls_misstates_their_encoding():
    content = WRITERS["xls"](Sheet([["Nama UPT", "Lapas Cirebon"], ["Café", 5]]))
    stated = struct.pack("<HHH", 0x42, 2, 1200)
    assert content.count(stated) == 1

    grid = produksi(content.replace(stated, struct.pack("<HHH", 0x42, 2, 1252)))

    assert grid.rows == [["Nama UPT", "Lapas Cirebon"], ["Café", 5]]


def _far_xls(row: int, column: int) -> bytes:
    content = WRITERS["xls"](Sheet([["a"], [1.5, 1 / 3]]))
    place = struct.pack("<HHHH", 0x203, 14, 1, 1)
    assert content.count(place) == 1
    return content.replace(place, struct.pack("<HHHH", 0x203, 14, row, column))


@pytest.mark.parametrize(("row", "column"), [(60000, 60000), (40000, 255), (1, 65535)])
def test_an_xls_with_a_cell_far_out_is_refused(row, column):
    with pytest.raises(FileRejectedError) as refused:
        read_grids(_far_xls(row, column), "laporan.xls", 60_000)

    assert refused.value.fault.code == "E006"


def test_an_xls_whose_sectors_run_in_circles_is_refused():
    content = bytearray(WRITERS["xls"](Sheet(ROWS)))
    table = 512 * (1 + struct.unpack_from("<I", content, 76)[0])
    content[table : table + 4] = struct.pack("<I", 0)

    with pytest.raises(FileRejectedError) as refused:
        read_grids(bytes(content), "laporan.xls", MAX_CELLS)

    assert refused.value.fault.code == "E004"


# --- .xlsb -----------------------------------------------------------------------------------


def test_a_formulas_error_in_xlsb_is_seen():
    parts = parts_of(WRITERS["xlsb"](Sheet([HEADER, ["Keset", 300, "#REF!"]])))
    typed = record(3, struct.pack("<II", 2, 0) + b"\x17")
    computed = record(11, struct.pack("<II", 2, 0) + b"\x17" + bytes(10))
    sheet = parts["xl/worksheets/sheet1.bin"].replace(typed, computed)

    grid = produksi(zipped(parts | {"xl/worksheets/sheet1.bin": sheet}))

    assert grid.rows[1] == ["Keset", 300, "#REF!"]


# --- .ods ------------------------------------------------------------------------------------

STRING = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p>'
NUMBER += "</table:table-cell>"


def _row(*cells: str, about: str = "") -> str:
    return f"<table:table-row{about}>{''.join(cells)}</table:table-row>"


def _table(*rows: str) -> bytes:
    return ods(f'<table:table table:name="Produksi">{"".join(rows)}</table:table>')


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param(
            'table:formula="of:=[.B9]" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#REF!</text:p>',
            "#REF!",
            id="LibreOffice",
        ),
        pytest.param(
            'table:formula="of:=1+" office:value-type="float" office:value="0">'
            "<text:p>Err:510</text:p>",
            "Err:510",
            id="an older LibreOffice",
        ),
        pytest.param(
            'table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p>',
            "#DIV/0!",
            id="Excel",
        ),
        pytest.param('table:formula="of:=[.B1]*SUM([.A1:.B1])">', "=B1*SUM(A1:B1)", id="formula"),
        pytest.param(
            'table:formula="of:=[.B1]" office:value-type="float">', "=B1", id="a type, no value"
        ),
        pytest.param(
            'table:formula="of:=2" office:value-type="float" office:value="2"><text:p>2</text:p>',
            2,
            id="a value",
        ),
        pytest.param(
            'table:formula="of:=IF(1;&quot;&quot;)" office:value-type="string" '
            'office:string-value="">',
            "",
            id="an empty text is a value",
        ),
        pytest.param(
            'office:value-type="string"><office:annotation><text:p>cek lagi</text:p>'
            "</office:annotation><text:p>Keset</text:p>",
            "Keset",
            id="a comment is not the value",
        ),
        pytest.param(
            'office:value-type="string"><text:p>#REF!</text:p>', "#REF!", id="as somebody typed it"
        ),
    ],
)
def test_an_ods_cell_holds_its_value_or_says_why_not(cell, value):
    content = _table(
        _row(STRING.format("a"), f"<table:table-cell {cell}</table:table-cell>", NUMBER.format(9))
    )

    assert produksi(content).rows == [["a", value, 9]]


def test_an_ods_under_a_password_says_so():
    parts = parts_of(_table(_row(STRING.format("a"))))
    listed = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    content = zipped(parts | {"META-INF/manifest.xml": listed, "content.xml": b"\x8f\x02\x99"})

    with pytest.raises(FileRejectedError) as refused:
        read_grids(content, "laporan.ods", MAX_CELLS)

    assert refused.value.fault.code == "E005"


def test_ods_places_are_counted_over_groups_headings_and_repetitions():
    hidden = ' table:visibility="collapse"'
    content = _table(
        '<table:table-column table:number-columns-repeated="2"/>',
        f"<table:table-column{hidden}/>",
        _row(about=' table:number-rows-repeated="3"'),
        f"<table:table-header-rows>{_row(STRING.format('a'), STRING.format('b'))}"
        "</table:table-header-rows>",
        '<table:table-row-group table:display="false">',
        _row(NUMBER.format(1), NUMBER.format(2)),
        "</table:table-row-group>",
        _row(NUMBER.format(3), about=' table:number-rows-repeated="2"'),
        _row(
            '<table:table-cell table:number-columns-repeated="2"/>',
            STRING.format("c"),
            about=' table:visibility="filter"',
        ),
        _row('<table:table-cell table:number-columns-repeated="16384"/>', about=hidden),
    )

    grid = produksi(content)

    assert grid.top == 3
    assert grid.rows == [["a", "b", ""], [1, 2, ""], [3, "", ""], [3, "", ""], ["", "", "c"]]
    assert (grid.unseen_rows, grid.unseen_columns) == ({1, 4}, {2})


def test_an_ods_style_is_inherited_and_holds_for_a_column():
    style = '<style:style style:family="table-cell" style:name="{}" {}>{}</style:style>'
    struck = '<style:text-properties style:text-line-through-style="solid"/>'
    kilo = '<number:number-style style:name="N1"><number:number/><number:text> kg</number:text>'
    kilo += "</number:number-style>"
    styles = kilo + style.format("dicoret", "", struck)
    styles += style.format("kg", 'style:data-style-name="N1"', "")
    styles += style.format("batal", 'style:parent-style-name="dicoret"', "")
    table = '<table:table table:name="Produksi"><table:table-column/>'
    table += '<table:table-column table:default-cell-style-name="kg"/>'
    cell = STRING.format("Keset").replace(" office", ' table:style-name="batal" office', 1)

    grid = produksi(ods(f"{table}{_row(cell, NUMBER.format(540))}</table:table>", styles))

    assert grid.rows == [["Keset", Shown(540, "kg")]]
    assert grid.crossed == {(0, 0)}


def test_an_ods_currency_is_named_though_its_style_does_not():
    cell = '<table:table-cell office:value-type="currency" office:currency="USD" '
    cell += 'office:value="50000"><text:p>50,000</text:p></table:table-cell>'

    assert produksi(_table(_row(cell))).rows == [[Shown(50000, "USD")]]


# --- number formats --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [
        ("General", 5, ""),
        ("#,##0", 5, ""),
        ("#,##0.00;[Red]-#,##0.00", -5, ""),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 5, ""),
        ("0%", 0.5, ""),
        ("0.00E+00", 5, ""),
        ("dd/mm/yyyy", 45931, ""),
        ('"Tanggal "dd', 45931, ""),
        ("[$-421]#,##0", 5, ""),
        ("[$-421]dd mmmm yyyy;@", 45931, ""),
        ("@", 5, ""),
        ('#,##0" kg"', 540, "kg"),
        ("#,##0 \\k\\g", 540, "kg"),
        ('0 "orang"', 25, "orang"),
        ('0" (orang)"', 25, "orang"),
        ('General" lembar"', 300, "lembar"),
        ('"Rp"#,##0', 5, "Rp"),
        ('"Rp. "#,##0",-"', 5, "Rp"),
        ("[$Rp-421]#,##0.00", 5, "Rp"),
        ("_-[$Rp-421]* #,##0_-;-[$Rp-421]* #,##0_-", -5, "Rp"),
        ("[$$-409]#,##0", 5, "$"),
        ('_("$"* #,##0_);_("$"* \\(#,##0\\)', -5, "$"),
        ("[$USD] #,##0", 5, "USD"),
        ("#,##0\\ [$€-407]", 5, "€"),
        ("#,##0 €", 5, "€"),
        ('0.0,"rb"', 5400, "tampil ribu"),
        ('0,,"jt"', 5400000, "tampil juta"),
        ("#,##0.0,,", 5400000, "tampil juta"),
        ('"$"#,##0,', 5400, "$ tampil ribu"),
        ("#,##0", 5400, ""),
        ("0.00", 5.4, ""),
        ("0.000", 5.4, "tiga desimal"),
        ('#,##0.000" kg"', 300, "kg tiga desimal"),
        ("0.000", 0, ""),
        ("0.000%", 0.7, ""),
        ("0.0##", 5.4, ""),
        ('[>=1000000]0.0,,"jt";[>=1000]0.0,"rb";0', 5400000, "tampil juta"),
        ('[>=1000000]0.0,,"jt";[>=1000]0.0,"rb";0', 5400, "tampil ribu"),
        ('[>=1000000]0.0,,"jt";[>=1000]0.0,"rb";0', 540, ""),
        ('0" laba";0" rugi"', -5, "rugi"),
        ('0;-0;"nihil"', 0, "nihil"),
        ("0;-0;", 0, ""),
        ("0;;", -5, "tidak tampak"),
        (";;;", 5, "tidak tampak"),
    ],
)
def test_seen_words_are_those_the_eye_reads_beside_a_number(code, number, words):
    assert seen_words(code, number) == words


# --- two readers -----------------------------------------------------------------------------


def _as_given_by_calamine(value):
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    return "" if value is None else value


def _second_opinion(content: bytes) -> list[list]:
    page = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Produksi"]
    return [
        [_as_given_by_calamine(cell) for cell in row] for row in page.iter_rows(values_only=True)
    ]


def _random_value(rng: Random):
    return rng.choice(
        [
            rng.randint(-5, 10**9),
            rng.randint(1, 10**6) / 100,
            rng.choice(["Keset", "5.400", " spasi ", "baris\nbaru", "=bukan rumus", "é & <b>"]),
            date(2025, rng.randint(1, 12), rng.randint(1, 28)),
            datetime(2025, 10, rng.randint(1, 28), rng.randint(1, 23), 30),  # noqa: DTZ001 (as cells hold it)
            rng.random() < 0.5,
            "",
        ]
    )


@pytest.mark.parametrize("seed", range(20))
def test_calamine_and_openpyxl_read_the_same_cells(seed):
    """Plain sheets as calamine gives them; with a hidden row, after they were walked through."""
    rng = Random(seed)
    rows = [[f"kolom {n}" for n in range(6)]]
    rows += [[_random_value(rng) for _ in range(6)] for _ in range(30)] + [["akhir"] * 6]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Produksi")
        dated = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(at, column, value, dated.get(type(value)))
        if seed % 2:
            page.set_row(3, options={"hidden": True})
    content = out.getvalue()

    grid = produksi(content)

    assert grid.rows == _second_opinion(content)
    assert [[type(cell) for cell in row] for row in grid.rows] == [
        [float if type(cell) is int else type(cell) for cell in row]
        for row in _second_opinion(content)
    ]


def test_openpyxl_sees_what_simulated_workbooks_hold():
    rows = [[str(n), n, n / 8, date(2025, 10, 1)] for n in range(1, 50)]
    content = xlsx_bytes([Table("Produksi", rows)])

    assert produksi(content).rows == _second_opinion(content)


@pytest.mark.parametrize("seed", range(20))
def test_openpyxl_sees_what_is_hidden_crossed_or_broken_too(seed):
    """What the walk through the XML says, said by another reader of the same bytes."""
    rng = Random(seed)
    places = [(row, column) for row in range(12) for column in range(5)]
    values = [300, "Keset", "#REF!", "#N/A", "=A1*2", ""]
    rows = [[rng.choice(values) for _ in range(5)] for _ in range(12)]
    sheet = Sheet(
        [["x"] * 5, *rows, ["x"] * 5],
        struck=frozenset(rng.sample(places, 9)),
        hidden_rows=frozenset(rng.sample(range(12), 3)),
        hidden_columns=frozenset(rng.sample(range(5), 2)),
        formats=dict.fromkeys(rng.sample(places, 9), '0" kg"'),
    )
    content = WRITERS["xlsx"](sheet)
    page = openpyxl.load_workbook(io.BytesIO(content))["Produksi"]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]

    grid = produksi(content)

    assert {cell.coordinate: cell.value for cell in cells} == {
        page.cell(row + 1, column + 1).coordinate: getattr(cell, "number", cell)
        for row, line in enumerate(grid.rows)
        for column, cell in enumerate(line)
        if cell != ""
    }
    assert grid.crossed == {(c.row - 1, c.column - 1) for c in cells if c.font.strike}
    assert grid.unseen_rows == {r - 1 for r, d in page.row_dimensions.items() if d.hidden}
    assert grid.unseen_columns == {
        column - 1
        for d in page.column_dimensions.values()
        if d.hidden
        for column in range(d.min, d.max + 1)
    }
    assert {
        (c.row - 1, c.column - 1) for c in cells if c.value == 300 and "kg" in c.number_format
    } == {
        (row, column)
        for row, line in enumerate(grid.rows)
        for column, cell in enumerate(line)
        if cell == Shown(300, "kg")
    }


def test_a_book_of_xls_cut_off_anywhere_ends_there():
    stream = b"".join(struct.pack("<HH", kind, 4) + b"abcd" for kind in (0x809, 0x203, 0x203))

    found = [len(list(xls_records.records(stream[:end], 0))) for end in range(len(stream) + 1)]

    assert found == [0] * 16 + [1] * 8 + [2]


@pytest.mark.parametrize("size", [5, 200, 20_000, 3_000_000])
def test_a_record_of_xlsb_of_any_size_is_passed_over(size):
    written = bytes(
        (size >> at & 0x7F) | (0x80 if size >> at + 7 else 0)
        for at in range(0, max(size.bit_length(), 1), 7)
    )
    data = b"\x01" + written + bytes(size) + b"\x02\x00"

    assert [(kind, size) for kind, _, size in careful_xlsb._records(data)] == [(1, size), (2, 0)]
