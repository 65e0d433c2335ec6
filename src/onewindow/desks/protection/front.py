"""What people come to the protection desk for."""

from __future__ import annotations

from onewindow.desks.protection.policy import HOLDERS, OFFICE, SELLERS
from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "protection-report",
        Text("Report a listing", "举报商品"),
        Text("Without an account; answered within 24 hours.", "无需账户，24 小时内答复。"),
        rank=30,
    ),
    Entrance(
        "protection-cases",
        Text("Complain about listings", "投诉商品"),
        Text("Send one notice for up to 300 listings and follow each.", "一份投诉最多包含 300 件商品，逐件跟踪。"),
        frozenset(HOLDERS),
        nav=Text("My complaints", "我的投诉"),
        rank=31,
    ),
    Entrance(
        "protection-account",
        Text("My account against infringing listings", "我的维权账户"),
        Text("Rights, good-faith programme, alliance.", "权利、诚信投诉机制与联盟。"),
        frozenset({Role.HOLDER, Role.AGENT}),
        rank=32,
    ),
    Entrance(
        "protection-cases",
        Text("Answer a complaint about my listings", "答复对我商品的投诉"),
        Text("Counter-notice with evidence, appeal.", "提交反通知与证据，提出申诉。"),
        frozenset(SELLERS),
        nav=Text("Complaints", "投诉"),
        rank=33,
    ),
    Entrance(
        "protection-queue",
        Text("Decide complaints about listings", "处理商品投诉"),
        Text("What is due, what is late, the next case.", "查看到期与逾期案件，领取下一案。"),
        frozenset(OFFICE),
        nav=Text("Complaints", "商品投诉"),
        rank=34,
    ),
    Entrance(
        "protection-yearly-newest",
        Text("Read the protection report", "查看知识产权保护报告"),
        Text(
            "Complaints, answers, accounts of the year, traced to the ledger.", "全年投诉、答复与账户，均可追溯至台账。"
        ),
        rank=79,
    ),
    Entrance(
        "protection-dsa",
        Text("Export for the Digital Services Act", "导出《数字服务法》数据"),
        Text("Statements of reasons and the parts of the report.", "理由说明与报告各部分。"),
        frozenset(OFFICE),
        rank=82,
    ),
    Entrance(
        "protection-packs",
        Text("See the rules of complaints", "查看投诉规则"),
        Text("Laws and policies, article by article.", "法律与平台规则，逐条列明。"),
        rank=80,
    ),
    Entrance(
        "findings",
        Text("See listings that the scan found", "查看扫描发现的商品"),
        Text("Disguised ones too; dismiss them or send a notice.", "含变形书写；可排除或发起投诉。"),
        frozenset({Role.HOLDER, Role.AGENT, Role.ENFORCEMENT}),
        rank=29,
    ),
    Entrance(
        "watched",
        Text("Have listings scanned for my marks", "为我的商标扫描商品"),
        Text("Choose the marks and name authorised sellers.", "选择商标并登记授权卖家。"),
        frozenset({Role.HOLDER, Role.AGENT}),
        rank=28,
    ),
    Entrance(
        "catalogues",
        Text("Bring in a marketplace's listings", "导入平台商品"),
        Text("They are scanned as they come.", "入录时即行扫描。"),
        frozenset(OFFICE),
        rank=36,
    ),
)
