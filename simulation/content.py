"""Clean rows of the datasets a UPT with inmates sends: plausible, and true to every critical rule.

Keys are distinct within a report, also when one column of a row is spoilt afterwards.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from simulation.model import Row, Situation, Value, Written
from simulation.typed_values import word_span, word_year_less
from simulation.vocabulary import (
    BAHAN,
    COUNTRIES,
    INSTANSI,
    KEPRIBADIAN,
    LEMBAGA,
    LOKASI,
    MITRA,
    PELATIHAN,
    UNKNOWN_PRODUCTS,
    Product,
    products,
)

Writer = Callable[[int, Situation, Random], list[Row]]
Item = TypeVar("Item")


def distinct_texts(texts: Sequence[str], count: int, rng: Random) -> list[str]:
    """`count` different texts; where there are too few, numbered groups of them."""
    pool = [
        text if not group else f"{text} angkatan {group + 1}"
        for group in range(-(-count // len(texts)))
        for text in texts
    ]
    return rng.sample(pool, count)


def distinct_products(count: int, rng: Random, *, goods: bool) -> list[Product]:
    """`count` different products; beyond the dictionary, unknown ones are numbered."""
    known = [p for p in products() if p.is_goods or not goods]
    picked = rng.sample(known, min(count, len(known)))
    for at in range(len(picked)):
        if rng.random() < 0.03:
            picked[at] = _unknown_product(at, rng)
    picked += [_unknown_product(at, rng) for at in range(len(picked), count)]
    return picked


def _unknown_product(number: int, rng: Random) -> Product:
    name = f"{rng.choice(UNKNOWN_PRODUCTS)} tipe {number + 1}"
    return Product(name, "LAINNYA", "PCS", is_goods=True, wordings=(name,))


def often(rng: Random, value: Item, share: float = 0.8) -> Item | None:
    """The value in this share of the cases, else nothing."""
    return value if rng.random() < share else None


def seldom(rng: Random, odd: Written, usual: Value) -> Value:
    """What a few people type where the others give a value."""
    return odd if rng.random() < 0.04 else usual


def partisipasi(_count: int, s: Situation, rng: Random) -> list[Row]:
    """One row: inmates, those who take part, the printed percentage."""
    is_lpka = s.unit.kind == "LPKA"
    total = s.inmates
    tahanan = 0 if is_lpka else int(total * rng.uniform(0.05, 0.6))
    kemandirian = max(1, int(total * rng.uniform(0.05, 0.6)))
    row: Row = {
        "total_wbp": total,
        "narapidana": 0 if is_lpka else total - tahanan,
        "tahanan": tahanan,
        "anak": total if is_lpka else 0,
        "peserta_kemandirian": kemandirian,
        "peserta_kepribadian": int(total * rng.uniform(0.3, 1)),
        "persentase": Decimal(round(1000 * kemandirian / total)) / 10,
        "target_persen": rng.choice((70, 70, 70, 65)),
    }
    return [row]


def kepribadian(count: int, s: Situation, rng: Random) -> list[Row]:
    """One row an activity."""
    field_of = {name: bidang for bidang, names in KEPRIBADIAN.items() for name in names}
    names = distinct_texts(tuple(field_of), count, rng)
    return [
        {
            "bidang": field_of[name.partition(" angkatan ")[0]],
            "kegiatan": name,
            "jumlah_peserta": rng.randint(8, min(240, s.inmates)),
            "frekuensi": rng.randint(1, 26),
            "mitra": often(rng, rng.choice(INSTANSI), 0.5),
        }
        for name in names
    ]


def kegiatan_kerja(count: int, s: Situation, rng: Random) -> list[Row]:
    """One row an activity, with core and additional workers."""
    return [_kegiatan(p, s, rng) for p in distinct_products(count, rng, goods=False)]


def _kegiatan(product: Product, s: Situation, rng: Random) -> Row:
    total = rng.randint(4, min(90, s.inmates))
    core = rng.randint(1, total)
    start = s.month + timedelta(days=rng.randint(0, 9))
    return {
        "bidang": product.bidang,
        "jenis_kegiatan": product.code,
        "jumlah_wbp": total,
        "pekerja_inti": core,
        "pekerja_tambahan": seldom(rng, Written("belasan"), total - core),
        "hari_kerja": rng.randint(4, 26),
        "tgl_mulai": start,
        "tgl_selesai": start + timedelta(days=rng.randint(1, 18)),
        "lokasi": rng.choice(LOKASI),
        "mitra": often(rng, rng.choice(MITRA)[0], 0.5),
    }


def produksi(count: int, _s: Situation, rng: Random) -> list[Row]:
    """One row a product; now and then a range where staff know no single number."""
    return [_produksi(p, rng) for p in distinct_products(count, rng, goods=True)]


def _produksi(product: Product, rng: Random) -> Row:
    daily = rng.randint(2, 60)
    made: int | Decimal = daily * rng.randint(20, 26)
    if product.satuan == "KG" and rng.random() < 0.3:
        made = Decimal(made) + Decimal("0.5")
    price = rng.randint(4, 300) * 500
    row: Row = {
        "produk": product.code,
        "jumlah_produksi": made,
        "satuan": product.satuan,
        "produksi_harian_min": daily,
        "produksi_harian_max": daily + rng.randint(0, 10),
        "harga_satuan": price,
        "nilai_produksi": int(made * price),
        "lulus_qc": int(made) - rng.randint(0, int(made) // 10),
        "bahan_baku": often(rng, rng.choice(BAHAN)),
    }
    if rng.random() < 0.04:
        row["jumlah_produksi"] = word_span(int(made), int(made) + 25, rng)
        row["nilai_produksi"] = None
    if rng.random() < 0.04:
        row["produksi_harian_min"] = word_span(daily, daily + 5, rng)
        row["produksi_harian_max"] = None
    return row


def ekspor(count: int, s: Situation, rng: Random) -> list[Row]:
    """Shipments of different days, numbered on from an earlier one."""
    goods = [p for p in products() if p.is_goods and p.satuan == "PCS"]
    days = sorted(rng.sample(range(28), min(count, 28)))
    first = rng.randint(1, 4)
    shipped = [(first + at, s.month + timedelta(days=day)) for at, day in enumerate(days)]
    return [_ekspor(ke, day, rng.choice(goods), rng) for ke, day in shipped]


def _ekspor(number: int, day: date, product: Product, rng: Random) -> Row:
    amount = rng.randint(2, 120) * 50
    usd = Decimal(amount * rng.randint(15, 120)) / 10
    kota = ("Antwerpen", "Marseille", "Busan", "Barcelona")
    shown = word_year_less(day) if rng.random() < 0.1 else day
    return {
        "tanggal_ekspor": shown,
        "ekspor_ke": number,
        "produk": product.code,
        "jumlah": amount,
        "satuan": "PCS",
        "negara_tujuan": tuple(rng.sample(sorted(COUNTRIES), rng.choice((1, 1, 1, 2, 3)))),
        "kota_tujuan": often(rng, rng.choice(kota), 0.4),
        "nilai_fob_usd": usd,
        "nilai_idr": int(usd * rng.randint(15_500, 16_900)),
        "mitra_eksportir": rng.choice(MITRA)[0],
        "hs_code": often(rng, "5609.00", 0.3),
        "no_peb": f"{rng.randint(0, 999_999):06d}-{number}",
        "jumlah_kontainer": rng.randint(1, 4),
        "jumlah_wbp": rng.randint(5, 60),
    }


def premi_pnbp(count: int, s: Situation, rng: Random) -> list[Row]:
    """Sales, profit and its split; most split 50/15/35, some as they please."""
    return [_premi(p.code, s, rng) for p in distinct_products(count, rng, goods=False)]


def _premi(kegiatan: str, s: Situation, rng: Random) -> Row:
    omzet = rng.randint(4, 400) * 100_000
    keuntungan = omzet * rng.randint(15, 60) // 100
    shares = rng.choice(((50, 15), (50, 15), (50, 15), (35, 50), (15, 25)))
    premi, pnbp = (keuntungan * share // 100 for share in shares)
    ntpn = "".join(rng.choices("0123456789ABCDEFGHJKLMNP", k=16))
    return {
        "kegiatan": kegiatan,
        "omzet": omzet,
        "modal": omzet - keuntungan,
        "keuntungan": keuntungan,
        "premi": premi,
        "pnbp_disetor": pnbp,
        "tambahan_modal": keuntungan - premi - pnbp,
        "jumlah_penerima": rng.randint(1, 60),
        "tabungan": premi * rng.randint(0, 50) // 100,
        "ntpn": ntpn,
        "tanggal_setor": s.month + timedelta(days=rng.randint(0, 27)),
        "target_pnbp_tahun": rng.randint(5, 90) * 1_000_000,
    }


def pelatihan(count: int, s: Situation, rng: Random) -> list[Row]:
    """One row a training."""
    return [_pelatihan(name, s, rng) for name in distinct_texts(PELATIHAN, count, rng)]


def _pelatihan(name: str, s: Situation, rng: Random) -> Row:
    peserta = rng.randint(10, 60)
    start = s.month + timedelta(days=rng.randint(0, 14))
    return {
        "nama_pelatihan": name,
        "peserta": peserta,
        "bersertifikat": rng.randint(0, peserta),
        "lembaga_sertifikasi": often(rng, rng.choice(LEMBAGA)),
        "tgl_mulai": start,
        "tgl_selesai": start + timedelta(days=rng.randint(0, 12)),
    }
