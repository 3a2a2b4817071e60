"""Which column a header names, which envelope label a cell holds, which dataset a title names.

All of it derives from the contracts; wordings are compared by `wording_key`. Beside the headers of
the forms stand the words by which people part a column: `bulan ini`, `L`, `Realisasi`, `Oktober`.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from schemas.contracts import DATASETS
from schemas.contracts.amplop import ENVELOPE
from schemas.contracts.contract import UNIT_WORDS
from schemas.references import load_references
from schemas.wording import wording_key

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
_BRACKETS = re.compile(r"(?<!\s)\s*[(\[][^()\[\]]*[)\]]")
_MARK = re.compile(r"\s*(?:\*++\)?|(?<![\d(])\d\)|[¹²³⁴⁵]\)?|†)++$")
_MOST_WORDS = 40  # of a header that names a column and its part
_MARKED = 24  # letters at the end of a header among which its marks are looked for
_SHARE = re.compile(r"\d{1,3}(?: \d{1,2})? persen")  # `Premi WBP (50%)`
_LINE_BREAK = re.compile(r"<br\s*/?>|_x000[dDaA]_", re.IGNORECASE)
NUMBERING = frozenset({"no", "nomor", "no urut", "nomor urut", "nmr"})
# a column beside the contract's that says whose row, or of when, each row is
OF_ROW = {
    "upt": "upt_name",
    "nama upt": "upt_name",
    "satuan kerja": "upt_name",
    "satker": "upt_name",
    "unit kerja": "upt_name",
    "lapas rutan": "upt_name",
    "nama lapas": "upt_name",
    "nama lapas rutan": "upt_name",
    "lapas rutan lpka": "upt_name",
    "nama rutan": "upt_name",
    "nama bapas": "upt_name",
    "nama satker": "upt_name",
    "nama satuan kerja": "upt_name",
    "nama unit kerja": "upt_name",
    "unit pelaksana teknis": "upt_name",
    "nama unit pelaksana teknis": "upt_name",
    "upt pemasyarakatan": "upt_name",
    "asal upt": "upt_name",
    "upt asal": "upt_name",
    "bulan": "periode",
    "periode": "periode",
    "bulan laporan": "periode",
    "bulan tahun": "periode",
    "bulan dan tahun": "periode",
    "bln thn": "periode",
    "periode produksi": "periode",
    "periode kegiatan": "periode",
    "bln": "periode",
    "bulan pelaksanaan": "periode",
    "bulan kegiatan": "periode",
    "bulan produksi": "periode",
    "bulan penjualan": "periode",
    "bulan ekspor": "periode",
    "tahun": "tahun",
    "thn": "tahun",
}


@cache
def _headers(dataset: str) -> dict[str, str]:
    """Keys of the headers of a form; also with words run together, as a lost line break does."""
    columns = DATASETS[dataset].columns.values()
    keys = {_header_key(h): c.name for c in columns for h in (c.header, *c.variants)}
    return {key.replace(" ", ""): name for key, name in keys.items()} | keys


def _header_key(header: str) -> str:
    return wording_key(header.replace("US$", "USD"))


@cache
def required_names(dataset: str) -> frozenset[str]:
    """Columns without which there is no report."""
    return frozenset(c.name for c in DATASETS[dataset].columns.values() if c.required)


@cache
def _all_headers() -> frozenset[str]:
    return frozenset(key for dataset in DATASETS for key in _headers(dataset))


@lru_cache(maxsize=200_000)
def is_header(text: str) -> bool:
    """Whether a text is the header of a column of some dataset."""
    text = without_mark(text)
    plain = _BRACKET.sub("", text) if "(" in text or "[" in text else text
    return _header_key(plain) in _all_headers() or _header_key(text) in _all_headers()


def is_known_wording(cell: str) -> bool:
    """Whether a cell is the header of a column of some dataset, or a label of the envelope."""
    plain = _BRACKET.sub("", cell)
    return bool(plain) and (_header_key(plain) in _all_headers() or match_label(plain) is not None)


@lru_cache(maxsize=100_000)
def match_header(dataset: str, text: str) -> str | None:
    """Name the column a header stands for; units in brackets are passed over when they fit."""
    known = _headers(dataset)
    text = without_mark(text)
    key = _header_key(text)
    if key in known:
        return known[key]
    bracket = _BRACKET.search(text)
    if not bracket:
        return None
    name = known.get(_header_key(text[: bracket.start()]))
    if name is None:
        return None
    unit = DATASETS[dataset].columns[name].unit
    inside = wording_key(bracket[1])
    fits = inside in UNIT_WORDS.get(unit, ()) or inside in {unit.casefold(), "satuan"}
    fits = fits or (unit == "IDR" and _SHARE.fullmatch(inside) is not None)
    fits = fits or load_references().terms["satuan"].get(inside) == unit  # Luas (m²), always in M2
    return name if fits or header_satuan(dataset, name, text) else None


def header_satuan(dataset: str, name: str, text: str) -> str | None:
    """Code of the unit that stands in brackets behind a quantity's header, if one does."""
    bracket = _BRACKET.search(text)
    if not bracket or DATASETS[dataset].columns[name].unit != "satuan":
        return None
    return load_references().terms["satuan"].get(wording_key(bracket[1]))


