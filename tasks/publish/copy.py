"""Frames into tables by COPY: one per table, in PostgreSQL's CSV form."""

import io
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl
import psycopg
from psycopg import sql


def _array(column: str) -> pl.Expr:
    """A list as PostgreSQL's array text; every element quoted, so any text is safe."""
    element = pl.element().str.replace_all("\\", "\\\\", literal=True)
    element = element.str.replace_all('"', '\\"', literal=True)
    quoted = pl.col(column).list.eval(pl.format('"{}"', element)).list.join(",")
    return pl.concat_str(pl.lit("{"), quoted, pl.lit("}")).alias(column)  # null stays null


def copy_frame(
    connection: psycopg.Connection, table: str, frame: pl.DataFrame, columns: Sequence[str] = ()
) -> None:
    """COPY a frame into `schema.table`; the frame's columns are the table's.

    Args:
        connection: An open transaction.
        table: `schema.name`.
        frame: Lines; lists become arrays, nulls NULL, empty texts empty texts.
        columns: The columns to copy; all of the frame where none are given.
    """
    lines = frame.select(list(columns)) if columns else frame
    if not lines.is_empty():
        _send(connection, table, lines.columns, _csv(lines))


def copy_frames(connection: psycopg.Connection, frames: Iterable[tuple[str, pl.DataFrame]]) -> None:
    """COPY frames into their tables; the next is encoded while the server takes in the last."""
    with ThreadPoolExecutor(max_workers=1) as encoder:
        waiting: tuple[str, list[str], Future[io.BytesIO]] | None = None
        for table, frame in frames:
            if frame.is_empty():
                continue
            coming = (table, frame.columns, encoder.submit(_csv, frame))
            if waiting:
                _send(connection, *waiting[:2], waiting[2].result())
            waiting = coming
        if waiting:
            _send(connection, *waiting[:2], waiting[2].result())


def _csv(lines: pl.DataFrame) -> io.BytesIO:
    arrays = [name for name, dtype in lines.schema.items() if dtype == pl.List]
    lines = lines.with_columns(_array(name) for name in arrays)
    lines = lines.with_columns(  # PostgreSQL takes no NUL, not even from an old workbook
        pl.col(pl.String).str.replace_all("\x00", "", literal=True)
    )
    buffer = io.BytesIO()
    lines.write_csv(buffer, include_header=False, quote_style="necessary")
    return buffer


def _send(
    connection: psycopg.Connection, table: str, columns: Sequence[str], lines: io.BytesIO
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor().copy(statement) as copy:
        copy.write(lines.getbuffer())
