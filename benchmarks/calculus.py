"""Bounds by network calculus: the ladder of methods, the best published bounds, and the same program in lp_solve.

    python benchmarks/calculus.py [--largest 450] [--seeds 3] [--proofs 12] [--flows 4479]

Random networks come from seeds (synthetic); nothing was tuned on them but the size of the trees (16 servers) and the
effort of ``best`` (1,000 columns of programs a flow, chosen for its time). The set has as many networks and flows as
the published one (ICPE 2025: 31 networks, 4,479 flows, 2,377 s by the published optimiser), which is not at hand here.
Published: the eight networks of Guso's ECOWCDB (EPFL), R = 10 Gb/s, L = 10 us, S = 1 kB, load 0.5, best of all cuts,
for flow 0. lp_solve is Debian's; without it that part says so.
"""

import argparse
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.unit.engines.network.networks import random_network, shaped

from onewindow.engines.network.calculus import Flow, Network, Server, bound, plp
from onewindow.engines.network.calculus.checker import verify
from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.trees import plant


def ring(n: int, begin: int, end: int) -> list[int]:
    """Servers from ``begin`` to before ``end`` around a ring."""
    return [place % n for place in range(begin, end)]


def mesh() -> Network:
    """Four columns of two servers and a sink of twice the rate, a flow for each of the 16 ways through."""
    ways = [[*way, 8] for way in product(*[(2 * column, 2 * column + 1) for column in range(4)])]
    network = shaped(ways, 9, 8)
    servers = [*network.servers[:8], Server("s8", 2e10, 1e-5, shaping=True)]
    return Network(servers, [Flow(flow.id, flow.rate, flow.burst, flow.path) for flow in network.flows])


def published() -> list[tuple[str, Network, float]]:
    """Name, network, best published bound of flow 0 in microseconds."""
    full, half = range(12), range(11)
    return [
        ("semi-ring 12", shaped([ring(12, i, i + 7) for i in full], 12, 7), 84.65),
        ("ring 12", shaped([ring(12, i, i + 12) for i in full], 12, 12), 149.13),
        ("complete semi 11", shaped([ring(11, i, j) for i in half for j in range(i + 6, i, -1)], 11, 21), 109.17),
        ("complete full 7", shaped([ring(7, i, j) for i in range(7) for j in range(i + 7, i, -1)], 7, 28), 139.18),
        ("mesh 9", mesh(), 89.25),
        ("sink tree 12", shaped([list(range(i, 12)) for i in full], 12, 12), 133.01),
        ("interleaved 12", shaped([list(full), *([i, i + 1] for i in half)], 12, 3), 145.92),
        ("source-sink 12", shaped([list(full), *(list(p) for i in range(1, 12) for p in (range(i), range(i, 12)))],
                                  12, 12), 147.05),
    ]  # fmt: skip


