"""The archived files a backfill has to read: asked before it reads, and again under the lock."""

from typing import Any

import psycopg

from tasks.publish.scope import Scope

# but for those that were forgotten: the archive has no bytes of them either
FILES = (
    "SELECT s.sha256, s.sender, s.name, s.received_at, s.size, s.receipts FROM (SELECT * FROM "
    "ops.submission WHERE sha256 NOT IN (SELECT sha256 FROM ops.forgotten)) AS s"
)
# refused unread, so the archive has no bytes of them
NEVER_KEPT = ("E001", "E006", "E016", "E022")


def files_to_judge_again(connection: psycopg.Connection, scope: Scope) -> list[tuple[Any, ...]]:
    """Lines of `FILES` of every file that speaks of a scope, or might if read otherwise today."""
    inside, values = scope.condition("x")
    senders = sorted(scope.units) if scope.units is not None else None
    return connection.execute(
        f"{FILES} WHERE s.state <> 'held' AND (EXISTS (SELECT FROM ops.submission_report x "
        f"WHERE (x.sha256, x.sender) = (s.sha256, s.sender) AND {inside}) "
        "OR EXISTS (SELECT FROM ops.rejected_report x "
        f"WHERE (x.sha256, x.sender) = (s.sha256, s.sender) AND {inside}) "
        "OR (s.state IN ('rejected', 'archived') AND coalesce(s.kode, '') <> ALL (%s) "
        "AND (%s::text[] IS NULL OR s.sender = ANY(%s) OR s.sender IN "
        "(SELECT kanwil_id FROM ref.upt WHERE upt_id = ANY(%s))) "
        "AND NOT EXISTS (SELECT FROM ops.rejected_report x "
        "WHERE (x.sha256, x.sender) = (s.sha256, s.sender)))) ORDER BY s.sha256, s.sender",
        [*values, *values, list(NEVER_KEPT), senders, senders, senders],
    ).fetchall()
