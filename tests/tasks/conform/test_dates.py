"""Dates and months in every shape that staff write them (Source: domain.md §4)."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets import cells

from schemas.references import load_references
from tasks.conform.cells import MISSING, CellKind
from tasks.conform.dates import DATES, read_dates, settle_dates

MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni"]
MONTHS += ["Juli", "Agustus", "September", "Oktober", "November", "Desember"]
WEEKDAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
NOVEMBER = date(2025, 11, 1)


def _read(text, kind=CellKind.TEXT):
    return read_dates(cells(text, kind=kind), load_references()).row(0, named=True)


def _settle(text, bulan=NOVEMBER):
    read = read_dates(cells(text), load_references()).with_columns(bulan=pl.lit(bulan))
    return settle_dates(read, "bulan").row(0, named=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28/11/2025", date(2025, 11, 28)),
        ("30/07/25", date(2025, 7, 30)),
        ("28-11-2025", date(2025, 11, 28)),
        ("28–11–2025", date(2025, 11, 28)),
        ("28.11.2025", date(2025, 11, 28)),
        ("28.11.25", date(2025, 11, 28)),
        ("28 11 2025", date(2025, 11, 28)),
        ("28 / 11 / 2025", date(2025, 11, 28)),
        ("1/2/2025", date(2025, 2, 1)),
        ("2025-11-28", date(2025, 11, 28)),
        ("2025/11/28", date(2025, 11, 28)),
        ("2025-11-28 10:00:00", date(2025, 11, 28)),
        ("28 November 2025", date(2025, 11, 28)),
        ("28 NOVEMBER 2025", date(2025, 11, 28)),
        ("28 Nov 25", date(2025, 11, 28)),
        ("28-Nov-25", date(2025, 11, 28)),
        ("28 Nov. 2025", date(2025, 11, 28)),
        ("28 November '25", date(2025, 11, 28)),
        ("28\u00a0November\u00a02025", date(2025, 11, 28)),
        ("28/11/2025 12.30 WIB", date(2025, 11, 28)),
        ("28 November 2025 pukul 09.00", date(2025, 11, 28)),
        ("Jumat (28/11/2025)", date(2025, 11, 28)),
        ("Rabu, 30 Juli 2025", date(2025, 7, 30)),
        ("Rabu (30/07/25)", date(2025, 7, 30)),
        ("Jum'at, 28 November 2025", date(2025, 11, 28)),
        ("Jum’at 28-11-2025", date(2025, 11, 28)),
        ("Kamis, 25 September 2025", date(2025, 9, 25)),
        ("Friday, 28 November 2025", date(2025, 11, 28)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_read_dates_reads_every_shape_of_a_date(text, day):
    read = _read(text)

    assert (read["value"], read["problem"], read["is_month"]) == (day, None, False)


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Febuari", 2),
        ("Pebruari", 2),
        ("Peb", 2),
        ("Nopember", 11),
        ("Nop", 11),
        ("Agst", 8),
        ("Agt", 8),
        ("Sept", 9),
        ("JAN", 1),
        ("FEB", 2),
        ("MAR", 3),
        ("APR", 4),
        ("MEI", 5),
        ("January", 1),
        ("May", 5),
        ("August", 8),
        ("October", 10),
        ("December", 12),
    ],
)
def test_read_dates_knows_the_names_of_months_as_they_are_written(word, month):
    read = read_dates(cells(f"3 {word} 2025", f"{word} 2025"), load_references())

    assert read["value"].to_list() == [date(2025, month, 3), date(2025, month, 1)]


@pytest.mark.parametrize("separator", ["/", "-", ".", " "])
def test_read_dates_takes_the_day_before_the_month(separator):
    text = separator.join(("12", "11", "2025"))

    assert _read(text)["value"] == date(2025, 11, 12)


@pytest.mark.parametrize(
    "text",
    [
        "12/13/2025",
        "9/29/2013",
        "31/02/2025",
        "29/02/2025",
        "30 Februari 2025",
        "00/00/0000",
        "32/10",
        "0/10",
        "2025-13",
        "2025-02-30",
        "29 September hingga 16 Oktober 2025",
        "bulan depan",
        "Jumat",
        "20251128",
        "28/11/202",
        "1 Januari 20255",
        "45989",
    ],
)
def test_read_dates_refuses_what_is_no_date(text):
    read = _read(text)

    assert (read["value"], read["day"], read["problem"]) == (None, None, "E208")


@pytest.mark.parametrize("text", [*MISSING, "–", "—", "NULL", "Nihil", "\u00a0", " - "])
def test_read_dates_has_neither_value_nor_problem_for_a_missing_cell(text):
    read = _read(text)

    assert (read["value"], read["problem"]) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "November 2025",
        "NOVEMBER 2025",
        "Nov-25",
        "Nop 2025",
        "Nov'25",
        "November, 2025",
        "11/2025",
        "11-2025",
        "11.2025",
        "2025-11",
        "2025/11",
    ],
)
def test_read_dates_reads_a_month_as_its_first_day(text):
    read = _read(text)

    assert (read["value"], read["is_month"], read["problem"]) == (NOVEMBER, True, None)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2025-11-28", CellKind.DATE, date(2025, 11, 28)),
        ("2025-11-28 10:30:00", CellKind.DATE, date(2025, 11, 28)),
        ("45989.0", CellKind.NUMBER, date(2025, 11, 28)),
        ("45989.75", CellKind.NUMBER, date(2025, 11, 28)),
    ],
)
def test_read_dates_reads_typed_cells_and_serial_numbers(text, kind, value):
    read = _read(text, kind)

    assert (read["value"], read["problem"]) == (value, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025.0", CellKind.NUMBER),
        ("20251128", CellKind.NUMBER),
        ("28.11", CellKind.NUMBER),
        ("nan", CellKind.NUMBER),
        ("True", CellKind.OTHER),
        ("10:30:00", CellKind.OTHER),
    ],
)
def test_read_dates_refuses_typed_cells_that_are_no_date(text, kind):
    read = _read(text, kind)

    assert (read["value"], read["problem"]) == (None, "E208")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Jumat (28/11/2025)", False),
        ("Kamis, 28 November 2025", True),
        ("Jum'at 28/11/2025", False),
        ("Rebo, 28 November 2025", True),
        ("28 November 2025", False),
        ("-", False),
    ],
)
def test_settle_dates_flags_a_weekday_that_contradicts_the_date(text, wrong):
    settled = _settle(text)

    assert settled["wrong_weekday"] is wrong
    assert settled["value"] == (None if text == "-" else date(2025, 11, 28))


@pytest.mark.parametrize(
    ("text", "bulan", "value"),
    [
        pytest.param("Senin (20/10)", date(2025, 10, 1), date(2025, 10, 20), id="both agree"),
        pytest.param("Senin, 20 Oktober", date(2025, 10, 1), date(2025, 10, 20), id="named month"),
        pytest.param("Senin (20/10)", date(2024, 10, 1), None, id="weekday of another year"),
        pytest.param("Senin (20/10)", date(2025, 11, 1), None, id="another month"),
        pytest.param("20/10", date(2025, 10, 1), None, id="no weekday"),
        pytest.param("20 Oktober", date(2025, 10, 1), None, id="named month, no weekday"),
        pytest.param("Sabtu (29/02)", date(2025, 2, 1), None, id="no such day that year"),
        pytest.param("Senin (31/11)", date(2025, 11, 1), None, id="no such day at all"),
    ],
)
def test_settle_dates_gives_a_year_only_where_weekday_and_month_agree(text, bulan, value):
    settled = _settle(text, bulan)

    assert settled["value"] == value
    assert settled["problem"] == (None if value else "E209")


FORMATS = {
    "28/11/2025": lambda d: f"{d:%d/%m/%Y}",
    "28/11/25": lambda d: f"{d:%d/%m/%y}",
    "28-11-2025": lambda d: f"{d:%d-%m-%Y}",
    "28-11-25": lambda d: f"{d:%d-%m-%y}",
    "28.11.2025": lambda d: f"{d:%d.%m.%Y}",
    "28.11.25": lambda d: f"{d:%d.%m.%y}",
    "5/2/2025": lambda d: f"{d.day}/{d.month}/{d.year}",
    "2025-11-28": lambda d: d.isoformat(),
    "28 November 2025": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "28 nov 25": lambda d: f"{d.day} {MONTHS[d.month - 1][:3].lower()} {d:%y}",
    "28-November-2025": lambda d: f"{d:%d}-{MONTHS[d.month - 1]}-{d.year}",
    "28 October 2025": lambda d: f"{d.day} {d:%B} {d.year}",
    "Jumat (28/11/2025)": lambda d: f"{WEEKDAYS[d.weekday()]} ({d:%d/%m/%Y})",
    "Rabu, 30 Juli 2025": lambda d: (
        f"{WEEKDAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year}"
    ),
}
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@settings(deadline=None, max_examples=25)
@given(days=st.lists(DAYS, min_size=1, max_size=20, unique=True))
def test_read_dates_reads_every_day_back_from_every_shape(days):
    texts = {write(day): day for day in days for write in FORMATS.values()}

    read = read_dates(cells(*texts), load_references()).with_columns(bulan=pl.lit(NOVEMBER))
    settled = settle_dates(read, "bulan")

    assert dict(zip(settled["text"], settled["value"], strict=True)) == texts
    assert not settled["wrong_weekday"].any()


@settings(deadline=None, max_examples=25)
@given(days=st.lists(DAYS, min_size=1, max_size=20, unique=True))
def test_read_dates_reads_every_serial_number_back(days):
    serials = {str(float((day - date(1899, 12, 30)) / timedelta(1))): day for day in days}

    read = read_dates(cells(*serials, kind=CellKind.NUMBER), load_references())

    assert dict(zip(read["text"], read["value"], strict=True)) == serials


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=30),
            st.text("0123456789./- ,()'", max_size=14),
            st.text("0123456789/ SeninJuatNov", max_size=20),
        ),
        min_size=1,
        max_size=40,
        unique=True,
    ),
    kind=st.sampled_from(CellKind),
)
@example(texts=["31/11", "30 Feb", "29/2"], kind=CellKind.TEXT)
@example(texts=["99999999999999999999/1/2025", "1e400", "99/99/9999"], kind=CellKind.TEXT)
@example(texts=["9" * 40, "1e400", "-1e400", "nan"], kind=CellKind.NUMBER)
def test_read_dates_reads_any_text_without_failing_or_losing_it(texts, kind):
    read = read_dates(cells(*texts, kind=kind), load_references())

    assert read.schema == DATES
    assert read["text"].to_list() == texts
    settled = settle_dates(read.with_columns(bulan=pl.lit(NOVEMBER)), "bulan")
    silent = settled.filter(settled["value"].is_null() & settled["problem"].is_null())
    assert not any(character.isdecimal() for text in silent["text"] for character in text)
