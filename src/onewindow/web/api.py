"""The API: one router a desk, one shape of error, described at ``/api/openapi.json``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property, wraps
from http import HTTPMethod
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from onewindow import __version__
from onewindow.desks.bulletin.api import router as bulletin
from onewindow.desks.examination.api import router as examination
from onewindow.desks.register.api import router as register
from onewindow.kernel.api import ANYBODY
from onewindow.kernel.errors import BadInput, NotFound, OnewindowError, SignInNeeded
from onewindow.kernel.problems import problem_answer, problems_of
from onewindow.texts import Text
from onewindow.web.api_cases import router as cases
from onewindow.web.api_errors import documented
from onewindow.web.api_jobs import router as jobs

log = logging.getLogger(__name__)
