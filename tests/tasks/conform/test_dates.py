"""Dates and months in every shape that staff write them (Source: domain.md §4)."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets import cells

from schemas.cells import MISSING, CellKind
from schemas.references import load_references
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
        "10/25/2025",
        "1¹/10/2025",
        "10/11 Oktober 2025",
        "6 dan 7 Oktober 2025",
        "16/10/2025 09:00-12:00",
        "16/10/2025 25:00",
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
    ("text", "day"),
    [
        ("28/11/2025\u200b", date(2025, 11, 28)),
        ("\u200e28 November\u202f2025", date(2025, 11, 28)),
        ("28/11/2025 *)", date(2025, 11, 28)),
        ("28/11/25¹", date(2025, 11, 28)),
        ("٢٨/١١/٢٠٢٥", date(2025, 11, 28)),
        ("२८ November २०२५", date(2025, 11, 28)),
        ("২৮-১১-২০২৫", date(2025, 11, 28)),
        ("𝟐𝟖/𝟏𝟏/𝟐𝟎𝟐𝟓", date(2025, 11, 28)),
    ],
)
def test_read_dates_passes_over_marks_and_knows_the_digits_of_other_scripts(text, day):
    read = _read(text)

    assert (read["value"], read["problem"]) == (day, None)


@pytest.mark.parametrize(
    ("text", "kind", "day", "is_moved"),
    [
        ("2025-09-30 23:59:48", CellKind.DATE, date(2025, 10, 1), True),
        ("2025-09-30 23:58:00", CellKind.DATE, date(2025, 10, 1), True),
        ("2025-12-31 23:59:59.999000", CellKind.DATE, date(2026, 1, 1), True),
        ("2025-09-30 23:57:59", CellKind.DATE, date(2025, 9, 30), False),
        ("45930.9999", CellKind.NUMBER, date(2025, 10, 1), True),
        ("45930.998", CellKind.NUMBER, date(2025, 9, 30), False),
        ("30/09/2025 23:59:48", CellKind.TEXT, date(2025, 10, 1), True),
        ("2025-09-30T23:59:48", CellKind.TEXT, date(2025, 10, 1), True),
        ("9/30/2025 11:59:48 PM", CellKind.TEXT, None, True),
        ("30/09/2025 pukul 23.59", CellKind.TEXT, date(2025, 9, 30), False),
        ("30/09/2025 23.59 WIB", CellKind.TEXT, date(2025, 9, 30), False),
    ],
)
def test_read_dates_takes_seconds_before_midnight_for_midnight(text, kind, day, is_moved):
    read = _read(text, kind)

    assert (read["value"], read["is_moved"]) == (day, is_moved)


@pytest.mark.parametrize(
    ("text", "day", "is_moved"),
    [
        pytest.param("2025-10-15T17:00:00.000Z", date(2025, 10, 16), True, id="midnight in WIB"),
        pytest.param("2025-10-15T16:00:00Z", date(2025, 10, 16), True, id="midnight in WITA"),
        pytest.param("2025-10-15T15:00:00Z", date(2025, 10, 16), True, id="midnight in WIT"),
        pytest.param("2025-10-15T16:59:59.999Z", date(2025, 10, 16), True, id="nearly midnight"),
        pytest.param("2025-10-15T16:30:00Z", date(2025, 10, 15), False, id="half past eleven"),
        pytest.param("2025-10-15T23:10:00Z", date(2025, 10, 16), True, id="next morning"),
        pytest.param("2025-10-15T00:00:00Z", date(2025, 10, 15), False, id="UTC of a bare day"),
        pytest.param("2025-10-15T17:00:00+00:00", date(2025, 10, 16), True, id="offset nought"),
        pytest.param("2025-10-16T00:00:00+07:00", date(2025, 10, 16), False, id="Jakarta's"),
        pytest.param("2025-10-16T00:00:00+09:00", date(2025, 10, 16), False, id="Jayapura's"),
        pytest.param("2025-10-15 12:00:00-05:00", date(2025, 10, 16), True, id="New York's noon"),
        pytest.param("2025-10-16T00:00:00", date(2025, 10, 16), False, id="no zone"),
    ],
)
def test_read_dates_gives_an_instant_the_day_it_has_in_indonesia(text, day, is_moved):
    read = _read(text)

    assert (read["value"], read["is_moved"], read["problem"]) == (day, is_moved, None)


OCTOBER_6, OCTOBER_17 = date(2025, 10, 6), date(2025, 10, 17)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("6 s.d. 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6 s.d 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6 s/d 17 Okt 2025", OCTOBER_6, OCTOBER_17),
        ("6 sd 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6 - 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6–17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6 sampai dengan 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("6/10/2025 - 17/10/2025", OCTOBER_6, OCTOBER_17),
        ("6/10/2025-17/10/2025", OCTOBER_6, OCTOBER_17),
        ("06-10-2025 s/d 17-10-2025", OCTOBER_6, OCTOBER_17),
        ("6/10 - 17/10/2025", OCTOBER_6, OCTOBER_17),
        ("6 - 17/10/2025", OCTOBER_6, OCTOBER_17),
        ("2025-10-06 - 2025-10-17", OCTOBER_6, OCTOBER_17),
        ("Senin, 6 Oktober 2025 s.d. Jumat, 17 Oktober 2025", OCTOBER_6, OCTOBER_17),
        ("29 September s/d 17 Oktober 2025", date(2025, 9, 29), OCTOBER_17),
        ("29 September hingga 17 Oktober 2025", date(2025, 9, 29), OCTOBER_17),
        ("29 Desember - 5 Januari 2026", date(2025, 12, 29), date(2026, 1, 5)),
        ("17 s.d. 6 Oktober 2025", None, None),
        ("6 s.d. 17 Oktober", None, None),
        ("s.d. 17 Oktober 2025", None, None),
        ("6 s.d. 32 Oktober 2025", None, None),
        ("Selasa, 6 Oktober 2025 s.d. Jumat, 17 Oktober 2025", None, None),
        ("Januari 2025 s.d. Desember 2026", None, None),
        ("10/6/2025 - 10/17/2025", None, None),
        ("6 - 10 - 17 Oktober 2025", None, None),
    ],
)
def test_read_dates_gives_both_ends_of_a_range_and_no_day(text, since, until):
    read = _read(text)

    assert (read["value"], read["problem"]) == (None, "E208")
    assert (read["since"], read["until"]) == (since, until)


@pytest.mark.parametrize(
    ("text", "kind", "order", "turned"),
    [
        ("16/10/2025", CellKind.TEXT, "D", None),
        ("10/16/2025", CellKind.TEXT, "M", date(2025, 10, 16)),
        ("5-10-2025", CellKind.TEXT, "?", date(2025, 5, 10)),
        ("5/5/2025", CellKind.TEXT, None, None),
        ("5.10.2025", CellKind.TEXT, None, None),
        ("Minggu (05/10/2025)", CellKind.TEXT, None, None),
        ("5 Oktober 2025", CellKind.TEXT, None, None),
        ("2025-10-16", CellKind.TEXT, "D", None),
        ("2025-05-10 00:00:00", CellKind.TEXT, "?", date(2025, 10, 5)),
        ("2025-05-10", CellKind.DATE, "?", date(2025, 10, 5)),
        ("2025-05-16", CellKind.DATE, "D", None),
    ],
)
def test_read_dates_says_which_of_two_numbers_is_the_day(text, kind, order, turned):
    read = _read(text, kind)

    assert (read["order"], read["turned"]) == (order, turned)


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


@settings(deadline=None, max_examples=30)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=30),
            st.text(st.characters(categories=("Nd", "No", "Nl", "Pd", "Cf", "Zs")), max_size=12),
            st.text("٠١٢٣٤٥٦٧٨٩०१२३੦𝟎𝟙²¹./- \u200b", max_size=14),
            st.text("0123456789-:TtZz+. ", max_size=26),
            st.text("6 1/7s.d-Okt2025hinga", max_size=30),
            st.text("0123456789", min_size=20, max_size=400),
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
    assert read.filter(pl.col("since") > pl.col("until")).is_empty()
    silent = settled.filter(settled["value"].is_null() & settled["problem"].is_null())
    assert not any(character.isdecimal() for text in silent["text"] for character in text)
