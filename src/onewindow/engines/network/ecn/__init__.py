"""ECN thresholds of switch ports, by class of port: tuned on some seeds and loads, scored on others.

Offline, a static setting for each class; online, a small policy that sets the thresholds every few microseconds from a
port's queue, rate and marks. The usual setting beside them is Kmin / Kmax = 100 / 400 KB at 25 Gb/s, Pmax 0.2. Both are
found by the same search with the same budget of simulations; better means that the mean time of messages and the 99th
percentile of the slowdown of small ones both fall, without more pauses.
"""

from __future__ import annotations

from onewindow.engines.network.ecn.fabric import CLASSES, MIXED, STAR, Fabric, Sizes, read_sizes
from onewindow.engines.network.ecn.marking import INTERVAL_US, SEARCHED, USUAL, Policy, Setting
from onewindow.engines.network.ecn.scoring import Case, Marking, Score, least, score, together
from onewindow.engines.network.ecn.tuning import Tuned, scores, search, tune

__all__ = [
    "CLASSES",
    "INTERVAL_US",
    "MIXED",
    "SEARCHED",
    "STAR",
    "USUAL",
    "Case",
    "Fabric",
    "Marking",
    "Policy",
    "Score",
    "Setting",
    "Sizes",
    "Tuned",
    "least",
    "read_sizes",
    "score",
    "scores",
    "search",
    "together",
    "tune",
]
