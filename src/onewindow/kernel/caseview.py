"""A case as its page and the API show it: all read from the declaration, the case and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case, Due, Letter
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Step:
    """A state in the drawing of the procedure: ``done``, ``now`` or ``next``, and the ways out of it."""

    state: flow.State
    standing: str
    exits: tuple[flow.State, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    entry: ledger.Entry
    what: Text


@dataclass(frozen=True, slots=True)
class CaseView:
    """Where a case stands, what is due, what the actor can do, and what has happened (newest first)."""

    case: Case
    procedure: flow.Procedure
    state: flow.State
    steps: tuple[Step, ...]
    open_steps: tuple[flow.Transition, ...]
    dues: tuple[Due, ...]
    letters: tuple[Letter, ...]
    timeline: tuple[Happening, ...]


def view(case: Case, actor: Actor) -> CaseView:
    """The case as this actor sees it; the caller has made sure that it is the actor's business."""
    procedure = flow.procedures()[case.procedure]
    return CaseView(
        case=case,
        procedure=procedure,
        state=procedure.state(case.state),
        steps=tuple(_steps(procedure, case)),
        open_steps=tuple(procedure.open_to(case, actor)),
        dues=tuple(case.dues.order_by("due_at")),
        letters=tuple(
            letter
            for letter in case.letters.order_by("-at", "-pk")
            if procedure.reads is None or procedure.reads(case, letter.name, actor)
        ),
        timeline=tuple(_timeline(case)),
    )


def standing_of(due: Due, now: datetime) -> str:
    """``met`` (ended in time), ``late``, ``soon`` (less than a tenth of the period left) or ``open``."""
    if due.ended_at:
        return "met" if due.ended_at <= due.due_at else "late"
    if now > due.due_at:
        return "late"
    return "soon" if (due.due_at - now) * 10 < due.due_at - due.base_at else "open"


def entry_is_open(entry: ledger.Entry, actor: Actor) -> bool:
    """Whether the actor may open an entry in the ledger: a public one, or as who keeps or counts the books."""
    return ledger.actions()[entry.action].public or actor.has(Role.ANALYST, Role.ADMINISTRATOR)


def _steps(procedure: flow.Procedure, case: Case) -> list[Step]:
    path = procedure.main_path()
    names = [state.name for state in path]
    if case.state in names:
        at = names.index(case.state)
        standings = ["done"] * at + ["now"] + ["next"] * (len(names) - at - 1)
        if path[at].final:
            standings[at] = "done"
        return [
            Step(state, standing, tuple(procedure.exits_of(state.name)) if standing != "done" else ())
            for state, standing in zip(path, standings, strict=True)
        ]
    walked = _walked(procedure, case)
    here = procedure.state(case.state)
    steps = [Step(procedure.state(name), "done", ()) for name in walked[:-1]]
    steps.append(Step(here, "now", () if here.final else tuple(procedure.exits_of(here.name))))
    if not here.final:  # it can come back to the main path
        last = max((names.index(name) for name in walked if name in names), default=0)
        steps += [Step(state, "next", ()) for state in path[last + 1 :]]
    return steps


def _walked(procedure: flow.Procedure, case: Case) -> list[str]:
    """The states that led to the present one, as the ledger has them; a loop that came back is left out."""
    targets = {f"{procedure.name}.{t.name}": t.target for t in procedure.transitions}
    walked = [procedure.states[0].name]
    for action in ledger.Entry.objects.filter(case_id=case.pk).order_by("seq").values_list("action", flat=True):
        target = targets.get(action)
        if target in walked:
            del walked[walked.index(target) + 1 :]
        elif target is not None:
            walked.append(target)
    return walked


def _timeline(case: Case) -> list[Happening]:
    """What the ledger's entries of the case tell; of saves in a row only the last is told."""
    told: list[Happening] = []
    for entry in ledger.Entry.objects.filter(case_id=case.pk).order_by("-seq"):
        action = ledger.actions()[entry.action]
        saved_again = told and told[-1].entry.action == entry.action and entry.action.endswith("draft_saved")
        if action.counts or saved_again:
            continue
        told.append(Happening(entry, action.label))
    return told
