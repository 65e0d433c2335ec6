"""A procedure whose parts do not fit together is refused when it is declared."""

import pytest

from onewindow.kernel import flow
from onewindow.kernel.access import Role
from onewindow.kernel.errors import NotFound
from onewindow.texts import Text

WORDS = Text("x", "甲")
ROLES = frozenset({Role.HOLDER})


def state(name: str, final: bool = False) -> flow.State:
    return flow.State(name, WORDS, WORDS, final)


def step(name: str, source: str, target: str) -> flow.Transition:
    return flow.Transition(name, (source,), target, WORDS, WORDS, ROLES)


def procedure(states: list[flow.State], steps: list[flow.Transition]) -> flow.Procedure:
    return flow.Procedure("test", WORDS, tuple(states), tuple(steps), lambda case, actor: True)


def test_a_sound_procedure_is_taken() -> None:
    made = procedure([state("a"), state("b", final=True)], [step("go", "a", "b"), step("stay", "a", "a")])
    assert made.transition("go").target == "b"
    assert made.state("b").final
    with pytest.raises(NotFound):
        made.transition("fly")


@pytest.mark.parametrize(
    ("states", "steps", "wrong"),
    [
        ([state("a"), state("a")], [], "same name"),
        ([state("a"), state("b")], [step("go", "a", "b"), step("go", "b", "a")], "same name"),
        ([state("a")], [step("go", "a", "b")], "unknown states"),
        ([state("a")], [step("go", "b", "a")], "unknown states"),
        ([state("a"), state("b")], [], "never reached"),
        ([state("a"), state("b"), state("c")], [step("go", "b", "c"), step("back", "c", "b")], "never reached"),
        ([state("a"), state("b", final=True)], [step("go", "a", "b"), step("back", "b", "a")], "leaves a final state"),
    ],
)
def test_what_does_not_fit_is_refused(states: list[flow.State], steps: list[flow.Transition], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        procedure(states, steps)


def test_every_declared_procedure_has_words_and_roles() -> None:
    for declared in flow.procedures().values():
        assert all(step.roles for step in declared.transitions)
        assert all(step.roles <= set(Role) - {Role.PUBLIC} for step in declared.transitions)
        assert all(
            s.final or any(s.name in t.sources for t in declared.transitions) for s in declared.states if s.final
        )
