"""The words of what the finance desk writes into the ledger."""

from __future__ import annotations

from onewindow.desks.finance.pledge_effects import ENDINGS
from onewindow.kernel.facts import declare
from onewindow.texts import Text

declare(
    subjects={
        "valuation": Text("Valuation {key}", "评估 {key}"),
        "securitization": Text("Securitization {key}", "证券化 {key}"),
    },
    facts={
        "act": Text("Act", "行为"),
        "answer": Text("Answer", "答复"),
        "contract": Text("Contract", "合同"),
        "grounds": Text("Grounds", "不予登记情形"),
        "grounds_cited": Text("Grounds cited", "引用情形"),
        "new_amount": Text("New amount", "变更后数额"),
        "pledge": Text("Pledge", "质押登记"),
        "reason": Text("Reason", "理由"),
        "rights": Text("Rights", "权利"),
        "version": Text("Version", "版本"),
        "limit": Text("Limit of a claim", "保险金额"),
        "premium": Text("Premium", "保险费"),
        "subsidy": Text("Paid by the public purse", "财政补贴"),
        "amount": Text("Amount", "数额"),
        "working_days": Text("Working days since filing", "自受理起工作日数"),
    },
    values={"ending": ENDINGS},
)
