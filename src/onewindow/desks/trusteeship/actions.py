"""What the trusteeship desk writes into the ledger, beside the steps of a mandate."""

from __future__ import annotations

from onewindow.kernel import ledger
from onewindow.texts import Text

ledger.declare("trusteeship.rights_taken_on", Text("Rights taken on", "接受托管权利"))
ledger.declare("trusteeship.rows_refused", Text("Rows of a portfolio refused", "权利清单数据行被拒"))
ledger.declare("trusteeship.paid", Text("Fees marked as paid", "标记为已缴费"))
ledger.declare("trusteeship.feed_made", Text("Address of the calendar made", "生成日历订阅地址"))
ledger.declare("trusteeship.reduction_approved", Text("Fee reduction approved", "准予费用减缴"))
