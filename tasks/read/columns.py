"""Columns: why those of a table cannot be trusted: missing, twice, untitled, a puzzle, hidden."""

import re
from collections.abc import Iterable, Sequence

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.amounts import amount, is_filled, same
from tasks.read.grid import Cell
from tasks.read.header_leaves import headings
from tasks.read.header_trees import Heading
from tasks.read.headers import Part, match_header, nearest_header, part_of_column, required_names
from tasks.read.item_names import names_no_item
from tasks.read.tables_seen import Table

_SCALES = frozenset({"ribu", "rb", "juta", "jt", "miliar", "milyar", "m"})
_OF_PERSONS = re.compile(
    r"nama (?:lengkap )?(?:wbp|narapidana|napi|tahanan|warga binaan|peserta|klien|anak|andikpas|"
    r"pekerja|penerima)(?: premi| pemasyarakatan)?"
)
_INMATES = re.compile(
    r"(?:jumlah |jml |total )?(?:narapidana|napi|tahanan|thn|anak|anak binaan|andikpas)"
)
_FEW = 2  # cells beside a table that may be remarks
_NOT_MADE = re.compile(
    r"\b(?:stok|stock|sisa|saldo|persediaan|awal|akhir|lalu|sebelumnya|target|rencana|bulan|bln|"
    r"tahun|thn|periode)\b"
)


def missing_columns(
    dataset: str, heading: Heading, present: Iterable[Cell], *, has_units: bool
) -> Fault | None:
    """E011 for the required headers a table lacks, each with the nearest one found.

    `has_units`: the unit of measure stands with the figures, so `satuan` needs no column.
    """
    missing = [
        c
        for c in DATASETS[dataset].columns.values()
        if c.required
        and c.name not in heading.names
        and not (c.name == "satuan" and (has_units or heading.satuan))
    ]
    if not missing:
        return None
    texts = [text.strip() for text in present if isinstance(text, str) and text.strip()]
    near = [nearest_header((c.header, *c.variants), texts) for c in missing]
    hints = [
        f"{c.header} (terdekat: {found})" if found else c.header
        for c, found in zip(missing, near, strict=True)
    ]
    return Fault("E011", written=", ".join(texts), expected=", ".join(hints))


def fault_of_columns(table: Table, puzzling: Sequence[int]) -> Fault | None:
    """Why the columns of a table cannot be trusted, if so: E012, E025 or E026.

    Args:
        table: With its columns settled.
        puzzling: Columns that could not be settled.
    """
    return (
        _fault_of_twins(table)
        or _fault_of_puzzles(table, puzzling)
        or _fault_of_another(table)
        or _fault_of_lost(table)
        or _fault_of_hidden(table)
        or _fault_of_persons(table)
        or _fault_of_part(table)
    )


def _fault_of_another(table: Table) -> Fault | None:
    """E025 where the columns a form does not know are together a form of another dataset."""
    unknown = set(table.tree.unknown)
    if len(unknown) < 2:
        return None
    read = headings(table.grid, table.tree.block, DATASETS)
    for dataset, heading in zip(DATASETS, read, strict=True):
        wanted, leaves = required_names(dataset), heading.leaves
        if len(wanted) > 1 and wanted <= {leaf.name for leaf in leaves if leaf.at in unknown}:
            written = ", ".join(table.tree.unknown[at] for at in sorted(unknown))
            return Fault("E025", table.grid.name, written=written)
    return None


def _fault_of_persons(table: Table) -> Fault | None:
    """E025 where a row is a person and nothing is counted: how many persons are one activity?"""
    contract = DATASETS[table.dataset].columns
    persons = [t for t in table.tree.unknown.values() if _OF_PERSONS.fullmatch(wording_key(t))]
    counts = any(contract[name].kind in NUMERIC for name in table.columns)
    return Fault("E025", table.grid.name, written=persons[0]) if persons and not counts else None


def _fault_of_part(table: Table) -> Fault | None:
    """E025 where `Jumlah Narapidana` would be the whole house and its `Tahanan` stand beside.

    With `Narapidana` in a column of its own it can only be the house; a rule adds them up.
    """
    paths = _paths(table) | {at: (text,) for at, text in table.tree.unknown.items()}
    inmates = {at: path for at, path in paths.items() if _INMATES.fullmatch(wording_key(path[-1]))}
    whole = table.columns.get("total_wbp")
    is_told_apart = "narapidana" in table.columns
    if whole is None or whole.at not in inmates or len(inmates) < 2 or is_told_apart:
        return None
    written = "; ".join(" / ".join(path) for path in inmates.values())
    return Fault("E025", table.grid.name, written=written)


def _fault_of_twins(table: Table) -> Fault | None:
    twins = _twins(table)
    if not twins:
        return None
    first, second = (_header_text(table, at) for at in twins)
    return Fault("E012", table.grid.name, written=f"{first} / {second}")


def _fault_of_puzzles(table: Table, puzzling: Sequence[int]) -> Fault | None:
    puzzles = (*puzzling, *table.tree.puzzles)
    at = sorted(
        {
            *_untitled_figures(table),
            *_rows_beside(table),
            *(c for c in puzzles if _holds_anything(table, c)),
        }
    )
    if not at:
        return None
    written = "; ".join(f"{_range(table, c)} {_header_text(table, c)}".strip() for c in at[:6])
    return Fault("E025", table.grid.name, _range(table, at[0]), written)


def accept_proven_parts(table: Table) -> None:
    """Take columns that arithmetic explains for what they are: unknown parts of a known figure."""
    h = table.tree
    for at in sorted(_proven_parts(table) & h.puzzles.keys()) if h.puzzles else ():
        if match_header(table.dataset, h.puzzles[at].rpartition(" / ")[2]) is None:
            h.unknown[at] = h.puzzles.pop(at)  # else perhaps a column of the form itself, and 0


