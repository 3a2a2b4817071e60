"""When two wordings are the same: one key for headers, titles, names and synonyms; month names."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale

# Januari to Desember (Source: CLDR)
MONTHS = tuple(Locale("id").months["format"]["wide"][number] for number in range(1, 13))
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=200_000)
def wording_key(text: str) -> str:
    """Return the words of a text, lower case, one space between; equal keys are equal wordings.

    NFKC comes first, since real texts hold mathematical italics, ligatures and wide spaces
    (Source: seed 000). `%`, `@` and `$` are words of their own, `1,5 kg` keeps no comma.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    for sign, word in (("%", " persen "), ("@", " harga satuan "), ("$", "usd ")):
        if sign in plain:
            plain = plain.replace(sign, word)
    return _NOT_WORD.sub(" ", plain.replace("'", "").replace("’", "")).strip()
