"""Ports and flows that cannot be simulated, said before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from onewindow.engines.network.packets.model import Message, Port, Stream
from onewindow.engines.network.packets.state import CLASSES
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

Say = Callable[[str, str], Refused]
LONGEST_NS = 1e15
"""Eleven days: times are whole picoseconds of 64 bits, and sums of them must be, too."""
SLOWEST_GBPS = 1e-6


def check_port(number: int, port: Port) -> None:
    """Raises ``Refused`` naming port and field, and the smallest change that mends it."""
    say = _about(f"port {number}", f"端口 {number}")
    times = 0 <= port.delay_ns <= LONGEST_NS and 0 <= port.respond_ns <= LONGEST_NS
    if not SLOWEST_GBPS <= port.rate_gbps < inf or not times:
        raise say(f"needs rate_gbps of {SLOWEST_GBPS:g} or more, delay_ns and respond_ns of 0 to {LONGEST_NS:g}",
                  f"需要不小于 {SLOWEST_GBPS:g} 的 rate_gbps，"
                  f"以及 0 至 {LONGEST_NS:g} 的 delay_ns 和 respond_ns")  # fmt: skip
    if port.policy not in ("priority", "drr"):
        raise say(f"policy {port.policy} is none of priority, drr", f"调度方式 {port.policy} 应为 priority 或 drr")
    if any(not quantum > 0 for quantum in port.quanta.values()):
        raise say("a quantum must be above 0, a packet or more", "配额必须大于 0，且不小于一个报文")
    if port.kmin < 0 or not 0 <= port.pmax <= 1:
        raise say("marks from a kmin of 0 or more, with a pmax from 0 to 1", "的 kmin 不小于 0，pmax 在 0 与 1 之间")
    if port.kmax and port.kmax < port.kmin:
        raise say(f"kmax {port.kmax} lies below kmin {port.kmin}; write kmax = {port.kmin} or more",
                  f"kmax {port.kmax} 小于 kmin {port.kmin}，请写 kmax = {port.kmin} 或更大")  # fmt: skip
    if port.xoff and not 0 <= port.xon <= port.xoff:
        raise say(
            f"xon {port.xon} must lie between 0 and xoff {port.xoff}", f"xon {port.xon} 应在 0 与 xoff {port.xoff} 之间"
        )
    if port.calendar and not 0 <= min(port.calendar) <= max(port.calendar) < port.cycle:
        raise say(f"its slots must lie between 0 and {port.cycle - 1}", f"时隙应在 0 与 {port.cycle - 1} 之间")
    if len(set(port.calendar)) < len(port.calendar):
        twice = next(slot for slot in port.calendar if list(port.calendar).count(slot) > 1)
        raise say(f"slot {twice} is used twice; take one away", f"时隙 {twice} 重复使用，请去掉一个")


def check_flow(number: int, flow: Message | Stream, ports: Sequence[Port]) -> None:
    """The same of a flow."""
    say = _about(f"flow {number}", f"流 {number}")
    unknown = next((place for place in flow.route if not 0 <= place < len(ports)), None)
    if not flow.route or unknown is not None:
        raise say("has no route; name its ports" if unknown is None else
                  f"goes through port {unknown}, there are {len(ports)}; mend the route",
                  "没有路径，请写出端口" if unknown is None else
                  f"经过端口 {unknown}，而端口只有 {len(ports)} 个，请改正路径")  # fmt: skip
    if not 0 <= flow.rank < CLASSES:
        raise say(
            f"rank {flow.rank}: there are classes 0 to {CLASSES - 1}", f"类别 {flow.rank}：只有 0 到 {CLASSES - 1} 类"
        )
    if not 0 <= flow.start_ns <= LONGEST_NS:
        raise say(
            f"cannot start before time 0 or after {LONGEST_NS:g} ns", f"不能早于时刻 0 或晚于 {LONGEST_NS:g} 纳秒开始"
        )
    if isinstance(flow, Message):
        if flow.size < 1 or not ports[flow.route[0]].host:
            raise say("has a message of a byte or more that begins at the port of a host",
                      "的消息至少一个字节，且从主机端口发出")  # fmt: skip
        return
    if not flow.rate_gbps > 0:
        raise say("has a burst without a rate; write rate_gbps above 0", "有突发量却没有速率，请写大于 0 的 rate_gbps")
    if not 0 < flow.unit <= flow.burst:
        raise say(f"has a burst of {flow.burst:g} bytes, which does not hold one packet of {flow.unit}",
                  f"的突发量 {flow.burst:g} 字节不足一个 {flow.unit} 字节的报文")  # fmt: skip
    if not flow.burst * 8 / flow.rate_gbps <= LONGEST_NS:
        raise say("takes more than eleven days for its burst; raise its rate or lower its burst",
                  "积满突发量需要超过十一天，请提高速率或减小突发量")  # fmt: skip


def _about(element: str, zh: str) -> Say:
    return lambda english, chinese: Refused(element, Text(f"{element} {english}", f"{zh} {chinese}"))
