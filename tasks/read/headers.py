"""Which column a header names, which envelope label a cell holds, which dataset a title names.

All of it derives from the contracts; wordings are compared by `wording_key`.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from schemas.contracts import DATASETS
from schemas.contracts.amplop import ENVELOPE
from schemas.contracts.base import UNIT_WORDS
from schemas.references import load_references
from schemas.wording import wording_key

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
NUMBERING = frozenset({"no", "nomor", "no urut", "nomor urut"})


@cache
def _headers(dataset: str) -> dict[str, str]:
    columns = DATASETS[dataset].columns.values()
    return {wording_key(h): c.name for c in columns for h in (c.header, *c.variants)}


@cache
def _all_headers() -> frozenset[str]:
    return frozenset(key for dataset in DATASETS for key in _headers(dataset))


def is_known_wording(cell: str) -> bool:
    """Whether a cell is the header of a column of some dataset, or a label of the envelope."""
    plain = _BRACKET.sub("", cell)
    return bool(plain) and (wording_key(plain) in _all_headers() or match_label(plain) is not None)


@lru_cache(maxsize=100_000)
def match_header(dataset: str, text: str) -> str | None:
    """Name the column a header stands for; units in brackets are passed over when they fit."""
    known = _headers(dataset)
    key = wording_key(text)
    if key in known:
        return known[key]
    bracket = _BRACKET.search(text)
    if not bracket:
        return None
    name = known.get(wording_key(text[: bracket.start()]))
    if name is None:
        return None
    unit = DATASETS[dataset].columns[name].unit
    inside = wording_key(bracket[1])
    fits = inside in UNIT_WORDS.get(unit, ()) or inside in {unit.casefold(), "satuan"}
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


@cache
def _labels() -> dict[str, str]:
    return {wording_key(h): c.name for c in ENVELOPE.values() for h in (c.header, *c.variants)}


@lru_cache(maxsize=100_000)
def match_label(text: str) -> str | None:
    """Name the envelope field a label stands for."""
    return _labels().get(wording_key(text))


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
