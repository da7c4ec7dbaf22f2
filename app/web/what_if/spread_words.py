"""What the spread of lags does to a chance: the same draws with every lag at its mean, beside it."""

from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.odds.chance import Chance
from app.web.what_if.opened import Opened
from app.wording.levers import value_text

BY_MEANS = N_(
    "With every lag at its mean it would be %(means)s. The spread takes %(lost)s of revenue out of the plan's months on average: "
    "of deals that close after they end, or before they begin."
)
NO_LESS = N_("With every lag at its mean it would be %(means)s.")


def with_lags_at_their_means(scenario: Scenario) -> Scenario:
    """The scenario without what says how the lags of single buyers spread."""
    conversions = tuple(each.model_copy(update={"lag_quantiles": ()}) for each in scenario.conversions)
    channels = []
    for channel in scenario.channels:
        own = {stage: each.model_copy(update={"lag_quantiles": ()}) for stage, each in channel.conversions.items()}
        channels.append(channel.model_copy(update={"conversions": own}))
    bare = scenario.model_copy(update={"conversions": conversions, "channels": tuple(channels)})
    return Scenario.model_validate(bare.model_dump(mode="json"))  # anew, as a copy brings along what was worked out of the first


def spread_lines(opened: Opened, sure: Chance, means: Chance | None) -> list[str]:
    """The chance by the means alone, and what falls out of the plan's months for the spread where that is more than the draws' error."""
    if means is None:
        return []
    language = opened.language
    lost, text = means.mean - sure.mean, language.percent(means.chance)
    if lost <= 2 * (means.mean_error**2 + sure.mean_error**2) ** 0.5:
        return [language.gettext(NO_LESS, means=text)]
    return [language.gettext(BY_MEANS, means=text, lost=value_text(lost, "money", opened.scenario, language))]
