"""Tests with real processes are marked, so that they can be left out: ``pytest -m "not recovery"``."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "recovery: kills real processes; takes a minute")
