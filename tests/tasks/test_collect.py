"""What is delivered is kept before it is read; equal bytes of one sender are one submission."""

import hashlib
import os
import socket
import traceback
from datetime import UTC, datetime

import pytest

from schemas.errors import TerminalError, TransientError
from schemas.references import load_references
from tasks.collect import UNKNOWN_SENDERS, group_by_kanwil, keep, list_deliveries
from tasks.collect.storage import answering

REFERENCES = load_references()


def _deliver(tmp_path, path, content=b"Nama Produk;Satuan", hour=1):
    file = tmp_path / "inbox" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    stamp = datetime(2025, 12, 1, hour, tzinfo=UTC).timestamp()
    os.utime(file, (stamp, stamp))
    return file


def _keep(tmp_path):
    deliveries = list_deliveries(str(tmp_path / "inbox"))
    return keep(deliveries, str(tmp_path / "inbox"), str(tmp_path / "archive"), 1, REFERENCES)


def _archived(tmp_path):
    return sorted(p.name for p in (tmp_path / "archive").rglob("*") if p.is_file())


def test_list_deliveries_of_an_absent_landing_zone_is_no_quiet_night(tmp_path):
    (tmp_path / "kosong").mkdir()

    assert list_deliveries(str(tmp_path / "kosong")) == []
    with pytest.raises(TransientError, match="is not there"):
        list_deliveries(str(tmp_path / "inbox"))


def test_keep_of_a_file_gone_since_the_listing_goes_on_with_the_others(tmp_path):
    inbox, archive = str(tmp_path / "inbox"), str(tmp_path / "archive")
    _deliver(tmp_path, "lapas-cirebon/hilang.csv", hour=4)
    _deliver(tmp_path, "lapas-cirebon/ada.csv", hour=5)
    deliveries = list_deliveries(inbox)
    (tmp_path / "inbox" / "lapas-cirebon" / "hilang.csv").unlink()

    kept = keep(deliveries, inbox, archive, 50, load_references())

    assert {k.name: k.fault and k.fault.code for k in kept} == {
        "hilang.csv": "E022",
        "ada.csv": None,
    }


def test_list_deliveries_says_which_protocol_it_lacks():
    with pytest.raises(TerminalError, match="tak-ada"):
        list_deliveries("tak-ada://inbox")


def test_list_deliveries_names_sender_file_and_instant(tmp_path):
    _deliver(tmp_path, "lapas-cirebon/2025/laporan.csv", hour=4)

    [delivery] = list_deliveries(str(tmp_path / "inbox"))

    assert (delivery.sender, delivery.name) == ("lapas-cirebon", "2025/laporan.csv")
    assert delivery.received_at == datetime(2025, 12, 1, 4, tzinfo=UTC)
    assert delivery.is_special is False


def test_group_by_kanwil_gathers_units_of_one_kanwil_and_strangers_apart(tmp_path):
    for sender in ("lapas-cirebon", "rutan-cirebon", "kanwil-jawa-barat", "rutan-raha", "siapa"):
        _deliver(tmp_path, f"{sender}/laporan.csv")

    groups = group_by_kanwil(list_deliveries(str(tmp_path / "inbox")), REFERENCES)

    assert {kanwil: [d.sender for d in group] for kanwil, group in groups.items()} == {
        "kanwil-jawa-barat": ["kanwil-jawa-barat", "lapas-cirebon", "rutan-cirebon"],
        "kanwil-sulawesi-tenggara": ["rutan-raha"],
        UNKNOWN_SENDERS: ["siapa"],
    }


def test_keep_archives_the_bytes_under_their_hash_and_leaves_the_landing_zone(tmp_path):
    file = _deliver(tmp_path, "lapas-cirebon/laporan.csv", b"isi")

    [kept] = _keep(tmp_path)

    assert (kept.sha256, kept.content, kept.fault) == (
        hashlib.sha256(b"isi").hexdigest(),
        b"isi",
        None,
    )
    assert _archived(tmp_path) == [kept.sha256]
    assert file.read_bytes() == b"isi"


