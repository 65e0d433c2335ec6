"""The network desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The customs network: incidents and their repair, sites and their plans."""

    name = "onewindow.desks.network"
    label = "network"

    def ready(self) -> None:
        """The sites' half makes its own declarations known."""
        from onewindow.desks.network import site_declared as site_declared
