"""Errors as problem details (RFC 9457), in both languages at once."""

from __future__ import annotations

from typing import Any

from onewindow.kernel.errors import BadInput, OnewindowError


def problem(error: OnewindowError) -> dict[str, Any]:
    """The body of an error's answer; a ``BadInput`` names each field and what was expected there."""
    body: dict[str, Any] = {
        "type": f"urn:onewindow:{error.code}",
        "title": error.text.en,
        "title_zh": error.text.zh,
        "status": error.status,
    }
    if isinstance(error, BadInput):
        body["problems"] = [
            {"field": p.field, "row": p.row, "expected": p.expected.en, "expected_zh": p.expected.zh, "got": p.got}
            for p in error.problems
        ]
    return body
