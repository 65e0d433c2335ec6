"""Who may do what on the network desk."""

from __future__ import annotations

from onewindow.kernel.access import Role

ENGINEERS = frozenset({Role.NETWORK})
READERS = frozenset({Role.NETWORK, Role.ADMINISTRATOR})
"""Who sees the network: its engineers and the administrators."""
