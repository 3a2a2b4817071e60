"""Two Kanwil that send the same bytes at once: no short copy ever stands under its final name."""

import threading
from pathlib import Path

from crash.remains import wrong_files
from nights import RECEIVED

from schemas.references import load_references
from tasks.collect import Delivery, keep

ROUNDS = 20
SENDERS = ("lapas-cirebon", "lapas-kendari", "rutan-raha", "lapas-sragen")


def test_the_same_bytes_kept_at_once_are_never_seen_short(tmp_path: Path):
    archive, references = tmp_path / "archive", load_references()
    errors: list[BaseException] = []
    wrong: list[str] = []

    def archive_one(path: Path, sender: str, size: int, gate: threading.Barrier) -> None:
        delivery = Delivery(str(path), sender, path.name, RECEIVED, size, False, RECEIVED)
        gate.wait()
        try:
            keep([delivery], str(tmp_path), str(archive), 50, references)
            wrong.extend(wrong_files(archive))
        except BaseException as error:  # noqa: BLE001 (a thread's error is shown by the test)
            errors.append(error)

    for number in range(ROUNDS):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(bytes([number]) * 1_000_000)
        gate = threading.Barrier(len(SENDERS))
        threads = [
            threading.Thread(target=archive_one, args=(path, sender, 1_000_000, gate))
            for sender in SENDERS
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for kept in archive.rglob("*"):
            if kept.is_file():
                kept.unlink()

    assert errors == []
    assert wrong == []
