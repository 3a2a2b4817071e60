"""Damage to zipped workbooks that leaves the zip itself whole: to its parts, XML and records."""

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from simulation.damage.odd_cells import odd_word
from simulation.damage.raw import HUGE, NUMBERS, RAW, Way
from simulation.xlsb import zip_bytes

Parts = dict[str, bytes]
PartWay = Callable[[Parts, Parts, Random], None]
"""Changes the parts of a package; the second ones are those of another workbook."""
_Other = Callable[[re.Match[bytes]], bytes]
"""What stands in place of a match."""

_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"<]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_TAG = re.compile(rb"<(/?)([\w:]+)([^<>]*)>")
_ADDRESS = re.compile(rb' (?:r|ref|sqref)="[A-Z0-9:]+"')
_ELEMENT = re.compile(rb"<((?:\w+:)?(?:c|row|si|xf|sheet|mergeCell|table-cell|table-row|p))\b")
_SHARED = re.compile(rb't="s"([^<>]*)><v>(\d+)</v>')
_COUNTED = re.compile(rb"<table:table-(cell|row|column)")
_ADDRESSES = (
    *("A1", "XFD1048576", "A1048577", "XFE1", "ZZZZZZ1", "A0", "1A", "A", "7", "", "a1", "$A$1"),
    *("A1:XFD1048576", "B2:A1", "A1:A1", "A1:", "R1C1", "Lembar1!A1", "A99999999999", "AA٣"),
)
_ODD = (
    *("", "0", "-1", "1", "2", "99", "65536", "1048576", "4294967296", "9" * 30, "1e9", "NaN"),
    *("true", "A1", "s", "n", "str", "e", "d", "inlineStr", "rId1", "rId99", "hidden", "١"),
    *("../../x", "worksheets/sheet1.xml", "x" * 40_000, "&#0;", "&lt;", "2025-13-45", "PT"),
    *("0000-00-00T00:00:00", "9999-99-99", "string", "float", "date", "time", "boolean", "void"),
)
_BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>'
)
_MAIN_PARTS = re.compile(r"sheet|content\.xml|workbook|sharedStrings|styles|Table|rels$")


def parts_of(content: bytes) -> Parts:
    """The parts of a zip by name; none where it is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 (an earlier damage has broken it; zipfile says so in ten ways)
        return {}


def _name_of(parts: Parts, rng: Random) -> str:
    names = [name for name in parts if _MAIN_PARTS.search(name)]
    return rng.choice(names if names and rng.random() < 0.85 else list(parts))


# -- parts


def _rename(parts: Parts, _: Parts, rng: Random) -> None:
    name = _name_of(parts, rng)
    folder, _slash, last = name.rpartition("/")
    others = (name.upper(), last, f"{folder}\\{last}", f"x/{name}", f"../{name}", f"{name}.bak")
    parts[rng.choice((*others, "content.xml", "xl/workbook.xml", ""))] = parts.pop(name)


def _drop(parts: Parts, _: Parts, rng: Random) -> None:
    del parts[_name_of(parts, rng)]


def _copy(parts: Parts, _: Parts, rng: Random) -> None:
    name = _name_of(parts, rng)
    parts[rng.choice((name.upper(), f"/{name}", f"./{name}", name.replace("1", "2")))] = parts[name]


def _exchange(parts: Parts, _: Parts, rng: Random) -> None:
    a, b = _name_of(parts, rng), _name_of(parts, rng)
    parts[a], parts[b] = parts[b], parts[a]


def _adopt(parts: Parts, others: Parts, rng: Random) -> None:
    """A part of another workbook."""
    if others:
        name = _name_of(others, rng)
        parts[name] = others[name]


def _damage_part(parts: Parts, others: Parts, rng: Random) -> None:
    """What may befall any bytes, inside a part."""
    name = _name_of(parts, rng)
    other = others.get(name, b"")
    parts[name] = rng.choice(list(RAW.values()))(parts[name], other, rng)


def _empty(parts: Parts, _: Parts, rng: Random) -> None:
    parts[_name_of(parts, rng)] = rng.choice((b"", b"<a/>", b" " * 100_000, bytes(5)))


# -- XML


def _replaced(
    content: bytes,
    pattern: re.Pattern[bytes],
    other: Callable[[re.Match[bytes]], bytes],
    rng: Random,
) -> bytes:
    """Some of a pattern's matches replaced."""
    found = list(pattern.finditer(content))
    if not found:
        return content
    chosen = rng.sample(found, min(len(found), rng.choice((1, 1, 2, 5))))
    for match in sorted(chosen, key=lambda m: -m.start()):
        content = content[: match.start()] + other(match) + content[match.end() :]
    return content


