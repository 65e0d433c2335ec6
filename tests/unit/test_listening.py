"""The listener: what it counts as kept is on disk and survives, what it cannot hold is dropped and counted."""

import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from onewindow.cli import listening
from onewindow.cli.digesting import alarms_of
from onewindow.cli.listening import Listener, users_of
from onewindow.cli.spool import HEAD, SYSLOG, TRAP, Received, Spool
from onewindow.engines.faults import knowledge, topology
from onewindow.engines.faults.alarms import Normaliser
from onewindow.kernel.errors import BadInput

LINE = b"<187>Sep  1 10:14:00 gate-1 %%LINK-3-UPDOWN: Interface Gi0/%d, changed state to %s"

XR = b"<187>RP/0/RP0/CPU0:Sep  1 10:14:00.0 : x[1]: %L-LINK-3-UPDOWN : Interface Hu0/1, changed state to Down"


def record(n: int, state: bytes = b"Down", at: float = 1e9) -> Received:
    return Received(at, SYSLOG, "10.0.0.1", LINE % (n, state))


def test_what_was_appended_is_read_back_in_blocks_by_whoever_comes_next(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1 << 20)
    assert spool.append([record(n) for n in range(5)])
    number, first, after, read = Spool(tmp_path, 1 << 20).block(3)
    assert [r.data for r in read] == [record(n).data for n in range(3)] and read[0].sender == "10.0.0.1"
    spool.move(number, after)
    later = Spool(tmp_path, 1 << 20)
    assert later.append([record(9)])
    _, _, after, read = later.block(10)
    assert len(read) == 2 and first == 0  # a new process writes a new segment; the old one is read to its end first
    later.move(number, after)
    number, _, after, read = later.block(10)
    assert [r.data for r in read] == [record(9).data]
    later.move(number, after)
    assert later.block(10)[3] == [] and len(list(tmp_path.glob("*.seg"))) == 1


def test_half_a_record_at_the_end_is_left_out(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1 << 20)
    spool.append([record(1)])
    segment = next(tmp_path.glob("*.seg"))
    whole = segment.stat().st_size
    with segment.open("ab") as file:
        file.write(HEAD.pack(500, 1.0, SYSLOG, 3) + b"abc" + b"half")
    _, _, after, read = Spool(tmp_path, 1 << 20).block(10)
    assert len(read) == 1 and after == whole


def test_a_full_spool_takes_no_more(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 200)
    assert spool.append([record(1)]) and not spool.append([record(2), record(3)])
    assert len(spool.block(10)[3]) == 1


def test_a_segment_removed_while_the_spool_is_measured_stops_nobody(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1 << 20)
    (tmp_path / "00000000.seg").symlink_to(tmp_path / "removed by the reader")  # listed, but not there any more
    assert spool.append([Received(1.0, SYSLOG, "10.0.0.1", b"a line")])
    assert 0 < spool.size() < 100


def test_the_listener_takes_datagrams_and_lines_and_counts_what_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "QUEUE", 50)
    listener = Listener(Spool(tmp_path, 1 << 20), "127.0.0.1", 0, 0)
    listener.syslog_port = _free()
    listener.trap_port = _free()
    listener.open()
    receiving = threading.Thread(target=listener.receive)
    receiving.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for n in range(60):
            out.sendto(record(n).data, ("127.0.0.1", listener.syslog_port))
    with socket.create_connection(("127.0.0.1", listener.syslog_port)) as stream:
        stream.sendall(b"\n".join(record(n).data for n in range(10)) + b"\nhalf a line")
    until = time.monotonic() + 20
    while listener.counts["received"] < 71 and time.monotonic() < until:
        time.sleep(0.05)
    listener.stop.set()
    receiving.join()
    listener.write()
    assert listener.counts["received"] == 71  # the end of a connection ends its last line
    assert listener.counts["kept"] == 50 and listener.counts["dropped: queue full"] == 21
    assert listener.status()["dropped: kernel"] == 0
    assert len(listener.spool.block(100)[3]) == 50


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_block_becomes_alarms_repeats_put_together_and_the_odd_counted() -> None:
    counts: Counter[str] = Counter()
    normaliser = Normaliser(knowledge.built_in(), topology.Topology(owner={"10.0.0.1": "yard-1"}))
    alarms, samples = alarms_of(
        [
            record(1), record(1), record(2), record(1, b"Up"), Received(1e9, TRAP, "10.0.0.1", b"0\x01\x02"),
            Received(1e9, SYSLOG, "10.0.0.1", XR),
            Received(1e9, SYSLOG, "10.0.0.1", b"\xff\xfe nothing"),
        ],
        normaliser, {}, counts,
    )  # fmt: skip
    assert [(a.device, a.about, a.cleared) for a in alarms] == [
        ("gate-1", "0/1", False), ("gate-1", "0/2", False), ("gate-1", "0/1", True), ("yard-1", "0/1", False)
    ]  # fmt: skip
    assert {a.at for a in alarms} == {1e9}  # their own time is years off: that of receipt is taken
    assert (counts["repeated"], counts["traps refused"], counts["lines unread"], len(samples)) == (1, 1, 1, 2)


def test_users_are_given_in_words() -> None:
    users = users_of(["open", "net:sha256:maplesyrup"])
    assert sorted(users) == ["net", "open"]
    with pytest.raises(BadInput, match="sha256"):
        users_of(["net:md5:x"])
