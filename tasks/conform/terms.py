"""Words to codes: choices, products, countries, partners, units. An unknown word is never mapped.

Every function takes the distinct texts of a column and returns one line per text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

import polars as pl
from rapidfuzz import fuzz, process

from schemas.cells import MISSING
from schemas.references import NOT_A_COUNTRY, Country, References, Unit
from schemas.unit_names import parse_unit_name
from schemas.wording import wording_key
from tasks.conform.marks import words_without_marks

TERMS = pl.Schema({"text": pl.String(), "value": pl.String(), "problem": pl.String()})
COUNTRIES = pl.Schema(
    {
        "text": pl.String(),
        "value": pl.List(pl.String),
        "problem": pl.String(),
        "flag": pl.String(),
        "notice": pl.String(),
    }
)
# what parts countries; within brackets it parts none
_SIGN = re.compile(r"\s*[,;/&+\n]\s*(?![^()]*\))")
_AND = re.compile(r"\s*\b(?:dan|and|serta)\b\s*(?![^()]*\))", re.IGNORECASE)
_PLACE = re.compile(r"([^()]+?)\s*\(([^()]+)\)|([^()–—-]+?)\s*[–—-]\s*([^()–—-]+)")
_EXPLAINED = re.compile(r"([^()]+?)\s*\(([^\W\d_][^()\d]{2,})\)")
_DENIED = re.compile(
    r"\b(?:tidak|tdk|belum|blm|bukan|non|batal|kecuali|sebelumnya|semula|dulu|atau|rencana|calon|"
    r"mantan|eks)\b"
)
_NOTHING = frozenset({*MISSING, "nan", "–", "—"})
_SAYS_NONE = re.compile(
    r"(?:masih )?(?:(?:tidak|tdk|belum|blm) (?:ada|punya|memiliki|diketahui|terbit|keluar|tersedia)"
    r"(?: (?:mitra|kontrak|ntpn|peb|nomor|pembeli|sertifikat|data|pks|mou))?|menyusul|"
    r"(?:bukti )?terlampir|(?:dalam |masih )?(?:proses|pengurusan)|dalam proses pengurusan)"
)
_OWN_WORK = frozenset({"swakelola", "mandiri", "sendiri", "internal", "0"})
_MOST_LETTERS = 2_000  # a longer text is no list of countries
# the place of a line in a list, written into the line's own cell
_LIST_MARK = re.compile(
    r"^(?:\(?[a-zA-Z]\)|[a-zA-Z]\.|\(?\d{1,2}\)|\d{1,2}\.|[-–•*])\s+(?=[^\W\d])"
)
# what stands behind a country and is no place in it: a way there, a doubt, a share
_NO_PLACE = re.compile(
    r"\d|\b(?:via|transit|lewat|melalui|singgah|ke|batal|rencana|tunda|ditunda|retur|contoh|"
    r"sampel|dll|lain|lainnya)\b"
)


def clean_text(text: str) -> str:
    """NFKC, one space between words, no mark of a footnote; empty when the cell says nothing.

    `Belum ada`, `menyusul`, `dalam pengurusan` name no partner and no number.
    """
    plain = " ".join(unicodedata.normalize("NFKC", words_without_marks(text)).split())
    says_none = plain.casefold() in _NOTHING or _SAYS_NONE.fullmatch(plain.casefold())
    return "" if says_none else plain


def clean_company(text: str) -> str:
    """A partner's name with `PT`, `CV`, `UD` written one way: `PT. Coir` is `PT Coir`.

    Who works alone has no partner: `swakelola`, `mandiri`, 0.
    """
    plain = clean_text(text)
    if plain.casefold() in _OWN_WORK:
        return ""
    return re.sub(r"^(pt|cv|ud)\b\.?\s*", lambda m: m[1].upper() + " ", plain, flags=re.I).strip()


def read_terms(texts: Iterable[str], codes: dict[str, str]) -> pl.DataFrame:
    """Map texts to codes of a vocabulary; an unknown one has `problem` E212."""
    lines = []
    for text in texts:
        plain = clean_text(text)
        words = (plain, _LIST_MARK.sub("", plain)) if plain else ()
        code = next((c for w in words if (c := codes.get(wording_key(w)))), None)
        code = code or _before_brackets(plain, codes)
        lines.append((text, code, "E212" if plain and code is None else None))
    return pl.DataFrame(lines, TERMS, orient="row")


def _before_brackets(text: str, codes: dict[str, str]) -> str | None:
    """The choice before a word that says more of it, `Lokal (Garut)`; not before another choice."""
    match = _EXPLAINED.fullmatch(text)
    if not match or _DENIED.search(wording_key(match[2])) or wording_key(match[2]) in codes:
        return None
    return codes.get(wording_key(match[1]))


def read_products(texts: Iterable[str], references: References) -> pl.DataFrame:
    """Map texts to product codes; an unknown one stays as written, with `problem` W204.

    The letter or number of a list before a product is no part of it: `a. Keset`, `2) Keset`.
    """
    lines = []
    for text in texts:
        plain = clean_text(text)
        bare = _LIST_MARK.sub("", plain)
        code = references.products.get(wording_key(plain)) or references.products.get(
            wording_key(bare)
        )
        lines.append((text, code or bare or None, "W204" if plain and code is None else None))
    return pl.DataFrame(lines, TERMS, orient="row")


def read_countries(texts: Iterable[str], references: References) -> pl.DataFrame:
    """Map texts to lists of ISO 3166 alpha-2 codes, sorted, each once.

    `problem` E210 names no country we know, E211 a region or Indonesia; `flag` W205 where a
    wording such as `Korea` is read by custom, `notice` W212 where a place behind a country was
    left out.
    """
    lines: list[tuple[str, list[str] | None, str | None, str | None, str | None]] = []
    for text in texts:
        plain = clean_text(text)
        found = list(_find_countries(text, references)) if plain else []
        known = [country for country, _ in found if country]
        if not plain:
            lines.append((text, None, None, None, None))
        elif len(known) < len(found) or not found:
            lines.append((text, None, "E210", None, None))
        elif any(country.iso2 == NOT_A_COUNTRY for country in known):
            lines.append((text, None, "E211", None, None))
        else:
            flag = "W205" if any(country.is_ambiguous for country in known) else None
            notice = "W212" if any(has_place for _, has_place in found) else None
            codes = sorted({country.iso2 for country in known})
            lines.append((text, codes, None, flag, notice))
    return pl.DataFrame(lines, COUNTRIES, orient="row")


def _find_countries(text: str, references: References) -> Iterator[tuple[Country | None, bool]]:
    """Each country a cell names, and whether a place stands behind it; None for an unknown one.

    `Trinidad dan Tobago` is one country, `Belgia (Antwerpen, Gent)` as well.
    """
    whole = _country_of(clean_text(text), references)
    if whole or len(text) > _MOST_LETTERS:
        yield whole, False
        return
    listed = unicodedata.normalize("NFKC", words_without_marks(text))
    for part in map(clean_text, _SIGN.split(listed)):
        if country := _country_of(part, references):
            yield country, False
        else:
            for word in filter(None, map(str.strip, _AND.split(part))):
                yield _country_with_place(word, references)


def _country_of(text: str, references: References) -> Country | None:
    return references.countries.get(wording_key(text))


def _country_with_place(text: str, references: References) -> tuple[Country | None, bool]:
    """The country a text names, alone or before one place: `Korea Selatan (Busan)`."""
    if country := _country_of(text, references):
        return country, False
    match = _PLACE.fullmatch(text)
    if not match:
        return None, False
    outside, inside = match[1] or match[3], match[2] or match[4]
    country = _country_of(outside, references)
    other = _countries_within(inside, references)
    if country is None or _NO_PLACE.search(wording_key(inside)) or other - {country}:
        return None, False
    return country, not other


def _countries_within(text: str, references: References) -> set[Country]:
    """Countries and regions that some of a text's words in a row name."""
    words = wording_key(text).split()
    spans = (
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
    return {found for span in spans if (found := references.countries.get(span))}


def find_units(name: str, references: References) -> list[str]:
    """Unit ids a written name may mean: one when it is clear, none when it is unknown.

    A class decides only between units that share type, subtype and place; a unit may be called by
    a class it once had.
    """
    written = parse_unit_name(name)
    ids = sorted(references.unit_names.get(written.key, ()))
    if len(ids) > 1 and written.kelas:
        of_class = [i for i in ids if written.kelas in {unit.kelas for unit in references.units[i]}]
        return of_class if len(of_class) == 1 else ids
    return ids


def suggest_units(name: str, references: References) -> list[str]:
    """Names of the registered units nearest to a written one, three at most.

    Type, subtype and place are compared, not the wording: `LP Kls 2A Sragn` is near to Sragen.
    """
    key = parse_unit_name(name).key
    near = process.extract(key, list(references.unit_names), scorer=fuzz.ratio, limit=3)
    ids = [unit_id for found, *_ in near for unit_id in sorted(references.unit_names[found])]
    return [references.units[unit_id][-1].name for unit_id in dict.fromkeys(ids)][:3]


def class_differs(name: str, unit: Unit) -> bool:
    """Whether a written name states another class than the register."""
    written = parse_unit_name(name).kelas
    return bool(written) and written != unit.kelas


def read_units(cells: Iterable[tuple[str, date]], references: References) -> pl.DataFrame:
    """Map (text, month) to unit ids: E216 unknown, E217 several; `flag` W209 class differs."""
    lines: list[tuple[str, date, str | None, str | None, str | None]] = []
    for text, bulan in cells:
        plain = clean_text(text)
        ids = find_units(plain, references) if plain else []
        if len(ids) == 1:
            differs = class_differs(plain, references.unit_in(ids[0], bulan))
            lines.append((text, bulan, ids[0], None, "W209" if differs else None))
        else:
            problem = None if not plain else "E217" if ids else "E216"
            lines.append((text, bulan, None, problem, None))
    schema = {"text": pl.String(), "bulan": pl.Date(), "value": pl.String()}
    return pl.DataFrame(
        lines, {**schema, "problem": pl.String(), "flag": pl.String()}, orient="row"
    )
