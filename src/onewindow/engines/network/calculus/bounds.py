"""``bound``: worst-case delay and backlog of the flows of a network, by one method or the best of all sound ones."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Executor
from functools import partial
from typing import Literal, get_args

from onewindow.engines.network.calculus.claims import Certificate, Opening, Writer
from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.model import Bound, Network
from onewindow.engines.network.calculus.steps import Steps
from onewindow.engines.network.calculus.waits import EFFORT, FEW, Waits
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

Method = Literal["tfa", "sfa", "pmoo", "ludb", "plp", "best"]
PARTS, WORTH = 2, 60
"""Parts that a network is divided into, and the flows from which on it is."""
AGAIN = 1.5
"""How much more effort a part gets than its flows do in one piece: it finds bursts that the other part finds too."""


def bound(
    network: Network,
    method: Method = "best",
    flows: Collection[str] | None = None,
    executor: Executor | None = None,
) -> dict[str, Bound]:
    """Bounds of all flows (or of those named), in the units of the network.

    ``plp`` is the lesser of LUDB and one program for each flow; ``best`` also finds the bursts of cross traffic and the
    times over pieces of path by programs, as long as its effort lasts (``waits.EFFORT``), then by LUDB: each of them is
    sound. Under priority and DRR each class is a network of its own with the service left to it. An ``executor`` (of
    processes) does the flows of a large FIFO network in two parts, each with its own share of the effort, so bounds
    may differ a little from those without it; where flows depend on each other in a cycle, bounds are by programs over
    pieces of the network whatever the method, and it does the ways to cut side by side with the same outcome. Classes
    do without: in two parts, 160 and 400 flows of two classes took no less time on two cores, since either part needs
    what the classes before bring. Raises ``Refused`` for an unknown method or flow, or a method that does not fit the
    servers' policies.
    """
    if method not in get_args(Method):
        names = ", ".join(get_args(Method))
        raise Refused(method, Text(f"no method {method}; there are {names}", f"没有方法 {method}，可选 {names}"))
    known = {flow.id for flow in network.flows}
    for flow in flows or ():
        if flow not in known:
            raise Refused(
                flow, Text(f"flow {flow} is not in the network; mend the name", f"网络中没有流 {flow}，请改正名称")
            )
    wanted = [n for n, flow in enumerate(network.flows) if flows is None or flow.id in flows]
    if network.order is None:
        from onewindow.engines.network.calculus.cycles import bound_cyclic

        return bound_cyclic(network, wanted, executor)
    if network.policies & {"priority", "drr"}:
        from onewindow.engines.network.calculus.classes import bound_classes

        return bound_classes(network, method, wanted)
    if network.policies <= {"fifo"}:
        if executor is None or len(wanted) < WORTH:
            return bound_fifo(network, method, wanted)
        return _in_parts(network, method, wanted, network.order, executor)
    return _any_order(network, method, wanted)


def _in_parts(network: Network, method: Method, wanted: list[int], order: list[int], executor: Executor
              ) -> dict[str, Bound]:  # fmt: skip
    """Flows that end near each other met the same others, so they stay together."""
    rank = {server: number for number, server in enumerate(order)}
    ends = sorted(wanted, key=lambda number: rank[network.paths[number][-1]])
    size = -(-len(ends) // PARTS)
    parts = [ends[first : first + size] for first in range(0, len(ends), size)]
    found: dict[str, Bound] = {}
    for part in executor.map(partial(bound_fifo, network, method, effort=AGAIN * EFFORT), parts):
        found |= part
    return {network.flows[number].id: found[network.flows[number].id] for number in wanted}


def bound_fifo(
    network: Network, method: Method, wanted: list[int], opening: Opening | None = None, effort: float = EFFORT
) -> dict[str, Bound]:
    """Bounds in a FIFO network without cycles; ``opening`` writes what its proofs begin with."""
    masks = Masks(network)
    if method in ("tfa", "sfa", "pmoo"):
        return _stepwise(network, Steps(masks, fifo=True), method, wanted)
    ludb = Ludb(masks)
    deep = method == "best" or (method == "plp" and any(masks.shaped))
    waits = Waits(ludb, len(network.servers) if deep else 0, effort * max(len(wanted), FEW))
    writer = Writer(network, waits, opening)
    found = {}
    for number in wanted:
        flow, path = network.flows[number], network.paths[number]
        left = ludb.delay(number)
        delay, certificate = left.total * (1 + 1e-12), Certificate("ludb", flow.id, path, left, writer=writer)
        if method != "ludb" and len(path) > 1:
            delay, proof = waits.least(path, 0, delay, free=True)
            if proof is not None:
                certificate = Certificate("plp", flow.id, path, None, *proof, writer)
        backlog = flow.burst + flow.rate * ludb.left(1 << number, path).total
        found[flow.id] = Bound(delay, backlog * (1 + 1e-12), certificate)
    return found


def _stepwise(network: Network, steps: Steps, method: Method, wanted: list[int]) -> dict[str, Bound]:
    ways = {"tfa": steps.tfa, "sfa": steps.sfa, "pmoo": steps.pmoo}
    found = {}
    for number in wanted:
        flow = network.flows[number]
        chosen = [method] if method in ways else list(ways)
        (delay, name), backlog = (
            min((ways[one](number)[0], one) for one in chosen),
            min(ways[one](number)[1] for one in chosen),
        )
        found[flow.id] = Bound(delay, backlog, Certificate(name, flow.id, network.paths[number]))
    return found


def _any_order(network: Network, method: Method, wanted: list[int]) -> dict[str, Bound]:
    """Servers that promise no order: SFA and PMOO hold, LUDB and PLP do not."""
    if method in ("ludb", "plp"):
        say = Text(
            f"{method} needs FIFO servers; use best, sfa or pmoo", f"{method} 要求先进先出，请改用 best、sfa 或 pmoo"
        )
        raise Refused(method, say)
    return _stepwise(network, Steps(Masks(network), fifo=False), method, wanted)
