"""Words of a title: it is understood wholly, or the report is asked about.

`DAFTAR CALON MITRA`, `POTENSI HASIL PRODUKSI`, `EKSPOR YANG TERTUNDA`: one word makes another
matter of a form, and no list of such words would ever end. What ends is the list of those that
leave a form what it is: months, units, places, the form's own columns, and the words of an office.
"""

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from schemas.contracts import DATASETS, Kind
from schemas.references import load_references
from schemas.wording import wording_key

_NUMBER = re.compile(r"\d+[a-z]?|[ivx]{1,5}|[a-z]|\d*(?:st|nd|rd|th)")
_OF_OFFICES = """
    kementerian imigrasi pemasyarakatan hukum ham hak asasi manusia republik indonesia ri
    kemenimipas kemenkumham direktorat jenderal dirjen ditjen ditjenpas direktur kantor wilayah
    kanwil divisi lembaga rumah tahanan negara balai khusus pembinaan lapas rutan lpka bapas lpp
    lpn rupbasan cabang kelas kls klas upt unit pelaksana teknis satuan kerja satker bidang
    seksi sie sub subsi subseksi subbagian subbag bagian urusan bimbingan bimker bimkemas
    bimnadik binadik giatja pengelolaan perawatan registrasi keamanan tata usaha tu kepala kasi
    kasubsi kalapas karutan kota kabupaten kab provinsi prov propinsi daerah istimewa dki diy
    jalan jl nomor no telp bengkel bengker sarana prasarana asimilasi edukasi sae blk
"""
_OF_REPORTS = """
    laporan lap lpr data daftar rekap rekapitulasi rekapan tabel form formulir format
    formulirnya isian lembar hasil realisasi capaian pencapaian perkembangan pelaksanaan
    penyelenggaraan kegiatan keg kinerja evaluasi monitoring monev rincian rinci detail jumlah
    total keadaan kondisi statistik informasi info pelaporan dilaporkan berita acara buku
    register matriks bulanan bulan bln periode per posisi pada tanggal tgl tahun thn th ta
    anggaran akhir nomor lampiran lamp model kode sistem database pemasyarakatan sdp resmi final
    fix lengkap seluruh ralat revisi perbaikan koreksi pembetulan versi staf semua umum terpadu
    nasional nihil target report monthly month of the and for year list production export
    exports sales training participation prison programme program
"""
_OF_WORK = """
    café cafe kafe kantin koperasi galeri gallery gerai toko kios warung dapur studio workshop
    warga binaan wbp narapidana napi tahanan anak didik andikpas klien penghuni orang peserta
    pekerja pembinaan pembimbingan kemandirian kepribadian keterampilan ketrampilan kerja karya
    industri produksi produk barang jasa olahan usaha ekonomi produktif umkm kreatif pertanian
    perkebunan peternakan perikanan kerajinan pelatihan sertifikasi bersertifikat kompetensi
    vokasi vokasional pemasaran penjualan pemanfaatan ekspor luar negeri mancanegara pengiriman
    premi upah pnbp penerimaan negara bukan pajak setoran penyetoran tabungan omzet omset mitra
    kemitraan kerjasama sama perjanjian kontrak pks mou pihak ketiga instansi lembaga swasta
    dinas partisipasi keikutsertaan keterlibatan rohani keagamaan jasmani olahraga kesenian
    kesadaran pendidikan intelektual dalam lingkungan
"""
_JOINING = """
    pertanggungjawaban bendahara dibimbing dilaksanakan dihasilkan diikuti diselenggarakan
    unggulan tenaga dan atau yang di ke dari pada untuk oleh dengan serta bagi atas tentang
    mengenai terhadap secara sebagai adalah tersebut ini itu rangka para setiap tiap menurut
    berdasarkan jenis nama satuan dalam rp rupiah ribu ribuan juta jutaan orang usd idr us ususd
    dolar as in thousand thousands million millions
"""
_CHOICES = ("bidang_kerja", "bidang_kepribadian", "pasar", "satuan")
# of a column each, and of a title they make another matter
_TURNING = frozenset({"kapasitas", "sisa", "stok"})
_LEAST = 6  # letters of a word that may be mistyped; shorter ones are near to too many others


@lru_cache(maxsize=20_000)
def unknown_words(text: str, dataset: str) -> tuple[str, ...]:
    """Words of a dataset's title by which it says more than the title of a form does."""
    words = wording_key(text).split()
    return tuple(w for w in words if not (_NUMBER.fullmatch(w) or _is_known(w, dataset)))


@lru_cache(maxsize=20_000)
def _is_known(word: str, dataset: str) -> bool:
    known = _known(dataset)
    return word in known or (
        len(word) >= _LEAST
        and any(OSA.distance(word, near, score_cutoff=1) <= 1 for near in _mistyped())
    )


@cache
def _known(dataset: str) -> frozenset[str]:
    columns = DATASETS[dataset].columns.values()
    headers = (header for c in columns for header in (c.header, *c.variants))
    abroad = load_references().countries if dataset == "ekspor" else ()
    has_products = any(column.kind is Kind.PRODUCT for column in columns)
    products = load_references().products if has_products else ()
    own = frozenset(_words(*headers, *abroad, *products))
    return (own | _of_references() | _mistyped()) - _TURNING


@cache
def _mistyped() -> frozenset[str]:
    """The words of every title, which people also mistype: `LAPROAN PEMBINAN`."""
    titles = (title for d in DATASETS.values() for title in (d.name, *d.model.titles))
    return frozenset(_words(*titles, _OF_OFFICES, _OF_REPORTS, _OF_WORK, _JOINING))


@cache
def _of_references() -> frozenset[str]:
    """Words of months, of units and their places, fields of work."""
    known = load_references()
    names = (unit.name for units in known.units.values() for unit in units)
    terms = (term for name in _CHOICES for term in known.terms[name])
    words = (*known.unit_names, *known.months)
    return frozenset(_words(*names, *words, *terms))


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in wording_key(text).split()}
