"""Incidents out of real router logs: are they found, is the root right, how fast; and traps a second beside pysnmp.

    python benchmarks/syslog.py [--lines N] [--traps N]

The campaigns (cisco-ie/telemetry, 15 IOS-XR routers) are given whole, as they were logged; incidents are detected
from the stream, the labels are read afterwards. A fault counts as found when exactly one incident began within its
window (labels are to the minute: from 90 s before it to a minute before the next, or 90 s after the last), has exactly
its root devices, and names its fault. Faults not labelled (the hours before the campaign) are not judged. The knowledge
file was written with these campaigns at hand. The two pulled fibres of the port campaign look the same in every
message: what tells the silent router from the speaking one is only that the link had failed before and came back, so
that call is a weak one, and its probability says so.
"""

import argparse
import re
import socket
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from onewindow.engines.faults import diagnose, knowledge, snmp, topology
from onewindow.engines.faults.alarms import Normaliser
from onewindow.engines.faults.syslog import Reader

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "router-syslog"
PDT = timedelta(hours=-7)
FAULTS = {
    "fiber": "fibre-cut", "transceiver": "transceiver-removed", "admin down": "interface-shutdown",
    "bgp clear": "bgp-reset",
}  # fmt: skip
Label = tuple[datetime, datetime, set[str], str]


def labels(file: Path) -> list[Label]:
    """(begin, end, root devices, fault) of every row of the table of a campaign; times UTC."""
    found: list[Label] = []
    for row in file.read_text("utf-8", "replace").splitlines():
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        times = [c for c in cells if re.fullmatch(r"\d+/\d+/\d+ \d+:\d+", c)]
        if len(cells) < 7 or len(times) < 2 or not cells[6]:
            continue
        begin, end = (datetime.strptime(t, "%m/%d/%y %H:%M").replace(tzinfo=UTC) - PDT for t in times[:2])
        what = cells[0].lower()
        kind = next(fault for word, fault in FAULTS.items() if re.sub(r"\s+", " ", what).find(word) >= 0)
        found.append((begin, end, roots(cells[6]), kind))
    return found


def roots(cell: str) -> set[str]:
    """``leaf 2 & leaf 8`` and ``spine 1 - 3`` as names."""
    cell = cell.replace("& ", "&").replace(" &", "&")
    if span := re.fullmatch(r"([a-z]+) ?(\d+) ?- ?(\d+)", cell):
        return {f"{span[1]}{n}" for n in range(int(span[2]), int(span[3]) + 1)}
    return {one.replace(" ", "") for one in cell.split("&")}


def judge(name: str) -> tuple[int, int]:
    """Print each labelled fault and what was found of it: (right, all)."""
    folder = DATA / name
    logs = {f.name.split(".")[0]: f.read_text("utf-8", "replace").splitlines() for f in sorted(folder.glob("*.log"))}
    network = topology.read((DATA / "cdp_map.json").read_bytes(), "cdp_map.json")
    known = knowledge.built_in()
    begun = time.process_time()
    found = diagnose.diagnose(logs, network, known, date(2026, 1, 1), year=2017)
    seconds = time.process_time() - begun
    truth = labels(next(folder.glob("*casedata.txt")))
    print(
        f"{name}: {found.lines:,} lines, {len(found.findings)} incidents in {seconds:.2f} CPU s; {len(truth)} labelled"
    )
    right = 0
    for number, (begin, end, devices, kind) in enumerate(truth):
        last = end + timedelta(seconds=90)
        until = truth[number + 1][0] - timedelta(seconds=60) if number + 1 < len(truth) else last
        inside = [
            f for f in found.findings
            if begin - timedelta(seconds=90) <= datetime.fromtimestamp(f.incident.start, UTC) <= until
        ]  # fmt: skip
        good = len(inside) == 1 and set(inside[0].location.roots) == devices and inside[0].location.fault == kind
        right += good
        told = "; ".join(
            f"{'+'.join(f.location.roots)} {f.location.fault} {f.location.probability:.2f}" for f in inside
        )
        print(f"  {'ok ' if good else 'NO '} {begin + PDT:%H:%M} {'+'.join(sorted(devices)):<22} {kind:<20} -> {told}")
    locating = []
    for finding in found.findings:
        locator = diagnose.Locator(network, known, {}, set(logs))
        begun = time.perf_counter()
        locator.find(finding.incident)
        locating.append(time.perf_counter() - begun)
    print(
        f"  from the last message to the located root: {max(locating):.3f} s at most, plus the quiet minute when live"
    )
    return right, len(truth)


