"""Alarms as RFC 8632 has them (``ietf-alarms``), and the YANG module of the alarm types that our knowledge has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from onewindow.desks.network.incident_exports import iso, resource
from onewindow.desks.network.models import AlarmRecord
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.kernel.ledger import Entry

MODULE = "onewindow-alarms"
UNKNOWN = "unknown-message"
"""The type of a message that no kind of alarm knows; its template is the qualifier (RFC 8632, 3.2)."""
HEAD = """module {module} {{
  yang-version 1.1;
  namespace "urn:onewindow:alarms";
  prefix oa;
  import ietf-alarms {{ prefix al; }}
  organization "onewindow";
  contact "the administrator of this window";
  description "Types of alarms of the knowledge in force.";
  revision 2026-11-30 {{ description "First."; }}
  identity {unknown} {{ base al:alarm-type-id; description "A message of an error that no type knows."; }}
"""


def alarm_list(records: Iterable[AlarmRecord], known: Knowledge) -> list[dict[str, Any]]:
    """Entries of ``ietf-alarms:alarms/alarm-list``: one a resource, type and qualifier, as its key demands; what was
    raised again after its end is a change of its state."""
    together: dict[tuple[str, str, str], list[AlarmRecord]] = {}
    for record in records:
        together.setdefault((resource(record), *_type(record, known)), []).append(record)
    acted = _acted([r for rows in together.values() for r in rows if r.operator_state != "none"])
    return [_entry(sorted(rows, key=lambda r: (r.raised_at, r.pk)), known, acted) for rows in together.values()]


def _type(record: AlarmRecord, known: Knowledge) -> tuple[str, str]:
    """(alarm-type-id, alarm-type-qualifier)."""
    return (f"{MODULE}:{record.kind}", "") if record.kind in known.kinds else (f"{MODULE}:{UNKNOWN}", record.kind)


def _acted(records: Sequence[AlarmRecord]) -> dict[str, list[Entry]]:
    """What operators did to alarms, as the ledger has it, by subject."""
    found: dict[str, list[Entry]] = {}
    subjects = [f"alarm/{record.pk}" for record in records]
    if subjects:
        for entry in Entry.objects.filter(action="network.alarm_state", subject__in=subjects).order_by("seq"):
            found.setdefault(entry.subject, []).append(entry)
    return found


def _entry(rows: Sequence[AlarmRecord], known: Knowledge, acted: dict[str, list[Entry]]) -> dict[str, Any]:
    last = rows[-1]
    changes: dict[str | None, dict[str, Any]] = {}
    for row in rows:
        at = iso(row.raised_at)
        changes[at] = {"time": at, "perceived-severity": row.severity, "alarm-text": row.text}
        if row.cleared_at is not None:
            at = iso(row.cleared_at)
            changes[at] = {"time": at, "perceived-severity": "cleared", "alarm-text": ""}
    steps = {e.at: e for row in rows for e in acted.get(f"alarm/{row.pk}", [])}
    roots = last.incident.roots if last.incident else []
    kind, qualifier = _type(last, known)
    return {
        "resource": resource(last), "alarm-type-id": kind, "alarm-type-qualifier": qualifier,
        "time-created": iso(rows[0].raised_at), "is-cleared": last.cleared_at is not None,
        "last-raised": iso(last.raised_at), "last-changed": iso(last.cleared_at or last.last_at),
        "perceived-severity": last.severity, "alarm-text": last.text,
        "status-change": [changes[at] for at in sorted(changes, key=str, reverse=True)],
        "root-cause-resource": list(dict.fromkeys(roots)) if last.device not in roots else [],
        "impacted-resource": [last.peer] if last.peer else [],
        "operator-state-change": [
            {"time": iso(e.at), "operator": e.actor_name, "state": e.data["state"]} for e in steps.values()
        ],
    }  # fmt: skip


def yang(known: Knowledge) -> str:
    """The YANG 1.1 module of our alarm types: what ``alarm-type-id`` may say."""
    said = [
        f'  identity {kind.id} {{ base al:alarm-type-id; description "{_quoted(kind.label.en)}"; }}'
        for kind in known.kinds.values()
    ]
    return HEAD.format(module=MODULE, unknown=UNKNOWN) + "\n".join(said) + "\n}\n"


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
