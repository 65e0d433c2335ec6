"""The procedures of the desk: one for each jurisdiction pack, and that of a rights holder's account."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from onewindow.desks.protection import account_flow as account_flow
from onewindow.desks.protection import procedures

procedures.declare_all(Path(settings.HOME))
