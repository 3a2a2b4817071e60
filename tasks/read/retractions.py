"""Retractions: what a remark beside a row takes back of it.

`BATAL - pindah ke November`, `pending`, `jangan dihitung`, `s.d. bulan ini`, `produksi September`:
the figures stand there, and whoever wrote the remark does not mean them as this month's.
"""

import re
from datetime import date
from functools import lru_cache

from schemas.wording import wording_key
from tasks.read.context import is_of_regulation
from tasks.read.months import months_in
from tasks.read.row_words import is_called_off

# columns of remarks, by their first word: any word in them counts; elsewhere the whole cell does
_REMARKS = frozenset(
    {"", "keterangan", "ket", "catatan", "status", "info", "informasi", "remark", "remarks"}
    | {"note", "notes", "comment", "komentar", "hasil", "tindak", "progres", "progress", "tahap"}
    | {"tahapan", "perkembangan", "kondisi", "posisi"}
)
# columns that say who took part, and those of whom no figure here is
_WHO = re.compile(
    r"(?:jenis |kategori |asal |kelompok |unsur )?(?:sasaran|peserta|audiens|penerima manfaat)"
)
_OTHERS = re.compile(
    r"(?:para )?(?:petugas|pegawai|asn|pns|masyarakat(?: sekitar| umum)?|warga sekitar|umum|"
    r"keluarga(?: wbp| warga binaan)?|siswa|pelajar|mahasiswa|taruna)"
    r"(?: (?:lapas|rutan|bapas|lpka))?"
)
_WHOLE = re.compile(
    r"cancel+ed|refund(?:ed)?|unpaid|reversed|booking|on hold|scheduled|planned|pendaftaran|dibuka|"
    r"impor|import|beli|pembelian|tutup|mati suri|negosiasi|seleksi(?: peserta)?|rekrutmen|"
    r"persiapan|kurang setor .*|.*\bbarang kembali|"
    r"return(?:ed)?|failed|expired|pengembalian|retur|dikembalikan|"
    r"(?:belum|menunggu) (?:di)?(?:bayar|pembayaran)|kedaluwarsa|gagal|"
    r"draft|konsep|rejected|ditolak|void|deleted|dihapus|"
    r"rencana|target|ditunda|tidak jadi|(?:belum|tidak) (?:ter|di)laksana(?:kan)?|pending"
)
_WITHIN = re.compile(
    r"\b(?:(?:di ?)?batal(?:kan)?|pembatalan|cancel(?:led)?|pending|ditunda|tidak jadi|"
    r"(?<!sesuai )(?<!dari )rencana(?! (?:tambah|penambahan|pengembangan|perluasan|kerja))|"
    r"(?:belum|tidak) (?:ter|di)laksana(?:kan)?|"
    r"(?:tidak|tdk) (?:di)?(?:perpanjang|lanjutkan|lanjut)|"
    r"belum (?:dimulai|mulai|berjalan|jalan|aktif|beroperasi|operasional|final|"
    r"pasti|ada (?:produksi|kegiatan|peserta|pesanan|pembeli|anggaran|dana))|"
    r"menunggu (?:anggaran|dana|instruktur|pelatih|persetujuan|izin|sk|pimpinan)|"
    r"ditiadakan|off|"
    r"(?:di|ter)?(?:undur|mundur|tunda)(?:kan)?|re ?schedule[d]?|"
    r"(?:di)?putus(?:kan)?|pemutusan|dihentikan|(?:di)?kembalikan|kadaluw?arsa|kedaluwarsa|expired|"
    r"habis (?:kontrak|masa)|berhenti|rapel(?:an)?|"
    r"termasuk .*\b(?:bulan|bln|tahun) (?:lalu|sebelumnya)|"
    r"bukan (?:wbp|warga binaan|narapidana|napi|anak binaan|klien)|peserta (?:petugas|pegawai)|"
    r"gabungan (?:\w+ )?(?:jan|feb|mar|apr|mei|jun|jul|agu|ags|sep|okt|nov|des)\w*|"
    r"(?:untuk|selama|akumulasi) \d{1,2} bulan|"
    r"non ?aktif|belum (?:di)?lapor(?:kan)? (?:bulan|bln) lalu|"
    r"(?:sudah|telah) (?:ter)?(?:masuk|dilaporkan|dihitung|tercatat)|"
    r"(?:belum|akan|masih menunggu|menunggu) (?:jadi|selesai|mulai|berjalan|terkirim|"
    r"(?:di|ter?)(?:hitung|kerjakan|produksi|buat|realisasi|ambil|kirim|ekspor|tanda ?tangani|"
    r"laksanakan|mulai)|realisasi|ekspor|kirim|kontainer|kapal|pengiriman|jadwal|pembeli|"
    r"penandatanganan)|proses (?:penandatanganan|pengiriman|negosiasi|perizinan)|"
    r"dalam (?:usd|dol+ar|lusin|kodi|gros|rim)|kapasitas (?:per|produksi|mesin)|per tahun|setahun|"
    r"(?:sudah )?termasuk (?:di |dalam |pada )*(?:no|nomor|baris)|"
    r"penjajakan|(?:di)?jajaki|draf?t|konsep (?:mou|pks|naskah)|"
    r"sisa stok|stok (?:bulan )?lalu|vakum|(?:tidak|tdk) (?:aktif|berjalan|ada kegiatan)|"
    r"gagal (?:panen|produksi|kirim|ekspor|terlaksana|total)|"
    r"salah (?:input|ketik|catat|entri|entry|tulis)|duplikat|duplikasi|double|dobel|"
    r"(?:di)?abaikan|(?:tidak|jangan) (?:usah )?(?:di)?hitung|(?:di)?hapus|"
    r"akumulasi|akumulatif|kumulatif|stok lama|"
    r"(?:s d|sd|sampai(?: dengan)?|hingga) (?:bulan|bln) ini)\b"
)
# what must have happened for a row of a form to stand
_UNTIL_NOW = re.compile(r"(?:s d|sd|sampai(?: dengan)?|hingga) (?:bulan |bln )?[a-z]+(?: 20\d\d)?$")
_NOT_YET = {
    "premi_pnbp": r"\b(?:belum|akan) (?:(?:di)?setor(?:kan)?|(?:di)?bayar(?:kan)?|cair|diterima)\b",
    "pemasaran": r"\bbelum (?:laku|terjual)\b",
    "produksi": r"\bbelum (?:di)?panen\b",
}
# titles of columns by which a row is put right, or said to hold or not
_PUT_RIGHT = re.compile(
    r"(?:ralat|koreksi|revisi|pembetulan|perbaikan|penyesuaian|seharusnya)\b.*|"
    r".*\b(?:(?:setelah|sesudah) (?:ralat|koreksi|revisi)|seharusnya|sebenarnya)|"
    r"d k|deb[ei]t kredit|dr cr|"
    r"(?:deleted|dihapus)(?: at| on| pada)?|"
    r"alasan (?:pembatalan|batal|retur|pengembalian|penolakan|ditolak)|"
    r".*\b(?:dikembalikan|diretur|retur)"
)
_SAYS_WRONG = re.compile(
    r"(?:ralat|koreksi|revisi|pembetulan|perbaikan (?:data|angka|laporan))\b"
    r"|(?:angka|data|jumlah|nilai|semua)\b.*\b(?:kumulatif|akumulasi|akumulatif)\b"
    r"|(?:angka|data|jumlah|nilai|semua)\b.*\b(?:dalam|satuan) (?:lusin|kodi|gros|rim)\b"
)
# a remark that explains a colour or a hatching, which nobody here sees
_COLOURED = re.compile(
    r"\b(?:warna|berwarna|diwarnai|kuning|merah|hijau|biru|oranye|abu abu|diarsir|arsiran|stabilo|"
    r"(?:di)?cetak (?:tebal|miring)|huruf (?:tebal|miring)|digaris ?bawah)\b.*"
    r"\b(?:tidak|belum|bukan|batal|dibatalkan|berhenti|rencana|target|stok|lama|lalu|salah|keliru|"
    r"(?:di)?abaikan|ditunda|usulan|contoh|susulan)\b"
)
_INTRODUCED = re.compile(r"(?:catatan|keterangan|ket|nb|n b|note|penjelasan) ")
_SAYS_OF_ROW = re.compile(r"(?:no|nomor|baris) (\d{1,4}) (?:merupakan|adalah|ialah|itu|untuk) ")
_NUMBERED = re.compile(
    r"\b(?:no|nomor|baris|poin|point|butir|item|urutan|angka)"
    r"((?: (?:(?:dan|serta|no|nomor) )?\d{1,4}\b)+)"
)
_OUT_OF_COUNT = re.compile(
    r"\b(?:(?:di)?abaikan|(?:di)?hapus|(?:di)?batal(?:kan)?|belum|bukan|tidak|jangan|seharusnya|"
    r"salah|keliru|(?:di)?pindah(?:kan)?|ganda|dobel|double|duplikat|"
    r"(?:sudah|telah) (?:di)?lapor\w*|dilaporkan (?:oleh|di|pada)|milik|sudah (?:ter)?masuk|"
    r"digabung\w*|"
    r"termasuk)\b"
)
# what all figures above are instead of the month's
_SAYS_OTHER = re.compile(
    r"^(?:ini |seluruh |semua )?"
    r"(?:angka|data|jumlah|nilai|laporan|isian|tabel|produksi|realisasi)\b.*"
    r"\b(?:rata rata|rerata|perkiraan|estimasi|contoh|"
    r"belum (?:termasuk|final|lengkap|tersedia|masuk|semua)|tidak (?:lengkap|valid|benar)|"
    r"(?:bulan|tahun) (?:lalu|sebelumnya)|(?:dua|tiga|enam|\d{1,2}) bulan)\b"
    r"|^belum termasuk\b|^(?:data|angka|jumlah|laporan)\b.*\b(?:saja|hanya)\b|^hanya\b"
    r"|\bsalah (?:ketik|tulis|input|catat|hitung)\b|\byang (?:benar|betul)\b|\bseharusnya\b"
    r"|^(?:laporan|data|angka|tabel) (?:ini|di atas)\b.*\b(?:rencana|target|usulan)\b"
    r"|\b(?:dipakai|digunakan|memakai|menggunakan|mengambil|pakai) (?:data|angka)\b"
)
_OF_DATA = re.compile(r"(?:data|angka|jumlah|laporan|realisasi)\b")
_IS_DATA = re.compile(
    r"\b(?:data|angka|jumlah|nilai)\b.*\b(?:adalah|merupakan|ialah|masih|milik|memakai|pakai)\b"
    r"|(?<!tidak )\btermasuk\b"
)
_BEGINS = re.compile(r"(?:baru |akan )?(?:mulai|dimulai|efektif|berlaku)\b")
_LEFT = re.compile(r"\b(?:stok|stock|sisa|data|hasil|milik|termasuk)\b")
_OF_OTHERS = re.compile(
    r"\b(?:titipan|gabungan|digabung|milik|punya|dilaporkan|(?<!tidak )termasuk)\b.*"
    r"\b(?:lapas|rutan|lpka|bapas|upt|unit)\b"
)
# words of a section's title under which nothing is done that counts
_OUT = re.compile(
    r"\b(?:belum|akan|menunggu|non ?aktif|nonaktif|tidak|tdk|bukan|calon|usulan|berakhir|"
    r"(?:di)?batal(?:kan)?|ditunda|tertunda|ditolak|(?:di)?henti(?:kan)?|berhenti|putus|gagal|retur|"
    r"titipan|pinjaman|sampel|contoh|percobaan|uji coba|rencana|susulan|kedaluwarsa|kadaluarsa)\b"
)
_HOLDS = re.compile(
    r".*\b(?:aktif|terlaksana|dilaksanakan|terealisasi|realisasi|terkirim|selesai|jadi|valid|sah)"
    r"(?: y t| y n)?"
)
_HOLDS_NOT = re.compile(
    r"(?:.*\b)?(?:belum|batal|rencana|tidak|ditunda|deleted|dihapus|void|draft)\b.*"
)
_NOTHING = frozenset({"", "0", "0 0", "nihil", "tidak ada", "none", "false"})
_NO, _TICKS = frozenset({"t", "tdk", "tidak", "n", "no", "belum", "false"}), "v✓✔√x☑☒"
_OF_TIME = re.compile(
    r"(?P<what>(?:(?:data|angka|produksi|hasil|laporan|realisasi|penjualan|ekspor|kegiatan|premi|"
    r"ralat|koreksi|setoran|kurang|pembayaran|pelunasan|tunggakan|rapel|pnbp|"
    r"capaian|milik|untuk|dari|susulan|bulan|bln|periode|tahun) )*)"
    r"(?P<when>(?:bulan|bln|tahun|thn) (?:lalu|kemarin|sebelumnya|depan)|[a-z]+(?: (?:20)?\d\d)?)\b"
)


