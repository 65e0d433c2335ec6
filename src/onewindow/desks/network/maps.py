"""The topology in force: loaded from a file, read as the engine's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onewindow.desks.network.models import NetworkMap
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults import sites, topology
from onewindow.engines.faults.topology import Link, Topology
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

LIMIT = 20 * 1024 * 1024
DEVICES = 20_000
FORMAT = Text("a topology: CDP/LLDP map or RFC 8345 in JSON, GraphML, or CSV ({why})",
              "拓扑文件：JSON（CDP/LLDP 或 RFC 8345）、GraphML 或 CSV（{why}）")  # fmt: skip
ROLE = Text("Your role does not allow this.", "您的角色无权执行此操作。")


def load(actor: Actor, now: datetime, content: bytes, name: str, synthetic: bool = False) -> NetworkMap:
    """Put a topology in force. Raises ``NotAllowed``, ``BadInput`` for a file that is none."""
    if not actor.has(*READERS):
        raise NotAllowed(ROLE)
    try:
        read = topology.read(content, name)
    except topology.TopologyError as error:
        raise BadInput([Problem("map", FORMAT.fill(why=error))], file=name) from None
    if len(read.devices) > DEVICES:
        expected = Text(f"at most {DEVICES} devices", f"不超过 {DEVICES} 台设备")
        raise BadInput([Problem("map", expected, got=str(len(read.devices)))], file=name)
    return keep(actor, now, read, name, synthetic)


def keep(actor: Actor, now: datetime, read: Topology, name: str, synthetic: bool = False) -> NetworkMap:
    """Keep a topology as the one in force."""
    with transaction.atomic():
        data: ledger.Data = {"devices": len(read.devices), "links": len(read.links), "notes": len(read.notes)}
        entry = ledger.append(actor, "network.map_loaded", "network", now, data=data)
        return NetworkMap.objects.create(
            name=name[:200], devices={d: sites.scenario_of(d) for d in read.devices},
            links=[[x.a, x.a_port, x.b, x.b_port] for x in read.links], addresses=read.owner,
            notes=read.notes[:200], synthetic=synthetic, loaded_at=now, entry_seq=entry.seq,
        )  # fmt: skip


def in_force() -> tuple[NetworkMap | None, Topology]:
    """The topology loaded last, and the engine's reading of it; an empty one when there is none."""
    kept = NetworkMap.objects.order_by("-pk").first()
    read = Topology()
    if kept is not None:
        for device in kept.devices:
            read.add_device(device)
        for a, a_port, b, b_port in kept.links:
            read.add_link(Link(a, a_port, b, b_port))
        read.owner = dict(kept.addresses)
    return kept, read
