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
from onewindow.desks.protection.complaint_models import Answer as Answer
from onewindow.desks.protection.complaint_models import Complaint as Complaint
from onewindow.desks.protection.complaint_models import Decision as Decision
from onewindow.desks.protection.complaint_models import Evidence as Evidence
from onewindow.desks.protection.complaint_models import Notice as Notice
from onewindow.desks.protection.complaint_models import Sender as Sender
from onewindow.desks.protection.finding_models import Finding as Finding
from onewindow.desks.protection.finding_models import FindingState as FindingState
from onewindow.desks.protection.holder_models import Account as Account
from onewindow.desks.protection.holder_models import AccountRight as AccountRight
from onewindow.desks.protection.holder_models import Lead as Lead
from onewindow.desks.protection.holder_models import Strike as Strike
from onewindow.desks.protection.holder_models import StrikeKind as StrikeKind
