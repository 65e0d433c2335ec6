"""The pages of the finance desk."""

from __future__ import annotations

from onewindow.desks.finance import insurance_pages, pledge_pages, securitization_pages, valuation_pages

urls = [*pledge_pages.urls, *securitization_pages.urls, *insurance_pages.urls, *valuation_pages.urls]
