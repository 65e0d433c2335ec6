"""A command written wrongly is answered in the language spoken, with what was expected and exit code 2."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from onewindow.cli.main import app

CASES = [
    (["check", "x", "--clas", "3"], "没有选项 --clas（有 --class）", "there is no option --clas (there is --class)"),
    (["chek"], "没有命令 chek（有 check）", "there is no command chek (there is check)"),
    (["check", "x", "--limit", "abc"], "--limit 的取值有误；应为 1..100", "expected 1..100"),
    (["check", "x", "--limit", "1000"], "--limit 的取值有误；应为 1..100", "expected 1..100"),
    (["check", "x", "--format", "xml"], "应为 table | json | csv", "expected table | json | csv"),
    (["check", "x", "--without-owner", "y"], "应为 整数", "expected a whole number"),
    (["check", "x", "y", "z"], "多出的参数：y z", "more was given than it takes: y z"),
    (["check", "--file", "/nowhere"], "/nowhere 处没有可读的文件", "there is no readable file at /nowhere"),
    (["import", "marks"], "缺少 file", "file is missing"),
    (["check", "x", "--class"], "--class 后应有取值", "--class needs a value"),
]


@pytest.mark.parametrize(("arguments", "zh", "en"), CASES)
def test_said_in_both_languages(arguments: list[str], zh: str, en: str) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        answer = CliRunner().invoke(app, ["--lang", language, *arguments])
        assert answer.exit_code == 2
        assert expected in " ".join(answer.output.split())


def test_no_command_shows_the_help() -> None:
    answer = CliRunner().invoke(app, ["import"])
    assert answer.exit_code == 2
    assert "marks" in answer.output
