"""The addresses of the window: each desk brings its own."""

from __future__ import annotations

from django.urls import path

from onewindow.desks.bulletin import pages as bulletin
from onewindow.desks.examination import pages as examination
from onewindow.desks.register import pages as register
from onewindow.web import accounts, api, pages

urlpatterns = [path("api/", api.urls), *pages.urls, *accounts.urls, *register.urls, *examination.urls, *bulletin.urls]
handler404 = "onewindow.web.pages.not_found"
handler500 = "onewindow.web.pages.failed"