@lru_cache(maxsize=20_000)
def is_retracted(title: str, text: str, dataset: str) -> bool:
    """Whether a cell says that its row is a plan, did not happen, or is not to be counted.

    Args:
        title: Of its column, which no contract knows.
        text: What stands there.
        dataset: What is made and not yet sold is made, and is not sold.
    """
    words, header = wording_key(text), wording_key(title)
    if _WHOLE.fullmatch(words) or (_PUT_RIGHT.fullmatch(header) and words not in _NOTHING):
        return True
    if _WHO.fullmatch(header) and _OTHERS.fullmatch(words):
        return True
    if _HOLDS_NOT.fullmatch(header):
        if words in {"ya", "y", "true"} or text in _TICKS:
            return True
    elif _HOLDS.fullmatch(header) and words in _NO:
        return True
    if is_called_off(text) or not is_remark_column(title):
        return False  # called off, wherever that stands: judging holds the row
    not_yet = re.search(_NOT_YET[dataset], words) if dataset in _NOT_YET else None
    return bool(
        not_yet or _OF_OTHERS.search(words) or _UNTIL_NOW.match(words) or _WITHIN.search(words)
    )


def takes_rows_out(words: str) -> bool:
    """Whether the key of a section's title says that the rows below are not (yet, or any more)."""
    return _OUT.search(words) is not None


