"""The network desk for programs."""

from __future__ import annotations

from ninja import Router

from onewindow.desks.network import incident_api, site_api

router = Router(tags=["Network"])
router.add_router("/network", incident_api.router)
router.add_router("/network", site_api.router)
