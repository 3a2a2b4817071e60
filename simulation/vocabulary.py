"""Words the simulated reports are made of. Every person, company and number is invented."""

from functools import cache
from typing import NamedTuple

from schemas.references import read_reference


class Product(NamedTuple):
    """A product of the reference data: code, field of work, its usual unit, other wordings."""

    code: str
    bidang: str
    satuan: str
    is_goods: bool
    wordings: tuple[str, ...]


_SATUAN = {
    "PERTANIAN": "KG",
    "PERKEBUNAN": "KG",
    "PERIKANAN": "KG",
    "PETERNAKAN": "EKOR",
    "KULINER": "PAK",
}


@cache
def products() -> tuple[Product, ...]:
    """Every product, in the order of the reference file."""
    return tuple(
        Product(
            r["produk"],
            r["bidang"],
            r["satuan_lazim"] or _SATUAN.get(r["bidang"], "PCS"),
            r["jenis"] == "barang",
            (r["produk"], *(s for s in (r["sinonim"] or "").split("|") if s)),
        )
        for r in read_reference("produk").iter_rows(named=True)
    )


@cache
def product_wordings() -> dict[str, tuple[str, ...]]:
    """Product code to its wordings."""
    return {p.code: p.wordings for p in products()}


@cache
def term_wordings(terms: str) -> dict[str, tuple[str, ...]]:
    """Code to wordings, for a vocabulary of `istilah` or for `satuan`."""
    frame = read_reference("satuan" if terms == "satuan" else "istilah")
    code = "satuan" if terms == "satuan" else "kode"
    return {
        r[code]: (r["nama"], r[code], *(s for s in (r["sinonim"] or "").split("|") if s))
        for r in frame.iter_rows(named=True)
        if r.get("kelompok", terms) == terms
    }


# products no dictionary knows yet: published as written, with a warning
UNKNOWN_PRODUCTS = ("lilin aromaterapi", "gantungan kunci resin", "tusuk sate", "pot sabut hias")

KEPRIBADIAN = {
    "KEAGAMAAN": (
        "Pengajian rutin",
        "Kebaktian Minggu",
        "Sholat Jumat berjamaah",
        "Baca tulis Al-Qur’an",
        "Ibadah Natal",
        "Persembahyangan Purnama",
    ),
    "KESENIAN": ("Tari Gambyong", "Band warga binaan", "Paduan suara", "Hadroh", "Teater"),
    "OLAHRAGA": ("Senam pagi", "Bola voli", "Tenis meja", "Futsal", "Catur"),
    "PENDIDIKAN": ("Kejar Paket B", "Kejar Paket C", "Keaksaraan dasar", "Perpustakaan"),
    "KONSELING": ("Konseling kelompok", "Bimbingan psikologi awal"),
    "REHABILITASI": ("Rehabilitasi sosial", "Therapeutic community"),
    "LAINNYA": ("Penyuluhan hukum", "Upacara bendera", "Pramuka"),
}
PELATIHAN = (
    "Pelatihan las listrik",
    "Pelatihan barista dasar",
    "Pelatihan menjahit pakaian",
    "Pelatihan servis sepeda motor",
    "Pelatihan budidaya lele",
    "Pelatihan hidroponik",
    "Pelatihan roti & kue",
    "Pelatihan mebel kayu",
    "Pelatihan sablon kaos",
    "Pelatihan pangkas rambut",
    "Pelatihan digital printing",
    "Pelatihan batik cap",
)
LEMBAGA = ("BLK Kabupaten", "LSP P1 Konstruksi", "BNSP", "PT. Karya Terampil", "LPK Bina Mandiri")
INSTANSI = (
    "Kemenag Kabupaten",
    "Yayasan Café Literasi",
    "Dinas Pendidikan",
    "KONI",
    "PKBM Harapan",
)
LOKASI = ("Bengkel Giatja", "Blok A", "Aula", "SAE", "Lahan luar tembok", "Ruang bimbingan – timur")
BAHAN = ("sabut kelapa", "kayu jati", "kain perca", "semen & pasir", "tepung terigu", "bambu")
MITRA = (
    ("PT. Coir Nusantara", "PERUSAHAAN"),
    ("CV Tali Makmur", "PERUSAHAAN"),
    ("UD. Sabut Jaya", "PERUSAHAAN"),
    ("PT Kriya Abadi", "PERUSAHAAN"),
    ("Dinas Koperasi dan UMKM", "PEMDA"),
    ("Dinas Tenaga Kerja", "PEMDA"),
    ("Dinas Pertanian Kabupaten", "PEMDA"),
    ("Dekranasda Provinsi", "DEKRANASDA"),
    ("Balai Latihan Kerja", "BLK"),
    ("BPVP Regional", "BLK"),
    ("Yayasan Jalan Pulang", "YAYASAN"),
    ("Yayasan Café Literasi", "YAYASAN"),
    ("Pokmas Lipas Mitra Kita", "POKMAS_LIPAS"),
    ("Bank Rakyat Cabang Kota", "PERBANKAN"),
    ("Tokoraya", "E_COMMERCE"),
)
PROGRAM = (
    "Coir net",
    "Coco rope",
    "Sarana Asimilasi dan Edukasi",
    "Ketahanan pangan",
    "Bakery warga binaan",
    "Galeri hasil karya",
    "Kampung ternak",
    "Budidaya lele bioflok",
    "Koperasi Merah Putih",
    "Pesantren warga binaan",
)
CLIENT_PRODUCTS = ("keripik pisang", "tas rajut", "keset, sapu", "kopi bubuk", "batik ecoprint")
# country wordings that occur in reports, by ISO code; the reference data hold many more
COUNTRIES = {
    "BE": ("Belgia", "BELGIA", "Belgium"),
    "FR": ("Prancis", "Perancis"),
    "AU": ("Australia",),
    "KR": ("Korea Selatan", "Korsel", "Republik Korea", "Korea"),
    "ES": ("Spanyol", "Sepanyol"),
    "US": ("Amerika Serikat", "AS", "USA", "Amerika"),
    "GB": ("Inggris", "Britania Raya"),
    "JP": ("Jepang",),
    "CN": ("Tiongkok", "Cina"),
    "NL": ("Belanda",),
    "DE": ("Jerman",),
    "MY": ("Malaysia",),
}
OFFICIALS = ("Ahmad Sutrisno", "Drs. Budi Hartono, M.H.", "Siti Rahmawati", "Yohanes Tukan, S.H.")
REMARKS = ("", "", "", "lancar", "dibimbing instruktur", "kerja sama baru", "rutin tiap minggu")