def nearest_header(wanted: Sequence[str], present: Sequence[str]) -> str:
    """The header present that comes nearest to one of those wanted, empty when none is near."""
    best, score = "", 60.0
    for header in wanted:
        found = process.extractOne(header, present, scorer=fuzz.WRatio, score_cutoff=score)
        if found:
            best, score = str(found[0]), float(found[1])
    return best


class Part(Enum):
    """How a column is parted: by time, by sex, by plan. One leaf may carry one of each."""

    BEFORE = auto()  # last month, or all months until then
    THIS = auto()  # the month reported
    UNTIL = auto()  # all months until now
    MONTH = auto()  # a named month
    MALE = auto()
    FEMALE = auto()
    SUM = auto()
    TARGET = auto()
    REAL = auto()
    RATE = auto()


class Word(NamedTuple):
    """A text that parts a column; `month` (1 to 12) and `year` where it names them."""

    part: Part
    month: int = 0
    year: int = 0


_UNTIL = r"(?:s d|sd|sampai dengan|sampai|s d dengan|hingga)"
_MONTHLY = r"(?:bulan|bln|bl)"
_PARTS: tuple[tuple[Part, str], ...] = (
    (
        Part.BEFORE,
        rf"(?:jumlah |total |jml |realisasi )?(?:{_UNTIL} )?{_MONTHLY} (?:yang |yg )?"
        r"(?:lalu|sebelumnya|kemarin)|saldo awal|awal tahun",
    ),
    (
        Part.UNTIL,
        rf"(?:jumlah |total |jml |realisasi )?{_UNTIL} (?:{_MONTHLY} )?(?:ini|sekarang|laporan)"
        r"|(?:jumlah |total |jml )?kumulatif|akumulasi",
    ),
    (
        Part.THIS,
        rf"(?:dalam |selama |pada |realisasi |di )?{_MONTHLY} (?:ini|berjalan|laporan)",
    ),
    (Part.MALE, r"l|lk|lki|laki|laki laki|pria"),
    (Part.FEMALE, r"p|pr|prp|perempuan|wanita"),
    (
        Part.SUM,
        r"jml|jumlah|total|jumlah total|l p|jumlah l p|jml l p|total l p|jumlah seluruhnya|"
        r"(?:jumlah|total|jml) realisasi",
    ),
    (
        Part.TARGET,
        r"target|rencana|sasaran|target bulan ini|target tahun|target tahunan|"
        r"target (?:tahun |ta )?20\d\d",
    ),
    (Part.REAL, r"realisasi|terealisasi|realisasi bulan ini"),
    (
        Part.RATE,
        r"persen|persentase|capaian|capaian persen|realisasi persen|persen capaian|selisih|"
        r"naik turun|kenaikan|penurunan|kenaikan penurunan|perubahan",
    ),
)


@cache
def _part_patterns() -> tuple[tuple[Part, re.Pattern[str]], ...]:
    return tuple((part, re.compile(pattern)) for part, pattern in _PARTS)


