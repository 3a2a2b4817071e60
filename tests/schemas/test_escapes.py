"""Texts of senders, shown as they stand by what would act upon them."""

import csv
import io
import re
from html.parser import HTMLParser

import mistune
import psycopg
import pytest

from schemas.escapes import html_text, markdown_text, plain, sheet_line, sheet_text
from schemas.settings import PROJECT
from tasks.report.markdown_tables import markdown_table

# what a cell may hold that a page, Markdown, a spreadsheet or a terminal acts upon
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<a href='javascript:alert(3)'>klik</a>",
    "<!-- lalu semua hilang",
    "&lt;b&gt; &#106;avascript:",
    "[klik](http://jahat.id)",
    "[klik][1]",
    "![foto](http://jahat.id/x.png)",
    "<http://jahat.id>",
    "https://jahat.id/unduh",
    "www.jahat.id",
    "bendahara@jahat.id",
    "*tebal* __tebal__ _miring_ ~~coret~~ `kode` ``k``",
    "# judul",
    "1. pertama",
    "- butir",
    "> kutipan",
    "a|b\\|c",
    "===",
    "akhir\\",
    "dua\nbaris\r\n\r\n<script>",
]


class _Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


_RENDER = mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough"])


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_a_text_as_it_stands(text):
    page = _Page(_RENDER(markdown_text(text)))

    assert page.tags == ["p"]
    assert page.text.strip() == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_markdown_table_keeps_its_cells_apart_and_as_they_stand(text):
    page = _Page(_RENDER(markdown_table(("kolom", "lain"), [(text, "x"), ("y", text)])))

    assert page.tags == [
        *("table", "thead", "tr", "th", "th", "tbody"),
        *("tr", "td", "td", "tr", "td", "td"),
    ]
    shown = " ".join(text.split())
    assert page.text.split() == f"kolom lain {shown} x y {shown}".split()


def test_markdown_leaves_names_and_figures_readable():
    said = "lapas-garut, premi_pnbp: Omzet (C7): tertulis “1.234,5”, 80 persen. 12.5 2025-11"

    assert markdown_text(said) == said


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_a_text_as_it_stands_between_tags_and_in_attributes(text):
    page = _Page(f'<p title="{html_text(text)}">{html_text(text)}</p>')

    assert page.tags == ["p"]
    assert page.text == plain(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param('=HYPERLINK("http://jahat.id")', '\'=HYPERLINK("http://jahat.id")', id="="),
        pytest.param("=5", "'=5", id="= before a number"),
        pytest.param("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0", id="+"),
        pytest.param("-2+3", "'-2+3", id="-"),
        pytest.param("-kg", "'-kg", id="- before a word"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="@"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="carriage return"),
        pytest.param("-1.234,5", "-1.234,5", id="a negative number is one"),
        pytest.param("+62", "+62", id="a number with its sign"),
        pytest.param("-", "-", id="a dash for nothing"),
        pytest.param("a=b", "a=b", id="inside"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(text, shown):
    assert sheet_text(text) == shown


def test_a_line_of_postgresqls_csv_keeps_null_and_empty_apart(postgres):
    cells = ['=HYPERLINK("x","y")', "+cmd", "-5", None, "", 'a "b",\n=c', "@x\ny"]
    with psycopg.connect(postgres) as connection:
        query = "COPY (SELECT {}) TO STDOUT (FORMAT csv)".format(", ".join(["%s::text"] * 7))
        with connection.cursor().copy(query, cells) as copy:
            [line] = [sheet_line(bytes(block).decode()) for block in copy]

    [read] = csv.reader(io.StringIO(line, newline=""))
    assert read == [sheet_text(cell or "") for cell in cells]
    assert ',-5,,"",' in line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mmerah\x1b[0m", "\\x1b[31mmerah\\x1b[0m", id="colours"),
        pytest.param("dua\nbaris", "dua baris", id="lines"),
        pytest.param("kanan\u202eirik", "kanan\\u202eirik", id="turned round"),
    ],
)
def test_a_terminal_is_never_steered_by_a_text(text, shown):
    assert plain(text) == shown


_WAYS = re.compile(
    r"csv\.writer\(|from html import .*escape|markup import escape|html\.escape|\.write_csv\("
)


def test_each_escape_stands_in_one_place():
    """Made-up reports are written as senders would; COPY into the warehouse keeps what was said."""
    own = {
        "schemas/escapes.py",
        "flows/printing.py",
        "tasks/publish/copy.py",
        "tasks/report/csv_text.py",
    }
    modules = [
        path.relative_to(PROJECT)
        for room in ("schemas", "expectations", "tasks", "flows")
        for path in (PROJECT / room).rglob("*.py")
    ]

    found = {str(path) for path in modules if _WAYS.search((PROJECT / path).read_text())}

    assert found == own
