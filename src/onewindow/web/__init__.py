"""The window: settings, addresses, pages that several desks share."""
