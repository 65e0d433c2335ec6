"""Procedures as data, and the one function that moves a case.

A desk declares its procedure once: states and transitions, who may fire them, what must hold, what becomes due, which
letters go out. Buttons, API, permission tests and the drawing of the procedure are all read from that declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from onewindow.kernel import bulk, clock, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case, Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, OnewindowError, Problem
from onewindow.kernel.wording import day_in
from onewindow.law.rules import Rule
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
Effects = Callable[[Sequence[Firing]], list[ledger.Data]]


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one of ``sources`` to ``target``.

    ``guard`` tells what still stands in the way; ``effect`` does the desk's part in the same transaction and returns
    the facts for the ledger; ``starts`` and ``ends`` are rule ids of the periods that begin and end with the step.
    ``effects`` stands in the place of ``effect`` where many cases move at once: it is given all of them.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: Text
    done: Text
    roles: frozenset[Role]
    guard: Guard | None = None
    effect: Effect | None = None
    effects: Effects | None = None
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
    starts: tuple[str, ...] = ()
    """Rule ids of the periods that begin when a case is opened."""
    letters: tuple[LetterForm, ...] = ()
    """What is sent when a case is opened."""
    periods: Mapping[str, Rule] = field(default_factory=dict)
    """Periods of its own, by rule id; the others are in the law's table."""
    timers: Mapping[str, str] = field(default_factory=dict)
    """Which step the house takes by itself when a period of a rule is over (``kernel.timers``)."""
    load: Callable[[Sequence[Case], str], None] | None = None
    """Reads the desk's part of many cases at once before the step of this name, so that nothing is asked for each."""
    words: Callable[[Firing], Mapping[str, object]] | None = None
    """What letters can name beside the data and the facts of their step."""
    may: Callable[[Case, Transition, Actor], bool] | None = None
    """Where a case has sides: whether a step is one for this actor's side."""
    reads: Callable[[Case, str, Actor], bool] | None = None
    """Where a case has sides: whether a letter of this name is addressed to this actor's side."""

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
        strays = set(self.timers.values()).difference(t.name for t in self.transitions)
        if strays:
            raise ValueError(f"{self.name}: timers name unknown steps {sorted(strays)}")

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
        return [t for t in open_ if not t.by_others and (self.may is None or self.may(case, t, actor))]


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
    return open_cases(procedure, actor, now, [Opening(party_id, subject)])[0]


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened: whose business it is, the facts for the ledger, and what its first letters name."""

    party_id: int | None
    subject: str = ""
    facts: ledger.Data = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)


def open_cases(procedure: Procedure, actor: Actor, now: datetime, openings: Sequence[Opening]) -> list[Case]:
    """New cases in the procedure's first state, inside the caller's transaction: each with its entry and letters."""
    cases = [
        Case(
            id=opening.id, procedure=procedure.name, state=procedure.states[0].name, opened_by=actor.id,
            party_id=opening.party_id, opened_at=now, moved_at=now,
        )
        for opening in openings
    ]  # fmt: skip
    bulk.insert_all(cases)
    drafts = [
        ledger.Draft(f"{procedure.name}.opened", opening.subject or f"case/{case.pk}", 1, case.pk, opening.facts)
        for case, opening in zip(cases, openings, strict=True)
    ]
    entries = ledger.append_many(actor, drafts, now)
    for rule_id in procedure.starts:
        _start(procedure, cases, rule_id, now)
    told = [{**opening.facts, **opening.words} for opening in openings] if procedure.letters else []
    _send_all(procedure.letters, cases, entries, told)
    return cases


def fire(
    case_id: UUID, name: str, actor: Actor, now: datetime, data: Mapping[str, object] | None = None
) -> ledger.Entry:
    """Fire transition ``name`` of a case: lock, check, change, set what is due, write the ledger, all or nothing.

    Raises ``NotFound`` when the case is not this actor's business, ``NotAllowed`` for a role that may not,
    ``Conflict`` when the case has moved on, ``BadInput`` with what still stands in the way.
    """
    fired = fire_many([case_id], name, actor, now, data)
    if case_id in fired.refused:
        raise fired.refused[case_id]
    return fired.entries[case_id]


@dataclass(frozen=True, slots=True)
class Fired:
    """What became of each case: its entry in the ledger, or why it did not move."""

    entries: dict[UUID, ledger.Entry]
    refused: dict[UUID, OnewindowError]


def fire_many(
    case_ids: Sequence[UUID], name: str, actor: Actor, now: datetime, data: Mapping[str, object] | None = None
) -> Fired:
    """Fire transition ``name`` of many cases in one transaction, with the same data.

    A case that may not move stays as it is, with the error that ``fire`` would raise; the others go on.
    """
    entries: dict[UUID, ledger.Entry] = {}
    refused: dict[UUID, OnewindowError] = {}
    with transaction.atomic():
        # In one order, so that two who lock some of the same cases do not wait for each other.
        locked = list(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk"))
        there = {case.pk for case in locked}
        refused.update((case_id, NotFound()) for case_id in case_ids if case_id not in there)
        for procedure_name in sorted({case.procedure for case in locked}):
            procedure = _procedures[procedure_name]
            cases = [case for case in locked if case.procedure == procedure_name]
            if procedure.load:
                procedure.load(cases, name)
            ready = []
            for case in cases:
                firing = Firing(case, actor, now, data or {})
                try:
                    _admit(procedure, name, firing)
                except OnewindowError as error:
                    refused[case.pk] = error
                else:
                    ready.append(firing)
            if ready:
                entries |= _move(procedure, procedure.transition(name), ready, actor, now)
    return Fired(entries, refused)


def _admit(procedure: Procedure, name: str, firing: Firing) -> None:
    """Raises what stands in the way of a step."""
    case, actor = firing.case, firing.actor
    step = procedure.transition(name)
    if not procedure.concerns(case, actor) and not (step.by_others and case.state in step.sources):
        raise NotFound()
    if not actor.has(*step.roles) or (procedure.may and not procedure.may(case, step, actor)):
        raise NotAllowed(Text("Your role does not allow this step.", "您的角色无权执行此步骤。"))
    if case.state not in step.sources:
        here = procedure.state(case.state).label
        en = f'"{step.label.en}" is not possible any more: the case stands at "{here.en}".'
        raise Conflict(Text(en, f"无法“{step.label.zh}”：案件当前处于“{here.zh}”。"))
    problems = step.guard(firing) if step.guard else []
    if problems:
        raise BadInput(problems)


def _move(
    procedure: Procedure, step: Transition, firings: Sequence[Firing], actor: Actor, now: datetime
) -> dict[UUID, ledger.Entry]:
    """The step itself, for cases that are locked and may take it."""
    cases = [firing.case for firing in firings]
    ids = [case.pk for case in cases]
    if step.effects:
        facts = step.effects(firings)
    else:
        facts = [step.effect(firing) if step.effect else {} for firing in firings]
    for case in cases:
        case.state, case.moved_at = step.target, now
    Case.objects.filter(pk__in=ids).update(state=step.target, moved_at=now)
    if over := {*step.ends, *step.starts}:  # a period that begins anew ends the one that was running
        Due.objects.filter(case__in=ids, rule_id__in=over, ended_at=None).update(ended_at=now)
    for rule_id in step.starts:
        _start(procedure, cases, rule_id, now)
    action = f"{procedure.name}.{step.name}"
    drafts = [ledger.Draft(action, f"case/{pk}", 1, pk, told) for pk, told in zip(ids, facts, strict=True)]
    entries = ledger.append_many(actor, drafts, now)
    if step.letters:
        named = [procedure.words(firing) if procedure.words else {} for firing in firings]
        words = [{**f.data, **told, **more} for f, told, more in zip(firings, facts, named, strict=True)]
        _send_all(step.letters, cases, entries, words)
    return dict(zip(ids, entries, strict=True))


def start_period(case: Case, rule_id: str, base: datetime) -> None:
    """Begin a period of the law in a case; one of the same rule that was running ends with it."""
    Due.objects.filter(case=case, rule_id=rule_id, ended_at=None).update(ended_at=base)
    _start(_procedures[case.procedure], [case], rule_id, base)


def _start(procedure: Procedure, cases: Sequence[Case], rule_id: str, base: datetime) -> None:
    if rule_id in procedure.periods:
        due_at, sentence = clock.due_under(procedure.periods[rule_id], base, settings.TIME_ZONE, estimate=True)
    else:
        due_at, sentence = clock.due(rule_id, base, settings.TIME_ZONE)
    told = (rule_id, base, due_at, procedure.timers.get(rule_id), sentence.en, sentence.zh)
    columns = ("case", "rule_id", "base_at", "due_at", "fires", "sentence_en", "sentence_zh")
    bulk.insert(Due, columns, ((case.pk, *told) for case in cases))


def send(form: LetterForm, case: Case, entry: ledger.Entry, facts: Mapping[str, object]) -> None:
    """Send a letter that belongs to an entry which is no step of the procedure."""
    _send_all([form], [case], [entry], [facts])


LETTER = ("case", "name", "at", "entry_seq", "title_en", "title_zh", "body_en", "body_zh")


def _send_all(
    forms: Sequence[LetterForm], cases: Sequence[Case], entries: Sequence[ledger.Entry],
    facts: Sequence[Mapping[str, object]],
) -> None:  # fmt: skip
    """Send the same letters in many cases, each with its own entry and facts."""
    if forms:
        written = zip(cases, entries, facts, strict=True)
        bulk.insert(Letter, LETTER, (row for case, entry, told in written for row in _write(forms, case, entry, told)))


def _write(
    forms: Sequence[LetterForm], case: Case, entry: ledger.Entry, facts: Mapping[str, object]
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    en, zh = _worded(facts, "en"), _worded(facts, "zh")
    for form in forms:
        title, body = form.title, form.body
        words = (title.en.format_map(en), title.zh.format_map(zh), body.en.format_map(en), body.zh.format_map(zh))
        yield (case.pk, form.name, entry.at, entry.seq, *words)


def _worded(facts: Mapping[str, object], language: Language) -> dict[str, object]:
    """The facts of a letter as a reader of the language has them: texts in it, days and lists written as in it."""
    words: dict[str, object] = {}
    for name, value in facts.items():
        if type(value) is str and name not in DAYS:  # most are
            words[name] = value
        elif isinstance(value, Mapping) and language in value:
            words[name] = value[language]
        elif isinstance(value, list | tuple):
            words[name] = ("、" if language == "zh" else ", ").join(map(str, value))
        else:
            words[name] = day_in(date.fromisoformat(str(value)), language) if name in DAYS else value
    return words
