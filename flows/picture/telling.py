"""What there is to tell of a table, part by part; a terminal and a page lay it out."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from flows.picture.boxes import Box
from flows.picture.looking import Picture, SheetSeen, TableSeen
from flows.picture.phrases import dataset_title, header_of, listed, say_cell, say_lines
from flows.picture.refusals import message_of, sentences_of
from schemas.addresses import column_letters
from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.spoken import say_number
from tasks.conform.terms import clean_text, find_units
from tasks.read.header_trees import Leaf
from tasks.read.months import month_name
from tasks.read.settling import Column
from tasks.read.statements import Statement
from tasks.read.tables_seen import Table

_CONTEXT = {
    "Unit": ("upt_name",),
    "Kanwil": ("kanwil",),
    "Bulan": ("periode", "tahun"),
    "Tanggal laporan": ("tanggal_laporan",),
    "Status": ("status_verifikasi",),
}
_OF_ROW = {"upt_name": "unit baris", "periode": "bulan baris", "tahun": "tahun baris"}


class Said(NamedTuple):
    """A thing said of a table: what it is taken for, and where it stands."""

    what: str
    value: str
    places: str


class ColumnTold(NamedTuple):
    """A column of the sheet: its letters, what it is taken for, why; `is_used` if it is read."""

    letters: str
    meaning: str
    note: str
    is_used: bool


class Reason(NamedTuple):
    """Rows held back for one reason."""

    code: str
    rows: str
    column: str
    message: str


def headline(picture: Picture) -> str:
    """How many sheets and tables a file has, and how many of them are refused."""
    parts = [f"{say_number(len(picture.sheets))} lembar"] if picture.sheets else []
    parts += [f"{say_number(len(picture.tables))} tabel"] if picture.tables else []
    refused = sum(table.fault is not None for table in picture.tables)
    held = sum(len(table.held) for table in picture.tables)
    parts += [f"{say_number(refused)} ditolak"] if refused else []
    parts += [f"{say_number(held)} baris ditahan"] if held else []
    if picture.fault:
        parts.append(f"berkas ditolak ({picture.fault.code})")
    return ", ".join(parts)


def sentence_of(seen: TableSeen) -> str:
    """`Produksi · Lapas Garut · Oktober 2025 · 12 baris, 1 ditahan`."""
    table = seen.table
    month = month_name(table.month) if table.month else "bulan tidak pasti"
    return " · ".join([dataset_title(table.dataset), unit_of(table), month, fate_of(seen)])


def fate_of(seen: TableSeen) -> str:
    """`12 baris, 1 ditahan`, `nihil`, `ditolak (E025)`."""
    if seen.fault:
        return f"ditolak ({seen.fault.code})"
    if seen.says_nil:
        return "nihil"
    held = f", {say_number(len(seen.held))} ditahan" if seen.held else ""
    return f"{say_number(seen.rows)} baris{held}"


def unit_of(table: Table) -> str:
    """Registered name of the unit a table names, else as it is written."""
    written = table.envelope("upt_name") or table.envelope("kanwil")
    if not clean_text(str(written)):
        return "unit menurut map pengirim" if table.grid.is_csv else "unit tidak disebut"
    references = load_references()
    ids = find_units(clean_text(str(written)), references)
    return references.units[ids[0]][-1].name if len(ids) == 1 else say_cell(written)


def extent_of(seen: SheetSeen) -> str:
    """Range of a sheet that is used."""
    rows = seen.grid.rows
    if not rows:
        return "kosong"
    return Box(0, len(rows) - 1, 0, len(rows[0]) - 1).address(seen.grid)


def purpose_of(seen: SheetSeen) -> str:
    """What a sheet without tables is."""
    if not seen.grid.rows or not seen.filled:
        return "lembar kosong"
    if seen.sheet.is_cover:
        return "sampul: menyebut unit dan bulan untuk lembar lain"
    return "bukan laporan: judulnya tidak menyebut dataset, dan tidak ada kepala kolom formulir"


# -- context


def context_of(seen: TableSeen) -> list[Said]:
    """Unit, month, date and scale, with the places that say so."""
    table = seen.table
    told: list[Said] = []
    for what, names in _CONTEXT.items():
        stated = [s for s in table.stated if s.name in names]
        if stated or what in {"Unit", "Bulan"}:
            told.append(Said(what, _value(what, table), "; ".join(map(_place, stated))))
    told += [Said("Skala", text, listed(of)) for text, of in _scales(table).items()]
    return told


def _place(statement: Statement) -> str:
    return f"{statement.place} “{say_cell(statement.value)}”"


def _value(what: str, table: Table) -> str:
    if what == "Unit":
        return unit_of(table).removeprefix("unit ")
    if what == "Bulan":
        return month_name(table.month) if table.month else "tidak pasti"
    return say_cell(table.envelope(_CONTEXT[what][0]))


def _scales(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, scale in table.scale.items():
        key = f"× {say_number(scale.factor)}, tertulis “{scale.text}”"
        found[key].append(header_of(table.dataset, name))
    return found


# -- columns


def columns_told(seen: TableSeen) -> list[ColumnTold]:
    """Every column that has a title or holds something, from the left."""
    table = seen.table
    if table.pairs:
        return [_pair(table, name) for name in table.pairs]
    if table.heading is None:
        return []
    told = {**_claimed(table), **_known(table)}
    return list(_joined(table, told))


def missing_columns_of(seen: TableSeen) -> list[str]:
    """Headers of the contract that stand nowhere."""
    table = seen.table
    if table.heading is None:
        return []
    found = table.heading.names | table.columns.keys() | table.pairs.keys()
    return [c.header for c in DATASETS[table.dataset].columns.values() if c.name not in found]


def _pair(table: Table, name: str) -> ColumnTold:
    row, column = table.pairs[name]
    value = say_cell(table.grid.rows[row][column], grouped=True)
    return ColumnTold(
        table.address(row, column), header_of(table.dataset, name), value, is_used=True
    )


def _letters(table: Table, at: int) -> str:
    return column_letters(table.grid.left + at)


def _claimed(table: Table) -> dict[int, tuple[str, str, bool]]:
    """Columns a contract claims: those that are read, their parts and proofs, and the rest."""
    heading = table.heading
    assert heading  # noqa: S101 (asked by the caller)
    by_place = {leaf.at: leaf for leaf in heading.leaves}
    told = {}
    for leaf in heading.leaves:
        header = header_of(table.dataset, leaf.name)
        column = table.columns.get(leaf.name)
        if column is None:
            told[leaf.at] = (header, _path(leaf, header), False)
        elif leaf.at == column.at and not column.is_sum_of_parts:
            told[leaf.at] = (header, _reasons(table, column, by_place), True)
        else:
            told[leaf.at] = (*_beside(table, column, leaf), column.is_sum_of_parts)
    return told


def _path(leaf: Leaf | None, header: str) -> str:
    said = " / ".join(say_cell(text) for text in leaf.path) if leaf else ""
    return "" if said == header else f"“{said}”" if said else ""


def _reasons(table: Table, column: Column, leaves: dict[int, Leaf]) -> str:
    """Why a column holds the value: its title, its proof, its unit and scale."""
    heading, name = table.heading, column.name
    assert heading  # noqa: S101 (asked by the caller)
    parts = [_path(leaves.get(column.at), header_of(table.dataset, name))]
    if column.parts:
        parts.append("diperiksa: " + " + ".join(_letters(table, c) for c in column.parts))
    if column.chain:
        before, until = (_letters(table, c) for c in column.chain)
        parts.append(f"diperiksa: {before} + {_letters(table, column.at)} = {until}")
    if column.at in table.units:
        parts.append(f"satuannya di {_letters(table, table.units[column.at])}")
    if name in heading.satuan:
        parts.append(f"satuan {heading.satuan[name]} dari judulnya")
    if name in table.scale:
        parts.append(f"× {say_number(table.scale[name].factor)}")
    return "; ".join(filter(None, parts))


def _beside(table: Table, column: Column, leaf: Leaf) -> tuple[str, str]:
    """A leaf of a column whose value stands elsewhere."""
    header = header_of(table.dataset, column.name)
    where = _letters(table, column.at)
    if column.is_sum_of_parts and leaf.at in column.parts:
        return header, f"{_path(leaf, header)}: dijumlahkan".removeprefix(": ")
    if leaf.at in column.parts or (column.chain and leaf.at in column.chain):
        return "pemeriksa", f"{_path(leaf, header)}, untuk {header} ({where})".removeprefix(", ")
    return "tidak dipakai", f"bagian lain dari {header} ({where})"


def _known(table: Table) -> dict[int, tuple[str, str, bool]]:
    """Columns the contract does not have."""
    heading = table.heading
    assert heading  # noqa: S101 (asked by the caller)
    told = {at: ("asing", f"“{say_cell(text)}”", False) for at, text in heading.unknown.items()}
    told |= {
        at: ("tidak pasti", f"“{say_cell(text)}”", False) for at, text in heading.puzzles.items()
    }
    told |= {at: (_OF_ROW[name], "", True) for name, at in heading.of_row.items()}
    told |= {
        unit: ("satuan", f"untuk {_letters(table, value)}", True)
        for value, unit in table.units.items()
    }
    if heading.numbering is not None:
        told[heading.numbering] = ("nomor urut", "", True)
    return told


def _joined(table: Table, told: dict[int, tuple[str, str, bool]]) -> Iterator[ColumnTold]:
    """Neighbours of which the same is to be told, together: `D–L`."""
    run: list[int] = []
    for at in [*sorted(told), None]:
        if run and (at is None or at != run[-1] + 1 or told[at] != told[run[-1]]):
            ends = [_letters(table, run[0]), _letters(table, run[-1])]
            yield ColumnTold("–".join(dict.fromkeys(ends)), *told[run[0]])
            run = []
        if at is not None:
            run.append(at)


# -- what is held, refused, noted


def refusal_told(seen: TableSeen) -> list[str]:
    """Why a table is refused, what stands there, what makes it clear."""
    return sentences_of(seen.fault) if seen.fault else []


def ranges_told(seen: TableSeen) -> str:
    """The ranges that are not understood: `G7:H9`."""
    return listed([box.address(seen.table.grid) for box in seen.refused])


def reasons_told(seen: TableSeen) -> list[Reason]:
    """Rows held back, those of one reason together."""
    rows: dict[tuple[str, tuple[str, ...], str], list[int]] = defaultdict(list)
    for at, reasons in sorted(seen.held.items()):
        for held in reasons:
            rows[held.code, held.columns, held.figures].append(seen.table.grid.top + at + 1)
    return [
        Reason(
            code,
            say_lines(lines),
            listed([header_of(seen.table.dataset, name) for name in columns]),
            message_of(code) + (f" ({figures})" if figures else ""),
        )
        for (code, columns, figures), lines in sorted(rows.items(), key=lambda item: item[1])
    ]


def counts_add_up(seen: SheetSeen) -> bool:
    """Whether every filled cell has a role: cells are conserved."""
    return sum(seen.counts.values()) == seen.filled
