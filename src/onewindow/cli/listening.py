"""``onewindow faults listen``: syslog and SNMP traps from the network, spooled before they count, digested into alarms.

Receiving, spooling and digesting are three threads with a bounded queue between the first two: a flood fills the queue
and what does not fit is dropped and counted, never held. The kernel's own drops are read from /proc/net/udp.
"""

from __future__ import annotations

import contextlib
import secrets
import select
import signal
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onewindow.cli.spool import SYSLOG, TRAP, Received, Spool
from onewindow.cli.terminal import language, say, show
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines.faults.snmp import User

QUEUE = 50_000
"""Datagrams held between receiving and the disk."""
BLOCK = 20_000
"""Records digested at once."""
FAR = 300.0
"""Seconds a message's own time may be from its receipt; beyond, the time of receipt is taken, and counted."""
LINE = 8192
LISTENING = Text(
    "Listening: syslog UDP and TCP {syslog}, SNMP traps UDP {traps}.",
    "正在监听：syslog UDP 与 TCP {syslog}，SNMP trap UDP {traps}。",
)
STATUS = Text(
    "received {received}, on disk {kept}, digested {digested}; DROPPED {dropped} ({why}); alarms {alarms}",
    "已接收 {received}，已落盘 {kept}，已处理 {digested}；丢弃 {dropped}（{why}）；告警 {alarms}",
)


@dataclass
class Listener:
    """The sockets, the queue and the counts; ``stop`` ends it."""

    spool: Spool
    host: str
    syslog_port: int
    trap_port: int
    users: Mapping[str, User] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    queue: deque[Received] = field(default_factory=deque)
    stop: threading.Event = field(default_factory=threading.Event)
    _udp: list[tuple[socket.socket, int]] = field(default_factory=list)
    _tcp: socket.socket | None = None
    _engine: tuple[bytes, int] = (b"", 0)
    _started: float = 0.0
    _salt: int = 0

    def open(self) -> None:
        """Bind the sockets. Raises ``OSError`` when a port is taken."""
        self._engine, self._started = self.spool.engine(), time.monotonic()
        self._salt = secrets.randbits(62)
        for port, kind in ((self.syslog_port, SYSLOG), (self.trap_port, TRAP)):
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            one.bind((self.host, port))
            one.setblocking(False)
            self._udp.append((one, kind))
        self._tcp = socket.create_server((self.host, self.syslog_port))
        self._tcp.setblocking(False)

    def receive(self) -> None:
        """Take datagrams and lines until stopped. An inform is answered once it is on disk, not here."""
        assert self._tcp is not None
        poll = select.poll()
        datagrams = {one.fileno(): (one, kind) for one, kind in self._udp}
        clients: dict[int, tuple[socket.socket, str, bytes]] = {}
        for fd in (*datagrams, self._tcp.fileno()):
            poll.register(fd, select.POLLIN)
        while not self.stop.is_set():
            for fd, _event in poll.poll(200):
                if fd in datagrams:
                    self._datagrams(*datagrams[fd])
                elif fd == self._tcp.fileno():
                    with contextlib.suppress(OSError):
                        client, address = self._tcp.accept()
                        client.setblocking(False)
                        clients[client.fileno()] = (client, address[0], b"")
                        poll.register(client.fileno(), select.POLLIN)
                elif not self._lines(clients, fd):
                    poll.unregister(fd)
                    clients.pop(fd)[0].close()

    def _datagrams(self, one: socket.socket, kind: int) -> None:
        now = time.time()
        for _ in range(2000):
            try:
                data, address = one.recvfrom(LINE)
            except BlockingIOError:
                return
            self._put(Received(now, kind, address[0], data, address[1]))

    def _lines(self, clients: dict[int, tuple[socket.socket, str, bytes]], fd: int) -> bool:
        client, sender, rest = clients[fd]
        try:
            data = client.recv(1 << 16)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        lines = (rest + data).split(b"\n")
        rest = lines.pop() if data else b""
        if len(rest) > LINE:
            self.counts["lines too long"] += 1
            rest = b""
        now = time.time()
        for line in lines:
            if line:
                self._put(Received(now, SYSLOG, sender, line[:LINE]))
        clients[fd] = (client, sender, rest)
        return bool(data)

    def _put(self, record: Received) -> None:
        self.counts["received"] += 1
        if len(self.queue) >= QUEUE:
            self.counts["dropped: queue full"] += 1
        else:
            self.queue.append(record)

    def write(self) -> None:
        """Put what was received on disk, in batches, until stopped and the queue is empty."""
        while self.queue or not self.stop.is_set():
            batch = [self.queue.popleft() for _ in range(min(len(self.queue), 5000))]
            if not batch:
                time.sleep(0.02)
                continue
            batch, replies = self._considered(batch)
            try:
                kept = not batch or self.spool.append(batch)
            except OSError:  # a full or failing disk: what comes later may be kept again
                self.counts["dropped: disk"] += len(batch)
                continue
            if kept:
                self.counts["kept"] += len(batch)
                for reply, address in replies:
                    self._answer(reply, address)
            else:
                self.counts["dropped: spool full"] += len(batch)

    def _considered(self, batch: list[Received]) -> tuple[list[Received], list[tuple[bytes, tuple[str, int]]]]:
        """What of a batch is to be kept, and what its senders are told when it is on disk: an inform is acknowledged
        then and not before, so that it is sent again if it was dropped."""
        from onewindow.engines.faults.informs import Engine, consider

        kept: list[Received] = []
        replies: list[tuple[bytes, tuple[str, int]]] = []
        for record in batch:
            if record.kind != TRAP:
                kept.append(record)
                continue
            self._salt += 1
            name, boots = self._engine
            engine = Engine(name, boots, int(time.monotonic() - self._started), self._salt)
            verdict = consider(record.data, self.users, engine)
            if verdict.keep:
                kept.append(record)
            if verdict.reply is not None:
                replies.append((verdict.reply, (record.sender, record.port)))
        return kept, replies

    def _answer(self, reply: bytes, address: tuple[str, int]) -> None:
        trap_port = next(one for one, kind in self._udp if kind == TRAP)
        with contextlib.suppress(OSError):  # the sender asks again
            trap_port.sendto(reply, address)
            self.counts["answered"] += 1

    def dropped_by_kernel(self) -> int:
        """Datagrams the kernel dropped because this process was too slow (the last column of /proc/net/udp)."""
        inodes = {str(Path(f"/proc/self/fd/{one.fileno()}").readlink())[8:-1] for one, _ in self._udp}
        rows = [row.split() for row in Path("/proc/net/udp").read_text().splitlines()[1:]]
        return sum(int(row[-1]) for row in rows if row[9] in inodes)

    def status(self) -> dict[str, int]:
        """All counts, drops by the kernel included."""
        with contextlib.suppress(OSError):
            self.counts["dropped: kernel"] = self.dropped_by_kernel()
        return dict(self.counts)


