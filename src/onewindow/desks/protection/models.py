"""The protection desk's tables."""

from __future__ import annotations

from onewindow.desks.protection.catalogue_models import AuthorisedSeller as AuthorisedSeller
from onewindow.desks.protection.catalogue_models import Catalogue as Catalogue
from onewindow.desks.protection.catalogue_models import CatalogueRun as CatalogueRun
from onewindow.desks.protection.catalogue_models import Listing as Listing
from onewindow.desks.protection.catalogue_models import ListingVersion as ListingVersion
from onewindow.desks.protection.catalogue_models import RefusedListing as RefusedListing
from onewindow.desks.protection.catalogue_models import Seller as Seller
from onewindow.desks.protection.catalogue_models import WatchedRight as WatchedRight
from onewindow.desks.protection.finding_models import Finding as Finding
from onewindow.desks.protection.finding_models import FindingState as FindingState
