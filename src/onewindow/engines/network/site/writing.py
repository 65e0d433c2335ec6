"""A plan as data for machines: JSON of the whole, and RFC 8345 topology as the IETF modules have it."""

from __future__ import annotations

from typing import Any

from onewindow.engines.network.site.model import Site
from onewindow.engines.network.site.planning import SitePlan, demands_of, shortfalls
from onewindow.engines.network.site.proving import Proof
from onewindow.engines.network.site.slicing import Shares
from onewindow.engines.network.wifi import WifiPlan

Json = dict[str, Any]


def plan_json(plan: SitePlan) -> Json:
    """Everything of a plan in plain numbers with units in the names."""
    made = proof_json(plan.proof)
    made["wifi"] = {}
    for area in plan.proof.site.areas:
        one = plan.wifi[area.name]
        asked = demands_of(plan.proof.site, area)
        lost = [d.name for d, by in zip(asked, one.survey.served_by, strict=True) if by < 0]
        told = _wifi(one, lost)
        made["wifi"][area.name] = {**told, "why": [{"en": w.en, "zh": w.zh} for w in shortfalls(area, told)]}
    made["seed"] = plan.seed
    return made


def proof_json(proof: Proof) -> Json:
    """Services, queues, calendars and settings."""
    return {
        "site": proof.site.name,
        "synthetic": proof.site.synthetic,
        "services": [
            {"name": one.service.name, "scenario": one.service.scenario, "slice": one.service.slice,
             "path": list(one.devices), "rate_mbps": one.service.rate_mbps, "burst_kb": one.service.burst_kb,
             "deadline_ms": one.service.deadline_ms, "delay_ms": one.delay_s * 1e3,
             "backlog_kb": one.backlog_bits / 8e3, "in_time": one.in_time, "zero_loss": one.lossless,
             "why": [{"en": text.en, "zh": text.zh} for text in one.why], "method": one.method, "claims": one.claims}
            for one in proof.services
        ],
        "queues": [
            {"name": one.name, "slice": one.queue.slice, "rate_gbps": one.queue.rate_bps / 1e9, "load": one.load,
             "backlog_kb": one.backlog_bits / 8e3}
            for one in proof.queues
        ],
        "calendars": {name: _calendar(shares) for name, shares in proof.shares.items()},
        "links": [
            {"name": one.name, "rate_gbps": one.rate_gbps, "pfc_headroom_vendor_bytes": one.headroom_vendor,
             "pfc_headroom_standard_bytes": one.headroom_standard, "pfc_xoff_bytes": one.xoff,
             "ecn_kmin_bytes": one.kmin, "ecn_kmax_bytes": one.kmax, "ecn_pmax": one.pmax}
            for one in proof.settings
        ],
    }  # fmt: skip


def _calendar(shares: Shares) -> Json:
    group, cut = shares.calendar.group, shares.cut
    made: Json = {
        "group": group.number, "clients": shares.numbers, "slot_gbps": group.slot_gbps,
        "phys_gbps": [phy.rate_gbps for phy in group.phys],
        "down": [phy.number for phy in group.phys if not phy.up], "slots": list(shares.calendar.slots),
    }  # fmt: skip
    if cut:
        made["sub_slots"] = {"slot": cut.slot, "clients": shares.small, "owners": list(cut.owners)}
    return made


def _wifi(one: WifiPlan, unserved: list[str]) -> Json:
    seen = one.survey
    return {
        "access_points": [
            {"x_m": float(x), "y_m": float(y), "channel": channel, "power_dbm": power, "busy": float(busy)}
            for (x, y), channel, power, busy in zip(
                seen.access_points, seen.channels, seen.powers_dbm, seen.utilisation, strict=True
            )
        ],
        "covered": seen.covered, "second_covered": seen.second_covered, "least_possible": one.placed.bound,
        "greedy": one.placed.greedy, "median_rate_mbps": float(sorted(seen.rate_bps)[len(seen.rate_bps) // 2]) / 1e6,
        "unserved": unserved,
    }  # fmt: skip


def topology_json(site: Site) -> Json:
    """The site's network as RFC 8345 has it (modules ietf-network and ietf-network-topology)."""
    nodes: dict[str, list[str]] = {device.name: [] for device in site.devices}
    links = []
    for link in site.links:
        for start, end in (link.ends, link.ends[::-1]):
            nodes[start].append(f"{link.name}:{end}")
            links.append({
                "link-id": f"{link.name}:{start}>{end}",
                "source": {"source-node": start, "source-tp": f"{link.name}:{end}"},
                "destination": {"dest-node": end, "dest-tp": f"{link.name}:{start}"},
            })  # fmt: skip
    network: Json = {
        "network-id": site.name,
        "node": [
            {"node-id": name, "ietf-network-topology:termination-point": [{"tp-id": tp} for tp in points]}
            if points else {"node-id": name}
            for name, points in nodes.items()
        ],
    }  # fmt: skip
    if links:
        network["ietf-network-topology:link"] = links
    return {"ietf-network:networks": {"network": [network]}}
