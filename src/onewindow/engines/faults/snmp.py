"""SNMP traps, v2c and v3, decoded lean: only what a notification needs of BER (RFC 3416, RFC 3412, RFC 3414).

v3 by the user-based security model: without authentication, with HMAC-SHA-1 or HMAC-SHA-256 (RFC 7860), and with
AES-128 encryption (RFC 3826). A message that says it is authenticated is taken only when it is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
UPTIME = "1.3.6.1.2.1.1.3.0"
TRAP, INFORM = 0xA7, 0xA6
AUTHENTICATED, PRIVATE, REPORTABLE = 1, 2, 4
"""Flags of a v3 message (RFC 3412, 6.4)."""
MACS = {"sha1": ("sha1", 12, 20), "sha256": ("sha256", 24, 32)}
"""name -> (hash, bytes of the code sent, bytes of the key)."""
Value = int | str | None


class SnmpError(ValueError):
    """Bytes that are no notification, or not one this listener may take."""


@dataclass(frozen=True, slots=True)
class User:
    """A user of the user-based security model. ``mac``: sha1 or sha256; ``privacy`` empty: not encrypted."""

    name: str
    secret: str = ""
    mac: str = "sha256"
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """A trap or inform: its OID, uptime in hundredths of a second, and variables in order."""

    version: int
    community: str
    oid: str
    uptime: int
    variables: tuple[tuple[str, Value], ...]
    inform: bool


def decode(data: bytes, users: Mapping[str, User] | None = None) -> Notification:
    """A notification from a datagram. ``users`` by name are those whose v3 messages are taken. Raises ``SnmpError``."""
    try:
        return _decode(data, users or {})
    except (IndexError, UnicodeDecodeError, OverflowError) as error:
        raise SnmpError(f"broken off or malformed: {error}") from None


def _decode(data: bytes, users: Mapping[str, User]) -> Notification:
    at, end = _open(data, 0, len(data), 0x30)
    at, version = _int(data, at, end)
    if version == 1:
        at, community = _bytes(data, at, end)
        return _pdu(data, at, end, 2, community.decode("utf-8", "replace"))
    if version != 3:
        raise SnmpError(f"version {version + 1 if version < 2 else version} is not taken; v2c and v3 are")
    return _v3(data, at, end, users)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a v3 message says of itself (RFC 3412, RFC 3414): who is authoritative, the user, and where in the datagram
    code and content stand."""

    number: int
    flags: int
    engine: bytes
    boots: int
    seconds: int
    user: str
    mac_at: int
    mac_end: int
    salt: bytes
    content_at: int
    end: int


def envelope(data: bytes) -> Envelope | None:
    """The envelope of a v3 message; None for another version. Raises ``SnmpError``."""
    try:
        at, end = _open(data, 0, len(data), 0x30)
        at, version = _int(data, at, end)
        return _envelope(data, at, end) if version == 3 else None
    except (IndexError, UnicodeDecodeError, OverflowError) as error:
        raise SnmpError(f"broken off or malformed: {error}") from None


def _envelope(data: bytes, at: int, end: int) -> Envelope:
    header, header_end = _open(data, at, end, 0x30)
    header, number = _int(data, header, header_end)
    header, _ = _int(data, header, header_end)
    header, flags = _bytes(data, header, header_end)
    _, model = _int(data, header, header_end)
    if model != 3:
        raise SnmpError(f"security model {model} is not taken; 3 (USM) is")
    content, start, inner_end = _span(data, header_end, end, 0x04)
    inner, usm_end = _open(data, start, inner_end, 0x30)
    inner, engine = _bytes(data, inner, usm_end)
    inner, boots = _int(data, inner, usm_end)
    inner, seconds = _int(data, inner, usm_end)
    inner, name = _bytes(data, inner, usm_end)
    mac_next, mac_at, mac_end = _span(data, inner, usm_end, 0x04)
    _, salt = _bytes(data, mac_next, usm_end)
    user = name.decode("utf-8", "replace")
    return Envelope(number, flags[0], engine, boots, seconds, user, mac_at, mac_end, salt, content, end)


def _v3(data: bytes, at: int, end: int, users: Mapping[str, User]) -> Notification:
    told = _envelope(data, at, end)
    data, at, end = content_of(data, told, user_of(told, users))
    at, _ = _bytes(data, at, end)
    at, _ = _bytes(data, at, end)
    return _pdu(data, at, end, 3, told.user)


def user_of(told: Envelope, users: Mapping[str, User]) -> User:
    """The user of a message, at the security level set for it. Raises ``SnmpError``."""
    user = users.get(told.user)
    if user is None:
        raise SnmpError(f"user {told.user!r} is not known")
    if bool(user.secret) != bool(told.flags & AUTHENTICATED) or bool(user.privacy) != bool(told.flags & PRIVATE):
        raise SnmpError(f"user {user.name!r} must send at the security level set for it")
    return user


def content_of(data: bytes, told: Envelope, user: User) -> tuple[bytes, int, int]:
    """(bytes, from, to) of the scoped PDU's content, its code checked and decrypted. Raises ``SnmpError``."""
    if told.flags & AUTHENTICATED:
        _check(data, told.mac_at, told.mac_end, user, told.engine)
    if told.flags & PRIVATE:
        _, cipher = _bytes(data, told.content_at, told.end)
        data = _decrypt(cipher, user, told.engine, told.boots, told.seconds, told.salt)
        return data, *_open(data, 0, len(data), 0x30)
    return data, *_open(data, told.content_at, told.end, 0x30)


