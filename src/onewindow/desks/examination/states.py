"""Where an application can stand, and what that means to its applicant."""

from __future__ import annotations

from onewindow.kernel.flow import State
from onewindow.texts import Text

STATES = (
    State(
        "draft",
        Text("Draft", "草稿"),
        Text(
            "Only you see this draft. It is kept as you type; nothing is filed until you send it.",
            "草稿仅您可见，填写时自动保存；正式提交之前，不会递交任何内容。",
        ),
    ),
    State(
        "filed",
        Text("Filed", "已提交"),
        Text(
            "The application has a number and a date of filing. It now stands before later applications.",
            "申请已取得申请号和申请日，优先于在后的申请。",
        ),
    ),
    State(
        "correcting",
        Text("Correction awaited", "待补正"),
        Text(
            "The office asked for a correction and goes on when the applicant has answered.",
            "本局已要求补正，申请人答复后继续办理。",
        ),
        exit=True,
    ),
    State(
        "examination",
        Text("In examination", "审查中"),
        Text(
            "The formalities are in order. An examiner compares the mark with earlier ones and decides.",
            "形式审查已通过，审查员将与在先商标比对后作出决定。",
        ),
    ),
    State(
        "refused",
        Text("Refused", "已驳回"),
        Text(
            "The application is refused. The applicant may ask for a review while the period runs.",
            "申请已被驳回，申请人可在期限内申请复审。",
        ),
        exit=True,
    ),
    State(
        "partly_refused",
        Text("Refused in part", "部分驳回"),
        Text(
            "Some classes are refused. The others are published when no review is asked for.",
            "部分类别被驳回；未申请复审的，其余类别予以公告。",
        ),
        exit=True,
    ),
    State(
        "review",
        Text("Under review", "复审中"),
        Text("Another examiner reviews the refusal.", "由另一名审查员对驳回决定进行复审。"),
        exit=True,
    ),
    State(
        "published",
        Text("Published", "已公告"),
        Text(
            "The mark is approved and published. Anybody entitled may oppose it while the period runs.",
            "商标已初步审定并公告，期限内有权利者可以提出异议。",
        ),
    ),
    State(
        "opposed",
        Text("Opposed", "异议中"),
        Text("Somebody opposes the registration; the office decides.", "有人对该商标提出异议，由本局裁定。"),
        exit=True,
    ),
    State(
        "registered",
        Text("Registered", "已注册"),
        Text(
            "The mark is registered. It can be renewed in the last twelve months of its term.",
            "商标已核准注册，可在有效期满前十二个月内续展。",
        ),
    ),
    State(
        "expired",
        Text("Expired", "已期满"),
        Text("The term ended without renewal.", "有效期满未续展。"),
        final=True,
        exit=True,
    ),
    State(
        "not_registered",
        Text("Not registered", "不予注册"),
        Text("The refusal or the opposition is final.", "驳回或异议决定已生效，商标不予注册。"),
        final=True,
        exit=True,
    ),
    State(
        "not_accepted",
        Text("Not accepted", "不予受理"),
        Text("The application did not meet the formalities.", "申请不符合形式要求，不予受理。"),
        final=True,
        exit=True,
    ),
    State(
        "withdrawn",
        Text("Withdrawn", "已撤回"),
        Text("The applicant took the application back.", "申请人已撤回该申请。"),
        final=True,
        exit=True,
    ),
    State(
        "discarded",
        Text("Discarded", "已删除"),
        Text("The draft was thrown away before filing.", "草稿在提交前已被删除。"),
        final=True,
        exit=True,
    ),
)
