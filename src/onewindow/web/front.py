"""What one comes to the window itself for."""

from __future__ import annotations

from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "people",
        Text("Manage people", "管理人员"),
        Text("Who can sign in, and in which roles.", "设置谁可以登录、担任哪些角色。"),
        frozenset({Role.ADMINISTRATOR}),
        nav=Text("People", "人员"),
        rank=31,
    ),
    Entrance(
        "about",
        Text("Use the window from a program", "通过程序使用本窗口"),
        Text("The same search, one mark or many, over HTTP.", "同样的查询，单件或批量，经 HTTP 接口调用。"),
        rank=60,
    ),
)
