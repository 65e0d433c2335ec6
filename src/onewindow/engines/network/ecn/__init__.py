"""ECN thresholds of a switch: searched for on some seeds and loads, scored on others against the usual setting.

The usual setting is Kmin / Kmax = 100 / 400 KB at 25 Gb/s, Pmax 0.2. A setting is better if the mean time of messages
and the 99th percentile of the slowdown of small ones are, and it pauses no more; the score is the mean of the two
logarithms, with a penalty for pauses. The search draws settings at random and then walks from the best (a budget of
simulations).
"""

from __future__ import annotations

from onewindow.engines.network.ecn.scoring import MIXED, USUAL, Score, Setting, Sizes, read_sizes, score
from onewindow.engines.network.ecn.tuning import search, tune

__all__ = ["MIXED", "USUAL", "Score", "Setting", "Sizes", "read_sizes", "score", "search", "tune"]
