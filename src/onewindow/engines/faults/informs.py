"""Informs answered: what a notification that asks for an acknowledgement is told, v2c and v3 (RFC 3416, RFC 3414).

The receiver of an inform is the authoritative engine: a sender first learns its name, boots and time by a report, then
sends the inform, and hears a response under the same user, code and cipher. A trap is told nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from onewindow.engines.faults import snmp
from onewindow.engines.faults.snmp import AUTHENTICATED, PRIVATE, REPORTABLE, Envelope, SnmpError, User

RESPONSE, REPORT = 0xA2, 0xA8
WINDOW = 150
"""Seconds a message's time may be from ours (RFC 3414, 2.2.3)."""
UNKNOWN_ENGINE, OUT_OF_WINDOW = 4, 2
STATISTICS = bytes.fromhex("2b060106030f0101")  # 1.3.6.1.6.3.15.1.1, usmStats
"""The branch of the counters that a report names: unknown engines, out of the time window."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The listener as an SNMP engine: its name, how often it started, seconds since, and a number for salts."""

    name: bytes
    boots: int
    seconds: int
    salt: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """``keep``: it is a notification to be kept; ``reply``: what its sender is told, once it is kept."""

    keep: bool
    reply: bytes | None = None


def consider(data: bytes, users: Mapping[str, User], engine: Engine) -> Verdict:
    """What becomes of a datagram of the trap port. One that cannot be read is kept: digesting counts it and says why.

    An inform that must not be taken (wrong code, unknown user) gets no reply.
    """
    try:
        told = snmp.envelope(data)
        if told is None:
            return Verdict(True, _answered(data) if snmp.decode(data).inform else None)
        if told.flags & REPORTABLE and told.engine != engine.name:
            return Verdict(False, _report(told, None, engine, UNKNOWN_ENGINE))
        notification = snmp.decode(data, users)
        if not notification.inform:
            return Verdict(True)
        user = snmp.user_of(told, users)
        timely = told.boots == engine.boots and abs(told.seconds - engine.seconds) <= WINDOW
        if told.flags & AUTHENTICATED and not timely:
            return Verdict(False, _report(told, user, engine, OUT_OF_WINDOW))
        whole, start, end = snmp.content_of(data, told, user)
        pdu_at = _after(whole, _after(whole, start))
        scoped = whole[start:pdu_at] + bytes([RESPONSE]) + whole[pdu_at + 1 : end]
        return Verdict(True, _message(told.number, told.flags & ~REPORTABLE, engine, user, tlv(0x30, scoped)))
    except (SnmpError, IndexError):
        return Verdict(True)


def _answered(data: bytes) -> bytes:
    """A v2c response is the inform with another tag: same number, same variables, no error (RFC 3416, 4.2.7)."""
    at = _after(data, _after(data, _inside(data, 0)))
    return data[:at] + bytes([RESPONSE]) + data[at + 1 :]


def _report(told: Envelope, user: User | None, engine: Engine, counter: int) -> bytes:
    name = tlv(0x06, STATISTICS + bytes([counter, 0]))
    pairs = tlv(0x30, tlv(0x30, name + tlv(0x41, b"\1")))
    pdu = tlv(REPORT, tlv(2, b"\0") * 3 + pairs)
    scoped = tlv(0x30, tlv(4, engine.name) + tlv(4, b"") + pdu)
    return _message(told.number, AUTHENTICATED if user else 0, engine, user, scoped)


def _message(number: int, flags: int, engine: Engine, user: User | None, scoped: bytes) -> bytes:
    header = tlv(0x30, integer(number) + integer(65507) + tlv(4, bytes([flags])) + integer(3))
    salt = engine.salt.to_bytes(8, "big") if flags & PRIVATE else b""
    if user is not None and flags & PRIVATE:
        scoped = tlv(4, snmp.encrypt(scoped, user, engine.name, engine.boots, engine.seconds, salt))

    def whole(code: bytes) -> bytes:
        name = user.name.encode() if user else b""
        usm = tlv(4, engine.name) + integer(engine.boots) + integer(engine.seconds)
        usm += tlv(4, name) + tlv(4, code) + tlv(4, salt)
        return tlv(0x30, integer(3) + header + tlv(4, tlv(0x30, usm)) + scoped)

    if user is None or not flags & AUTHENTICATED:
        return whole(b"")
    hash_name, size, _ = snmp.MACS[user.mac]
    key = snmp.localized(user.secret, engine.name, user.mac)
    return whole(hmac.new(key, whole(bytes(size)), lambda: hashlib.new(hash_name)).digest()[:size])


def tlv(tag: int, content: bytes) -> bytes:
    """An element of BER."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value: int) -> bytes:
    """A whole number of BER."""
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _inside(data: bytes, at: int) -> int:
    """Where the content of the element at ``at`` begins."""
    return at + 2 + (data[at + 1] & 0x7F if data[at + 1] & 0x80 else 0)


def _after(data: bytes, at: int) -> int:
    """Where the element after that at ``at`` begins."""
    start, size = _inside(data, at), data[at + 1]
    return start + (int.from_bytes(data[at + 2 : start], "big") if size & 0x80 else size)
