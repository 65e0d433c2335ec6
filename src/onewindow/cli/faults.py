"""``onewindow faults``: incidents out of logs, and the listener that takes alarms from the network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onewindow.cli.terminal import language, say, show
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines.faults.diagnose import Finding
    from onewindow.engines.faults.knowledge import Knowledge
    from onewindow.engines.faults.topology import Topology

ENDINGS = (".log", ".syslog", ".messages")
NO_LOGS = Text(
    "a folder with files that end in .log, .syslog or .messages", "含 .log、.syslog 或 .messages 文件的文件夹"
)
TOPOLOGY = Text("a topology ({why})", "拓扑文件（{why}）")
UTF8 = Text("a text file in UTF-8", "UTF-8 文本文件")
NOTHING = Text("No incident was found in {lines} lines.", "{lines} 行日志中未发现故障事件。")
READ = Text(
    "{lines} lines: {incidents} incidents; {unread} lines unread, {quiet} messages without alarm.",
    "共 {lines} 行：{incidents} 起故障事件；{unread} 行无法识别，{quiet} 条消息非告警。",
)
LEARNED = Text("{causes} causes are known.", "已知 {causes} 条因果关系。")
CLOCK = Text("The clock of {device} is {seconds} s ahead: set right.", "{device} 的时钟快 {seconds} 秒，已校正。")


class Format(StrEnum):
    """How the answer is printed."""

    table = "table"
    json = "json"


def diagnose(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=True, help="Log files / 日志文件夹")],
    topology: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CDP/LLDP map, RFC 8345, GraphML or CSV / 拓扑文件")
    ] = None,
    knowledge: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Further faults, TOML / 补充的故障知识")
    ] = None,
    year: Annotated[int | None, typer.Option(min=1990, max=2100, help="Year of the logs / 日志年份")] = None,
    form: Annotated[Format, typer.Option("--format", help="table or json / 输出格式")] = Format.table,
) -> None:
    """Incidents in a folder of logs, one file a device: start, end, root devices, fault, evidence, proposed repair."""
    from onewindow.engines.faults.diagnose import diagnose as find
    from onewindow.engines.faults.report import as_json
    from onewindow.engines.faults.topology import Topology
    from onewindow.kernel import clock

    known = knowledge_of(knowledge)
    network = topology_of(topology) if topology else Topology()
    found = find(_logs(folder), network, known, clock.now().date(), year)
    if form is Format.json:
        import orjson

        typer.echo(orjson.dumps(as_json(found, known), option=orjson.OPT_INDENT_2).decode())
        return
    for finding in found.findings:
        show(_line(finding, known, found.offset))
    if not found.findings:
        show(NOTHING.say(language(), lines=found.lines), "yellow")
    for device, seconds in found.clocks.items():
        show(CLOCK.say(language(), device=device, seconds=round(seconds)), "yellow", err=True)
    counts = {"lines": found.lines, "incidents": len(found.findings), "unread": found.unread, "quiet": found.quiet}
    show(READ.say(language(), **counts), "dim", err=True)


def learn(
    cause: Annotated[list[str] | None, typer.Option(help="CAUSE:EFFECT an expert knows / 专家认定的因果")] = None,
    never: Annotated[list[str] | None, typer.Option(help="CAUSE:EFFECT ruled out / 专家排除的因果")] = None,
) -> None:
    """Learn which kinds of alarms cause which from the alarms kept; what an expert says is kept to."""
    from onewindow.cli.house import keeper, open_house

    open_house()
    from onewindow.desks.network.incident_learning import learn_causes
    from onewindow.desks.network.incident_learning import say as said
    from onewindow.kernel import clock

    for true, pairs in ((True, cause or []), (False, never or [])):
        for pair in pairs:
            first, _sep, second = pair.partition(":")
            said(keeper("faults learn"), clock.now(), first, second, true)
    say(LEARNED, causes=learn_causes(keeper("faults learn"), clock.now()))


def knowledge_of(file: Path | None) -> Knowledge:
    """The built-in knowledge, with a file's over it. Raises ``BadInput``."""
    from onewindow.engines.faults.knowledge import KnowledgeError, built_in, parse

    if file is None:
        return built_in()
    try:
        return parse(file.read_text("utf-8-sig"), built_in())
    except KnowledgeError as error:
        wrongs = [
            Problem(f"{w.entry} {w.field}" if w.row else w.field, w.expected, row=w.row or None, got=w.got)
            for w in error.wrongs
        ]
        raise BadInput(wrongs, file=file.name) from None
    except UnicodeDecodeError:
        raise BadInput([Problem("--knowledge", UTF8)], file=file.name) from None


def topology_of(file: Path) -> Topology:
    """The topology in a file. Raises ``BadInput``."""
    from onewindow.engines.faults.topology import TopologyError, read

    try:
        return read(file.read_bytes(), file.name)
    except TopologyError as error:
        raise BadInput([Problem("--topology", TOPOLOGY.fill(why=error))], file=file.name) from None


def _logs(folder: Path) -> dict[str, list[str]]:
    """Device -> lines. A file is a device's, called by its name up to the first dot; one whose lines name their hosts
    is a collector's."""
    files = [folder]
    if folder.is_dir():
        files = sorted(f for f in folder.rglob("*") if f.suffix in ENDINGS and f.is_file())
    if not files:
        raise BadInput([Problem("FOLDER", NO_LOGS)], file=str(folder))
    logs: dict[str, list[str]] = {}
    for file in files:
        lines = file.read_text("utf-8", "replace").splitlines()
        device = "" if _names_hosts(lines) else file.name.split(".")[0]
        logs.setdefault(device, []).extend(lines)
    return logs


def _names_hosts(lines: list[str]) -> bool:
    from onewindow.engines.faults.syslog import FRAME_3164, FRAME_5424

    sample = [line for line in lines if line.strip()][:200]
    hosts = [found["host"] for line in sample if (found := FRAME_5424.match(line) or FRAME_3164.match(line))]
    return len([host for host in hosts if host and host != "-"]) * 2 > len(sample)


def _line(finding: Finding, knowledge: Knowledge, offset: float) -> str:
    from onewindow.engines.faults.report import iso

    fault = knowledge.faults.get(finding.location.fault)
    what = fault.label.say(language()) if fault else "?"
    roots = ", ".join(finding.location.roots)
    sure = round(finding.location.probability * 100)
    start, end = iso(finding.incident.start, offset), iso(finding.incident.end, offset)
    return f"{start[:19]} {end[11:19]} {end[23:]}  {roots:<24} {what} ({sure}%)"
