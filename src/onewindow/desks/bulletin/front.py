"""What one comes to the bulletin for."""

from __future__ import annotations

from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "bulletin",
        Text("Read the bulletin", "查看统计公报"),
        Text(
            "How many marks, applications and rights holders, each counted from the ledger.",
            "商标、申请与权利人的数量，均由台账逐条计得。",
        ),
        nav=Text("Bulletin", "统计公报"),
        rank=40,
    )
)
