"""What of a text is personal, and what only looks like it."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.personal_data import (
    is_personal_number,
    masked,
    masked_names,
    masked_whole,
    suspects,
    titles_personal,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3174012345678901", "3174••••••••••••"),
        ("3174 0123 4567 8901", "3174 •••• •••• ••••"),
        ("31.74.01.234567.8901", "31.74.••.••••••.••••"),
        ("317401-234567-8901", "3174••-••••••-••••"),
        ("3.174.012.345.678.901", "3.174.•••.•••.•••.•••"),
        ("٣١٧٤٠١٢٣٤٥٦٧٨٩٠١", "3174••••••••••••"),
        ("3174\u200b012345678901", "3174••••••••••••"),
        ("3,17401234567890E+15", "3,174••••••••••••+••"),
        ("NIK 3174012345678901 Budi 081234567890", "NIK 3174•••••••••••• •••• 0812••••••••"),
        ("Telp. 0812-3456-7890 / (0271) 123456", "Telp. 0812-••••-•••• / (0271) 123456"),
        ("+62 812-3456-7890", "+62 81•-••••-••••"),
        ("62 812 3456 7890", "62 81• •••• ••••"),
        ("Andi Wijaya, B.I 123/2024", "•••• ••••••, •.• •••/••••"),
        ("BIIa. 12/2024", "••••. ••/••••"),
        ("No. Reg. BI 12/24", "No. Reg. •• ••/••"),
        ("ekspor_2025-10_Budi_3174012345678901.csv", "ekspor_2025-10_••••_3174••••••••••••.csv"),
        ("ekspor_081234567890_2025-10.csv", "ekspor_0812••••••••_2025-10.csv"),
    ],
)
def test_masked_leaves_no_number_of_a_person(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("NIP. 19800101 200112 1 002", id="an official's number"),
        pytest.param("NIP 198001012001121002", id="the same in one"),
        pytest.param("NPWP 01.234.567.8-901.000", id="a firm's tax number"),
        pytest.param("12-10-2025 15-11-2025", id="two dates"),
        pytest.param("12 10 2025 15 11 2025", id="two dates without signs"),
        pytest.param("08-12-2025 14:00", id="a day of August"),
        pytest.param("2022 2023 2024 2025", id="years"),
        pytest.param("2024-2025 10.250.000", id="years and an amount"),
        pytest.param("Rp62.812.345.678", id="an amount"),
        pytest.param("62812345678", id="an amount without points"),
        pytest.param("1.000.000.000.000.000", id="a quadrillion"),
        pytest.param("0.3333333333333333", id="a third"),
        pytest.param("000000-000123-20251012-000001", id="a number of customs"),
        pytest.param("W.13.PAS.PAS1-PK.01.04-87", id="a letter"),
        pytest.param("PKS-12.3/2025", id="a contract"),
        pytest.param("5609.00.10", id="a tariff"),
        pytest.param("(0271) 714 123", id="a landline"),
        pytest.param("Lapas Kelas IIB 12/2024", id="a class"),
        pytest.param("PRODUKSI DI 10/2025", id="a preposition"),
        pytest.param("A1B2C3D4E5F60718", id="a receipt of the treasury"),
    ],
)
def test_masked_leaves_what_is_nobodys(text):
    assert masked(text) == text


def test_masked_whole_says_no_word_but_what_kind_of_number():
    shown = masked_whole("NIK 3174012345678901 an. Budi Santoso, HP 081234567890")

    assert shown == "NIK 3174•••••••••••• ••• •••• •••••••, HP 0812••••••••"


def test_masked_names_stay_apart():
    names = ["3174012345678901", "Ekspor", "3174012345678902"]

    assert masked_names(names) == ["3174••••••••••••", "Ekspor", "3174•••••••••••• (2)"]


@pytest.mark.parametrize(
    ("number", "is_personal"),
    [
        (3174012345678901, True),
        (3174012345678901.0, True),
        (6281234567890, True),
        (62812345678, False),
        (1_500_000_000, False),
        (10**16, False),
        (float("nan"), False),
    ],
)
def test_is_personal_number(number, is_personal):
    assert is_personal_number(number) is is_personal


@pytest.mark.parametrize(
    ("title", "is_personal"),
    [
        *(
            (title, True)
            for title in ("Nama WBP", "NIK", "No. Telp/HP/WA", "No. Registrasi", "Nama")
        ),
        *((title, True) for title in ("Data WBP / Nama Narapidana", "NAMA KLIEN", "Tgl. Lahir")),
        *((title, False) for title in ("Nama Mitra", "Nama Pelatihan", "HPP", "No. Kontrak", "No")),
        *((title, False) for title in ("Nomor PEB", "Jumlah Peserta", "Nama UPT", "Nama Produk")),
    ],
)
def test_titles_personal(title, is_personal):
    assert titles_personal(title) is is_personal


_niks = st.dates().map(lambda born: int(f"317401{born:%d%m%y}0001"))
_numbers = st.integers(10**8, 10**17) | _niks
_thousands = _numbers.map(lambda number: f"{number:,}".replace(",", "."))
_groups = st.lists(
    st.tuples(st.text("0123456789", min_size=1, max_size=6), st.sampled_from([".", ",", " ", ""])),
    min_size=2,
    max_size=7,
).map(lambda groups: "".join(chain.from_iterable(groups)))


@given(
    before=st.sampled_from(["", "Rp", "Rp. ", "62", "+62", "08"]),
    figures=_thousands | _groups,
    cents=st.sampled_from(["", ",00"]),
)
def test_what_masking_would_change_is_always_suspected(before, figures, cents):
    text = f"{before}{figures}{cents}"

    assert (text in suspects({text, "Coir net"})) >= (masked(text) != text)
