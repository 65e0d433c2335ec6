"""Listings scanned for protected marks, disguised ones included.

    scanner = listings.Scanner.build([listings.Protected("1", "Nike", classes=(25,))])
    scanner.scan([listings.Listing("a", "Men's N1KE shoes")])

Pure: texts in, findings out.
"""

from __future__ import annotations

from onewindow.engines.listings.explain import explain
from onewindow.engines.listings.scanner import Found, Scanner
from onewindow.engines.listings.types import Finding, Listing, Protected

__all__ = ["Finding", "Found", "Listing", "Protected", "Scanner", "explain"]
