"""The protection desk's long work."""

from __future__ import annotations

from typing import Any

from onewindow.desks.protection import catalogue_intake, cataloguing, watching
from onewindow.kernel import jobs
from onewindow.texts import Text


@jobs.handler(catalogue_intake.KIND, Text("Taking in the catalogue", "正在导入商品目录"))
def import_catalogue(run: jobs.Run) -> dict[str, Any]:
    """Take in a file of listings and scan them."""
    return catalogue_intake.take_in(run)


@jobs.handler(watching.SCAN, Text("Scanning listings for a right", "正在为权利扫描商品"))
def scan_for_right(run: jobs.Run) -> dict[str, Any]:
    """Scan what is in the catalogues for a right that has come under watch."""
    return catalogue_intake.scan_for_right(run)


@jobs.handler(cataloguing.SCAN_PICTURES, Text("Scanning pictures of listings", "正在扫描商品图片"))
def scan_pictures(run: jobs.Run) -> dict[str, Any]:
    """Scan the pictures of new and edited listings for figurative marks under watch."""
    return catalogue_intake.scan_pictures(run)
