"""Who may do what at the addresses of the network desk; read as ``access_table`` says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from onewindow.kernel.access import Actor

PAGES: dict[str, str] = {}
API: dict[str, str] = {}
BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    return {}
