"""Strangers: rows that say they are of another unit or month than the report."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.errors import Fault
from schemas.personal_data import masked
from schemas.wording import wording_key
from tasks.read.amounts import amount
from tasks.read.body import RowKind
from tasks.read.context import units_in
from tasks.read.extents import (
    is_of_other_table,
    is_of_this,
    is_other_matter,
    is_other_time,
    says_time_away,
)
from tasks.read.grid import Cell
from tasks.read.item_names import names_no_item, says_this_month
from tasks.read.months import Months, agreed_months, month_of, months_in
from tasks.read.retractions import (
    is_of_data,
    is_of_other_month,
    is_retracted,
    rows_put_right,
    takes_rows_out,
)
from tasks.read.row_numbers import FIRST_NUMBER, is_enumerated, row_number
from tasks.read.statements import unit_said, units_agree
from tasks.read.tables_seen import Table

_DATED = re.compile(r",\s*\d")  # `Garut, 4 November 2025`
_HEAD_OF_UNIT = re.compile(r"(?i)\s*(?:(?:plt|plh|pgs|a\.?n)\.?\s+)?(?:kepala|ka\.?)\s")
# titles of the day on which something was made, sold or done; not of a deadline or a payment
_DAYS = frozenset(
    [
        "tanggal",
        "tgl",
        "hari tanggal",
        "hari tgl",
        "tanggal kegiatan",
        "tgl kegiatan",
        "tanggal pelaksanaan",
        "tgl pelaksanaan",
        "waktu pelaksanaan",
        "tanggal produksi",
        "tgl produksi",
        "tanggal penjualan",
        "tgl penjualan",
        "tanggal jual",
        "tgl jual",
        "order date",
        "tanggal panen",
        "tgl panen",
    ]
)
_OF_PERSONS = frozenset({"kegiatan_kerja", "kepribadian", "pelatihan"})
_OWN_DAYS = frozenset({"tanggal_ekspor", "tanggal_mulai"})
_WHO_DID = re.compile(
    r"(?:nama )?(?:pelaksana|unit|unit kerja|satker|satuan kerja|pelapor|produsen|penyelenggara|"
    r"instansi|pengirim)"
)
_UNTIL = re.compile(r"(?i)\s*(?:s\W*d\b|sampai|hingga|jan\w*\W+(?:s\W*d|sampai|hingga))")
_MARKED = re.compile(r"\s*([*†#]+)\)?\s*")
_DAY_OF_SALE = re.compile(
    r"(?:tanggal|tgl|waktu) (?:nota|faktur|kwitansi|invoice|transaksi|pesanan|order|pembelian)\b.*"
)
_ISO_DAY = re.compile(r"\s*(20\d\d-\d\d-\d\d)[T ]\d")
_TERMS = frozenset({"incoterm", "incoterms", "syarat penyerahan", "terms of delivery"})
_CURRENCIES = frozenset({"valuta", "mata uang", "jenis valuta", "currency", "ccy"})


# columns before the figures of a one-row form that part nothing
_ASIDE = re.compile(
    r"(?:nama |alamat |e )?(?:alamat|kelas|tipe|petugas|operator|pengisi|email|mail|nip|kepala|"
    r"provinsi|kota|kabupaten|kantor wilayah|kanwil|tanggal|tgl|waktu|timestamp|keterangan|ket|"
    r"catatan|status|telepon|telp|hp|kode|id|satker)\b"
)
_WHOLE = frozenset(
    {"semua", "seluruh", "seluruhnya", "keseluruhan", "total", "jumlah", "umum"}
    | {"wbp", "penghuni", "klien", "orang"}
)


class _Own(NamedTuple):
    """What a report says of itself: ids of its unit, None where it names none; its month."""

    unit: frozenset[str] | None
    month: date | None


def hold_strangers(table: Table) -> None:
    """Hold rows that say they are of another unit or month than the report."""
    unit = frozenset().union(*(unit_said(s) for s in table.stated if s.name == "upt_name"))
    own = _Own(unit or None, table.month)
    data = table.data_rows()
    for name, at in table.tree.of_row.items():
        cells = {table.rows[r][at] for r in data}
        # of several units, and nobody says whose report it is: none of the rows is clear
        unclear = name == "upt_name" and not own.unit and not _are_of_one_unit(cells)
        of_cell = {cell: unclear or _is_foreign(name, cell, own) for cell in cells}
        for r in data:
            if of_cell[cell := table.rows[r][at]]:
                table.body.hold(r, "E228", (), str(cell))
    _hold_by_unknown_columns(table, own)
    _hold_put_right(table)
    for at, end, text in _sections(table):
        if any(_is_foreign(name, text, own, is_title=True) for name in ("periode", "upt_name")):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E228", (), text)
        elif _is_of_else(table.dataset, text) or _comes_late(table, at):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E232", (), text)


def fault_of_signature(table: Table) -> Fault | None:
    """E109 where the head of another unit signs under a table."""
    own = next((s for s in table.stated if s.name == "upt_name" and unit_said(s)), None)
    notes = (at for at, kind in sorted(table.body.kinds.items()) if kind is RowKind.NOTE)
    for at in notes if own else ():
        for c, cell in enumerate(table.rows[at]):
            signs = isinstance(cell, str) and _HEAD_OF_UNIT.match(cell) is not None
            ids = {i for i in units_in(str(cell)) if not i.startswith("kanwil-")} if signs else None
            if own and ids and not ids & unit_said(own):
                written = f"{own.place}: “{own.value}”; {table.address(at, c)}: “{cell}”"
                return Fault("E109", table.grid.name, table.address(at, c), written)
    return None


def _are_of_one_unit(cells: Iterable[Cell]) -> bool:
    return units_agree(units_in(str(cell)) for cell in cells)


def _hold_by_unknown_columns(table: Table, own: _Own) -> None:
    """Hold rows of which a column no contract knows says another month's day, or a plan."""
    data = table.data_rows()
    _hold_by_comments(table, own)
    _hold_parts(table, own)
    _hold_diary(table)
    for at, title in {**dict.fromkeys(_untitled(table), ""), **table.tree.unknown}.items():
        cells = {table.rows[r][at] for r in data} - {""}
        codes = ((cell, _code_beside(table, title, cell, own)) for cell in cells)
        of_cell = {cell: code for cell, code in codes if code}
        if wording_key(title) in _TERMS and "nilai_fob_usd" in table.columns:
            of_cell |= {cell: "E215" for cell in cells if "fob" not in wording_key(str(cell))}
        if wording_key(title) in _CURRENCIES:
            of_cell |= {cell: "E215" for cell in cells if not _is_of_amounts(table, str(cell))}
        of_cell |= dict.fromkeys(_elsewhere(title, cells, own), "E228")
        for r in data if of_cell else ():
            if code := of_cell.get(table.rows[r][at]):
                table.body.hold(r, code, (), str(table.rows[r][at]).strip())


