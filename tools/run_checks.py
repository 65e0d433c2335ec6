"""Everything that must hold before a change lands: `make test`.

Style, types and floors first (seconds), then the tests on SQLite, then those of the desks once more on PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "floors": ["lint-imports", "--no-cache"],
    "tests on SQLite": [
        "pytest",
        "-q",
        "--database",
        "sqlite",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--ignore",
        "tests/browser",
        "tests",
    ],
    # Apart from the others: Playwright keeps an event loop in its process, and Django refuses its database there.
    "tests in the browser": ["pytest", "-q", "-n", "2", "--dist", "loadfile", "tests/browser"],
    "desk tests on PostgreSQL": ["pytest", "-q", "--database", "postgresql", "tests/desk", "tests/property"],
}


def main() -> int:
    """Run every check even if one fails; the exit code tells whether all held."""
    environ = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environ.pop("ONEWINDOW_HOME", None)  # the tests make their own
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    outcomes = {}
    for name, command in CHECKS.items():
        print(f"== {name}: {' '.join(command)}", flush=True)
        began = time.monotonic()
        code = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=environ, check=False).returncode
        outcomes[name] = (code, time.monotonic() - began)
    print()
    for name, (code, seconds) in outcomes.items():
        print(f"{'ok  ' if code == 0 else 'FAIL'} {name} ({seconds:.0f} s)")
    return int(any(code for code, _seconds in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
