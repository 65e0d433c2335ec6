"""The procedure of a rights holder's account: documents are checked within a clock of their own."""

from __future__ import annotations

from onewindow.desks.protection import policy
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.errors import Problem
from onewindow.kernel.flow import Firing, LetterForm, State, Transition
from onewindow.law import packs
from onewindow.law.rules import Rule
from onewindow.texts import Text

NAME = "protection_account"
REASON = Text("the reason in words", "用文字写明理由")


def concerns(case: Case, actor: Actor) -> bool:
    """An account is the business of who opened it, of its party and of the office."""
    own = case.opened_by is not None and case.opened_by == actor.id
    of_party = case.party_id is not None and case.party_id == actor.party_id
    return own or of_party or actor.has(*policy.OFFICE)


def _documents() -> Rule:
    period = packs.built_in()[0].documents
    if period is None:
        raise packs.FaultyPack("marketplace.toml", "documents", "value", "the time in which documents are checked")
    return period


DOCUMENTS = _documents()
_reason_given = Text("To {party}. Reason: {reason}", "{party}：理由如下。{reason}")


def _needs_reason(firing: Firing) -> list[Problem]:
    reason = firing.data.get("reason")
    fits = isinstance(reason, str) and bool(reason.strip()) and "\0" not in reason and len(reason) <= 4000
    return [] if fits else [Problem("reason", REASON)]


def _words(firing: Firing) -> dict[str, object]:
    return {"party": firing.case.protection_account.party.name, "reason": firing.data.get("reason", "")}


def _facts(firing: Firing) -> ledger.Data:
    return {"waited_seconds": int((firing.now - firing.case.opened_at).total_seconds())}


PROCEDURE = flow.declare(
    flow.Procedure(
        name=NAME,
        label=Text("Rights holder's account", "权利人账户"),
        opened=Text("Account applied for", "申请开立账户"),
        concerns=concerns,
        starts=(DOCUMENTS.id,),
        periods={DOCUMENTS.id: DOCUMENTS},
        words=_words,
        states=(
            State(
                "checking",
                Text("Documents being checked", "材料审核中"),
                Text("An officer checks the documents.", "平台人员正在审核材料。"),
            ),
            State(
                "open",
                Text("Open", "已开立"),
                Text("Notices can be sent from this account.", "可以使用该账户发出投诉。"),
            ),
            State(
                "refused",
                Text("Refused", "未通过"),
                Text("The documents did not show who you are.", "材料未能证明身份。"),
                final=True,
                exit=True,
            ),
            State(
                "closed",
                Text("Closed", "已关闭"),
                Text("No notices can be sent from it any more.", "不能再使用该账户发出投诉。"),
                final=True,
                exit=True,
            ),
        ),
        transitions=(
            Transition(
                "approve", ("checking",), "open", Text("Open the account", "开立账户"),
                Text("Account opened", "账户开立"), policy.OFFICERS, effect=_facts, ends=(DOCUMENTS.id,),
                letters=(LetterForm(
                    "account-opened", Text("Your account is open", "账户已开立"),
                    Text("To {party}: the documents are in order. Link your rights, then send notices.",
                         "{party}：材料审核通过。请先关联您的权利，再发出投诉。"),
                ),),
            ),
            Transition(
                "refuse", ("checking",), "refused", Text("Refuse the account", "不予开立"),
                Text("Account refused", "账户未通过"), policy.OFFICERS, guard=_needs_reason, effect=_facts,
                ends=(DOCUMENTS.id,),
                letters=(LetterForm("account-refused", Text("Your account is refused", "账户未通过"), _reason_given),),
            ),
            Transition(
                "close", ("open",), "closed", Text("Close the account", "关闭账户"),
                Text("Account closed", "账户关闭"), policy.OFFICERS, guard=_needs_reason,
                letters=(LetterForm("account-closed", Text("Your account is closed", "账户已关闭"), _reason_given),),
            ),
        ),
    )
)  # fmt: skip