def _hold_by_comments(table: Table, own: _Own) -> None:
    """Hold rows of which a comment on a cell says another month, a plan or a mistake."""
    data = set(table.data_rows()) if table.grid.comments else ()
    for (row, column), text in table.grid.comments:
        if row not in data or not table.left <= column < table.right:
            continue
        said = text.partition(":")[2].strip() or text  # behind the name of who says it
        code = _code_beside(table, "catatan", said, own)
        if code or rows_put_right(said, table.month) is not None:
            table.body.hold(row, code or "E233", (), masked(" ".join(said.split())))


def _hold_parts(table: Table, own: _Own) -> None:
    """Hold the only row of a form without items where a column says of which part it is."""
    contract, data = DATASETS[table.dataset], table.data_rows()
    if contract.model.key or len(data) != 1:
        return
    first = min((c.at for n, c in table.columns.items() if contract.columns[n].kind in NUMERIC))
    for at, title in table.tree.unknown.items():
        cell = table.rows[data[0]][at]
        is_text = isinstance(cell, str) and amount(cell) is None
        if at < first and is_text and _is_part(title, str(cell), own):
            table.body.hold(data[0], "E235", (), cell.strip())


def _hold_diary(table: Table) -> None:
    """Hold rows that count persons at the same activity on several days."""
    contract, columns = DATASETS[table.dataset], table.columns
    titles = table.tree.unknown.items()
    days = [at for at, title in titles if wording_key(title) in {*_DAYS, "hari"}]
    if table.dataset not in _OF_PERSONS or not days:
        return
    worded = [c.at for n, c in columns.items() if contract.columns[n].kind not in NUMERIC]
    same: dict[tuple[Cell, ...], list[int]] = {}
    for r in table.data_rows():
        same.setdefault(tuple(table.rows[r][at] for at in worded), []).append(r)
    for rows in same.values():
        if len({table.rows[r][days[0]] for r in rows} - {""}) > 1:
            for r in rows:
                table.body.hold(r, "E236", (), str(table.rows[r][days[0]]))


