"""From measured figures into a scenario: what can be taken over, what was chosen, and how old it is by now.

offers          what a measurement has for a scenario, matched by names; what it has not, as findings
take_over       the scenario with the chosen ones, each a record with its evidence and its imports
scenario_from   a new scenario with the stages and channels of a list
carry           the verdicts of a review into the mix of channels
outdated        what newer data could replace
"""

from app.history.takeover.age import Outdated, is_older, outdated
from app.history.takeover.applying import UnknownOffer, take_over
from app.history.takeover.carrying import carry
from app.history.takeover.matching import matched_channels, matched_stages
from app.history.takeover.missing import not_offered
from app.history.takeover.offer import Offer
from app.history.takeover.offers import offers
from app.history.takeover.starting import Brought, scenario_from

__all__ = [
    "Brought",
    "Offer",
    "Outdated",
    "UnknownOffer",
    "carry",
    "is_older",
    "matched_channels",
    "matched_stages",
    "not_offered",
    "offers",
    "outdated",
    "scenario_from",
    "take_over",
]
