"""Reason codes of files, reports and cells: one line each, never reused.

Codes of the rules that Great Expectations judges stand beside those rules in `expectations/`;
here are the ones that reading and conforming find. `E0xx` file or sheet, `E1xx` identity,
`E2xx` value; `W…` publishes with a flag.
"""

from typing import NamedTuple


class Reason(NamedTuple):
    """Why something was not taken as it stood.

    Attributes:
        code: Stable code.
        message: Indonesian sentence for the sender: what is wrong and what to do.
        source: Where the rule or the observed case comes from.
    """

    code: str
    message: str
    source: str


_FILE = (
    ("E001", "Berkas kosong (0 bita). Kirim ulang berkas yang berisi.", "own"),
    (
        "E002",
        "Berkas ini halaman HTML yang disimpan sebagai .xls, bukan buku kerja. "
        "Buka di Excel, lalu Simpan Sebagai .xlsx.",
        "domain.md §4 Layout (BPS)",
    ),
    (
        "E003",
        "Jenis berkas tidak dikenal. Kirim .xlsx, .xls, .xlsb, .ods, .csv, atau .json.",
        "own",
    ),
    ("E004", "Buku kerja rusak atau tidak lengkap. Buka dan simpan ulang, lalu kirim lagi.", "own"),
    ("E005", "Buku kerja dikunci kata sandi. Kirim tanpa kata sandi.", "own"),
    ("E006", "Berkas atau lembar terlalu besar untuk sebuah laporan.", "own"),
    (
        "E007",
        "Huruf dalam berkas bukan UTF-8 maupun Windows-1252. Simpan sebagai CSV UTF-8.",
        "own",
    ),
    ("E008", "JSON tidak dapat dibaca.", "own"),
    (
        "E009",
        'Bentuk JSON bukan {"amplop": {…}, "laporan": {"<dataset>": [{…}]}}.',
        "reading rules",
    ),
    ("E010", "Tidak ada lembar yang judulnya menyebut salah satu dataset.", "reading rules"),
    ("E011", "Kolom wajib tidak ditemukan.", "reading rules"),
    ("E012", "Dua kolom berjudul sama artinya.", "reading rules"),
    (
        "E013",
        "Tabel tidak berisi baris. Bila memang tidak ada kegiatan, tulis Nihil.",
        "reading rules: only an explicit Nihil makes an empty report",
    ),
    ("E015", "Berkas berada di luar map pengirim. Taruh di inbox/<unit_id>/.", "reading rules"),
    ("E016", "Tautan atau berkas khusus, bukan berkas biasa. Kirim berkasnya sendiri.", "own"),
    (
        "E017",
        "Bukan laporan, melainkan berkas pendamping program lain (~$…, .~lock…#, Thumbs.db, "
        "desktop.ini, .DS_Store, surel). Tidak perlu dikirim; kirim berkas laporannya.",
        "field cases: what programs leave beside a report",
    ),
    ("E018", "Pengirim tidak dikenal: map ini bukan unit_id yang terdaftar.", "reading rules"),
    ("E019", "Judulnya menyebut beberapa dataset; tidak jelas yang mana.", "own"),
    (
        "E020",
        "Bentuk .xlsb ini tidak dapat dibaca lengkap. Simpan sebagai .xlsx.",
        "calamine 0.9 passes over short cell records without a word (seen)",
    ),
    (
        "E021",
        "Berkas tidak dapat diolah karena kesalahan tak terduga; pengelola sudah diberi tahu.",
        "own: whatever a hostile file breaks, the other files go on",
    ),
    (
        "E022",
        "Berkas tidak dapat dibuka atau hilang saat dibaca. Kirim ulang.",
        "own: a file the program may not open must not stop its neighbours",
    ),
    (
        "E023",
        "Lembar ini tersembunyi. Tampilkan lalu kirim lagi, atau hapus bila bukan laporan.",
        "field cases: what the eye does not see is not published",
    ),
    ("E024", "Contoh atau petunjuk pengisian, bukan laporan.", "field cases: forms come with one"),
    (
        "E025",
        "Judul kolom tidak dapat dipastikan artinya. Beri tiap kolom satu judul dari formulir.",
        "field cases: s.d. bulan lalu, L/P, target beside the month's own figure",
    ),
    ("E026", "Kolom yang wajib dibaca tersembunyi. Tampilkan kolomnya, lalu kirim lagi.", "own"),
    (
        "E027",
        "Skala atau mata uang angka tidak dapat dipastikan. Tulis rupiah penuh, atau (dalam ribuan "
        "rupiah) di atas tabel.",
        "field cases: (dalam ribuan)",
    ),
    (
        "E028",
        "Berkas ini tidak selesai dibaca dalam waktu yang wajar. Simpan ulang sebagai .xlsx dengan "
        "lembar laporan saja, lalu kirim lagi.",
        "own: one file may not hold up the night",
    ),
    (
        "E029",
        "Berkas ini memerlukan terlalu banyak memori. Simpan ulang sebagai .xlsx dengan lembar "
        "laporan saja, lalu kirim lagi.",
        "own: one file may not end the night",
    ),
    (
        "E030",
        "Berkas ini membuat pembacanya terhenti. Buka di Excel, simpan ulang sebagai .xlsx, lalu "
        "kirim lagi; bila tetap ditolak, hubungi pengelola.",
        "own: one file may not end the night",
    ),
    (
        "E031",
        "Isinya bukan realisasi satu bulan menurut judul atau namanya (mis. s.d., triwulan, "
        "minggu, bagian, susulan, rencana, stok). Kirim seluruh angka bulan itu saja dalam satu "
        "berkas, dengan judulnya.",
        "own: the month beside such words is true, and the figures are of more, less or else",
    ),
    (
        "E032",
        "Isi berkas ini tidak dapat diolah; berkas unit lain tetap dimuat. Hubungi pengelola, yang "
        "memegang salinannya.",
        "own: whatever nobody thought of is one file's alone",
    ),
    (
        "E033",
        "Judulnya tidak seperti judul laporan, sehingga tidak jelas apakah isinya realisasi bulan "
        "itu. Tulis judul seperti pada formulir bila ya; bila bukan, kirim laporannya sendiri.",
        "own: `Daftar calon mitra` has the columns of `Daftar mitra`",
    ),
    (
        "E040",
        "Berkas ini telah dilupakan dan tidak dibaca lagi. Kirim laporannya sebagai berkas baru "
        "tanpa data pribadi.",
        "own: what was removed for good does not come back by being sent again",
    ),
    (
        "E109",
        "Unit atau periode disebut berbeda di dua tempat. Samakan, lalu kirim lagi.",
        "field cases: last month's book as a template",
    ),
    ("W001", "Kolom tidak dikenal; isinya disimpan, tidak diolah.", "reading rules"),
    ("W002", "Lembar tidak dikenal; tidak diolah.", "reading rules"),
    ("W003", "Baris jumlah berbeda dari hasil penjumlahan baris.", "reading rules"),
    ("W005", "Baris contoh formulir; tidak diolah.", "field cases: the form's example row"),
    ("W006", "Tabel lain pada lembar ini; tidak diolah.", "field cases: stacked tables"),
    ("W007", "Lembar atau kolom tersembunyi; tidak diolah.", "field cases: hidden sheets"),
    ("W008", "Baris jumlah tidak dapat diperiksa dengan penjumlahan.", "own"),
    ("W011", "Baris rincian; yang dipakai baris jumlahnya.", "own: rows per block of a house"),
    ("W004", "Tertulis Nihil, tetapi ada baris lain; barisnya yang dipakai.", "own"),
    (
        "W010",
        "Data pribadi (nama orang, NIK, nomor register, nomor telepon) disamarkan dan tidak "
        "disimpan. Hapus dari berkas, lalu kirim lagi.",
        "own: the record of a nation's work needs nobody's name",
    ),
)
_VALUE = (
    ("E202", "bukan bilangan yang dapat dibaca", "domain.md §4 Numbers"),
    ("E203", "rentang; tulis satu angka (titik tengah tidak dikarang)", "reading rules"),
    ("E204", "hanya kata tanpa angka", "reading rules"),
    ("E205", "harus bilangan bulat", "datasets_columns.csv, type int"),
    ("E208", "bukan tanggal yang dapat dibaca (hari/bulan/tahun)", "domain.md §4 Dates"),
    ("E209", "tanggal tanpa tahun yang tidak dapat dipastikan; tulis tahunnya", "reading rules"),
    ("E210", "nama negara tidak dikenal", "reading rules; CLDR"),
    ("E211", "bukan negara tujuan ekspor", "reading rules: Eropa, mancanegara, Indonesia"),
    ("E212", "bukan salah satu pilihan", "datasets_columns.csv, type enum"),
    (
        "E213",
        "baris berisi lebih banyak kolom daripada judulnya; periksa pemisah kolom",
        "own: an unquoted decimal comma shifts every cell behind it",
    ),
    ("E214", "bermakna ganda: ribuan atau desimal? Tulis tanpa pemisah ribuan", "own"),
    ("E215", "kata, satuan, atau mata uang di samping angkanya bukan yang diminta kolom", "own"),
    ("E216", "nama UPT tidak dikenal", "datasets_columns.csv, program.upt_name"),
    ("E217", "nama UPT berlaku bagi beberapa unit; tulis lengkap dengan jenis dan kelas", "own"),
    ("E218", "sel berisi galat rumus; perbaiki rumusnya atau tulis angkanya", "field cases: #REF!"),
    (
        "E219",
        "sel berisi rumus yang belum pernah dihitung; buka di Excel, simpan, lalu kirim lagi",
        "field cases: formulas a library wrote",
    ),
    (
        "E220",
        "format angkanya menyembunyikan ribuan atau jutaan; tulis angka penuh",
        "field cases: number formats that scale",
    ),
    (
        "E221",
        "baris atau selnya tersembunyi atau tersaring; tampilkan, atau hapus bila bukan laporan",
        "field cases: a filter left on",
    ),
    ("E222", "dicoret; hapus bila batal, hilangkan coretan bila berlaku", "field cases"),
    (
        "E223",
        "satu angka dalam sel gabungan untuk beberapa baris; tulis angka tiap baris",
        "field cases: merged cells",
    ),
    ("E224", "mungkin baris contoh formulir; hapus bila contoh", "field cases"),
    (
        "E225",
        "tidak jelas apakah ini baris jumlah: kata dan angkanya tidak sejalan",
        "field cases: totals are recognised by words and arithmetic",
    ),
    (
        "E226",
        "bagian-bagiannya (mis. L dan P) tidak sama dengan jumlahnya",
        "field cases: a column split into parts",
    ),
    ("E227", "tanda “sama dengan di atas” tanpa isi di atasnya", "field cases: ditto marks"),
    ("E228", "baris ini menyebut unit atau bulan lain daripada laporannya", "field cases"),
    ("E229", "banyaknya harus bilangan bulat dalam satuan ini", "field cases: 5.400 typed as 5.4"),
    (
        "E230",
        "tabelnya dalam ribuan atau jutaan, tetapi sel ini menyebut skala atau satuannya sendiri",
        "own: it could be either",
    ),
    (
        "E231",
        "hari dan bulannya mungkin tertukar; tulis bulannya dengan huruf",
        "field cases: dates an English Excel turned",
    ),
    (
        "E232",
        "baris di bawah catatan; tidak jelas apakah termasuk tabel",
        "field cases: sparse rows behind a remark",
    ),
    (
        "E233",
        "kolom atau catatan lain menyebut baris ini rencana, batal, belum terlaksana, keliru, "
        "atau tidak dihitung",
        "own: planned and cancelled rows stand among the others",
    ),
    (
        "E234",
        "bukan teks: program lembar kerja mengubahnya menjadi tanggal, jam, atau bilangan; "
        "jadikan selnya Teks, lalu ketik lagi",
        "own: Excel makes December of the contract 12/2025",
    ),
    (
        "E235",
        "barisnya menyebut satu bagian (mis. blok, jenis perkara, wilayah); tulis angka seluruh "
        "unit, tanpa kolom itu",
        "own: one block of the house is not the house",
    ),
    (
        "E236",
        "kegiatan yang sama tercatat pada beberapa hari; tulis satu baris untuk sebulan",
        "own: a diary's participants are not a month's",
    ),
    (
        "E237",
        "keterangan di samping, di bawah, atau di atas baris ini mungkin mengubah arti angkanya; "
        "hapus keterangan itu bila angkanya realisasi bulan ini, atau betulkan angkanya",
        "own: no list of the words by which a remark takes a figure back would ever end",
    ),
    (
        "E240",
        "memuat data pribadi (NIK, nomor register, atau nomor telepon) yang disamarkan; hapus, "
        "lalu kirim lagi",
        "own: the record of a nation's work needs nobody's number",
    ),
    ("W210", "dibaca dalam ribuan atau jutaan seperti tertulis pada tabelnya", "field cases"),
    ("W211", "jam pada tanggal dibulatkan ke hari yang dimaksud (WIB)", "field cases: UTC"),
    ("W212", "kota atau pelabuhan di belakang negara tidak diolah", "field cases: Busan"),
    (
        "W213",
        "tanggal lain di kolom ini mungkin tertukar hari dan bulannya; barisnya ditahan",
        "field cases: dates an English Excel turned",
    ),
    (
        "W214",
        "dibaca bulan/hari/tahun, seperti tanggal lain di laporan ini",
        "field cases: CSV of an English program",
    ),
    ("W202", "hanya kata tanpa angka; dibiarkan kosong", "reading rules"),
    ("W203", "hari yang ditulis tidak cocok dengan tanggalnya", "datasets_columns.csv, amplop"),
    ("W204", "belum ada dalam kamus produk; diterbitkan seperti ditulis", "reading rules"),
    ("W205", "nama negara bermakna ganda; dibaca menurut kebiasaan", "country_alias.csv"),
    ("W206", "nilai perkiraan", "reading rules"),
    ("W207", "bukan salah satu pilihan; dibiarkan kosong", "datasets_columns.csv, type enum"),
    ("W208", "ditulis sebagai rentang; tidak ikut dijumlahkan", "datasets_columns.csv, produksi"),
    ("W209", "kelas yang ditulis berbeda dari daftar UPT", "domain.md §1"),
)

REASONS: dict[str, Reason] = {code: Reason(code, *rest) for code, *rest in (*_FILE, *_VALUE)}
VALUE_CODES: tuple[str, ...] = tuple(code for code, *_ in _VALUE)
