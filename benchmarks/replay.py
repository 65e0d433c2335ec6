"""Proof against replay: every packet of customs sites and random networks beside the delay proved for its flow.

    python benchmarks/replay.py [--packets 101_000_000] [--sites 12] [--networks 6] [FILE ...]

Half of the packets go through customs sites: the sample that comes with the package (or the site files given) and
synthetic ones from seeds, with FIFO, priority or DRR switches around a FlexE trunk sent slot by slot. The other half
goes through random feed-forward FIFO networks of 1 to 10 Gb/s at 50 to 90 % load. Sources bunch their token buckets;
each queue has exactly the room that was proved to be enough. A packet later than proved, or lost, ends the run with an
error. Last, PFC on each kind of link of the sites before a blocked way out: its headroom, then a frame less.
"""

import argparse
import time
import tomllib
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import numpy as np

from onewindow.engines.network import site as sites
from onewindow.engines.network.calculus import Flow, Network, Server, bound
from onewindow.engines.network.packets import Message, Port, Simulation, pfc
from onewindow.engines.network.replay import Seen, buffers, proved_network, replay
from onewindow.engines.network.site.routing import NS_A_METRE

# Scenario, rate Mb/s, burst kB, packet bytes, slice: what a place of a site may have, from low to high.
KINDS = {
    "crane": ((5, 60), (2, 12), (256, 512, 1000), "Control"),
    "inspection": ((400, 2500), (200, 1500), (1500,), "Images"),
    "gate": ((100, 900), (60, 400), (1000, 1500), "Images"),
    "handheld": ((10, 80), (10, 60), (512, 1500), "Business"),
    "bonded": ((1, 10), (4, 16), (128, 256), "Business"),
    "office": ((50, 400), (50, 200), (1500,), "Business"),
    "clearance": ((50, 400), (50, 200), (1000, 1500), "Business"),
}
CLASS = {"Control": 0, "Images": 1, "Business": 2}


def random_site(seed: int) -> dict:
    """A made-up customs site: places around two cores that a FlexE group joins."""
    random = np.random.default_rng(seed)
    policy = ("fifo", "priority", "drr")[seed % 3]
    devices, links, services = [{"name": "Core A"}, {"name": "Core B"}], [], []
    need = dict.fromkeys(CLASS, 0.0)
    for place in range(int(random.integers(3, 8))):
        switch, core = f"Switch {place}", "AB"[int(random.integers(2))]
        devices.append({"name": switch})
        links.append({"name": f"up {place}", "ends": [switch, f"Core {core}"], "rate_gbps": 10, "policy": policy,
                      "length_m": float(random.integers(50, 2_000))})  # fmt: skip
        for number, kind in enumerate(random.choice(list(KINDS), int(random.integers(2, 5)))):
            rates, bursts, units, own = KINDS[str(kind)]
            terminal, far = f"{kind} {place}.{number}", f"server {place}.{number}"
            devices += [{"name": terminal, "kind": "terminal"}, {"name": far, "kind": "server"}]
            links.append({"name": terminal, "ends": [terminal, switch], "rate_gbps": 10, "policy": policy})
            links.append({"name": far, "ends": [far, "Core B" if core == "A" else "Core A"], "rate_gbps": 10,
                          "policy": policy})  # fmt: skip
            ends = [terminal, far] if random.random() < 0.7 else [far, terminal]
            rate = float(np.round(random.uniform(*rates), 1))
            need[own] += rate / 1e3
            services.append({
                "name": terminal, "scenario": str(kind), "from": ends[0], "to": ends[1], "rate_mbps": rate,
                "burst_kb": float(np.round(random.uniform(*bursts), 1)), "packet_bytes": int(random.choice(units)),
                "slice": own, "priority": CLASS[own] if policy != "fifo" else 0,
            })  # fmt: skip
    links.append({"name": "trunk", "ends": ["Core A", "Core B"], "rate_gbps": 0, "length_m": 2_000.0, "group": "Trunk"})
    slices = [{"name": name, "rate_gbps": 5 * (1 + int(rate * random.uniform(1.1, 1.6) / 5))}
              for name, rate in need.items()]  # fmt: skip
    group = {"name": "Trunk", "number": 1, "phys_gbps": [100]}
    return {"name": f"Random site {seed}, {policy}", "synthetic": True, "device": devices, "link": links,
            "group": [group], "slice": slices, "service": services}  # fmt: skip


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


class Kept:
    """What was seen so far."""

    def __init__(self) -> None:
        self.packets = 0
        self.ratios: list[float] = []

    def hold(self, name: str, runs: list[dict[str, Seen]], proved: dict[str, float]) -> dict[str, float]:
        """Hold all runs of a network against its proofs; simulated / proved by flow."""
        ratios = {flow: max(run[flow].delay for run in runs) / most for flow, most in proved.items()}
        for flow, ratio in ratios.items():
            assert ratio <= 1, f"{name}, {flow}: {ratio:.6f} of the proved {proved[flow]} s"
            assert not any(run[flow].dropped for run in runs), f"{name}, {flow}: lost in a certified buffer"
        count = sum(one.packets for run in runs for one in run.values())
        values = list(ratios.values())
        print(f"{name:<40} {len(proved):6} {count:12,} {np.median(values):7.3f} {max(values):7.3f}", flush=True)
        self.packets += count
        self.ratios += values
        return ratios