def _in_xml(change: Callable[[bytes, Random], bytes]) -> PartWay:
    def change_part(parts: Parts, _: Parts, rng: Random) -> None:
        names = [name for name, part in parts.items() if part[:1] == b"<"]
        main = [name for name in names if _MAIN_PARTS.search(name)]
        if names:
            name = rng.choice(main if main and rng.random() < 0.85 else names)
            parts[name] = change(parts[name], rng)

    return change_part


def _escaped(word: str) -> bytes:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;")):
        word = word.replace(character, entity)
    return word.encode()


def _texts(content: bytes, rng: Random) -> bytes:
    return _replaced(content, _TEXT, lambda _: b">" + _escaped(odd_word(rng)) + b"<", rng)


def _attributes(content: bytes, rng: Random) -> bytes:
    odd = [word.encode() for word in _ODD] + [m[2] for m in _ATTRIBUTE.finditer(content)]
    return _replaced(content, _ATTRIBUTE, lambda m: m[1] + b'="' + rng.choice(odd) + b'"', rng)


def _attributes_lost(content: bytes, rng: Random) -> bytes:
    return _replaced(content, _ATTRIBUTE, lambda _: b"", rng)


def _addresses(content: bytes, rng: Random) -> bytes:
    def other(match: re.Match[bytes]) -> bytes:
        return match[0].split(b'"')[0] + b'"' + rng.choice(_ADDRESSES).encode() + b'"'

    return _replaced(content, _ADDRESS, other, rng)


def _merges(content: bytes, rng: Random) -> bytes:
    some = [rng.choice((*_ADDRESSES, "A1:B2", "A2:C9", "B3:B4")) for _ in range(rng.choice((1, 3)))]
    cells = "".join(f'<mergeCell ref="{at}"/>' for at in some)
    merged = f'<mergeCells count="{len(some)}">{cells}</mergeCells>'.encode()
    return content.replace(b"</sheetData>", b"</sheetData>" + merged, 1)


def _shared_texts(content: bytes, rng: Random) -> bytes:
    odd = ("0", "-1", "1", "99999", "4294967296", "1.5", "x", "")

    def other(match: re.Match[bytes]) -> bytes:
        return b't="s"' + match[1] + b"><v>" + rng.choice(odd).encode() + b"</v>"

    return _replaced(content, _SHARED, other, rng)


def _tags(content: bytes, rng: Random) -> bytes:
    """Tags lost, renamed, twice, opened and never closed."""
    ways: tuple[Callable[[re.Match[bytes]], bytes], ...] = (
        lambda _: b"",
        lambda m: m[0] * 2,
        lambda m: b"<" + m[1] + m[2] + b"x" + m[3] + b">",
        lambda m: b"<" + m[1] + b"x:" + m[2] + m[3] + b">",
        lambda m: b"<" + m[2] + b">" + m[0],
        lambda m: m[0] + b"<!-- " + m[0] + b" -->",
        lambda m: m[0] + b"<![CDATA[" + m[0] + b"]]>",
    )
    return _replaced(content, _TAG, rng.choice(ways), rng)


def _elements(content: bytes, rng: Random) -> bytes:
    """Whole elements lost, several times, or in the place of others."""
    found = list(_ELEMENT.finditer(content))
    if not found:
        return content
    (start, end), other = (_span_of(content, match) for match in rng.choices(found, k=2))
    element = content[start:end]
    ways = (b"", element * 2, element * rng.choice((3, 300)), element + element[::-1])
    if rng.random() < 0.7:
        return content[:start] + rng.choice(ways) + content[end:]
    return content[: other[0]] + element + content[other[1] :]


def _span_of(content: bytes, match: re.Match[bytes]) -> tuple[int, int]:
    """From where an element begins to where the first of its name ends, or to the file's end."""
    closing = content.find(b">", match.end())
    if closing < 0 or content[closing - 1 : closing] == b"/":
        return match.start(), closing + 1 or len(content)
    end = b"</" + match[1] + b">"
    at = content.find(end, closing)
    return match.start(), at + len(end) if at >= 0 else len(content)


def _nesting(content: bytes, rng: Random) -> bytes:
    tag, deep = rng.choice((b"r", b"a", b"c", b"row")), rng.choice((5, 300, 50_000))
    at = content.find(b">", rng.randrange(len(content) + 1)) + 1
    return content[:at] + (b"<" + tag + b">") * deep + (b"</" + tag + b">") * deep + content[at:]


def _repetitions(content: bytes, rng: Random) -> bytes:
    """Cells and rows of an .ods said to stand there many times."""

    def other(match: re.Match[bytes]) -> bytes:
        what = b"rows" if match[1] == b"row" else b"columns"
        times = rng.choice((*_ODD[:10], "2", "300", "16384"))
        return match[0] + b" table:number-" + what + b'-repeated="' + times.encode() + b'"'

    return _replaced(content, _COUNTED, other, rng)


