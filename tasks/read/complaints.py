"""What parsers say of a damaged file, as its sender reads it: they speak English to programmers."""

from json import JSONDecodeError

from schemas.errors import Fault

_CUT = "isi berkas terpotong, mungkin pengirimannya terputus"
_BROKEN = "sebagian isi berkas rusak"
_LACKING = "sebuah bagian di dalamnya hilang"
_MARKUP = "susunan XML di dalamnya tidak benar"
_TOO_DEEP = "terlalu banyak tingkat di dalamnya"
# a part of what a parser says, in small letters, and what that means; the first that fits is said.
# Source: 2,500 damaged files (`benchmarks/fuzz.py`); what is not here is not quoted
_MEANINGS = (
    ("field larger than field limit", "sebuah sel terlalu panjang"),
    ("cannot detect file format", "bukan buku kerja Excel atau LibreOffice"),
    ("password required", "sebuah bagian di dalamnya dikunci kata sandi"),
    ("maximum recursion depth", _TOO_DEEP),
    *((said, _CUT) for said in ("not a zip file", "truncated", "fill whole buffer")),
    *((said, _CUT) for said in ("requires a buffer", "no element found", "not closed")),
    *((said, _CUT) for said in ("unclosed", "end-of-block", "end of file")),
    *((said, _MARKUP) for said in ("well-formed", "tag", "declaration", "syntax error")),
    *((said, _MARKUP) for said in ("junk after", "prefix", "encoding", "codec")),
    *((said, _LACKING) for said in ("not found", "no entry", "no item", "expecting", "missing")),
    *((said, _BROKEN) for said in ("magic", "crc", "decompress", "directory", "corruption")),
    *((said, _BROKEN) for said in ("out of range", "overlap")),
    *((said, _BROKEN) for said in ("sector", "offset", "compress", "seek", "header")),
)


def complaint(code: str, error: BaseException) -> Fault:
    """A fault that says what a parser's error means; its own words go beside, for engineers."""
    said = str(error).casefold()
    meaning = next((means for part, means in _MEANINGS if part in said), "")
    return Fault(code, written=meaning, cause=str(error))


def json_complaint(error: Exception) -> Fault:
    """A fault that says where a text stops being JSON, or which number none can read."""
    if isinstance(error, JSONDecodeError):
        written = f"baris {error.lineno}, kolom {error.colno}"
    elif isinstance(error, RecursionError):
        written = _TOO_DEEP
    else:  # a number's own text, which the reader itself has put there
        written = str(error)[:200] if isinstance(error, ValueError) else ""
    return Fault("E008", written=written, cause=str(error)[:200])
