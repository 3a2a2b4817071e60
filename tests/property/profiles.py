"""How many examples: few in each test run, many with `HYPOTHESIS_PROFILE=deep`."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

_TIMES = 50 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


def examples(number: int) -> Callable[[Any], Any]:
    """Settings of a test whose examples take seconds: a failure is reported, not made smaller.

    Shrinking would take hours; `deep` does it.
    """
    return settings(
        max_examples=number * _TIMES,
        deadline=None,
        print_blob=True,
        phases=[*_PHASES, Phase.shrink] if _TIMES > 1 else _PHASES,
        suppress_health_check=list(HealthCheck),
    )
