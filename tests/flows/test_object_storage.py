"""Landing zone and archive on servers of other kinds: the same night as in folders."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import asyncssh
import boto3
import fsspec
import pytest
from nights import EXAMPLES, House, new_database
from servers import S3, SFTP, free_port, server, wait_for

from schemas.errors import TransientError
from tasks.collect import list_deliveries

pytestmark = pytest.mark.server

BUCKET = "pembinaan"


class Remote(NamedTuple):
    """A server of files.

    Attributes:
        url: Its folder.
        program: What serves it.
        log: What it says.
        port: Where it listens.
    """

    url: str
    program: str
    log: Path
    port: int

    def deliver_examples(self) -> None:
        """Put the example reports into its landing zone."""
        fs, root = fsspec.core.url_to_fs(f"{self.url}/inbox")
        for file in sorted(path for path in EXAMPLES.rglob("*") if path.is_file()):
            path = f"{root}/{file.relative_to(EXAMPLES)}"
            if "s3" not in fs.protocol:
                fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            fs.pipe_file(path, file.read_bytes())


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """A bucket."""
    port = free_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "pembinaan",
        "AWS_SECRET_ACCESS_KEY": "rahasia",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()  # it knows another test's port
    return Remote(f"s3://{BUCKET}", S3.format(port=port), tmp_path / "s3.log", port)


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """The folder of an account that is opened with a key."""
    port, folder = free_port(), tmp_path / "sftp"
    (folder / "files").mkdir(parents=True)
    for name in ("host", "client"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(folder / name)
        key.write_public_key(folder / f"{name}.pub")
    account = {"username": "pembinaan", "key_filename": str(folder / "client")}
    monkeypatch.setitem(fsspec.config.conf, "sftp", account)  # in earnest: FSSPEC_SFTP_USERNAME, …
    program = SFTP.format(port=port, folder=folder)
    return Remote(f"sftp://127.0.0.1:{port}", program, tmp_path / "sftp.log", port)


@pytest.fixture(params=["s3", "sftp"])
def remote(request: pytest.FixtureRequest) -> Iterator[Remote]:
    """One of them, serving."""
    found: Remote = request.getfixturevalue(request.param)
    with server(found.program, found.log):
        wait_for(found.port)
        if request.param == "s3":
            client = boto3.client("s3")
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="inbox/lapas-garut/")  # a console's empty folder
        yield found


def requests(remote: Remote) -> int:
    """HTTP requests a server of S3 has answered; 0 for the other."""
    return len(re.findall(r'HTTP/1\.1"', remote.log.read_text()))


def local_copy(remote: Remote, house: House) -> None:
    """Deliver to a folder what lies in a landing zone, with the same times."""
    for delivery in list_deliveries(f"{remote.url}/inbox"):
        content = (EXAMPLES / delivery.sender / delivery.name).read_bytes()
        house.deliver(delivery.sender, delivery.name, content, delivery.received_at)


@pytest.mark.usefixtures("prefect_server")
def test_nights_and_a_backfill_on_a_server_of_files_are_those_in_folders(
    remote, postgres, tmp_path, monkeypatch
):
    kind = remote.url.partition(":")[0]
    near = House(tmp_path / "near", new_database(postgres, f"near_{kind}"))
    far = House(tmp_path / "far", new_database(postgres, f"far_{kind}"))
    remote.deliver_examples()
    local_copy(remote, near)
    near.run_night()
    rejudged = near.run_backfill("2025-07", "2025-11")
    monkeypatch.setenv("PEMBINAAN_INBOX", f"{remote.url}/inbox")
    monkeypatch.setenv("PEMBINAAN_ARCHIVE", f"{remote.url}/archive")
    marks = [requests(remote)]

    states = []
    for run in (far.run_night, far.run_night, lambda: far.run_backfill("2025-07", "2025-11")):
        states.append(run())
        marks.append(requests(remote))

    first, again, backfill = states
    assert first.name == "CompletedWithRejects", first.message
    assert again.message == "nothing new: 11 files already known"
    assert far.told(backfill) == near.told(rejudged)
    assert far.standing() == near.standing()
    if kind == "s3":  # and one listing a night
        assert [end - start for start, end in pairwise(marks)][:2] == [1 + 3 * 11, 1 + 2 * 11]


def test_a_server_that_was_away_is_found_again_by_the_next_try(sftp, tmp_path):
    (tmp_path / "sftp" / "files" / "inbox").mkdir()
    inbox = f"{sftp.url}/inbox"
    with server(sftp.program, sftp.log):
        wait_for(sftp.port)
        found = list_deliveries(inbox)

    with pytest.raises(TransientError):
        list_deliveries(inbox)
    with server(sftp.program, sftp.log):
        wait_for(sftp.port)
        found_again = list_deliveries(inbox)

    assert found == found_again == []


def test_a_server_of_s3_that_does_not_answer_is_tried_again(s3):
    with pytest.raises(TransientError, match="landing zone s3://"):
        list_deliveries(f"{s3.url}/inbox")


def test_a_link_on_an_sftp_server_is_told_and_a_lost_folder_is_no_quiet_night(sftp, tmp_path):
    folder = tmp_path / "sftp" / "files" / "inbox" / "lapas-garut"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"isi")
    (folder / "b.csv").symlink_to("a.csv")

    with server(sftp.program, sftp.log):
        wait_for(sftp.port)
        found = list_deliveries(f"{sftp.url}/inbox")
        with pytest.raises(TransientError, match="is not there"):
            list_deliveries(f"{sftp.url}/lama")

    assert [(delivery.name, delivery.is_special) for delivery in found] == [
        ("a.csv", False),
        ("b.csv", True),
    ]
