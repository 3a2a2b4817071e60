"""Header leaves: what each column of a header is to one dataset, by its whole path.

The leaf decides: of `s.d. bulan lalu | bulan ini` under one merged heading this month's column is
meant, of `L | P | Jml` the sum. A leaf that stays unexplained under a heading of the form makes the
table a puzzle, which is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from schemas.wording import wording_key
from tasks.read.context import Scale, scale_in, without_scale
from tasks.read.grid import Grid
from tasks.read.header_paths import column_paths
from tasks.read.header_trees import Block, Heading, Leaf
from tasks.read.headers import (
    NUMBERING,
    OF_ROW,
    Part,
    Word,
    datasets_named,
    header_satuan,
    is_unit_word,
    match_header,
    part_of_column,
    parted_header,
    without_brackets,
    without_mark,
)
from tasks.read.orphans import place_orphans

# headings that only say by what the columns under them are parted
_DIMENSIONS = frozenset(
    {"jenis kelamin", "menurut jenis kelamin", "kelamin", "rincian", "terdiri dari", "terdiri atas"}
)
# headers so common that they mean nothing under a group of another name
_GENERIC = frozenset(
    [
        "jumlah",
        "jml",
        "nilai",
        "volume",
        "hasil",
        "unit",
        "satuan",
        "total",
        "harga",
        "kuantitas",
        "qty",
        "isi",
        "target",
        "persen",
        "sat",
        "persentase",
        "mulai",
        "selesai",
        "tujuan",
        "jenis",
        "kategori",
        "status",
        "keterangan",
    ]
)
# units of a count, and who is counted apart in it: `Jumlah WBP` over `Napi | Tahanan | Jumlah`
_INMATES = frozenset({"napi", "narapidana", "tahanan", "anak", "andikpas"})
_SEXES = {Part.MALE: "Laki-laki", Part.FEMALE: "Perempuan"}
# columns of which some count what another counts too
_WITHIN: dict[str, frozenset[str]] = {
    "total_wbp": frozenset({"narapidana", "tahanan", "anak"}),
    "jumlah_wbp": frozenset({"pekerja_inti", "pekerja_tambahan"}),
    "jumlah_produksi": frozenset({"lulus_qc"}),
    "peserta": frozenset({"bersertifikat"}),
    "total_klien": frozenset(
        {"klien_dewasa_l", "klien_dewasa_p", "klien_anak_l", "klien_anak_p", "bekerja"}
    ),
}
_KNOWN: dict[tuple[object, ...], dict[str, Heading]] = {}
_MOST_KNOWN = 10_000  # header trees

# what a pivot table puts before a title: the first sums, and leaves its figures what they are
_SUM_OF = re.compile(r"(?i)^\s*(?:sum of|jumlah dari|total dari)\s+(?=\S)")
_AGGREGATE_OF = re.compile(
    r"(?i)^\s*(?:(?:count|average|max|min|product|stdev) of|"
    r"(?:hitung|rata-rata|rerata|maks|min) dari)\s+"
)
# currencies and scales that a header may carry in words the contract does not have
_CURRENCY = re.compile(r"(?i)usd|\$|dolar|\brp\b|rupiah")
_SCALED = re.compile(r"(?i)\bx\s*(?:rp\.?\s*)?1[.,]?0|\b(?:ribu|juta|miliar)(?:an)?\b|\b000\b")
# day before month is how dates are read; `(mm/dd/yyyy)` stays a puzzle
_DAY_FIRST = re.compile(
    r"(?i)(?:\(|(?<!\s)|(?=\S))\s*+\b(?:dd?|tgl|tanggal|hari|hh)\s*[-/.]\s*(?:mm?|bln|bulan|bb)\s*[-/.]\s*"
    r"(?:yy|yyyy|thn|th|tahun|tttt)\b\s*\)?"
)


def read_heading(dataset: str, grid: Grid, block: Block) -> Heading:
    """Read a header tree as the header of a dataset; the same form is understood once."""
    known = next(headings(grid, block, (dataset,)))
    return Heading(
        block,
        list(known.leaves),
        dict(known.unknown),
        known.numbering,
        dict(known.of_row),
        dict(known.satuan),
        dict(known.scales),
        dict(known.puzzles),
    )


def headings(grid: Grid, block: Block, datasets: Iterable[str]) -> Iterator[Heading]:
    """A header tree read as the header of each of some datasets; to be looked at, not changed."""
    key = (block.left, block.right, *_texts(grid, block))
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[key] = {}
    for dataset in datasets:
        if dataset not in known:
            known[dataset] = _read_heading(dataset, grid, block)
        yield known[dataset]


def _texts(grid: Grid, block: Block) -> tuple[object, ...]:
    """All that a header tree is read from."""
    rows = tuple(tuple(row) for row in grid.rows[block.first : block.last + 1])
    spans = tuple(
        (s.row - block.first, s.column, s.last_row - block.first, s.last_column)
        for s in grid.merged
        if s.row <= block.last and s.last_row >= block.first
    )
    return rows, spans


def _read_heading(dataset: str, grid: Grid, block: Block) -> Heading:
    heading = Heading(block)
    paths = column_paths(grid, block)
    for c, path in paths.items():
        _read_column(dataset, heading, c, path)
    place_orphans(dataset, heading, paths)
    return heading


def _read_column(dataset: str, heading: Heading, at: int, path: tuple[str, ...]) -> None:
    known = _known_column(dataset, path)
    if known is None:
        _read_strange_column(dataset, heading, at, path)
        return
    heading.leaves.append(Leaf(at, path, known.name, known.parts))
    if known.scale:
        heading.scales[known.name] = known.scale
    if known.satuan:
        heading.satuan[known.name] = known.satuan


class _Known(NamedTuple):
    """What a path of texts says of a column of the contract."""

    name: str
    parts: tuple[Word, ...]
    scale: Scale | None
    satuan: str | None


@lru_cache(maxsize=50_000)
def _known_column(dataset: str, path: tuple[str, ...]) -> _Known | None:
    marked = [_SUM_OF.sub("", _DAY_FIRST.sub("", without_mark(t.strip())).strip()) for t in path]
    plain = tuple(t for text in marked if (t := without_scale(text)))
    units = {t for t in plain[1:] if is_unit_word(t) and t.strip().casefold() not in _INMATES}
    plain = tuple(t for i, t in enumerate(plain) if not i or t not in units) or plain
    # `Nilai Ekspor (Rp. 000)` is `Nilai Ekspor (Rp)`, where other values stand in dollars
    whole = match_header(dataset, " ".join(t.strip() for t in path)) or match_header(
        dataset, " ".join(without_scale(text, " (Rp)") for text in marked)
    )
    name, parts = (whole, ()) if whole else _named(dataset, plain)
    if name is None:
        return None
    scale = next((s for text in path if (s := scale_in(text))), None)
    texts = (*plain, *(f"{plain[0]} ({u})" for u in path[1:] if is_unit_word(u)))
    units_told = [u for text in texts if (u := header_satuan(dataset, name, text))]
    return _Known(name, parts, scale, units_told[-1] if units_told else None)


def _read_strange_column(dataset: str, heading: Heading, at: int, path: tuple[str, ...]) -> None:
    """A column the contract does not know: row numbers, whose row, a puzzle, or unknown."""
    key = wording_key(path[-1]) or wording_key(path[0])
    if key in NUMBERING and heading.numbering is None:
        heading.numbering = at
    elif key in OF_ROW and OF_ROW[key] not in heading.of_row:
        heading.of_row[OF_ROW[key]] = at
    else:
        wanted = parted_header(dataset, path[-1]) or _is_nearly_known(dataset, path[-1])
        known = heading.puzzles if wanted else heading.unknown
        known[at] = " / ".join(t.strip() for t in path)


def _is_nearly_known(dataset: str, text: str) -> bool:
    """Whether a header is one of the contract but for its brackets, currency or scale."""
    if aggregate := _AGGREGATE_OF.match(text):
        return match_header(dataset, text[aggregate.end() :]) is not None
    bare = without_brackets(text)
    scaled = _SCALED.search(bare)
    bare = bare[: scaled.start()] if scaled else bare
    if bare == text:
        return False
    of_money = _CURRENCY.search(text) and match_header(dataset, f"{bare} (USD)")
    return bool(match_header(dataset, bare) or of_money)


def _named(dataset: str, path: Sequence[str]) -> tuple[str | None, tuple[Word, ...]]:
    """The contract's column a path speaks of, and its parts."""
    if not path:
        return None, ()
    if name := match_header(dataset, " ".join(path)):
        return name, ()
    words = [part_of_column(text) or part_of_column(_without_unit(text)) for text in path]
    parts = tuple(word for word in words if word)
    rest = [
        text
        for text, word in zip(path, words, strict=True)
        if not word and wording_key(text) not in _DIMENSIONS
    ]
    if rest and (name := of_sex(dataset, rest, parts) or _within(dataset, rest)):
        return name, () if of_sex(dataset, rest, parts) else parts
    if rest:
        return _named_beside_parts(dataset, rest, parts)
    return match_header(dataset, path[-1]) if len(path) == 1 else None, ()


