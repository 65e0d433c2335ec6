"""The protection desk for programs."""

from __future__ import annotations

from ninja import Router

from onewindow.desks.protection.api_complaints import router as complaints
from onewindow.desks.protection.api_listings import router as listings

router = Router(tags=["Protection"])
router.add_router("", complaints)
router.add_router("", listings)
