"""A picture as plain values, for programs. `docs/reading.md` says what each key means."""

from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from flows.picture.looking import Held, Picture, Remark, SheetSeen, TableSeen
from flows.picture.phrases import header_of, type_of
from flows.picture.refusals import message_of, sentences_of
from flows.picture.telling import extent_of, sentence_of, unit_of
from flows.picture.viewed import address
from schemas.addresses import column_letters
from schemas.errors import Fault
from tasks.conform.terms import clean_text
from tasks.read.body import RowKind
from tasks.read.cell_roles import roles_of
from tasks.read.grid import Cell, Shown
from tasks.read.tables_seen import Table

Record = dict[str, Any]


def record_of(picture: Picture) -> Record:
    """Everything a picture holds; ready for JSON."""
    return {
        "file": picture.name,
        "refused": _fault(picture.fault),
        "sheets": [_sheet(seen) for seen in picture.sheets],
    }


def _fault(fault: Fault | None) -> Record | None:
    if fault is None:
        return None
    return {
        "code": fault.code,
        "message": message_of(fault.code),
        "cell": fault.cell or None,
        "written": fault.written or None,
        "expected": fault.expected or None,
        "cause": fault.cause or None,
        "sentences": sentences_of(fault),
    }


def _sheet(seen: SheetSeen) -> Record:
    return {
        "name": seen.grid.name,
        "range": extent_of(seen),
        "hidden": seen.grid.is_hidden,
        "cover": seen.sheet.is_cover,
        "cells_filled": seen.filled,
        "cells_by_role": {role.value: number for role, number in seen.counts.items()},
        "warnings": [_remark(remark) for remark in seen.remarks],
        "tables": [_table(seen, table) for table in seen.tables],
        "cells": [
            {
                "cell": address(seen, row, column),
                "role": role.value,
                "type": type_of(seen.grid.rows[row][column]),
                "value": _value(seen.grid.rows[row][column]),
            }
            for row, column, role in seen.roles()
        ],
    }


def _table(sheet: SheetSeen, seen: TableSeen) -> Record:
    table = seen.table
    refused = _fault(seen.fault)
    if refused is not None:
        refused["ranges"] = [box.address(table.grid) for box in seen.refused]
    return {
        "number": table.number,
        "dataset": table.dataset,
        "sentence": sentence_of(seen),
        "unit": unit_of(table) if clean_text(str(table.envelope("upt_name"))) else None,
        "month": f"{table.month:%Y-%m}" if table.month else None,
        "nil": seen.says_nil,
        "refused": refused,
        "range": seen.frame.address(table.grid) if seen.frame else None,
        "context": [
            {"field": s.name, "value": _value(s.value), "place": s.place, "label": s.is_label}
            for s in table.stated
        ],
        "contradiction": table.contradiction or None,
        "columns": _columns(table),
        "other_columns": _other_columns(table),
        "rows_reported": seen.rows,
        "rows_held": len(seen.held),
        "rows": _rows(seen),
        "cells_by_role": {role.value: n for role, n in roles_of(sheet.sheet, table).items()},
        "warnings": [_remark(remark) for remark in seen.remarks],
    }


def _columns(table: Table) -> list[Record]:
    def letters(at: int) -> str:
        return column_letters(table.grid.left + at)

    if table.pairs:
        return [
            {"column": name, "header": header_of(table.dataset, name), "cell": table.address(*at)}
            for name, at in table.pairs.items()
        ]
    paths = {leaf.at: leaf.path for leaf in table.heading.leaves} if table.heading else {}
    return [
        {
            "column": name,
            "header": header_of(table.dataset, name),
            "at": letters(column.at),
            "title": list(paths.get(column.at, ())),
            "parts": [letters(at) for at in column.parts],
            "is_sum_of_parts": column.is_sum_of_parts,
            "chain": [letters(at) for at in column.chain] if column.chain else None,
            "unit_at": letters(table.units[column.at]) if column.at in table.units else None,
            "factor": table.scale[name].factor if name in table.scale else 1,
        }
        for name, column in sorted(table.columns.items(), key=lambda item: item[1].at)
    ]


def _other_columns(table: Table) -> list[Record]:
    """Columns that are read for no value, by what they are."""
    heading = table.heading
    if heading is None:
        return []
    found = {at: ("unknown", text) for at, text in heading.unknown.items()}
    found |= {at: ("puzzle", text) for at, text in heading.puzzles.items()}
    found |= {at: (f"of_row:{name}", "") for name, at in heading.of_row.items()}
    if heading.numbering is not None:
        found[heading.numbering] = ("numbering", "")
    return [
        {"at": column_letters(table.grid.left + at), "is": kind, "title": text}
        for at, (kind, text) in sorted(found.items())
    ]


def _rows(seen: TableSeen) -> list[Record]:
    """Every row under the header, and what it is; of a refused table, which is not read, none."""
    table = seen.table
    if table.fault or table.heading is None or table.pairs:
        return []
    return [
        {
            "row": table.grid.top + at + 1,
            "kind": table.body.kinds.get(at, RowKind.DATA).value,
            "findings": [_held(held) for held in seen.held.get(at, ())],
        }
        for at in range(table.first, table.end)
    ]


def _held(held: Held) -> Record:
    return {
        "code": held.code,
        "message": message_of(held.code),
        "columns": list(held.columns),
        "figures": held.figures or None,
    }


def _remark(remark: Remark) -> Record:
    return {**remark._asdict(), "message": message_of(remark.code)}


def _value(cell: Cell) -> object:
    """A cell as JSON has it; days as ISO 8601, exact decimals and seen words as text."""
    match cell:
        case str() | bool() | int():
            return cell
        case float():
            return cell if isfinite(cell) else str(cell)
        case date() | time():
            return cell.isoformat()
        case Shown() | Decimal() | timedelta():
            return str(cell)
        case _:
            return str(cell)
