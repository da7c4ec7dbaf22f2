"""What a measurement has for a scenario: offers to choose from.

Nothing small is chosen beforehand, and nothing that a warning hangs on. Money is offered where both have one currency.
"""

from collections.abc import Mapping

from app.history.measured import MeasuredFunnel
from app.history.takeover.channels import channel_candidates
from app.history.takeover.funnel import funnel_candidates
from app.history.takeover.matching import matched_channels, matched_stages
from app.history.takeover.offer import Candidate, Offer
from app.planner.scenario import Scenario


def offers(
    scenario: Scenario, measured: MeasuredFunnel, *, stage_of: Mapping[str, str] | None = None, channel_of: Mapping[str, str] | None = None
) -> tuple[Offer, ...]:
    """Everything that could be taken over, in the order of the scenario.

    Args:
        scenario, measured: what is held against each other; they are matched by names.
        stage_of: keys of the scenario's stages by names of measured ones, where names do not tell; empty text for none.
        channel_of: keys of the scenario's channels by keys of measured groups, likewise.
    """
    return tuple(each.offer for each in candidates(scenario, measured, stage_of, channel_of, ""))


def candidates(
    scenario: Scenario, measured: MeasuredFunnel, stage_of: Mapping[str, str] | None, channel_of: Mapping[str, str] | None, set_by: str
) -> list[Candidate]:
    """The offers with what they change; `set_by` is who takes them over."""
    stages, channels = matched_stages(scenario, measured, stage_of), matched_channels(scenario, measured, channel_of)
    return [
        *funnel_candidates(scenario, measured, stages, set_by),
        *channel_candidates(scenario, measured, stages, channels, set_by),
    ]
