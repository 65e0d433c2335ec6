"""The addresses of the window: each desk brings its own."""

from __future__ import annotations

from django.urls import path

from onewindow.desks.bulletin import pages as bulletin
from onewindow.desks.examination import pages as examination
from onewindow.desks.finance import pages as finance
from onewindow.desks.network import pages as network
from onewindow.desks.protection import pages as protection
from onewindow.desks.register import pages as register
from onewindow.desks.trusteeship import pages as trusteeship
from onewindow.web import accounts, api, pages

DESKS = (register, examination, protection, finance, trusteeship, network, bulletin)
urlpatterns = [
    path("api/", api.urls),
    *pages.urls,
    *accounts.urls,
    *(pattern for desk in DESKS for pattern in desk.urls),
]
handler404 = "onewindow.web.pages.not_found"
handler500 = "onewindow.web.pages.failed"
