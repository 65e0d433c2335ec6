"""What the bulletin counts of the finance desk."""

from __future__ import annotations

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

ABOUT = Text("Finance", "知识产权金融")
CNY = Text("CNY", "元")
PLEDGES, FIRMS, RIGHTS = Text("pledges", "件"), Text("firms", "家"), Text("rights", "件")


def _declare(name: str, label: Text, unit: Text, meaning: Text, action: str, measure: str = "") -> None:
    declare(Indicator(name, label, unit, meaning, adds=(action,), measure=measure, about=ABOUT))


_declare(
    "pledges", Text("Pledges registered", "质押登记"), PLEDGES,
    Text("Pledges registered at this window, whatever became of them since.", "在本窗口登记的质押，不论其后状态。"),
    "pledge.register",
)  # fmt: skip
_declare(
    "pledges-amount", Text("Amount secured by pledges", "质押担保数额"), CNY,
    Text("Debts secured when the pledge was registered; those in other currencies are not converted and not counted.",
         "登记时所担保的债权数额；其他币种不折算、不计入。"),
    "pledge.secured_cny",
)  # fmt: skip
_declare(
    "pledges-small-firms", Text("Pledges of small firms", "中小微企业质押登记"), PLEDGES,
    Text("Pledges whose borrower is a micro, small or medium-sized firm, as the form says.",
         "申请表载明债务人为中小微企业的质押。"),
    "pledge.registered_for_sme",
)  # fmt: skip
_declare(
    "pledges-small-firms-amount", Text("Amount secured for small firms", "中小微企业质押担保数额"), CNY,
    Text("The part of the amount secured that small firms borrowed.", "担保数额中由中小微企业所借的部分。"),
    "pledge.secured_cny_sme",
)  # fmt: skip
declare(
    Indicator(
        "pledges-small-firms-share", Text("Share of pledges that are of small firms", "中小微企业质押占比"),
        Text("per cent", "百分比"),
        Text("Pledges of small firms out of all pledges registered.", "中小微企业质押占全部质押登记的比例。"),
        adds=("pledge.registered_for_sme",), out_of=("pledge.register",), about=ABOUT,
    )
)  # fmt: skip
_declare(
    "pledge-working-days", Text("Time to register a pledge", "质押登记用时"),
    Text("working days (median)", "个工作日（中位数）"),
    Text("Half of the pledges were registered within this many working days of filing; the same day is 0.",
         "半数质押在受理后该数目的工作日内登记；当日办结计 0。"),
    "pledge.register", measure="working_days",
)  # fmt: skip
_declare(
    "securitizations", Text("Securitizations issued", "证券化产品"), Text("issues", "只"),
    Text("Securitizations recorded as issued.", "登记为已发行的证券化产品。"), "securitization.issued",
)  # fmt: skip
_declare(
    "securitizations-amount", Text("Raised by securitizations", "证券化募集资金"), CNY,
    Text("All notes of the issues in CNY.", "人民币产品各档证券之和。"), "securitization.raised_cny",
)  # fmt: skip
_declare(
    "insured-firms", Text("Insured firms", "投保主体"), FIRMS,
    Text("Holders with a policy; each counts once, with its first.", "投保的权利人；每家以首张保单计一次。"),
    "policy.firm_insured",
)  # fmt: skip
_declare(
    "insured-rights", Text("Insured rights", "投保权利"), RIGHTS,
    Text("Rights in policies; one insured anew counts again.", "保单所涉权利；续保再计。"), "policy.rights_insured",
)  # fmt: skip
_declare(
    "insured-sums", Text("Sums insured", "保险金额"), CNY,
    Text("Limits of the policies made.", "各保单的保险金额之和。"), "policy.sum_insured",
)  # fmt: skip
_declare(
    "premium-subsidies", Text("Premiums paid by the public purse", "保费补贴"), CNY,
    Text("Subsidies of premiums by the rows in force.", "按现行补贴比例给予的保费补贴。"), "policy.subsidised",
)  # fmt: skip
