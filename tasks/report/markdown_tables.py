"""Markdown tables of the artifacts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from schemas.escapes import markdown_text
from schemas.spoken import say_number


def markdown_table(header: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """A Markdown table: numbers to the right and the Indonesian way, nothing as nothing."""
    numeric = [
        any(isinstance(line[i], int | Decimal) for line in lines) for i in range(len(header))
    ]
    rule = tuple("---:" if right else "---" for right in numeric)
    rows = [header, rule, *(tuple(map(shown, line)) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def markdown_records(lines: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table of lines by the names of their columns; nothing where there are none."""
    return (
        markdown_table(tuple(lines[0]), [tuple(line.values()) for line in lines]) if lines else ""
    )


def shown(value: object) -> str:
    """A value as Markdown: numbers the Indonesian way, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return say_number(value)
    return markdown_text(str(value))