def _proven_parts(table: Table) -> set[int]:
    """Columns under a heading of the form that add up, in every row, to the sum beside them."""
    found: set[int] = set()
    for leaf in table.tree.leaves:
        column = table.columns.get(leaf.name)
        word = part_of_column(leaf.path[-1])
        if column is None or column.at != leaf.at or not word or word.part is not Part.SUM:
            continue
        group = leaf.path[0]
        parts = [c for c, path in _paths(table).items() if path[0] == group and c != leaf.at]
        texts = [path[-1] for c, path in _paths(table).items() if c in parts]
        is_of_month = len(leaf.path) > 1 < len(parts) and not any(map(_is_of_else, texts))
        if is_of_month and _add_up(table, leaf.at, parts):
            found |= set(parts)
    return found


def _is_of_else(text: str) -> bool:
    """Whether a part is of another time, of a plan, or of stock: its sum is not the month's."""
    return names_no_item(text) or _NOT_MADE.search(wording_key(text)) is not None


def _paths(table: Table) -> dict[int, tuple[str, ...]]:
    h = table.tree
    return {x.at: x.path for x in h.leaves} | {c: (*t.split(" / "),) for c, t in h.puzzles.items()}


def _add_up(table: Table, at: int, parts: Sequence[int]) -> bool:
    rows = [r for r in table.grid.rows[table.first : table.end] if is_filled(r[at])]
    known = [r for r in rows if (amount(r[at]) or 0) > 0]
    sums = [[amount(r[c]) for c in (at, *parts)] for r in known]
    return bool(sums) and all(
        None not in s and same(s[0] or 0, sum(x or 0 for x in s[1:])) for s in sums
    )


def _fault_of_lost(table: Table) -> Fault | None:
    lost = sorted(required_names(table.dataset) - table.columns.keys() - {"satuan"})
    if not lost:
        return None
    wanted = ", ".join(DATASETS[table.dataset].columns[n].header for n in lost)
    return Fault("E025", table.grid.name, expected=wanted)


def _fault_of_hidden(table: Table) -> Fault | None:
    body = table.grid.rows[table.first : table.end]
    read = {
        at for c in table.columns.values() for at in (c.parts if c.is_sum_of_parts else (c.at,))
    }
    unseen = sorted(read & table.grid.unseen_columns)
    hidden = [at for at in unseen if any(is_filled(row[at]) for row in body)]
    if not hidden:
        return None
    written = ", ".join(f"{_range(table, c)} {_header_text(table, c)}" for c in hidden)
    return Fault("E026", table.grid.name, _range(table, hidden[0]), written)


def _holds_anything(table: Table, at: int) -> bool:
    return bool(table.below) and table.below[at].count("") < len(table.below[at])


def _twins(table: Table) -> tuple[int, int] | None:
    """Two columns that say the same, in so many words."""
    seen: dict[tuple[str, object], int] = {}
    for leaf in table.tree.leaves:
        key = (leaf.name, leaf.parts)
        if key in seen:
            return seen[key], leaf.at
        seen[key] = leaf.at
    return None


def _untitled_figures(table: Table) -> list[int]:
    """Columns of figures without a title, right beside the figures of a claimed one."""
    h, contract = table.tree, DATASETS[table.dataset].columns
    titled = {leaf.at for leaf in h.leaves} | set(h.unknown) | set(h.of_row.values())
    titled |= {*table.units.values(), *h.puzzles} | ({h.numbering} - {None})  # type: ignore[operator]
    numeric = {
        leaf.at
        for leaf in h.leaves
        if contract[leaf.name].kind in {Kind.COUNT, Kind.MONEY, Kind.NUMBER}
    }
    found = []
    # behind the last title of a CSV stands what its delimiters made of a row that is too long
    right = max(c or 0 for c in titled) if table.grid.is_csv else table.right
    for at in range(table.left, right):
        if at in titled or at - 1 not in numeric:
            continue
        cells = [c for c in table.below[at] if c != ""] if table.below else []
        figures = [c for c in cells if not isinstance(c, str) or _may_be_figure(c)]
        if figures and 2 * len(figures) >= len(cells):
            found.append(at)
    return found


def _rows_beside(table: Table) -> list[int]:
    """Columns without a title that hold a row of their own: the table goes on to the right."""
    if table.grid.is_csv or not table.below:
        return []
    h = table.tree
    titled = {x.at for x in h.leaves} | {*h.unknown, *h.puzzles, *h.of_row.values(), h.numbering}
    titled |= set(table.units.values())
    columns = [c for c in range(table.left, table.right) if c not in titled and table.texts[c:]]
    for row in zip(*(table.below[c] for c in columns), strict=True):
        filled = [c for c, cell in zip(columns, row, strict=True) if cell != ""]
        if len(filled) > _FEW and any(not isinstance(cell, str) for cell in row):
            return filled
    return []


def _may_be_figure(text: str) -> bool:
    """Whether a text is a figure, or the rest of one: `.000` behind `12.000`, `juta` behind 12."""
    return (amount(text) or 0) > 0 or text[:1] in {".", ","} or wording_key(text) in _SCALES


def _header_text(table: Table, at: int) -> str:
    leaf = next((x for x in table.tree.leaves if x.at == at), None)
    if leaf:
        return " / ".join(leaf.path)
    return table.tree.puzzles.get(at) or table.tree.unknown.get(at) or "(tanpa judul)"


def _range(table: Table, at: int) -> str:
    """Addresses of a column of the table, header and body."""
    first = table.address(table.tree.block.first, at)
    return f"{first}:{table.address(max(table.end - 1, table.first - 1), at)}"
