"""The scenario of the rest: the same plan with what was won set against the goal, begun anew on the day after.

The horizon stays. So the season keeps its weights, what is earned of a deal by the end keeps its f, and a month that has begun
counts with what is left of it: `today` does all of that.
"""

from collections.abc import Sequence

import numpy as np

from app.planner.engine import Outputs
from app.planner.rounding import Array
from app.planner.scenario import SMALLEST_NUMBER, Channel, Scenario
from app.questions.replanning.actuals import Actuals, Span, counts
from app.questions.replanning.progress import left_to_begin
from app.questions.solving.told import day_of


def shares_of_rest(outputs: Outputs, span: Span) -> Array:
    """How the rest is split: by what each channel of the plan has left to begin, (C,); as before where that is nothing.

    A channel with a long way to the deal has the deals of the next months in the pipeline already. Had it to bring its whole share of the
    rest by what it begins now, it would do in the days left what the plan has done in all.
    """
    open_share = np.where(outputs.timing.open, outputs.inputs.share, 0.0)[0]
    parts = left_to_begin(outputs, span.morning)
    given: Array = outputs.inputs.share[0]
    left = open_share * parts
    if np.ptp(parts) == 0 or not left.sum() > 0:
        return given
    left = np.where(left / left.sum() < SMALLEST_NUMBER, 0.0, left)
    shares: Array = left / left.sum()
    return shares


def rest_scenario(scenario: Scenario, outputs: Outputs, actuals: Actuals, span: Span) -> Scenario:
    """The requirements for the rest as a scenario of its own.

    What the period after takes is a multiple of a whole period's new business, of which the rest is a part: the scenario leaves it out,
    and the plan's own stays right.

    Raises:
        InvalidScenario: where it makes no sense.
    """
    won = counts(outputs.inputs, actuals.won, span)
    morning = day_of(scenario, span.morning)
    document = scenario.model_dump(mode="json")
    document["today"] = max(morning, scenario.today or morning).isoformat()
    committed = scenario.existing.committed + won
    document["existing"]["committed"] = committed if committed >= SMALLEST_NUMBER else 0.0
    document["goal"]["next_growth"] = None
    document["channels"] = _shared(document["channels"], scenario.channels, shares_of_rest(outputs, span))
    if actuals.pipeline is not None:
        document["pipeline"] = dict(actuals.pipeline)
        document.pop("pipeline_from", None)
    return Scenario.model_validate(document)


def _shared(documents: Sequence[dict[str, object]], channels: Sequence[Channel], shares: Array) -> list[dict[str, object]]:
    """The channels with other shares; what a share was measured from holds for it alone."""
    found = []
    for document, channel, share in zip(documents, channels, shares.tolist(), strict=True):
        kept = document if share == channel.share else {name: value for name, value in document.items() if name != "share_from"}
        found.append({**kept, "share": share})
    return found
