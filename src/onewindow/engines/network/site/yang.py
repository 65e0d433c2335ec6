"""FlexE groups and clients as YANG has them: ``ietf-flexe-yang`` 2019-11-04 (draft-xiaobn-ccamp-flexe-yang-mod-03) over
``ietf-interfaces`` (RFC 8343), encoded by RFC 7951.

One instance document a group, for the devices at its two ends: client numbers are a device's own. An instance's number
is its PHY's (50G, 100G), or the PHY's with one or two bits more (200G, 400G), as that module quotes OIF FlexE 2.1.
The module knows no sub-slots: slices that share a slot are one client, under all their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from onewindow.engines.network.flexe.groups import INSTANCES

Json = dict[str, Any]
SIGNALS = {10: "10Gbps", 40: "40Gbps"}
"""Client rates that have a signal type of their own; multiples of 25 share one, others have none."""


def flexe_json(calendars: Mapping[str, Json]) -> dict[str, Json]:
    """The instance document of each group, from ``calendars`` of ``writing.proof_json``."""
    return {name: _document(name, made) for name, made in calendars.items()}


def _document(name: str, made: Json) -> Json:
    phys = dict(enumerate(made["phys_gbps"], 1))
    up = [(phy, k) for phy, rate in phys.items() if phy not in made["down"] for k in range(INSTANCES[rate])]
    group = {
        "group-number": made["group"],
        "group-attributes": {
            "cal-slot-gran": f"csg-{made['slot_gbps']}G",
            "flexe-phy-type": f"flexe-phy-{phys[1]}GBASE-R",
            "bonded-phys": {
                "flexe-phys": [
                    {"phy-number-in-group": phy, "local-phy-interface": _phy_interface(name, phy)} for phy in phys
                ]
            },
            "flexe-instances": {"flexe-instance": [{"flexe-inst-num": _instance(phys, *one)} for one in up]},
            "tx-calendar": "calendar-A",
        },
    }
    clients = [
        {
            "client-number": number,
            "bandwidth": _bandwidth(made["slots"].count(number) * made["slot_gbps"]),
            "flexe-group-number": made["group"],
            "alloc-slots": {
                "tx-alloc-A-slots": {
                    "instance-slots": [
                        {"flexe-inst-num": _instance(phys, *up[place % len(up)]), "slot-id": place // len(up)}
                        for place, owner in enumerate(made["slots"])
                        if owner == number
                    ]
                }
            },
            "client-interface": _client_interface(name, label),
        }
        for label, number in made["clients"].items()
    ]
    interfaces = [_phy_interface(name, phy) for phy in phys]
    interfaces += [_client_interface(name, label) for label in made["clients"]]
    return {
        "ietf-interfaces:interfaces": {
            "interface": [{"name": one, "type": "iana-if-type:ethernetCsmacd"} for one in interfaces]
        },
        "ietf-flexe-yang:flexe-configuration": {
            "flexe-groups": {"flexe-group": [group]},
            "flexe-clients": {"flexe-client": clients},
        },
    }


def _phy_interface(group: str, phy: int) -> str:
    return f"{group}/phy {phy}"


def _client_interface(group: str, label: str) -> str:
    return f"{group}/client {label}"


def _instance(phys: Mapping[int, int], phy: int, instance: int) -> int:
    return phy * INSTANCES[phys[phy]] + instance


def _bandwidth(gbps: float) -> Json:
    """Bytes a second in hexadecimal, as ``ietf-routing-types`` writes a float of 32 bits."""
    mantissa, _p, exponent = float(np.float32(gbps * 1e9 / 8)).hex().partition("p")
    made: Json = {"mac-rate": f"{mantissa.rstrip('0').rstrip('.')}p{exponent}"}
    signal = SIGNALS.get(int(gbps)) or ("25mGbps" if gbps % 25 == 0 else "")
    return {"signal-type": f"flexe-client-signal-{signal}", **made} if signal else made
