"""The window as a WSGI application, for the server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onewindow.web.settings")
application = get_wsgi_application()