def _without_unit(text: str) -> str:
    """A header without the unit or currency in brackets behind it: `Bulan Ini (Rp)`."""
    before, bracket, inside = text.rstrip(" )").rpartition("(")
    return before if bracket and is_unit_word(inside) else text


def _named_beside_parts(
    dataset: str, rest: Sequence[str], parts: tuple[Word, ...]
) -> tuple[str | None, tuple[Word, ...]]:
    """The column that the texts of a path name which do not part it."""
    # `Kegiatan` over `Jenis` is `Jenis Kegiatan` too
    if name := match_header(dataset, " ".join(rest)) or match_header(dataset, " ".join(rest[::-1])):
        return name, parts
    if len(rest) > 1:
        return _under_group(dataset, rest, parts)
    bare = without_brackets(rest[0])
    if found := parted_header(dataset, rest[0]) or parted_header(dataset, bare):
        return found[0], (*parts, found[1])
    return None, ()


def of_sex(dataset: str, rest: Sequence[str], parts: Sequence[Word]) -> str | None:
    """The column that counts one sex alone: `Dewasa` over `L` is `Klien Dewasa L`."""
    if len(parts) != 1 or parts[0].part not in _SEXES:
        return None
    words = f"{' '.join(rest)} {_SEXES[parts[0].part]}"
    return match_header(dataset, words) or _within(dataset, [*rest, _SEXES[parts[0].part]])


def _within(dataset: str, rest: Sequence[str]) -> str | None:
    """The column of a leaf under the column that counts it too: `Jumlah Penghuni` / `Tahanan`."""
    counted = _WITHIN.get(match_header(dataset, rest[0]) or "", frozenset())
    leaf = " ".join(rest[1:])
    named = (match_header(dataset, text) for text in (leaf, f"{rest[0].split()[-1]} {leaf}"))
    return next((name for name in named if name in counted), None)


def _under_group(
    dataset: str, rest: Sequence[str], parts: tuple[Word, ...]
) -> tuple[str | None, tuple[Word, ...]]:
    """The column of a leaf, one text or several, whose group has a name of its own."""
    for cut in range(1, len(rest)):
        group, leaf = " ".join(rest[:cut]), " ".join(rest[cut:])
        of_group, of_leaf = match_header(dataset, group), match_header(dataset, leaf)
        is_title = dataset in datasets_named(group)
        if of_leaf and (is_title or (of_group in {None, of_leaf} and not _is_generic(leaf))):
            return of_leaf, parts
    return None, ()


def _is_generic(text: str) -> bool:
    return wording_key(re.sub(r"\(.*\)", "", text)) in _GENERIC
