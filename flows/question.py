"""One question of somebody's own, asked as it is: never joined to other SQL, never a second one."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, cast

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.types.string import TextLoader

from schemas.errors import EtlError
from schemas.escapes import sheet_text
from schemas.spoken import say_instant, say_number


class Answer(NamedTuple):
    """What came of a question: names of columns, and rows as the loaders gave them."""

    names: list[str]
    rows: list[tuple[Any, ...]]


Loaders = Callable[[AdaptersMap], None]  # how values are read, for one way of printing them


def ask(connection: psycopg.Connection, text: str, most: int, load: Loaders) -> Answer:
    """Ask one statement by the extended protocol, which takes no second one.

    Args:
        connection: Read-only; see `schemas.warehouse.asking`.
        text: The statement.
        most: How many rows the answer may have.
        load: How its values are read.

    Raises:
        EtlError: It is no question, or its answer has more rows: half an answer is none.
    """
    names = _names_of_answer(connection, text)
    if names == []:
        raise EtlError("not a question: the statement returns no rows; write one SELECT")
    cursor = connection.cursor()
    load(cursor.adapters)
    lines = cast("Generator[tuple[Any, ...]]", cursor.stream(text))
    with closing(lines), _spelt_right():  # which cancels what is left
        rows = list(islice(lines, most + 1))
    if len(rows) > most:
        raise EtlError(
            f"more than {say_number(most)} rows: LIMIT them, or raise PEMBINAAN_ASK_MAX_ROWS"
        )
    return Answer(names or [], rows)


@contextmanager
def _spelt_right() -> Iterator[None]:
    try:
        yield
    except psycopg.ProgrammingError as error:
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            raise
        raise EtlError(f"the question: {str(error).splitlines()[0]}\n{_WHAT_THERE_IS}") from error


_WHAT_THERE_IS = (
    "what there is to SELECT: docs/data-dictionary.md; of a newer release, after pembinaan migrate"
)


def _names_of_answer(connection: psycopg.Connection, text: str) -> list[str] | None:
    """Columns a statement would answer with, before it is run: an answer of no rows has them, too.

    None where it is no SQL; what is wrong with it shows when it is run.
    """
    prepared = connection.pgconn.prepare(b"", text.encode())
    if prepared.status != psycopg.pq.ExecStatus.COMMAND_OK:
        return None
    described = connection.pgconn.describe_prepared(b"")
    return [(described.fname(at) or b"").decode() for at in range(described.nfields)]


_MOMENTS = ("date", "time", "timetz", "timestamp", "interval")
_NUMBERS = ("int2", "int4", "int8", "float4", "float8", "numeric")


def as_values(adapters: AdaptersMap) -> None:
    """Numbers and lists to print in a table; moments as text, for Python knows no infinity."""
    for name in _MOMENTS:
        adapters.register_loader(name, TextLoader)
    adapters.register_loader("timestamptz", _InJakarta)


class _InJakarta(Loader):
    def load(self, data: Buffer) -> str:
        text = bytes(data).decode()
        try:
            return say_instant(datetime.fromisoformat(text), to_the_second=True)
        except ValueError:  # infinity, or before Christ
            return text


def as_text(adapters: AdaptersMap) -> None:
    """Everything as PostgreSQL writes it."""
    for kind in adapters.types:
        adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            adapters.register_loader(kind.array_oid, TextLoader)


def as_json(adapters: AdaptersMap) -> None:
    """Every value as JSON writes it, to the last digit; arrays as lists of such."""
    adapters.register_loader(0, _Quoted)  # types nobody knows
    for kind in adapters.types:
        adapters.register_loader(kind.oid, _LOADERS.get(kind.name, _Quoted))


class _Quoted(Loader):
    def load(self, data: Buffer) -> str:
        return json.dumps(bytes(data).decode(), ensure_ascii=False)


class _Bare(Loader):
    def load(self, data: Buffer) -> str:
        return bytes(data).decode()


class _Number(Loader):
    def load(self, data: Buffer) -> str:
        text = bytes(data).decode()
        return json.dumps(text) if text.lstrip("-") in {"NaN", "Infinity"} else text


class _Truth(Loader):
    def load(self, data: Buffer) -> str:
        return "true" if bytes(data) == b"t" else "false"


class _Instant(Loader):
    def load(self, data: Buffer) -> str:
        text = bytes(data).decode().replace(" ", "T", 1)
        return json.dumps(f"{text}:00" if text[-3:-2] in {"+", "-"} and "T" in text else text)


_LOADERS: dict[str, type[Loader]] = {
    **dict.fromkeys(_NUMBERS, _Number),
    "bool": _Truth,
    "json": _Bare,
    "jsonb": _Bare,
    "timestamptz": _Instant,
    "timestamp": _Instant,
}


def csv_lines(answer: Answer) -> Iterable[str]:
    """Lines of CSV with a header: nothing is empty, an empty text is `""`."""
    for line in ([*answer.names], *answer.rows):
        yield ",".join(map(_csv_field, line)) + "\n"


def _csv_field(text: str | None) -> str:
    if text is None:
        return ""
    text = sheet_text(text)  # a spreadsheet may open it
    if text in {"", r"\."} or any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_json(answer: Answer) -> str:
    """A list of objects with compact text, one a line."""
    names = [json.dumps(name, ensure_ascii=False) for name in _apart(answer.names)]
    lines = (
        "{" + ",".join(f"{n}:{_json(v)}" for n, v in zip(names, row, strict=True)) + "}"
        for row in answer.rows
    )
    return "[" + ",\n ".join(lines) + "]"


def _json(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return "null" if value is None else str(value)


def _apart(names: Iterable[str]) -> list[str]:
    """Names, no two alike: a JSON object would keep one of two `sum`."""
    apart: list[str] = []
    for name in names:
        own, number = name, 2
        while own in apart:
            own, number = f"{name}_{number}", number + 1
        apart.append(own)
    return apart