def over_sites(kept: Kept, data: list[dict], packets: int) -> list[sites.Proof]:
    """Every site replayed; tightness by service of the first and by scenario of all."""
    by_scenario: dict[str, list[float]] = defaultdict(list)
    proofs = []
    for number, one in enumerate(data):
        proof = sites.prove(sites.site_from(one))
        assert all(service.lossless for service in proof.services), f"{proof.site.name}: not certified"
        a_second = sum(flow.rate / flow.packet for flow in proof.network.flows)
        runs = [sites.simulate(proof, packets / len(data) / 2 / a_second, number, style) for style in (1, 2)]
        proved = {service.service.name: service.delay_s for service in proof.services}
        ratios = kept.hold(proof.site.name, runs, proved)
        for service in proof.services:
            by_scenario[service.service.scenario].append(ratios[service.service.name])
        if number == 0:
            for name, ratio in ratios.items():
                print(f"    {name:<36} proved {proved[name] * 1e3:8.4f} ms, simulated / proved {ratio:.3f}")
        proofs.append(proof)
    print(f"\n{'scenario':<40} {'flows':>6} {'median':>7} {'best':>7}   simulated / proved")
    for scenario, ratios_ in sorted(by_scenario.items()):
        print(f"{scenario:<40} {len(ratios_):6} {np.median(ratios_):7.3f} {max(ratios_):7.3f}")
    return proofs


def way_ns(metres: float) -> float:
    """Time on the way and a nanosecond: where it is a whole number of frames, the stop would come as one begins."""
    return metres * NS_A_METRE + 1


def blocked(rate: float, metres: float, room: int, frame: int = 1_500) -> int:
    """Packets lost when a host sends on at full rate into a switch whose way out is all but blocked: it is told to stop
    when 66 frames wait."""
    ports = [Port(rate, way_ns(metres), host=True, xoff=66 * frame, xon=60 * frame, room=room),
             Port(rate / 1_000, 1_000)]  # fmt: skip
    size = 80 * frame + 2 * pfc.standard(rate, metres)
    simulation = Simulation(ports, [Message([0, 1], size, 0)], seed=1, unit=frame)
    simulation.run(4 * (way_ns(metres) / 1e3 + size * 8e-3 / rate))
    assert simulation.state.ports["pauses"][0], "it was never told to stop"
    return simulation.dropped


def headrooms(proofs: list[sites.Proof]) -> None:
    """PFC on every kind of link of the sites: enough, one frame less, and the two budgets of practice."""
    kinds = sorted({(hop.link.rate_gbps, hop.link.length_m) for proof in proofs for way in proof.ways.values()
                    for hop in way if hop.link.rate_gbps})  # fmt: skip
    for rate, metres in kinds:
        needed = pfc.headroom(rate, way_ns(metres), 1_500)
        for room in (needed, pfc.vendor(rate, metres), pfc.standard(rate, metres)):
            assert not blocked(rate, metres, room), f"{rate} Gb/s, {metres} m: lost with {room} bytes"
        assert blocked(rate, metres, needed - 1_500), f"{rate} Gb/s, {metres} m: nothing lost with a frame less"
    print(f"\nPFC: {len(kinds)} kinds of links, none loses a packet with its headroom or with the budgets of practice; "
          f"with a frame less the simulator finds a drop on {len(kinds)} of {len(kinds)}")  # fmt: skip


def main() -> None:
    """Replay until enough packets were seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--packets", type=int, default=101_000_000)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--networks", type=int, default=6)
    given = parser.parse_args()
    began, spent = time.perf_counter(), time.process_time()
    kept = Kept()
    print(f"{'network':<40} {'flows':>6} {'packets':>12} {'median':>7} {'best':>7}   simulated / proved")
    own = given.files or [files(sites) / "sample.toml"]
    data = [tomllib.loads(file.read_text(encoding="utf-8")) for file in own]
    proofs = over_sites(kept, data + [random_site(seed) for seed in range(given.sites)], given.packets // 2)
    of_sites = kept.packets
    print()
    for seed in range(given.networks):
        network = network_of(seed)
        proved_of = proved_network(network)
        proved, room = bound(proved_of), buffers(proved_of)
        a_second = sum(flow.rate / flow.packet for flow in network.flows)
        left = (given.packets - of_sites) / given.networks
        runs = [replay(network, left / 2 / a_second, seed, room, style) for style in (1, 2)]
        kept.hold(f"random network {seed}", runs, {flow: one.delay for flow, one in proved.items()})
    headrooms(proofs)
    print(f"\n{kept.packets:,} packets ({of_sites:,} through customs sites), none later than proved, none lost; "
          f"median {np.median(kept.ratios):.3f}, best {max(kept.ratios):.3f}; "
          f"{time.perf_counter() - began:.0f} s, {time.process_time() - spent:.0f} s CPU")  # fmt: skip


if __name__ == "__main__":
    main()
