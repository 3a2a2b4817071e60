"""Names that a run takes, checked before anything is started."""

from collections.abc import Mapping, Sequence

from schemas.errors import WrongUsageError
from tasks.report.lookup import nearest


def check_known(asked: Mapping[str, Sequence[str]]) -> None:
    """Refuse a unit, Kanwil or dataset nobody knows, with the nearest known ones.

    Raises:
        WrongUsageError: There is one.
    """
    for option, names in asked.items():
        known = _names(option) if names else []
        for name in names:
            if name not in known:
                near = ", ".join(nearest(name, known))
                raise WrongUsageError(f"--{option}: nobody knows {name!r}; nearest: {near}")


def _names(option: str) -> list[str]:
    from schemas.contracts import DATASETS  # noqa: PLC0415 (polars)
    from schemas.references import read_reference  # noqa: PLC0415

    if option == "dataset":
        return [*DATASETS]
    return [
        str(name) for name in read_reference(option)[f"{option}_id"].unique(maintain_order=True)
    ]
