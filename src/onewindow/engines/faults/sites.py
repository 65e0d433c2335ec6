"""Synthetic customs sites and storms on them, from a seed: a backbone, campuses of gates, halls and yards, and alarms
that a fault of the knowledge file makes, with noise, loss and clocks apart. Nothing here is of a real site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.knowledge import Fault, Knowledge
from onewindow.engines.faults.topology import Link, Topology
from onewindow.texts import Text

SCENARIOS: dict[str, tuple[Text, tuple[Text, ...]]] = {
    "gate": (Text("Gate", "卡口"), (Text("Release at the gate", "卡口放行"), Text("Number plates", "车牌识别"))),
    "hall": (Text("Inspection hall", "查验大厅"), (Text("Inspection terminals", "查验终端"),)),
    "xray": (
        Text("X-ray images", "机检图像"),
        (Text("Image transfer", "图像传输"), Text("Remote reading", "远程审图")),
    ),
    "warehouse": (Text("Bonded warehouse", "保税仓库"), (Text("Stock ledger", "仓储台账"),)),
    "yard": (Text("Container yard", "集装箱堆场"), (Text("Electronic seals", "电子关锁"),)),
}
"""What a device's name says it serves: a part of the name -> scenario and services."""
CAMPUS = ("gate", "hall", "xray", "warehouse", "yard")


def scenario_of(device: str) -> str:
    """The customs scenario a device serves, by its name (``site3-gate-2``); empty for the backbone."""
    name = device.lower()
    return next((scenario for scenario in SCENARIOS if scenario in name), "")


def campus(topology: Topology, name: str, above: str, chance: np.random.Generator, devices: int) -> None:
    """Add a campus below a backbone device: two aggregation switches, and access devices of all scenarios."""
    pair = (f"{name}-agg-1", f"{name}-agg-2")
    for n, switch in enumerate(pair, 1):
        topology.add_link(Link(above, f"{name}/0/{n}", switch, "0/0/1"))
    topology.add_link(Link(pair[0], "0/0/2", pair[1], "0/0/2"))
    counts = dict.fromkeys(CAMPUS, 0)
    for n in range(devices - 2):
        scenario = CAMPUS[n % len(CAMPUS)]
        counts[scenario] += 1
        access = f"{name}-{scenario}-{counts[scenario]}"
        homes = pair if chance.random() < 0.4 else (pair[n % 2],)
        for up, home in enumerate(homes, 1):
            topology.add_link(Link(home, f"0/1/{n}", access, f"0/0/{up}"))


def site(backbone: Topology, devices: int, seed: int) -> Topology:
    """A network of about ``devices``: the backbone, and campuses of 20 below its devices in turn. Ports are given to
    the backbone's links, which a drawing of it does not have."""
    chance = np.random.default_rng(seed)
    topology = Topology()
    for n, link in enumerate(backbone.links):
        topology.add_link(Link(link.a, f"1/0/{n}", link.b, f"1/1/{n}"))
    number = 0
    core = sorted(topology.devices)
    while len(topology.devices) < devices:
        size = min(20, max(devices - len(topology.devices), 3))
        campus(topology, f"site{number + 1}", core[number % len(core)], chance, size)
        number += 1
    return topology


@dataclass(frozen=True, slots=True)
class Storm:
    """A fault on a device (and the port it is about), and the alarms that arrived; ``sent`` before loss."""

    root: str
    fault: str
    alarms: tuple[Alarm, ...]
    sent: int


def storm(
    topology: Topology,
    knowledge: Knowledge,
    fault: Fault,
    root: str,
    at: float,
    alarms: int,
    loss: float,
    noise: float,
    skew: float,
    seed: int,
) -> Storm:
    """The alarms of ``fault`` on ``root`` beginning ``at``: about ``alarms`` of them, repeats and all.

    ``loss`` the share that does not arrive; ``noise`` the share of alarms that have nothing to do with it, on any
    device; ``skew`` the standard deviation of the devices' clocks in seconds.
    """
    chance = np.random.default_rng(seed)
    clocks = {d: float(chance.normal(0, skew)) for d in topology.devices}
    links = [x for x in topology.links if root in (x.a, x.b)]
    hit = links if fault.every_peer else [links[int(chance.integers(len(links)))]] if links else []
    planned: list[tuple[str, str, str, str, float]] = []  # device, about, kind, peer, delay

    def place(device: str, about: str, peer: str, where: str, delay: float) -> None:
        for kind, share in fault.signs[where].items():
            if chance.random() < share:
                planned.append((device, about, kind, peer, delay + float(chance.exponential(2.0))))

    for n, link in enumerate(hit):
        port, peer, far = (link.a_port, link.b, link.b_port) if link.a == root else (link.b_port, link.a, link.a_port)
        if not fault.silent and (n == 0 or fault.every_peer):
            place(root, port, peer, "self", 0.0)
        place(peer, far, root, "peer", 0.3)
    if not hit:
        place(root, "", "", "self", 0.0)
    for device in sorted(topology.cut_off([root]) if fault.every_peer else ()):
        place(device, "", "", "beyond", 4.0)
    made: list[Alarm] = []
    copies = max(round(alarms * (1 - noise) / max(len(planned), 1)), 1)
    for device, about, kind, peer, delay in planned:
        for turn in range(copies):
            made.append(
                _alarm(knowledge, device, about, kind, peer, at + delay + turn * 40.0 / copies + clocks[device])
            )
    kinds = [k.id for k in knowledge.kinds.values() if k.raises is not None and not k.cause]
    for _ in range(round(alarms * noise)):
        device = topology.devices[int(chance.integers(len(topology.devices)))]
        near = sorted(topology.neighbours[device])
        peer = near[int(chance.integers(len(near)))] if near else ""
        kind = kinds[int(chance.integers(len(kinds)))]
        delay = float(chance.uniform(0, 45))
        made.append(_alarm(knowledge, device, f"n{int(chance.integers(8))}", kind, peer, at + delay + clocks[device]))
    kept = [a for a in made if chance.random() >= loss]
    return Storm(root, fault.id, tuple(sorted(kept, key=lambda a: a.at)), len(made))


def _alarm(knowledge: Knowledge, device: str, about: str, kind: str, peer: str, at: float) -> Alarm:
    known = knowledge.kinds[kind]
    text = f"{known.label.en} {about}".strip()
    return Alarm(device, about, kind, known.group, at, False, known.severity, text, peer, known.cause)
