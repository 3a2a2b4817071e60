"""What every row under a header is: data, total, note, section, Nihil, or the header again.

Words propose and arithmetic confirms: a row that says `Jumlah` is a total when it is one. A row of
which words and figures disagree is held back; so is one that only a guess would call a note.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.references import load_references
from schemas.wording import wording_key
from tasks.read.amounts import amount, is_filled, same
from tasks.read.context import months_in, units_in
from tasks.read.grid import Cell
from tasks.read.headers import Part, part_of_column
from tasks.read.headings import Column, is_column_numbers

NIL_WORDS = frozenset({"nihil", "laporan nihil", "tidak ada kegiatan", "n i h i l"})


class RowKind(StrEnum):
    """What a row below a header is."""

    DATA = "data"
    TOTAL = "jumlah"
    NOTE = "catatan"
    SECTION = "bagian"
    NIL = "nihil"
    HEADER = "judul kolom"
    EXAMPLE = "contoh"
    BLANK = "kosong"


class Finding(NamedTuple):
    """Why a data row is held back, and the columns concerned."""

    code: str
    columns: tuple[str, ...] = ()
    figures: str = ""


@dataclass
class Body:
    """The rows of a table; rows that stand in no list here are data.

    Attributes:
        kinds: Index of each row that is not plain data to what it is.
        findings: Index of a data row to why it is held back.
        unproven: Rows taken for totals by their words alone.
        sections: Rows that open a section, in order.
    """

    kinds: dict[int, RowKind] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    unproven: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)

    def hold(self, row: int, code: str, columns: Iterable[str] = (), figures: str = "") -> None:
        """Hold a data row back."""
        self.findings.setdefault(row, []).append(Finding(code, tuple(columns), figures))


_TOTAL_EXACT = (
    r"(?:jumlah|total|jml)(?: (?:total|keseluruhan|seluruhnya|semua|besar|akhir|umum|bulan ini))?"
    r"|grand total|total jumlah"
)
_TOTAL_LOOSE = (
    r"(?:sub ?(?:jumlah|total)|subtotal|jumlah|total|jml)\b.*"
    r"|.*\b(?:dipindahkan|pindahan|dibawa ke halaman)\b.*"
)
_MEAN = r"(?:rata ?rata|rerata|mean)\b.*"
_COMPARED = (
    r"(?:jumlah |total |jml |realisasi |capaian |produksi |hasil )?"
    r"(?:s d|sd|sampai dengan|sampai|hingga) (?:bulan|bln|tahun)? ?(?:lalu|ini|yang lalu|sekarang)\b.*"
    r"|(?:jumlah |total |jml |realisasi |capaian |produksi |hasil )?(?:bulan|bln|tahun) "
    r"(?:lalu|yang lalu|sebelumnya|kemarin)\b.*"
    r"|target(?: (?:bulan ini|tahunan|tahun.*|bulanan|kinerja))?|selisih.*|kenaikan.*|penurunan.*|"
    r"persentase.*|capaian(?: target)?|realisasi"
)
_BEGINS = re.compile(
    r"\s*[(\[]?(?:jumlah|total|jml|grand|sub|rata|rerata|mean|s\.?\s?/?d|sampai|hingga|target|selisih|"
    r"kenaikan|penurunan|persentase|realisasi|capaian|produksi b|hasil b|bulan|bln|tahun|pindah|"
    r"dibawa|di ?pindah|contoh|cth|misal|ekspor n|nihil|-nihil|laporan nihil|tidak ada|belum ada|"
    r"tdk ada|n i h|saldo|no\b|nomor|\(?1\)?\s*$)",
    re.IGNORECASE,
)
_NIL = re.compile(
    r"(?:laporan |pada bulan ini |bulan ini )?(?:nihil|n i h i l)\b.*|"
    r"(?:pada bulan ini |bulan ini )?(?:tidak|tdk|belum) (?:ada|terdapat|melakukan|melaksanakan)\b.*"
)
# what stands under a table: remarks, place and date, who signs (Source: domain.md §4 Layout)
_REMARK = re.compile(
    r"\s*(?:catatan\b|keterangan\s*[:.]|ket\s*[.:]|sumber\b|nb\s*[.:]|n\.b|note\b|\*|†|"
    r"\d{1,2}\)\s*\D|[¹²³⁴]|dicetak|halaman|hal\.|demikian|penjelasan)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\s*(?:mengetahui|menyetujui|diketahui|disetujui|mengesahkan|dibuat oleh|disusun oleh|"
    r"diperiksa|yang membuat|pembuat laporan|petugas|operator\b|ttd|tanda tangan|a\.n\.|an\. |u\.b\.|"
    r"(?:plt\.? |plh\.? |pgs\.? )?(?:kepala|kalapas|karutan|kabapas|ka\.? ?lpka|kanwil)\b|"
    r"(?:kasi|kasubsi|kasie|kasubbag|kabid|kadiv|ka\. ?kplp)\b|nip\b|"
    r"[a-z' .-]{3,40},\s*(?:\d{1,2}|[.…_ ]+)?\s*"
    r"(?:[a-z]+ \d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\s*$)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?i)\s*(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b")
_ENUMERATED = re.compile(r"\s*(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s*[.)]\s*\S")
_EXAMPLES = frozenset({"contoh", "cth", "misal", "misalnya", "contoh pengisian"})
_FIRST_NUMBER = frozenset({1, "1", "(1)", "1)"})
_LONG = 60  # characters; no product, activity or partner of the examples has more
_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("dotted", re.compile(r"\d{1,2}\.\d{1,2}\.?")),
    ("digit", re.compile(r"\d{1,6}\s*[.)]?")),
    ("roman", re.compile(r"[IVX]{1,5}\s*[.)]?")),
    ("upper", re.compile(r"[A-Z]\s*[.)]?")),
    ("lower", re.compile(r"[a-z]\s*[.)]?|\([a-z]\)")),
    ("dash", re.compile(r"[-–•*]")),
)
_PREFIX = re.compile(r"\s*([a-z][.)]|\d{1,2}\.\d{1,2}\.?|[-–•])\s+\S")


class Frame(NamedTuple):
    """What a body is read by.

    Attributes:
        rows: The sheet's rows, cut to the table's columns.
        first: Index of the first row below the header.
        end: Index behind the last row.
        header: The header's own rows.
        dataset: Its dataset.
        columns: Where each column's value stands.
        numbering: Column of row numbers, if any.
        chosen: Columns whose cells count as said: claimed, and of the row.
        proofs: Other figures that a total adds up too: the parts of a parted column.
        columns_below: The rows below the header as columns, and their distinct texts, if at hand.
    """

    rows: Sequence[Sequence[Cell]]
    first: int
    end: int
    header: Sequence[Sequence[Cell]]
    dataset: str
    columns: dict[str, Column]
    numbering: int | None
    chosen: frozenset[int]
    proofs: tuple[tuple[str, int], ...] = ()
    columns_below: tuple[list[tuple[Cell, ...]], list[list[str]]] | None = None


def distinct_texts(columns: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """The distinct texts of each column."""
    return [[c for c in set(column) if c.__class__ is str and c] for column in columns]


class _Reader:
    """Reads the rows of one body in their order."""

    def __init__(self, frame: Frame) -> None:
        contract = DATASETS[frame.dataset].columns
        self.frame = frame
        self.body = Body()
        self.columns = frame.columns
        self.numeric = {n: c.at for n, c in frame.columns.items() if contract[n].kind in NUMERIC}
        self.additive = {
            n: at
            for n, at in self.numeric.items()
            if contract[n].kind in {Kind.COUNT, Kind.MONEY, Kind.NUMBER}
            and contract[n].unit not in {"IDR/satuan", "satuan/hari"}
        }
        worded = {
            c.at
            for n, c in frame.columns.items()
            if contract[n].kind in NUMERIC | {Kind.DATE, Kind.MONTH_DATE}
        }
        lead = min(frame.chosen, default=0)
        for n, at in frame.proofs:
            if contract[n].kind in {Kind.COUNT, Kind.MONEY, Kind.NUMBER}:
                self.additive.setdefault(f"{n} {at}", at)
        self.lead = lead if lead in worded else -1
        self.labelled = frozenset(
            c for row in frame.rows[:1] for c in range(len(row)) if c not in worded or c == lead
        )
        self.required = [frame.columns[n].at for n in frame.columns if contract[n].required]
        self.terms = {
            c.at: contract[n].terms for n, c in frame.columns.items() if contract[n].terms
        }
        self.header = {_keys(row) for row in frame.header}
        self.blank: set[int] = set()
        self.numbered = 0
        self.is_flat = False
        self.levels: dict[Cell, str | None] = {}
        self.scope = frame.first
        self.tail = ""
        self.sums: dict[int, dict[int, float | None]] = {}

    def read(self) -> Body:
        """Say what every row is."""
        f = self.frame
        below = f.rows[f.first : f.end]
        width = max(map(len, below), default=0)
        if f.columns_below is None:
            columns = list(zip(*below, strict=True))
            self.below, self.texts = columns, distinct_texts(columns)
        else:
            self.below, self.texts = f.columns_below
        self.blank = {at for at, row in enumerate(below, f.first) if row.count("") == len(row)}
        if f.numbering is not None:
            numbers = self.below[f.numbering] if self.below else ()
            levels = {cell: _level(cell) for cell in set(numbers)}
            self.levels = levels
            self.numbered = sum(levels[cell] is not None for cell in numbers)
            self.is_flat = self.numbered == len(numbers) and set(levels.values()) == {"digit"}
        flagged = self._flagged(below, width)
        self._read_levels()
        for at in self.blank:
            self.body.kinds[at] = RowKind.BLANK
        for at in sorted(flagged - self.blank):
            if at not in self.body.kinds and not any(
                x.code == "E225" for x in self.body.findings.get(at, ())
            ):
                self._judge(at)
        self._doubt_last()
        return self.body

    def _doubt_last(self) -> None:
        """Hold the last row where all its figures are the sums of all rows above it."""
        f, kinds = self.frame, self.body.kinds
        last = next((r for r in range(f.end - 1, f.first + 1, -1) if r not in kinds), None)
        if last is None or last in self.body.findings:
            return
        stated = {
            c: v
            for c in self.additive.values()
            if is_filled(f.rows[last][c]) and (v := amount(f.rows[last][c]))
        }
        rows = [r for r in range(f.first, last) if r not in kinds]
        if len(rows) < (2 if len(stated) > 1 else 3) or not stated:
            return
        sums = {c: v for c in stated if (v := self._sum(rows, c)) is not None}
        if len(sums) >= min(2, len(stated)) and all(same(v, stated[c]) for c, v in sums.items()):
            self.body.hold(last, "E225", (), "angkanya jumlah semua baris di atasnya")

    def _flagged(self, below: Sequence[Sequence[Cell]], width: int) -> set[int]:
        """Rows that may be something else than plain data."""
        f, flagged = self.frame, set()
        columns = self.below
        for at in self.required:
            column = columns[at] if at < width else [""] * len(below)
            if "" in column:
                flagged |= {f.first + i for i, cell in enumerate(column) if cell == ""}
        numeric = set(self.numeric.values())
        for at, column in enumerate(columns):
            texts = self.texts[at]
            told = {c for c in texts if _is_special(c)} if at in self.labelled else set()
            if at in numeric:
                told |= {c for c in texts if not _has_digit(c)}
            if told:
                flagged |= {f.first + i for i, cell in enumerate(column) if cell in told}
        if f.numbering is not None and 0 < self.numbered < len(below):
            flagged |= {
                f.first + i
                for i, cell in enumerate(columns[f.numbering])
                if self.levels[cell] is None
            }
        if columns:
            lead = columns[min((*f.chosen, *([f.numbering] if f.numbering is not None else [])))]
            if not _FIRST_NUMBER.isdisjoint(lead):
                flagged |= {f.first + i for i, cell in enumerate(lead) if cell in _FIRST_NUMBER}
        return flagged

    # -- one row

    def _judge(self, at: int) -> None:
        row = self.frame.rows[at]
        kind = self._kind_of(at, row)
        if kind is RowKind.HEADER:
            self.tail = ""
        elif kind is RowKind.SECTION:
            self.body.sections.append(at)
            self.scope = at + 1
        if kind is not RowKind.DATA:
            self.body.kinds[at] = kind

    def _kind_of(self, at: int, row: Sequence[Cell]) -> RowKind:
        texts = [c for c in row if isinstance(c, str) and c.strip()]
        if self._is_only_numbered(row):
            return RowKind.BLANK
        if _keys(row) in self.header or is_column_numbers(row):
            return RowKind.HEADER
        if is_nil(row):
            return RowKind.NIL
        if example := self._example(at, row):
            return example
        has_numbers = self._has_numbers(row)
        looks = self._looks_like_row(row)
        if total := self._total(at, row, looks):
            return total
        if not has_numbers and not (self._is_complete(row) and looks):
            if kind := self._beside_data(at, row, texts, looks):
                return kind
        if self._is_unlabelled_total(at, row, texts):
            return RowKind.TOTAL
        if self.tail and not self._is_complete(row):
            self.body.hold(at, "E232")
        elif has_numbers or self._is_complete(row):
            self.tail = ""
        return RowKind.DATA

    def _is_only_numbered(self, row: Sequence[Cell]) -> bool:
        """Whether a form printed a row's number ahead and nobody filled the row."""
        n = self.frame.numbering
        return (
            n is not None
            and _level(row[n]) is not None
            and not any(is_filled(cell) for c, cell in enumerate(row) if c != n)
            and not any(isinstance(c, str) and "nihil" in c.casefold() for c in row)
        )

    def _example(self, at: int, row: Sequence[Cell]) -> RowKind | None:
        for c, cell in enumerate(row):
            if not isinstance(cell, str) or wording_key(cell) not in _EXAMPLES:
                if isinstance(cell, str) and re.match(r"(?i)\s*(?:contoh|cth)\s*[:.]", cell):
                    self.body.hold(at, "E224")
                continue
            if c == self.frame.numbering or (c not in self.frame.chosen and c == 0):
                return RowKind.EXAMPLE
            self.body.hold(at, "E224")
        return None

    def _has_numbers(self, row: Sequence[Cell]) -> bool:
        return any(
            is_filled(row[at]) and (not isinstance(row[at], str) or _is_figure(row[at]))
            for at in self.numeric.values()
            if at < len(row)
        )

    def _is_complete(self, row: Sequence[Cell]) -> bool:
        return all(at < len(row) and _said(row[at]) for at in self.required)

    def _looks_like_row(self, row: Sequence[Cell]) -> bool:
        """Whether something besides its texts says that it is a row of the table."""
        n = self.frame.numbering
        if n is not None and n < len(row) and _level(row[n]) == "digit":
            return True
        terms = load_references().terms
        return any(
            isinstance(row[at], str) and wording_key(row[at]) in terms[group]
            for at, group in self.terms.items()
            if at < len(row)
        )

    # -- totals

    def _total(self, at: int, row: Sequence[Cell], looks: bool) -> RowKind | None:
        label = self._label(row)
        if label is None:
            return None
        key = wording_key(label)
        is_exact = bool(re.fullmatch(_TOTAL_EXACT, key))
        n = self.frame.numbering
        numbered = n is not None and n < len(row) and _level(row[n]) in {"digit", "lower"}
        is_like_data = self._is_complete(row) and (
            numbered if n is not None and self.numbered > 1 else looks
        )
        if re.fullmatch(_MEAN, key):
            return self._proven(at, row, self._means(at), is_exact=not is_like_data)
        if re.fullmatch(_COMPARED, key) and not re.fullmatch(_TOTAL_EXACT, key):
            return None if is_like_data and numbered else self._compared(at, row, key)
        if is_exact or re.fullmatch(_TOTAL_LOOSE, key):
            return self._proven(at, row, self._sums(at), is_exact=is_exact, is_data=is_like_data)
        return None

    def _label(self, row: Sequence[Cell]) -> str | None:
        """The text by which a row calls itself a total; dates and figures are no names."""
        return next(
            (
                t
                for c, t in enumerate(row)
                if c in self.labelled
                and isinstance(t, str)
                and _is_special(t)
                and _says_sum(t)
                and (c != self.lead or not re.fullmatch(_COMPARED, wording_key(t)))
            ),
            None,
        )

    def _proven(
        self,
        at: int,
        row: Sequence[Cell],
        scopes: Iterable[Callable[[int], float | None]],
        *,
        is_exact: bool,
        is_data: bool = False,
    ) -> RowKind | None:
        """A total where some scope adds up in every column; held back where none does."""
        stated = {
            n: value
            for n, c in self.additive.items()
            if c < len(row) and is_filled(row[c]) and (value := amount(row[c])) is not None
        }
        doubtful = any(
            c < len(row) and is_filled(row[c]) and amount(row[c]) is None
            for c in self.additive.values()
        )
        nearest = ""
        checked = False
        for scope in scopes:
            found = {n: scope(self.additive[n]) for n in stated}
            known = {n: v for n, v in found.items() if v is not None}
            if known and all(same(stated[n], v) for n, v in known.items()):
                self._close(at)
                return RowKind.TOTAL
            if known:
                checked = True
                n = next(n for n, v in known.items() if not same(stated[n], v))
                header = DATASETS[self.frame.dataset].columns[n.split()[0]].header
                nearest = (
                    nearest or f"{header}: tertulis {_plain(stated[n])}, hasil {_plain(known[n])}"
                )
        if not checked and not (is_data and not is_exact):
            if stated or doubtful:
                self.body.unproven.append(at)
            self._close(at)
            return RowKind.TOTAL
        if is_data and not is_exact:
            return None
        self._close(at)
        self.body.hold(at, "E225", (), nearest)
        return RowKind.DATA

    def _close(self, at: int) -> None:
        """Close the section: what follows adds up anew."""
        self.scope = at + 1
        self.tail = ""

    def _data(self, first: int, end: int) -> Iterator[int]:
        kinds = self.body.kinds
        for at in range(first, end):
            held = any(x.code == "E225" for x in self.body.findings.get(at, ()))
            if at not in self.blank and kinds.get(at, RowKind.DATA) is RowKind.DATA and not held:
                yield at

    def _sum(self, rows: Iterable[int], column: int) -> float | None:
        total, some = 0.0, False
        for at in rows:
            row = self.frame.rows[at]
            value = amount(row[column]) if column < len(row) else 0.0
            if value is None:
                return None
            total, some = total + value, True
        return total if some else None

    def _sums(self, at: int) -> Iterator[Callable[[int], float | None]]:
        f = self.frame
        for first, end in ((self.scope, at), (f.first, at), (at + 1, f.end)):
            rows = [r for r in self._data(first, end) if self._is_plain(r)]
            if rows:
                yield lambda c, rows=rows: self._sum(rows, c)  # type: ignore[misc]
        ahead = self._section_ahead(at)
        if ahead:
            yield lambda c: self._sum(ahead, c)

    def _is_plain(self, at: int) -> bool:
        """Whether a row not judged yet would be data; rows ahead may be totals too."""
        if at in self.body.kinds:
            return False
        row = self.frame.rows[at]
        return self._label(row) is None and self._has_numbers(row)

    def _section_ahead(self, at: int) -> list[int]:
        rows = []
        for r in range(at + 1, self.frame.end):
            if r in self.blank or not self._is_plain(r):
                break
            rows.append(r)
        return rows

    def _means(self, at: int) -> Iterator[Callable[[int], float | None]]:
        rows = list(self._data(self.frame.first, at))
        rows = [r for r in rows if self._is_plain(r)]

        def mean(column: int) -> float | None:
            filled = [r for r in rows if is_filled(self.frame.rows[r][column])]
            total = self._sum(filled, column)
            return None if total is None else total / len(filled)

        def rounded(column: int) -> float | None:
            value = mean(column)
            return None if value is None else float(round(value))

        yield mean
        yield rounded

    def _compared(self, at: int, row: Sequence[Cell], key: str) -> RowKind | None:
        """A line for comparison under the table; `s/d bulan ini` is proven by the other two."""
        if any(self._is_plain(r) for r in self._data(at + 1, self.frame.end)):
            if self._is_complete(row):
                self.body.hold(at, "E225")
                return RowKind.DATA
        self.body.unproven.append(at)
        part = part_of_column(re.sub(r"^(?:jumlah|total|jml|realisasi) ", "", key))
        if part and part.part is Part.UNTIL:
            before = [
                r
                for r in range(self.frame.first, at)
                if self.body.kinds.get(r) is RowKind.TOTAL and self._says_before(r)
            ]
            if len(before) == 1 and not self._chain_holds(at, before[0]):
                self.body.unproven.remove(at)
                self.body.hold(at, "E225")
                return RowKind.DATA
            if len(before) == 1:
                self.body.unproven = [r for r in self.body.unproven if r not in {at, before[0]}]
        self._close(at)
        return RowKind.TOTAL

    def _says_before(self, at: int) -> bool:
        return any(
            isinstance(c, str)
            and (w := part_of_column(re.sub(r"(?i)^\s*(?:jumlah|total|jml) ", "", c))) is not None
            and w.part is Part.BEFORE
            for c in self.frame.rows[at]
        )

    def _chain_holds(self, until: int, before: int) -> bool:
        rows = [r for r in self._data(self.frame.first, before) if self._is_plain(r)]
        for c in self.additive.values():
            cells = (self.frame.rows[until][c], self.frame.rows[before][c])
            values = [amount(cell) for cell in cells]
            this = self._sum(rows, c)
            if is_filled(cells[0]) and None not in values and this is not None:
                if not same(values[0] or 0, (values[1] or 0) + this):
                    return False
        return True

    def _is_unlabelled_total(self, at: int, row: Sequence[Cell], texts: Sequence[str]) -> bool:
        """A row of figures alone that adds up; held back where it has a name but no number."""
        stated = {
            c: v
            for c in self.additive.values()
            if c < len(row) and is_filled(row[c]) and (v := amount(row[c])) is not None
        }
        if not any(stated.values()):
            return False
        nameless = not [t for t in texts if amount(t) is None]
        n = self.frame.numbering
        unnumbered = n is not None and self.numbered > 2 and (n >= len(row) or row[n] == "")
        if not (nameless or unnumbered):
            return False
        for scope in self._sums(at):
            found = {c: scope(c) for c in stated}
            rows = list(self._data(self.frame.first, at))
            if len(rows) > 1 and all(
                v is not None and same(stated[c], v) for c, v in found.items()
            ):
                if nameless:
                    self._close(at)
                    return True
                self.body.hold(at, "E225", (), "angkanya jumlah baris lain")
                return False
        return False

    # -- parents and their parts

    def _read_levels(self) -> None:
        """Lines that hold the sum of the lines `a, b` under them."""
        f = self.frame
        levels: list[tuple[int, str]] = []
        if self.is_flat or not self._may_have_levels():
            return
        for at in range(f.first, f.end):
            if at in self.blank:
                continue
            level = self._level_of(f.rows[at])
            if level:
                levels.append((at, level))
        kinds = list(dict.fromkeys(level for _, level in levels))
        if len(kinds) < 2 or kinds[0] in {"dash", "lower", "dotted"}:
            return
        for i, (at, level) in enumerate(levels):
            rank = kinds.index(level)
            children = []
            for further, other in levels[i + 1 :]:
                if kinds.index(other) <= rank:
                    break
                children.append((further, other))
            if children:
                direct = [r for r, other in children if other == children[0][1]]
                self._read_parent(at, direct)

    def _may_have_levels(self) -> bool:
        """Whether some row number is a letter, or some name begins with one."""
        n = self.frame.numbering
        own = {_level(c) for c in set(self.below[n])} if n is not None and self.below else set()
        if own - {None, "digit"}:
            return True
        lead = next((at for at in sorted(self.frame.chosen) if self.below and self.texts[at]), None)
        return lead is not None and any(_PREFIX.match(c) for c in self.texts[lead])

    def _level_of(self, row: Sequence[Cell]) -> str | None:
        n = self.frame.numbering
        own = _level(row[n]) if n is not None and n < len(row) else None
        if own:
            return own
        for c in sorted(self.frame.chosen):
            if c < len(row) and isinstance(row[c], str) and row[c].strip():
                found = _PREFIX.match(row[c])
                return _level(found[1].rstrip()) if found else None
        return None

    def _read_parent(self, at: int, children: Sequence[int]) -> None:
        row = self.frame.rows[at]
        if not self._has_numbers(row):
            if len([c for c in row if c != ""]) <= 2:
                self.body.kinds[at] = RowKind.SECTION
                self.body.sections.append(at)
            return
        agree = disagree = 0
        for c in self.additive.values():
            stated = amount(row[c])
            total = self._sum(children, c)
            if not is_filled(row[c]) or stated is None or total is None:
                continue
            agree, disagree = (
                (agree + 1, disagree) if same(stated, total) else (agree, disagree + 1)
            )
        if agree and not disagree:
            self.body.kinds[at] = RowKind.TOTAL
            return
        for held in (at, *children):
            self.body.hold(held, "E225", (), "baris induk bukan jumlah rinciannya")

    # -- notes and sections

    def _beside_data(
        self, at: int, row: Sequence[Cell], texts: Sequence[str], looks: bool
    ) -> RowKind | None:
        """What a row without figures is, if no data."""
        if not texts:
            return None
        if any(_SIGNED.match(t) and not _WEEKDAY.match(t) for t in texts) and not looks:
            if self._has_data_ahead(at) and not self._leads_to_header(at):
                return None  # rows stand below it: it is one of them, or in doubt
            self.tail = "signed"
            return RowKind.NOTE
        if (self.tail == "signed" and not looks) or self._leads_to_header(at):
            return RowKind.NOTE
        if _REMARK.match(texts[0]) and not looks:
            self.tail = "remark"
            return RowKind.NOTE
        if len(texts) == 1 and not looks:
            if len(texts[0]) > _LONG:
                self.tail = self.tail or "remark"
                return RowKind.NOTE
            if self._opens_section(at, row, texts[0]):
                return RowKind.SECTION
            if self.tail == "remark" and (at - 1 not in self.blank or texts[0][:1].islower()):
                return RowKind.NOTE
        n = self.frame.numbering
        if n is not None and len(texts) == 2 and n < len(row) and _is_letter(row[n]):
            return RowKind.SECTION
        is_last = not self._has_data_ahead(at)
        after_blank = any(r in self.blank for r in (at - 1, at - 2))
        if is_last and after_blank and not looks and not self._is_complete(row) and not self.tail:
            self.tail = "signed"
            return RowKind.NOTE
        return None

    def _has_data_ahead(self, at: int) -> bool:
        return any(self._is_plain(r) for r in self._data(at + 1, self.frame.end))

    def _leads_to_header(self, at: int) -> bool:
        """Whether only titles stand between a row and the header of the next page."""
        for r in range(at, self.frame.end):
            row = self.frame.rows[r]
            if _keys(row) in self.header:
                return True
            if self._has_numbers(row) or self._is_complete(row):
                return False
        return False

    def _opens_section(self, at: int, row: Sequence[Cell], text: str) -> bool:
        """Whether a lone text heads the rows below it."""
        following = next((r for r in range(at + 1, self.frame.end) if r not in self.blank), None)
        if following is None:
            return False
        lone = next(c for c, cell in enumerate(row) if cell != "")
        below = self.frame.rows[following]
        heads = self._has_numbers(below) or _keys(below) in self.header or self._is_complete(below)
        in_name = lone in self.required and not _ENUMERATED.match(text)
        is_time = months_in(text).month is not None
        named = is_time or bool(units_in(text)) or not _has_digit(text[3:])
        return heads and named and (is_time or not in_name or text.isupper())


