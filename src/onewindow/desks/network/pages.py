"""The pages of the network desk."""

from __future__ import annotations

from onewindow.desks.network import site_pages

urls = [*site_pages.urls]
