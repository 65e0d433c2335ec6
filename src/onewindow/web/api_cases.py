"""Cases over the API, whatever desk they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from onewindow.desks.bulletin.selectors import names_actor
from onewindow.kernel import caseview, clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.api import SIGNED_IN, StepName, Words, answer, words
from onewindow.kernel.requests import actor_of

router = Router(auth=SIGNED_IN, tags=["Cases"])


class StepOut(Schema):
    """A step the caller can take now: ``POST /api/cases/{case_id}/transitions/{name}``."""

    name: str
    label: Words
    confirm: Annotated[Words | None, Field(description="what to tell a person before it is done")]


class DueOut(Schema):
    """A deadline, with the rule it follows from."""

    rule: str
    base_at: datetime
    due_at: datetime
    ended_at: datetime | None
    standing: Annotated[str, Field(description="open, soon, met or late")]
    sentence: Words


class LetterOut(Schema):
    """A letter sent in the case."""

    name: str
    at: datetime
    title: Words
    body: Words
    ledger_entry: int


class HappeningOut(Schema):
    """One line of what has happened."""

    ledger_entry: int
    at: datetime
    action: str
    what: Words
    actor_name: str | None


class StateOut(Schema):
    """Where the case stands, and what that means."""

    name: str
    label: Words
    meaning: Words
    final: bool


class CaseOut(Schema):
    """A case: where it stands, what can be done, what is due, what was sent, what has happened (newest first)."""

    id: UUID
    procedure: str
    state: StateOut
    opened_at: datetime
    moved_at: datetime
    open_steps: list[StepOut]
    dues: list[DueOut]
    letters: list[LetterOut]
    timeline: list[HappeningOut]


@router.get("/{case_id}", response=CaseOut, summary="A case", operation_id="get_case")
def get_case(request: HttpRequest, case_id: Annotated[UUID, Path()]) -> HttpResponse:
    """A case that is the caller's business."""
    return answer(_case_out(case_id, actor_of(request)))


@router.post(
    "/{case_id}/transitions/{name}", response=CaseOut, summary="Take a step in a case", operation_id="fire_transition"
)
def fire_transition(
    request: HttpRequest,
    case_id: Annotated[UUID, Path()],
    name: StepName,
) -> HttpResponse:
    """Move a case on, as its procedure allows; answers the case as it stands then."""
    actor = actor_of(request)
    flow.fire(case_id, name, actor, clock.now())
    return answer(_case_out(case_id, actor))


def _case_out(case_id: UUID, actor: Actor) -> dict[str, Any]:
    now = clock.now()
    seen = caseview.view(flow.case_of(case_id, actor), actor)
    case, state = seen.case, seen.state
    return {
        "id": case.pk,
        "procedure": case.procedure,
        "state": {
            "name": state.name, "label": words(state.label), "meaning": words(state.meaning), "final": state.final
        },
        "opened_at": case.opened_at,
        "moved_at": case.moved_at,
        "open_steps": [
            {"name": step.name, "label": words(step.label), "confirm": words(step.confirm) if step.confirm else None}
            for step in seen.open_steps
        ],
        "dues": [
            {"rule": due.rule_id, "base_at": due.base_at, "due_at": due.due_at, "ended_at": due.ended_at,
             "standing": caseview.standing_of(due, now), "sentence": words(due.sentence)}
            for due in seen.dues
        ],
        "letters": [
            {"name": letter.name, "at": letter.at, "title": words(letter.title), "body": words(letter.body),
             "ledger_entry": letter.entry_seq}
            for letter in seen.letters
        ],
        "timeline": [
            {"ledger_entry": line.entry.seq, "at": line.entry.at, "action": line.entry.action, "what": words(line.what),
             "actor_name": line.entry.actor_name if names_actor(line.entry, actor) else None}
            for line in seen.timeline
        ],
    }  # fmt: skip
