"""The pages of the protection desk."""

from __future__ import annotations

from django.urls import URLPattern

from onewindow.desks.protection import (
    account_pages,
    case_pages,
    catalogue_pages,
    dsa_pages,
    finding_pages,
    notice_pages,
    office_pages,
    pack_pages,
    standing_pages,
    yearly_pages,
)

urls: list[URLPattern] = [
    *finding_pages.urls,
    *catalogue_pages.urls,
    *notice_pages.urls,
    *standing_pages.urls,
    *yearly_pages.urls,
    *dsa_pages.urls,
    *case_pages.urls,
    *account_pages.urls,
    *office_pages.urls,
    *pack_pages.urls,
]
