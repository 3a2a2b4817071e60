"""Which units send, what each of them owes, and how many rows of it."""

from datetime import date
from functools import cache
from random import Random

from schemas.calendar import month_after
from schemas.contracts import DATASETS
from schemas.references import Unit, load_references
from simulation.model import SimulationRequest, Situation, dice

# shares of a month's rows; units with more activities have more of everything
_WEIGHTS = {
    "kepribadian": 4,
    "kegiatan_kerja": 5,
    "produksi": 5,
    "premi_pnbp": 4,
    "pelatihan": 2,
    "ekspor": 3,
    "pemasaran": 3,
    "program": 7,
    "mitra": 3,
}
_SINGLE = frozenset({"partisipasi", "klien_bapas"})
# what a unit type sends besides what it owes, and how often
_SOMETIMES = {
    "Lapas": {"ekspor": 0.35, "pemasaran": 0.5, "mitra": 0.15},
    "Rutan": {"ekspor": 0.1, "pemasaran": 0.4, "mitra": 0.1},
    "LPKA": {"pemasaran": 0.2},
    "Bapas": {"pemasaran": 0.8, "pelatihan": 0.4, "mitra": 0.2},
    "RS": {"kepribadian": 1.0, "mitra": 1.0},
    "Kanwil": {"mitra": 1.0},
}
# what a UPT with inmates has nothing of in some months
NIL_AT_TIMES = ("ekspor", "pelatihan", "pemasaran")
NIL = 0.12
"""Of the months, on this share a UPT with inmates says Nihil to each of these datasets."""
_MOST_SHIPMENTS = 8
# most units hold a few hundred people, some thousands; all 532 together about 270,000
_FEWEST_INMATES, _MOST_INMATES, _MOST_CHILDREN = 60, 3_000, 160
_USUAL_INMATES, _INMATES_SPREAD = 400, 0.75


def senders(request: SimulationRequest) -> list[str]:
    """The first `units` ids of the register in an order that only the seed decides."""
    ids = sorted(load_references().units)
    dice(request.seed, "pengirim").shuffle(ids)
    return ids[: request.units]


@cache
def _register(month: date) -> tuple[Unit, ...]:
    references = load_references()
    return tuple(references.unit_at(unit_id, month) for unit_id in sorted(references.units))


def situation_of(unit_id: str, month: date, rng: Random) -> Situation:
    """What the unit knows when it reports once, on one of the next month's first five days."""
    unit = load_references().unit_at(unit_id, month)
    others = [u for u in _register(month) if u.kind not in {"Kanwil", "RS"}]
    return Situation(
        unit,
        month,
        month_after(month).replace(day=rng.randint(1, 5)),
        tuple(u for u in others if u.kanwil_id == unit.kanwil_id),
        tuple(u for u in others if u.kanwil_id != unit.kanwil_id),
        inmates_of(unit, month),
    )


def inmates_of(unit: Unit, month: date) -> int:
    """People held in a unit: its own size in every month, give or take a few per cent."""
    own = dice(unit.unit_id, "penghuni")
    if unit.kind == "LPKA":
        return own.randint(_FEWEST_INMATES, _MOST_CHILDREN)
    usual = _USUAL_INMATES * own.lognormvariate(0, _INMATES_SPREAD)
    now = usual * dice(unit.unit_id, month, "penghuni").uniform(0.97, 1.03)
    return min(max(round(now), _FEWEST_INMATES), _MOST_INMATES)


def owed_by(kind: str) -> list[str]:
    """Datasets a unit type owes every month, in the order of the contracts."""
    return [name for name, contract in DATASETS.items() if kind in contract.model.owed_by]


def rows_by_dataset(kind: str, rows: int, rng: Random) -> dict[str, int]:
    """What a unit sends this month: dataset to number of rows, 0 for an explicit Nihil."""
    optional = _SOMETIMES[kind]
    sent = [
        *owed_by(kind),
        *(name for name, share in optional.items() if rng.random() < share),
    ]
    total = round(rows * rng.uniform(0.8, 1.2)) - len(_SINGLE & set(sent))
    weights = {name: _WEIGHTS[name] for name in sent if name not in _SINGLE}
    counts = dict.fromkeys(_SINGLE & set(sent), 1)
    for name, weight in weights.items():
        counts[name] = max(1, round(total * weight / sum(weights.values())))
    if "ekspor" in counts:
        counts["ekspor"] = min(counts["ekspor"], _MOST_SHIPMENTS)
    for name in NIL_AT_TIMES:
        if kind in {"Lapas", "Rutan", "LPKA"} and rng.random() < NIL:
            counts[name] = 0
    return {name: counts[name] for name in DATASETS if name in counts}
