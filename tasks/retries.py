"""Which failures are worth another try: a network or server that did not answer, nothing else."""

from typing import Any

from schemas.errors import AwayError, TransientError

DELAYS: list[float] = [1, 5, 20]  # seconds before the second, third and fourth try


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Prefect's retry condition: true for `TransientError` that nobody has waited out yet."""
    try:
        state.result()
    except AwayError:
        return False
    except TransientError:
        return True
    except Exception:  # noqa: BLE001 (any other failure is what it is; trying again cannot help)
        return False
    return False
