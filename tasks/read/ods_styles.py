"""Styles of an .ods workbook: number formats in Excel's notation, what is struck through or raised.

Source: ODF 1.3 part 3, 16 and 20.
"""

import io
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from tasks.read.number_formats import is_telling

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = {
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "number": f"{_ODF}:datastyle:1.0",
    **{name: f"{_ODF}:{name}:1.0" for name in ("office", "style", "table", "text")},
}
SIGNALS = (
    *(
        b"line-through",
        b"text-position",
        b"<number:text",
        b"<number:percentage-style",
        b'value-type="percentage"',
        b"<number:currency-symbol",
        b"display-factor",
    ),
    b'decimal-places="3"',
)
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[\d.]+)")
_WRITTEN_OUT = re.compile(r'"[\d.,]+"')  # `1,700` itself for 1.7: some exports make a style of it
_RAISED = re.compile(r"super\b|[0.]*[1-9]")  # `super 58%`, `33% 58%`; not `0% 100%`, `-33% 58%`
_Element = ElementTree.Element


def qualified(name: str) -> str:
    """A name such as `table:table-row` as ElementTree has it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Styles(NamedTuple):
    """What styles show, by name.

    Attributes:
        formats: Number format of cell styles, in Excel's notation, where it shows more than the
            number.
        struck: Cell and text styles that strike through.
        raised: Whether they raise, of styles that say so; empty where none does.
    """

    formats: dict[str, str]
    struck: frozenset[str]
    raised: dict[str, bool]


def read_styles(*parts: bytes) -> Styles:
    """Styles of all parts; a name in a later part goes before one in an earlier."""
    styles: dict[str, _Element] = {}
    formats: dict[str, _Element] = {}
    for part in filter(None, parts):
        for element in _style_elements(part):
            kept = styles if element.tag == qualified("style:style") else formats
            kept[element.get(qualified("style:name"), "")] = element
    codes = {name: _code(element, formats) for name, element in formats.items()}
    positions = {name: _said(name, styles, "position") for name in styles}
    raised = {name: _RAISED.match(said) is not None for name, said in positions.items() if said}
    shown = {name: codes.get(_data_style(name, styles), "") for name in styles}
    return Styles(
        {name: code for name, code in shown.items() if is_telling(code)},
        frozenset(name for name in styles if _strikes(name, styles)),
        raised if any(raised.values()) else {},
    )


def _style_elements(part: bytes) -> Iterator[_Element]:
    """Yield the styles of cells, texts and numbers."""
    for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314 (expat stops bombs)
        if element.tag == qualified("office:body"):
            return
        if element.tag == qualified("style:style") or element.tag.startswith(qualified("number:")):
            yield element


def _inherited(name: str, styles: dict[str, _Element]) -> Iterator[_Element]:
    """Yield a style, its parent, the parent's parent."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = styles[name].get(qualified("style:parent-style-name"), "")


def _data_style(name: str, styles: dict[str, _Element]) -> str:
    named = (e.get(qualified("style:data-style-name")) for e in _inherited(name, styles))
    return next(filter(None, named), "")


def _strikes(name: str, styles: dict[str, _Element]) -> bool:
    said = _said(name, styles, "line-through-style", "line-through-type")
    return said not in {"", "none"}


def _said(name: str, styles: dict[str, _Element], *kinds: str) -> str:
    """What a style, or the nearest it inherits from, says of its text; empty if nothing."""
    for element in _inherited(name, styles):
        for properties in element.iter(qualified("style:text-properties")):
            for kind in kinds:
                said = properties.get(qualified(f"style:text-{kind}"))
                if said:
                    return said
    return ""


def _code(element: _Element, formats: dict[str, _Element]) -> str:
    """A number style in Excel's notation: `<number:text> kg</number:text>` is `" kg"`."""
    kind = element.tag.rpartition("}")[2]
    if kind not in {"number-style", "currency-style"}:
        return "0%" if kind == "percentage-style" else ""
    sections = []
    for chosen in element.iter(qualified("style:map")):
        condition = _CONDITION.fullmatch(chosen.get(qualified("style:condition"), ""))
        other = formats.get(chosen.get(qualified("style:apply-style-name"), ""))
        if condition and other is not None:
            sign = "<>" if condition[1] == "!=" else condition[1]
            sections.append(f"[{sign}{condition[2]}]{_section(other)}")
    return ";".join([*sections, _section(element)])


def _section(element: _Element) -> str:
    code = "".join(_token(part) for part in element)
    return "0" if _WRITTEN_OUT.fullmatch(code) else code or '""'


def _token(part: _Element) -> str:
    kind, text = part.tag.rpartition("}")[2], part.text or ""
    if kind == "text":
        return '"{}"'.format(text.replace('"', "")) if text else ""
    if kind == "currency-symbol":
        return "[${}]".format(text.replace("]", "").replace("-", ""))
    if kind == "number":
        factor = float(part.get(qualified("number:display-factor"), "1"))
        decimals = ".000" if part.get(qualified("number:decimal-places")) == "3" else ""
        return "0" + decimals + "," * next((n for n in range(4, 0, -1) if factor >= 1000**n), 0)
    return "0" if kind in {"scientific-number", "fraction"} else ""
