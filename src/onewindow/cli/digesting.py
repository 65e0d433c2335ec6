"""From the spool to alarms and incidents: one block after another, each once in effect, whatever is killed when."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onewindow.cli.listening import BLOCK, FAR
from onewindow.cli.spool import TRAP, Received

if TYPE_CHECKING:
    from onewindow.cli.listening import Listener
    from onewindow.engines.faults.alarms import Alarm, Normaliser
    from onewindow.engines.faults.syslog import Message

log = logging.getLogger(__name__)
PRIORITY = re.compile(r"^<\d{1,3}>(?:\d+: )?")


def digest_forever(listener: Listener) -> None:
    """Digest until the listener stops; an error is logged and the block tried again."""
    from django.db import close_old_connections, connection

    while not listener.stop.is_set():
        try:
            if not digest(listener):
                time.sleep(0.2)
        except Exception:  # the thread must live: what is on disk waits, and a spool that fills up is told aloud
            log.exception("a block was not taken in and is tried again")
            listener.counts["blocks tried again"] += 1
            close_old_connections()
            time.sleep(1)
    connection.close()


def digest(listener: Listener) -> int:
    """Take in the next block of the spool; how many records it had. The block's place is its key: twice is once."""
    from onewindow.cli.house import keeper
    from onewindow.desks.network import knowing, maps
    from onewindow.desks.network.incident_services import Batch, take_in
    from onewindow.engines.faults.alarms import Normaliser
    from onewindow.kernel import clock

    number, first, after, records = listener.spool.block(BLOCK)
    if not records:
        return 0
    normaliser = Normaliser(knowing.in_force(), maps.in_force()[1])
    counts: Counter[str] = Counter()
    alarms, samples = alarms_of(records, normaliser, listener.users, counts)
    counts["bytes"], counts["lines"] = after - first, len(records)
    counts["messages without alarm"] = normaliser.quiet
    counts["dropped"] = sum(n for name, n in listener.status().items() if name.startswith("dropped: "))
    key = f"spool:{listener.spool.id}:{number}:{first}"
    batch = Batch("listener", "listener", key, alarms, counts, samples)
    intake = take_in(keeper("faults listen"), clock.now(), batch)
    # Killed after the commit and before the cursor moved, the block may have been shorter: go on where it ended.
    listener.spool.move(number, first + int(intake.counts["bytes"]))
    listener.counts["digested"] += len(records)
    listener.counts["alarms"] += len(alarms)
    return len(records)


def alarms_of(
    records: list[Received], normaliser: Normaliser, users: Any, counts: Counter[str]
) -> tuple[list[Alarm], list[str]]:
    """The alarms in what was received, repeats within the block put together, and the first lines nobody could read."""
    from onewindow.engines.faults.syslog import Reader

    reader = Reader("", datetime.fromtimestamp(records[-1].at, UTC).year)
    standing: dict[tuple[str, str, str], bool] = {}
    alarms: list[Alarm] = []
    samples: list[str] = []
    for record in records:
        message = _message(record, reader, normaliser, users, counts, samples)
        if message is None:
            continue
        if abs(message.at - record.at) > FAR:
            counts["clocks set right"] += 1
            message = replace(message, at=record.at)
        alarm = normaliser.alarm(message)
        if alarm is None:
            continue
        key = (alarm.device, alarm.about, alarm.group)
        if standing.get(key) is alarm.cleared:
            counts["repeated"] += 1
            continue
        standing[key] = alarm.cleared
        alarms.append(alarm)
    return alarms, samples


def _message(
    record: Received, reader: Any, normaliser: Normaliser, users: Any, counts: Counter[str], samples: list[str]
) -> Message | None:
    from onewindow.engines.faults.snmp import SnmpError, decode
    from onewindow.engines.faults.traps import message_of

    sender = normaliser.topology.owner.get(record.sender, record.sender)
    if record.kind == TRAP:
        counts["traps"] += 1
        try:
            return message_of(decode(record.data, users), sender, record.at)
        except SnmpError as error:
            counts["traps refused"] += 1
            samples.append(f"{record.sender}: {error}")
            return None
    line = record.data.decode("utf-8", "replace")
    reader.device = ""
    unread = reader.unread
    message: Message | None = reader.message(line)
    if message is None and reader.unread > unread:  # a line that does not name its host is its sender's
        reader.device = sender
        message = reader.message(PRIORITY.sub("", line))
        if message is None:
            counts["lines unread"] += 1
            samples.append(line[:200])
    return message
