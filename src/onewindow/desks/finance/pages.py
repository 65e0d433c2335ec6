"""The pages of the finance desk."""

from __future__ import annotations

from onewindow.desks.finance import pledge_pages, securitization_pages

urls = [*pledge_pages.urls, *securitization_pages.urls]
