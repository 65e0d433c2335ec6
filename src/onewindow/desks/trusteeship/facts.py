"""The words of what the trusteeship desk writes into the ledger."""

from __future__ import annotations

from onewindow.kernel.facts import declare
from onewindow.texts import Text

declare(
    subjects={
        "client": Text("Client {key}", "客户 {key}"),
        "portfolio": Text("Portfolio file {key}", "权利清单文件 {key}"),
    },
    facts={
        "percent": Text("Per cent", "百分比"),
        "rights": Text("Rights", "权利"),
        "listed": Text("Due", "待办期限"),
        "years": Text("Years", "年度"),
    },
)
