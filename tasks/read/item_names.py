"""Names by which a row names no item: a month, a plan, all until now, the highest.

A form lists products, activities, trainings. A row that is called `Oktober 2024`, `Target 2025` or
`Kumulatif s.d. Oktober` is none of them, however it is numbered. The words propose it only where
they say nothing else: `Sabun Target` and `Batik Oktober` are asked about, `Target Keset` too.
"""

import re
from datetime import date
from functools import cache, lru_cache

from schemas.references import load_references
from schemas.wording import wording_key


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_QUARTERS = frozenset({"triwulan", "tw", "semester", "smt", "kuartal", "caturwulan"})
_THIS = frozenset({"bulan", "bln", "ini", "berjalan", "realisasi", "laporan", "jumlah", "total"})
_UNTIL = frozenset({"s", "d", "sd", "sampai", "hingga", "dengan", "per"})
# words of which one says that the row is of a time, a plan or an aggregate
_TELLING = _QUARTERS | _words(
    "bulan bln tahun thn lalu kemarin sebelumnya depan mendatang target pagu proyeksi realisasi "
    "capaian kumulatif akumulasi akumulatif saldo sisa selisih tertinggi terendah "
    "terbesar terkecil maksimum minimum maksimal minimal median"
)
_JOINING = (
    _THIS
    | _UNTIL
    | _words(
        "dari pada untuk yang yg sama saat sekarang dan ke awal akhir jml ta anggaran periode "
        "nilai rencana rupiah rp orang persen persentase rata premi pnbp omzet omset produksi "
        "hasil penjualan pendapatan penerimaan setoran ekspor peserta kegiatan wbp produk klien "
        "penghuni"
    )
)
_YEAR = re.compile(r"20\d\d")
_SMALL = re.compile(r"[0-3]?\d|[ivx]{1,4}")
_PARTED = re.compile(
    r"(?:target|realisasi|retur|pengembalian) \S.*|.*\S (?:retur|rusak|afkir|reject)|"
    r"(?:di ?antaranya|termasuk|terdiri (?:dari|atas)|yaitu|yakni|antara lain|dari jumlah)\b.*|"
    r"narapidana|napi|tahanan|anak|laki laki|pria|perempuan|wanita|dewasa|"
    r"(?:yang )?hadir|\d+ (?:kegiatan|produk|jenis|item|macam|orang)|(?:kas|modal) (?:awal|akhir)|"
    r"(?:belanja|pembelian|pengeluaran|setoran|penyetoran|pembayaran)\b.*|"
    r"(?:diskon|potongan|rabat|ppn|pajak|ongkir|ongkos kirim|biaya kirim)\b.*|"
    r".*\S (?:target|realisasi|kumulatif|akumulasi|(?:(?:s d|sd|sampai dengan|hingga) )?"
    r"(?:bulan|bln|tahun) (?:lalu|ini|sebelumnya))"
)


@lru_cache(maxsize=200_000)
def names_no_item(text: str) -> bool:
    """Whether a text says nothing but a time, a plan or an aggregate: `Kumulatif s.d. Oktober`."""
    if _beginning().match(text) is None:
        return False
    words = wording_key(text).split()
    known, months = _TELLING | _JOINING, load_references().months
    rest = [w for w in words if w not in known and w not in months and not _YEAR.fullmatch(w)]
    tells = any(w in _TELLING or w in months or _YEAR.fullmatch(w) for w in words)
    tells = tells or (not {"s", "sd", "sampai", "hingga"}.isdisjoint(words) and "ini" in words)
    numbered = bool(_UNTIL & set(words) or _QUARTERS & set(words))
    return tells and all(numbered and _SMALL.fullmatch(w) for w in rest)


@cache
def _beginning() -> re.Pattern[str]:
    words = sorted((_TELLING | _JOINING | set(load_references().months)) - {"s", "d"}, key=len)
    return re.compile(rf"\W*(?:(?:{'|'.join(reversed(words))}|20\d\d)\b|s\W?d\b)", re.IGNORECASE)


def says_this_month(text: str, month: date | None) -> bool:
    """Whether a text that names no item says this month and nothing else: `Bulan ini`."""
    words = set(wording_key(text).split())
    rest = {load_references().months.get(w, w) for w in words - _THIS}
    own = {month.month, str(month.year), "tahun"} if month else set[object]()
    return rest <= own and bool(rest or words & {"ini", "berjalan"})


@lru_cache(maxsize=200_000)
def names_part_of_item(text: str) -> bool:
    """Whether a text is no item alone: `Keset - Target`, `Retur keset`, `Ongkos kirim`."""
    return _PARTED.fullmatch(wording_key(text)) is not None and not names_no_item(text)
