"""Companions: what other programs leave beside a report, known by name."""

import re

_COMPANIONS = re.compile(
    r"~\$.*|~wr[a-z]\d+\.tmp|\.~.*|\._.*|\.ds_store|thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|"
    r"\.directory|\.localized|\.picasa\.ini|\.dropbox.*|\.sync.*|autorun\.inf|icon\r|"
    r"\.(?:goutputstream-|nfs|fuse_hidden|trash|git|spotlight).*|#.*#|.*~|.*zone\.identifier|"
    r"winmail\.dat|smime\.p7[sm]|"
    r".*\.(?:eml|emlx|mbox|msg|ics|vcf|lnk|url|webloc|gsheet|gdoc|tmp|part|partial|crdownload|"
    r"download|sw[op]|bak|xlk)",
    re.IGNORECASE,
)


def is_companion(name: str) -> bool:
    """Whether a file is what another program leaves beside a report, by its name."""
    return _COMPANIONS.fullmatch(name.rpartition("/")[2]) is not None
