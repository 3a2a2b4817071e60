"""When two wordings are the same: one key for headers, titles, names and synonyms; month names."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale

# Januari to Desember (Source: CLDR)
MONTHS = tuple(Locale("id").months["format"]["wide"][number] for number in range(1, 13))
# what nobody sees, as the inside of a character class: soft hyphen, joiners and zero-width spaces,
# marks of direction, variation selectors (Source: field cases, figures copied out of a chat)
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_NOT_WORD = re.compile(r"[\W_]+")


def visible(text: str) -> str:
    """The text without the marks that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@lru_cache(maxsize=200_000)
def wording_key(text: str) -> str:
    """Return the words of a text, lower case, one space between; equal keys are equal wordings.

    NFKC comes first, since real texts hold mathematical italics, ligatures and wide spaces
    (Source: seed 000). `%`, `@` and `$` are words of their own, `1,5 kg` keeps no comma.
    """
    plain = unicodedata.normalize("NFKC", visible(text)).casefold()
    for sign, word in (("%", " persen "), ("@", " harga satuan "), ("$", "usd ")):
        if sign in plain:
            plain = plain.replace(sign, word)
    return _NOT_WORD.sub(" ", plain.replace("'", "").replace("’", "")).strip()
