"""What can be done with sites: ask for a plan (one job makes it), and make it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.db import transaction
from django.db.models import Max

from onewindow.desks.network.policy import ENGINEERS
from onewindow.desks.network.site_flow import PROCEDURE
from onewindow.desks.network.site_models import SitePlan
from onewindow.engines.network import site as sites
from onewindow.kernel import flow, jobs, ledger
from onewindow.kernel.access import Actor, house
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

KIND = "network.site_plan"
LARGEST = 500_000
"""Characters of a site file."""
LARGEST_TOPOLOGY = 5_000_000
"""Bytes of a topology to begin a site from."""
TOPOLOGY = Text("GraphML or an RFC 8345 topology in JSON", "GraphML 或 RFC 8345 JSON 拓扑")
SECONDS = 10.0
"""Most time for the places of one area."""


def sample() -> str:
    """The sample site's file (synthetic)."""
    return (files(sites) / "sample.toml").read_text(encoding="utf-8")


def parsed(text: str) -> tuple[dict[str, Any], str]:
    """The data of a site file and its kind, ``json`` or ``toml``. Raises ``BadInput``."""
    if len(text) > LARGEST:
        raise BadInput([Problem("site", Text(f"at most {LARGEST:,} characters", f"不超过 {LARGEST:,} 个字符"))])
    kind = "json" if text.lstrip().startswith("{") else "toml"
    try:
        return json.loads(text) if kind == "json" else tomllib.loads(text), kind
    except (ValueError, RecursionError) as error:
        raise BadInput([Problem("site", Text("TOML or JSON", "TOML 或 JSON"), got=str(error)[:200])]) from None


def read(text: str) -> tuple[sites.Site, str]:
    """The site of a file and the file's kind. Raises ``BadInput`` naming element, field and what was expected."""
    data, kind = parsed(text)
    try:
        return sites.site_from(data), kind
    except sites.SiteError as error:
        raise BadInput([problem(error)]) from None


def prove(text: str) -> sites.Proof:
    """What is proved of the site in ``text``, kept nowhere. Raises ``BadInput``."""
    site, _kind = read(text)
    try:
        return sites.prove(site)
    except sites.SiteError as error:
        raise BadInput([problem(error)]) from None


def from_topology(content: bytes, name: str) -> dict[str, Any]:
    """The beginning of a site file, from GraphML or RFC 8345. Raises ``BadInput`` naming the element."""
    from onewindow.engines.network.site import importing

    if len(content) > LARGEST_TOPOLOGY:
        expected = Text(f"at most {LARGEST_TOPOLOGY:,} bytes", f"不超过 {LARGEST_TOPOLOGY:,} 字节")
        raise BadInput([Problem("file", expected)], file=name)
    try:
        text = content.decode("utf-8-sig")
        stem = name.rpartition(".")[0] or name or "site"
        if text.lstrip().startswith("<"):
            return importing.site_file(importing.from_graphml(fromstring(text), stem))
        return importing.site_file(importing.from_rfc8345(json.loads(text), stem))
    except sites.SiteError as error:
        raise BadInput([problem(error)], file=name) from None
    except (ValueError, ParseError, DefusedXmlException, RecursionError) as error:
        got = "" if isinstance(error, UnicodeDecodeError) else str(error)[:200]
        raise BadInput([Problem("file", TOPOLOGY, got=got)], file=name) from None


def problem(error: sites.SiteError) -> Problem:
    """What a site file is told, under the name of the element."""
    return Problem(error.element, Text(f"another value: {error.message.en}", f"其他值：{error.message.zh}"))


def ask(actor: Actor, now: datetime, text: str, seed: int = 0) -> SitePlan:
    """Ask for a plan of the site in ``text``. Raises ``NotAllowed``, ``BadInput``."""
    if not actor.has(*ENGINEERS):
        raise NotAllowed(Text("Only network engineers plan sites.", "只有网络工程师可以规划站点。"))
    text = text.replace("\r\n", "\n").replace("\0", "")
    site, kind = read(text)
    with transaction.atomic():
        last = SitePlan.objects.filter(name=site.name).aggregate(last=Max("version"))["last"] or 0
        case = flow.open_case(PROCEDURE, actor, now, None)
        if not last:
            told = {"site": site.name}
            ledger.append(actor, "network.site_added", f"case/{case.pk}", now, data=told)
        job = jobs.enqueue(KIND, f"{KIND}:{case.pk}", now, {"case": str(case.pk)}, actor.id)
        return SitePlan.objects.create(
            case=case, name=site.name, version=last + 1, text=text, kind=kind, seed=seed, synthetic=site.synthetic,
            asked_by=actor.name, asked_at=now, job=job.pk,
        )  # fmt: skip


def make(plan: SitePlan, step: Callable[[str], None] = lambda name: None) -> Callable[[datetime], None]:
    """Work a plan out; what it returns keeps it, inside the caller's transaction."""
    from onewindow.engines.network.site import drawing, writing

    site, _kind = read(plan.text)
    try:
        made = sites.plan(site, plan.seed, SECONDS, step)
    except sites.SiteError as error:
        said = f"{error.element}: {error.message.en}", f"{error.element}：{error.message.zh}"
        return lambda now: _refuse(plan.pk, said, now)
    pictures = [{"name": "network", "title": site.name, "svg": drawing.network(made.proof)}]
    for number, (name, shares) in enumerate(made.proof.shares.items()):
        svg = drawing.calendar(shares, name)
        pictures.append({"name": f"calendar-{number}", "title": name, "svg": svg})
    for number, area in enumerate(site.areas):
        svg = drawing.floor(area, made.wifi[area.name].survey)
        pictures.append({"name": f"area-{number}", "title": area.name, "svg": svg})
    claims = {one.service.name: made.proof.claims_of(one.service.name) for one in made.proof.services}
    fields: dict[str, object] = {
        "result": writing.plan_json(made),
        "topology": writing.topology_json(site),
        "certificates": claims,
        "pictures": pictures,
    }
    return lambda now: _keep(plan.pk, fields, now)


def _keep(case_id: UUID, fields: dict[str, object], now: datetime) -> None:
    SitePlan.objects.filter(pk=case_id).update(**fields)
    flow.fire(case_id, "finish", house("site planning"), now)


def _refuse(case_id: UUID, said: tuple[str, str], now: datetime) -> None:
    SitePlan.objects.filter(pk=case_id).update(why_en=said[0], why_zh=said[1])
    flow.fire(case_id, "refuse", house("site planning"), now)