def rows_put_right(text: str, month: date | None) -> frozenset[str] | None:
    """Numbers of the rows that a remark puts right; none for all of them, None for no remark.

    `Ralat: nomor 2 seharusnya 1.300 pcs` speaks of 2, `No. 3 adalah produksi bulan September` of 3
    where the report is of October.
    """
    words = _INTRODUCED.sub("", wording_key(text), count=1)
    said = _SAYS_OF_ROW.match(words)
    if said and month and is_of_other_month("catatan", words[said.end() :], month):
        return frozenset({said[1]})
    named = " ".join(found[1] for found in _NUMBERED.finditer(words))
    numbers = frozenset(re.findall(r"\d+", named))
    if numbers and _OUT_OF_COUNT.search(words) and not is_of_regulation(text):
        return numbers
    if month and _is_of_other_data(text, words, month):
        return numbers
    if _SAYS_WRONG.match(words) or _COLOURED.search(words) or _SAYS_OTHER.search(words):
        return numbers
    return None


def is_of_data(text: str) -> bool:
    """Whether a remark speaks of the figures above it: `Data Januari s.d. Oktober`."""
    return _OF_DATA.match(_INTRODUCED.sub("", wording_key(text), count=1)) is not None


def _is_of_other_data(text: str, words: str, month: date) -> bool:
    """Whether a remark says that figures are another month's: `data X adalah data September`."""
    return _IS_DATA.search(words) is not None and _names_other_month(text, month)


