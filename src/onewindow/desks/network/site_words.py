"""The words of the pages of sites, in both languages."""

from __future__ import annotations

from onewindow.texts import Text

WORDS = {
    "sites": Text("Sites and their plans", "站点与规划"),
    "lede": Text(
        "A site in one file: areas and walls, devices, links, FlexE groups, "
        "services. The plan proves delay and loss of "
        "every service and says what stands in the way.",
        "一份文件描述站点：区域与墙体、设备、链路、FlexE 组、业务。规划对每项业务证明时延与丢包，并指出不足之处。",
    ),
    "plans": Text("Plans, the latest first", "规划（最新在前）"),
    "none": Text(
        "No plan yet. Give a site file below, or take the sample.", "尚无规划。请在下方提交站点文件，或使用样例。"
    ),
    "site": Text("Site", "站点"),
    "version": Text("Version", "版本"),
    "state": Text("Stands at", "当前状态"),
    "asked": Text("Asked for", "申请时间"),
    "by": Text("By", "申请人"),
    "origin": Text("Origin", "来源"),
    "synthetic": Text("synthetic", "合成样例"),
    "given": Text("given", "用户提供"),
    "ask": Text("Plan a site", "规划站点"),
    "file": Text("Site file (TOML or JSON)", "站点文件（TOML 或 JSON）"),
    "hint": Text(
        "Units stand in the names of fields: rate_mbps, burst_kb, deadline_ms, x_m.",
        "单位写在字段名中：rate_mbps、burst_kb、deadline_ms、x_m。",
    ),
    "seed": Text("Seed of the search", "搜索随机种子"),
    "send": Text("Plan it", "开始规划"),
    "sample": Text("Show the sample site", "填入样例站点"),
    "stands": Text("Where it stands", "当前进度"),
    "now": Text("What you can do now", "您现在可以"),
    "nothing": Text("Nothing at the moment.", "目前没有可执行的操作。"),
    "own": Text("A plan is approved by somebody other than who asked for it.", "规划须由申请人以外的人员批准。"),
    "reason": Text("Reason", "理由"),
    "happened": Text("What has happened", "办理记录"),
    "well": Text("Every service keeps its deadline, and nothing is lost.", "所有业务均满足时限且零丢包。"),
    "short": Text(
        "{n} of {all} services miss their deadline or may lose packets.", "{all} 项业务中有 {n} 项超时或可能丢包。"
    ),
    "services": Text("Services: worst case, proved", "业务：已证明的最坏情形"),
    "service": Text("Service", "业务"),
    "scenario": Text("Scenario", "场景"),
    "path": Text("Way", "路径"),
    "slice": Text("Slice", "切片"),
    "delay": Text("Delay, at most", "最大时延"),
    "deadline": Text("Deadline", "时限"),
    "backlog": Text("Data in the network, at most", "网内数据上限"),
    "loss": Text("Loss", "丢包"),
    "why": Text("What stands in the way", "不足之处"),
    "proof": Text("Proof", "证明"),
    "no_loss": Text("none", "零丢包"),
    "may_lose": Text("possible", "可能丢包"),
    "claims": Text("{method}, {n} claims", "{method}，{n} 条断言"),
    "wires": Text("The network and its loads", "网络与负载"),
    "calendar": Text("FlexE calendar: {name}", "FlexE 时隙表：{name}"),
    "area": Text(
        "{name}: {n} access points, {covered} of the area covered", "{name}：{n} 个接入点，覆盖 {covered} 的面积"
    ),
    "points": Text(
        "Access points of {name} (no plan can do with fewer than {bound} for coverage; greedy needs {greedy})",
        "{name} 的接入点（仅为覆盖至少需要 {bound} 个；贪心法需要 {greedy} 个）",
    ),
    "place": Text("Place", "位置"),
    "channel": Text("Channel", "信道"),
    "power": Text("Power", "功率"),
    "busy": Text("Air asked for", "空口占用"),
    "links": Text("Settings of links: PFC and ECN", "链路设置：PFC 与 ECN"),
    "link": Text("Link", "链路"),
    "headroom": Text("PFC headroom, standard", "PFC 预留缓存（标准）"),
    "xoff": Text("PFC threshold", "PFC 门限"),
    "kmin": Text("ECN from", "ECN 起始"),
    "kmax": Text("ECN to", "ECN 上限"),
    "unverified": Text(
        "Wall losses, the budgets of PFC and the bit positions of FlexE's overhead are from memory of the "
        "standards and unverified.",
        "墙体损耗、PFC 预算与 FlexE 开销的比特位置凭标准记忆给出，未经核验。",
    ),
    "queues": Text("Queues: what may wait in them", "队列：可能的积压"),
    "queue": Text("Queue", "队列"),
    "load": Text("Load", "负载"),
    "waiting": Text("Waiting, at most", "最大积压"),
    "history": Text("Plans of this site", "该站点的历次规划"),
    "json": Text("Plan as JSON", "规划 JSON"),
    "topology": Text("Topology (RFC 8345)", "拓扑（RFC 8345）"),
    "certificates": Text("All proofs", "全部证明"),
    "source": Text("Site file", "站点文件"),
    "again": Text("Change the site and plan again", "修改站点并重新规划"),
}