def ladder(largest: int, seeds: int, proofs: int) -> None:
    """Tightness beside TFA (mean of delay / TFA's) and CPU seconds for all flows."""
    print(f"{'flows':>6} {'method':>7} {'of TFA':>8} {'CPU s':>8}   proofs checked, CPU s each")
    for flows in (size for size in (20, 60, 150, 450) if size <= largest):
        networks = [random_network(seed, max(8, flows // 8), flows, 9) for seed in range(seeds)]
        base = [bound(network, "tfa") for network in networks]
        for method in ("tfa", "sfa", "pmoo", "ludb", "plp", "best"):
            began = time.process_time()
            found = [bound(network, method) for network in networks]
            spent = time.process_time() - began
            ratios = [one[f].delay / all_[f].delay for one, all_ in zip(found, base, strict=True) for f in one]
            words = ""
            if method == "best":
                began, count = time.process_time(), 0
                for network, one in zip(networks, found, strict=True):
                    for flow in network.flows[: max(1, proofs // seeds)]:
                        given = one[flow.id]
                        assert verify(network, flow.id, given.certificate.claims()) <= Fraction(given.delay)
                        count += 1
                words = f"{count}, {(time.process_time() - began) / count:.3f}"
            print(f"{flows:6} {method:>7} {np.mean(ratios):8.4f} {spent / seeds:8.2f}   {words}", flush=True)


def one_of_set(seed: int, flows: int) -> tuple[list[float], float]:
    """A network of the set: ``best`` over LUDB by flow, and CPU seconds of ``best``."""
    network = random_network(100 + seed, max(8, flows // 8), flows, 9)
    base = bound(network, "ludb")
    began = time.process_time()
    found = bound(network)
    return [found[flow].delay / base[flow].delay for flow in base], time.process_time() - began


def whole_set(flows: int, networks: int = 31) -> None:
    """All bounds of a set as large as the published one, a network a process."""
    sizes = [
        int(n) for n in np.diff(np.round(np.cumsum(np.linspace(0.15, 1.85, networks)) * flows / networks), prepend=0)
    ]
    began = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        done = list(executor.map(one_of_set, range(networks), sizes))
    spent = time.perf_counter() - began
    ratios = np.concatenate([ratio for ratio, _ in done])
    cpu = sum(one for _, one in done)
    print(f"\n{networks} networks, {len(ratios):,} flows: {spent:.0f} s with two processes, {cpu:.0f} s CPU for best "
          f"(published optimiser, its own set: 2,377 s); best is {1 - ratios.mean():.1%} below LUDB on average, "
          f"tighter for {(ratios < 1 - 1e-9).mean():.1%}", flush=True)  # fmt: skip


def in_two_processes(flows: int) -> None:
    """One network with and without an executor."""
    network = random_network(0, max(8, flows // 8), flows, 9)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        list(executor.map(bound, [random_network(0, 4, 4)] * 2))  # started and compiled
        times, found = [], []
        for given in (None, executor):
            began = time.perf_counter()
            found.append(bound(network, executor=given))
            times.append(time.perf_counter() - began)
    ratio = np.mean([found[1][flow].delay / found[0][flow].delay for flow in found[0]])
    print(f"\n{flows} flows: {times[0]:.1f} s in one process, {times[1]:.1f} s in two, with bounds {ratio - 1:+.1%}")


def beside_published() -> None:
    """Our bound of flow 0, its proof, and the best published one."""
    print(f"\n{'network':<18} {'ours us':>9} {'published':>10} {'diff':>7} {'CPU s':>6} proved")
    for name, network, best in published():
        began = time.process_time()
        found = bound(network, flows=["f0"])["f0"]
        spent = time.process_time() - began
        proved = verify(network, "f0", found.certificate.claims()) <= Fraction(found.delay)
        ours = found.delay * 1e6
        print(f"{name:<18} {ours:9.3f} {best:10.2f} {ours / best - 1:+7.2%} {spent:6.2f} {proved}", flush=True)


def beside_lp_solve() -> None:
    """One program, solved by HiGHS and by lp_solve."""
    print(f"\n{'program':<28} {'rows x columns':>16} {'HiGHS s':>8} {'lp_solve s':>10} {'same':>6}")
    if not shutil.which("lp_solve"):
        print("lp_solve is not installed (Debian: apt-get install lp-solve)")
        return
    for servers, flows in ((20, 150), (30, 450), (60, 450)):
        network = random_network(1, servers, flows, 12)
        ludb = Ludb(Masks(network))
        flow = max(range(flows), key=lambda n: len(network.paths[n]))
        planted = plant(ludb, network.paths[flow], servers, lambda path, ludb=ludb: (ludb.left(0, path).total, False))
        made = plp.program(planted.tree, planted.aim)
        began = time.process_time()
        value, _ = plp.solve(made)
        ours = time.process_time() - began
        with tempfile.NamedTemporaryFile("w", suffix=".lp") as file:
            write(made, file)
            began = time.perf_counter()
            said = subprocess.run(["lp_solve", "-S3", "-timeout", "60", file.name], capture_output=True, text=True)
            theirs = time.perf_counter() - began
        line = next((row for row in said.stdout.splitlines() if "objective function" in row), "nan")
        same = abs(float(line.split()[-1]) / value - 1) < 1e-6
        shape = f"{made.matrix.shape[0]} x {made.matrix.shape[1]}"
        print(
            f"{f'{servers} servers, {flows} flows':<28} {shape:>16} {ours:8.2f} {theirs:10.2f} {same!s:>6}", flush=True
        )


def write(made: plp.Program, file) -> None:
    """A program in the LP format."""
    file.write("max: " + " + ".join(f"v{column}" for column in made.aims) + ";\n")
    matrix = made.matrix.tocsr()
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = zip(matrix.indices[part], matrix.data[part], strict=True)
        body = " ".join(f"{value:+.17g} v{column}" for column, value in terms)
        file.write(f"r{row}: {body} + 0 zero <= {made.most[row]:.17g};\n")
    file.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=450)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--flows", type=int, default=4_479, help="of the whole set; 0: leave it out")
    parser.add_argument("--proofs", type=int, default=12)
    given = parser.parse_args()
    ladder(given.largest, given.seeds, given.proofs)
    in_two_processes(given.largest)
    beside_published()
    if given.flows:
        whole_set(given.flows)
    beside_lp_solve()
