"""The language of the person being served."""

from __future__ import annotations

from onewindow.texts import Language


def current_language() -> Language:
    """The language of the person being served now."""
    from django.utils.translation import get_language

    return "zh" if (get_language() or "").startswith("zh") else "en"
