"""Packs as procedures of the kernel: a pack that is declared here can carry complaints, with no code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onewindow.desks.protection import policy, steps
from onewindow.desks.protection.complaint_models import Complaint
from onewindow.kernel import flow
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.flow import LetterForm, Transition
from onewindow.law import packs
from onewindow.law.packs import Pack

PREFIX = "protection_"
_packs: dict[str, Pack] = {}


def declare(pack: Pack) -> flow.Procedure:
    """Make a pack known to the kernel."""
    _packs[pack.name] = pack
    forms = {letter.name: LetterForm(letter.name, letter.title, letter.body) for letter in pack.letters}
    transitions = tuple(
        Transition(
            name=step.name,
            sources=step.sources,
            target=step.target,
            label=step.label,
            done=step.done,
            roles=policy.ROLES[step.who],
            guard=steps.guard(pack, step),
            effects=steps.effects(pack, step),
            starts=tuple(pack.rule_id(name) for name in step.starts),
            ends=tuple(pack.rule_id(name) for name in step.ends),
            letters=tuple(forms[name] for name in step.letters),
        )
        for step in pack.steps
    )
    to = {letter.name: letter.to for letter in pack.letters}
    return flow.declare(
        flow.Procedure(
            name=procedure_name(pack),
            label=pack.label,
            opened=pack.opened,
            states=tuple(flow.State(s.name, s.label, s.meaning, s.final, s.exit) for s in pack.states),
            transitions=transitions,
            concerns=policy.concerns,
            starts=tuple(pack.rule_id(name) for name in pack.opening_starts),
            letters=tuple(forms[name] for name in pack.opening_letters),
            periods={pack.rule_id(clock.name): clock.period for clock in pack.clocks},
            timers={pack.rule_id(clock.name): clock.at_end for clock in pack.clocks if clock.at_end},
            load=steps.loader(pack),
            words=lambda firing: steps.words(pack, firing),
            may=lambda case, step, actor: _may(pack, case, step, actor),
            reads=lambda case, name, actor: _reads(to, case, name, actor),
        )
    )


def declare_all(home: Path) -> None:
    """Declare the packs that come with the program, and those a lawyer put into ``packs`` in the home folder.

    Raises ``packs.FaultyPack`` for a file that cannot be used.
    """
    for pack in packs.built_in():
        declare(pack)
    for path in sorted((home / "packs").glob("*.toml")):
        declare(packs.read(path.read_text("utf-8"), path.name))


def known() -> Mapping[str, Pack]:
    """Every declared pack, by name."""
    return _packs


def pack_of(case: Case) -> Pack:
    """The pack under which a case runs."""
    return next(pack for pack in _packs.values() if procedure_name(pack) == case.procedure)


def procedure_name(pack: Pack) -> str:
    """The kernel's name for the procedure of a pack."""
    return PREFIX + pack.name.replace("-", "_")


def procedure(pack: Pack) -> flow.Procedure:
    """The declared procedure of a pack."""
    return flow.procedures()[procedure_name(pack)]


def _may(pack: Pack, case: Case, step: Transition, actor: Actor) -> bool:
    of_pack = pack.step(step.name)
    return of_pack is not None and policy.on_side(_complaint(case), of_pack.who, actor)


def _reads(to: Mapping[str, str], case: Case, name: str, actor: Actor) -> bool:
    if actor.has(*policy.OFFICE):
        return True
    side = to.get(name, "both")
    sides = ("notifier", "seller") if side == "both" else (side,)
    return any(policy.on_side(_complaint(case), each, actor) for each in sides)


def _complaint(case: Case) -> Complaint:
    complaint: Complaint = case.complaint
    return complaint