def _is_part(title: str, cell: str, own: _Own) -> bool:
    """Whether `Blok: Blok A`, `Jenis Perkara: Narkotika` makes a row less than the whole unit."""
    words = wording_key(cell)
    is_aside = (
        _ASIDE.match(wording_key(title)) is not None
        or words in _WHOLE
        or says_this_month(words, own.month)
    )
    return bool(words) and not is_aside and not (own.unit or frozenset()) & units_in(cell)


def _hold_put_right(table: Table) -> None:
    """Hold the row that a remark below puts right, or all where it does not say which."""
    n, kinds = table.tree.numbering, table.body.kinds
    for at in [at for at, kind in kinds.items() if kind is RowKind.NOTE]:
        text = " ".join(c for c in table.rows[at] if isinstance(c, str) and c)
        data = table.data_rows()
        mark = _MARKED.match(text)
        if mark and (code := _code_of_remark(table, text[mark.end() :])):
            for r in (r for r in data if any(mark[1] in str(cell) for cell in table.rows[r])):
                table.body.hold(r, code, (), text)
        numbers = rows_put_right(text, table.month)
        said = text.partition(":")[2] or text
        if numbers is None and is_of_data(text) and is_other_time(said, table.dataset):
            numbers = frozenset()
        if numbers is None:
            continue
        named = [r for r in data if n is not None and row_number(table.rows[r][n]) in numbers]
        for r in named if numbers else _named_in(table, text) or data:
            table.body.hold(r, "E233", (), text)


def _elsewhere(title: str, cells: Iterable[Cell], own: _Own) -> Iterator[Cell]:
    """Cells that are another unit's name, or a month's in a column that names this one too."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    months = {text: months_in(text, is_label=True) for text in texts if names_no_item(text)}
    numbers = {text: m.month.month if m.month else m.number for text, m in months.items()}
    if own.month and own.month.month in numbers.values():
        yield from (text for text, n in numbers.items() if n and n != own.month.month)
    if own.unit and _WHO_DID.fullmatch(wording_key(title)):
        yield from (text for text in texts if (ids := units_in(text)) and not ids & own.unit)


def _code_of_remark(table: Table, text: str) -> str | None:
    """Why a remark on a row holds it back, if it does."""
    if table.month and is_of_other_month("catatan", text, table.month):
        return "E228"
    is_wrong = rows_put_right(text, table.month) is not None
    return "E233" if is_wrong or is_retracted("catatan", text, table.dataset) else None


def _named_in(table: Table, text: str) -> list[int]:
    """Rows whose item a remark names: `Koreksi: keset seharusnya 25`."""
    contract, words = DATASETS[table.dataset], f" {wording_key(text)} "
    column = next((c for n in contract.model.key if (c := table.columns.get(n))), None)
    if column is None or contract.columns[column.name].kind in NUMERIC:
        return []
    names = {r: wording_key(str(table.rows[r][column.at])) for r in table.data_rows()}
    return [r for r, name in names.items() if name and f" {name} " in words]


def _untitled(table: Table) -> list[int]:
    """Columns without a title: what stands there is a remark."""
    h = table.tree
    titled = {leaf.at for leaf in h.leaves} | set(h.of_row.values()) | {h.numbering, *h.puzzles}
    columns = range(table.left, table.right) if table.below else range(0)
    return [c for c in columns if c not in titled and table.texts[c]]


def _is_of_amounts(table: Table, currency: str) -> bool:
    """Whether a currency told on each row is the one that all amounts of the form are in."""
    contract = DATASETS[table.dataset].columns
    units = {contract[n].unit[:3] for n in table.columns if contract[n].kind is Kind.MONEY}
    said = {"rp": "IDR", "rupiah": "IDR", "us": "USD"}.get(wording_key(currency))
    return units <= {said or currency.strip().upper()}


def _code_beside(table: Table, title: str, cell: Cell, own: _Own) -> str | None:
    """Why a cell in a column no contract knows holds its row back, if it does.

    Where the row's day stands in a column of the form, that of its invoice may be another.
    """
    if is_retracted(title, str(cell), table.dataset):
        return "E233"
    has_day = not _OWN_DAYS.isdisjoint(table.columns)
    of_other = own.month is not None and (
        (not has_day and _is_day_of_else(title, cell, own.month))
        or (isinstance(cell, str) and is_of_other_month(title, cell, own.month))
    )
    return "E228" if of_other else None


def _is_day_of_else(title: str, cell: Cell, month: date) -> bool:
    """Whether a cell is a day outside the month, in a column of the days on which rows happened."""
    words = wording_key(title)
    is_day = words in _DAYS or _DAY_OF_SALE.fullmatch(words) is not None
    if not is_day or cell == "" or isinstance(cell, int | float):
        return False
    if isinstance(cell, str) and (day := _ISO_DAY.match(cell)):
        cell = day[1]  # the hour says nothing more
    said = months_in(cell, is_label=True) if isinstance(cell, str) else month_of(cell)
    return said.month is not None and said.month != month


def _sections(table: Table) -> Iterator[tuple[int, int, str]]:
    """Each section's heading row, the row it ends before, its text; lone notes above rows too."""
    kinds = table.body.kinds
    named = [at for at, kind in kinds.items() if kind in {RowKind.SECTION, RowKind.NOTE}]
    heads = sorted(
        [at for at in named if _says_whose(table, at) or _comes_late(table, at)]
        + [at for at in table.data_rows() if _stands_alone(table, at)]
    )
    for i, at in enumerate(heads):
        text = " ".join(str(c) for c in table.rows[at] if c != "")
        yield at, (heads[i + 1] if i + 1 < len(heads) else table.end), text


