"""Texts of which parts have a font of their own: struck through, or raised as a footnote is.

Formats tell it in their own ways; what it means for the cell is the same in all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from tasks.read.grid import Appearance, Place

_AS_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Font(NamedTuple):
    """What a font shows besides the letters; most show neither."""

    is_struck: bool = False
    is_raised: bool = False


class Part(NamedTuple):
    """A part of a text and its font."""

    text: str
    font: Font = Font()


class RichText(NamedTuple):
    """What a text shows besides its letters.

    Attributes:
        text: The text as it is seen, `300²`, where it is seen otherwise than it is stored (3002);
            empty where not.
        is_struck: Whether a part that can be seen is struck through.
    """

    text: str = ""
    is_struck: bool = False


PLAIN_FONT, PLAIN_TEXT = Font(), RichText()


def rich_text(parts: Iterable[Part]) -> RichText:
    """What a text of these parts shows; blanks show nothing.

    A text that is raised altogether is no mark on anything, but the value in small letters.
    """
    parts = list(parts)
    fonts = {part.font for part in parts if part.text.strip()}
    is_marked = {font.is_raised for font in fonts} == {True, False}
    text = "".join(_seen(part) for part in parts) if is_marked else ""
    is_seen_otherwise = text != "".join(part.text for part in parts)
    return RichText(text if is_seen_otherwise else "", any(font.is_struck for font in fonts))


def _seen(part: Part) -> str:
    return part.text.translate(_AS_RAISED) if part.font.is_raised else part.text


def parts_of_runs(
    text: str, runs: Iterable[tuple[int, int]], fonts: Mapping[int, Font]
) -> Iterator[Part]:
    """Yield the parts of a text of a binary workbook.

    Args:
        text: The text.
        runs: From which sign on (of UTF-16) it has which font; before the first it has the cell's.
        fonts: Fonts that show more than the letters, by number.
    """
    wide = text.encode("utf-16-le", "surrogatepass")
    runs = sorted(runs, key=itemgetter(0))
    starts = [0, *(2 * first for first, _ in runs), len(wide)]
    parts = (wide[at:end].decode("utf-16-le", "replace") for at, end in pairwise(starts))
    numbers = (number for _, number in runs)
    own = (PLAIN_FONT, *(fonts.get(number, PLAIN_FONT) for number in numbers))
    return map(Part, parts, own)


def note_text(appearance: Appearance, place: Place, text: RichText) -> None:
    """Note what the text of a cell shows."""
    if text.is_struck:
        appearance.crossed.add(place)
    if text.text:
        appearance.texts[place] = text.text
