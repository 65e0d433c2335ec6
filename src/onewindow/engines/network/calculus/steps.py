"""The older, simpler bounds: total flow (TFA), separated flow (SFA), pay multiplexing only once (PMOO).

Bursts go from server to server, flows that come together kept together; a server leaves to a flow what its policy
grants: FIFO theta = T + b/R of the cross traffic (Le Boudec, Thiran, "Network calculus", prop. 6.2.1), any order of
service (``arbitrary``, strict service) the rest R - r after (R T + b) / (R - r). PMOO: Schmitt, Zdarsky, Fidler, 2008.
"""

from __future__ import annotations

from onewindow.engines.network.calculus.masks import Masks, members


class Steps:
    """TFA, SFA and PMOO of one feed-forward network, bursts remembered."""

    def __init__(self, masks: Masks, fifo: bool) -> None:
        self.masks, self.fifo = masks, fifo
        self._burst: dict[tuple[int, int], float] = {}

    def burst(self, flows: int, server: int) -> float:
        """Burst of a set of flows where it enters ``server``."""
        known = self._burst.get((flows, server))
        if known is None:
            masks = self.masks
            known = masks.burst(flows & masks.begins[server])
            for before in masks.before[server]:
                part = flows & masks.edge[before, server]
                if part:
                    known += self.burst(part, before) + masks.rate(part) * self.left(part, before)[1]
            self._burst[flows, server] = known
        return known

    def left(self, flows: int, server: int) -> tuple[float, float]:
        """Rate and latency that a server leaves to a set of flows."""
        masks = self.masks
        cross = masks.through[server] & ~flows
        burst = self.burst(cross, server) if cross else 0.0
        speed, rate = masks.speed[server], masks.rate(cross) if cross else 0.0
        if self.fifo:
            return speed - rate, masks.latency[server] + burst / speed
        return speed - rate, (speed * masks.latency[server] + burst) / (speed - rate)

    def server_delay(self, server: int) -> float:
        """Worst time in a server of whatever goes through it."""
        masks, all_flows = self.masks, self.masks.through[server]
        burst, speed = self.burst(all_flows, server), masks.speed[server]
        if self.fifo or len(members(all_flows)) == 1:  # one flow alone is served in its own order
            return masks.latency[server] + burst / speed
        spare = speed - masks.rate(all_flows)
        return (speed * masks.latency[server] + burst) / spare if spare > 0 else float("inf")

    def server_backlog(self, server: int) -> float:
        """Most data of all flows that wait in a server at once."""
        masks, all_flows = self.masks, self.masks.through[server]
        return self.burst(all_flows, server) + masks.rate(all_flows) * masks.latency[server]

    def tfa(self, flow: int) -> tuple[float, float]:
        """Delay of a flow, and its own data in the network, by total flow analysis."""
        delay = sum(self.server_delay(server) for server in self.masks.paths[flow])
        return delay, self.masks.bursts[flow] + self.masks.rates[flow] * delay

    def sfa(self, flow: int) -> tuple[float, float]:
        """The same by separated flow analysis."""
        pieces = [self.left(1 << flow, server) for server in self.masks.paths[flow]]
        return self._through(flow, min(rate for rate, _ in pieces), sum(latency for _, latency in pieces))

    def pmoo(self, flow: int) -> tuple[float, float]:
        """The same, bursts of cross traffic paid once over the whole path; for any order of service, so for FIFO
        too."""
        masks, path, own = self.masks, self.masks.paths[flow], 1 << flow
        rate, latency, burst = float("inf"), 0.0, 0.0
        for server in path:
            cross = masks.rate(masks.through[server] & ~own)
            rate = min(rate, masks.speed[server] - cross)
            latency += masks.latency[server]
            burst += masks.latency[server] * cross
        for first, _, who in masks.segments(path, own):
            burst += self.burst(who, path[first])
        return self._through(flow, rate, latency + burst / rate)

    def _through(self, flow: int, rate: float, latency: float) -> tuple[float, float]:
        own = self.masks.bursts[flow]
        return latency + own / rate, own + self.masks.rates[flow] * latency