def test_keep_takes_the_same_bytes_of_one_sender_for_one_submission_of_the_latest_time(tmp_path):
    _deliver(tmp_path, "lapas-cirebon/b.csv", b"isi", hour=2)
    _deliver(tmp_path, "lapas-cirebon/a.csv", b"isi", hour=5)
    _deliver(tmp_path, "rutan-raha/a.csv", b"isi", hour=3)

    kept = sorted((k.sender, k.name, k.received_at().hour) for k in _keep(tmp_path))

    assert kept == [("lapas-cirebon", "a.csv", 5), ("rutan-raha", "a.csv", 3)]
    assert len(_archived(tmp_path)) == 1


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        pytest.param("lapas-cirebon/a.csv", b"", "E001", id="empty"),
        pytest.param("lapas-cirebon/a.csv", bytes(2**20 + 1), "E006", id="too large"),
        pytest.param("a.csv", b"isi", "E015", id="outside a sender's folder"),
        pytest.param("lapas-cirebon/~$a.xlsx", b"isi", "E017", id="left behind by Excel"),
        *(
            pytest.param(f"lapas-cirebon/{name}", b"isi", "E017", id=name)
            for name in (
                *(".~lock.a.ods#", "Thumbs.db", "ehthumbs_vista.db", "desktop.ini", ".DS_Store"),
                *("._a.xlsx", ".directory", ".~a.xlsx", "a.csv~", "#a.csv#", ".a.csv.swp", "a.bak"),
                *("surat.eml", "surat.emlx", "winmail.dat", "smime.p7s", "a.gsheet", "a.partial"),
                *("a.xlsx.crdownload", "a.xlsx.Zone.Identifier", ".nfs0001", "Backup of a.xlk"),
            )
        ),
        pytest.param("lapas-atlantis/a.csv", b"isi", "E018", id="unknown sender"),
    ],
)
def test_keep_refuses_a_delivery_and_says_why(tmp_path, path, content, code):
    _deliver(tmp_path, path, content)

    [kept] = _keep(tmp_path)

    assert kept.fault is not None
    assert kept.fault.code == code


def test_keep_follows_no_link(tmp_path):
    secret = tmp_path / "rahasia.txt"
    secret.write_bytes(b"rahasia")
    _deliver(tmp_path, "lapas-cirebon/a.csv")
    (tmp_path / "inbox" / "lapas-cirebon" / "b.csv").symlink_to(secret)

    kept = {k.name: k for k in _keep(tmp_path)}

    assert kept["b.csv"].fault is not None
    assert (kept["b.csv"].fault.code, kept["b.csv"].content) == ("E016", b"")
    assert kept["a.csv"].fault is None
    assert len(_archived(tmp_path)) == 1


def test_keep_tells_two_empty_files_apart(tmp_path):
    _deliver(tmp_path, "lapas-cirebon/a.csv", b"")
    _deliver(tmp_path, "lapas-cirebon/b.csv", b"")

    assert len({k.sha256 for k in _keep(tmp_path)}) == 2
    assert _archived(tmp_path) == []


def test_a_pipe_or_socket_is_refused_without_being_opened(tmp_path, monkeypatch):
    folder = tmp_path / "inbox" / "lapas-cirebon"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipa.csv")
    monkeypatch.chdir(
        folder
    )  # a socket's address holds some hundred bytes, a long path does not fit
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("soket.csv")
        found = list_deliveries(str(tmp_path / "inbox"))

        kept = keep(found, str(tmp_path / "inbox"), str(tmp_path / "archive"), 50, REFERENCES)

    assert {k.name: k.fault.code for k in kept} == {"pipa.csv": "E016", "soket.csv": "E016"}


def test_a_file_that_became_a_pipe_since_it_was_listed_is_refused(tmp_path):
    path = tmp_path / "inbox" / "lapas-cirebon" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    found = list_deliveries(str(tmp_path / "inbox"))
    path.unlink()
    os.mkfifo(path)

    [kept] = keep(found, str(tmp_path / "inbox"), str(tmp_path / "archive"), 50, REFERENCES)

    assert kept.fault.code == "E016"


def test_an_error_says_no_number_of_a_person_that_stands_in_a_path():
    path = "inbox/lapas-garut/3174012345678901.csv"

    with pytest.raises(TransientError) as raised, answering(path):
        raise TimeoutError(110, "no answer", path)

    assert "3174••••••••••••.csv" in str(raised.value)
    assert "3174012345678901" not in "".join(traceback.format_exception(raised.value))
