"""The window as a WSGI application, for the server."""

from __future__ import annotations

import contextlib
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onewindow.web.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Load the index and the compiled kernels before somebody waits for them; a cold process serves all the same."""
    from onewindow.desks.register.searching import SearchRequest, search
    from onewindow.kernel.errors import OnewindowError

    with contextlib.suppress(OnewindowError, DatabaseError):
        search(SearchRequest(text="onewindow", limit=1))
    connection.close()


threading.Thread(target=_warm, name="warm the index", daemon=True).start()
