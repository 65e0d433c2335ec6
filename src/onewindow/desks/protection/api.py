"""The protection desk for programs."""

from __future__ import annotations

from ninja import Router

from onewindow.desks.protection.api_complaints import router as complaints

router = Router(tags=["Protection"])
router.add_router("", complaints)
