"""The network desk."""
