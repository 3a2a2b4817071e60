"""The form of a backfill: what its fields take, and which go together.

The UI shows the choices of a list and lets them be searched, so units go by the names people know,
their ids behind them; who calls the flow may give the id alone. What no form can know, because it
hangs on two fields, is refused before anything is opened, in a sentence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field

from schemas.calendar import months
from schemas.contracts import DATASETS
from schemas.errors import TerminalError
from schemas.references import load_references
from schemas.urls import has_password

_UNITS = load_references().units
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def _choices(what: str, names: Mapping[str, str]) -> tuple[Any, Any]:
    """Choices of the form by what they are shown as, and the id behind the one that is taken."""

    def read(chosen: str) -> str:
        found = names.get(chosen, chosen)
        if found not in names.values():
            raise ValueError(f"unknown {what} {chosen!r}")
        return found

    return Field(json_schema_extra={"enum": [*sorted(names)]}), AfterValidator(read)


def _by_name(units: Iterable[str]) -> dict[str, str]:
    """Units by their name, with the id behind it where two have the same."""
    return {f"{_UNITS[unit][-1].name} ({unit})": unit for unit in units}


def _read_month(text: str) -> str:
    if text and not _MONTH.fullmatch(text):
        raise ValueError(f"{text!r} is no month; write it as 2025-07")
    return text


_offices = [unit for unit in _UNITS if unit.startswith("kanwil-")]
Kanwil = Annotated[str, *_choices("Kanwil", _by_name(_offices))]
Upt = Annotated[str, *_choices("UPT", _by_name(set(_UNITS) - set(_offices)))]
Dataset = Annotated[str, *_choices("dataset", {name: name for name in DATASETS})]
Month = Annotated[
    str,
    Field(json_schema_extra={"pattern": r"^(\d{4}-(0[1-9]|1[0-2]))?$", "examples": ["2025-07"]}),
    AfterValidator(_read_month),
]


class Asked(NamedTuple):
    """What a backfill is asked to do.

    Attributes:
        first: First month.
        last: Last month.
        units: Reporting units; None = all.
        datasets: Datasets; None = all.
        source: Folder or URL of historical files; empty = the archive.
        pool: Work pool that takes the months; empty = none.
        dry_run: Only show it.
        release: Publish also what the gate would hold.
        plan: Token of the plan that is done; empty = none.
    """

    first: date
    last: date
    units: list[str] | None
    datasets: list[str] | None
    source: str = ""
    pool: str = ""
    dry_run: bool = True
    release: bool = False
    plan: str = ""

    @property
    def months(self) -> Iterator[date]:
        """First days of its months."""
        return months(self.first, self.last)

    @property
    def as_json(self) -> dict[str, Any]:
        """What a plan keeps of it."""
        kept = self._asdict() | {"first": f"{self.first}", "last": f"{self.last}"}
        return {name: kept[name] for name in ("first", "last", "units", "datasets", "release")}


def read_form(form: Mapping[str, Any]) -> Asked:
    """What the fields of a form ask for together.

    Raises:
        TerminalError: They do not go together; the message says which, and what to do.
    """
    for problem in _problems(form):
        raise TerminalError(problem)
    return Asked(
        date.fromisoformat(f"{form['from_month']}-01"),
        date.fromisoformat(f"{form['to_month']}-01"),
        _chosen_units(form["upt"], form["kanwil"]),
        form["dataset"] or None,
        *(form[name] for name in ("source", "pool", "dry_run", "release")),
    )


def read_asked(kept: Mapping[str, Any], token: str, pool: str) -> Asked:
    """What a plan was made for, now to be done."""
    return Asked(
        date.fromisoformat(kept["first"]),
        date.fromisoformat(kept["last"]),
        kept["units"],
        kept["datasets"],
        pool=pool,
        dry_run=False,
        release=kept["release"],
        plan=token,
    )


def check_apply(form: Mapping[str, Any]) -> None:
    """A plan says all by itself, save where its months are worked.

    Raises:
        TerminalError: Other fields are filled besides.
    """
    others = ("from_month", "to_month", "upt", "kanwil", "dataset", "source", "release")
    if filled := [name for name in others if form[name]]:
        raise TerminalError(
            f"apply does what its dry run showed, so leave {', '.join(filled)} empty; for anything "
            "else make another dry run"
        )


def _problems(form: Mapping[str, Any]) -> Iterator[str]:
    first, last = form["from_month"], form["to_month"]
    if not (first and last):
        yield "from_month and to_month: write both months, such as 2025-07, or a plan's token"
    if first > last:
        yield f"from_month {first} is after to_month {last}: change them round"
    if has_password(form["source"]):
        yield "source: no password in a URL; access comes from the environment (docs/scale.md)"
    if form["source"] and form["dataset"]:
        yield "dataset and source: a new file is taken whole, so leave dataset empty"
    if form["pool"] and form["source"]:
        yield "pool and source: historical files are taken in by one process, so leave pool empty"
    if form["pool"] and form["dry_run"]:
        yield "pool and dry_run: a pool does months for good, so make the dry run without pool"


def _chosen_units(upt: list[str], kanwil: list[str]) -> list[str] | None:
    """Reporting units asked for; a Kanwil stands for itself and its UPT."""
    if not upt and not kanwil:
        return None
    wanted = set(kanwil)
    of_kanwil = {unit for unit, history in _UNITS.items() if history[-1].kanwil_id in wanted}
    return sorted(of_kanwil.union(upt))
