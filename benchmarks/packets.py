"""Packets a second a core: the star and a fat tree, beside ns.py and simpy; and DCQCN beside published slowdowns.

    python benchmarks/packets.py [--milliseconds 200]

Star: 32 hosts of 25G, WebSearch messages (HPCC's distribution, beside the checkout), ECN, PFC and DCQCN. The peers run
one queue fed by 31 sources, without congestion control: they do less a packet. CPU time, one core. Published: HPCC
(SIGCOMM 2019) reports for DCQCN a p99 slowdown of flows below 3 kB of 11.2 at 30 % load and 53.9 at 50 %. Nothing was
tuned to meet them. Peers: pip install ns.py simpy.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from onewindow.engines.network.packets import Dcqcn, Message, Port, Simulation

WEB_SEARCH = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "network" / "workloads" / "WebSearch_distribution.txt"
)
FRAME, PAYLOAD = 1_048, 1_000


def messages(
    hosts: int, gbps: float, load: float, milliseconds: float, seed: int, route
) -> tuple[list[Message], np.ndarray]:
    """Poisson arrivals of WebSearch sizes between random hosts; load counts payload only."""
    size, share = np.loadtxt(WEB_SEARCH).T
    share = share / 100
    random = np.random.default_rng(seed)
    rate = load * hosts * gbps / 8 * 1e3 / np.trapezoid(size, share)  # a microsecond
    count = int(rate * milliseconds * 1e3)
    starts = np.cumsum(random.exponential(1 / rate, count))
    sizes = np.maximum(1, np.interp(random.random(count), share, size)).astype(int)
    source = random.integers(0, hosts, count)
    sink = (source + random.integers(1, hosts, count)) % hosts
    wire = sizes + (FRAME - PAYLOAD) * -(-sizes // PAYLOAD)
    made = [Message(route(int(a), int(b), k), int(w), t * 1e3)
            for k, (a, b, w, t) in enumerate(zip(source, sink, wire, starts, strict=True))]  # fmt: skip
    return made, sizes


def star(hosts: int = 32, gbps: float = 25) -> tuple[list[Port], object]:
    """Ports of a star, and the route between two hosts."""
    up = [Port(gbps, 1_000, host=True, xoff=500_000, xon=490_000, room=40_000) for _ in range(hosts)]
    down = [Port(gbps, 1_000, kmin=100_000, kmax=400_000) for _ in range(hosts)]
    return up + down, lambda a, b, k: [a, hosts + b]


def fat_tree(gbps: float = 25) -> tuple[list[Port], object]:
    """A fat tree of k = 4: 16 hosts, ECMP by a hash of the message."""
    ports = [Port(gbps, 1_000, host=h < 16, xoff=500_000, xon=490_000, room=40_000, kmin=100_000, kmax=400_000)
             for h in range(16 * 6)]  # fmt: skip
    # Blocks of 16 ports: host up, edge up, aggregation up, core down, aggregation down, edge down.

    def route(a: int, b: int, k: int) -> list[int]:
        one, two = k * 2654435761 >> 7 & 1, k * 2654435761 >> 13 & 1
        if a // 2 == b // 2:
            return [a, 80 + b]
        if a // 4 == b // 4:
            return [a, 16 + (a // 2) * 2 + one, 64 + (b // 4) * 4 + one * 2 + b // 2 % 2, 80 + b]
        return [a, 16 + (a // 2) * 2 + one, 32 + (a // 4) * 4 + one * 2 + two, 48 + (one * 2 + two) * 4 + b // 4,
                64 + (b // 4) * 4 + one * 2 + b // 2 % 2, 80 + b]  # fmt: skip

    return ports, route


def ours(name: str, made, hosts: int, load: float, milliseconds: float, control: Dcqcn = Dcqcn()) -> None:
    """One run, its speed and the slowdown of small flows."""
    ports, route = made
    flows, sizes = messages(hosts, 25, load, milliseconds, 1, route)
    simulation = Simulation(ports, flows, 1, control, packets=1 << 17)
    simulation.run(0)
    began = time.process_time()
    simulation.run(milliseconds * 1e3 * 20)
    spent = time.process_time() - began
    rows = simulation.state.flows
    took = (rows["done"] - rows["start"]) / 1e6
    links = np.array([len(flow.route) for flow in flows])
    ideal = links * 1.0 + (sizes + 48 * np.ceil(sizes / PAYLOAD)) * 8 / 25e3 + (links - 1) * FRAME * 8 / 25e3
    small = (sizes < 3_000) & (rows["done"] > 0)
    slowdown = np.percentile((took / ideal)[small], 99) if small.any() else float("nan")
    print(f"{name:<34} {simulation.delivered / spent / 1e6:7.2f} {simulation.events / spent / 1e6:7.2f} "
          f"{simulation.delivered:12,} {slowdown:8.1f} {simulation.dropped:5}", flush=True)  # fmt: skip


def simpy_queue(packets: int) -> None:
    """One FIFO link fed by 31 sources, in simpy."""
    import simpy

    environment = simpy.Environment()
    store = simpy.Store(environment)
    served = 0

    def source(number: int):
        random = np.random.default_rng(number)
        while True:
            yield environment.timeout(random.exponential(31 / 0.9))
            yield store.put(environment.now)

    def link():
        nonlocal served
        while served < packets:
            yield store.get()
            yield environment.timeout(1.0)
            served += 1

    for number in range(31):
        environment.process(source(number))
    began = time.process_time()
    environment.run(environment.process(link()))
    spent = time.process_time() - began
    print(f"{'simpy, one queue':<34} {packets / spent / 1e6:7.3f}", flush=True)


def ns_queue(packets: int) -> None:
    """The same in ns.py."""
    import simpy
    from ns.packet.dist_generator import DistPacketGenerator
    from ns.packet.sink import PacketSink
    from ns.port.port import Port as NsPort

    environment = simpy.Environment()
    sink = PacketSink(environment, rec_waits=False, rec_arrivals=False)
    port = NsPort(environment, rate=8.0 * 100, qlimit=None)
    port.out = sink
    for number in range(31):
        random = np.random.default_rng(number)
        generator = DistPacketGenerator(environment, f"s{number}", lambda r=random: r.exponential(31 / 0.9),
                                        lambda: 100, flow_id=number)  # fmt: skip
        generator.out = port
    began = time.process_time()
    environment.run(until=packets / 0.9)
    spent = time.process_time() - began
    served = sum(sink.packets_received.values())
    print(f"{'ns.py, one queue':<34} {served / spent / 1e6:7.3f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--milliseconds", type=float, default=200)
    given = parser.parse_args()
    print(f"{'run':<34} {'M pk/s':>7} {'M ev/s':>7} {'packets':>12} {'p99 <3kB':>8} {'drops':>5}")
    span = given.milliseconds
    ours("star, load 50 %", star(), 32, 0.5, span)
    ours("fat tree k=4, load 50 %", fat_tree(), 16, 0.5, span)
    vendor = Dcqcn(rate_timer_us=300, gap_us=4)
    for load, theirs in ((0.3, 11.2), (0.5, 53.9)):
        for name, control in (("paper's timers", Dcqcn()), ("vendor's timers", vendor)):
            ours(f"star {load:.0%}, {name} (HPCC: {theirs})", star(), 32, load, 2 * span, control)
    for peer in (simpy_queue, ns_queue):
        try:
            peer(200_000)
        except ImportError as missing:
            print(f"{peer.__name__}: {missing}; pip install ns.py simpy")
