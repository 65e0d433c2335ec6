"""What the bulletin counts of the network: incidents, time to locate and to restore, how many without a visit."""

from __future__ import annotations

from decimal import Decimal

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

SECONDS = Text("seconds", "秒")
MINUTES = Text("minutes", "分钟")
NETWORK = Text("The network", "网络")
LIVE = Text("Incidents replayed from old logs do not count.", "由历史日志重放的事件不计入。")


def _spread(name: str, label: Text, meaning: Text, action: str, value: str, unit: Text, per: int) -> None:
    for share, word in ((0.5, Text("half of them", "半数")), (0.95, Text("95%", "95%"))):
        told = Text(f"{word.en[0].upper()}{word.en[1:]} {meaning.en} {LIVE.en}", f"{word.zh}{meaning.zh}{LIVE.zh}")
        percentile = f"p{round(share * 100)}"
        declare(
            Indicator(
                f"{name}-{percentile}", Text(f"{label.en}, {percentile}", f"{label.zh}（{percentile}）"), unit, told,
                adds=(action,), measure=value, per=Decimal(per), about=NETWORK, quantile=Decimal(str(share)),
            )
        )  # fmt: skip


declare(
    Indicator(
        "network-incidents",
        Text("Network incidents", "网络故障事件"),
        Text("incidents", "起"),
        Text("Incidents found in alarms, replays of old logs included.", "由告警归并的故障事件，含历史日志重放。"),
        adds=("incident.opened",),
        about=NETWORK,
    )
)
_spread(
    "location", Text("Time to locate the root", "根因定位用时"),
    Text("were located within this time of the first alarm taken in.", "的事件在首个告警入库后的该时间内完成定位。"),
    "incident.locate", "location_ms", SECONDS, 1000,
)  # fmt: skip
_spread(
    "restoration", Text("Time to restore", "恢复用时"),
    Text("were restored within this time of the onset.", "的事件自发生起在该时间内恢复。"),
    "incident.verify", "restoration_ms", MINUTES, 60_000,
)  # fmt: skip
declare(
    Indicator(
        "restored-remotely",
        Text("Restored without a visit", "远程恢复占比"),
        Text("of 100 incidents", "每百起"),
        Text(
            "Of the incidents repaired and verified, those that nobody had to go to.",
            "已修复并验证的事件中无需现场处置者。",
        ),
        adds=("network.restored_remotely",),
        out_of=("incident.verify",),
        about=NETWORK,
    )
)