@cache
def _month_name() -> re.Pattern[str]:
    names = "|".join(sorted(load_references().months, key=len, reverse=True))
    return re.compile(rf"(?:realisasi )?(?:bulan |bln )?({names})(?: (20\d\d|\d\d))?")


@lru_cache(maxsize=50_000)
def part_of_column(text: str) -> Word | None:
    """What a header text parts a column by, if it says nothing else."""
    key = wording_key(text)
    for part, pattern in _part_patterns():
        if pattern.fullmatch(key):
            return Word(part)
    until = re.compile(rf"(?:realisasi |jumlah )?{_UNTIL} (?:{_MONTHLY} )?")
    begin = until.match(key)
    part, rest = (Part.UNTIL, key[begin.end() :]) if begin else (Part.MONTH, key)
    if found := _month_name().fullmatch(rest):
        year = int(found[2]) if found[2] else 0
        year += 2000 if 0 < year < 100 else 0
        return Word(part, load_references().months[found[1]], year)
    return None


@lru_cache(maxsize=50_000)
def parted_header(dataset: str, text: str) -> tuple[str, Word] | None:
    """Column and part of a header that says both in one cell: `PNBP s.d. bulan ini`."""
    words = wording_key(text).split()
    for at in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
        for head, tail in ((words[:at], words[at:]), (words[at:], words[:at])):
            word = part_of_column(" ".join(tail))
            name = _headers(dataset).get(" ".join(head))
            if name and word and word.part not in _not_parting(name):
                return name, word
    return None


def _not_parting(name: str) -> frozenset[Part]:
    """Words that make another column of a header: no month has the target of a year."""
    of_month = {Part.BEFORE, Part.THIS, Part.MONTH} if name.endswith("_tahun") else set()
    return frozenset({Part.SUM} | of_month)


@lru_cache(maxsize=100_000)
def without_mark(text: str) -> str:
    """A header without its footnote mark or a page's line break: `Jumlah WBP *)`, `PNBP<br>1)`."""
    text = _LINE_BREAK.sub(" ", text) if "<" in text or "_" in text else text
    plain = text.rstrip()
    end = _MARK.search(plain, max(len(plain) - _MARKED, 0)) if len(text) > 2 else None
    return plain[: end.start()] if end else text


def without_brackets(text: str) -> str:
    """A header without what stands in brackets anywhere in it."""
    return _BRACKETS.sub(" ", text)


@cache
def _unit_words() -> frozenset[str]:
    words = {wording_key(w) for known in UNIT_WORDS.values() for w in known}
    return frozenset(words | set(load_references().terms["satuan"]) | {"usd", "satuan"}) - {""}


@lru_cache(maxsize=50_000)
def is_unit_word(text: str) -> bool:
    """Whether a cell is a unit of measure or a currency and nothing else: `Rp`, `(orang)`, `kg`."""
    if part_of_column(text) is not None:  # `L` is men, not litres
        return False
    return wording_key(text) in _unit_words() or text.strip() in {"$", "US$"}


@cache
def _labels() -> dict[str, str]:
    return {
        wording_key(h): c.name for c in ENVELOPE.values() for h in (c.name, c.header, *c.variants)
    }


@lru_cache(maxsize=100_000)
def match_label(text: str) -> str | None:
    """Name the envelope field a label stands for; `tahun` is half of `periode`."""
    key = wording_key(text)
    return _labels().get(key) or ("tahun" if key in {"tahun", "tahun laporan"} else None)


@cache
def _titles() -> list[tuple[str, str]]:
    titles = {
        (wording_key(t), d.name) for d in DATASETS.values() for t in (d.name, *d.model.titles)
    }
    return sorted(titles, key=lambda title: -len(title[0]))


@lru_cache(maxsize=100_000)
def datasets_named(text: str) -> tuple[str, ...]:
    """Datasets whose wording stands in a title; a longer wording covers the shorter in it."""
    words = f" {wording_key(text)} "
    found = []
    for title, dataset in _titles():
        if f" {title} " in words:
            found.append(dataset)
            words = words.replace(f" {title} ", " | ")
    return tuple(dict.fromkeys(found))
