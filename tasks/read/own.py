"""What a report says of itself: its unit and its month."""

from datetime import date
from typing import NamedTuple

from schemas.personal_data import MARK
from tasks.read.doubtful_words import is_doubtful
from tasks.read.remark_features import Said
from tasks.read.statements import unit_said
from tasks.read.tables_seen import Table


class Own(NamedTuple):
    """What a report says of itself: ids of its unit, None where it names none; its month."""

    unit: frozenset[str] | None
    month: date | None
    dataset: str

    def doubts(self, place: str, text: str, title: str = "") -> bool:
        """Whether words beside a figure may make it another one.

        `place` and `title` as `Said` has them. Of what was masked nobody can tell; that is asked
        about for itself.
        """
        unit = self.unit or frozenset()
        return MARK not in text and is_doubtful(
            Said(place, self.dataset, title, text, self.month, unit)
        )


def own_of(table: Table) -> Own:
    """What a table's report says of itself."""
    unit = frozenset[str]().union(
        *(unit_said(said) for said in table.stated if said.name == "upt_name")
    )
    return Own(unit or None, table.month, table.dataset)


def doubt_row(table: Table, row: int, text: str) -> None:
    """Ask what a text makes of a row's figures, where the row is not held for what is known."""
    if row not in table.body.findings:
        table.body.hold(row, "E237", (), text)