def ingest(lines: int) -> None:
    """Lines a second on one core, from text to alarm record."""
    logs = [(f.name.split(".")[0], f.read_text("utf-8", "replace").splitlines()) for f in sorted(DATA.glob("*/*.log"))]
    normaliser = Normaliser(knowledge.built_in(), topology.read((DATA / "cdp_map.json").read_bytes(), "cdp_map.json"))
    done = alarms = 0
    begun = time.process_time()
    while done < lines:
        for device, text in logs:
            reader = Reader(device, 2017)
            for message in reader.messages(text):
                alarms += normaliser.alarm(message) is not None
            done += reader.read
    seconds = time.process_time() - begun
    print(f"lines: {done:,} to {alarms:,} alarms, {done / seconds:,.0f} a CPU second")


def link_down(number: int) -> bytes:
    """A linkDown trap, v2c, as a router sends it."""

    def tlv(tag: int, content: bytes) -> bytes:
        size = len(content)
        return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")) + content

    def oid(text: str) -> bytes:
        parts = [int(p) for p in text.split(".")]
        out = bytearray([40 * parts[0] + parts[1]])
        for part in parts[2:]:
            chunk = [part & 0x7F]
            while part := part >> 7:
                chunk.append(part & 0x7F | 0x80)
            out += bytes(reversed(chunk))
        return tlv(6, bytes(out))

    def pair(name: str, value: bytes) -> bytes:
        return tlv(0x30, oid(name) + value)

    index = number % 48 + 1
    variables = tlv(0x30, b"".join([
        pair(snmp.UPTIME, tlv(0x43, number.to_bytes(4, "big"))),
        pair(snmp.TRAP_OID, oid("1.3.6.1.6.3.1.1.5.3")),
        pair(f"1.3.6.1.2.1.2.2.1.1.{index}", tlv(2, bytes([index]))),
        pair(f"1.3.6.1.2.1.2.2.1.2.{index}", tlv(4, f"HundredGigE0/0/0/{index}".encode())),
    ]))  # fmt: skip
    numbers = tlv(2, number.to_bytes(4, "big")) + tlv(2, b"\0") + tlv(2, b"\0")
    return tlv(0x30, tlv(2, b"\1") + tlv(4, b"public") + tlv(0xA7, numbers + variables))


def traps(count: int) -> None:
    """Traps a second: ours decodes to the message of an alarm; pysnmp decodes and listens as its own examples do."""
    from onewindow.engines.faults.traps import message_of

    sent = [link_down(n) for n in range(count)]
    begun = time.process_time()
    for data in sent:
        message_of(snmp.decode(data), "leaf1", 0.0)
    ours = count / (time.process_time() - begun)
    print(f"traps: ours {ours:,.0f} a CPU second")
    try:
        from pyasn1.codec.ber import decoder
        from pysnmp.proto.api import v2c
    except ImportError:
        print("traps: pysnmp is not installed")
        return
    some = sent[: max(count // 50, 200)]
    begun = time.process_time()
    for data in some:
        decoded, _ = decoder.decode(data, asn1Spec=v2c.Message())
        pdu = v2c.apiMessage.get_pdu(decoded)
        [(str(name), value.prettyPrint()) for name, value in v2c.apiTrapPDU.get_varbinds(pdu)]
    print(f"traps: pysnmp's decoder {len(some) / (time.process_time() - begun):,.0f} a CPU second (decoding alone)")
    print(f"traps: pysnmp's listener {listener(some):,.0f} a second (notification receiver, loopback)")


def listener(sent: list[bytes]) -> float:
    """Traps a second through pysnmp's notification receiver."""
    import asyncio

    from pysnmp.carrier.asyncio.dgram import udp
    from pysnmp.entity import config, engine
    from pysnmp.entity.rfc3413 import ntfrcv

    got = 0
    times: list[float] = []

    async def run() -> None:
        nonlocal got
        machine = engine.SnmpEngine()
        config.add_transport(machine, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(("127.0.0.1", 11622)))
        config.add_v1_system(machine, "area", "public")

        def take(*_told: object) -> None:
            nonlocal got
            got += 1
            times.append(time.perf_counter())

        ntfrcv.NotificationReceiver(machine, take)
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

        def send() -> None:
            for data in sent:
                out.sendto(data, ("127.0.0.1", 11622))
                time.sleep(0.0005)

        thread = threading.Thread(target=send)
        begun = time.perf_counter()
        thread.start()
        while got < len(sent) and time.perf_counter() - begun < 20:
            await asyncio.sleep(0.05)
        thread.join()

    asyncio.run(run())
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--traps", type=int, default=50_000)
    asked = parser.parse_args()
    results = [judge(folder.name) for folder in sorted(DATA.iterdir()) if folder.is_dir()]
    print(f"all: {sum(r for r, _ in results)} of {sum(n for _, n in results)} labelled faults right")
    ingest(asked.lines)
    traps(asked.traps)


if __name__ == "__main__":
    main()
