"""Damage to .xls files: to the sectors of the compound file and the records of the workbook."""

from random import Random
from struct import pack, unpack_from

from simulation.damage.raw import HUGE, NUMBERS, Way

_SECTOR = 512
_FIRST = b"\x09\x08"  # the record every book and sheet begins with
_KINDS = (
    *(0x0A, 0x06, 0x809, 0x85, 0x31, 0x41E, 0xE0, 0x42, 0x2F, 0x203, 0x204, 0x205, 0x206, 0x27E),
    *(0xFD, 0xFC, 0x3C, 0xBD, 0xBE, 0xD6, 0x200, 0x208, 0x7D, 0xE5, 0x201, 0x22, 0x5D, 0x1B6),
)
_CELLS = frozenset({0x203, 0x204, 0x205, 0x27E, 0xFD, 0x06, 0x201})


def records_in(content: bytes) -> list[tuple[int, int, int]]:
    """(kind, where its body begins, size) of the records, where they lie in a row in the file."""
    at = content.find(_FIRST, _SECTOR)
    found = []
    while 0 <= at <= len(content) - 4:
        kind, size = unpack_from("<HH", content, at)
        if kind == 0 or at + 4 + size > len(content):
            break
        found.append((kind, at + 4, size))
        at += 4 + size
    return found


def _put(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def _kind(content: bytes, _: bytes, rng: Random) -> bytes:
    """A record that says it is another."""
    found = records_in(content)
    if not found:
        return content
    kind = rng.choice((*_KINDS, rng.randrange(0x1000)))
    return _put(content, rng.choice(found)[1] - 4, pack("<H", kind))


def _size(content: bytes, _: bytes, rng: Random) -> bytes:
    """A record that says it is longer or shorter than it is."""
    found = records_in(content)
    if not found:
        return content
    _kind, at, size = rng.choice(found)
    odd = (0, 1, size - 1, size + 1, size + 4, size * 2, 8224, 8225, 0xFFFF)
    return _put(content, at - 2, pack("<H", rng.choice(odd) & 0xFFFF))


def _field(content: bytes, _: bytes, rng: Random) -> bytes:
    """A number inside a record at the edge of what it can hold."""
    found = [r for r in records_in(content) if r[2] >= 2]
    if not found:
        return content
    cells = [r for r in found if r[0] in _CELLS] or found
    for _n in range(rng.choice((1, 1, 4))):
        _kind, at, size = rng.choice(cells if rng.random() < 0.5 else found)
        width = 2 if size < 4 or rng.random() < 0.6 else 4
        place = at + rng.randrange(0, size - width + 1, 2)
        number = rng.choice(NUMBERS + HUGE) & ((1 << 8 * width) - 1)
        content = _put(content, place, number.to_bytes(width, "little"))
    return content


def _lost(content: bytes, _: bytes, rng: Random) -> bytes:
    """Records lost or in another order; the stream stays as long as it was."""
    found = records_in(content)
    if not found:
        return content
    begin, end = found[0][1] - 4, found[-1][1] + found[-1][2]
    written = [content[at - 4 : at + size] for _kind, at, size in found]
    for _n in range(rng.choice((1, 1, 3))):
        at, other = rng.randrange(len(written)), rng.randrange(len(written))
        draw = rng.randrange(4)
        if draw == 0:
            written[at] = b""
        elif draw == 1:
            written[at] = written[other]
        elif draw == 2:
            written[at], written[other] = written[other], written[at]
        else:
            written[at] *= rng.choice((2, 20))
    stream = b"".join(written)[: end - begin]
    return content[:begin] + stream.ljust(end - begin, b"\0") + content[end:]


def _sectors(content: bytes, _: bytes, rng: Random) -> bytes:
    """Numbers in the header, in the table of sectors or in the directory of the compound file."""
    if len(content) < 2 * _SECTOR:
        return content
    table, directory = unpack_from("<I", content, 76)[0], unpack_from("<I", content, 48)[0]
    starts = [_SECTOR * (1 + n) for n in (table, directory) if _SECTOR * (2 + n) <= len(content)]
    for _n in range(rng.choice((1, 1, 3))):
        start = rng.choice((0, *starts))
        place = start + rng.randrange(24 if start == 0 else 0, _SECTOR, 4)
        near = rng.choice((*NUMBERS[:6], *HUGE, 0xFFFFFFFC, rng.randrange(len(content) // _SECTOR)))
        content = _put(content, place, near.to_bytes(4, "little"))
    return content


def _sectors_moved(content: bytes, other: bytes, rng: Random) -> bytes:
    """Whole sectors in each other's place, or of another file."""
    last = len(content) // _SECTOR
    if last < 3:
        return content
    a, b = (_SECTOR * rng.randrange(1, last) for _ in range(2))
    source = other if rng.random() < 0.5 else content
    return _put(content, a, source[b : b + _SECTOR])


OF_XLS: dict[str, Way] = {
    "record kind": _kind,
    "record size": _size,
    "record field": _field,
    "records lost": _lost,
    "sectors": _sectors,
    "sectors moved": _sectors_moved,
}
