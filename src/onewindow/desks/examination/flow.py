"""The procedure of a trademark application, as far as the filing."""

from __future__ import annotations

from onewindow.desks.examination import rules, services
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case
from onewindow.texts import Text

APPLICANTS = frozenset({Role.HOLDER, Role.AGENT})
OFFICE = (Role.EXAMINER, Role.ADMINISTRATOR)


def concerns(case: Case, actor: Actor) -> bool:
    """An application is the business of who opened it, of its applicant and, once filed, of the office."""
    own = case.opened_by is not None and case.opened_by == actor.id
    applicant = case.party_id is not None and case.party_id == actor.party_id
    return own or applicant or (case.state not in ("draft", "discarded") and actor.has(*OFFICE))


RECEIPT = flow.LetterForm(
    "receipt",
    Text("Filing receipt {number}", "申请收件回执 {number}"),
    Text(
        "To {applicant}: your application for the trademark {mark} was received on {day} and has the number {number}. "
        "The office examines it within the period named on this page.",
        "{applicant}：您提交的“{mark}”商标注册申请已于{day}收到，申请号为 {number}。本局将在本页所列期限内完成审查。",
    ),
)

PROCEDURE = flow.declare(
    flow.Procedure(
        name=services.PROCEDURE,
        label=Text("Trademark application", "商标注册申请"),
        opened=Text("Draft begun", "开始填写草稿"),
        concerns=concerns,
        states=(
            flow.State(
                "draft",
                Text("Draft", "草稿"),
                Text(
                    "Only you see this draft. It is kept as you type; nothing is filed until you send it.",
                    "草稿仅您可见，填写时自动保存；正式提交之前，不会递交任何内容。",
                ),
            ),
            flow.State(
                "filed",
                Text("Filed", "已提交"),
                Text(
                    "The application has a number and a date of filing. It now stands before later applications.",
                    "申请已取得申请号和申请日，优先于在后的申请。",
                ),
            ),
            flow.State(
                "withdrawn",
                Text("Withdrawn", "已撤回"),
                Text("The applicant took the application back.", "申请人已撤回该申请。"),
                final=True,
                exit=True,
            ),
            flow.State(
                "discarded",
                Text("Discarded", "已删除"),
                Text("The draft was thrown away before filing.", "草稿在提交前已被删除。"),
                final=True,
                exit=True,
            ),
        ),
        transitions=(
            flow.Transition(
                name="file",
                sources=("draft",),
                target="filed",
                label=Text("File the application", "提交申请"),
                done=Text("Application filed", "申请已提交"),
                roles=APPLICANTS,
                guard=rules.still_missing,
                effect=services.record_filing,
                starts=("cn.trademark.examination",),
                letters=(RECEIPT,),
                public=True,
            ),
            flow.Transition(
                name="discard",
                sources=("draft",),
                target="discarded",
                label=Text("Throw the draft away", "删除草稿"),
                done=Text("Draft discarded", "草稿已删除"),
                roles=APPLICANTS,
                confirm=Text("The draft cannot be brought back.", "草稿删除后无法恢复。"),
            ),
            flow.Transition(
                name="withdraw",
                sources=("filed",),
                target="withdrawn",
                label=Text("Withdraw the application", "撤回申请"),
                done=Text("Application withdrawn", "申请已撤回"),
                roles=APPLICANTS,
                effect=services.record_withdrawal,
                ends=("cn.trademark.examination",),
                public=True,
                confirm=Text("The date of filing is lost for good.", "撤回后，原申请日不再保留。"),
            ),
        ),
    )
)

ledger.declare("trademark.draft_saved", Text("Draft saved", "草稿已保存"))
