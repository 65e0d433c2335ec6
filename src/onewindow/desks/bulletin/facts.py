"""What an entry says beside its action, in words: whom or what it concerns, and the facts sealed with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from onewindow.desks.register.models import EVENT_LABELS, STATUS_LABELS, Status
from onewindow.kernel.access import Role
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, listed
from onewindow.texts import Text

SUBJECTS = {
    "sitting": Text("Sitting {key}", "巡回审查 {key}"),
    "batch": Text("Batch of files", "集中审查批次"),
    "right": Text("Right {key}", "权利 {key}"),
    "case": Text("Case {key}", "案件 {key}"),
    "person": Text("Person {key}", "人员 {key}"),
    "import": Text("Import {key}", "导入 {key}"),
    "file": Text("File {key}", "文件 {key}"),
    "register": Text("The register", "登记簿"),
}
FACTS = {
    "active": Text("May sign in", "可登录"),
    "applicant": Text("Applicant", "申请人"),
    "case": Text("Case", "案件"),
    "classes": Text("Nice classes", "尼斯类别"),
    "day": Text("Day", "日期"),
    "citations": Text("Cited", "引证"),
    "earlier": Text("Earlier right", "在先权利"),
    "event": Text("Event", "事件"),
    "examiner": Text("Examiner (person)", "审查员（人员）"),
    "granted": Text("Granted", "同意"),
    "ground": Text("Ground", "理由"),
    "hits": Text("Earlier marks found", "查得在先商标数"),
    "opposition": Text("Opposition", "异议"),
    "outcome": Text("Outcome", "结果"),
    "place": Text("Place", "地点"),
    "refused": Text("Refused classes", "驳回类别"),
    "route": Text("Route", "审查途径"),
    "until": Text("Until", "截止日期"),
    "waited_days": Text("Days since filing", "自申请日起天数"),
    "fields": Text("Fields", "字段"),
    "file": Text("File (SHA-256)", "文件（SHA-256）"),
    "import": Text("Import", "导入"),
    "key": Text("Key", "密钥"),
    "kind": Text("Kind", "种类"),
    "mark": Text("Mark", "商标"),
    "number": Text("Number", "编号"),
    "numbers": Text("Numbers", "编号"),
    "party": Text("Party", "主体"),
    "password": Text("Password changed", "密码已修改"),
    "right": Text("Right", "权利"),
    "roles": Text("Roles", "角色"),
    "size": Text("Size in bytes", "字节数"),
    "source": Text("Origin", "来源"),
    "status": Text("Status", "状态"),
    "to_row": Text("As far as row", "读至行"),
}
VALUES = {
    "route": {
        "ordinary": Text("ordinary", "普通审查"),
        "preferential": Text("preferential", "优先审查"),
        "intensive": Text("intensive", "集中审查"),
        "roving": Text("roving", "巡回审查"),
    },
    "event": dict(EVENT_LABELS),
    "status": {status.value: label for status, label in STATUS_LABELS.items()},
    "roles": {role.value: role.label for role in Role},
    "source": {
        "window": Text("filed at this window", "在本窗口提交"),
        "import": Text("imported from a file", "由文件导入"),
        "sample": Text("sample, not an official register", "样例，非官方登记簿"),
    },
    "fields": {
        "text": Text("mark", "商标"),
        "image": Text("picture", "图样"),
        "nice_mask": Text("Nice classes", "尼斯类别"),
        "goods": Text("goods and services", "商品和服务"),
        "applicant_name": Text("applicant", "申请人"),
    },
}
assert set(VALUES["status"]) == set(Status.values)


def subject(name: str) -> str:
    """What an entry concerns, such as ``right/12``, in words; a content hash is cut to its start."""
    kind, _sep, key = name.partition("/")
    words = SUBJECTS.get(kind)
    return words.say(current_language(), key=key[:12] if kind == "file" else key) if words else name


def pairs(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of an entry, each with its name; a fact without words here stands as it was sealed."""
    language = current_language()
    return [(FACTS[k].say(language) if k in FACTS else k, _value(k, v)) for k, v in sorted(data.items())]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return listed(_value(name, one) for one in value)
    if isinstance(value, bool):
        return (Text("yes", "是") if value else Text("no", "否")).say(current_language())
    if value is None:
        return "–"
    if isinstance(value, Mapping) and current_language() in value:
        return str(value[current_language()])
    if name in ("day", "until"):
        return day(date.fromisoformat(value))
    words = VALUES.get(name, {}).get(value) if isinstance(value, str) else None
    return words.say(current_language()) if words else str(value)
