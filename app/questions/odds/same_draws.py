"""Same draws: whatever is asked of how sure a plan is, answered from one set of draws, which is made and turned once."""

from collections.abc import Sequence
from functools import cached_property

from app.planner.scenario import Scenario
from app.questions.odds.chance import Chance, chance_of, see_that_it_is_a_multiple
from app.questions.odds.confident import Confident, confident_of, see_that_it_is_some
from app.questions.odds.draws import Drawn, Ranges, drawn_of
from app.questions.odds.quantiles import LEVELS, checked_levels
from app.questions.odds.required import Required, required_of, see_that_cells_fit
from app.questions.odds.trials import Trials, see_that_draws_fit
from app.questions.progress import Progress, quiet


class SameDraws:
    """A scenario to be drawn, when something is first asked of it.

    Each answer has the bits that the function of its name gives by itself.

    Args:
        scenario: the plan.
        draws, seed: how many, and from where.
        levels: of all quantiles.
        ranges: what the question says is uncertain beyond the scenario.

    Raises:
        QuestionRefused: as `checked_levels`; what else there is to refuse, when it is asked.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        draws: int = 10_000,
        seed: int = 1,
        levels: Sequence[float] = LEVELS,
        ranges: Ranges | None = None,
    ) -> None:
        self._scenario, self._draws, self._seed, self._ranges = scenario, draws, seed, ranges
        self._levels = checked_levels(levels)

    def see_that_it_fits(self, *, multiple: float | None = None, required: bool = False, probability: float | None = None) -> None:
        """Refuse whatever of this would be refused, before any of it is worked out.

        Args:
            multiple: that the chance is looked at with; None where it is not asked for.
            required: whether what the goal takes is asked for.
            probability: of the confident plan, if one is asked for.

        Raises:
            QuestionRefused: as the three, but for what only a search can tell of a probability.
        """
        if multiple is not None:
            see_that_it_is_a_multiple(multiple)
            see_that_draws_fit(self._scenario, self._draws)
        if required:
            see_that_cells_fit(self._scenario, self._draws, self._seed, self._ranges)
        if probability is not None:
            see_that_it_is_some(probability, self._draws)
            see_that_draws_fit(self._scenario, self._draws, searched=True)

    @cached_property
    def _drawn(self) -> Drawn:
        return drawn_of(self._scenario, self._draws, self._seed, self._ranges)

    @cached_property
    def _trials(self) -> Trials:
        see_that_draws_fit(self._scenario, self._draws)
        return Trials(self._drawn)

    def chance(self, multiple: float = 1.0, progress: Progress = quiet) -> Chance:
        """The chance of reaching the goal with a multiple of the plan's activity; see `chance`."""
        return chance_of(self._trials, multiple, self._levels, progress)

    def required(self, progress: Progress = quiet) -> Required:
        """What the goal takes; see `required`."""
        return required_of(self._drawn, self._levels, progress)

    def confident(self, probability: float, progress: Progress = quiet) -> Confident:
        """The least activity that is sure enough; see `confident`."""
        return confident_of(self._trials, probability, self._levels, progress)
