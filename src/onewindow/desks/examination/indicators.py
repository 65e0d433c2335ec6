"""What the bulletin counts of the examination."""

from __future__ import annotations

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

declare(
    Indicator(
        "applications",
        Text("Trademark applications", "商标注册申请"),
        Text("applications", "件"),
        Text("Applications filed at this window, withdrawn ones included.", "在本窗口提交的申请，含其后撤回者。"),
        adds=("trademark.file",),
    )
)
