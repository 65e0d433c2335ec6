"""What plans of sites tell the ledger: how many services are certified, how many access points stand, which plan
ended which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from onewindow.desks.network.site_models import SitePlan
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import house
from onewindow.kernel.facts import Record, declare
from onewindow.kernel.flow import Firing
from onewindow.texts import Text

REPLACED = Text("replaced by version {version}", "被第 {version} 版取代")

ledger.declare("network.site_added", Text("Site taken on", "站点已纳入"))
ledger.declare("network.services_planned", Text("Services of an approved plan", "已批准规划的业务"))
ledger.declare(
    "network.services_certified", Text("Services certified in time and without loss", "业务已认证达标且零丢包")
)
ledger.declare("network.services_uncertified", Text("Certificates ended with their plan", "认证随规划终止"))
ledger.declare("network.access_points_planned", Text("Access points of an approved plan", "已批准规划的接入点"))
ledger.declare("network.access_points_ended", Text("Access points ended with their plan", "接入点随规划终止"))


def made(firing: Firing) -> ledger.Data:
    """A plan is made: what it holds."""
    plan = firing.case.site_plan
    services, certified, points = _held(plan)
    return {"site": plan.name, "version": plan.version, "services": services, "certified": certified,
            "access_points": points}  # fmt: skip


def approved(firing: Firing) -> ledger.Data:
    """A plan comes into force: the one before it ends, and its services count as certified."""
    plan = firing.case.site_plan
    # Whoever approves another plan of the site waits here, so that one is in force at a time.
    list(SitePlan.objects.select_for_update().filter(name=plan.name).values_list("pk"))
    before = SitePlan.objects.filter(name=plan.name, case__state="approved").exclude(pk=plan.pk)
    why = REPLACED.fill(version=plan.version)
    for old in before.order_by("version"):
        flow.fire(old.pk, "withdraw", house("site planning"), firing.now, {"reason": {"en": why.en, "zh": why.zh}})
    services, certified, points = _held(plan)
    _append(firing, "network.services_planned", services)
    _append(firing, "network.services_certified", certified)
    _append(firing, "network.access_points_planned", points)
    return {"site": plan.name, "version": plan.version, "services": services, "certified": certified}


def withdrawn(firing: Firing) -> ledger.Data:
    """A plan ends: its certificates with it."""
    plan = firing.case.site_plan
    _services, certified, points = _held(plan)
    _append(firing, "network.services_uncertified", certified)
    _append(firing, "network.access_points_ended", points)
    given = firing.data.get("reason", "")
    return {"site": plan.name, "version": plan.version, "reason": given if isinstance(given, dict) else _cut(given)}


def certified(service: Mapping[str, Any]) -> bool:
    """Whether a service of ``plan_json`` is proved to come in time and to lose nothing."""
    return bool(service["in_time"] and service["zero_loss"])


def _cut(reason: object) -> str:
    return str(reason).strip()[:1_000]


def _held(plan: SitePlan) -> tuple[int, int, int]:
    services = plan.result.get("services", [])
    points = sum(len(area["access_points"]) for area in plan.result.get("wifi", {}).values())
    return len(services), sum(map(certified, services)), points


def _append(firing: Firing, action: str, quantity: int) -> None:
    """An entry that the bulletin sums; it is no step, so it does not stand among the case's."""
    if quantity:
        ledger.append(firing.actor, action, f"case/{firing.case.pk}", firing.now, quantity=quantity)


def _records(entry: ledger.Entry) -> Iterator[Record]:
    kind, _sep, key = entry.subject.partition("/")
    if kind == "case" and entry.action.startswith(("network.", "site_plan.")):
        for plan in SitePlan.objects.filter(case=UUID(key)):
            yield Record(plan.name, str(plan.version), reverse("site-plan", args=[plan.pk]))


declare(
    facts={
        "site": Text("Site", "站点"),
        "version": Text("Version", "版本"),
        "services": Text("Services", "业务数"),
        "certified": Text("Services certified", "已认证业务数"),
        "access_points": Text("Access points", "接入点数"),
        "reason": Text("Reason", "理由"),
    },
    records=_records,
)