def _check(data: bytes, at: int, end: int, user: User, engine: bytes) -> None:
    """RFC 3414, 6.3.2: the code over the message with the code's place zeroed."""
    name, size, _ = MACS[user.mac]
    if end - at != size:
        raise SnmpError(f"user {user.name!r}: authentication code of {end - at} bytes, expected {size}")
    blank = data[:at] + bytes(size) + data[end:]
    code = hmac.new(localized(user.secret, engine, user.mac), blank, name).digest()[:size]
    if not hmac.compare_digest(code, data[at:end]):
        raise SnmpError(f"user {user.name!r}: the authentication code is wrong")


@lru_cache(maxsize=4096)
def localized(secret: str, engine: bytes, mac: str) -> bytes:
    """The key of a password at an engine: RFC 3414, A.2: a megabyte of the password hashed, then with the engine."""
    name = MACS[mac][0]
    word = secret.encode()
    whole = (word * (1_048_576 // len(word) + 1))[:1_048_576]
    key = hashlib.new(name, whole).digest()
    return hashlib.new(name, key + engine + key).digest()


def _decrypt(cipher: bytes, user: User, engine: bytes, boots: int, seconds: int, salt: bytes) -> bytes:
    machine = _aes(user, engine, boots, seconds, salt).decryptor()
    return bytes(machine.update(cipher) + machine.finalize())


def encrypt(clear: bytes, user: User, engine: bytes, boots: int, seconds: int, salt: bytes) -> bytes:
    """``clear`` encrypted for a user at an engine; ``salt`` is never used twice."""
    machine = _aes(user, engine, boots, seconds, salt).encryptor()
    return bytes(machine.update(clear) + machine.finalize())


def _aes(user: User, engine: bytes, boots: int, seconds: int, salt: bytes) -> Any:
    """RFC 3826: AES-128 in CFB mode, the vector from boots, time and salt."""
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

    if len(salt) != 8:
        raise SnmpError(f"user {user.name!r}: privacy parameters of {len(salt)} bytes, expected 8")
    key = localized(user.privacy, engine, user.mac)[:16]
    return Cipher(algorithms.AES(key), CFB(boots.to_bytes(4, "big") + seconds.to_bytes(4, "big") + salt))


def _pdu(data: bytes, at: int, end: int, version: int, community: str) -> Notification:
    tag = data[at]
    if tag not in (TRAP, INFORM):
        raise SnmpError(f"PDU {tag:#04x} is no notification")
    at, end = _open(data, at, end, tag)
    for _ in range(3):
        at, _number = _int(data, at, end)
    at, end = _open(data, at, end, 0x30)
    variables: list[tuple[str, Value]] = []
    oid, uptime = "", 0
    while at < end:
        item, item_end = _open(data, at, end, 0x30)
        value_at, start, stop = _span(data, item, item_end, 0x06)
        name = _oid(data[start:stop])
        value = _value(data, value_at, item_end)
        if name == TRAP_OID:
            oid = str(value)
        elif name == UPTIME and isinstance(value, int):
            uptime = value
        else:
            variables.append((name, value))
        at = item_end
    if not oid:
        raise SnmpError("a notification without snmpTrapOID")
    return Notification(version, community, oid, uptime, tuple(variables), tag == INFORM)


def _span(data: bytes, at: int, end: int, tag: int) -> tuple[int, int, int]:
    """(after it, start, stop of the content) of the element at ``at``."""
    if data[at] != tag:
        raise SnmpError(f"tag {data[at]:#04x} at byte {at}, expected {tag:#04x}")
    size = data[at + 1]
    at += 2
    if size & 0x80:
        length = size & 0x7F
        if not 0 < length <= 4:
            raise SnmpError(f"length of {length} bytes at byte {at}")
        size = int.from_bytes(data[at : at + length], "big")
        at += length
    if at + size > end:
        raise SnmpError(f"an element runs over its end at byte {at}")
    return at + size, at, at + size


def _open(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    _, start, stop = _span(data, at, end, tag)
    return start, stop


def _int(data: bytes, at: int, end: int) -> tuple[int, int]:
    after, start, stop = _span(data, at, end, 0x02)
    return after, int.from_bytes(data[start:stop], "big", signed=True)


def _bytes(data: bytes, at: int, end: int) -> tuple[int, bytes]:
    after, start, stop = _span(data, at, end, 0x04)
    return after, data[start:stop]


def _value(data: bytes, at: int, end: int) -> Value:
    tag = data[at]
    _, start, stop = _span(data, at, end, tag)
    content = data[start:stop]
    if tag == 0x02:
        return int.from_bytes(content, "big", signed=True)
    if tag in (0x41, 0x42, 0x43, 0x46):
        return int.from_bytes(content, "big")
    if tag == 0x06:
        return _oid(content)
    if tag == 0x40 and len(content) in (4, 16):
        return str(ip_address(content))
    if tag in (0x05, 0x80, 0x81, 0x82):
        return None
    text = content.decode("utf-8", "replace")
    return text if text.isprintable() else content.hex()


@lru_cache(maxsize=16384)
def _oid(content: bytes) -> str:
    if not content or content[-1] & 0x80:
        raise SnmpError("an object identifier breaks off")
    parts: list[int] = []
    number = 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            parts.append(number)
            number = 0
    first = min(parts[0] // 40, 2)
    return ".".join(map(str, (first, parts[0] - 40 * first, *parts[1:])))
