"""Strict priority and deficit round robin: each class is a FIFO network with the service that the others leave it.

Priority (no preemption): class c of a server R, T has rate R - r and latency (R T + b + L) / (R - r), where b and r
are what classes before c bring and L is the largest packet of those after it (Le Boudec, Thiran, "Network calculus",
section 1.3). DRR with quanta Q of sum F: rate R Q / F and latency T + (sum of the other classes' packets + (F - Q)(1 +
L / Q)) / R (Boyer, Stea, Sofack, "Deficit round robin with network calculus", 2012). Service is taken to be strict, as
a link's is.
"""

from __future__ import annotations

from dataclasses import replace

from onewindow.engines.network.calculus.bounds import Method, bound_fifo
from onewindow.engines.network.calculus.claims import Book
from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.model import Bound, Flow, Network, Server
from onewindow.engines.network.calculus.waits import Waits
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

Layer = tuple[Network, Waits]


def bound_classes(network: Network, method: Method, wanted: list[int]) -> dict[str, Bound]:
    """Bounds class by class, the first class first. Raises ``Refused`` when a server has several classes and no way to
    tell them apart or promises no order, a class has no quantum, or the classes before leave a class too little."""
    found: dict[str, Bound] = {}
    layers: list[Layer] = []
    ids = {network.flows[place].id for place in wanted}
    for number in sorted({flow.priority for flow in network.flows}):
        layer = _class_network(network, number, layers)
        inner = [place for place, flow in enumerate(layer.flows) if flow.id in ids]
        found |= bound_fifo(layer, method, inner, _Opening(network, number, list(layers)))
        layers.append((layer, Waits(Ludb(Masks(layer)))))
    return found


def _class_network(network: Network, number: int, before: list[Layer]) -> Network:
    mine = [flow for flow in network.flows if flow.priority == number]
    through: dict[str, list[Flow]] = {server.id: [] for server in network.servers}
    for flow in network.flows:
        for server in flow.path:
            through[server].append(flow)
    servers = [_left(server, number, through[server.id], before) for server in network.servers]
    return Network(servers, mine)


def _left(server: Server, number: int, flows: list[Flow], before: list[Layer]) -> Server:
    """What a server leaves to a class; untouched where it has none of it."""
    others = [flow for flow in flows if flow.priority != number]
    mine = [flow for flow in flows if flow.priority == number]
    if server.policy == "arbitrary" and not others and len(mine) > 1:  # one flow alone is served in its own order
        say = Text(f"server {server.id} promises no order beside servers that serve by class; make it fifo",
                   f"服务器 {server.id} 不保证次序，而其他服务器按类别调度，请将其改为 fifo")  # fmt: skip
        raise Refused(server.id, say)
    if not mine or not others:
        return replace(server, policy="fifo")
    if server.policy == "drr":
        classes = {flow.priority for flow in flows}
        missing = sorted(classes - {key for key, quantum in server.quanta.items() if quantum > 0})
        if missing:
            say = Text(f"server {server.id}: class {missing[0]} has no quantum; give it one, a packet or more",
                       f"服务器 {server.id}：类别 {missing[0]} 没有配额，请给出不小于一个报文的配额")  # fmt: skip
            raise Refused(server.id, say)
        largest = {key: max(flow.packet for flow in flows if flow.priority == key) for key in classes}
        own, total = server.quanta[number], sum(server.quanta[key] for key in classes)
        wait = sum(size for key, size in largest.items() if key != number)
        wait += (total - own) * (1 + largest[number] / own)
        return replace(server, policy="fifo", rate=server.rate * own / total,
                       latency=server.latency + wait / server.rate, shaping=False)  # fmt: skip
    if server.policy != "priority":
        say = Text(f"server {server.id} is {server.policy} and carries several classes; make it priority or drr",
                   f"服务器 {server.id} 为 {server.policy} 调度却承载多个类别，请改为 priority 或 drr")  # fmt: skip
        raise Refused(server.id, say)
    rate = sum(flow.rate for flow in others if flow.priority < number)
    burst = sum(_brought(layer, server.id) for layer in before)
    packet = max((flow.packet for flow in others if flow.priority > number), default=0.0)
    spare = server.rate - rate
    return replace(server, policy="fifo", rate=spare, shaping=False,
                   latency=(server.rate * server.latency + burst + packet) / spare)  # fmt: skip


def _brought(layer: Layer, server: str) -> float:
    network, waits = layer
    place = network.server_at[server]
    flows = waits.ludb.masks.through[place]
    return waits.ludb.burst(flows, place) if flows else 0.0


class _Opening:
    """What proofs of a class begin with: what the classes before bring to each server, then the service left."""

    def __init__(self, network: Network, number: int, before: list[Layer]) -> None:
        self.network, self.number, self.before = network, number, before

    def __call__(self, book: Book) -> None:
        bursts: dict[str, list[int]] = {}
        for rank, (layer, waits) in enumerate(self.before):
            inner = Book(layer, waits)
            inner.claims = book.claims  # numbers go on
            _Opening(self.network, layer.flows[0].priority, self.before[:rank])(inner)
            for place, server in enumerate(layer.servers):
                flows = waits.ludb.masks.through[place]
                if flows and self.network.servers[place].policy == "priority":
                    bursts.setdefault(server.id, []).append(inner.burst(flows, place))
        book.put(("class", self.number), {"kind": "class", "class": self.number, "bursts": bursts})
