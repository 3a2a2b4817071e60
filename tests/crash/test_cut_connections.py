"""A connection cut after any number of bytes: an error, nothing half published, no lock left."""

import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from crash.proxy import Proxy
from crash.remains import assert_nothing_remains, standing_of
from crash.reports import Tasks

CUTS = 10


def test_a_cut_connection_publishes_all_or_nothing(tasks: Tasks, seed: str, hits: Counter[str]):
    task, rng = tasks.later, Random(seed)
    house = tasks.house_for(task)
    with tempfile.TemporaryDirectory() as folder, Proxy(house.url, Path(folder)) as whole:
        assert tasks.start(task, house, url=whole.url).end().code == 0
    tasks.drop(house)
    house = tasks.house_for(task)

    for number in range(CUTS):
        # every fifth while it asks what is known, the others on the connection that publishes
        publishing = whole.starts[-1]
        span = (0, publishing) if number % 5 == 0 else (publishing, whole.sent)
        limit = rng.randrange(*span)
        with tempfile.TemporaryDirectory() as folder, Proxy(house.url, Path(folder), limit) as way:
            end = tasks.start(task, house, url=way.url).end()
        assert_nothing_remains(house)
        standing = standing_of(house)
        if end.code == 0:  # only the last word, goodbye, was cut, or the run had less to say
            assert standing == task.after, f"cut after {limit} of {whole.sent} bytes"
        else:
            assert way.is_cut
            assert {"EtlError", "Error"} & set(end.kinds), end.trace
            assert standing in {task.before, task.after}, f"cut after {limit} bytes"
            hits["while publishing" if limit > publishing else "before"] += 1
        if standing == task.after:  # the answer to the commit was lost
            tasks.drop(house)
            house = tasks.house_for(task)

    assert hits["while publishing"] > 0
    end = tasks.start(task, house).end()
    assert end.code == 0, end
    assert_nothing_remains(house)
    assert standing_of(house) == task.after
    tasks.drop(house)
