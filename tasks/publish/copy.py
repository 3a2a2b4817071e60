"""Frames into tables by COPY: one per table, in PostgreSQL's CSV form."""

import io
from collections.abc import Sequence

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
    if frame.is_empty():
        return
    lines = frame.select(list(columns)) if columns else frame
    arrays = [name for name, dtype in lines.schema.items() if dtype == pl.List]
    lines = lines.with_columns(_array(name) for name in arrays)
    lines = lines.with_columns(  # PostgreSQL takes no NUL, not even from an old workbook
        pl.col(pl.String).str.replace_all("\x00", "", literal=True)
    )
    buffer = io.BytesIO()
    lines.write_csv(buffer, include_header=False, quote_style="necessary")
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, lines.columns))
    )
    with connection.cursor().copy(statement) as copy:
        copy.write(buffer.getbuffer())
