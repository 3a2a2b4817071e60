"""The reference data of `schemas/reference/*.csv` and CLDR, as lookups by wording.

Nothing here is guessed: a wording that two codes share is an error of the reference files.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
from babel import Locale

from schemas.calendar import last_day
from schemas.errors import TerminalError
from schemas.unit_names import parse_unit_name
from schemas.wording import wording_key

FOLDER = Path(__file__).parent / "reference"
NOT_A_COUNTRY = "XX"
# CLDR territories that are no ISO 3166 country
_CLDR_ONLY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


# into how many parts a unit that is counted may be divided (`terhitung` of satuan.csv)
_PARTS = {"utuh": 1, "setengah": 2}


class Unit(NamedTuple):
    """One reporting unit in one period of its history.

    Attributes:
        unit_id: Stable id without a class in it.
        since: First day this description holds; None = always.
        name: Official name.
        kind: Lapas, Rutan, LPKA, Bapas, RS or Kanwil.
        kelas: Class, empty for a Kanwil.
        kanwil_id: The Kanwil it belongs to; a Kanwil belongs to itself.
    """

    unit_id: str
    since: date | None
    name: str
    kind: str
    kelas: str
    kanwil_id: str


class Since(NamedTuple):
    """A bound that holds from a day until the next one's: `lowest` = `highest` for one value."""

    day: date
    lowest: float
    highest: float


class Country(NamedTuple):
    """What a country wording means; `iso2` is `NOT_A_COUNTRY` for regions and Indonesia."""

    iso2: str
    is_ambiguous: bool


@dataclass(frozen=True)
class References:
    """All lookups, keyed by `wording_key` (units: by the key of `parse_unit_name`).

    `countable` says into how many parts a counted unit may be divided: a piece into one, a dozen
    into two halves; a unit that is weighed or measured is not in it. `targets` are the national
    participation targets in percent and `rates` the rupiah a dollar may cost, each since its first
    day, the earliest first.
    """

    units: Mapping[str, tuple[Unit, ...]]
    unit_names: Mapping[str, frozenset[str]]
    countries: Mapping[str, Country]
    country_names: Mapping[str, str]
    products: Mapping[str, str]
    hs6: Mapping[str, frozenset[str]]
    export_units: Mapping[str, str]
    terms: Mapping[str, Mapping[str, str]]
    countable: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    targets: tuple[Since, ...]
    rates: tuple[Since, ...]

    def unit_at(self, unit_id: str, day: date) -> Unit:
        """The unit as the register describes it on a day; before its first day, as on that day."""
        history = self.units[unit_id]
        return ([u for u in history if u.since is None or u.since <= day] or history[:1])[-1]

    def unit_in(self, unit_id: str, bulan: date | None) -> Unit:
        """The unit as the register describes it on a month's last day, as the ledger does.

        Without a month, as it is described now.
        """
        if bulan is None:
            return self.units[unit_id][-1]
        return self.unit_at(unit_id, last_day(bulan))

    def kanwil_of(self, unit_id: str) -> str | None:
        """Kanwil a unit belongs to now; None for an unknown unit."""
        return self.units[unit_id][-1].kanwil_id if unit_id in self.units else None


def read_reference(name: str) -> pl.DataFrame:
    """One reference file, every column as text, empty cells null."""
    return pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False)


def _lookup(pairs: Iterable[tuple[str, str]], what: str) -> dict[str, str]:
    """Map wordings to codes; a wording of two codes stops the program."""
    codes: dict[str, str] = {}
    for wording, code in pairs:
        key = wording_key(wording)
        if codes.setdefault(key, code) != code:
            raise TerminalError(f"{what}: {wording!r} means {codes[key]!r} and {code!r}")
    return codes


def _synonyms(frame: pl.DataFrame, code: str, *names: str) -> Iterable[tuple[str, str]]:
    for row in frame.iter_rows(named=True):
        yield row[code], row[code]
        for name in names:
            yield from ((word, row[code]) for word in (row[name] or "").split("|") if word.strip())


