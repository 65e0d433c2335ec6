"""The letters of a pledge."""

from __future__ import annotations

from onewindow.kernel.flow import LetterForm
from onewindow.texts import Text

TO_SIGN = LetterForm(
    "to_sign",
    Text("A pledge waits for your signature", "质押申请待您签署"),
    Text("{pledgor} pledges {rights} for a debt of {amount}. Read the form and sign it, or send it back.",
         "{pledgor} 拟以 {rights} 出质，担保债权 {amount}。请核对申请表后签署或退回。"),
)  # fmt: skip
SENT_BACK = LetterForm(
    "sent_back",
    Text("The lender sent the form back", "质权人退回申请表"),
    Text("{lender} sent the form back: {reason}", "{lender} 退回了申请表：{reason}"),
)
RECEIPT = LetterForm(
    "receipt",
    Text("Filing receipt {number}", "受理通知书 {number}"),
    Text("The joint application of {pledgor} and {lender} to register a pledge of {rights} was received on {day}. The "
         "decision is due within the period named in the case.",
         "{pledgor} 与 {lender} 就 {rights} 提出的质押登记共同申请已于 {day} 受理，"
         "登记机关将在案件所载期限内作出决定。"),
)  # fmt: skip
REGISTERED = LetterForm(
    "registered",
    Text("Pledge {number} registered", "质押登记通知书 {number}"),
    Text("The pledge of {rights} by {pledgor} to {lender} for {amount} was registered on {day} and has effect from "
         "that day. The certificate is on the page of the case.",
         "{pledgor} 以 {rights} 向 {lender} 出质，担保债权 {amount}，已于 {day} 登记，质权自登记之日设立。"
         "登记证见案件页面。"),
)  # fmt: skip
REFUSED = LetterForm(
    "refused",
    Text("Registration of pledge {number} refused", "不予登记通知书 {number}"),
    Text(
        "The pledge of {rights} is not registered: {grounds}. {reason}",
        "对 {rights} 的质押不予登记：{grounds}。{reason}",
    ),
)
CHANGE_ASKED = LetterForm(
    "change_asked",
    Text("A change of pledge {number} waits for your answer", "质押登记 {number} 变更待您答复"),
    Text("{pledgor} asks to change the amount to {new_amount} and the end of the debt to {until}.",
         "{pledgor} 申请将担保数额变更为 {new_amount}，债务履行期限变更至 {until}。"),
)  # fmt: skip
CHANGED = LetterForm(
    "changed",
    Text("Pledge {number} changed", "质押登记变更通知书 {number}"),
    Text(
        "The pledge of {rights} now secures {amount} until {until}.", "{rights} 的质押现担保债权 {amount}，至 {until}。"
    ),
)
ACT_ASKED = LetterForm(
    "act_asked",
    Text("Your consent is asked for under pledge {number}", "质押登记 {number} 请求您同意处分"),
    Text("{pledgor} asks you to consent: {act}. {reason} The proceeds prepay the debt or are escrowed.",
         "{pledgor} 请求同意：{act}。{reason}所得价款应提前清偿债务或者提存。"),
)  # fmt: skip
ANSWERED = LetterForm(
    "answered",
    Text("The pledgee's answer under pledge {number}", "质押登记 {number} 质权人答复"),
    Text("{lender} answers: {answer}", "{lender} 答复：{answer}"),
)
ENDED = LetterForm(
    "ended",
    Text("Pledge {number} ended", "质押登记注销通知书 {number}"),
    Text("The pledge of {rights} ended on {day}: {ground}.", "{rights} 的质押登记已于 {day} 注销：{ground}。"),
)
