"""Questions the stages ask of the warehouse before they begin."""

from datetime import datetime

from schemas.warehouse.connect import connect


def known_submissions(url: str) -> dict[tuple[str, str], datetime]:
    """Identity (sha256, sender) of every submission ever read, and when it was last delivered."""
    with connect(url) as connection:
        lines = connection.execute("SELECT sha256, sender, received_at FROM ops.submission")
        return {(sha256, sender): received_at for sha256, sender, received_at in lines}