def _declaration(content: bytes, rng: Random) -> bytes:
    """Another encoding said or used, a document type, entities that swell."""
    body = content[content.find(b"?>") + 2 :] if content.startswith(b"<?xml") else content
    said = rng.choice((b"utf-16", b"iso-8859-1", b"windows-1252", b"utf-7", b"x", b"UTF-32"))
    ways = (
        lambda: b'<?xml version="1.0" encoding="' + said + b'"?>' + body,
        lambda: b'<?xml version="1.0"?>' + _BOMB + body.replace(b"</v>", b"&e;</v>", 3),
        lambda: b'<!DOCTYPE a SYSTEM "file:///etc/hostname">' + body,
        lambda: content.decode("utf-8", "replace").encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: b"\n\n" + content,
        lambda: b'<?xml version="1.1"?>' + body,
    )
    return rng.choice(ways)()


# -- records of an .xlsb


def records_of(content: bytes) -> list[tuple[int, bytes]]:
    """Kind and body of every record of an .xlsb part, as far as they can be told apart."""
    found, at = [], 0
    while at < len(content):
        kind, at = _number_at(content, at, 2)
        size, at = _number_at(content, at, 4)
        found.append((kind, content[at : at + size]))
        at += size
    return found


def _number_at(content: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for shift in range(most):
        byte = content[at] if at < len(content) else 0
        number |= (byte & 0x7F) << 7 * shift
        at += 1
        if byte < 0x80:
            break
    return number, at


def _varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _binary_records(parts: Parts, _: Parts, rng: Random) -> None:
    """Records of other kinds, sizes and contents, lost, twice, and in other places."""
    names = [name for name in parts if name.endswith(".bin")]
    if not names:
        return
    name = rng.choice(names)
    written = [_varint(kind) + _varint(len(b)) + b for kind, b in records_of(parts[name])]
    for _n in range(rng.choice((1, 1, 3))):
        at = rng.randrange(len(written)) if written else 0
        if written:
            written[at] = _damaged_record(written, at, rng)
    parts[name] = b"".join(written)


def _damaged_record(written: list[bytes], at: int, rng: Random) -> bytes:
    [(kind, body)] = records_of(written[at])[:1] or [(0, b"")]
    number = rng.choice(NUMBERS + HUGE)
    place = rng.randrange(0, max(len(body) - 3, 1), 4)
    ways = (
        lambda: b"",
        lambda: written[at] * rng.choice((2, 300)),
        lambda: rng.choice(written),
        lambda: _varint(rng.randrange(400)) + _varint(len(body)) + body,
        lambda: _varint(kind) + _varint(number & 0xFFFFFFF) + body,
        lambda: _varint(kind) + _varint(len(body[:place])) + body[:place],
        lambda: (
            _varint(kind)
            + _varint(len(body))
            + body[:place]
            + number.to_bytes(4, "little")[: len(body) - place]
            + body[place + 4 :]
        ),
    )
    return rng.choice(ways)()


PARTS: dict[str, PartWay] = {
    "part renamed": _rename,
    "part lost": _drop,
    "part copied": _copy,
    "parts exchanged": _exchange,
    "part of another": _adopt,
    "part damaged": _damage_part,
    "part emptied": _empty,
    "texts": _in_xml(_texts),
    "attributes": _in_xml(_attributes),
    "attributes lost": _in_xml(_attributes_lost),
    "addresses": _in_xml(_addresses),
    "merges": _in_xml(_merges),
    "shared texts": _in_xml(_shared_texts),
    "tags": _in_xml(_tags),
    "elements": _in_xml(_elements),
    "nesting": _in_xml(_nesting),
    "repetitions": _in_xml(_repetitions),
    "declaration": _in_xml(_declaration),
    "binary records": _binary_records,
}


def _in_package(change: PartWay) -> Way:
    def damage(content: bytes, other: bytes, rng: Random) -> bytes:
        parts = parts_of(content)
        if not parts:  # something else has broken it already
            return rng.choice(list(RAW.values()))(content, other, rng)
        change(parts, parts_of(other), rng)
        return zip_bytes(parts)

    return damage


def _local_only(content: bytes, _: bytes, rng: Random) -> bytes:
    """The directory of the zip at odds with its parts: sizes, methods, flags, places."""
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x01\x02") + rng.randint(0, 1))
    if at < 0:
        return content
    field, width = rng.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4)))
    number = rng.choice(NUMBERS + HUGE) & ((1 << 8 * width) - 1)
    place = at + field
    return content[:place] + number.to_bytes(width, "little") + content[place + width :]


_XML_ALONE = {"addresses", "merges", "shared texts"}
PACKAGE = {name: _in_package(way) for name, way in PARTS.items()} | {"directory": _local_only}
OF_XLSX = {n: w for n, w in PACKAGE.items() if n not in {"binary records", "repetitions"}}
OF_ODS = {n: w for n, w in PACKAGE.items() if n not in {"binary records", *_XML_ALONE}}
OF_XLSB = {n: w for n, w in PACKAGE.items() if n not in {"repetitions", *_XML_ALONE}}