def listen(
    host: Annotated[str, typer.Option(help="Address to listen at / 监听地址")] = "127.0.0.1",
    syslog_port: Annotated[int, typer.Option(help="Syslog, UDP and TCP / syslog 端口")] = 5514,
    trap_port: Annotated[int, typer.Option(help="SNMP traps, UDP / SNMP trap 端口")] = 1162,
    spool_mb: Annotated[int, typer.Option(min=1, help="At most so much on disk, MB / 磁盘缓存上限")] = 256,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between status lines / 状态行间隔秒数")] = 10.0,
    user: Annotated[
        list[str] | None, typer.Option(help="SNMPv3 user as NAME or NAME:sha256:SECRET[:PRIVACY] / SNMPv3 用户")
    ] = None,
) -> None:
    """Take syslog and traps from the network until told to stop; what is on disk survives a kill."""
    from onewindow.cli.digesting import digest_forever
    from onewindow.cli.house import home, migrate, open_house

    open_house()
    migrate()
    listener = Listener(Spool(home() / "listener", spool_mb << 20), host, syslog_port, trap_port, users_of(user or []))
    listener.open()
    say(LISTENING, syslog=syslog_port, traps=trap_port)
    signal.signal(signal.SIGTERM, lambda *_: listener.stop.set())
    signal.signal(signal.SIGINT, lambda *_: listener.stop.set())
    threads = [
        threading.Thread(target=work, name=name)
        for name, work in (
            ("receive", listener.receive), ("write", listener.write), ("digest", lambda: digest_forever(listener)),
        )
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    while not listener.stop.wait(every):
        tell(listener)
    for thread in threads:
        thread.join()
    tell(listener)


def tell(listener: Listener) -> None:
    """One line of status; drops are told aloud."""
    counts = listener.status()
    drops = {name.partition(": ")[2]: n for name, n in counts.items() if name.startswith("dropped: ") and n}
    dropped, why = sum(drops.values()), ", ".join(f"{name} {n:,}" for name, n in drops.items()) or "-"
    told = {name: f"{counts.get(name, 0):,}" for name in ("received", "kept", "digested", "alarms")}
    line = STATUS.say(language(), dropped=f"{dropped:,}", why=why, **told)
    show(line, "red" if dropped else "", err=bool(dropped))


def users_of(given: list[str]) -> dict[str, User]:
    """SNMPv3 users by name."""
    from onewindow.engines.faults.snmp import MACS, User
    from onewindow.kernel.errors import BadInput, Problem

    users: dict[str, User] = {}
    for one in given:
        name, *rest = one.split(":")
        if not name or len(rest) == 1 or len(rest) > 3 or (rest and rest[0] not in MACS):
            expected = Text("NAME or NAME:sha1|sha256:SECRET[:PRIVACY]", "NAME 或 NAME:sha1|sha256:SECRET[:PRIVACY]")
            raise BadInput([Problem("--user", expected, got=name)])
        users[name] = User(
            name, rest[1] if rest else "", rest[0] if rest else "sha256", rest[2] if len(rest) > 2 else ""
        )
    return users
