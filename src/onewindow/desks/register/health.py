"""What the doctor looks at in the register: the index of marks."""

from __future__ import annotations

from datetime import datetime

import orjson

from onewindow.desks.register import marks_index
from onewindow.desks.register.models import Right
from onewindow.kernel.doctor import Said, check, fine
from onewindow.texts import Text

ANEW = Text("Make it anew: `onewindow index`.", "请重新生成：`onewindow index`。")


@check("index", Text("Index of marks", "商标索引"))
def _index(now: datetime) -> Said:
    try:
        named = orjson.loads((marks_index.root() / "current").read_bytes())
    except FileNotFoundError:
        if not Right.objects.exists():
            return fine(Text("the register is empty", "登记簿为空"))
        return "fail", Text("there is none", "尚未生成"), ANEW
    from onewindow.engines import marks

    try:
        index = marks.Index.open(marks_index.root() / named["folder"])
    except marks.IndexFileError as error:
        return "fail", Text(f"it cannot be read: {error}", f"无法读取：{error}"), ANEW
    behind = marks_index.indexed().filter(touched_seq__gt=named["seq"]).count()
    text = Text(
        f"{len(index)} marks as of entry {named['seq']}; {behind} changed since and are added on the fly",
        f"截至第 {named['seq']} 条账目共 {len(index)} 件；其后 {behind} 件变更随查随补",
    )
    if behind > marks_index.DELTA_LIMIT:
        return "warn", text, ANEW
    return fine(text)
