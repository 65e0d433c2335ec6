"""Flows that depend on each other in a cycle: cut where needed, and the bursts at the cuts found as a fixed point.

For a flow of interest its own path is kept whole; edges are added back to it as long as no cycle arises, the rest is
cut and every flow falls into pieces. Let F(x) be the bursts proved at the cuts if x is assumed there. F is monotone,
and F(l x) <= l F(x) for l >= 1 with room to spare, since latencies and first bursts do not grow with x. So if F(x) <=
x, then x holds: real bursts b of any finite time are finite and b <= F(b); were l the largest b/x > 1, then b <= F(l
x) < l x, and where b = l x that is false (the argument of Bouillard 2022, section 6, and of Thomas, Le Boudec,
Mifdaoui 2019 for TFA).
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from onewindow.engines.network.calculus.claims import Book, Certificate, Claim, Writer
from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.model import Bound, Network
from onewindow.engines.network.calculus.waits import Proof, Waits
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

ROUNDS = 60
CLOSE = 1e-5
"""How far above the last round the bursts are put, to be proved."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Servers ``first`` to ``last`` of a flow's path."""

    flow: int
    first: int
    last: int


def bound_cyclic(network: Network, wanted: list[int], executor: Executor | None = None) -> dict[str, Bound]:
    """Bounds by PLP over the pieces, together for flows that cut the network alike. Raises ``Refused`` if servers are
    not FIFO, a flow has no burst or no bursts at the cuts can be proved."""
    if network.policies != {"fifo"}:
        raise _refused(network, Text("is bounded for FIFO servers only: make its servers fifo",
                                     "仅支持先进先出服务器：请改为先进先出"))  # fmt: skip
    for flow in network.flows:
        if not flow.burst:  # the argument above is about ratios of bursts
            raise Refused(flow.id, Text(f"flow {flow.id} has no burst; flows in a cycle need one, a packet or more",
                                        f"流 {flow.id} 没有突发量；循环中的流需要不小于一个报文的突发量"))  # fmt: skip
    alike: dict[frozenset[tuple[int, int]], list[int]] = {}
    for number in wanted:
        alike.setdefault(cut_edges(network, number), []).append(number)
    found: dict[int, Bound] = {}
    each = executor.map if executor else map
    for some in each(partial(_bound_alike, network), alike, alike.values()):
        found |= some
    return {network.flows[number].id: found[number] for number in wanted}


def _bound_alike(network: Network, edges: frozenset[tuple[int, int]], flows: list[int]) -> dict[int, Bound]:
    cut = _Cut(network, edges)
    return {number: cut.bound(number) for number in flows}


def cut_edges(network: Network, flow: int) -> frozenset[tuple[int, int]]:
    """Edges to cut so that no cycle is left and the flow's path is whole: nearer feeders of the path are kept first."""
    path = network.paths[flow]
    after: dict[int, set[int]] = {server: set() for server in range(len(network.servers))}
    for one, two in pairwise(path):
        after[one].add(two)
    edges = {pair for other in network.paths for pair in pairwise(other)}
    cut = set()
    distance = {server: steps for steps, server in enumerate(reversed(path))}
    waiting = sorted(edges, key=lambda edge: (distance.get(edge[1], len(path)), edge))
    while waiting:
        near = min(waiting, key=lambda edge: (distance.get(edge[1], len(network.servers)), edge))
        waiting.remove(near)
        one, two = near
        distance.setdefault(one, distance.get(two, len(network.servers)) + 1)
        if _reaches(after, two, one):
            cut.add(near)
        else:
            after[one].add(two)
    return frozenset(cut)


