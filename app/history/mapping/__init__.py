"""What the columns of a file mean: proposed by headers and cells, remembered by shape, corrected by people and checked."""

from app.history.mapping.list_names import KnownList
from app.history.mapping.proposal import SAID_BY, Proposal, corrected, propose, rescaled
from app.history.mapping.remembered import shape_of

__all__ = ["SAID_BY", "KnownList", "Proposal", "corrected", "propose", "rescaled", "shape_of"]
