"""Every setting of an installation stands in the README."""

from dataclasses import fields
from pathlib import Path

import pytest

from onewindow.kernel.settings import Settings

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.parametrize("name", [f"ONEWINDOW_{field.name.upper()}" for field in fields(Settings)])
def test_the_readme_names_the_setting(name: str) -> None:
    assert name in README.read_text(encoding="utf-8")
