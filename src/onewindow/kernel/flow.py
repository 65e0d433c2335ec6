"""Procedures as data, and the one function that moves a case.

A desk declares its procedure once: states and transitions, who may fire them, what must hold, what becomes due, which
letters go out. Buttons, API, permission tests and the drawing of the procedure are all read from that declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from onewindow.kernel import clock, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case, Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.kernel.wording import day_in
from onewindow.texts import Language, Text

DAYS = ("day", "until")
"""Facts of a letter that are days."""


@dataclass(frozen=True, slots=True)
class State:
    """A place where a case can stand, and what standing there means to the person whose case it is."""

    name: str
    label: Text
    meaning: Text
    final: bool = False
    exit: bool = False
    """Off the main path: drawn as a way out of the states it is reached from."""


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A letter that a step sends. Its ``{fields}`` are what came with the step and the facts its effect returns.

    A fact that is a mapping of ``en`` and ``zh`` stands in the letter in the language of the letter.
    """

    name: str
    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Firing:
    """What guard and effect of a transition are given. Time, person and words come in; nothing is read outside."""

    case: Case
    actor: Actor
    now: datetime
    data: Mapping[str, object]


Guard = Callable[[Firing], list[Problem]]
Effect = Callable[[Firing], ledger.Data]


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one of ``sources`` to ``target``.

    ``guard`` tells what still stands in the way; ``effect`` does the desk's part in the same transaction and returns
    the facts for the ledger; ``starts`` and ``ends`` are rule ids of the periods that begin and end with the step.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: Text
    done: Text
    roles: frozenset[Role]
    guard: Guard | None = None
    effect: Effect | None = None
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    letters: tuple[LetterForm, ...] = ()
    public: bool = False
    confirm: Text | None = None
    by_others: bool = False
    """True for a step open to people whose business the case is not, such as an opposition."""


@dataclass(frozen=True)
class Procedure:
    """A declared procedure. Construction refuses one whose parts do not fit together."""

    name: str
    label: Text
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    concerns: Callable[[Case, Actor], bool]
    """Whether a case is this actor's business at all: if not, it does not exist for that actor."""
    opened: Text = field(default=Text("Opened", "立案"))

    def __post_init__(self) -> None:
        names = [state.name for state in self.states]
        if len(set(names)) != len(names) or len({t.name for t in self.transitions}) != len(self.transitions):
            raise ValueError(f"{self.name}: two states or two transitions have the same name")
        reached = {names[0]}
        for _ in names:
            reached |= {t.target for t in self.transitions if reached.intersection(t.sources)}
        for transition_ in self.transitions:
            unknown = {*transition_.sources, transition_.target}.difference(names)
            if unknown:
                raise ValueError(f"{self.name}.{transition_.name} names unknown states {sorted(unknown)}")
            if any(self.state(source).final for source in transition_.sources):
                raise ValueError(f"{self.name}.{transition_.name} leaves a final state")
        if reached != set(names):
            raise ValueError(f"{self.name}: states never reached: {sorted(set(names) - reached)}")

    def state(self, name: str) -> State:
        """The state of this name."""
        return next(state for state in self.states if state.name == name)

    def transition(self, name: str) -> Transition:
        """The transition of this name. Raises ``NotFound``."""
        for transition_ in self.transitions:
            if transition_.name == name:
                return transition_
        raise NotFound()

    def main_path(self) -> list[State]:
        """The states of the ordinary course, in the order they are declared."""
        return [state for state in self.states if not state.exit]

    def exits_of(self, name: str) -> list[State]:
        """The ways out of a state that leave the main path, each once."""
        targets = dict.fromkeys(t.target for t in self.transitions if name in t.sources)
        return [self.state(target) for target in targets if self.state(target).exit and target != name]

    def open_to(self, case: Case, actor: Actor) -> list[Transition]:
        """The steps this actor can take now: the buttons of the case's page."""
        if not self.concerns(case, actor):
            return []
        open_ = [t for t in self.transitions if case.state in t.sources and actor.has(*t.roles)]
        return [t for t in open_ if not t.by_others]


_procedures: dict[str, Procedure] = {}


def declare(procedure: Procedure) -> Procedure:
    """Make a procedure known, and its steps known to the ledger."""
    _procedures[procedure.name] = procedure
    ledger.declare(f"{procedure.name}.opened", procedure.opened)
    for transition_ in procedure.transitions:
        ledger.declare(f"{procedure.name}.{transition_.name}", transition_.done, public=transition_.public)
    return procedure


