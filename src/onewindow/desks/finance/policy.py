"""Who may do what at the finance desk, and the periods and words that more than one part of it names."""

from __future__ import annotations

from onewindow.kernel.access import Role

PLEDGORS = frozenset({Role.HOLDER})
FILERS = frozenset({Role.HOLDER, Role.AGENT})
"""Who files a pledge: its pledgor, or an agent for a client that confirmed the mandate."""
LENDERS = frozenset({Role.LENDER})
REGISTRARS = frozenset({Role.EXAMINER})
OFFICE = frozenset({Role.EXAMINER, Role.ADMINISTRATOR})
DECISION = "cn.pledge.registration"
"""The period within which a pledge is decided on."""
INSURERS = frozenset({Role.INSURER})
