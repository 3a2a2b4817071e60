"""Doubts: whether words beside a figure may make it another one, so that its sender is asked.

No list of such words would ever end (`baru 60 biji yang selesai`, `kapasitas ruang bengkel`, `kabar
dari teman sekamarnya`). So what is harmless and what is not was learnt from remarks that people
labelled (`benchmarks/remarks/`), as one weight for each word; `schemas/reference/keterangan.csv`
holds them, and the sum decides; of wordings that somebody settled (`keterangan_tetap.csv`) nothing
is left to it. Where it doubts, the row is asked about: nothing is decided.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from math import sqrt
from typing import NamedTuple

from schemas.references import read_reference
from schemas.wording import wording_key
from tasks.read.remark_features import Said, features


class Weights(NamedTuple):
    """What was learnt.

    Attributes:
        of: Each feature's weight, and how rare it is.
        rarest: How rare a feature is that was never met.
        base: Of each place a remark stands at: what its weights are added to.
    """

    of: Mapping[str, tuple[float, float]]
    rarest: float
    base: Mapping[str, float]


@lru_cache(maxsize=50_000)
def is_doubtful(said: Said) -> bool:
    """Whether a remark may change what the figures beside it mean."""
    for dataset in (said.dataset, ""):  # of one, or of all
        settled = _settled().get(_key(said.place, dataset, said.title, said.text))
        if settled is not None:
            return settled
    return doubt(said, _weights()) > 0


def doubt(said: Said, weights: Weights) -> float:
    """How likely a remark changes a figure; above 0 it is to be asked about."""
    found = [weights.of.get(f, (0.0, weights.rarest)) for f in features(said)]
    length = sqrt(sum(rarity * rarity for _, rarity in found))
    return weights.base[said.place] + sum(weight for weight, _ in found) / length


def _key(place: str, dataset: str, title: str, text: str) -> tuple[str, str, str, str]:
    """What a settled wording goes by; the title of a column of remarks says nothing."""
    return place, dataset, wording_key(title) if place == "kolom" else "", wording_key(text)


@cache
def _settled() -> dict[tuple[str, str, str, str], bool]:
    rows = read_reference("keterangan_tetap").fill_null("").iter_rows(named=True)
    return {
        _key(r["tempat"], r["dataset"], r["kolom"], r["teks"]): r["arti"] == "lain" for r in rows
    }


@cache
def _weights() -> Weights:
    rows = read_reference("keterangan").iter_rows()
    of = {word: (float(weight), float(rarity)) for word, weight, rarity in rows}
    base = {word[1:]: of.pop(word)[0] for word in [*of] if word.startswith("#")}
    return Weights(of, max(rarity for _, rarity in of.values()), base)
