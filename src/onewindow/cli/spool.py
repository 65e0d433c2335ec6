"""What the listener received, on disk before it is counted as taken: segments of records, each written and synced.

A record is length, time of receipt, kind and sender, then the bytes as they came. A cursor file says how far it was
digested; whole segments before it are removed. Beyond its size nothing more is kept, and what is not kept is counted.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HEAD = struct.Struct("<IdBB")
SEGMENT = 16 << 20
SYSLOG, TRAP = 0, 1


@dataclass(frozen=True, slots=True)
class Received:
    """One datagram or line: when it came (seconds since 1970), what it is, from whom. ``port`` of the sender is for
    the answer to an inform; it is not kept."""

    at: float
    kind: int
    sender: str
    data: bytes
    port: int = 0


class Spool:
    """An append-only row of segment files in a folder, for one writer and one reader."""

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.limit = folder, limit
        name = folder / "id"
        if not name.exists():
            name.write_text(secrets.token_hex(8))
        self.id = name.read_text().strip()
        numbers = [int(p.stem) for p in folder.glob("*.seg")]
        # A crash may have left half a record at the end of the last segment: the next one begins anew.
        self._number = max([*numbers, self.cursor()[0]]) + 1
        self._file = self._open()

    def _open(self) -> int:
        return os.open(self.folder / f"{self._number:08}.seg", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def engine(self) -> tuple[bytes, int]:
        """(name, boots) of the listener as an SNMP engine: the name stays, boots count its starts (RFC 3414, 2.2)."""
        file = self.folder / "boots"
        boots = int(file.read_text()) + 1 if file.exists() else 1
        new = self.folder / "boots.new"
        new.write_text(str(boots))
        new.replace(file)
        return b"\x80\0\0\0\x05" + bytes.fromhex(self.id), boots

    def size(self) -> int:
        """Bytes on disk."""
        total = 0
        for path in self.folder.glob("*.seg"):
            with contextlib.suppress(FileNotFoundError):  # the reader has removed it since it was listed
                total += path.stat().st_size
        return total

    def append(self, records: Sequence[Received]) -> bool:
        """Write and sync ``records``; False, and nothing is written, when the spool is full."""
        block = b"".join(
            HEAD.pack(len(r.data), r.at, r.kind, len(sender)) + sender + r.data
            for r in records
            for sender in (r.sender.encode()[:255],)
        )
        if self.size() + len(block) > self.limit:
            return False
        os.write(self._file, block)
        os.fdatasync(self._file)
        if os.fstat(self._file).st_size > SEGMENT:
            os.close(self._file)
            self._number += 1
            self._file = self._open()
        return True

    def cursor(self) -> tuple[int, int]:
        """(segment, byte) from which the next block is read."""
        try:
            number, offset = (self.folder / "cursor").read_text().split()
            return int(number), int(offset)
        except (FileNotFoundError, ValueError):
            return 0, 0

    def move(self, number: int, offset: int) -> None:
        """Everything before is digested: remember it, remove whole segments."""
        new = self.folder / "cursor.new"
        new.write_text(f"{number} {offset}")
        new.replace(self.folder / "cursor")
        for path in self.folder.glob("*.seg"):
            if int(path.stem) < number:
                path.unlink()

    def block(self, records: int) -> tuple[int, int, int, list[Received]]:
        """(segment, first byte, byte after, records): the next block of at most so many, possibly empty."""
        number, offset = self.cursor()
        while True:
            path = self.folder / f"{number:08}.seg"
            found = list(_read(path, offset, records)) if path.exists() else []
            if found:
                return number, offset, found[-1][0], [record for _, record in found]
            later = [int(p.stem) for p in self.folder.glob("*.seg") if int(p.stem) > number]
            if not later:
                return number, offset, offset, []
            number, offset = min(later), 0


def _read(path: Path, offset: int, records: int) -> Iterator[tuple[int, Received]]:
    with path.open("rb") as file:
        file.seek(offset)
        for _ in range(records):
            head = file.read(HEAD.size)
            if len(head) < HEAD.size:
                return
            size, at, kind, sender = HEAD.unpack(head)
            rest = file.read(sender + size)
            if len(rest) < sender + size:
                return
            offset += HEAD.size + sender + size
            yield offset, Received(at, kind, rest[:sender].decode("utf-8", "replace"), rest[sender:])
