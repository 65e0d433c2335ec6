"""Notifications as messages: a trap's OID is its name, what its variables say its text."""

from __future__ import annotations

from onewindow.engines.faults.snmp import Notification
from onewindow.engines.faults.syslog import Message

IF_INDEX, IF_DESCR, IF_NAME = "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.31.1.1.1.1"
STANDARD = {
    "1.3.6.1.6.3.1.1.5.1": "cold start", "1.3.6.1.6.3.1.1.5.2": "warm start",
    "1.3.6.1.6.3.1.1.5.3": "changed state to down", "1.3.6.1.6.3.1.1.5.4": "changed state to up",
    "1.3.6.1.6.3.1.1.5.5": "authentication failure",
    "1.3.6.1.2.1.15.7.1": "Up", "1.3.6.1.2.1.15.7.2": "Down - backward transition",
    "1.3.6.1.2.1.15.0.1": "Up", "1.3.6.1.2.1.15.0.2": "Down - backward transition",
}  # fmt: skip
"""RFC 3418, RFC 2863 and RFC 4273: what the notification of an OID says."""
BGP_PEER = "1.3.6.1.2.1.15.3.1."


def message_of(trap: Notification, sender: str, at: float) -> Message:
    """The message of a trap that came from ``sender`` (a device's name or address) at ``at`` seconds since 1970."""
    told = STANDARD.get(trap.oid, "")
    interface = neighbour = ""
    for oid, value in trap.variables:
        if oid.startswith((IF_DESCR + ".", IF_NAME + ".")):
            interface = str(value)
        elif oid.startswith(IF_INDEX + ".") and not interface:
            interface = f"if{value}"
        elif oid.startswith(BGP_PEER):
            neighbour = ".".join(oid.rsplit(".", 4)[1:])
    if interface:
        text = f"Interface {interface}, {told}"
    elif neighbour:
        text = f"neighbor {neighbour} {told}"
    else:
        text = " ".join([told, *(f"{oid}={value}" for oid, value in trap.variables)]).strip()
    return Message(sender, at, trap.oid, 6 if told in ("", "cold start", "warm start") else 3, text)
