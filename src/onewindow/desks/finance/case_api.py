"""What the API says of every case of finance alike: its id and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Path

from onewindow.kernel import clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.api import Given
from onewindow.kernel.requests import actor_of

Found = TypeVar("Found")
CaseId = Annotated[UUID, Path()]


def step_taken(
    request: HttpRequest, find: Callable[[Actor, UUID], Found], case_id: UUID, name: str, given: Given
) -> Found:
    """What ``find`` gives the caller, after the step. What it may not see is not found, so no step is taken with it."""
    actor = actor_of(request)
    find(actor, case_id)
    flow.fire(case_id, name, actor, clock.now(), given.model_dump())
    return find(actor, case_id)
