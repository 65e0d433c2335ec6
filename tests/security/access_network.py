"""Who may do what at the addresses of the network desk; read as ``access_table`` says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from onewindow.kernel.access import Actor

PAGES: dict[str, str] = {
    "GET /network/sites": "200 network administrator, 404",
    "POST /network/sites": "422 network, 403 administrator, 404",  # nothing is given
    "GET /network/sites/<uuid:case_id>": "404",  # the case asked for is none of a site
    "POST /network/sites/<uuid:case_id>/<slug:step>": "404",
    "GET /network/sites/<uuid:case_id>/pictures/<slug:picture>.svg": "404",
    "GET /network/sites/<uuid:case_id>/files/<slug:file>": "404",
}
API: dict[str, str] = {}
BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    return {"picture": "network", "file": "plan"}