def _says_later(text: str, month: date) -> bool:
    """Whether a text names a month after this one: `mulai November` in an October's report."""
    said = months_in(text)
    number = said.month.month if said.month else said.number
    year = said.month.year if said.month else month.year
    return number is not None and (year, number) > (month.year, month.month)


def _names_other_month(text: str, month: date) -> bool:
    said = months_in(text)
    number = said.month.month if said.month else said.number
    year = said.month.year if said.month else month.year
    return number is not None and (year, number) != (month.year, month.month)


def is_of_other_month(title: str, text: str, month: date) -> bool:
    """Whether a remark begins by saying that its row is of another month, or says only that."""
    words = wording_key(text)
    if is_remark_column(title) and _LEFT.search(words) and _names_other_month(text, month):
        return True
    if is_remark_column(title) and _BEGINS.match(words) and _says_later(text, month):
        return True
    found = _OF_TIME.match(words)
    if not (found and is_remark_column(title) and (found["what"] or found.end() == len(words))):
        return False
    said = months_in(found["when"])
    told = said.month.month if said.month else said.number
    is_away = found["when"].endswith(("lalu", "kemarin", "sebelumnya", "depan"))
    year = said.month.year if said.month else month.year
    return is_away or (told is not None and (year, told) != (month.year, month.month))


def is_remark_column(title: str) -> bool:
    """Whether a column without a contract holds remarks, by its title."""
    return wording_key(title).partition(" ")[0] in _REMARKS
