"""What the network desk writes into the ledger beside the steps of its procedures."""

from __future__ import annotations

from onewindow.kernel import ledger
from onewindow.texts import Text

ledger.declare("network.alarms_taken_in", Text("Alarms taken in", "告警入库"))
ledger.declare("network.map_loaded", Text("Topology loaded", "网络拓扑已载入"))
ledger.declare("network.incident_grew", Text("Incident grew", "故障事件有新告警"))
ledger.declare("network.alarm_state", Text("Alarm's operator state set", "告警处置状态已设"))
ledger.declare("network.causes_learned", Text("Causes of alarms learned", "告警因果关系已学习"))
ledger.declare("network.cause_said", Text("Cause said by an expert", "专家已认定告警因果"))
ledger.declare("network.knowledge_loaded", Text("Knowledge file loaded", "知识文件已载入"))
ledger.declare("network.restored_remotely", Text("Restored without a visit", "远程恢复"))
