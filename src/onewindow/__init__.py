"""onewindow: one window for intellectual property."""

__version__ = "0.1.0"
