"""A command written wrongly, said in the language spoken: typer says such things in English only."""

from __future__ import annotations

import re
from typing import Any

from typer.exceptions import TyperException

from onewindow.cli.terminal import language
from onewindow.texts import Language, Text

NO_SUCH_OPTION = Text("there is no option {option}{near}", "没有选项 {option}{near}")
NEAR = Text(" (there is {options})", "（有 {options}）")
NO_SUCH_COMMAND = Text("there is no command {command}{near}", "没有命令 {command}{near}")
MISSING = Text("{parameter} is missing", "缺少 {parameter}")
INVALID = Text(
    '{parameter} has no such value; expected {expected}, got "{got}"',
    "{parameter} 的取值有误；应为 {expected}，实为“{got}”",
)
WHOLE_NUMBER = Text("a whole number", "整数")
DAY = Text("a date such as 2024-05-31", "日期，如 2024-05-31")
NO_SUCH_FILE = Text("{parameter}: there is no readable file at {path}", "{parameter}：{path} 处没有可读的文件")
ONE_TOO_MANY = Text("more was given than it takes: {arguments}", "多出的参数：{arguments}")
NO_VALUE = Text("{option} needs a value", "{option} 后应有取值")
WRONG = Text("{what}. `{command} --help` shows how it is used.", "{what}。`{command} --help` 可查看用法。")

_QUOTED = re.compile(r"'([^']*)'")
_FILE = re.compile(r"'([^']*)' (?:does not exist|is a directory|is a file|is not readable)")


def said(error: TyperException) -> str:
    """The sentence for an error of usage that typer raised: what is wrong, what was expected, where the help is."""
    context = getattr(error, "ctx", None)
    spoken, command = language(), "onewindow"
    if context is not None:
        command = context.command_path
        # A wrong name of a command is met before the option --lang has been obeyed.
        spoken = context.find_root().params.get("lang") or spoken
    return WRONG.say(spoken, what=_what(error, spoken), command=command)


def _what(error: Any, spoken: Language) -> str:
    # By name: the classes are private to typer, their names are those click has documented for a decade.
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = NEAR.say(spoken, options=", ".join(sorted(error.possibilities))) if error.possibilities else ""
        return NO_SUCH_OPTION.say(spoken, option=error.option_name, near=near)
    if kind == "MissingParameter" and error.param is not None:
        return MISSING.say(spoken, parameter=_name(error.param))
    if kind == "BadParameter" and error.param is not None:
        return _bad_value(error, spoken)
    if kind == "BadOptionUsage":
        return NO_VALUE.say(spoken, option=error.option_name)
    message = error.format_message().rstrip(".")
    named = _QUOTED.findall(message)
    if message.startswith("No such command") and named:
        near = NEAR.say(spoken, options=", ".join(named[1:])) if named[1:] else ""
        return NO_SUCH_COMMAND.say(spoken, command=named[0], near=near)
    if "unexpected extra argument" in message:
        return ONE_TOO_MANY.say(spoken, arguments=message.rpartition("(")[2].rstrip(")"))
    return str(message)


def _bad_value(error: Any, spoken: Language) -> str:
    parameter, message = _name(error.param), error.message or ""
    if path := _FILE.search(message):
        return NO_SUCH_FILE.say(spoken, parameter=parameter, path=path[1])
    low, high = getattr(error.param, "min", None), getattr(error.param, "max", None)
    expected = " | ".join(_QUOTED.findall(message.partition("one of")[2]))
    if low is not None or high is not None:
        expected = f"{'' if low is None else low}..{'' if high is None else high}"
    elif "does not match the format" in message:
        expected = DAY.say(spoken)
    elif not expected and "integer" in message:
        expected = WHOLE_NUMBER.say(spoken)
    # Typer has pydantic check values, and pydantic keeps what it was given.
    errors: list[Any] = getattr(error.__cause__, "errors", list)()
    if not expected or not errors:
        return f"{parameter}: {message.rstrip('.')}"
    return INVALID.say(spoken, parameter=parameter, expected=expected, got=errors[0]["input"])


def _name(parameter: Any) -> str:
    options = [option for option in parameter.opts if option.startswith("-")]
    return "/".join(options) or str(parameter.name)
