"""The words of what the protection desk writes into the ledger."""

from __future__ import annotations

from onewindow.kernel.facts import declare
from onewindow.texts import Text

declare(
    subjects={
        "notice": Text("Notice {key}", "投诉 {key}"),
        "evidence": Text("Evidence {key}", "证据 {key}"),
    },
    facts={
        "account": Text("Account", "账户"),
        "by_time": Text("Taken by time", "因期限届满"),
        "cases": Text("Cases", "案件"),
        "chance": Text("Counter-notice number", "第几次反通知"),
        "found": Text("Found by the scan before", "已由扫描先行发现"),
        "late_seconds": Text("Seconds after the end of the period", "期限届满后秒数"),
        "points": Text("Points", "分值"),
        "policy": Text("Policy", "规则"),
        "rows": Text("Rows", "行数"),
        "sender": Text("Sent by", "投诉人"),
        "side": Text("Side", "一方"),
        "step": Text("Step", "步骤"),
        "waited_seconds": Text("Seconds until the answer", "答复用时秒数"),
        "withdrawn": Text("Withdrawn", "已退出"),
    },
    values={
        "sender": {"holder": Text("a rights holder", "权利人"), "consumer": Text("a consumer", "消费者")},
        "side": {"notifier": Text("sender of the notice", "投诉方"), "seller": Text("seller", "卖家")},
        "outcome": {
            "upheld": Text("upheld", "成立"),
            "rejected": Text("rejected", "不成立"),
            "kept": Text("kept down", "维持下架"),
            "restored": Text("restored", "恢复"),
        },
    },
)