def _stands_alone(table: Table, at: int) -> bool:
    """Whether a row of the table holds one text, and that says of whom or of when the next are."""
    row = table.rows[at]
    filled = [c for c in row if c != ""]
    return len(filled) == 1 and isinstance(filled[0], str) and _names_time_or_unit(row)


def _comes_late(table: Table, at: int) -> bool:
    """Whether a title follows rows without one, has no letter, and rows count from 1 anew below it.

    `Lampiran:`, `Bahan baku yang dipakai`: another list, of what the form does not ask for.
    """
    n, sections = table.tree.numbering, table.body.sections
    if n is None or table.body.kinds.get(at) is not RowKind.SECTION or at != min(sections):
        return False
    data = table.data_rows()
    above, below = [r for r in data if r < at], [r for r in data if r > at]
    title = next((str(c) for c in table.rows[at] if c != ""), "")
    return (
        bool(above and below)
        and not is_enumerated(title)
        and table.rows[below[0]][n] in FIRST_NUMBER
        and any(table.rows[r][n] in FIRST_NUMBER for r in above)
    )


def _says_whose(table: Table, at: int) -> bool:
    """Whether a row says of whom, of when or of what the next ones are."""
    row = table.rows[at]
    text = " ".join(str(c) for c in row if c != "")
    return _names_time_or_unit(row) or _is_of_else(table.dataset, text) or is_of_this(text)


@lru_cache(maxsize=20_000)
def _is_of_else(dataset: str, text: str) -> bool:
    """Whether a section's title is of another time than a month, of a plan, stock, or sales."""
    words = wording_key(text)
    is_sold = is_of_other_table(text, dataset)
    return (
        is_sold
        or says_time_away(words)
        or is_other_matter(text, dataset)
        or is_other_time(text, dataset)
        or takes_rows_out(words)
    )


def _names_time_or_unit(row: Sequence[Cell]) -> bool:
    """Whether a row says whose or of when the next ones are; the date of a signature does not."""
    texts = [c for c in row if isinstance(c, str) and c != ""]
    if len(texts) > 2 or any(map(_DATED.search, texts)):
        return False
    return any(
        (m := months_in(t)).month or m.number or (m.year and names_no_item(t)) or units_in(t)
        for t in texts
    )


def _is_foreign(name: str, cell: Cell, own: _Own, *, is_title: bool = False) -> bool:
    """Whether a cell names another unit or month than the report, or none that is known.

    A title need name neither; a column that says whose or of when each row is, must.
    """
    if cell == "" or (isinstance(cell, str) and not cell.strip(" -")):
        return False
    if name == "upt_name":
        ids = units_in(str(cell))
        return (own.unit is not None and not ids & own.unit) if ids else not is_title
    if not is_title and _UNTIL.match(str(cell)):
        return True
    said = months_in(str(cell)) if is_title else month_of(cell)
    if is_title and not (said.month or said.number or (said.year and names_no_item(str(cell)))):
        return False
    if name == "tahun":
        said = Months(year=said.year)
    return _is_foreign_month(said, own.month, is_title=is_title)


def _is_foreign_month(said: Months, month: date | None, *, is_title: bool) -> bool:
    if said.says_nothing or said.is_several:
        return not is_title
    return month is not None and agreed_months([Months(month), said])[1] is not None
