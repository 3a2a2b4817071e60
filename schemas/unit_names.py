"""What a written unit name says: type, subtype, class, place.

The subtype is never dropped: Lapas Kelas I Cirebon, Lapas Narkotika Kelas IIA Cirebon and Rutan
Kelas I Cirebon are three units (Source: domain.md §1).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from schemas.wording import wording_key

_TYPES = (
    ("lembaga pembinaan khusus anak", "lpka"),
    ("lembaga pemasyarakatan", "lapas"),
    ("rumah tahanan negara", "rutan"),
    ("rumah tahanan", "rutan"),
    ("balai pemasyarakatan", "bapas"),
    ("kantor wilayah", "kanwil"),
    ("lpp", "lapas perempuan"),
    ("lp", "lapas"),
)
_OFFICES = re.compile(
    r"\b(direktorat jenderal|ditjen pas|ditjenpas|ditjen|pemasyarakatan|kementerian|imigrasi dan|"
    r"kemenimipas|kemenkumham|hukum dan ham|hukum dan hak asasi manusia|republik|provinsi|prov)\b"
)
_CLASS = re.compile(r"\b(?:kelas|klas|kls|kl)\s*(i{1,3}|[123])\s*([ab])?\b|\b(i{2}|2)\s*([ab])\b")
_SUBTYPES = ("narkotika", "perempuan", "wanita", "terbuka", "pemuda", "khusus")
_ARABIC = {"1": "I", "2": "II", "3": "III"}


class UnitName(NamedTuple):
    """A unit name taken apart.

    Attributes:
        key: Type, subtype and place; equal keys name the same unit or units.
        kelas: Class as on the register (`IIA`), empty where none is written.
    """

    key: str
    kelas: str


@lru_cache(maxsize=200_000)
def parse_unit_name(name: str) -> UnitName:
    """Take a written unit name apart, whatever its wording.

    `LP Kelas 2A Sragen`, `Lembaga Pemasyarakatan (Lapas) Klas II-A Sragen` and `Lapas Sragen`
    have one key; a class written as `2A`, `II A`, `II-A` comes out as `IIA`.
    """
    words = f" {wording_key(name)} "
    for long, short in _TYPES:
        words = words.replace(f" {long} ", f" {short} ")
    kelas = ""
    if found := _CLASS.search(words):
        number, letter = (found[1], found[2]) if found[1] else (found[3], found[4])
        kelas = _ARABIC.get(number, number.upper()) + (letter or "").upper()
        words = words[: found.start()] + " " + words[found.end() :]
    tokens = words.split()
    kind = next((t for t in tokens if t in {"lapas", "rutan", "lpka", "bapas", "kanwil"}), "")
    if kind == "kanwil":
        tokens = _OFFICES.sub(" ", " ".join(tokens)).split()
    subtypes = [t.replace("wanita", "perempuan") for t in tokens if t in _SUBTYPES]
    if "narkotika" in subtypes:  # "Lapas Khusus Narkotika" is the narcotics subtype
        subtypes = ["narkotika"]
    place = "".join(t for t in tokens if t != kind and t not in _SUBTYPES)
    return UnitName(f"{kind}|{'+'.join(sorted(set(subtypes)))}|{place}", kelas)
