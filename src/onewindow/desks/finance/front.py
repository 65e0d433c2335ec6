"""What one comes to the finance desk for."""

from __future__ import annotations

from onewindow.desks.finance.policy import INSURERS, LENDERS, OFFICE, PLEDGORS
from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "pledges",
        Text("Register a pledge", "办理质押登记"),
        Text(
            "Borrow on your rights: one form for you and your lender, held against the register before it is sent.",
            "以权利出质融资：与质权人共用一份申请表，提交前即对照登记簿核查。",
        ),
        PLEDGORS,
        nav=Text("Pledges", "质押登记"),
        rank=14,
    ),
    Entrance(
        "pledges",
        Text("File a pledge for a client", "代客户办理质押登记"),
        Text(
            "For a client that confirmed your mandate: the form, its checks against the register, what became of it.",
            "为已确认委托的客户填写申请表、对照登记簿核查并跟踪结果。",
        ),
        frozenset({Role.AGENT}),
        nav=Text("Pledges", "质押登记"),
        rank=31,
    ),
    Entrance(
        "pledges",
        Text("Sign and follow pledges", "签署与查看质押"),
        Text("What waits for your signature, what is registered for you.", "待您签署的申请，以及您享有的质权。"),
        LENDERS,
        nav=Text("Pledges", "质押登记"),
        rank=14,
    ),
    Entrance(
        "pledges",
        Text("Decide on pledges", "审查质押登记"),
        Text("Every ground of refusal, held against the register.", "逐项不予登记情形，均已对照登记簿核查。"),
        OFFICE,
        nav=Text("Pledges", "质押登记"),
        rank=15,
    ),
    Entrance(
        "securitizations",
        Text("Structure a securitization", "设计证券化产品"),
        Text(
            "Pool, tranches, triggers; who is paid what, and how many defaults each withstands.",
            "资产池、分档与触发机制：各档何时获付、可承受多少违约。",
        ),
        LENDERS,
        nav=Text("Securitization", "证券化"),
        rank=16,
    ),
    Entrance(
        "insurance",
        Text("Insure your rights", "为知识产权投保"),
        Text(
            "Four products, a premium with its reasons, and where a loss is claimed.",
            "四类产品，保费有据可查，出险在此索赔。",
        ),
        PLEDGORS,
        nav=Text("Insurance", "保险"),
        rank=17,
    ),
    Entrance(
        "insurance",
        Text("Offer cover and settle claims", "承保与理赔"),
        Text("What is asked for, what it should cost, what is still to come.", "投保申请、费率测算与未决赔款。"),
        INSURERS,
        nav=Text("Insurance", "保险"),
        rank=17,
    ),
    Entrance(
        "valuations",
        Text("Value a portfolio", "评估权利组合"),
        Text(
            "Three approaches with ranges; loan to value, covenants, stress.",
            "三种方法及区间；贷款价值比、约束条款与压力测试。",
        ),
        LENDERS,
        nav=Text("Valuation", "评估"),
        rank=15,
    ),
    Entrance(
        "verify",
        Text("Verify a certificate", "核验登记证"),
        Text("Whether it is as it left this window, to the last byte.", "核验登记证是否与本窗口制发的一字不差。"),
        rank=72,
    ),
)
