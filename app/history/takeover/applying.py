"""The chosen offers in the scenario, each as a record with its evidence."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.history.measured import MeasuredFunnel
from app.history.takeover import rounding
from app.history.takeover.offer import Candidate, Path
from app.history.takeover.offers import candidates
from app.planner.scenario import SMALLEST_NUMBER, Scenario

Document = dict[str, Any]
_SHARE_DUST = 12
"""Decimals from which on a share that was found by subtraction is only dust: 0.0820 comes as 0.08199999999999996."""


class UnknownOffer(LookupError):
    """A key of no offer: it was chosen from another measurement, or another scenario."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def take_over(
    scenario: Scenario,
    measured: MeasuredFunnel,
    keys: Collection[str],
    *,
    set_by: str,
    stage_of: Mapping[str, str] | None = None,
    channel_of: Mapping[str, str] | None = None,
) -> Scenario:
    """The scenario with the chosen figures; everything else in it stays as it is.

    Shares that are chosen are scaled, in their measured proportions, to what the channels that were not chosen leave of the whole:
    so all shares make 1 again. Taking the same over again changes nothing.

    Args:
        scenario, measured, stage_of, channel_of: as for `offers`.
        keys: of the chosen offers.
        set_by: who takes them over.

    Raises:
        UnknownOffer: where nothing is offered under a key.
        InvalidScenario: where the result makes no sense as a whole.
    """
    found = {each.offer.key: each for each in candidates(scenario, measured, stage_of, channel_of, set_by)}
    for key in keys:
        if key not in found:
            raise UnknownOffer(key)
    return applied(scenario, [each for key, each in found.items() if key in keys])


def applied(scenario: Scenario, chosen: Sequence[Candidate]) -> Scenario:
    """The scenario with everything that the candidates change."""
    document = scenario.model_dump(mode="json")
    for candidate in chosen:
        for path, value in candidate.changes:
            _put(document, path, value)
    keys = [candidate.offer.channel for candidate in chosen if candidate.offer.what == "channel_share"]
    scale_to_whole([each for each in document["channels"] if each["key"] in keys], document["channels"])
    return Scenario.model_validate(document)


def _put(document: Document, path: Path, value: object) -> None:
    inside: Any = document
    for part in path[:-1]:
        inside = inside.setdefault(part, {}) if isinstance(inside, dict) else inside[part]
    inside[path[-1]] = without_dust(value)


def without_dust(value: object) -> object:
    """Zero for what is too small for a scenario: a deviation of deals that are all worth the same is 1e-16 and means none."""
    return 0.0 if isinstance(value, float) and abs(value) < SMALLEST_NUMBER else value


def scale_to_whole(chosen: Sequence[Document], channels: Sequence[Document]) -> None:
    """Scale the chosen channels' shares, and round them, so that all make 1; all the same where they have none.

    The largest takes what rounding leaves.
    """
    if not chosen:
        return
    others = [each["share"] for each in channels if not any(each is one for one in chosen)]
    room = max(0.0, 1 - math.fsum(others))
    total = math.fsum(each["share"] for each in chosen)
    for each in chosen:
        each["share"] = without_dust(rounding.share(room * (each["share"] / total if total > 0 else 1 / len(chosen))))
    largest = max(chosen, key=lambda each: float(each["share"]))
    rest = [*others, *(each["share"] for each in chosen if each is not largest)]
    left = min(1.0, max(0.0, 1 - math.fsum(rest)))
    plain = round(left, _SHARE_DUST)
    largest["share"] = without_dust(plain if math.fsum([*rest, plain]) == 1 else left)