def procedures() -> Mapping[str, Procedure]:
    """Every declared procedure, by name."""
    return _procedures


def case_of(case_id: UUID, actor: Actor) -> Case:
    """One case. Raises ``NotFound``, also for one that is not the actor's business."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not _procedures[case.procedure].concerns(case, actor):
        raise NotFound()
    return case


def open_case(procedure: Procedure, actor: Actor, now: datetime, party_id: int | None, subject: str = "") -> Case:
    """A new case in the procedure's first state, inside the caller's transaction."""
    case = Case(
        procedure=procedure.name, state=procedure.states[0].name, opened_by=actor.id, party_id=party_id,
        opened_at=now, moved_at=now,
    )  # fmt: skip
    case.save(force_insert=True)
    ledger.append(actor, f"{procedure.name}.opened", subject or f"case/{case.pk}", now, case_id=case.pk)
    return case


def fire(
    case_id: UUID, name: str, actor: Actor, now: datetime, data: Mapping[str, object] | None = None
) -> ledger.Entry:
    """Fire transition ``name`` of a case: lock, check, change, set what is due, write the ledger, all or nothing.

    Raises ``NotFound`` when the case is not this actor's business, ``NotAllowed`` for a role that may not,
    ``Conflict`` when the case has moved on, ``BadInput`` with what still stands in the way.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            raise NotFound()
        procedure = _procedures[case.procedure]
        step = procedure.transition(name)
        if not procedure.concerns(case, actor) and not (step.by_others and case.state in step.sources):
            raise NotFound()
        if not actor.has(*step.roles):
            raise NotAllowed(Text("Your role does not allow this step.", "您的角色无权执行此步骤。"))
        if case.state not in step.sources:
            here = procedure.state(case.state).label
            en = f'"{step.label.en}" is not possible any more: the case stands at "{here.en}".'
            raise Conflict(Text(en, f"无法“{step.label.zh}”：案件当前处于“{here.zh}”。"))
        firing = Firing(case, actor, now, data or {})
        problems = step.guard(firing) if step.guard else []
        if problems:
            raise BadInput(problems)
        facts = step.effect(firing) if step.effect else {}
        case.state, case.moved_at = step.target, now
        case.save(update_fields=["state", "moved_at"])
        Due.objects.filter(case=case, rule_id__in=step.ends, ended_at=None).update(ended_at=now)
        for rule_id in step.starts:
            start_period(case, rule_id, now)
        entry = ledger.append(
            actor, f"{procedure.name}.{step.name}", f"case/{case.pk}", now, case_id=case.pk, data=facts
        )
        Letter.objects.bulk_create(_write(form, case, entry, {**firing.data, **facts}) for form in step.letters)
        return entry


def start_period(case: Case, rule_id: str, base: datetime) -> Due:
    """Begin a period of the law in a case; one of the same rule that was running ends with it."""
    Due.objects.filter(case=case, rule_id=rule_id, ended_at=None).update(ended_at=base)
    due_at, sentence = clock.due(rule_id, base, settings.TIME_ZONE)
    return Due.objects.create(
        case=case, rule_id=rule_id, base_at=base, due_at=due_at, sentence_en=sentence.en, sentence_zh=sentence.zh
    )


def send(form: LetterForm, case: Case, entry: ledger.Entry, facts: Mapping[str, object]) -> None:
    """Send a letter that belongs to an entry which is no step of the procedure."""
    _write(form, case, entry, facts).save(force_insert=True)


def _write(form: LetterForm, case: Case, entry: ledger.Entry, facts: Mapping[str, object]) -> Letter:
    en, zh = _worded(facts, "en"), _worded(facts, "zh")
    return Letter(
        case=case, name=form.name, at=entry.at, entry_seq=entry.seq,
        title_en=form.title.en.format(**en), title_zh=form.title.zh.format(**zh),
        body_en=form.body.en.format(**en), body_zh=form.body.zh.format(**zh),
    )  # fmt: skip


def _worded(facts: Mapping[str, object], language: Language) -> dict[str, object]:
    """The facts of a letter as a reader of the language has them: texts in it, days and lists written as in it."""
    words: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, Mapping) and language in value:
            words[name] = value[language]
        elif isinstance(value, list | tuple):
            words[name] = ("、" if language == "zh" else ", ").join(map(str, value))
        else:
            words[name] = day_in(date.fromisoformat(str(value)), language) if name in DAYS else value
    return words