def _units() -> dict[str, tuple[Unit, ...]]:
    history: dict[str, list[Unit]] = defaultdict(list)
    for r in read_reference("kanwil").iter_rows(named=True):
        kanwil = r["kanwil_id"]
        history[kanwil].append(Unit(kanwil, None, r["kanwil"], "Kanwil", "", kanwil))
    register = read_reference("upt").sort("upt_id", "berlaku_dari", nulls_last=False)
    for r in register.iter_rows(named=True):
        since = date.fromisoformat(r["berlaku_dari"]) if r["berlaku_dari"] else None
        unit = Unit(r["upt_id"], since, r["nama"], r["jenis"], r["kelas"] or "", r["kanwil_id"])
        history[unit.unit_id].append(unit)
    return {unit_id: tuple(periods) for unit_id, periods in history.items()}


def _unit_names(units: Mapping[str, tuple[Unit, ...]]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for unit_id, periods in units.items():
        for period in periods:
            names[parse_unit_name(period.name).key].add(unit_id)
    aliases = {
        parse_unit_name(r["alias"]).key: r["unit_id"]
        for r in read_reference("unit_alias").iter_rows(named=True)
    }
    for key, unit_id in aliases.items():
        names[key].add(unit_id)
    return {key: frozenset(ids) for key, ids in names.items()}


def _countries() -> tuple[dict[str, Country], dict[str, str]]:
    cldr = {
        iso2: name
        for iso2, name in Locale("id").territories.items()
        if len(iso2) == 2 and iso2.isalpha() and iso2 not in _CLDR_ONLY
    }
    english = Locale("en").territories
    countries: dict[str, Country] = {}
    for iso2, name in cldr.items():
        for wording in (name, english[iso2]):
            countries[wording_key(wording)] = Country(iso2, is_ambiguous=False)
    for r in read_reference("negara_alias").iter_rows(named=True):
        countries[wording_key(r["alias"])] = Country(r["negara"], r["jenis"] == "ambigu")
    countries[wording_key(cldr["ID"])] = Country(NOT_A_COUNTRY, is_ambiguous=False)
    return countries, cldr


def _calendar(kind: str, alias: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in (Locale("id"), Locale("en")):
        words = locale.months if kind == "bulan" else locale.days
        for width in ("wide", "abbreviated"):
            for number, word in words["format"][width].items():
                names[wording_key(word)] = number if kind == "bulan" else number + 1
    for r in read_reference(alias).iter_rows(named=True):
        names[wording_key(r["alias"])] = int(r[kind])
    return names


def _since(name: str, lowest: str, highest: str) -> tuple[Since, ...]:
    rows = read_reference(name).sort("berlaku_dari").iter_rows(named=True)
    return tuple(
        Since(date.fromisoformat(r["berlaku_dari"]), float(r[lowest]), float(r[highest]))
        for r in rows
    )


@cache
def load_references() -> References:
    """Read every reference file once per process.

    Raises:
        TerminalError: Two codes share one wording.
    """
    units = _units()
    countries, country_names = _countries()
    products = read_reference("produk")
    terms = {
        str(group): _lookup(_synonyms(rows, "kode", "nama", "sinonim"), f"istilah {group}")
        for (group,), rows in read_reference("istilah").group_by("kelompok")
    }
    units_of_quantity = read_reference("satuan")
    satuan = _lookup(_synonyms(units_of_quantity, "satuan", "nama", "sinonim"), "satuan")
    return References(
        units=units,
        unit_names=_unit_names(units),
        countries=countries,
        country_names=country_names,
        products=_lookup(_synonyms(products, "produk", "sinonim"), "produk"),
        hs6={
            r["produk"]: frozenset(r["hs6"].split("|"))
            for r in products.drop_nulls("hs6").iter_rows(named=True)
        },
        export_units={
            r["produk"]: r["satuan_lazim"]
            for r in products.drop_nulls("satuan_lazim").iter_rows(named=True)
        },
        terms={**terms, "satuan": satuan},
        countable={
            r["satuan"]: _PARTS[r["terhitung"]]
            for r in units_of_quantity.drop_nulls("terhitung").iter_rows(named=True)
        },
        months=_calendar("bulan", "bulan_alias"),
        weekdays=_calendar("hari", "hari_alias"),
        targets=_since("target", "target_pct", "target_pct"),
        rates=_since("kurs", "terendah", "tertinggi"),
    )
