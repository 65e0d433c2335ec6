"""Wi-Fi 6 (802.11ax) planned: path loss, rates, the fewest access points with a proved bound, channels and powers."""

from __future__ import annotations

from onewindow.engines.network.wifi.placement import NoPlace, Placement, place, reinforce
from onewindow.engines.network.wifi.plan import Area, Demand, Survey, Target, WifiPlan, grid, load, plan, survey
from onewindow.engines.network.wifi.propagation import Air, Wall, path_loss
from onewindow.engines.network.wifi.rates import airtime, best_scheme, data_rate, units_side_by_side

__all__ = [
    "Air",
    "Area",
    "Demand",
    "NoPlace",
    "Placement",
    "Survey",
    "Target",
    "Wall",
    "WifiPlan",
    "airtime",
    "best_scheme",
    "data_rate",
    "grid",
    "load",
    "path_loss",
    "place",
    "plan",
    "reinforce",
    "survey",
    "units_side_by_side",
]
