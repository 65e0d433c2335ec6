"""Informs sent by pysnmp to the listener: acknowledged once they are on disk, v2c and v3 at every security level."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onewindow.cli.listening import Listener, users_of
from onewindow.cli.spool import TRAP, Spool
from onewindow.engines.faults.snmp import decode

hlapi = pytest.importorskip("pysnmp.hlapi.v3arch.asyncio")
USERS = ["open", "auth:sha256:maplesyrup", "old:sha1:maplesyrup", "full:sha256:maplesyrup:elderflower"]


def free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    one = Listener(Spool(tmp_path, 1 << 20), "127.0.0.1", free(), free(), users_of(USERS))
    one.open()
    threads = [threading.Thread(target=one.receive), threading.Thread(target=one.write)]
    for thread in threads:
        thread.start()
    yield one
    one.stop.set()
    for thread in threads:
        thread.join()


def send(who: Any, port: int, kind: str = "inform") -> str:
    """Send a linkDown; the error that the sender saw, empty when it was acknowledged."""

    async def run() -> str:
        target = await hlapi.UdpTransportTarget.create(("127.0.0.1", port), timeout=3, retries=0)
        notice = hlapi.NotificationType(hlapi.ObjectIdentity("1.3.6.1.6.3.1.1.5.3")).add_varbinds(
            ("1.3.6.1.2.1.2.2.1.2.7", hlapi.OctetString("Gi0/7"))
        )
        error, status, _, _ = await hlapi.send_notification(
            hlapi.SnmpEngine(), who, target, hlapi.ContextData(), kind, notice
        )
        return str(error or "") or (str(status) if int(status) else "")

    return asyncio.run(run())


def user(name: str) -> Any:
    sha256, sha1 = hlapi.usmHMAC192SHA256AuthProtocol, hlapi.usmHMACSHAAuthProtocol
    return {
        "v2c": lambda: hlapi.CommunityData("public", mpModel=1),
        "open": lambda: hlapi.UsmUserData("open"),
        "auth": lambda: hlapi.UsmUserData("auth", "maplesyrup", authProtocol=sha256),
        "old": lambda: hlapi.UsmUserData("old", "maplesyrup", authProtocol=sha1),
        "full": lambda: hlapi.UsmUserData(
            "full", "maplesyrup", "elderflower", authProtocol=sha256, privProtocol=hlapi.usmAesCfb128Protocol
        ),
        "wrong": lambda: hlapi.UsmUserData("auth", "a false secret", authProtocol=sha256),
        "stranger": lambda: hlapi.UsmUserData("stranger"),
    }[name]()


@pytest.mark.parametrize("name", ["v2c", "open", "auth", "old", "full"])
def test_an_inform_is_acknowledged_and_on_disk(listener: Listener, name: str) -> None:
    assert send(user(name), listener.trap_port) == ""
    kept = [r for r in listener.spool.block(10)[3] if r.kind == TRAP]
    assert len(kept) == 1  # what a sender asks before (whose engine, what time) is no notification
    told = decode(kept[0].data, listener.users)
    assert told.inform and told.oid == "1.3.6.1.6.3.1.1.5.3" and ("1.3.6.1.2.1.2.2.1.2.7", "Gi0/7") in told.variables


@pytest.mark.parametrize("name", ["wrong", "stranger"])
def test_an_inform_that_must_not_be_taken_is_not_acknowledged(listener: Listener, name: str) -> None:
    assert send(user(name), listener.trap_port) != ""


def test_an_inform_that_is_not_kept_is_not_acknowledged(listener: Listener) -> None:
    listener.spool.limit = 10
    assert send(user("v2c"), listener.trap_port) != ""
    assert listener.counts["dropped: spool full"] == 1


@pytest.mark.parametrize("name", ["auth", "full"])
def test_a_trap_of_v3_is_kept_and_told_nothing(listener: Listener, name: str) -> None:
    assert send(user(name), listener.trap_port, "trap") == ""
    until = time.monotonic() + 10
    while not listener.counts["kept"] and time.monotonic() < until:
        time.sleep(0.02)
    assert listener.counts["kept"] == 1 and listener.counts["answered"] == 0
    assert not decode(listener.spool.block(10)[3][0].data, listener.users).inform


def test_a_listener_started_again_has_booted_once_more(tmp_path: Path) -> None:
    name, boots = Spool(tmp_path, 1 << 20).engine()
    assert Spool(tmp_path, 1 << 20).engine() == (name, boots + 1)
