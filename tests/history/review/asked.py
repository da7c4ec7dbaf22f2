"""Reviews asked of what is made, and what of them is looked at."""

from typing import Any

import numpy as np

from app.history.review import review
from app.history.reviewed import ChannelReview, Figure, Review
from tests.history.review.made import Made, gathering

ADS = Made("Ads", 1000, 300, 60, spend=30_000)


FIVE = ("Ads", "Mail", "Social", "Fairs", "Referral")


def drawn_alike(random: np.random.Generator) -> tuple[int, int, int]:
    """Leads, MQLs and deals of a channel that is as every other."""
    leads = int(random.poisson(400))
    mqls = int(random.binomial(leads, 0.4))
    return leads, mqls, int(random.binomial(mqls, 0.4))


def reviewed(*channels: Made, known_to: str = "2026-03-31", **asked: Any) -> Review:
    return review(gathering(channels, known_to), "CRM", "2025-01-01", "2025-12-31", **asked)


def channel(found: Review, name: str) -> ChannelReview:
    return next(each for each in found.channels if each.name == name)


def figure(figures: tuple[Figure, ...], key: str) -> Figure:
    return next(each for each in figures if each.key == key)


# -- verdicts


def judged(*channels: Made, **asked: Any) -> dict[str, tuple[str, str]]:
    return {each.name: (each.verdict, each.reason) for each in reviewed(*channels, **asked).channels}
