"""A customs site from file to plan: read, routed, calendared, proved, covered, drawn."""

from __future__ import annotations

from onewindow.engines.network.site.model import SCENARIOS, Site, SiteError
from onewindow.engines.network.site.planning import SitePlan, plan
from onewindow.engines.network.site.proving import Proof, check, prove, simulate
from onewindow.engines.network.site.reading import site_from

__all__ = ["SCENARIOS", "Proof", "Site", "SiteError", "SitePlan", "check", "plan", "prove", "simulate", "site_from"]
