"""What proves a bound: a list of claims, each checked from those before it. ``checker`` checks them and knows nothing
else.

A claim is a plain dict, ready for JSON; numbers are floats, read exactly. Kinds:

``burst``    flows ``flows`` bring to ``server`` at most their own bursts there plus, for each of ``parts`` (flows that
             came together over ``path``), the burst claimed at its start and their rate times the time left to it.
``left``     over ``path`` flows ``flows`` (none: any bit) are left the service after latency sum T + sum y, y of
             ``segments``.
``cut``      flows that meet in a cycle are looked at in pieces, with bursts that ``again`` claims have to prove.
``again``    a ``piece`` begins with no more than the piece ``before`` it brings.
``class``    from here on the flows of one class, with the service that others leave them.
``program``  in a tree of servers, a linear program whose optimum is proved by ``weights`` on its rows (weak duality).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from onewindow.engines.network.calculus.ludb import Left
from onewindow.engines.network.calculus.masks import members
from onewindow.engines.network.calculus.model import Network
from onewindow.engines.network.calculus.trees import Planted
from onewindow.engines.network.calculus.waits import Waits, Weights

Claim = dict[str, Any]
Opening = Callable[["Book"], None]
"""Writes the claims that a proof begins with."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """How one flow's bound was found; ``claims()`` writes the proof out."""

    method: str
    flow: str
    path: tuple[int, ...]
    left: Left | None = None
    planted: Planted | None = None
    weights: Weights = ()
    writer: Writer | None = None

    def claims(self) -> list[Claim]:
        """The proof, last the claim about the flow itself; empty for a method that has none (TFA, SFA, PMOO)."""
        if self.writer is None:
            return []
        return self.writer.written(self)


class Writer:
    """Writes claims of one network from what LUDB remembers."""

    def __init__(self, network: Network, waits: Waits, opening: Opening | None = None) -> None:
        self.network, self.waits, self.opening = network, waits, opening

    def written(self, certificate: Certificate) -> list[Claim]:
        """The claims of a certificate in order."""
        book = Book(self.network, self.waits)
        if self.opening is not None:
            self.opening(book)
        if certificate.planted is not None:
            book.program(("end",), certificate.planted, certificate.weights)
        else:
            assert certificate.left is not None
            book.put(("delay",), book.service(0, certificate.path, certificate.left))
        return book.claims


class Book:
    """Claims in order, each written once."""

    def __init__(self, network: Network, waits: Waits) -> None:
        self.servers = [server.id for server in network.servers]
        self.flows = [flow.id for flow in network.flows]
        self.waits, self.ludb = waits, waits.ludb
        self.claims: list[Claim] = []
        self.numbers: dict[tuple[Any, ...], int] = {}

    def put(self, key: tuple[Any, ...], claim: Claim) -> int:
        """Add a claim; its number."""
        self.numbers[key] = len(self.claims)
        self.claims.append(claim)
        return len(self.claims) - 1

    def names(self, flows: int) -> list[str]:
        """Ids of a set of flows."""
        return [self.flows[number] for number in members(flows)]

    def burst(self, flows: int, server: int) -> int:
        """The claim about a burst."""
        key = ("burst", flows, server)
        if key not in self.numbers:
            parts = []
            for part, path, proof in self.ludb.brought(flows, server).parts:
                claim: Claim = {"flows": self.names(part), "path": [self.servers[place] for place in path]}
                if proof is not None:
                    claim["program"] = self.program(("burst", part, path), *proof)
                else:
                    claim["burst"], claim["left"] = self.burst(part, path[0]), self.left(part, path)
                parts.append(claim)
            names, place = self.names(flows), self.servers[server]
            self.put(key, {"kind": "burst", "flows": names, "server": place, "parts": parts})
        return self.numbers[key]

    def left(self, flows: int, path: tuple[int, ...]) -> int:
        """The claim about what a set of flows is left."""
        key = ("left", flows, path)
        if key not in self.numbers:
            self.put(key, self.service(flows, path, self.ludb.left(flows, path)))
        return self.numbers[key]

    def service(self, flows: int, path: tuple[int, ...], left: Left) -> Claim:
        """What is left, as a claim."""
        segments = [
            {"first": first, "last": last, "flows": self.names(who), "burst": self.burst(who, path[first]), "y": y}
            for (first, last, who), y in zip(left.segments, left.waits, strict=True)
        ]
        place = [self.servers[server] for server in path]
        return {"kind": "left", "flows": self.names(flows), "path": place, "segments": segments}

    def wait(self, path: tuple[int, ...], by_program: bool) -> int:
        """The claim about any bit over a path."""
        return self.program(("wait", path), *self.waits.proof(path)) if by_program else self.left(0, path)

    def program(self, key: tuple[Any, ...], planted: Planted, weights: Weights) -> int:
        """The claim about a program."""
        if key in self.numbers:
            return self.numbers[key]
        tree, own = planted.tree, planted.own
        groups: list[Claim] = [
            {"first": group.first, "last": group.last, "flows": self.names(who),
             "burst": self.burst(who, planted.servers[group.first])}
            for group, who in zip(tree.groups, planted.who, strict=True)
        ]  # fmt: skip
        limits = [
            {"at": limit.at, "groups": list(limit.groups), "burst": self.burst(flows, planted.servers[limit.at])}
            for limit, flows in zip(tree.limits, planted.unions, strict=True)
        ]
        shapes = [
            {"at": limit.at, "groups": list(limit.groups), "link": self.servers[link]}
            for limit, link in zip(tree.shapes, planted.links, strict=True)
        ]
        delays = [
            {"first": delay.first, "last": delay.last, "left": self.wait(path, by_program)}
            for delay, (path, by_program) in zip(tree.delays, planted.over, strict=True)
        ]
        way, server = [], planted.aim
        while server >= 0:
            way.append(self.servers[planted.servers[server]])
            server = tree.after[server]
        return self.put(key, {
            "kind": "program", "flows": [name for group in own for name in groups[group]["flows"]], "path": way,
            "own": list(own),
            "servers": [self.servers[server] for server in planted.servers], "after": list(tree.after),
            "groups": groups, "limits": limits, "shapes": shapes, "delays": delays, "aim": planted.aim,
            "weights": [[list(name), weight] for name, weight in weights],
        })  # fmt: skip
