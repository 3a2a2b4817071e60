"""The rows of one body while they are judged: what a row says, and what is known of it so far."""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.references import load_references
from schemas.wording import wording_key
from tasks.read.amounts import amount, amounts, is_filled
from tasks.read.body import Body, Frame, distinct_texts
from tasks.read.grid import Cell
from tasks.read.item_names import names_no_item
from tasks.read.row_numbers import number_level
from tasks.read.row_words import is_comparison, is_figure, may_be_special, row_keys, says_total
from tasks.read.sieve import Sieve

_AMOUNTS = frozenset({Kind.COUNT, Kind.MONEY, Kind.NUMBER})
_SPECIAL = Sieve(may_be_special)
_NAMES = frozenset({Kind.PRODUCT, Kind.TEXT, Kind.COMPANY})


class BodyRows:
    """The rows of one body, and what has been said of them until now.

    Attributes:
        frame: What the body is read by.
        body: What is said of its rows.
        numeric: Column name to the column of its figures.
        additive: The same, of figures that a total adds up; parts of a column among them.
        required: Columns without which a row is not whole.
        name: The column that names each row's item; -1 where the form lists none.
        product: The same where items are products or what is worked at.
        header: The header's own rows, as keys.
        below: The rows as columns.
        texts: Of each of these columns, its distinct texts.
        labelled: Columns in which a row may call itself a total.
        special: Of these, those in which some row may, with the texts by which it may.
        levels: Cell of the column of row numbers to which kind of number it is.
        numbered: How many rows have a number.
        is_flat: Every row has a plain number, so none is part of another.
        blank: Rows of which no cell is filled.
        scope: First row behind the last total or section title.
        tail: What ended the rows, if something did: `signed`, `remark`.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.body = Body()
        self.scope = frame.first
        self.tail = ""
        self.header = {row_keys(row) for row in frame.header}
        self._set_columns()
        rows = frame.rows[frame.first : frame.end]
        self.blank = {at for at, row in enumerate(rows, frame.first) if row.count("") == len(row)}
        if frame.columns_below is None:
            self.below = list(zip(*rows, strict=True))
            self.texts = distinct_texts(self.below)
        else:
            self.below, self.texts = frame.columns_below
        self._set_numbers()
        columns = (c for c in self.labelled if c < len(self.texts))
        self.special = {c: told for c in columns if (told := _SPECIAL.of(self.texts[c]))}
        self._amounts: dict[int, list[float | None]] = {}

    def _set_columns(self) -> None:
        frame, contract = self.frame, DATASETS[self.frame.dataset].columns
        at = {n: c.at for n, c in frame.columns.items()}
        self.numeric = {n: c for n, c in at.items() if contract[n].kind in NUMERIC}
        self.additive = {
            n: c for n, c in at.items() if contract[n].kind in _AMOUNTS and not contract[n].is_rate
        }
        for n, c in frame.proofs:
            if contract[n].kind in _AMOUNTS:
                self.additive.setdefault(f"{n} {c}", c)
        self.required = [c for n, c in at.items() if contract[n].required]
        named = (n for n in at if contract[n].required and contract[n].kind in _NAMES)
        name = next(named, "")
        self.name = at.get(name, -1)
        self.product = self.name if name and contract[name].kind is Kind.PRODUCT else -1
        self.terms = {c: contract[n].terms for n, c in at.items() if contract[n].terms}
        dated = NUMERIC | {Kind.DATE, Kind.MONTH_DATE}
        worded = {c for n, c in at.items() if contract[n].kind in dated}
        lead = min(frame.chosen, default=0)
        self.lead = lead if lead in worded else -1
        self.labelled = [
            c for row in frame.rows[:1] for c in range(len(row)) if c not in worded or c == lead
        ]

    def _set_numbers(self) -> None:
        n = self.frame.numbering
        numbers = self.below[n] if n is not None and self.below else ()
        self.levels = {cell: number_level(cell) for cell in set(numbers)}
        self.numbered = sum(self.levels[cell] is not None for cell in numbers)
        self.is_flat = (
            n is not None
            and self.numbered == len(numbers)
            and set(self.levels.values()) == {"digit"}
        )

    # -- what a row says

    def level(self, row: Sequence[Cell]) -> str | None:
        """Which kind of row number a row has, if one."""
        n = self.frame.numbering
        return number_level(row[n]) if n is not None and n < len(row) else None

    def has_numbers(self, row: Sequence[Cell]) -> bool:
        """Whether a row states some figure."""
        for at in self.numeric.values():
            cell = row[at] if at < len(row) else ""
            if cell != "" and (not isinstance(cell, str) or (is_filled(cell) and is_figure(cell))):
                return True
        return False

    def is_complete(self, row: Sequence[Cell]) -> bool:
        """Whether a row says all that the form requires."""
        return all(at < len(row) and _is_said(row[at]) for at in self.required)

    def looks_like_row(self, row: Sequence[Cell]) -> bool:
        """Whether something besides its texts says that it is a row of the table."""
        if self.level(row) == "digit":
            return True
        terms = load_references().terms
        return any(
            isinstance(row[at], str) and wording_key(row[at]) in terms[group]
            for at, group in self.terms.items()
            if at < len(row)
        )

    def label(self, row: Sequence[Cell]) -> str | None:
        """The text by which a row calls itself a total; dates and figures are no names."""
        for c, told in self.special.items():
            text = row[c]
            if (
                text in told
                and says_total(text)
                and (c != self.lead or not is_comparison(wording_key(text)))
            ):
                return str(text)
        return self.no_item(row)

    def no_item(self, row: Sequence[Cell]) -> str | None:
        """The name of a row where it names no item; where it has none, its first text."""
        if self.name >= 0 and (name := row[self.name]) != "":
            return name if isinstance(name, str) and names_no_item(name) else None
        own = (c for c in self.labelled if c not in self.frame.of_row and c != self.lead)
        text = next((t for c in own if isinstance(t := row[c], str) and t.strip()), "")
        return text if text and names_no_item(text) else None

    def amounts(self, row: Sequence[Cell]) -> dict[str, float]:
        """By name, the amounts of a row that a total would add up, as far as it states them."""
        return {
            n: value
            for n, c in self.additive.items()
            if c < len(row) and is_filled(row[c]) and (value := amount(row[c])) is not None
        }

    # -- what is known of rows

    @cached_property
    def _figured(self) -> set[int]:
        """Rows that state some figure and do not call themselves a total."""
        first, rows = self.frame.first, self.frame.rows
        columns = [at for at in self.numeric.values() if at < len(self.below)]
        words = {c for at in columns for c in self.texts[at] if not (is_filled(c) and is_figure(c))}
        words.add("")
        found = {
            at for c in columns for at, cell in enumerate(self.below[c], first) if cell not in words
        }
        told = {
            at
            for c, texts in self.special.items()
            for at, cell in enumerate(self.below[c], first)
            if cell in texts
        }
        return found - {at for at in told & found if self.label(rows[at]) is not None}

    def is_plain(self, at: int) -> bool:
        """Whether a row not judged yet would be data; rows ahead may be totals too."""
        return at in self._figured and at not in self.body.kinds

    def is_doubted(self, at: int) -> bool:
        """Whether a row is held back as a total or part that does not add up."""
        findings = self.body.findings.get(at)
        return findings is not None and any(x.code == "E225" for x in findings)

    def plain_rows(self, first: int, end: int) -> list[int]:
        """The rows of a range that are data as far as is known, with figures."""
        figured = self._figured
        return [at for at in self.data(first, end) if at in figured]

    def data(self, first: int, end: int) -> list[int]:
        """The rows of a range that are data as far as is known."""
        other = self.blank | self.body.kinds.keys()
        other |= set(filter(self.is_doubted, self.body.findings))
        return [at for at in range(first, end) if at not in other]

    def sum_of(self, rows: Iterable[int], column: int) -> float | None:
        """The sum of a column over rows; None where a cell is in doubt, or there are no rows."""
        places = list(rows)
        if not places:
            return None
        amounts, first = self._amounts_of(column), self.frame.first
        values = [amounts[at - first] for at in places]
        return None if None in values else math.fsum(filter(None, values))

    def _amounts_of(self, column: int) -> list[float | None]:
        """The amounts of a column, from the first row below the header."""
        if column not in self._amounts:
            self._amounts[column] = amounts(self.below[column])
        return self._amounts[column]

    def has_data_ahead(self, at: int) -> bool:
        """Whether rows with figures follow a row."""
        return bool(self.plain_rows(at + 1, self.frame.end))

    def close(self, at: int) -> None:
        """Close the section with a total: what follows adds up anew."""
        self.scope = at + 1
        self.tail = ""


def _is_said(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and not cell.strip())
