"""What a pack holds. Every rule carries the article it follows, and whether the text of that article is on file."""

from __future__ import annotations

from dataclasses import dataclass, field

from onewindow.law.rules import Rule
from onewindow.texts import Text

WHO = ("notifier", "seller", "officer", "clock")
NEEDS = ("reason", "policy", "statement", "evidence", "consent")
OUTCOMES = ("upheld", "rejected", "restored", "kept")
LISTING = ("down", "up")
CATEGORIES = ("trademark", "copyright", "patent", "design", "geographical-indication", "trade-secret", "other")


@dataclass(frozen=True, slots=True)
class Article:
    """Where a rule stands, and whether its text is on file."""

    text: Text
    verified: bool


@dataclass(frozen=True, slots=True)
class State:
    """A place where a complaint can stand, and what it means to the people whose complaint it is."""

    name: str
    label: Text
    meaning: Text
    final: bool = False
    exit: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of the pack. ``at_end`` is the step that is taken by itself when it is over."""

    name: str
    period: Rule
    at_end: str = ""
    latest: str = ""
    """Name of the clock that bounds the step from above, where the law gives a window."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and to whom it goes: ``notifier``, ``seller`` or both."""

    name: str
    to: str
    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the procedure: who may take it, what must come with it, what it does to listing, clocks and outcome."""

    name: str
    sources: tuple[str, ...]
    target: str
    who: str
    label: Text
    done: Text
    article: Article
    needs: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """Clocks of which one must still run."""
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    listing: str = ""
    outcome: str = ""
    handled: bool = False
    """True for the step that answers the complaint: the clock of the 24 hours stops."""
    another_officer: bool = False
    """True where whoever decided first may not decide again."""
    chance: bool = False
    """True for a counter-notice, of which ``Pack.chances`` may be sent."""
    sensitive: bool = False
    """True for a step that two officers must agree on where the reason is a sensitive one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a complaint can be about. ``sensitive``: two officers decide. ``right``: it rests on one of the register."""

    code: str
    label: Text
    category: str
    right: bool = True
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy or an article that a decision names."""

    code: str
    label: Text
    article: Article


@dataclass(frozen=True, slots=True)
class Programme:
    """The terms of the good-faith programme; shares in per cent, time in months."""

    upheld_at_least: int
    countered_at_most: int
    months: int
    fewest: int
    """Decided complaints below which a share says nothing."""
    barred_months: int
    article: Article


@dataclass(frozen=True, slots=True)
class Strikes:
    """How strikes count: within ``merge_days`` as one, ``daily_cap`` points a day, gone after ``expire_days``."""

    merge_days: int
    daily_cap: int
    expire_days: int
    points: int
    """Points of one strike."""
    close_at: int
    """Points at which the account is to be closed."""
    article: Article


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: the procedure of a complaint under one law or policy."""

    name: str
    jurisdiction: str
    """A country, a union, or ``*`` for a policy that no country limits."""
    label: Text
    basis: Text
    opened: Text
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...]
    letters: tuple[Letter, ...]
    reasons: tuple[Reason, ...]
    policies: tuple[Policy, ...]
    opening_starts: tuple[str, ...]
    opening_letters: tuple[str, ...]
    opening_article: Article
    listings: int
    """Listings that one notice may name."""
    chances: int
    handling: str
    """Name of the clock in which a complaint is to be handled."""
    programme: Programme | None = None
    strikes: Strikes | None = None
    documents: Rule | None = None
    """In which time the documents of an account are checked."""
    territories: tuple[str, ...] = field(default=())
    """Offices whose rights count; none named: every office."""

    def clock(self, name: str) -> Clock:
        """The clock of this name."""
        return next(clock for clock in self.clocks if clock.name == name)

    def reason(self, code: str) -> Reason | None:
        """The reason of this code, if the pack has it."""
        return next((reason for reason in self.reasons if reason.code == code), None)

    def policy(self, code: str) -> Policy | None:
        """The policy of this code, if the pack has it."""
        return next((policy for policy in self.policies if policy.code == code), None)

    def step(self, name: str) -> Step | None:
        """The step of this name, if the pack has it."""
        return next((step for step in self.steps if step.name == name), None)

    def rule_id(self, clock: str) -> str:
        """The rule id under which a case keeps a clock."""
        return f"{self.name}.{clock}"
