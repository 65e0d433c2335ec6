"""``onewindow network plan|prove|simulate|tune|import``: a customs site from its file, here in the terminal."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onewindow.cli.failing import BAD_INPUT, FAILED
from onewindow.cli.terminal import console, language, say, show
from onewindow.texts import Text

if TYPE_CHECKING:
    from rich.table import Table

    from onewindow.engines.network.site import Proof, Site

SiteFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="TOML or JSON / 站点文件")]

UNREADABLE = Text("{file}: neither TOML nor JSON: {why}", "{file}：既不是 TOML 也不是 JSON：{why}")
NO_TOPOLOGY = Text("{file}: neither GraphML nor RFC 8345 in JSON: {why}",
                   "{file}：既不是 GraphML 也不是 RFC 8345 JSON：{why}")  # fmt: skip
SYNTHETIC = Text("This site is synthetic.", "该站点为合成样例。")
KEEPS, LATE = Text("in time", "达标"), Text("late", "超时")
NONE_LOST, MAY_LOSE = Text("none", "零丢包"), Text("may lose", "可能丢包")
WRITTEN = Text("Written: {names}", "已写出：{names}")
AIR = Text(
    "{area}: {n} access points (greedy {greedy}, at least {bound} needed for coverage), {covered:.1%} covered",
    "{area}：{n} 个接入点（贪心法 {greedy}，覆盖至少需要 {bound}），覆盖率 {covered:.1%}",
)
SLOTS = Text("{group}: {used} of {all} slots in use: {words}", "{group}：已用 {used}/{all} 个时隙：{words}")
SUB_SLOTS = Text("Sub-slots of slot {slot}: {used} of {all} in use: {words}",
                 "时隙 {slot} 的子时隙：已用 {used}/{all} 个：{words}")  # fmt: skip
ALL_WELL = Text("Every service keeps its deadline and loses nothing.", "所有业务均满足时限且零丢包。")
HELD = Text("{n:,} packets, none later than proved, none lost.", "共 {n:,} 个报文，均未超过已证明的时延，无一丢失。")
LOST = Text(
    "{name}: {n:,} packets lost in queues proved to be large enough", "{name}：在已证明足够的队列中丢失 {n:,} 个报文"
)
PASSED = Text(
    "{name}: seen {seen:.4f} ms, proved {proved:.4f} ms", "{name}：仿真 {seen:.4f} 毫秒，证明 {proved:.4f} 毫秒"
)
SETTING = Text(
    "{name}: Kmin {kmin:,}, Kmax {kmax:,} bytes at 25 Gb/s, Pmax {pmax:.3f}",
    "{name}：Kmin {kmin:,}、Kmax {kmax:,} 字节（按 25 Gb/s），Pmax {pmax:.3f}",
)
POLICY = Text("{name}, online every {every:g} us: {numbers}", "{name}，每 {every:g} 微秒在线调整：{numbers}")
HELD_OUT = Text(
    "{name}: mean time of messages {mean:+.1%}, p99 slowdown of small ones {small:+.1%}, pauses {pauses:,} against "
    "{before:,}; on seeds and loads it was not tuned on, against the usual setting",
    "{name}：与常用设置相比，在未参与调优的种子与负载上，平均完成时间 {mean:+.1%}，小消息 p99 减速比 {small:+.1%}，"
    "暂停帧 {pauses:,} 次（常用设置 {before:,} 次）",
)
BEST_STATIC, ONLINE = Text("Best static setting", "最佳静态设置"), Text("Online policy", "在线策略")
NOT_SIZES = Text("{file}: {why}", "{file}：无法按此调优：{why}")


def plan(
    file: SiteFile,
    out: Annotated[Path | None, typer.Option(file_okay=False, help="Folder for pictures and JSON / 输出目录")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the search / 随机种子")] = 0,
    seconds: Annotated[float, typer.Option(help="Most time for the places of one area / 每个区域的求解时限")] = 10.0,
) -> None:
    """Plan a site: access points, slots, proofs, PFC and ECN. Exit 1 if a service misses its deadline or may lose, or
    the air falls short."""
    from onewindow.engines.network import site as sites
    from onewindow.engines.network.site import writing

    site = _read(file)
    made = _told(lambda: sites.plan(site, seed, seconds))
    good = _print(made.proof)
    for name, air in made.wifi.items():
        say(AIR, area=name, n=len(air.survey.access_points), greedy=air.placed.greedy, bound=air.placed.bound,
            covered=air.survey.covered)  # fmt: skip
    data = writing.plan_json(made)
    for name, told in data["wifi"].items():
        for why in told["why"]:
            good = False
            show(f"{name}: {why[language()]}", "red")
    if out is not None:
        from onewindow.engines.network.site import drawing, yang

        out.mkdir(parents=True, exist_ok=True)
        files = {"plan.json": _json(data), "topology.json": _json(writing.topology_json(site))}
        for name, document in yang.flexe_json(data["calendars"]).items():
            files[f"flexe-{_file(name)}.json"] = _json(document)
        files["network.svg"] = drawing.network(made.proof)
        for area in site.areas:
            files[f"area-{_file(area.name)}.svg"] = drawing.floor(area, made.wifi[area.name].survey)
        for name, shares in made.proof.shares.items():
            files[f"calendar-{_file(name)}.svg"] = drawing.calendar(shares, name)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
        say(WRITTEN, names=", ".join(str(out / name) for name in files))
    _end(good)


def prove(
    file: SiteFile,
    certificate: Annotated[Path | None, typer.Option(dir_okay=False, help="JSON of all proofs / 证明文件")] = None,
) -> None:
    """Prove delay, backlog and loss of every service. Exit 1 if a service misses its deadline or may lose."""
    from onewindow.engines.network import site as sites

    site = _read(file)
    proof = _told(lambda: sites.prove(site))
    good = _print(proof)
    if certificate is not None:
        claims = {one.service.name: proof.claims_of(one.service.name) for one in proof.services}
        certificate.write_text(_json(claims), encoding="utf-8")
        say(WRITTEN, names=str(certificate))
    _end(good)


def simulate(
    file: SiteFile,
    seconds: Annotated[float, typer.Option(help="Simulated time / 仿真时长")] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed / 随机种子")] = 0,
) -> None:
    """Send packets through the site, as bunched as allowed, beside what is proved. Exit 1 if one is later than
    proved."""
    from onewindow.engines.network import site as sites

    site = _read(file)
    proof = _told(lambda: sites.prove(site))
    seen = _told(lambda: sites.simulate(proof, seconds, seed))
    late = False
    for name, one in seen.items():
        proved = proof.bounds[name].delay
        late |= one.delay > proved or one.dropped > 0
        say(PASSED, "red" if one.delay > proved else "", name=name, seen=one.delay * 1e3, proved=proved * 1e3)
        if one.dropped:
            say(LOST, "red", name=name, n=one.dropped)
    if late:
        raise typer.Exit(FAILED)
    say(HELD, "green", n=sum(one.packets for one in seen.values()))


def tune(
    load: Annotated[float, typer.Option(min=0.05, max=0.95, help="Load of the links / 链路负载")] = 0.6,
    budget: Annotated[int, typer.Option(min=4, help="Markings tried of each kind / 每类尝试次数")] = 12,
    seed: Annotated[int, typer.Option(help="Seed / 随机种子")] = 0,
    sizes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Message sizes / 消息大小分布")
    ] = None,
    star: Annotated[bool, typer.Option(help="One switch instead of leaves and spines / 单交换机")] = False,
) -> None:
    """Tune ECN marking of a small fabric of 25G hosts by class of port, a static setting and an online policy, scored
    beside the usual setting on other seeds and loads."""
    from dataclasses import asdict

    from onewindow.engines.network import ecn

    try:
        distribution = ecn.read_sizes(sizes.read_text(encoding="utf-8-sig")) if sizes else ecn.MIXED
        tuned = ecn.tune(ecn.STAR if star else ecn.Fabric(), distribution, load, budget, seed)
    except ValueError as error:
        say(NOT_SIZES, "red", err=True, file=sizes or "--load", why=error)
        raise typer.Exit(BAD_INPUT) from None
    for name, setting, policy in zip(ecn.CLASSES, tuned.static, tuned.policy, strict=False):
        say(SETTING, name=name.say(language()), **asdict(setting))
        numbers = ", ".join(f"{key} {value:.3g}" for key, value in asdict(policy).items())
        say(POLICY, name=name.say(language()), every=ecn.INTERVAL_US, numbers=numbers)
    usual = tuned.usual_score
    for name, own in ((BEST_STATIC, tuned.static_score), (ONLINE, tuned.policy_score)):
        say(HELD_OUT, name=name.say(language()), mean=own.mean_us / usual.mean_us - 1,
            small=own.small_p99 / usual.small_p99 - 1, pauses=own.pauses, before=usual.pauses)  # fmt: skip


def topology(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="GraphML or RFC 8345 JSON / 拓扑文件")],
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Site file to begin with (JSON) / 生成的站点文件")],
) -> None:
    """Make the beginning of a site file from a topology: its devices and links, services to be added."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    from onewindow.engines.network.site import importing

    try:
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix.lower() == ".graphml":
            site = _told(lambda: importing.from_graphml(fromstring(text), file.stem))
        else:
            site = _told(lambda: importing.from_rfc8345(json.loads(text), file.stem))
    except (ValueError, ParseError, DefusedXmlException, RecursionError) as error:
        say(NO_TOPOLOGY, "red", err=True, file=file, why=error)
        raise typer.Exit(BAD_INPUT) from None
    out.write_text(_json(importing.site_file(site)), encoding="utf-8")
    say(WRITTEN, names=str(out))


