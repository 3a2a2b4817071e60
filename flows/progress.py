"""How far a run is, as an artifact of its page: read Kanwil by Kanwil, judged set by set."""

import time
from typing import Any
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

# a nation's night reads for two thirds of its time; publishing is one step, told by its task
_SPANS = {"read-kanwil": (0, 65), "judge-envelopes": (65, 70), "judge-dataset": (70, 95)}
_EVERY_S = 1.0  # an update costs some 15 ms


class Progress:
    """A progress artifact that is told how far each step is."""

    def __init__(self, key: str) -> None:
        self.artifact: UUID | None = None
        self.key = key
        self.told_at = 0.0
        self.progress = 0.0  # never goes back: files that waited are read after the others

    def tell(self, step: str, done: int, total: int) -> None:
        """So much of a step is done; said once a second, and at its end."""
        is_end = done == total
        if step not in _SPANS or not (is_end or time.monotonic() - self.told_at > _EVERY_S):
            return
        self.told_at = time.monotonic()
        first, last = _SPANS[step]
        reached = first + (last - first) * done / max(total, 1)
        self.progress = progress = max(self.progress, reached)
        said = f"{step}: {done} of {total}"
        if self.artifact is None:
            created: Any = create_progress_artifact(progress, key=self.key, description=said)
            self.artifact = created  # no flow of ours is asynchronous
        else:
            update_progress_artifact(self.artifact, progress, description=said)
