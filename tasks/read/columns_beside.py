"""Columns beside: what cells that no contract knows say of their rows, comments on cells too."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.personal_data import masked
from schemas.wording import wording_key
from tasks.read.amounts import amount
from tasks.read.context import units_in
from tasks.read.grid import Cell
from tasks.read.headers import is_unit_word
from tasks.read.item_names import names_no_item, says_this_month
from tasks.read.months import month_of, months_in
from tasks.read.own import Own, doubt_row
from tasks.read.retractions import (
    is_of_other_month,
    is_remark_column,
    is_retracted,
    rows_put_right,
)
from tasks.read.tables_seen import Table

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
_DAY_OF_SALE = re.compile(
    r"(?:tanggal|tgl|waktu) (?:nota|faktur|kwitansi|invoice|transaksi|pesanan|order|pembelian)\b.*"
)
_FIGURE = "12"
_ADDED = re.compile(
    r"\(([^()]{3,200})\)|\s[-–]\s+(\S.{2,200})$"
)  # `Keset (stok lama)`, `Batik - berhenti`
_NAMES = frozenset({Kind.TEXT, Kind.PRODUCT, Kind.COMPANY})
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


def hold_by_columns_beside(table: Table, own: Own) -> None:
    """Hold rows of which a column no contract knows says another month's day, or a plan."""
    data = table.data_rows()
    _hold_by_comments(table, own)
    _hold_parts(table, own)
    _hold_diary(table)
    _hold_by_names(table, own)
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
                _hold(table, r, code, str(table.rows[r][at]).strip())


def _hold_by_comments(table: Table, own: Own) -> None:
    """Hold rows of which a comment on a cell says another month, a plan or a mistake."""
    data = set(table.data_rows()) if table.grid.comments else ()
    for (row, column), text in table.grid.comments:
        if row not in data or not table.left <= column < table.right:
            continue
        said = text.partition(":")[2].strip() or text  # behind the name of who says it
        code = _taken_back(table, "catatan", said, own)
        if rows_put_right(said, table.month) is not None:
            code = code or "E233"
        if code := code or ("E237" if own.doubts("komentar", said) else None):
            _hold(table, row, code, masked(" ".join(said.split())))


def _hold(table: Table, row: int, code: str, text: str) -> None:
    """Hold a row; where its words are only doubted, not beside what is known of it."""
    if code == "E237":
        doubt_row(table, row, text)
    else:
        table.body.hold(row, code, (), text)


def _hold_parts(table: Table, own: Own) -> None:
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


def _hold_by_names(table: Table, own: Own) -> None:
    """Hold rows whose item has words added to its name that may change its figures."""
    contract = DATASETS[table.dataset]
    for name in contract.model.key:
        column = table.columns.get(name)
        if column is None or contract.columns[name].kind not in _NAMES:
            continue
        for row in table.data_rows():
            added = _ADDED.search(str(table.rows[row][column.at]))
            if added and own.doubts("nama", added[1] or added[2]):
                doubt_row(table, row, added[0].strip())


def _is_part(title: str, cell: str, own: Own) -> bool:
    """Whether `Blok: Blok A`, `Jenis Perkara: Narkotika` makes a row less than the whole unit."""
    words = wording_key(cell)
    is_aside = (
        _ASIDE.match(wording_key(title)) is not None
        or words in _WHOLE
        or says_this_month(words, own.month)
    )
    return bool(words) and not is_aside and not (own.unit or frozenset()) & units_in(cell)


def _elsewhere(title: str, cells: Iterable[Cell], own: Own) -> Iterator[Cell]:
    """Cells that are another unit's name, or a month's in a column that names this one too."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    months = {text: months_in(text, is_label=True) for text in texts if names_no_item(text)}
    numbers = {text: m.month.month if m.month else m.number for text, m in months.items()}
    if own.month and own.month.month in numbers.values():
        yield from (text for text, n in numbers.items() if n and n != own.month.month)
    if own.unit and _WHO_DID.fullmatch(wording_key(title)):
        yield from (text for text in texts if (ids := units_in(text)) and not ids & own.unit)


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


def _code_beside(table: Table, title: str, cell: Cell, own: Own) -> str | None:
    """Why a cell in a column no contract knows holds its row back, if it does."""
    doubted = "E237" if _is_doubted(title, cell, own) else None
    return _taken_back(table, title, cell, own) or doubted


def _is_doubted(title: str, cell: Cell, own: Own) -> bool:
    """Whether it is not known what a cell beside makes of its row.

    Of currencies, units and terms of delivery that is known, as of parts under a group's title.
    """
    if wording_key(title) in _TERMS | _CURRENCIES or (isinstance(cell, str) and is_unit_word(cell)):
        return False
    if isinstance(cell, bool):
        return own.doubts("kolom", str(cell), title)
    if not isinstance(cell, str):  # which figure it is does not matter
        is_read = " / " in title or _is_of_days(title)
        return not is_read and own.doubts("kolom", _FIGURE, title)
    return own.doubts("baris" if is_remark_column(title) else "kolom", cell, title)


def _taken_back(table: Table, title: str, cell: Cell, own: Own) -> str | None:
    """Why a cell takes its row back in words that are known, if it does.

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
    if not _is_of_days(title) or cell == "" or isinstance(cell, int | float):
        return False
    if isinstance(cell, str) and (day := _ISO_DAY.match(cell)):
        cell = day[1]  # the hour says nothing more
    said = months_in(cell, is_label=True) if isinstance(cell, str) else month_of(cell)
    return said.month is not None and said.month != month


def _is_of_days(title: str) -> bool:
    """Whether a column says on which day each row happened."""
    words = wording_key(title)
    return words in _DAYS or _DAY_OF_SALE.fullmatch(words) is not None
