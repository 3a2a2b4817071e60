"""The words by which rows are told: totals, comparisons, notes, signatures, Nihil, examples.

Words only propose what a row is; arithmetic and what stands beside them confirm it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from schemas.wording import wording_key
from tasks.read.grid import Cell
from tasks.read.headers import datasets_named
from tasks.read.item_names import names_no_item
from tasks.read.nil_words import says_nil

_TOTAL_EXACT = re.compile(
    r"(?:jumlah|total|jml)(?: (?:total|keseluruhan|seluruhnya|semua|besar|akhir|umum|bulan ini))?"
    r"|grand total|total jumlah|sum|j u m l a h|t o t a l|.+ (?:total|subtotal|jumlah|sum)"
    r"|(?:semua|seluruh) (?:produk|barang|kegiatan|jenis)"
    r"|(?:hasil |produksi |omzet |penjualan |premi |ekspor )?(?:seluruhnya|keseluruhan|semuanya)"
)
_TOTAL_LOOSE = re.compile(
    r"(?:sub ?(?:jumlah|total)|subtotal|jumlah|total|jml)\b.*"
    r"|.*\b(?:dipindahkan|pindahan|dibawa ke halaman)\b.*"
)
_MEAN = re.compile(r"(?:rata ?rata|rerata|mean|average|avg)\b.*")
_COMPARED = re.compile(
    r"(?:jumlah |total |jml |realisasi |capaian |produksi |hasil )?"
    r"(?:s d|sd|sampai dengan|sampai|hingga) (?:bulan|bln|tahun)? ?"
    r"(?:lalu|ini|yang lalu|sekarang)\b.*"
    r"|(?:jumlah |total |jml |realisasi |capaian |produksi |hasil )?(?:bulan|bln|tahun) "
    r"(?:lalu|yang lalu|sebelumnya|kemarin)\b.*"
    r"|target(?: (?:bulan ini|tahunan|tahun.*|bulanan|kinerja))?|selisih.*|kenaikan.*|penurunan.*|"
    r"(?:naik|turun|bertambah|berkurang|tambah|lebih|kurang)"
    r"(?: (?:naik|turun|berkurang|bertambah|kurang|lebih)\b.*)?|"
    r"(?:perubahan|pertumbuhan|deviasi)(?: (?:dari|terhadap|dibanding|persen|bulan|bln)\b.*)?|"
    r"persentase.*|capaian(?: target)?|realisasi"
)
_BEGINS = re.compile(
    r"\s*[(\[]?(?:jumlah|total|jml|grand|sub|sum\b|rata|rerata|mean|average|avg|s\.?\s?/?d|sampai|hingga|target|selisih|"
    r"kenaikan|penurunan|naik|turun|ber?tambah|berkurang|tambah|lebih|kurang|perubahan|pertumbuhan|"
    r"deviasi|persentase|realisasi|capaian|produksi b|hasil [bsk]|omzet s|"
    r"seluruhnya|keseluruhan|semuanya|bulan|bln|tahun|pindah|"
    r"dibawa|di ?pindah|j\s+u\s+m|t\s+o\s+t|batal|di ?batal|contoh|cth|ctth|mis\b|misal|e\.?g\b|"
    r"tidak|belum|pada|untuk|"
    r"tdk|n\s+i\s+h|nil\b|saldo|no\b|nomor|\(?1\)?\s*$)",
    re.IGNORECASE,
)
# what stands under a table: remarks, place and date, who signs (Source: domain.md §4 Layout)
_REMARK = re.compile(
    r"\s*(?:catatan\b|terbilang\b|keterangan\s*[:.]|ket\s*[.:]|sumber\b|nb\s*[.:]|n\.b|note\b|\*|†|"
    r"\d{1,2}\)\s*\D|[¹²³⁴]|dicetak|halaman|hal\.|demikian|penjelasan)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\s*(?:mengetahui|menyetujui|diketahui|disetujui|mengesahkan|dibuat oleh|disusun oleh|"
    r"diperiksa|yang membuat|pembuat laporan|petugas|operator\b|ttd|tanda tangan|"
    r"a\.n\.|an\. |u\.b\.|"
    r"(?:plt\.? |plh\.? |pgs\.? )?(?:kepala|kalapas|karutan|kabapas|ka\.? ?lpka|kanwil)\b|"
    r"(?:kasi|kasubsi|kasie|kasubbag|kabid|kadiv|ka\. ?kplp)\b|nip\b|"
    r"[a-z' .-]{3,40},\s*(?:\d{1,2}|[.…_ ]+)?\s*"
    r"(?:[a-z]+ \d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\s*$)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?i)\s*(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b")
_EXAMPLE_TITLE = re.compile(
    r"data contoh\b.*|"
    r"contoh(?: (?:cara|pengisian|mengisi|isian|format|formulir|form|laporan|lap|tabel|data|baris|"
    r"di|bawah|ini|berikut|saja|jangan|dihapus|diisi|diolah|sbb|sebagai))*"
)
_EXAMPLES = frozenset({"contoh", "cth", "ctth", "misal", "misalnya", "mis", "e g", "eg"})
_EXAMPLES |= {"contoh pengisian", "contoh isian"}
_CALLED_OFF = frozenset({"batal", "dibatalkan", "di batalkan"})
_CALLED_OFF_BEHIND = re.compile(r"[(\[](?:di ?)?batal(?:kan)?[)\]]", re.IGNORECASE)
_BEGINS_EXAMPLE = re.compile(
    r"\s*+[(\[]?\s*(?:contoh|cth|misal(?:nya)?|mis)\b\s*[:.)\]]|.*[(\[]\s*(?:contoh|cth)\b",
    re.IGNORECASE,
)
# wherever they stand in a text
_ANYWHERE = (
    *("otal", "OTAL", "umlah", "UMLAH", " Sum", "emua ", "eluruh "),
    *("ihil", "IHIL", "(contoh", "(Contoh", "(CONTOH"),
    *("atal)", "ATAL)", "alkan)", "ALKAN)", "atal]", "ATAL]"),
)
_FIGURE = re.compile(
    r"\s*(?:(?:rp\.?|idr|usd|us\$|\$|sekitar|kurang lebih|lebih kurang|lebih dari|kira-kira|hampir|"
    r"mencapai|ke-?|kl\.|±|~|>|\+|-|/)\s*)*\d",
    re.IGNORECASE,
)
_PARTING = re.compile(r"\s*[;|\t]\s*|\s{3,}")
_NUMBERED_ROW = re.compile(r"\s*(\d{1,4})(?:\s*[.),-]\s*|\s+)[^\W\d].*\d")
_NEAR = 5  # numbers: of several such lines one behind the other
_ADDED = re.compile(r"\s*(?:di)?tambah(?:an|kan)?\b.*\d", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def is_nil(row: Iterable[Cell]) -> bool:
    """Whether a row says Nihil and nothing else; a row number 1 before it is no figure."""
    found, is_first = False, True
    for cell in row:
        if cell == "":
            continue
        key = wording_key(cell) if isinstance(cell, str) else "?"
        if isinstance(cell, str) and key and says_nil(cell):
            found = True
        elif key and not (is_first and _number(cell) == "1"):
            return False
        is_first = False
    return found


def _number(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return text.rstrip(".")


@lru_cache(maxsize=200_000)
def may_be_special(text: str) -> bool:
    """Whether a text is written as one that may make its row something else than data."""
    is_told = _BEGINS.match(text) is not None or any(word in text for word in _ANYWHERE)
    return is_told or names_no_item(text)


def is_exact_total(key: str) -> bool:
    """Whether a wording says total and nothing else: `jumlah keseluruhan`."""
    return _TOTAL_EXACT.fullmatch(key) is not None


def is_loose_total(key: str) -> bool:
    """Whether a wording begins as a total's: `jumlah produksi`, `sub total`, `dipindahkan`."""
    return _TOTAL_LOOSE.fullmatch(key) is not None


