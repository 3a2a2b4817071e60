"""Words to codes: countries, products, choices, partners and units."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.references import load_references
from tasks.conform.terms import (
    clean_company,
    clean_text,
    find_units,
    read_countries,
    read_products,
    read_terms,
    read_units,
    suggest_units,
)

REFERENCES = load_references()
REGISTERED = [(unit.name, unit_id) for unit_id, of in REFERENCES.units.items() for unit in of]
COUNTRIES = {iso2: name for iso2, name in REFERENCES.country_names.items() if iso2 != "ID"}


def _country(text):
    return read_countries([text], REFERENCES).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Belgia", ["BE"]),
        ("BELGIA", ["BE"]),
        ("𝘉𝘦𝘭𝘨𝘪𝘢", ["BE"]),
        ("Perancis", ["FR"]),
        ("Prancis", ["FR"]),
        ("Korsel", ["KR"]),
        ("Korea Selatan", ["KR"]),
        ("Korea\nSelatan", ["KR"]),
        ("Korea Utara", ["KP"]),
        ("AS", ["US"]),
        ("Amerika Serikat", ["US"]),
        ("Inggris Raya", ["GB"]),
        ("China", ["CN"]),
        ("Niger", ["NE"]),
        ("Nigeria", ["NG"]),
        ("Côte d’Ivoire", ["CI"]),
        ("Belgia, Perancis, dan Australia", ["AU", "BE", "FR"]),
        ("Belgia/Prancis", ["BE", "FR"]),
        ("Jepang & Korea Selatan", ["JP", "KR"]),
        ("Spanyol\nBelgia", ["BE", "ES"]),
        ("Belgia serta Spanyol", ["BE", "ES"]),
        ("Belgia, Prancis, Perancis", ["BE", "FR"]),
        ("Bosnia dan Herzegovina", ["BA"]),
        ("Belgia, Bosnia dan Herzegovina", ["BA", "BE"]),
        ("Trinidad dan Tobago, Belgia dan Jepang", ["BE", "JP", "TT"]),
        ("USA", ["US"]),
        ("U.S.A.", ["US"]),
        ("UK", ["GB"]),
        ("UAE", ["AE"]),
        ("RRT", ["CN"]),
        ("Holland", ["NL"]),
        ("Korea (Selatan)", ["KR"]),
        ("Amerika Serikat (USA)", ["US"]),
        ("Guinea-Bissau", ["GW"]),
        ("Belgia\u200b", ["BE"]),
        ("\u200eKorea\u00a0Selatan", ["KR"]),
        ("Belgia*", ["BE"]),
        ("Belgia¹, Prancis ²)", ["BE", "FR"]),
    ],
)
def test_read_countries_gives_each_country_once_by_its_code(text, codes):
    read = _country(text)

    assert (read["value"], read["problem"], read["flag"]) == (codes, None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Eropa", "E211"),
        ("mancanegara", "E211"),
        ("Indonesia", "E211"),
        ("luar negeri", "E211"),
        ("Uni Eropa", "E211"),
        ("Belgia, Eropa", "E211"),
        ("Belgia dan Indonesia", "E211"),
        ("Atlantis", "E210"),
        ("Belgia, Atlantis", "E210"),
        ("Belgia dan lain-lain", "E210"),
        ("Belgia Perancis", "E210"),
        ("Antwerpen, Belgia", "E210"),
        ("Jepang (via Singapura)", "E210"),
        ("Jepang (transit)", "E210"),
        ("Jepang (Singapura)", "E210"),
        ("Belgia - Prancis", "E210"),
        ("Atlantis (Kota Lama)", "E210"),
        ("Jepang (2 kontainer)", "E210"),
        ("Jepang (batal)", "E210"),
        ("Jepang (Kobe) (Osaka)", "E210"),
        ("Amerika (Latin)", "E211"),
        (",", "E210"),
        ("5400", "E210"),
    ],
)
def test_read_countries_refuses_a_cell_with_a_part_that_is_no_country(text, problem):
    read = _country(text)

    assert (read["value"], read["problem"]) == (None, problem)


@pytest.mark.parametrize(
    ("text", "codes", "flag"),
    [
        ("Korea Selatan (Busan)", ["KR"], None),
        ("Jepang - Osaka", ["JP"], None),
        ("Belanda – Rotterdam", ["NL"], None),
        ("Belgia (Antwerpen, Gent)", ["BE"], None),
        ("Jepang (Tokyo dan Osaka), Prancis", ["FR", "JP"], None),
        ("Korea (Busan)", ["KR"], "W205"),
    ],
)
def test_read_countries_leaves_out_a_place_behind_its_country_and_says_so(text, codes, flag):
    read = _country(text)

    assert (read["value"], read["problem"]) == (codes, None)
    assert (read["flag"], read["notice"]) == (flag, "W212")


@pytest.mark.parametrize(("text", "codes"), [("Korea", ["KR"]), ("Amerika", ["US"])])
def test_read_countries_flags_a_wording_that_is_read_by_custom(text, codes):
    read = _country(text)

    assert (read["value"], read["problem"], read["flag"]) == (codes, None, "W205")


@pytest.mark.parametrize("text", ["", "-", "–", "NULL", "Nihil", "  "])
def test_read_countries_has_neither_value_nor_problem_for_a_missing_cell(text):
    read = _country(text)

    assert (read["value"], read["problem"]) == (None, None)


def test_read_countries_reads_every_country_of_cldr_by_its_indonesian_name():
    read = read_countries(COUNTRIES.values(), REFERENCES)

    assert read["value"].to_list() == [[iso2] for iso2 in COUNTRIES]


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(st.text(max_size=30), max_size=20))
def test_read_countries_maps_no_text_to_an_unknown_code(texts):
    read = read_countries(texts, REFERENCES)

    assert read["text"].to_list() == texts
    assert {code for codes in read["value"].drop_nulls() for code in codes} <= COUNTRIES.keys()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("coir net", "coir net"),
        ("Coirs Net", "coir net"),
        ("net jaring", "coir net"),
        ("Jaring Sabut", "coir net"),
        ("tali sabut kelapa", "coco rope"),
        ("Coco-Rope", "coco rope"),
        ("mainan anjing", "coco rope"),
        ("coco\u200d rope\ufeff", "coco rope"),
        ("coco rope*", "coco rope"),
        ("coco rope¹", "coco rope"),
        ("𝘤𝘰𝘤𝘰 𝘳𝘰𝘱𝘦", "coco rope"),
        ("kanopi peneduh", "coir shade"),
        ("tirai", "coir shade"),
    ],
)
def test_read_products_knows_the_wordings_of_a_product(text, code):
    read = read_products([text], REFERENCES).row(0, named=True)

    assert (read["value"], read["problem"]) == (code, None)


@pytest.mark.parametrize(
    "text",
    ["Belum ada", "tidak ada mitra", "menyusul", "Dalam pengurusan", "NaN", r"\N", "Mandiri", "0"],
)
def test_words_for_none_name_no_partner(text):
    assert clean_company(text) == ""


@pytest.mark.parametrize("text", ["Bank Mandiri", "PT Proses Jaya", "Belum Ada Judul Band"])
def test_a_partner_may_be_named_with_such_words(text):
    assert clean_company(text) == text


def test_read_products_leaves_an_unknown_product_as_written():
    read = read_products(["Roket  Air"], REFERENCES).row(0, named=True)

    assert (read["value"], read["problem"]) == ("Roket Air", "W204")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("a. Keset", "keset"),
        ("2) Keset", "keset"),
        ("- Keset", "keset"),
        ("b. Roket Air", "Roket Air"),
        ("2.5 kg beras", "2.5 kg beras"),
        ("K.3 sarung", "K.3 sarung"),
    ],
)
def test_read_products_leaves_out_the_letter_of_a_list(text, product):
    assert read_products([text], REFERENCES)["value"].to_list() == [product]


def test_read_terms_leaves_out_the_letter_of_a_list():
    codes = {"kerajinan": "KERAJINAN"}

    assert read_terms(["A. Kerajinan", "B. Jahit"], codes)["value"].to_list() == ["KERAJINAN", None]


def test_read_products_keeps_both_wordings_of_paving_apart_from_nothing():
    read = read_products(["paving blok", "Paving Block"], REFERENCES)

    assert read["value"].n_unique() == 1
    assert read["problem"].null_count() == 2


@pytest.mark.parametrize(
    ("terms", "text", "code", "problem"),
    [
        ("satuan", "pic", "PCS", None),
        ("satuan", "Buah", "PCS", None),
        ("satuan", "m2", "M2", None),
        ("satuan", "m²", "M2", None),
        ("satuan", "pcs\u200b", "PCS", None),
        ("satuan", "\u2060lembar", "LEMBAR", None),
        ("satuan", "karung goni", None, "E212"),
        ("pasar", "mancanegara", "EKSPOR", None),
        ("pasar", "Lokal (Garut)", "LOKAL", None),
        ("pasar", "Lokal (Nasional)", None, "E212"),
        ("status_program", "Aktif (belum)", None, "E212"),
        ("status_program", "baru akan memulai", "RENCANA", None),
        ("status_program", "tidak aktif", "BERHENTI", None),
        ("bidang_kepribadian", "Seni Tari", "KESENIAN", None),
        ("kanal", "-", None, None),
    ],
)
def test_read_terms_maps_a_choice_and_never_guesses(terms, text, code, problem):
    read = read_terms([text], dict(REFERENCES.terms[terms])).row(0, named=True)

    assert (read["value"], read["problem"]) == (code, problem)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PT. Coir", "PT Coir"),
        ("PT Coir", "PT Coir"),
        ("pt.Coir  Indonesia Global", "PT Coir Indonesia Global"),
        ("CV. Maju", "CV Maju"),
        ("ud Tani", "UD Tani"),
        ("PT", "PT"),
        ("Ptolemeus", "Ptolemeus"),
        ("Dinas Koperasi dan UMKM", "Dinas Koperasi dan UMKM"),
        ("NULL", ""),
    ],
)
def test_clean_company_writes_the_legal_form_one_way(text, name):
    assert clean_company(text) == name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Tari\n Gambyong\u00a0", "Tari Gambyong"),
        ("–", ""),
        ("NULL", ""),
        ("\u200b", ""),
        ("ﬁlm", "film"),
        ("Tari\u00ad Gam\u200bbyong *)", "Tari Gambyong"),
        ("Barista¹⁾", "Barista"),
        ("Paving 12 m²", "Paving 12 m2"),
        ("5 * 3", "5 * 3"),
    ],
)
def test_clean_text_leaves_words_and_single_spaces(text, plain):
    assert clean_text(text) == plain


def test_find_units_resolves_every_registered_name_to_itself():
    found = [(name, unit) for name, _ in REGISTERED for unit in find_units(name, REFERENCES)]

    assert len(REGISTERED) > 600
    assert found == REGISTERED


@pytest.mark.parametrize(
    ("name", "unit_id"),
    [
        ("LP Kelas 2A Sragen", "lapas-sragen"),
        ("Lapas klas II A Sragen", "lapas-sragen"),
        ("LAPAS KLS. II-A SRAGEN", "lapas-sragen"),
        ("Lembaga Pemasyarakatan (Lapas) Kelas IIB Purwodadi", "lapas-purwodadi"),
        ("Lapas Kelas IIA Khusus Narkotika Karang Intan", "lapas-narkotika-karang-intan"),
        ("Rumah Tahanan Negara Kelas IIB Rantau", "rutan-rantau"),
        ("Rutan Salemba", "rutan-jakarta-pusat"),
        ("Lapas Gintung", "lapas-narkotika-cirebon"),
        ("Lapas Kelas I Cirebon", "lapas-cirebon"),
        ("Lapas Cirebon", "lapas-cirebon"),
        ("Lapas Narkotika Kelas IIA Cirebon", "lapas-narkotika-cirebon"),
        ("Lapas Narkotika Cirebon", "lapas-narkotika-cirebon"),
        ("Rutan Kelas I Cirebon", "rutan-cirebon"),
        ("Rutan Cirebon", "rutan-cirebon"),
        ("LPP Kelas IIA Tangerang", "lapas-perempuan-tangerang"),
        ("Lapas Wanita Kelas IIA Semarang", "lapas-perempuan-semarang"),
        ("BAPAS KLAS II BAU-BAU", "bapas-baubau"),
        ("Lapas Kelas I Tangerang", "lapas-tangerang-i"),
        ("Kanwil Kemenkumham Jawa Barat", "kanwil-jawa-barat"),
        (
            "Kantor Wilayah Direktorat Jenderal Pemasyarakatan Jawa Barat",
            "kanwil-jawa-barat",
        ),
        ("Kanwil Ditjenpas Sultra", "kanwil-sulawesi-tenggara"),
        ("𝘓𝘢𝘱𝘢𝘴 𝘚𝘳𝘢𝘨𝘦𝘯", "lapas-sragen"),
        ("Lapas\u200b Sra\u00adgen\u200e", "lapas-sragen"),
    ],
)
def test_find_units_knows_a_unit_however_it_is_written(name, unit_id):
    assert find_units(name, REFERENCES) == [unit_id]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Lapas Tangerang", ["lapas-tangerang-i", "lapas-tangerang-iia"]),
        ("Cirebon", []),
        ("Lapas", []),
        ("Lapas Atlantis", []),
        ("Lapas Terbuka Cirebon", []),
        ("", []),
    ],
)
def test_find_units_never_chooses_for_the_writer(name, ids):
    assert find_units(name, REFERENCES) == ids


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Lapas Sragn", "Lapas Kelas IIA Sragen"),
        ("LP Kls 2A Sragn", "Lapas Kelas IIA Sragen"),
        ("Lapas Purwodady", "Lapas Kelas IIB Purwodadi"),
        ("Rutan Rahaa", "Rutan Kelas IIB Raha"),
        ("Rutan I Cirebon", "Rutan Kelas I Cirebon"),
        ("Lapas Narkotika Cirbon", "Lapas Narkotika Kelas IIA Cirebon"),
        ("Kanwil Jawa Baratt", "Kanwil Ditjenpas Jawa Barat"),
    ],
)
def test_suggest_units_names_the_nearest_registered_unit_first(name, meant):
    assert suggest_units(name, REFERENCES)[0] == meant


@pytest.mark.parametrize(
    ("text", "value", "problem", "flag"),
    [
        ("Lapas Kelas I Cirebon", "lapas-cirebon", None, None),
        ("Lapas Kelas IIB Cirebon", "lapas-cirebon", None, "W209"),
        ("Lapas Tangerang", None, "E217", None),
        ("Lapas Atlantis", None, "E216", None),
        ("-", None, None, None),
    ],
)
def test_read_units_says_what_is_wrong_with_a_name(text, value, problem, flag):
    read = read_units([(text, date(2025, 11, 1))], REFERENCES).row(0, named=True)

    assert (read["value"], read["problem"], read["flag"]) == (value, problem, flag)


@pytest.mark.parametrize(("bulan", "flag"), [(date(2024, 1, 1), None), (date(2025, 11, 1), "W209")])
def test_read_units_compares_the_class_with_that_of_the_month(bulan, flag):
    read = read_units([("Lapas Kelas IIB Garut", bulan)], REFERENCES).row(0, named=True)

    assert (read["value"], read["flag"]) == ("lapas-garut", flag)
