"""Who may do what at the addresses of the trusteeship desk; read as ``access_table`` says.

The client asked for is another agent's, of another party.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from onewindow.kernel.access import Actor, Role

PAGES: dict[str, str] = {
    "GET /clients": "200 holder agent administrator, 404",
    "POST /clients": "422 agent, 403 holder administrator, 404",
    "GET /clients/portfolio.csv": "200",
    "GET /clients/<uuid:client_id>": "200 administrator, 404",
    "GET /clients/<uuid:client_id>/mandate": "200 administrator, 404",
    "POST /clients/<uuid:client_id>/mandate/<slug:mandate_step>": "302 administrator, 404",  # the house may remind
    "POST /clients/<uuid:client_id>/files": "404",
    "GET /clients/<uuid:client_id>/files/<int:file_id>": "200 administrator, 404",
    "POST /clients/<uuid:client_id>/paid": "404",
    "GET /clients/<uuid:client_id>/calendar": "404",
    "POST /clients/<uuid:client_id>/calendar": "404",
    "GET /clients/<uuid:client_id>/what-if": "200 administrator, 404",
    "GET /clients/<uuid:client_id>/payments.csv": "200 administrator, 404",
    "GET /clients/<uuid:client_id>/payments.xlsx": "200 administrator, 404",
    "GET /clients/<uuid:client_id>/report.xlsx": "200 administrator, 404",
    "GET /clients/<uuid:client_id>/report.pdf": "200 administrator, 404",
    "GET /calendars/<str:token>.ics": "404",
    "GET /reductions": "200 holder agent, 404",
    "POST /reductions": "422 holder agent, 404",
}
API: dict[str, str] = {
    "GET /api/clients": "401 nobody, 200",
    "GET /api/clients/<client_id>/deadlines": "401 nobody, 200 administrator, 404",
}
BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    from onewindow.desks.trusteeship import services
    from onewindow.desks.trusteeship.models import PortfolioFile

    agent = make_actor(Role.AGENT)
    client = services.take_on(agent, now, "鹿鸣茶业", "CN")
    file = PortfolioFile.objects.create(client=client, sha256="0" * 64, name="x.csv", given_by=agent.id, given_at=now)
    return {"client_id": client.pk, "file_id": file.pk, "token": "not-a-token", "mandate_step": "remind"}
