"""All imports of a list as one: buyers once each, in blocks of bounded size, with the ledgers of the workspace beside them."""

from app.history.gather.gathering import Gathering, NewestFile, PartRef, Source, UnknownList
from app.history.gather.ids_in_both import ids_apart, shared_ids
from app.history.gather.months_in_both import shared_months
from app.history.gather.sources import gather

__all__ = ["Gathering", "NewestFile", "PartRef", "Source", "UnknownList", "gather", "ids_apart", "shared_ids", "shared_months"]
