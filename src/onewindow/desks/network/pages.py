"""The pages of the network desk."""

from __future__ import annotations

from onewindow.desks.network import (
    incident_pages,
    knowledge_pages,
    repair_pages,
    site_certificate_pages,
    site_change_pages,
    site_pages,
)

urls = [
    *incident_pages.urls,
    *repair_pages.urls,
    *knowledge_pages.urls,
    *site_certificate_pages.urls,
    *site_change_pages.urls,
    *site_pages.urls,
]
