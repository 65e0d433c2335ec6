"""The words of what the register writes into the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from onewindow.desks.register.models import EVENT_LABELS, STATUS_LABELS, Party, Right, Status
from onewindow.kernel.facts import RECORDS_SHOWN, Record, declare
from onewindow.kernel.ledger import Entry
from onewindow.texts import Text

assert set(STATUS_LABELS) == set(Status)


def _records(entry: Entry) -> Iterator[Record]:
    rights = Right.objects.filter(events__entry_seq=entry.seq, private_to=None).distinct().order_by("pk")
    for right in rights[:RECORDS_SHOWN]:
        yield Record(right.title or "▣", right.number, reverse("right", args=[right.pk]))
    for party in Party.objects.filter(recorded_seq=entry.seq).order_by("pk")[:RECORDS_SHOWN]:
        yield Record(party.name, party.country, reverse("party", args=[party.pk]))


declare(
    subjects={
        "right": (Text("Right {key}", "权利 {key}"), "right"),
        "import": Text("Import {key}", "导入 {key}"),
        "register": Text("The register", "登记簿"),
    },
    facts={
        "classes": Text("Nice classes", "尼斯类别"),
        "event": Text("Event", "事件"),
        "import": Text("Import", "导入"),
        "mark": Text("Mark", "商标"),
        "party": Text("Party", "主体"),
        "right": Text("Right", "权利"),
        "status": Text("Status", "状态"),
        "year": Text("Year", "年度"),
    },
    values={
        "event": dict(EVENT_LABELS),
        "status": {status.value: label for status, label in STATUS_LABELS.items()},
        "source": {
            "window": Text("filed at this window", "在本窗口提交"),
            "import": Text("imported from a file", "由文件导入"),
            "sample": Text("sample, not an official register", "样例，非官方登记簿"),
            "trustee": Text("entered by a trustee, not from an office", "由托管人录入，非官方数据"),
        },
    },
    records=_records,
)
