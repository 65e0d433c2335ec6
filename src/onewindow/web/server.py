"""The WSGI application as ``onewindow up`` serves it: the same, and warm before somebody waits for it."""

from __future__ import annotations

import contextlib
import threading

from django.db import DatabaseError, connection

from onewindow.web.wsgi import application

__all__ = ["application"]


def _warm() -> None:
    """Load the index and the compiled kernels before somebody waits for them; a cold process serves all the same."""
    from onewindow.desks.register.searching import SearchRequest, search
    from onewindow.kernel.errors import OnewindowError

    with contextlib.suppress(OnewindowError, DatabaseError):
        search(SearchRequest(text="onewindow", limit=1))
    connection.close()


threading.Thread(target=_warm, name="warm the index", daemon=True).start()
