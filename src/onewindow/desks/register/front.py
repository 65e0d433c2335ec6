"""What one comes to the register for."""

from __future__ import annotations

from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "search",
        Text("Search for earlier marks", "查询在先商标"),
        Text("Is this name free? By word, by picture, or both.", "这个名字还能用吗？可按文字、图样或两者查询。"),
        nav=Text("Search", "查询"),
        rank=1,
    ),
    Entrance(
        "own-rights",
        Text("See my rights", "查看我的权利"),
        Text("What you own, and where each stands.", "名下的权利及各自状态。"),
        frozenset({Role.HOLDER, Role.AGENT}),
        nav=Text("My rights", "我的权利"),
        rank=11,
    ),
    Entrance(
        "imports",
        Text("Import marks", "导入商标"),
        Text(
            "From CSV, JSON Lines or Parquet; it goes on if you leave.",
            "支持 CSV、JSON Lines 或 Parquet；离开页面后继续导入。",
        ),
        frozenset({Role.ADMINISTRATOR}),
        nav=Text("Imports", "数据导入"),
        rank=30,
    ),
    Entrance(
        "compare",
        Text("Compare two marks", "比对两件商标"),
        Text("Side by side: what is alike, and under which rule.", "并列比对：何处近似，依据何规则。"),
        rank=70,
    ),
)
