"""Listings scanned for protected marks, disguised ones included.

    scanner = listings.Scanner.build([listings.Protected("1", "Nike", classes=(25,))])
    scanner.scan([listings.Listing("a", "Men's N1KE shoes")])

`PictureScanner` does the same for pictures of listings and figurative marks. Pure: texts and files in, findings out.
"""

from __future__ import annotations

from onewindow.engines.listings.explain import explain
from onewindow.engines.listings.picturing import PictureScanner
from onewindow.engines.listings.scanner import Found, Scanner
from onewindow.engines.listings.types import Finding, Listing, Protected

__all__ = ["Finding", "Found", "Listing", "PictureScanner", "Protected", "Scanner", "explain"]
