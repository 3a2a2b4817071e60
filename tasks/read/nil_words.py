"""Nihil, in a word or a sentence: `NIHIL`, `Tidak ada ekspor pada bulan ini karena renovasi`.

A sentence says Nihil only if every word of it is understood: `Tidak ada kendala`, `Tidak ada
ekspor ke Jepang` and `Nihil kecuali coco rope` say something else.
"""

import re
from functools import cache, lru_cache

from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.wording import wording_key

_REASON = r"\b(?:karena|dikarenakan|disebabkan|sebab|berhubung|mengingat|akibat)\b.*"
_NOT_THERE = (
    r"\b(?:tidak|tdk|belum) (?:pernah )?(?:ada|terdapat|melakukan|dilakukan|melaksanakan|"
    r"dilaksanakan|mengadakan|diadakan|menyelenggarakan|diselenggarakan)\b"
)
_NIL = r"\b(?:nihil|nil)\b"
# what may stand around these: of time, of the unit, and words that add nothing
_FILLING = re.compile(
    r"pada|di|untuk|selama|dalam|bulan|bln|ini|periode|tahun|masa|s|d|sd|hingga|sampai|saat|masih|"
    r"kegiatan|pelaksanaan|realisasi|transaksi|hasil|pengiriman|yang|dan|atau|sama|sekali|adalah|"
    r"apapun|lain|lainnya|lagi|status|lapas|rutan|lpka|bapas|upt|kami|wbp|warga|binaan|eksport|giatja|0|20\d\d"
)


@cache
def _subjects() -> frozenset[str]:
    """The words by which reports are called: `ekspor`, `pelatihan`, `hasil karya`; and of time."""
    titles = (title for contract in DATASETS.values() for title in contract.model.titles)
    words = {word for title in titles for word in wording_key(title).split()}
    return frozenset((words | set(load_references().months)) - {"data", "daftar"})


@lru_cache(maxsize=20_000)
def says_nil(text: str) -> bool:
    """Whether a text says that there is nothing to report, and nothing else."""
    key = re.sub(r"\bn\s?i\s?h\s?i\s?l\b", "nihil", wording_key(text))
    key = re.sub(_REASON, "", key)
    rest, nils = re.subn(_NIL, "", key)
    rest, without = re.subn(_NOT_THERE, "", rest)
    known = _subjects() | ({"laporan"} if nils else frozenset())
    return bool(nils or without) and all(
        word in known or _FILLING.fullmatch(word) for word in rest.split()
    )
