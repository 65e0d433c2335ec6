"""What the desk writes into the ledger beside the steps of its procedures."""

from __future__ import annotations

from onewindow.kernel.ledger import declare
from onewindow.texts import Text

declare("protection.right_linked", Text("Right linked to an account", "权利关联至账户"))
declare("protection.right_unlinked", Text("Right taken off an account", "权利解除关联"))
declare("protection.notice_sent", Text("Notice sent", "发出投诉"))
declare("protection.taken", Text("Case taken by an officer", "平台人员领取案件"))
declare("protection.given_back", Text("Case given back", "退回案件"))
declare("protection.proposed", Text("Decision proposed to a second officer", "向第二名平台人员提出拟议决定"))
declare("protection.merged", Text("Cases merged under a parent", "案件并入主案"))
declare("protection.evidence_kept", Text("Evidence brought", "提交证据"))
declare("protection.evidence_read", Text("Evidence opened", "查阅证据"))
declare("protection.strike", Text("Strike given", "记违规一次"))
declare("protection.good_faith_joined", Text("Let into the good-faith programme", "加入诚信投诉机制"))
declare("protection.good_faith_left", Text("Out of the good-faith programme", "退出诚信投诉机制"))
declare("protection.alliance_joined", Text("Joined the alliance", "加入联盟"))
declare("protection.alliance_left", Text("Left the alliance", "退出联盟"))
declare("protection.lead_shared", Text("Lead shared with the alliance", "向联盟共享线索"))
declare("protection.muted", Text("Notices of an account muted", "账户投诉被暂停受理"))
declare("protection.reasons_exported", Text("Statements of reasons exported", "导出理由说明"))
