"""The loops of learning, compiled: what came before each alarm, and the rates that explain it best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit()
def recent(
    type_of: Ints, device: Ints, at: Floats, starts: Ints, reached: Ints, types: int, devices: int, rates: Floats
) -> NDArray[np.float32]:
    """For every alarm, the decayed count of each type that reached its device strictly before: (n, decays, types).

    ``reached[starts[d]:starts[d + 1]]`` are the devices an alarm of device d acts on; alarms are in order of time.
    Alarms of one second do not explain one another: which of them came first is not known.
    """
    n, decays = len(at), len(rates)
    before = np.zeros((n, decays, types), np.float32)
    level = np.zeros((devices, decays, types))
    seen = np.zeros(devices)
    i = 0
    while i < n:
        j = i
        while j < n and at[j] == at[i]:
            j += 1
        for e in range(i, j):
            d = device[e]
            wait = at[e] - seen[d]
            if wait > 0:
                for k in range(decays):
                    kept = np.exp(-rates[k] * wait)
                    for u in range(types):
                        level[d, k, u] *= kept
                seen[d] = at[e]
            for k in range(decays):
                for u in range(types):
                    before[e, k, u] = level[d, k, u]
        for e in range(i, j):
            for q in range(starts[device[e]], starts[device[e] + 1]):
                m = reached[q]
                wait = at[e] - seen[m]
                if wait > 0:
                    for k in range(decays):
                        kept = np.exp(-rates[k] * wait)
                        for u in range(types):
                            level[m, k, u] *= kept
                    seen[m] = at[e]
                for k in range(decays):
                    level[m, k, type_of[e]] += rates[k]
        i = j
    return before


@jit()
def fit_column(
    before: NDArray[np.float32],
    mass: Floats,
    device: Ints,
    seconds: float,
    shared: bool,
    rounds: int,
    known: Floats,
    known_mass: Floats,
    known_own: Floats,
    known_seconds: float,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Rates that make the alarms of one type likeliest: (weight a cause and kernel, expected counts, own rate a
    device, intensity at each alarm). Expectation-maximisation; every round is a closed form and raises the likelihood.

    ``mass`` is the integral of each kernel over the whole time; ``known*`` are the expected counts, masses and times
    of alarms seen in an earlier call, which count as if they were seen again (incremental EM, Neal and Hinton 1998).
    A device's own rate is drawn to the mean rate by one pseudo-alarm; with ``shared`` all devices have the mean.
    """
    n, causes = before.shape
    devices = len(known_own)
    exposure = seconds + known_seconds
    total = n + known.sum() + known_own.sum()
    weight = np.zeros(causes)
    counts = np.zeros(causes)
    for c in range(causes):
        weight[c] = 0.5 * total / (causes * max(mass[c] + known_mass[c], 1.0))
    mean = 0.5 * total / (devices * exposure)
    own = np.full(devices, mean)
    intensity = np.zeros(n)
    for turn in range(rounds + 1):
        explained = np.zeros(causes)
        alone = known_own.copy()
        for e in range(n):
            x = own[device[e]]
            for c in range(causes):
                x += weight[c] * before[e, c]
            intensity[e] = x
            if turn < rounds:
                alone[device[e]] += own[device[e]] / x
                for c in range(causes):
                    explained[c] += before[e, c] / x
        if turn == rounds:
            break
        for c in range(causes):
            counts[c] = weight[c] * explained[c]
            if mass[c] + known_mass[c] > 0:
                weight[c] = (counts[c] + known[c]) / (mass[c] + known_mass[c])
        mean = max(alone.sum() / (devices * exposure), 1e-12)
        for d in range(devices):
            own[d] = mean if shared else (alone[d] + 1.0) / (exposure + 1.0 / mean)
    return weight, counts, own, intensity
