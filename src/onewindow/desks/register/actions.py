"""What the register writes into the ledger."""

from __future__ import annotations

from onewindow.kernel import ledger
from onewindow.texts import Text

ledger.declare("register.marks_recorded", Text("Marks recorded", "商标入册"), public=True)
ledger.declare("register.marks_changed", Text("Marks changed", "商标信息变更"), public=True)
ledger.declare("register.parties_recorded", Text("Rights holders recorded", "权利人入册"), public=True)
ledger.declare("register.import_refused", Text("Rows refused", "数据行被拒"))
ledger.declare("register.status_changed", Text("Status changed", "状态变更"), public=True)
