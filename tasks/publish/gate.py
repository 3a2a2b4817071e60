"""The gate: a run that looks like a broken night publishes nothing until someone releases it.

Pure. Small inboxes and figures that rest on few units never hold a run.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from schemas.calendar import due_date
from schemas.errors import EtlError
from schemas.metrics import PARTICIPATION_PCT
from schemas.settings import Settings
from schemas.spoken import say_number

# A month still open grows night by night, so its figures may well double from one night to the
# next; ten times as much per unit is a slip of the keyboard (own; such slips are 10x to 1000x).
_OPEN_MONTH_FACTOR = 10


class Gate(NamedTuple):
    """Thresholds, and the day (Asia/Jakarta) on which they are applied."""

    settings: Settings
    today: date


class HeldError(EtlError):
    """The gate holds this run.

    Attributes:
        reasons: Why, one sentence each.
        figures: Changed national figures; `sebab_ditahan` marks those that hold the run.
    """

    def __init__(self, reasons: list[str], figures: list[dict[str, Any]]) -> None:
        """Keep what the run would have done."""
        super().__init__("held, nothing published: " + "; ".join(reasons))
        self.reasons = reasons
        self.figures = figures


class Senders(NamedTuple):
    """Who sent something new. Each unit counts once: no unit can hold the nation's figures.

    Attributes:
        all: Units of which files were read.
        refused: Those of them of whose files more than half were refused.
    """

    all: int
    refused: int


def check_gate(gate: Gate, senders: Senders, figures: list[dict[str, Any]]) -> None:
    """Let a run pass or hold it.

    Args:
        gate: Thresholds.
        senders: Who sent something new.
        figures: Changed national figures, as `figures.changed_figures` gives them.

    Raises:
        HeldError: Too many units are refused, or a national figure moves too far.
    """
    limits = gate.settings
    reasons = []
    if (
        senders.all >= limits.gate_min_senders
        and senders.refused > limits.gate_reject_share * senders.all
    ):
        allowed = f"{limits.gate_reject_share:.0%}"
        reasons.append(
            f"the files of {senders.refused} of {senders.all} units would be rejected "
            f"(allowed: {allowed})"
        )
    marked = [{**line, "sebab_ditahan": _moves_too_far(gate, line)} for line in figures]
    reasons += [_sentence(line) for line in marked if line["sebab_ditahan"]]
    if reasons:
        raise HeldError(reasons, marked)


def _moves_too_far(gate: Gate, line: Mapping[str, Any]) -> bool:
    """Whether a figure moves further, per unit behind it, than its month may.

    Per unit, but for a rate: units that report late raise a sum without being wrong.
    """
    before, after = line["sebelum"], line["sesudah"]
    if before is None or line["rincian"] or line["unit_berisi"] < gate.settings.gate_min_units:
        return False
    is_rate = line["metrik"] == PARTICIPATION_PCT
    then, now = (1, 1) if is_rate else (line["unit_sebelum"], max(line["unit_sesudah"], 1))
    moved = abs((after or Decimal(0)) / now / (before / then) - 1) if before else 0
    is_open = gate.today <= due_date(line["bulan"], gate.settings.due_day)
    return moved > (_OPEN_MONTH_FACTOR if is_open else gate.settings.gate_figure_share)


def _sentence(line: Mapping[str, Any]) -> str:
    units = f"{line['unit_sebelum']} -> {line['unit_sesudah']} units"
    figures = f"{say_number(line['sebelum'])} -> {say_number(line['sesudah'] or 0)}"
    return f"{line['metrik']} of {line['bulan']:%Y-%m} would move {figures} ({units})"
