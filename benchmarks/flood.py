"""A flood beyond capacity: does the listener live, is its memory bounded, are drops counted, what does kill -9 cost?

    python benchmarks/flood.py [--seconds 30 | --full]

A sender writes linkDown and linkUp lines of 500 synthetic devices to the listener's UDP port as fast as it can. The
listener's own status lines are read; its memory is the system's. In the middle it is killed with -9 and started again;
what its last status line said was on disk must be among what is digested in the end.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

import psutil

STATUS = re.compile(
    r"received ([\d,]+), on disk ([\d,]+), digested ([\d,]+); DROPPED ([\d,]+) \((.*)\); alarms ([\d,]+)"
)


def flood(port: int, seconds: float) -> int:
    """Send for so long; how many lines were sent."""
    lines = [
        f"<187>Sep  1 10:14:{n % 60:02} site{n % 500}-gate-1 %LINK-3-UPDOWN: Interface Gi0/{n % 48}, changed state to "
        f"{'Down' if n % 2 else 'Up'}".encode()
        for n in range(4001)
    ]
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end, sent = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for line in lines:
            try:
                out.sendto(line, ("127.0.0.1", port))
                sent += 1
            except OSError:
                time.sleep(0.001)
    return sent


class Listening:
    """A listener in a process of its own, what it said, and the most memory it had."""

    def __init__(self, home: Path, port: int) -> None:
        command = [sys.executable, "-m", "onewindow", "--lang", "en", "faults", "listen", "--syslog-port", str(port),
                   "--trap-port", str(port + 1), "--every", "1", "--spool-mb", "64"]  # fmt: skip
        self.process = subprocess.Popen(
            command, env={**os.environ, "ONEWINDOW_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        self.last: tuple[int, ...] = (0, 0, 0, 0, 0)
        self.why, self.peak, self.other = "", 0, list[str]()
        self.ready = threading.Event()
        assert self.process.stdout is not None
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        threading.Thread(target=self._weigh, daemon=True).start()

    def _read(self, said: IO[str]) -> None:
        for line in said:
            if "Listening" in line:
                self.ready.set()
            elif found := STATUS.search(line):
                self.last = tuple(int(found[n].replace(",", "")) for n in (1, 2, 3, 4, 6))
                self.why = found[5]
            else:
                self.other.append(line.rstrip())

    def _weigh(self) -> None:
        watched = psutil.Process(self.process.pid)
        while self.process.poll() is None:
            try:
                self.peak = max(self.peak, watched.memory_info().rss)
            except psutil.Error:
                return
            time.sleep(0.2)

    def tell(self, label: str) -> None:
        """Print the last status."""
        received, kept, digested, dropped, alarms = self.last
        alive = "alive" if self.process.poll() is None else f"ENDED {self.process.poll()} {self.other[-3:]}"
        print(
            f"  {label:<22} {alive}; received {received:,}, on disk {kept:,}, digested {digested:,}, alarms {alarms:,};"
            " "
            f"dropped {dropped:,} ({self.why}); memory at most {self.peak / 1e6:.0f} MB"
        )


def main() -> None:
    """Flood, kill, start again, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--full", action="store_true", help="ten minutes")
    asked = parser.parse_args()
    seconds = 600.0 if asked.full else asked.seconds
    home = Path(tempfile.mkdtemp(prefix="onewindow-flood-"))
    port = 15514
    first = Listening(home, port)
    if not first.ready.wait(180):
        raise SystemExit(f"it did not start: {first.other}")
    begun = time.monotonic()
    sent = flood(port, seconds / 2)
    first.tell("first half")
    rate = sent / (time.monotonic() - begun)
    kept = first.last[1]
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = Listening(home, port)
    if not second.ready.wait(180):
        raise SystemExit(f"it did not start again: {second.other}")
    sent += flood(port, seconds / 2)
    second.tell("second half, after -9")
    print(f"  sent {sent:,} lines in all, {rate:,.0f} a second")
    time.sleep(15)  # the flood is over: let it digest a while
    second.tell("after the flood")
    second.process.kill()  # the rest stays on disk, for the next to digest
    second.process.wait()
    os.environ["ONEWINDOW_HOME"] = str(home)
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.cli.spool import Spool
    from onewindow.desks.network.models import Intake

    lines = sum(one.counts.get("lines", 0) for one in Intake.objects.all())
    spool, waiting = Spool(home / "listener", 1 << 30), 0
    while block := spool.block(50_000)[3]:
        number, _, after, _ = spool.block(50_000)
        spool.move(number, after)
        waiting += len(block)
    kept += second.last[1]
    whole = "nothing that was on disk is lost" if lines + waiting >= kept else f"LOST {kept - lines - waiting:,}"
    print(f"  said to be on disk {kept:,}; digested {lines:,}, still waiting on disk {waiting:,}: {whole}")


if __name__ == "__main__":
    main()
