"""What the register writes into the ledger."""

from __future__ import annotations

from onewindow.kernel import ledger
from onewindow.texts import Text

ledger.declare("register.marks_recorded", Text("Marks recorded", "商标入册"), public=True)
ledger.declare("register.marks_changed", Text("Rights changed", "权利信息变更"), public=True)
ledger.declare("register.patents_recorded", Text("Patents recorded", "专利入册"), public=True)
ledger.declare("register.parties_recorded", Text("Rights holders recorded", "权利人入册"), public=True)
ledger.declare("register.import_refused", Text("Rows refused", "数据行被拒"))
ledger.declare("register.goods_recorded", Text("Goods and services recorded", "商品和服务项目入表"), public=True)
ledger.declare("register.goods_table_in_force", Text("Table of similar goods in force", "区分表启用"), public=True)
ledger.declare("register.status_changed", Text("Status changed", "状态变更"), public=True)
ledger.declare("register.event_recorded", Text("Legal-status event recorded", "法律状态事件入册"), public=True)
