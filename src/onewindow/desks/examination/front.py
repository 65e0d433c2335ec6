"""What one comes to the examination desk for."""

from __future__ import annotations

from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "applications",
        Text("File a trademark application", "提交商标注册申请"),
        Text("A draft is kept as you write. You check it before it is sent.", "填写时自动保存草稿，提交前可再核对。"),
        frozenset({Role.HOLDER, Role.AGENT}),
        nav=Text("My applications", "我的申请"),
        rank=10,
    ),
    Entrance(
        "queue",
        Text("Work the queue", "办理待办案件"),
        Text(
            "The next file, what waits and how long, and what more hands would change.",
            "下一件案件、待办数量与等待时间，以及增加人手的效果。",
        ),
        frozenset({Role.EXAMINER, Role.ADMINISTRATOR}),
        nav=Text("Queue", "待办队列"),
        rank=12,
    ),
    Entrance(
        "applications",
        Text("See the applications", "查看申请"),
        Text("What was filed at this window.", "查看在本窗口提交的申请。"),
        frozenset({Role.EXAMINER, Role.ADMINISTRATOR}),
        nav=Text("Applications", "商标申请"),
        rank=13,
    ),
    Entrance(
        "watches",
        Text("See my watches", "查看我的监测"),
        Text("New marks like those you keep an eye on.", "与您关注的商标近似的新商标。"),
        rank=71,
        signed_in=True,
    ),
)