def read_body(frame: Frame) -> Body:
    """Say what every row of a body is."""
    return _Reader(frame).read()


def is_nil(row: Iterable[Cell]) -> bool:
    """Whether a row says Nihil and nothing else; a row number 1 before it is no figure."""
    says_nil, is_first = False, True
    for cell in row:
        if cell == "":
            continue
        key = wording_key(cell) if isinstance(cell, str) else "?"
        if key in NIL_WORDS or (key and _NIL.fullmatch(key)):
            says_nil = True
        elif key and not (is_first and _number(cell) == "1"):
            return False
        is_first = False
    return says_nil


def _number(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return text.rstrip(".")


@lru_cache(maxsize=200_000)
def _is_special(text: str) -> bool:
    return _BEGINS.match(text) is not None


def _says_sum(text: str) -> bool:
    key = wording_key(text)
    return any(
        re.fullmatch(p, key) is not None for p in (_TOTAL_EXACT, _TOTAL_LOOSE, _MEAN, _COMPARED)
    )


def says_total(cell: Cell) -> bool:
    """Whether a cell says by its words that its row is a total or stands there for comparison."""
    return isinstance(cell, str) and cell != "" and _is_special(cell) and _says_sum(cell)


def _said(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and not cell.strip())


_FIGURE = re.compile(
    r"\s*(?:(?:rp\.?|idr|usd|us\$|\$|sekitar|kurang lebih|lebih kurang|lebih dari|kira-kira|hampir|"
    r"mencapai|ke-?|kl\.|±|~|>|\+|-|/)\s*)*\d",
    re.IGNORECASE,
)


def _is_figure(text: str) -> bool:
    """Whether a text in a column of figures is one, however it is worded; `NIP 1970…` is none."""
    return _FIGURE.match(text) is not None


_DIGIT = re.compile(r"\d")


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _keys(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(wording_key(c) if isinstance(c, str) else "#" for c in row if c != "")


def _level(cell: Cell) -> str | None:
    """Which kind of row number a cell is."""
    if isinstance(cell, str):
        return _level_of_text(cell) if cell else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "digit" if cell == int(cell) else "dotted"
    return None


@lru_cache(maxsize=50_000)
def _level_of_text(cell: str) -> str | None:
    text = cell.strip()
    return next((name for name, pattern in _LEVELS if text and pattern.fullmatch(text)), None)


def _is_letter(cell: Cell) -> bool:
    return _level(cell) in {"roman", "upper"}


def _plain(value: float) -> str:
    return (
        f"{value:,.2f}".rstrip("0")
        .rstrip(".")
        .replace(",", "_")
        .replace(".", ",")
        .replace("_", ".")
    )
