"""Proof against replay: every packet of random networks and customs sites beside the delay proved for its flow.

    python benchmarks/replay.py [--packets 101_000_000] [--networks 8]

Synthetic networks from seeds: feed-forward FIFO links of 1 to 10 Gb/s at 50 to 90 % load, sources that bunch their
token buckets. A packet later than proved, or lost where the buffer is the certified one, ends the run with an error.
"""

import argparse
import time

import numpy as np

from onewindow.engines.network.calculus import Flow, Network, Server, bound
from onewindow.engines.network.replay import buffers, proved_network, replay


def network_of(seed: int) -> Network:
    """A random network in bits and seconds."""
    random = np.random.default_rng(seed)
    servers, flows = int(random.integers(6, 16)), int(random.integers(15, 60))
    paths = []
    while len(paths) < flows:
        place, path = int(random.integers(0, servers - 1)), []
        while place < servers and len(path) < 8:
            path.append(place)
            place += int(random.integers(1, 4))
        paths.append(path)
    unit = random.choice([512, 1_024, 1_500], flows) * 8.0
    share = random.uniform(0.2, 1, flows)
    load = np.array([sum(s for s, path in zip(share, paths, strict=True) if n in path) for n in range(servers)])
    speed = random.choice([1e9, 2.5e9, 10e9], servers)
    scale = min(speed[n] * random.uniform(0.5, 0.9) / load[n] for n in range(servers) if load[n])
    return Network(
        [Server(f"s{n}", float(speed[n]), float(random.uniform(1e-6, 2e-5))) for n in range(servers)],
        [Flow(f"f{k}", float(share[k] * scale), float(unit[k] * random.integers(1, 12)), [f"s{p}" for p in path],
              packet=float(unit[k])) for k, path in enumerate(paths)],
    )  # fmt: skip


def main() -> None:
    """Replay until enough packets were seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=101_000_000)
    parser.add_argument("--networks", type=int, default=8)
    given = parser.parse_args()
    total = lost = 0
    ratios: list[float] = []
    began = time.process_time()
    print(f"{'seed':>5} {'flows':>6} {'packets':>12} {'median':>7} {'best':>7}   simulated / proved")
    for seed in range(given.networks):
        network = network_of(seed)
        proved_of = proved_network(network)
        proved, room = bound(proved_of), buffers(proved_of)
        a_second = sum(flow.rate / flow.packet for flow in network.flows)
        mine = np.zeros(len(network.flows))
        seen_here = 0
        for style in (1, 2):
            seen = replay(network, given.packets / given.networks / 2 / a_second, seed, room, style)
            for number, flow in enumerate(network.flows):
                ratio = seen[flow.id].delay / proved[flow.id].delay
                assert ratio <= 1, (
                    f"seed {seed}, flow {flow.id}: seen {seen[flow.id].delay}, proved {proved[flow.id].delay}"
                )
                mine[number] = max(mine[number], ratio)
                seen_here += seen[flow.id].packets
                lost += seen[flow.id].dropped
        assert not lost, "a packet was lost in a certified buffer"
        total += seen_here
        ratios += mine.tolist()
        print(f"{seed:5} {len(network.flows):6} {seen_here:12,} {np.median(mine):7.3f} {mine.max():7.3f}", flush=True)
    print(f"{total:,} packets, none later than proved, {lost} lost; median {np.median(ratios):.3f}, "
          f"best {max(ratios):.3f}; {time.process_time() - began:.0f} s CPU")  # fmt: skip


if __name__ == "__main__":
    main()
