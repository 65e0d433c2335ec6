"""The certificate of a service: what was proved, the proof checked anew, and what other plans proved of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onewindow.desks.network import site_selectors, site_services
from onewindow.desks.network.site_models import SitePlan
from onewindow.engines.network import site as sites
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound

ROUNDING = 1e-9
"""The stated bound is a float; what the claims prove is a fraction."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A service of ``plan_json``, its claims, the delay they prove (ms; ``None``: nothing), and its other plans."""

    service: dict[str, Any]
    claims: list[dict[str, Any]]
    checked_ms: float | None
    history: list[tuple[SitePlan, dict[str, Any]]]

    @property
    def holds(self) -> bool:
        """Whether the claims prove the delay that the plan states."""
        return self.checked_ms is not None and self.checked_ms <= self.service["delay_ms"] * (1 + ROUNDING)


def checked(actor: Actor, plan: SitePlan, number: int) -> Checked:
    """The certificate of the plan's service ``number``. Raises ``NotFound`` before the plan is made."""
    services = plan.result.get("services", [])
    if number >= len(services):
        raise NotFound()
    service = services[number]
    claims = plan.certificates[service["name"]]
    proved = sites.check(site_services.read(plan.text)[0], {service["name"]: claims})[service["name"]]
    history = [
        (other, one)
        for other in site_selectors.history(actor, plan)
        for one in other.result.get("services", [])
        if one["name"] == service["name"]
    ]
    return Checked(service, claims, None if proved is None else proved * 1e3, history)
