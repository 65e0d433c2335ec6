"""The procedure of a trademark application, from the draft to the end of the term."""

from __future__ import annotations

from onewindow.desks.examination import services, states, steps_after, steps_deciding, steps_filing
from onewindow.desks.examination.policy import OFFICE
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.texts import Text


def concerns(case: Case, actor: Actor) -> bool:
    """An application is the business of who opened it, of its applicant and, once filed, of the office."""
    own = case.opened_by is not None and case.opened_by == actor.id
    applicant = case.party_id is not None and case.party_id == actor.party_id
    return own or applicant or (case.state not in ("draft", "discarded") and actor.has(*OFFICE))


PROCEDURE = flow.declare(
    flow.Procedure(
        name=services.PROCEDURE,
        label=Text("Trademark application", "商标注册申请"),
        opened=Text("Draft begun", "开始填写草稿"),
        concerns=concerns,
        states=states.STATES,
        transitions=(
            *steps_filing.FILING,
            *steps_filing.FORMALITIES,
            *steps_deciding.DECISION,
            *steps_deciding.REVIEW,
            *steps_after.OPPOSITION,
            *steps_after.REGISTRATION,
        ),  # fmt: skip,
    )
)

ledger.declare("trademark.draft_saved", Text("Draft saved", "草稿已保存"))
