"""Networks that several tests bound: the rings and tandems of the literature, and random ones from a seed."""

import random
from collections.abc import Iterable

from onewindow.engines.network.calculus import Flow, Network, Server
from onewindow.engines.network.calculus.model import Policy


def same(paths: Iterable[Iterable[int]], servers: int, policy: Policy = "fifo") -> Network:
    """The networks of DNC's functional tests: R = T = 20, flows of rate 5 and burst 25."""
    flows = [Flow(f"f{n}", 5, 25, [f"s{place}" for place in path]) for n, path in enumerate(paths)]
    return Network([Server(f"s{n}", 20, 20, policy) for n in range(servers)], flows)


def shaped(paths: list[list[int]], servers: int, shares: int) -> Network:
    """Links of 10 Gb/s and 10 us that shape their output; 1 kB bursts, half the load at the fullest link (bits, s)."""
    flows = [Flow(f"f{n}", 5e9 / shares, 8e3, [f"s{place}" for place in path]) for n, path in enumerate(paths)]
    return Network([Server(f"s{n}", 1e10, 1e-5, shaping=True) for n in range(servers)], flows)


def random_network(seed: int, servers: int, flows: int, longest: int = 6) -> Network:
    """A feed-forward network: random paths over a random acyclic graph, every server loaded to 50-95 %."""
    chance = random.Random(seed)
    after = {n: [m for m in range(n + 1, min(servers, n + 6)) if chance.random() < 0.6] for n in range(servers)}
    paths = []
    while len(paths) < flows:
        path = [chance.randrange(max(1, servers - 2))]
        while len(path) < chance.randint(2, longest) and after[path[-1]]:
            path.append(chance.choice(after[path[-1]]))
        paths.append(path)
    rates = [chance.uniform(0.1, 1) for _ in paths]
    load = [sum(rate for rate, path in zip(rates, paths, strict=True) if n in path) for n in range(servers)]
    speeds = [(used or 1) / chance.uniform(0.5, 0.95) for used in load]
    return Network(
        [Server(f"s{n}", speed, chance.uniform(0.01, 0.1)) for n, speed in enumerate(speeds)],
        [Flow(f"f{n}", rate, chance.uniform(0.1, 1), [f"s{place}" for place in path])
         for n, (rate, path) in enumerate(zip(rates, paths, strict=True))],
    )  # fmt: skip
