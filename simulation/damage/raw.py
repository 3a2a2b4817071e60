"""Damage to bytes, whatever they mean: what disks, lines and programs that crash leave."""

from collections.abc import Callable
from random import Random

Way = Callable[[bytes, bytes, Random], bytes]
"""A file and another one to the damaged file."""

_EDGES = (b"\x00", b"\xff", b"\x7f", b"\x80", b"\x01", b"<", b'"', b"\n", b"\r", b"\x1a", b"PK")
NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x100000)
HUGE = (0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def span(content: bytes, rng: Random, most: int = 200) -> tuple[int, int]:
    """A stretch of a file, drawn by chance."""
    start = rng.randrange(len(content) + 1)
    return start, min(len(content), start + rng.randint(1, most))


def flip_bits(content: bytes, _: bytes, rng: Random) -> bytes:
    """Some bits the other way round."""
    out = bytearray(content)
    for _n in range(rng.choice((1, 1, 2, 4, 16))):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut_off(content: bytes, _: bytes, rng: Random) -> bytes:
    """The beginning alone."""
    return content[: rng.randrange(len(content) + 1)]


def cut_out(content: bytes, _: bytes, rng: Random) -> bytes:
    """Without a stretch."""
    start, end = span(content, rng)
    return content[:start] + content[end:]


def repeat(content: bytes, _: bytes, rng: Random) -> bytes:
    """A stretch several times."""
    start, end = span(content, rng)
    return content[:end] + content[start:end] * rng.choice((1, 2, 50)) + content[end:]


def insert(content: bytes, _: bytes, rng: Random) -> bytes:
    """Bytes between the others that nobody wrote."""
    at = rng.randrange(len(content) + 1)
    return content[:at] + _noise(rng) + content[at:]


def overwrite(content: bytes, _: bytes, rng: Random) -> bytes:
    """A stretch of other bytes."""
    start, end = span(content, rng, 64)
    noise = _noise(rng) * 64
    return content[:start] + noise[: end - start] + content[end:]


def _noise(rng: Random) -> bytes:
    if rng.random() < 0.5:
        return rng.choice(_EDGES) * rng.choice((1, 2, 7, 64))
    return rng.randbytes(rng.randint(1, 40))


def set_number(content: bytes, _: bytes, rng: Random) -> bytes:
    """A number at the edge of what its width can hold, where any stood."""
    width = rng.choice((1, 2, 4))
    if len(content) <= width:
        return content
    at = rng.randrange(len(content) - width)
    number = rng.choice(NUMBERS + HUGE) & ((1 << 8 * width) - 1)
    return content[:at] + number.to_bytes(width, "little") + content[at + width :]


def splice(content: bytes, other: bytes, rng: Random) -> bytes:
    """The beginning of one file and the end of another."""
    at = rng.random()
    return content[: int(at * len(content))] + other[int(at * len(other)) :]


def join(content: bytes, other: bytes, _: Random) -> bytes:
    """Two files in one."""
    return content + other


def swap(content: bytes, _: bytes, rng: Random) -> bytes:
    """Two stretches in each other's place."""
    a, b = sorted((span(content, rng), span(content, rng)))
    if a[1] > b[0]:
        return content
    middle = content[a[1] : b[0]]
    return content[: a[0]] + content[slice(*b)] + middle + content[slice(*a)] + content[b[1] :]


RAW: dict[str, Way] = {
    "bits": flip_bits,
    "cut off": cut_off,
    "cut out": cut_out,
    "repeated": repeat,
    "inserted": insert,
    "overwritten": overwrite,
    "number": set_number,
    "spliced": splice,
    "joined": join,
    "swapped": swap,
}
