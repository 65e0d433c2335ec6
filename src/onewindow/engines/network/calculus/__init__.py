"""Network calculus: worst-case delay and backlog of flows through queues, with proofs that a short checker verifies.

``Network(servers, flows)``, ``bound(network, method="best")``, ``checker.verify(network, flow, claims)``.
"""

from __future__ import annotations

from onewindow.engines.network.calculus.bounds import bound
from onewindow.engines.network.calculus.model import Bound, Flow, Network, Server
from onewindow.engines.network.refused import Refused

__all__ = ["Bound", "Flow", "Network", "Refused", "Server", "bound"]