def _reaches(after: dict[int, set[int]], start: int, end: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        server = waiting.pop()
        if server == end:
            return True
        new = after[server] - seen
        seen |= new
        waiting += new
    return False


def cycle_of(network: Network) -> list[int]:
    """Servers of one cycle in order, the first again at the end."""
    after: dict[int, set[int]] = {server: set() for server in range(len(network.servers))}
    for path in network.paths:
        for one, two in pairwise(path):
            after[one].add(two)
    while leaves := {server for server, then in after.items() if not then}:  # what no cycle goes through
        after = {server: then - leaves for server, then in after.items() if server not in leaves}
    way = [min(after)]
    while way[-1] not in way[:-1]:
        way.append(min(after[way[-1]]))
    return way[way.index(way[-1]) :]


def _refused(network: Network, why: Text) -> Refused:
    """Names the cycle, and the link of it that the least traffic goes over: to take that away opens it."""
    way = cycle_of(network)
    over = {
        edge: [flow for flow, path in zip(network.flows, network.paths, strict=True) if edge in pairwise(path)]
        for edge in pairwise(way)
    }
    one, two = min(over, key=lambda edge: sum(flow.rate for flow in over[edge]))
    names = [network.servers[server].id for server in way]
    flows = [flow.id for flow in over[one, two]]
    start, end = network.servers[one].id, network.servers[two].id
    return Refused(names[0], Text(
        f"the cycle {' > '.join(names)} {why.en}, or lead {', '.join(flows)} another way than {start} > {end}",
        f"循环 {' > '.join(names)} {why.zh}，或让 {'、'.join(flows)} 不再经过 {start} > {end}",
    ))  # fmt: skip


class _Cut:
    """The pieces of one set of cuts, with bursts that hold."""

    def __init__(self, network: Network, edges: frozenset[tuple[int, int]]) -> None:
        self.network = network
        self.pieces: list[Piece] = []
        for flow, path in enumerate(network.paths):
            first = 0
            for place in range(len(path)):
                if place + 1 == len(path) or (path[place], path[place + 1]) in edges:
                    self.pieces.append(Piece(flow, first, place))
                    first = place + 1
        self.later = [number for number, piece in enumerate(self.pieces) if piece.first]
        bursts = [network.flows[piece.flow].burst for piece in self.pieces]
        self.waits, self.proofs = self._settle(bursts)

    def _settle(self, bursts: list[float]) -> tuple[Waits, dict[int, Proof | None]]:
        steps: list[float] = []
        for _ in range(ROUNDS):
            after, _, _ = self._round(bursts)
            step = max((new / old - 1 for new, old in zip(after, bursts, strict=True)), default=0.0)
            if step < CLOSE / 10:
                break
            if max(after) > 1e9 * max(flow.burst for flow in self.network.flows):
                break
            steps.append(step)
            ratio = steps[-1] / steps[-2] if len(steps) > 1 else 1.0
            if len(steps) % 4 == 0 and ratio < 0.97:  # bursts near their limit like a geometric series: jump there
                after = [new + (new - old) * ratio / (1 - ratio) for new, old in zip(after, bursts, strict=True)]
            bursts = after
        for margin in (CLOSE, 1e-4, 1e-2):
            raised = [burst * (1 + margin) if piece.first else burst
                      for burst, piece in zip(bursts, self.pieces, strict=True)]  # fmt: skip
            after, waits, proofs = self._round(raised)
            if all(after[number] <= raised[number] for number in self.later):
                return waits, proofs
        raise _refused(
            self.network, Text("is too full to be bounded: lower its rates", "负载过高，无法给出界：请降低速率")
        )

    def _round(self, bursts: list[float]) -> tuple[list[float], Waits, dict[int, Proof | None]]:
        flows, came = [], []
        for piece, burst in zip(self.pieces, bursts, strict=True):
            flow, path = self.network.flows[piece.flow], self.network.paths[piece.flow]
            flows.append(replace(flow, id=self._name(piece), burst=burst, path=flow.path[piece.first : piece.last + 1]))
            came.append(path[piece.first - 1] if piece.first else -1)
        cut = Network(self.network.servers, flows)
        self.cut = cut
        waits = Waits(Ludb(Masks(cut, came)), longest=1)
        after, proofs = list(bursts), {}
        for number in self.later:
            before = number - 1  # pieces of a flow stand in order
            path, bit = cut.paths[before], 1 << before
            kept = flows[before].burst + flows[before].rate * waits.ludb.left(bit, path).total
            after[number], proofs[number] = waits.least(path, bit, kept * (1 + 1e-12), free=True)
        return after, waits, proofs

    def _name(self, piece: Piece) -> str:
        name = self.network.flows[piece.flow].id
        return f"{name}@{piece.first}" if piece.first else name

    def bound(self, number: int) -> Bound:
        """The bound of a flow whose path is whole here."""
        piece = next(place for place, piece in enumerate(self.pieces) if piece.flow == number)
        path, flow = self.cut.paths[piece], self.cut.flows[piece]
        left = self.waits.ludb.delay(piece)
        delay, certificate = left.total * (1 + 1e-12), Certificate("ludb", flow.id, path, left)
        delay, proof = self.waits.least(path, 0, delay, free=True)
        writer = Writer(self.cut, self.waits, self._open)
        certificate = replace(certificate, writer=writer)
        if proof is not None:
            certificate = Certificate("plp", flow.id, path, None, *proof, writer)
        backlog, _ = self.waits.least(path, 1 << piece, flow.burst + flow.rate * delay, free=True)
        return Bound(delay, backlog, certificate)

    def _open(self, book: Book) -> None:
        pieces = [
            {"id": flow.id, "flow": self.network.flows[piece.flow].id, "path": list(flow.path), "burst": flow.burst}
            for piece, flow in zip(self.pieces, self.cut.flows, strict=True)
        ]
        book.put(("cut",), {"kind": "cut", "pieces": pieces})
        for number in self.later:
            before, proof = number - 1, self.proofs[number]
            path, bit = self.cut.paths[before], 1 << before
            claim: Claim = {"kind": "again", "piece": self.cut.flows[number].id, "before": self.cut.flows[before].id}
            if proof is not None:
                claim["program"] = book.program(("again", number), *proof)
            else:
                claim["left"] = book.left(bit, path)
            book.put(("again of", number), claim)