def is_mean(key: str) -> bool:
    """Whether a wording names an average."""
    return _MEAN.fullmatch(key) is not None


def is_comparison(key: str) -> bool:
    """Whether a wording compares with other months or a plan: `s d bulan lalu`, `target`."""
    return _COMPARED.fullmatch(key) is not None


@lru_cache(maxsize=50_000)
def _says_sum(text: str) -> bool:
    """Whether a text names a total, an average or a comparison."""
    key = wording_key(text)
    return is_exact_total(key) or is_loose_total(key) or is_mean(key) or is_comparison(key)


def says_total(cell: Cell) -> bool:
    """Whether a cell says by its words that its row is a total or stands there for comparison."""
    return isinstance(cell, str) and cell != "" and may_be_special(cell) and _says_sum(cell)


def cell_key(cell: Cell) -> str:
    """A cell by its wording; figures as they stand."""
    return wording_key(cell) if isinstance(cell, str) else str(cell)


def row_keys(row: Sequence[Cell]) -> tuple[str, ...]:
    """A row by the wordings of its filled cells, every figure alike."""
    return tuple(wording_key(c) if isinstance(c, str) else "#" for c in row if c != "")


def is_remark(text: str) -> bool:
    """Whether a text is a remark under a table: `Catatan`, `Sumber`, a footnote."""
    return _REMARK.match(text) is not None


def is_signature(text: str) -> bool:
    """Whether a text is of who signs, where and when; a weekday's activity is none."""
    return _SIGNED.match(text) is not None and _WEEKDAY.match(text) is None


def is_called_off(text: str) -> bool:
    """Whether a text says that its row does not hold: `BATAL`."""
    return wording_key(text) in _CALLED_OFF or _CALLED_OFF_BEHIND.search(text) is not None


def is_example(text: str) -> bool:
    """Whether a text says that its row is an example: `contoh`."""
    return wording_key(text) in _EXAMPLES


def titles_example(text: str) -> bool:
    """Whether a text is the title of a table or rows that are an example: `Contoh pengisian:`."""
    return text.lstrip(" (*-").casefold().startswith(("contoh", "data contoh")) and (
        _EXAMPLE_TITLE.fullmatch(wording_key(text)) is not None or bool(datasets_named(text))
    )


def begins_example(text: str) -> bool:
    """Whether a text says of itself that it is an example: `Contoh: meja`, `Meja (contoh)`."""
    return _BEGINS_EXAMPLE.match(text) is not None


def is_figure(text: str) -> bool:
    """Whether a text in a column of figures is one, however it is worded; `NIP 1970…` is none."""
    return _FIGURE.match(text) is not None


def holds_row(text: str, last: str) -> bool:
    """Whether a text holds a whole row: parted by signs, with the next number, or `Ditambah …`.

    Args:
        text: What stands alone on a line.
        last: The row number above; "" where rows have none.
    """
    parts = _PARTING.split(text)
    if len(parts) > 2 and any(map(has_digit, parts[1:])):
        return True
    numbered = _NUMBERED_ROW.match(text) if last else None
    is_next = numbered is not None and 0 < int(numbered[1]) - int(last) <= _NEAR
    return is_next or _ADDED.match(text) is not None


def has_digit(text: str) -> bool:
    """Whether a digit stands in a text."""
    return _DIGIT.search(text) is not None
