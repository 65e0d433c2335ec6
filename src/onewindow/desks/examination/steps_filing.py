"""The steps of filing and of the formalities."""

from __future__ import annotations

from onewindow.desks.examination import decisions, formalities, letters, oppositions, rules, services
from onewindow.desks.examination.policy import (
    APPLICANTS,
    EXAMINATION_PERIOD,
    EXAMINERS,
    OPPOSITION_PERIOD,
    REVIEW_PERIOD,
)
from onewindow.kernel.flow import Transition
from onewindow.texts import Text

FILING = (
    Transition(
        name="file",
        sources=("draft",),
        target="filed",
        label=Text("File the application", "提交申请"),
        done=Text("Application filed", "申请已提交"),
        roles=APPLICANTS,
        guard=rules.still_missing,
        effect=services.record_filing,
        starts=(EXAMINATION_PERIOD,),
        letters=(letters.RECEIPT,),
        public=True,
    ),
    Transition(
        name="discard",
        sources=("draft",),
        target="discarded",
        label=Text("Throw the draft away", "删除草稿"),
        done=Text("Draft discarded", "草稿已删除"),
        roles=APPLICANTS,
        confirm=Text("The draft cannot be brought back.", "草稿删除后无法恢复。"),
    ),
    Transition(
        name="withdraw",
        sources=("filed", "correcting", "examination", "refused", "partly_refused", "review", "published", "opposed"),
        target="withdrawn",
        label=Text("Withdraw the application", "撤回申请"),
        done=Text("Application withdrawn", "申请已撤回"),
        roles=APPLICANTS,
        effect=services.record_withdrawal,
        ends=(
            EXAMINATION_PERIOD,
            formalities.CORRECTION,
            decisions.REVIEW,
            REVIEW_PERIOD,
            OPPOSITION_PERIOD,
            oppositions.DECISION,
        ),
        public=True,
        confirm=Text("The date of filing is lost for good.", "撤回后，原申请日不再保留。"),
    ),
)
FORMALITIES = (
    Transition(
        name="ask_correction",
        sources=("filed",),
        target="correcting",
        label=Text("Ask for a correction", "要求补正"),
        done=Text("Correction asked for", "已要求补正"),
        roles=EXAMINERS,
        guard=formalities.can_ask,
        effect=formalities.ask,
        starts=(formalities.CORRECTION,),
        letters=(letters.CORRECTION,),
    ),
    Transition(
        name="correct",
        sources=("correcting",),
        target="filed",
        label=Text("Answer the notice", "答复补正通知"),
        done=Text("Notice to correct answered", "补正通知已答复"),
        roles=APPLICANTS,
        guard=formalities.can_correct,
        effect=formalities.correct,
        ends=(formalities.CORRECTION,),
    ),
    Transition(
        name="accept_formalities",
        sources=("filed",),
        target="examination",
        label=Text("The formalities are in order", "形式审查通过"),
        done=Text("Accepted for examination", "已受理并进入审查"),
        roles=EXAMINERS,
        guard=formalities.can_check,
        effect=formalities.accept,
        letters=(letters.ACCEPTED,),
    ),
    Transition(
        name="turn_away",
        sources=("filed", "correcting"),
        target="not_accepted",
        label=Text("Do not accept the application", "不予受理"),
        done=Text("Application not accepted", "申请不予受理"),
        roles=EXAMINERS,
        guard=formalities.can_turn_away,
        effect=formalities.turn_away,
        ends=(EXAMINATION_PERIOD,),
        letters=(letters.NOT_ACCEPTED,),
        public=True,
    ),
)
