"""Numbers in every shape that staff write them (Source: domain.md §4)."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets import cells

from schemas.cells import MISSING, CellKind
from tasks.conform.number_texts import thousands_meant
from tasks.conform.numbers import NUMBERS, read_numbers


def _read(text, kind=CellKind.TEXT, *, percent=False):
    return read_numbers(cells(text, kind=kind), percent=percent).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.400", "5400"),
        ("64.700", "64700"),
        ("33.060", "33060"),
        ("1.234.567,50", "1234567.50"),
        ("1.000.000.000.000", "1000000000000"),
        ("2,5", "2.5"),
        ("0,5", "0.5"),
        ("0,500", "0.5"),
        ("1,5", "1.5"),
        ("12.50", "12.5"),
        ("1234.56", "1234.56"),
        ("1,234.50", "1234.50"),
        ("12,345,678", "12345678"),
        ("5400", "5400"),
        ("007", "7"),
        ("5 400", "5400"),
        ("1 234 567", "1234567"),
        ("5\u00a0400", "5400"),
        ("  5.400 ", "5400"),
        ("５４００", "5400"),
        ("1e+05", "100000"),
        ("1E5", "100000"),
        ("5.4e3", "5400"),
        ("1,2E+06", "1200000"),
        ("2e-1", "0.2"),
        ("-5", "-5"),
        ("\N{MINUS SIGN}5.400", "-5400"),
        ("0", "0"),
    ],
)
def test_read_numbers_takes_a_dot_for_thousands_and_a_comma_for_decimals(text, value):
    read = _read(text)

    assert read["value"] == Decimal(value)
    assert read["problem"] is None
    assert not read["is_approx"]


@pytest.mark.parametrize(
    ("text", "value", "currency", "unit"),
    [
        ("Rp. 3.046.025, 00", "3046025", "IDR", None),
        ("Rp. 5.000,-", "5000", "IDR", None),
        ("Rp. 5.000,-/pcs", "5000", "IDR", "/pcs"),
        ("Rp.1.270.000", "1270000", "IDR", None),
        ("Rp 5.000/pcs", "5000", "IDR", "/pcs"),
        ("Rp19,5 juta", "19500000", "IDR", None),
        ("Rp 370 juta", "370000000", "IDR", None),
        ("Rp 1,5 miliar", "1500000000", "IDR", None),
        ("Rp 1,5 milyar", "1500000000", "IDR", None),
        ("3 rb", "3000", None, None),
        ("3 ribu rupiah", "3000", "IDR", None),
        ("IDR 500", "500", "IDR", None),
        ("Rp -500", "-500", "IDR", None),
        ("50.000 dolar AS", "50000", "USD", None),
        ("US$ 50.000", "50000", "USD", None),
        ("USD 1.234,5", "1234.5", "USD", None),
        ("$ 500", "500", "USD", None),
        ("1200 pic", "1200", None, "pic"),
        ("5 orang", "5", None, "orang"),
        ("45 ton", "45", None, "ton"),
        ("2,5 ton", "2.5", None, "ton"),
    ],
)
def test_read_numbers_parts_the_number_from_currency_scale_and_unit(text, value, currency, unit):
    read = _read(text)

    assert (read["value"], read["currency"], read["unit"]) == (Decimal(value), currency, unit)
    assert read["problem"] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40*", "40"),
        ("40**", "40"),
        ("40 *)", "40"),
        ("40†", "40"),
        ("40* orang", "40"),
        ("40 orang*", "40"),
        ("12 1)", "12"),
        ("12 a)", "12"),
        ("12¹", "12"),
        ("12 ¹", "12"),
        ("12¹⁾", "12"),
        ("10²⁾", "10"),
        ("5.400 1)", "5400"),
        ("\u200e300", "300"),
        ("1.200\u200b", "1200"),
        ("\u206045", "45"),
        ("4\u200d5\ufeff", "45"),
        ("\u202a5\u00ad.400\u202c", "5400"),
        ("1\u202f200", "1200"),
        ("١٢", "12"),
        ("۵٬۴", None),
        ("১২০০", "1200"),
        ("12½", None),
        ("12①", None),
        ("1²34", None),
        ("10²", None),
        ("121)", None),
        ("12 345)", None),
        ("12 * 300", None),
        ("12¹ 300", None),
        ("5*3", None),
    ],
)
def test_read_numbers_drops_marks_and_never_takes_one_for_a_digit(text, value):
    read = _read(text)

    assert read["value"] == (value and Decimal(value))
    assert read["problem"] == (None if value else "E202")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("40 (empat puluh) orang", "40", "orang"),
        ("40 (empat puluh orang)", "40", "orang"),
        ("12 (dua belas)", "12", None),
        ("1.250 (seribu dua ratus lima puluh) lembar", "1250", "lembar"),
        ("Rp 12.000.000,- (dua belas juta rupiah)", "12000000", None),
        ("Rp 2,5 juta (dua juta lima ratus ribu rupiah)", "2500000", None),
        ("2,5 (dua koma lima) ton", "2.5", "ton"),
        ("25 (duapuluh lima)", "25", None),
        ("empat puluh (40) orang", "40", "orang"),
        ("40 (empat belas) orang", None, None),
        ("30 (dua puluh sepuluh)", None, None),
        ("40 (empat puluh ribu)", None, None),
        ("-40 (empat puluh)", None, None),
        ("40 (tamping)", None, None),
        ("40 (L 25, P 15)", None, None),
        ("10 (sepuluh) - 12 (dua belas)", None, None),
        ("(empat puluh)", None, None),
        ("40 (puluh empat)", None, None),
        ("(500)", None, None),
        ("Rp (500)", None, None),
        ("12 (1)", None, None),
    ],
)
def test_read_numbers_takes_a_number_said_again_in_words_when_both_agree(text, value, unit):
    read = _read(text)

    if value:
        assert (read["value"], read["unit"], read["problem"]) == (Decimal(value), unit, None)
    else:
        assert read["problem"] == "E202"


@pytest.mark.parametrize(
    ("text", "value", "currency", "unit"),
    [
        ("540.0 kg", "540", None, "kg"),
        ("540.0 KG", "540", None, "kg"),
        ("12.5 m²", "12.5", None, "m2"),
        ("50000.0 $", "50000", "USD", None),
        ("50000.0 US$", "50000", "USD", None),
        ("50000 USD", "50000", "USD", None),
        ("1200.0 Rp", "1200", "IDR", None),
        ("1200.0 Rp.", "1200", "IDR", None),
        ("7 Rp /pcs", "7", "IDR", "/pcs"),
        ("30 orang WBP", "30", None, "orang wbp"),
        ("-5.0 kg", "-5", None, "kg"),
    ],
)
def test_read_numbers_reads_what_the_format_of_a_number_shows(text, value, currency, unit):
    read = _read(text, CellKind.NUMBER)

    assert (read["value"], read["currency"], read["unit"]) == (Decimal(value), currency, unit)
    assert (read["scale"], read["hidden_scale"], read["problem"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "scale", "hidden", "problem"),
    [
        pytest.param("12000000.0 tampil ribu", None, 1000, None, id="the eye sees 12.000"),
        pytest.param("12000000.0 Rp tampil juta", None, 10**6, None, id="the eye sees Rp 12"),
        pytest.param("12000.0 tampil ribu ribu", 1000, None, None, id="the eye sees 12 ribu"),
        pytest.param("12.0 ribu", 1000, None, "E220", id="12 seen as 12 ribu"),
        pytest.param("12000.0 tampil ribu juta", 10**6, None, "E220", id="12000 seen as 12 juta"),
        pytest.param("12.0 tampil lusin", None, None, "E220", id="a scale nobody knows"),
        pytest.param("5.0 €", None, None, "E215", id="another currency"),
        pytest.param("nan kg", None, None, "E202", id="no number"),
        pytest.param("5.4 tiga desimal", None, None, "E214", id="the eye sees 5.400"),
        pytest.param("300.0 kg tiga desimal", None, None, "E214", id="the eye sees 300.000 kg"),
    ],
)
def test_read_numbers_tells_a_scale_the_format_shows_from_one_it_hides(
    text, scale, hidden, problem
):
    read = _read(text, CellKind.NUMBER)

    assert (read["scale"], read["hidden_scale"], read["problem"]) == (scale, hidden, problem)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5.4", "5.400"),
        ("5,4", "5.400"),
        ("05.400", "5.400"),
        ("12.5 pcs", "12.500"),
        ("1000.000", "1.000.000"),
        ("0.400", "400"),
        ("540", None),
        ("5.4001", None),
        ("1234.5", None),
        ("lima", None),
    ],
)
def test_thousands_meant_says_what_a_point_between_thousands_would_make(text, meant):
    assert pl.select(thousands_meant(pl.lit(text))).item() == meant


@pytest.mark.parametrize(
    ("text", "is_approx"), [("1.23E+06", True), ("1.23457E+11", True), ("1.2e+06", False)]
)
def test_read_numbers_flags_a_number_whose_figures_were_cut_off(text, is_approx):
    assert _read(text)["is_approx"] is is_approx


@pytest.mark.parametrize("text", ["300\n500", "1.200 \t 300", "12\r\n5 kg"])
def test_read_numbers_refuses_two_numbers_in_a_cell(text):
    assert _read(text)["problem"] == "E202"


@pytest.mark.parametrize("text", ["€ 500", "500 €", "¥ 1.000"])
def test_read_numbers_names_a_currency_no_column_takes(text):
    assert _read(text)["problem"] == "E215"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sekitar 3.000", "3000"),
        ("± 3.000", "3000"),
        ("±3.000 pcs", "3000"),
        ("+/- 300", "300"),
        ("kurang lebih 300", "300"),
        ("lebih dari 100 orang", "100"),
        ("sekitar Rp800 juta", "800000000"),
        ("3.000-an", "3000"),
        ("~50", "50"),
    ],
)
def test_read_numbers_flags_an_approximate_value(text, value):
    read = _read(text)

    assert (read["value"], read["is_approx"], read["problem"]) == (Decimal(value), True, None)


@pytest.mark.parametrize(
    "text", ["100–125", "100-125", "100—125", "100 s/d 125", "100 sampai 125", "100-125 orang"]
)
def test_read_numbers_keeps_both_ends_of_a_range_and_invents_no_middle(text):
    read = _read(text)

    assert (read["low"], read["high"]) == (Decimal(100), Decimal(125))
    assert read["value"] is None
    assert read["problem"] is None


@pytest.mark.parametrize(
    "text", ["ratusan", "ribuan lembar", "puluhan", "beberapa", "Ratusan WBP", "belasan orang"]
)
def test_read_numbers_reads_no_number_from_words_alone(text):
    read = _read(text)

    assert (read["value"], read["problem"]) == (None, "E204")


@pytest.mark.parametrize("text", [*MISSING, "–", "—", "NULL", "Nihil", " - ", "\u00a0", "N/A"])
def test_read_numbers_has_neither_value_nor_problem_for_a_missing_cell(text):
    read = _read(text)

    assert (read["value"], read["low"], read["problem"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("131,077%", "131.077"),
        ("131.077%", "131.077"),
        ("5.400%", "5.4"),
        ("149,25%", "149.25"),
        ("100 %", "100"),
        ("17,9 persen", "17.9"),
    ],
)
@pytest.mark.parametrize("percent", [True, False], ids=["percent column", "other column"])
def test_read_numbers_never_reads_thousands_in_a_percentage(text, value, percent):
    read = _read(text, percent=percent)

    assert (read["value"], read["is_percent"], read["problem"]) == (Decimal(value), True, None)


@pytest.mark.parametrize(("text", "value"), [("5.400", "5.4"), ("131,077", "131.077")])
def test_read_numbers_reads_a_bare_number_in_a_percent_column_as_a_percentage(text, value):
    assert _read(text, percent=True)["value"] == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "Rp 12,345",
        "1.500 juta",
        "0.500 juta",
        "1,500 juta",
        "000",
        "Rp 12.500,000",
        "1.250.000,000",
        "1,250.000",
        "100–1,250",
        "05.400",
        "0.400",
        "1000.000",
        "Rp 1000.000",
        "05,400",
        "1000,000",
    ],
)
def test_read_numbers_refuses_a_number_with_two_readings(text):
    read = _read(text)

    assert (read["value"], read["low"], read["problem"]) == (None, None, "E214")


@pytest.mark.parametrize(
    "text",
    [
        "12..5",
        "1.2.3",
        "12.345.6",
        "1.000,",
        "Rp",
        "juta",
        "dua ratus",
        "125-100",
        "(5)",
        "NaN",
        "inf",
        "28/11/2025",
        ".5",
        "9" * 30,
        "100.000.000.000.000",
        "Rp 900 triliun",
        "tidak tahu",
    ],
)
def test_read_numbers_says_when_it_cannot_read(text):
    read = _read(text)

    assert (read["value"], read["problem"]) == (None, "E202")


def test_read_numbers_tells_the_number_cell_from_the_text():
    read = read_numbers(cells("1.234", kind=CellKind.NUMBER).vstack(cells("1.234")))

    values = dict(read.select("kind", "value").iter_rows())
    assert values == {CellKind.NUMBER: Decimal("1.234"), CellKind.TEXT: Decimal(1234)}


@pytest.mark.parametrize(
    ("text", "value"), [("5400.0", "5400"), ("1e3", "1000"), ("0.05", "0.05"), ("-2.5", "-2.5")]
)
def test_read_numbers_takes_a_number_cell_as_it_is(text, value):
    read = _read(text, CellKind.NUMBER)

    assert (read["value"], read["problem"]) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025-11-28", CellKind.DATE),
        ("True", CellKind.OTHER),
        ("nan", CellKind.NUMBER),
        ("inf", CellKind.NUMBER),
    ],
)
def test_read_numbers_refuses_cells_that_are_no_number(text, kind):
    read = _read(text, kind)

    assert (read["value"], read["problem"]) == (None, "E202")


def _indonesian(number):
    whole, _, decimals = f"{number:,f}".partition(".")
    return whole.replace(",", ".") + ("," + decimals if decimals else "")


@settings(deadline=None, max_examples=30)
@given(
    numbers=st.lists(
        st.one_of(
            st.integers(0, 10**14 - 1).map(Decimal),
            st.decimals(0, 10**12, places=2),
            st.decimals(0, 10**12, places=1),
        ),
        min_size=1,
        max_size=40,
    ),
    prefix=st.sampled_from(["", "Rp", "Rp ", "Rp. ", "Rp."]),
)
def test_read_numbers_reads_back_what_is_formatted_the_indonesian_way(numbers, prefix):
    by_text = {prefix + _indonesian(number): number for number in numbers}

    read = read_numbers(cells(*by_text))

    assert read["value"].to_list() == list(by_text.values())
    assert read["problem"].null_count() == len(by_text)
    assert set(read["currency"]) == ({"IDR"} if prefix else {None})


FIGURES = "0123456789٠١٢٣٤٥٦٧٨٩०१२३੦੧৪௫൬๗໘༩၀០᠐𝟎𝟙߅꘤¹²³½①⑴"
WRITTEN = FIGURES + ".,-–%/ Rpjutaribuan()$€±*†e+E\u200b\u200e\u00a0\u202f\ufeff"


@settings(deadline=None, max_examples=40)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=30),
            st.text(st.characters(categories=("Nd", "No", "Nl", "Cf", "Zs", "Sc")), max_size=12),
            st.text(WRITTEN, max_size=20),
            st.text("0123456789", min_size=30, max_size=400),
            st.text("dua puluh belas ratus seribu koma (40)", max_size=40),
        ),
        min_size=1,
        max_size=40,
        unique=True,
    ),
    kind=st.sampled_from(CellKind),
    percent=st.booleans(),
)
@example(texts=["9" * 40, "1" + ".000" * 12, "0." + "1" * 30], kind=CellKind.TEXT, percent=False)
@example(texts=["1e400", "-0.0", "1e-30", "9" * 40], kind=CellKind.NUMBER, percent=False)
@example(texts=["9" * 40 + " kg", " ", "x kg", " kg"], kind=CellKind.NUMBER, percent=False)
def test_read_numbers_reads_any_text_without_failing_or_losing_it(texts, kind, percent):
    read = read_numbers(cells(*texts, kind=kind), percent=percent)

    assert read.schema == NUMBERS
    assert sorted(read["text"]) == sorted(texts)
    silent = read.filter(
        read["value"].is_null() & read["low"].is_null() & read["problem"].is_null()
    )
    assert all(_says_nothing(text) for text in silent["text"])


def _says_nothing(text):
    return read_numbers(cells(text))["problem"].is_null().all() and not any(
        character.isdecimal() for character in text
    )


@settings(deadline=None, max_examples=20)
@given(numbers=st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=40, unique=True))
def test_read_numbers_reads_every_number_back_that_is_said_in_words(numbers):
    said = {f"{_indonesian(number)} ({_in_words(number)}) orang": number for number in numbers}

    read = read_numbers(cells(*said))

    assert dict(zip(read["text"], read["value"], strict=True)) == said
    assert read["problem"].null_count() == len(said)


DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def _in_words(number):
    for size, name in ((10**6, "juta"), (10**3, "ribu"), (100, "ratus")):
        if number >= size:
            often, rest = divmod(number, size)
            said = "se" if often == 1 and name != "juta" else f"{_in_words(often)} "
            return f"{said}{name} {_in_words(rest) if rest else ''}".strip()
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{DIGITS[number % 10]} belas")
    return f"{DIGITS[number // 10]} puluh {DIGITS[number % 10] if number % 10 else ''}".strip()
