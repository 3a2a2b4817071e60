"""Clean rows of what is sold, of a Bapas and of a Kanwil; and which dataset each writer is for."""

from datetime import date, timedelta
from random import Random

from simulation import content
from simulation.content import Writer, distinct_products, distinct_texts, often, seldom
from simulation.model import Row, Situation, Written
from simulation.typed_values import word_unit_of
from simulation.vocabulary import CLIENT_PRODUCTS, MITRA, PROGRAM


def pemasaran(count: int, _s: Situation, rng: Random) -> list[Row]:
    """One row a product."""
    return [
        {
            "produk": product.code,
            "pasar": rng.choice(("LOKAL", "LOKAL", "REGIONAL", "NASIONAL", "EKSPOR")),
            "kanal": seldom(
                rng,
                Written("pesanan kantor"),  # none of the choices: left empty, with a warning
                often(rng, rng.choice(("GALERI", "KOPERASI", "LANGSUNG", "E_COMMERCE"))),
            ),
            "jumlah_terjual": rng.randint(1, 900),
            "satuan": product.satuan,
            "nilai_penjualan": rng.randint(1, 300) * 50_000,
        }
        for product in distinct_products(count, rng, goods=True)
    ]


def klien_bapas(_count: int, _s: Situation, rng: Random) -> list[Row]:
    """One row: four groups and their sum, and who of them is trained or works."""
    groups = [rng.randint(80, 1500), rng.randint(5, 160), rng.randint(3, 120), rng.randint(1, 15)]
    total = sum(groups)
    names = ("klien_dewasa_l", "klien_dewasa_p", "klien_anak_l", "klien_anak_p")
    row: Row = dict(zip(names, groups, strict=True))
    row |= {
        "total_klien": total,
        "pelatihan_kerja": rng.randint(0, total // 5),
        "bekerja": rng.randint(0, total // 2),
        "pelatihan_wirausaha": rng.randint(0, total // 10),
        "pendampingan_pemasaran": rng.randint(0, total // 20),
        "produk_binaan": rng.choice(CLIENT_PRODUCTS),
    }
    return [row]


def mitra(count: int, s: Situation, rng: Random) -> list[Row]:
    """One row a partner, each with a contract of its own."""
    kind_of = dict(MITRA)
    names = distinct_texts(tuple(kind_of), count, rng)
    return [_mitra(at, name, kind_of, s, rng) for at, name in enumerate(names, 1)]


def _mitra(at: int, name: str, kind_of: dict[str, str], s: Situation, rng: Random) -> Row:
    start = s.month - timedelta(days=rng.randint(10, 700))
    return {
        "nama_mitra": name,
        "jenis_mitra": kind_of[name.partition(" angkatan ")[0]],
        "no_kontrak": f"PKS-{rng.randint(1, 900)}.{at}/{start.year}",
        "kontrak_awal": start,
        "kontrak_akhir": start + timedelta(days=rng.choice((365, 730, 1095))),
    }


def program(count: int, s: Situation, rng: Random) -> list[Row]:
    """One row a (unit, programme) of the Kanwil."""
    pairs = [(unit, name) for unit in s.own_units for name in PROGRAM]
    return [
        {
            "upt_id": word_unit_of(unit, rng),
            "program": name,
            "status": rng.choice(("AKTIF", "AKTIF", "RENCANA", "BERHENTI")),
            "tanggal_mulai": often(
                rng, date(s.month.year - rng.randint(1, 3), rng.randint(1, 12), 1)
            ),
            "mitra": often(rng, rng.choice(MITRA)[0], 0.6),
        }
        for unit, name in rng.sample(pairs, min(count, len(pairs)))
    ]


WRITERS: dict[str, Writer] = {
    "partisipasi": content.partisipasi,
    "kepribadian": content.kepribadian,
    "kegiatan_kerja": content.kegiatan_kerja,
    "produksi": content.produksi,
    "ekspor": content.ekspor,
    "premi_pnbp": content.premi_pnbp,
    "pelatihan": content.pelatihan,
    "pemasaran": pemasaran,
    "klien_bapas": klien_bapas,
    "mitra": mitra,
    "program": program,
}
