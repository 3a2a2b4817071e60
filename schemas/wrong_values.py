"""Values that a setting or an option does not take: what it takes instead, in our own words."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_BOUNDS = {
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}
_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "decimal": "must be a number",
    "finite": "must be a number",
    "date": "must be a day, YYYY-MM-DD",
    "datetime": "must be a day, YYYY-MM-DD",
    "bool": "must be true or false",
    "path": "must be the path of a file or folder",
}


def what_it_takes(fault: "ErrorDetails") -> str:
    """What a value must be that pydantic refused."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(**context)
    return _KINDS.get(kind.partition("_")[0], "takes no such value")


def wrong_value(name: str, fault: "ErrorDetails", *, value: Any = None) -> str:
    """A name, what was written there (unless it may be a secret), and what it must be."""
    written = "" if value is None else f"={value}"
    return f"{name}{written}: {what_it_takes(fault)}"