def _read(file: Path) -> Site:
    from onewindow.engines.network.site import site_from

    try:
        text = file.read_text(encoding="utf-8-sig")
        data = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, no JSON
        say(UNREADABLE, "red", err=True, file=file, why=error)
        raise typer.Exit(BAD_INPUT) from None
    site: Site = _told(lambda: site_from(data))
    if site.synthetic:
        say(SYNTHETIC, "dim")
    return site


def _told(work: Any) -> Any:
    """The result of ``work``; a site that cannot be is said in words."""
    from onewindow.engines.network.site import SiteError

    try:
        return work()
    except SiteError as error:
        show(f"{error.element}: {error.message.say(language())}", "red", err=True)
        raise typer.Exit(BAD_INPUT) from None


def _print(proof: Proof) -> bool:
    table = _table("Service / 业务", "Scenario / 场景", "Delay ms", "Deadline", "Backlog kB", "", "Loss / 丢包", "By")
    from onewindow.engines.network.site import SCENARIOS

    good = True
    for one in proof.services:
        service = one.service
        good &= one.in_time and one.lossless
        table.add_row(
            service.name, SCENARIOS[service.scenario].say(language()), f"{one.delay_s * 1e3:.4f}",
            f"{service.deadline_ms:g}" if service.deadline_ms else "", f"{one.backlog_bits / 8e3:,.1f}",
            (KEEPS if one.in_time else LATE).say(language()), (NONE_LOST if one.lossless else MAY_LOSE).say(language()),
            one.method.upper(),
        )  # fmt: skip
    console().print(table)
    for one in proof.services:
        for why in one.why:
            show(f"{one.service.name}: {why.say(language())}", "red")
    for name, shares in proof.shares.items():
        calendar, cut = shares.calendar, shares.cut
        words = ", ".join(f"{label} {calendar.positions(number)}" for label, number in shares.numbers.items())
        say(SLOTS, group=name, used=sum(map(bool, calendar.slots)), all=len(calendar.slots), words=words)
        if cut:
            words = ", ".join(f"{label} {cut.count(number)}" for label, number in shares.small.items())
            say(SUB_SLOTS, slot=cut.slot, used=sum(map(bool, cut.owners)), all=len(cut.owners), words=words)
    return good


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if 2 <= place <= 4 else "left")
    return table


def _end(good: bool) -> None:
    if not good:
        raise typer.Exit(FAILED)
    say(ALL_WELL, "green")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _file(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name).lower()
