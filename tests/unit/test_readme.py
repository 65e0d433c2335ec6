"""The README is true: every setting of an installation stands in it, and its commands take the options it names."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from onewindow.kernel.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"`python ((?:benchmarks|tools)/\w+\.py[^`]*)`", README)))


@pytest.mark.parametrize("name", [f"ONEWINDOW_{field.name.upper()}" for field in fields(Settings)])
def test_the_readme_names_the_setting(name: str) -> None:
    assert name in README


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_takes_its_options(command: str) -> None:
    file, *words = command.split()
    source = (ROOT / file).read_text(encoding="utf-8")
    for option in re.findall(r"--[a-z][a-z-]*", " ".join(words)):
        assert f'"{option}"' in source, f"{file} has no {option}"
