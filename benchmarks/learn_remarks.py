"""Learn which remarks change what a figure means, and say how well that is known.

`make remarks` reads labelled remarks (`benchmarks/remarks/penulis_*.csv`, a file for each writer),
learns one weight for each word into `schemas/reference/keterangan.csv`, and says of each place how
much is asked about: of each writer by what was learnt of the others, and of writers from whom
nothing is ever learnt (`kemudian_*.csv`). The table goes into docs/reading.md.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.process import PROJECT
from benchmarks.record import record
from schemas.contracts import DATASETS
from schemas.references import FOLDER
from tasks.read.doubtful_words import Weights, doubt
from tasks.read.remark_features import Said, features

REMARKS = Path(__file__).parent / "remarks"
# of those that change a figure, the part that must be asked about, by writers not learnt from
ASKED = {"baris": 0.93, "komentar": 0.88, "bagian": 0.95, "judul": 0.93, "catatan": 0.95}
ASKED |= {"kolom": 0.92, "nama": 0.9}  # a column beside has a value in every row
# all of one report: a remark's month and unit are told against the report's
_MONTH, _UNIT = date(2025, 10, 1), frozenset({"lapas-garut"})
# what the contracts say, and wordings that somebody settled, count as so many
_TIMES = 3
_STRENGTH = 20.0  # of what is learnt against what is expected; 5 to 200 gave the same


class Remark(NamedTuple):
    """A labelled remark; `changes`: it makes the figure beside it another one."""

    said: Said
    changes: bool


def main() -> None:
    """Learn, write the weights, measure, put the tables into docs/reading.md."""
    writers = {path.stem: read_remarks(path) for path in sorted(REMARKS.glob("penulis_*.csv"))}
    settled = _TIMES * [*said_by_contracts(), *read_remarks(FOLDER / "keterangan_tetap.csv")]
    told = [line for name in writers for line in _told_by_others(writers, name, settled)]
    base = {place: _base(told, place) for place in ASKED}
    weights = learn([*settled, *(remark for remarks in writers.values() for remark in remarks)])
    weights = weights._replace(base={p: weights.base[p] + base[p] for p in ASKED})
    write(weights)
    rows = [*_rows("each, by what the others taught", told, base)]
    for path in sorted(REMARKS.glob("kemudian_*.csv")):
        later = [(r, doubt(r.said, weights)) for r in read_remarks(path)]
        rows += _rows(path.stem, later, dict.fromkeys(ASKED, 0.0))
    head = ["| writers | place | change a figure | asked | change none | asked |", "|---" * 6 + "|"]
    record("remarks", "\n".join([*head, *rows]), page=PROJECT / "docs" / "reading.md")


def read_remarks(path: Path) -> list[Remark]:
    """The remarks of one writer; those that clerks would disagree on are left out."""
    with path.open(newline="") as lines:
        return [
            Remark(
                Said(r["tempat"], r["dataset"], r["kolom"], r["teks"], _MONTH, _UNIT),
                r["arti"] == "lain",
            )
            for r in csv.DictReader(lines)
            if r["arti"] != "ragu"
        ]


def said_by_contracts() -> Iterator[Remark]:
    """Titles as the contracts have them, with unit and month and without: they change nothing."""
    for name, contract in DATASETS.items():
        for text in ("Lapas Kelas IIA Garut", "Bulan Oktober 2025", "Tahun 2025", "Oktober 2025"):
            yield Remark(Said("judul", name, "", text, _MONTH, _UNIT), changes=False)
        for title in (contract.name.replace("_", " "), *contract.model.titles):
            for text in (
                title,
                f"Laporan {title}",
                f"{title} Oktober 2025",
                f"Laporan {title} Bulan Oktober 2025",
                f"{title} Lapas Kelas IIA Garut Bulan Oktober 2025",
                f"{title} 2025 10",
                f"Data {title} okt 25",
            ):
                yield Remark(Said("judul", name, "", text, _MONTH, _UNIT), changes=False)


def learn(remarks: list[Remark]) -> Weights:
    """One weight for each feature, by logistic regression over tf-idf.

    What a word means at one place or in one dataset is learnt of those met there more than once.
    """
    met = Counter(word for remark in remarks for word in _features(remark))
    told = sorted(word for word, times in met.items() if times > 1 or _is_one_word(word))
    rarity = TfidfVectorizer(analyzer=_features, vocabulary=told)
    found = rarity.fit_transform(remarks)
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    model.fit(found, [remark.changes for remark in remarks])
    learnt = zip(model.coef_[0] * rarity.idf_, rarity.idf_, strict=True)
    of = dict(zip(rarity.get_feature_names_out(), learnt, strict=True))
    return Weights(of, max(rarity.idf_), dict.fromkeys(ASKED, model.intercept_[0]))


def write(weights: Weights) -> None:
    """Put weights where the reader finds them."""
    rows = [(f"#{place}", base, 0.0) for place, base in weights.base.items()]
    rows += [(word, weight, rarity) for word, (weight, rarity) in sorted(weights.of.items())]
    with (FOLDER / "keterangan.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("kata", "bobot", "kelangkaan"))
        out.writerows((word, f"{weight:.2f}", f"{rarity:.2f}") for word, weight, rarity in rows)


def _is_one_word(feature: str) -> bool:
    return feature.isalpha()


def _features(remark: Remark) -> list[str]:
    return features(remark.said)


def _told_by_others(
    writers: dict[str, list[Remark]], name: str, settled: list[Remark]
) -> list[tuple[Remark, float]]:
    """Each remark of a writer with the doubt of what the other writers taught."""
    others = [r for other, remarks in writers.items() if other != name for r in remarks]
    weights = learn([*settled, *others])
    return [(remark, doubt(remark.said, weights)) for remark in writers[name]]


def _base(told: Iterable[tuple[Remark, float]], place: str) -> float:
    """What must be added so that as many are asked about as must be."""
    of_change = sorted(d for r, d in told if r.changes and r.said.place == place)
    return float(-np.quantile(of_change, 1 - ASKED[place]))


def _rows(name: str, told: list[tuple[Remark, float]], base: dict[str, float]) -> Iterator[str]:
    for place in ASKED:
        asked = [(r.changes, d + base[place] > 0) for r, d in told if r.said.place == place]
        change, none = [a for c, a in asked if c], [a for c, a in asked if not c]
        if change and none:
            yield (
                f"| {name} | {place} | {len(change):,} | {_percent(change)} "
                f"| {len(none):,} | {_percent(none)} |"
            )


def _percent(asked: list[bool]) -> str:
    return f"{100 * sum(asked) / len(asked):.0f} %"


if __name__ == "__main__":
    main()
