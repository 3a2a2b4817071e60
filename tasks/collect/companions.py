"""Companions: what other programs leave beside a report, known by name."""

import re

_COMPANIONS = re.compile(
    r"~\$.*|~wr[a-z]\d+\.tmp|\.~lock\..*|\._.*|\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|"
    r".*\.(?:eml|msg|lnk|url|tmp|part|crdownload)",
    re.IGNORECASE,
)


def is_companion(name: str) -> bool:
    """Whether a file is what another program leaves beside a report, by its name."""
    return _COMPANIONS.fullmatch(name.rpartition("/")[2]) is not None
