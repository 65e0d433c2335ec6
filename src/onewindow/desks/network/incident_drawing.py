"""The part of the network an incident is in, laid out to be drawn: roots in the middle, their neighbours around."""

from __future__ import annotations

import math
from dataclasses import dataclass

from onewindow.desks.network.models import Incident
from onewindow.engines.faults import sites
from onewindow.engines.faults.topology import Topology, between

SHOWN = 36
"""Devices drawn at most; the others are counted."""
WIDTH, HEIGHT = 720, 420


@dataclass(frozen=True, slots=True)
class Node:
    """A device as drawn: ``standing`` root, silent (a root that said nothing), hit, off (cut off) or near."""

    name: str
    x: float
    y: float
    standing: str
    anchor: str
    scenario: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes, links as (x1, y1, x2, y2, hit), and how many devices are not drawn."""

    nodes: tuple[Node, ...]
    links: tuple[tuple[float, float, float, float, bool], ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def drawing(incident: Incident, network: Topology) -> Drawing:
    """Lay out the incident's devices: roots at the centre, then rings by distance."""
    roots = [r for r in incident.roots if r]
    silent = {c["device"] for c in incident.candidates if c["silent"]}
    hit = set(incident.devices)
    off = network.cut_off(roots)
    near = {n for r in roots for n in network.neighbours.get(r, ())}
    others = sorted(hit - set(roots)) + sorted(off - hit - set(roots)) + sorted(near - hit - off - set(roots))
    shown = others[: SHOWN - len(roots)]
    places: dict[str, tuple[float, float]] = {}
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    for n, root in enumerate(roots):
        places[root] = (middle_x + (n - (len(roots) - 1) / 2) * 120, middle_y)
    inner, outer = shown[:12], shown[12:]
    for ring, (wide, high) in ((inner, (190.0, 105.0)), (outer, (285.0, 175.0))):
        for n, name in enumerate(ring):
            turn = 2 * math.pi * n / len(ring) - math.pi / 2 + (0.2 if ring is outer else 0)
            places[name] = (middle_x + wide * math.cos(turn), middle_y + high * math.sin(turn))
    nodes = tuple(
        Node(
            name, round(x, 1), round(y, 1),
            ("silent" if name in silent else "root") if name in roots else "hit" if name in hit
            else "off" if name in off else "near",
            "middle" if abs(x - middle_x) < 60 else "start" if x > middle_x else "end", sites.scenario_of(name),
        )
        for name, (x, y) in places.items()
    )  # fmt: skip
    pairs = between(network, places)
    links = tuple((*places[a], *places[b], a in hit and b in hit and (a in roots or b in roots)) for a, b in pairs)
    drawn = tuple((round(w, 1), round(x, 1), round(y, 1), round(z, 1), lit) for w, x, y, z, lit in links)
    return Drawing(nodes, drawn, len(others) - len(shown))
