"""The words of what the examination writes into the ledger."""

from __future__ import annotations

from onewindow.kernel.facts import declare
from onewindow.texts import Text

declare(
    subjects={
        "sitting": Text("Sitting {key}", "巡回审查 {key}"),
        "batch": Text("Batch of files", "集中审查批次"),
    },
    facts={
        "applicant": Text("Applicant", "申请人"),
        "citations": Text("Cited", "引证"),
        "earlier": Text("Earlier right", "在先权利"),
        "examiner": Text("Examiner (person)", "审查员（人员）"),
        "fields": Text("Fields", "字段"),
        "granted": Text("Granted", "同意"),
        "ground": Text("Ground", "理由"),
        "hits": Text("Earlier marks found", "查得在先商标数"),
        "opposition": Text("Opposition", "异议"),
        "outcome": Text("Outcome", "结果"),
        "place": Text("Place", "地点"),
        "refused": Text("Refused classes", "驳回类别"),
        "route": Text("Route", "审查途径"),
        "waited_days": Text("Days since filing", "自申请日起天数"),
    },
    values={
        "route": {
            "ordinary": Text("ordinary", "普通审查"),
            "preferential": Text("preferential", "优先审查"),
            "intensive": Text("intensive", "集中审查"),
            "roving": Text("roving", "巡回审查"),
        },
        "fields": {
            "text": Text("mark", "商标"),
            "image": Text("picture", "图样"),
            "nice_mask": Text("Nice classes", "尼斯类别"),
            "goods": Text("goods and services", "商品和服务"),
            "applicant_name": Text("applicant", "申请人"),
        },
    },
)
