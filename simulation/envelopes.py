"""The envelope as it stands on a sheet: labels and values in two cells or in one."""

from datetime import timedelta
from random import Random

from schemas.contracts.amplop import ENVELOPE
from schemas.references import load_references
from simulation.model import Cell, Hand, Situation
from simulation.names import ambiguous_names, word_kanwil, word_unit
from simulation.typed_values import word_date, word_month
from simulation.vocabulary import term_wordings

_UNKNOWN_UNITS = (
    "Lapas Kelas IIB Antah Berantah",
    "Rutan Kelas IIA Negeri Seberang",
    "Lapas Kls. IIA Kota Tanpa Nama",
)
_NO_PERIODS = ("akhir tahun", "belum diisi", "13/2025")


def write_envelope(s: Situation, hand: Hand, rng: Random) -> dict[str, Cell]:
    """Envelope field to cell; optional fields are left out now and then."""
    kanwil = load_references().unit_at(s.unit.kanwil_id, s.month)
    envelope: dict[str, Cell] = {"upt_name": word_unit(s.unit, rng)}
    if s.unit.kind == "Kanwil" and rng.random() < 0.3:
        envelope = {"kanwil": envelope["upt_name"]}
    elif rng.random() < 0.7:
        envelope["kanwil"] = word_kanwil(kanwil, rng)
    envelope["periode"] = word_month(s.month, rng)
    if rng.random() < 0.85:
        envelope["tanggal_laporan"] = word_date(s.reported_on, hand, rng)
    if rng.random() < 0.5:
        codes = term_wordings("status_verifikasi")
        envelope["status_verifikasi"] = rng.choice(codes[rng.choice(sorted(codes))])
    return envelope


def spoil_envelope(code: str, s: Situation, rng: Random) -> dict[str, Cell]:
    """The fields that a report-level defect changes; `""` leaves a field out."""
    others = [u for u in s.other_units if u.kind == s.unit.kind] or s.other_units
    months = {"E105": s.month.replace(year=2019), "E112": s.month.replace(year=s.month.year + 1)}
    days = {"E107": s.reported_on + timedelta(days=70), "E108": s.month - timedelta(days=20)}
    names = {
        "E101": _UNKNOWN_UNITS,
        "E102": ambiguous_names(),
        "E103": (word_unit(rng.choice(others), rng),),
    }
    if code in months:
        return {"periode": word_month(months[code], rng)}
    if code in days:
        return {"tanggal_laporan": word_date(days[code], Hand(0, typed_dates=False), rng)}
    if code in names:
        return {"upt_name": rng.choice(names[code])}
    if code == "E104":
        return {"periode": rng.choice(_NO_PERIODS)}
    return {"upt_name": "", "kanwil": ""}  # E111


def envelope_rows(envelope: dict[str, Cell], rng: Random) -> list[list[Cell]]:
    """The envelope as rows of cells: `Label | value`, `Label | : | value`, `Label : value`."""
    style = rng.choice(("cells", "cells", "colon cell", "colon value", "colon label", "one cell"))
    rows: list[list[Cell]] = []
    for name, value in envelope.items():
        if value == "":
            continue
        field = ENVELOPE[name]
        label = rng.choice((field.header, field.header, *field.variants))
        rows.append(_pair(style if isinstance(value, str) else "cells", label, value))
    return rows


def _pair(style: str, label: str, value: Cell) -> list[Cell]:
    match style:
        case "colon cell":
            return [label, ":", value]
        case "colon value":
            return [label, f": {value}"]
        case "colon label":
            return [f"{label} :", value]
        case "one cell":
            return [f"{label} : {value}"]
    return [label, value]


def envelope_labels(envelope: dict[str, Cell], rng: Random) -> dict[str, Cell]:
    """The envelope by label, as in a JSON report."""
    return {
        rng.choice((ENVELOPE[name].header, *ENVELOPE[name].variants)): value
        for name, value in envelope.items()
        if value != ""
    }
