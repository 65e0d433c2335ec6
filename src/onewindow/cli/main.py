"""The ``onewindow`` command and its options; every subject adds its own commands."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from onewindow.cli import (
    accounts,
    checking,
    comparing,
    faults,
    importing,
    law,
    listening,
    listings,
    network,
    terminal,
    up,
    upkeep,
)
from onewindow.cli.failing import Commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="One window for intellectual property. / 知识产权一窗通办。",
)


class Lang(StrEnum):
    """Languages that can be asked for."""

    zh = "zh"
    en = "en"


@app.callback()
def options(
    lang: Annotated[Lang | None, typer.Option(help="Language of the output / 输出语言")] = None,
) -> None:
    """Choose the language, else that of LC_ALL, LC_MESSAGES or LANG is spoken."""
    terminal.choose(None if lang is None else "zh" if lang is Lang.zh else "en")


app.command("up", help="Open the window on this machine / 在本机启动窗口")(up.up)
app.command("check", help="Check a mark against earlier ones / 查询在先近似商标")(checking.check)
app.command("compare", help="Compare two marks / 比对两件商标")(comparing.compare)
app.command("index", help="Make the index of marks anew / 重建商标索引")(importing.index)
app.command("worker", help="Do the long work that waits / 执行排队任务")(upkeep.worker)
app.command("backup", help="Write a backup file / 备份到文件")(upkeep.backup)
app.command("restore", help="Restore a backup file / 从备份恢复")(upkeep.restore)
app.command("doctor", help="Look after the installation's health / 检查系统健康状况")(upkeep.doctor)
app.command("key", help="Make an API key for a person / 为人员生成接口密钥")(accounts.key)
app.command("version", help="Print the version / 显示版本")(upkeep.version)

imports = typer.Typer(no_args_is_help=True, help="Take in files / 导入数据")
imports.command("marks", help="Import a file of marks / 导入商标文件")(importing.marks)
imports.command("nice", help="Import a table of similar goods / 导入类似商品和服务区分表")(importing.nice)
app.add_typer(imports, name="import")

people = typer.Typer(no_args_is_help=True, help="People and their roles / 人员与角色")
people.command("list", help="List people / 列出人员")(accounts.list_people)
people.command("add", help="Add a person / 新增人员")(accounts.add)
people.command("roles", help="Set a person's roles / 设置角色")(accounts.roles)
people.command("password", help="Set a person's password / 设置密码")(accounts.password)
app.add_typer(people, name="people")

of_listings = typer.Typer(no_args_is_help=True, help="Listings of marketplaces / 平台商品")
of_listings.command("scan", help="Find protected marks in a catalogue / 在商品目录中查找受保护商标")(listings.scan)
app.add_typer(of_listings, name="listings")

network_faults = typer.Typer(no_args_is_help=True, help="Faults of the network / 网络故障")
network_faults.command("diagnose", help="Find incidents and their root in logs / 从日志中定位故障根因")(faults.diagnose)
network_faults.command("listen", help="Take syslog and SNMP traps / 接收 syslog 与 SNMP trap")(listening.listen)
network_faults.command("learn", help="Learn causes of alarms / 学习告警因果")(faults.learn)
app.add_typer(network_faults, name="faults")

laws = typer.Typer(no_args_is_help=True, help="The law as tables / 法规表")
laws.command("check", help="Check the tables of the law / 检查法规表")(law.check)
app.add_typer(laws, name="law")

networks = typer.Typer(no_args_is_help=True, help="A customs network, planned and proved / 海关网络规划与证明")
networks.command("plan", help="Plan a site / 规划站点")(network.plan)
networks.command("prove", help="Prove delay and loss / 证明时延与零丢包")(network.prove)
networks.command("simulate", help="Send packets through it / 报文仿真")(network.simulate)
networks.command("tune", help="Tune ECN thresholds / 调优 ECN 门限")(network.tune)
networks.command("import", help="Begin a site from a topology / 由拓扑生成站点")(network.topology)
app.add_typer(networks, name="network")
