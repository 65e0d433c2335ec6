"""Reading a pack. A fault names the file, the rule and the field, and says what was expected there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from onewindow.law.calendars import NAMES as CALENDARS
from onewindow.law.packs import shapes
from onewindow.law.rules import ANY, LENGTHS, Rule
from onewindow.texts import Text

NAMES = frozenset("abcdefghijklmnopqrstuvwxyz-_")


class FaultyPack(ValueError):
    """A pack that cannot be used: ``file``, ``rule`` (such as ``step "accept"``), ``field``, and what was expected."""

    def __init__(self, file: str, rule: str, field: str, expected: str) -> None:
        self.file, self.rule, self.field, self.expected = file, rule, field, expected
        super().__init__(f"{file}, {rule}, {field}: expected {expected}")


@cache
def built_in() -> tuple[shapes.Pack, ...]:
    """The packs that come with the program, the marketplace's own policy first."""
    folder = resources.files("onewindow.law").joinpath("packs")
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    files.sort(key=lambda name: name != "marketplace.toml")
    return tuple(read(folder.joinpath(name).read_text("utf-8"), name) for name in files)


def read(text: str, file: str) -> shapes.Pack:
    """The pack that a file's text describes. Raises ``FaultyPack``."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultyPack(file, "the file", "TOML", f"well-formed TOML ({error})") from None
    return _Reader(file).pack(given)


class _Table:
    """One table of the file: its fields are taken out one by one, so that what nobody asked for is noticed."""

    def __init__(self, file: str, rule: str, given: Any) -> None:
        if not isinstance(given, Mapping):
            raise FaultyPack(file, rule, "table", "a table of fields")
        self.file, self.rule, self.left = file, rule, dict(given)

    def fault(self, field: str, expected: str) -> FaultyPack:
        return FaultyPack(self.file, self.rule, field, expected)

    def take(self, field: str, kind: type, expected: str, default: Any = None) -> Any:
        value = self.left.pop(field, default)
        if value is None or not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(field, expected)
        return value

    def word(self, field: str, default: str | None = None) -> str:
        return str(self.take(field, str, "a text", default))

    def choice(self, field: str, among: Sequence[str], default: str | None = None) -> str:
        value = self.word(field, default)
        if value and value not in among:
            raise self.fault(field, f"one of {', '.join(among)}, got {value!r}")
        if not value and default is None:
            raise self.fault(field, f"one of {', '.join(among)}")
        return value

    def name(self, field: str = "name") -> str:
        value = self.word(field)
        if not value or not NAMES.issuperset(value):
            raise self.fault(field, f"a name in small letters, got {value!r}")
        return value

    def words(self, field: str, among: Sequence[str] = ()) -> tuple[str, ...]:
        value = self.take(field, list, "a list of names", [])
        for one in value:
            if not isinstance(one, str) or (among and one not in among):
                raise self.fault(field, f"names among {', '.join(among)}, got {one!r}")
        return tuple(value)

    def number(self, field: str, default: int | None = None) -> int:
        value = int(self.take(field, int, "a whole number", default))
        if value < 0:
            raise self.fault(field, "a number that is not below zero")
        return value

    def flag(self, field: str) -> bool:
        return bool(self.take(field, bool, "true or false", False))

    def text(self, field: str) -> Text:
        value = self.left.pop(field, None)
        both = 'both languages: { en = "...", zh = "..." }'
        if not isinstance(value, Mapping) or set(value) != {"en", "zh"}:
            raise self.fault(field, both)
        try:
            return Text(str(value["en"]), str(value["zh"]))
        except ValueError:
            raise self.fault(field, both) from None

    def article(self) -> shapes.Article:
        return shapes.Article(self.text("article"), self.take("verified", bool, "true or false"))

    def ends(self) -> None:
        if self.left:
            raise self.fault(next(iter(self.left)), "no such field; it is not known")


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def pack(self, given: dict[str, Any]) -> shapes.Pack:
        lists = {name: given.pop(name, []) for name in ("state", "clock", "letter", "step", "reason", "policy")}
        parts = {name: given.pop(name, None) for name in ("opening", "good_faith", "strikes", "documents")}
        head = _Table(self.file, "the head", given)
        name, jurisdiction = head.name(), head.word("jurisdiction")
        label, basis, opened = head.text("label"), head.text("basis"), head.text("opened")
        listings, chances = head.number("listings", 300), head.number("chances", 1)
        territories = head.words("territories")
        calendar = head.choice("calendar", CALENDARS, "CN")
        handling = head.name("handling")
        head.ends()
        states = self.each(lists["state"], "state", self.state)
        clocks = self.each(lists["clock"], "clock", lambda t: self.clock(t, name, jurisdiction, calendar))
        letters = self.each(lists["letter"], "letter", self.letter)
        steps = self.each(lists["step"], "step", self.step)
        opening = _Table(self.file, "the opening", parts["opening"])
        pack = shapes.Pack(
            name=name, jurisdiction=jurisdiction, label=label, basis=basis, opened=opened, states=states, steps=steps,
            clocks=clocks, letters=letters, reasons=self.each(lists["reason"], "reason", self.reason, "code"),
            policies=self.each(lists["policy"], "policy", self.policy, "code"),
            opening_starts=opening.words("starts"), opening_letters=opening.words("letters"),
            opening_article=opening.article(), listings=listings, chances=chances, handling=handling,
            programme=self.programme(parts["good_faith"]), strikes=self.strikes(parts["strikes"]),
            documents=self.documents(parts["documents"], name, jurisdiction, calendar), territories=territories,
        )  # fmt: skip
        opening.ends()
        self.fits(pack)
        return pack

    def each(self, given: Any, kind: str, make: Callable[[_Table], Any], key: str = "name") -> tuple[Any, ...]:
        if not isinstance(given, list) or not given:
            raise FaultyPack(self.file, f"[[{kind}]]", kind, f"at least one [[{kind}]]")
        made, names = [], set()
        for number, one in enumerate(given, 1):
            called = one.get(key) if isinstance(one, Mapping) else None
            table = _Table(self.file, f'{kind} "{called}"' if called else f"{kind} number {number}", one)
            made.append(make(table))
            table.ends()
            if called in names:
                raise table.fault(key, "a name that no other has")
            names.add(called)
        return tuple(made)

    def state(self, table: _Table) -> shapes.State:
        return shapes.State(
            table.name(), table.text("label"), table.text("meaning"), table.flag("final"), table.flag("exit")
        )

    def clock(self, table: _Table, pack: str, jurisdiction: str, calendar: str) -> shapes.Clock:
        name = table.name()
        period = self.period(table, f"{pack}.{name}", jurisdiction, calendar)
        return shapes.Clock(name, period, table.word("at_end", ""), table.word("latest", ""))

    def period(self, table: _Table, rule_id: str, jurisdiction: str, calendar: str) -> Rule:
        unit = table.choice("unit", LENGTHS)
        value, base, article = table.number("value"), table.text("base"), table.article()
        if not value:
            raise table.fault("value", "a whole number above zero")
        return Rule(
            id=rule_id, jurisdiction=jurisdiction, right=ANY, valid_from=date.min, valid_to=None, condition=(),
            basis="", base=base, value=Decimal(value), unit=unit, rolls=calendar if unit == "working_days" else "",
            first_day_counts=False, name=article.text, citation=article.text, verified=article.verified,
        )  # fmt: skip

    def letter(self, table: _Table) -> shapes.Letter:
        return shapes.Letter(
            table.name(), table.choice("to", ("notifier", "seller", "both")), table.text("title"), table.text("body")
        )

    def step(self, table: _Table) -> shapes.Step:
        return shapes.Step(
            name=table.name(), sources=table.words("from"), target=table.word("to"),
            who=table.choice("who", shapes.WHO), label=table.text("label"), done=table.text("done"),
            article=table.article(), needs=table.words("needs", shapes.NEEDS), within=table.words("within"),
            starts=table.words("starts"), ends=table.words("ends"), letters=table.words("letters"),
            listing=table.choice("listing", shapes.LISTING, ""), outcome=table.choice("outcome", shapes.OUTCOMES, ""),
            handled=table.flag("handled"), another_officer=table.flag("another_officer"), chance=table.flag("chance"),
            sensitive=table.flag("sensitive"),
        )  # fmt: skip

    def reason(self, table: _Table) -> shapes.Reason:
        return shapes.Reason(
            table.name("code"), table.text("label"), table.choice("category", shapes.CATEGORIES),
            not table.flag("without_right"), table.flag("sensitive"),
        )  # fmt: skip

    def policy(self, table: _Table) -> shapes.Policy:
        return shapes.Policy(table.name("code"), table.text("label"), table.article())

    def programme(self, given: Any) -> shapes.Programme | None:
        if given is None:
            return None
        table = _Table(self.file, "good_faith", given)
        made = shapes.Programme(
            table.number("upheld_at_least"), table.number("countered_at_most"), table.number("months"),
            table.number("fewest"), table.number("barred_months"), table.article(),
        )  # fmt: skip
        table.ends()
        return made

    def strikes(self, given: Any) -> shapes.Strikes | None:
        if given is None:
            return None
        table = _Table(self.file, "strikes", given)
        made = shapes.Strikes(
            table.number("merge_days"), table.number("daily_cap"), table.number("expire_days"), table.number("points"),
            table.number("close_at"), table.article(),
        )  # fmt: skip
        table.ends()
        return made

    def documents(self, given: Any, pack: str, jurisdiction: str, calendar: str) -> Rule | None:
        if given is None:
            return None
        table = _Table(self.file, "documents", given)
        period = self.period(table, f"{pack}.documents", jurisdiction, calendar)
        table.ends()
        return period

    def fits(self, pack: shapes.Pack) -> None:
        """Names that point at each other must meet, and every letter must have the fields that cases know."""
        states, clocks = {s.name for s in pack.states}, {c.name for c in pack.clocks}
        letters, steps = {each.name for each in pack.letters}, {s.name: s for s in pack.steps}

        def meet(rule: str, field: str, names: Sequence[str], there: set[str]) -> None:
            for name in names:
                if name not in there:
                    raise FaultyPack(self.file, rule, field, f"one of {', '.join(sorted(there))}, got {name!r}")

        meet("the head", "handling", [pack.handling], clocks)
        meet("the opening", "starts", pack.opening_starts, clocks)
        meet("the opening", "letters", pack.opening_letters, letters)
        if pack.handling not in pack.opening_starts:
            raise FaultyPack(self.file, "the opening", "starts", f"the clock of handling, {pack.handling!r}")
        for step in pack.steps:
            rule = f'step "{step.name}"'
            meet(rule, "from", step.sources, states)
            meet(rule, "to", [step.target], states)
            meet(rule, "letters", step.letters, letters)
            for field in ("within", "starts", "ends"):
                meet(rule, field, getattr(step, field), clocks)
            if step.outcome and step.who == "officer" and not {"policy", "reason"} <= set(step.needs):
                raise FaultyPack(self.file, rule, "needs", "policy and reason: a decision says both")
        for clock in pack.clocks:
            rule = f'clock "{clock.name}"'
            if clock.at_end:
                meet(rule, "at_end", [clock.at_end], set(steps))
                if steps[clock.at_end].who != "clock":
                    raise FaultyPack(self.file, rule, "at_end", 'a step whose who is "clock"')
            if clock.latest:
                meet(rule, "latest", [clock.latest], clocks)
        for letter in pack.letters:
            for field, text in (("title", letter.title), ("body", letter.body)):
                for words in (text.en, text.zh):
                    try:
                        words.format(**dict.fromkeys(LETTER_FIELDS, ""))
                    except (KeyError, IndexError, ValueError):
                        expected = f"only the fields {', '.join(LETTER_FIELDS)}"
                        raise FaultyPack(self.file, f'letter "{letter.name}"', field, expected) from None


LETTER_FIELDS = ("number", "listing", "seller", "notifier", "right", "ground", "policy", "reason", "day", "statement")
"""What a letter of a pack can name."""
