"""What the finance desk writes into the ledger beside the steps of its procedures."""

from __future__ import annotations

from onewindow.kernel import ledger
from onewindow.law.money import CURRENCIES
from onewindow.texts import Text

ledger.declare("pledge.draft_saved", Text("Draft saved", "草稿已保存"))
for code, (_code, word) in CURRENCIES.items():
    ledger.declare(
        f"pledge.secured_{code.lower()}",
        Text(f"Amount secured by a pledge ({code})", f"质押担保数额（{word}）"),
        counts=True,
    )
SECURED_SME = Text("Amount secured for a small firm (CNY)", "中小微企业质押担保数额（元）")
ledger.declare("pledge.secured_cny_sme", SECURED_SME, counts=True)
ledger.declare(
    "pledge.registered_for_sme", Text("Pledge registered for a small firm", "中小微企业质押登记"), counts=True
)
ledger.declare("pledge.certificate_made", Text("Certificate made", "登记证已制发"))
ledger.declare("securitization.run", Text("Securitization calculated", "证券化测算"))
ledger.declare("securitization.issued", Text("Securitization issued", "证券化产品发行"), public=True)
for code, (_code, word) in CURRENCIES.items():
    ledger.declare(
        f"securitization.raised_{code.lower()}",
        Text(f"Raised by a securitization ({code})", f"证券化募集资金（{word}）"),
        public=True,
    )
ledger.declare("policy.sum_insured", Text("Sum insured (CNY)", "保险金额（元）"), counts=True)
ledger.declare("policy.rights_insured", Text("Rights insured", "投保权利"), counts=True)
ledger.declare("policy.firm_insured", Text("Firm insured for the first time", "首次投保主体"), counts=True)
ledger.declare("policy.subsidised", Text("Premium paid by the public purse (CNY)", "财政补贴保费（元）"), counts=True)
ledger.declare("claim.amount_paid", Text("Paid on a claim (CNY)", "赔付金额（元）"), counts=True)
ledger.declare("valuation.made", Text("Portfolio valued", "权利组合已评估"))
