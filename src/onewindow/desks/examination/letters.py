"""The letters of the procedure, in both languages."""

from __future__ import annotations

from onewindow.kernel.flow import LetterForm
from onewindow.texts import Text

RECEIPT = LetterForm(
    "receipt",
    Text("Filing receipt {number}", "申请收件回执 {number}"),
    Text(
        "To {applicant}: your application for the trademark {mark} was received on {day} and has the number {number}. "
        "The office examines it within the period named on this page.",
        "{applicant}：您提交的“{mark}”商标注册申请已于{day}收到，申请号为 {number}。本局将在本页所列期限内完成审查。",
    ),
)
CORRECTION = LetterForm(
    "correction",
    Text("Notice to correct {number}", "补正通知 {number}"),
    Text(
        "To {applicant}: the application for {mark} cannot be examined yet. Please correct: {reason} "
        "Answer on this page by {until}; without an answer the application is not accepted.",
        "{applicant}：“{mark}”商标注册申请暂不能进入审查，请补正：{reason} "
        "请于{until}前在本页答复；逾期不答复的，申请不予受理。",
    ),
)
ACCEPTED = LetterForm(
    "acceptance",
    Text("Notice of acceptance {number}", "受理通知 {number}"),
    Text(
        "To {applicant}: the application for {mark} meets the formalities and goes to examination.",
        "{applicant}：“{mark}”商标注册申请符合形式要求，已进入实质审查。",
    ),
)
NOT_ACCEPTED = LetterForm(
    "non-acceptance",
    Text("Notice of non-acceptance {number}", "不予受理通知 {number}"),
    Text(
        "To {applicant}: the application for {mark} is not accepted. Reason: {reason}",
        "{applicant}：“{mark}”商标注册申请不予受理。理由：{reason}",
    ),
)
PUBLISHED = LetterForm(
    "publication",
    Text("Notice of preliminary approval {number}", "初步审定公告通知 {number}"),
    Text(
        "To {applicant}: the mark {mark} is approved in class {classes} and was published on {day}. "
        "Anybody entitled may oppose it until {until}; if nobody does, it is registered.",
        "{applicant}：“{mark}”商标在第 {classes} 类予以初步审定，并于{day}公告。"
        "异议期至{until}止；期满无异议的，予以核准注册。",
    ),
)
REFUSAL = LetterForm(
    "refusal",
    Text("Notice of refusal {number}", "驳回通知 {number}"),
    Text(
        "To {applicant}: the application for {mark} is refused in class {refused}. {citations} Reason: {reason} "
        "You may ask for a review until {until}.",
        "{applicant}：“{mark}”商标注册申请在第 {refused} 类予以驳回。{citations} 理由：{reason} "
        "您可于{until}前申请复审。",
    ),
)
REVIEW_RECEIVED = LetterForm(
    "review-receipt",
    Text("Request for review received {number}", "复审申请受理通知 {number}"),
    Text(
        "To {applicant}: your request for a review of the refusal of {mark} was received on {day}. "
        "An examiner who did not make the decision reviews it.",
        "{applicant}：您就“{mark}”商标驳回提出的复审申请已于{day}收到，将由未参与原决定的审查员复审。",
    ),
)
REVERSED = LetterForm(
    "review-reversed",
    Text("Decision on review {number}: refusal reversed", "复审决定 {number}：撤销驳回"),
    Text(
        "To {applicant}: the refusal of {mark} is reversed. Reason: {reason}",
        "{applicant}：撤销对“{mark}”商标的驳回决定。理由：{reason}",
    ),
)
UPHELD = LetterForm(
    "review-upheld",
    Text("Decision on review {number}: refusal upheld", "复审决定 {number}：维持驳回"),
    Text(
        "To {applicant}: the refusal of {mark} in class {refused} is upheld. Reason: {reason}",
        "{applicant}：维持对“{mark}”商标在第 {refused} 类的驳回决定。理由：{reason}",
    ),
)
REFUSAL_FINAL = LetterForm(
    "refusal-final",
    Text("The refusal is final {number}", "驳回决定生效 {number}"),
    Text(
        "To {applicant}: no review of the refusal of {mark} was asked for in time; the mark is not registered.",
        "{applicant}：未在期限内就“{mark}”商标的驳回申请复审，驳回决定生效，该商标不予注册。",
    ),
)
OPPOSED = LetterForm(
    "opposition",
    Text("An opposition was filed {number}", "异议通知 {number}"),
    Text(
        "To {applicant}: an opposition to the registration of {mark} was filed on {day}. Ground: {ground} "
        "Reason given: {reason}",
        "{applicant}：有人于{day}对“{mark}”商标提出异议。依据：{ground} 异议理由：{reason}",
    ),
)
OPPOSITION_DECIDED = LetterForm(
    "opposition-decision",
    Text("Decision on the opposition {number}", "异议决定 {number}"),
    Text(
        "To {applicant}: on the opposition to {mark} the office has decided: {outcome} Reason: {reason}",
        "{applicant}：关于对“{mark}”商标的异议，决定如下：{outcome} 理由：{reason}",
    ),
)
CERTIFICATE = LetterForm(
    "certificate",
    Text("Certificate of registration {number}", "商标注册证 {number}"),
    Text(
        "To {applicant}: the mark {mark} is registered in class {classes} as of {day}, until {until}. "
        "It can be renewed in the last twelve months of the term.",
        "{applicant}：“{mark}”商标在第 {classes} 类自{day}起核准注册，有效期至{until}。期满前十二个月内可以续展。",
    ),
)
RENEWAL = LetterForm(
    "renewal",
    Text("Certificate of renewal {number}", "续展注册证明 {number}"),
    Text(
        "To {applicant}: the registration of {mark} was renewed on {day} and now runs until {until}.",
        "{applicant}：“{mark}”商标注册已于{day}续展，有效期至{until}。",
    ),
)
EXPIRY = LetterForm(
    "expiry",
    Text("The registration has ended {number}", "商标注册期满 {number}"),
    Text(
        "To {applicant}: the registration of {mark} was not renewed and ended on {until}.",
        "{applicant}：“{mark}”商标注册未续展，已于{until}期满失效。",
    ),
)
PREFERENCE_ANSWER = LetterForm(
    "preference",
    Text("Preferential examination {number}", "优先审查 {number}"),
    Text(
        "To {applicant}: on your request to examine {mark} first the office has decided: {outcome}",
        "{applicant}：关于您对“{mark}”商标提出的优先审查请求，决定如下：{outcome}",
    ),
)
