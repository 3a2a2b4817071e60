"""What the warehouse is derived from, each with a stamp: a change is noticed, never guessed.

Reference tables, the aggregate's figures and the views are made from this code by `migrate`, which
keeps the stamp of what it made; whoever publishes compares first.
"""

import hashlib

import psycopg

from schemas.errors import TerminalError
from schemas.warehouse import mart
from schemas.warehouse.register import KEEP_REGISTER, reference_rows
from schemas.warehouse.views import drop_views, view_statements

REFERENCES, FIGURES, VIEWS = "acuan", "agregat", "tampilan"
REMARKS = "lintas"  # kept by whoever publishes: remarks between reports are no figures
_WORDS = {
    REFERENCES: "reference data",
    FIGURES: "metrics",
    VIEWS: "views, functions and guards",
}


def word_of(name: str) -> str:
    """A definition as whoever runs `migrate` knows it."""
    return _WORDS[name]


def stamp_of(*definition: object) -> str:
    """Short hash of a definition."""
    return hashlib.sha256(repr(definition).encode()).hexdigest()[:16]


def stamps() -> dict[str, str]:
    """The stamp of everything this code derives, by name."""
    return {
        REFERENCES: stamp_of(reference_rows(), KEEP_REGISTER),
        FIGURES: stamp_of(mart.aggregate_query("laporan"), mart.aggregate_columns()),
        VIEWS: stamp_of(view_statements()),
    }


def stale_definitions(connection: psycopg.Connection) -> dict[str, str]:
    """What the warehouse has of another release, by name, with the stamp of this one."""
    kept = kept_stamps(connection)
    return {name: stamp for name, stamp in stamps().items() if kept.get(name) != stamp}


def kept_stamps(connection: psycopg.Connection) -> dict[str, str]:
    """Of which release everything derived is, by name; nothing in a warehouse before stamps."""
    known = connection.execute("SELECT to_regclass('ops.definition')").fetchone()
    if not (known and known[0]):
        return {}
    return dict(connection.execute("SELECT nama, sidik FROM ops.definition").fetchall())


def keep_stamps(connection: psycopg.Connection, kept: dict[str, str]) -> None:
    """Say of which release the warehouse now is."""
    connection.cursor().executemany(
        "INSERT INTO ops.definition (nama, sidik, sejak) VALUES (%s, %s, now()) "
        "ON CONFLICT (nama) DO UPDATE SET sidik = excluded.sidik, sejak = excluded.sejak",
        list(kept.items()),
    )


def set_views_aside(connection: psycopg.Connection) -> None:
    """Drop the views, for a migration that takes away what they look at; `migrate` makes them."""
    drop_views(connection)
    keep_stamps(connection, {VIEWS: ""})


def check_definitions(connection: psycopg.Connection) -> None:
    """Make sure that the warehouse derives what this code does.

    Asked when a run begins, and again under the publishing lock: another release may have migrated
    the warehouse in between.

    Raises:
        TerminalError: It does not; `pembinaan migrate` mends that.
    """
    if stale := stale_definitions(connection):
        names = ", ".join(map(word_of, stale))
        raise TerminalError(
            f"the warehouse is of another release ({names}): run `pembinaan migrate`"
        )
