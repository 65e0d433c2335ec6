"""The kernel's tables, gathered where Django looks for them."""

from onewindow.kernel.case import Case, Due, Letter
from onewindow.kernel.files import StoredFile
from onewindow.kernel.jobs import Job
from onewindow.kernel.ledger import Entry, Head
from onewindow.kernel.people import ApiKey, FailedSignIn, Person, PersonRole

__all__ = [
    "ApiKey",
    "Case",
    "Due",
    "Entry",
    "FailedSignIn",
    "Head",
    "Job",
    "Letter",
    "Person",
    "PersonRole",
    "StoredFile",
]
