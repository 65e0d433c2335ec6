"""What can happen to a right: legal-status events by code, their words, and their category in WIPO ST.27.

A pledge, a licence and an open licence are recorded under S (licensing), the category ST.27 has for what others hold
in a right; a court's preservation is an adjustment of the procedure (T).
"""

from __future__ import annotations

from onewindow.texts import Text

EVENTS = {
    "filed": ("A", Text("Application filed", "提交申请")),
    "priority": ("A", Text("Priority claimed", "要求优先权")),
    "same_day": ("A", Text("Invention and utility model filed on the same day", "同日申请发明和实用新型")),
    "filing_fee_paid": ("U", Text("Filing fee paid", "缴纳申请费")),
    "laid_open": ("Q", Text("Application published", "申请公布")),
    "examination_requested": ("D", Text("Examination requested", "请求实质审查")),
    "office_action": ("D", Text("Office action received", "收到审查意见通知书")),
    "answered": ("D", Text("Office action answered", "答复审查意见")),
    "grant_notified": ("E", Text("Notice to register the grant received", "收到办理登记手续通知书")),
    "published": ("Q", Text("Preliminary approval published", "初步审定公告")),
    "opposed": ("L", Text("Opposition filed", "提出异议")),
    "registered": ("F", Text("Registered", "核准注册")),
    "granted": ("F", Text("Granted", "授权公告")),
    "term_compensated": ("G", Text("Term compensated", "专利权期限补偿")),
    "annuity_paid": ("U", Text("Annuity paid", "缴纳年费")),
    "fee_reduced": ("U", Text("Fee reduction approved", "准予费用减缴")),
    "renewed": ("M", Text("Renewed", "续展")),
    "changed": ("P", Text("Particulars changed", "著录事项变更")),
    "transferred": ("R", Text("Transferred", "权利转移")),
    "licensed": ("S", Text("Licence recorded", "许可备案")),
    "licence_ended": ("S", Text("Licence ended", "许可终止")),
    "open_licence": ("S", Text("Open licence declared", "开放许可声明")),
    "open_licence_ended": ("S", Text("Open licence withdrawn", "撤回开放许可声明")),
    "pledged": ("S", Text("Pledge registered", "质押登记")),
    "pledge_changed": ("S", Text("Pledge changed", "质押变更")),
    "pledge_cancelled": ("S", Text("Pledge cancelled", "质押注销")),
    "pledgee_consented": ("S", Text("Pledgee consented to an act", "质权人同意处分")),
    "preserved": ("T", Text("Preservation by a court", "法院保全")),
    "preservation_lifted": ("T", Text("Preservation lifted", "解除保全")),
    "suspended": ("T", Text("Procedure suspended", "程序中止")),
    "resumed": ("T", Text("Procedure resumed", "程序恢复")),
    "invalidation_requested": ("L", Text("Invalidation requested", "请求宣告无效")),
    "invalidation_closed": ("L", Text("Invalidation request closed, right kept", "无效宣告程序终结，权利维持")),
    "invalidated": ("N", Text("Declared invalid", "宣告无效")),
    "lapsed": ("H", Text("Lapsed, annuity unpaid", "未缴年费终止")),
    "restored": ("K", Text("Restored", "恢复权利")),
    "expired": ("N", Text("Term ended without renewal", "期满未续展")),
    "reexamination_requested": ("V", Text("Re-examination requested", "请求复审")),
    "refused": ("B", Text("Refused", "驳回")),
    "withdrawn": ("B", Text("Withdrawn", "撤回")),
    "cancelled": ("H", Text("Cancelled", "注销")),
}
EVENT_CATEGORY = {code: category for code, (category, _) in EVENTS.items()}
EVENT_LABELS = {code: label for code, (_, label) in EVENTS.items()}
