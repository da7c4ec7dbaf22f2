"""Draws: what the uncertain inputs of a plan could as well be.

**What is drawn.** An input is uncertain where counts stand behind it, where a 10th or a 90th percentile is given for it, or where the
question itself gives one; anything else is certain. A rate that counts stand behind follows these counts, its channel's own or the common
ones, without those still open, even where a range stands beside them. A channel that follows the common rate shares its draw.

**The value of a deal is two things.** Its `low` and `high` say how well the *mean* is known: that is drawn here, once for each lane, and
stays the same for all its deals. Its `variation` says how far *single* deals lie from that mean: it averages out over many deals, changes
no plan that is made with means, and is drawn deal by deal where deals are counted (`odds/trials.py`). Taken for an
uncertainty of the mean it would make a hundred deals as uncertain as one.

**Streams.** Each input has its own, from the seed and its pointer by key: other inputs, their order and their number do not touch it, so
two scenarios are compared on the same luck. Draws are stratified (one in each n-th of the distribution, in random order), whose error is
never more than that of independent ones, and mostly far less. Source: M. D. McKay, R. J. Beckman, W. J. Conover, A comparison of three
methods for selecting values of input variables, Technometrics 21 (1979).
"""

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import Lever, lever_at, levers_of
from app.questions.odds.spreads import Spread, of_counts, of_tenths
from app.questions.pointers import named
from app.questions.refused import refuse
from app.questions.turning import Lanes, turn_levers

Ranges = Mapping[str, tuple[float, float]]
"""By pointer, a 10th and a 90th percentile that the question gives."""

FEWEST, MOST = 100, 200_000
"""Draws that can be asked for."""
INPUTS_LIMIT = 20_000_000
"""Numbers that drawn inputs may fill: draws times uncertain inputs and what a plan's channels say."""


@dataclass(frozen=True)
class Uncertain:
    """An input that is not known for certain.

    Attributes:
        lever: the input.
        name: its pointer with keys instead of positions, which names its stream.
        spread: how it is distributed.
        basis: what says so: counts, a range in the scenario, or the question.
    """

    lever: Lever
    name: str
    spread: Spread
    basis: str


@dataclass(frozen=True)
class Drawn:
    """A scenario whose uncertain inputs have been drawn: what is asked of it is asked of the same draws.

    Attributes:
        scenario: as it stands.
        draws, seed: how many, and from where.
        pointers: of the inputs drawn.
        lanes: the scenario with the inputs drawn, a lane for each draw.
    """

    scenario: Scenario
    draws: int
    seed: int
    pointers: tuple[str, ...]
    lanes: Lanes


def stream(seed: int, name: str) -> np.random.PCG64:
    """The random bits of one name: the same for one seed and name, whatever else is drawn."""
    words = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4").tolist()
    return np.random.PCG64(np.random.SeedSequence([seed, *words]))


def uniform(bits: np.random.PCG64, count: int) -> Array:
    """Numbers strictly between 0 and 1, (count,), from the top 52 bits of each word."""
    raw: npt.NDArray[np.uint64] = bits.random_raw(count)
    found: Array = ((raw >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
    return found


def uncertain_of(scenario: Scenario, ranges: Ranges | None = None) -> dict[str, Uncertain]:
    """The uncertain inputs of a scenario by their pointers, in the scenario's own order.

    Args:
        scenario: whose inputs.
        ranges: what the question says beyond the scenario, which goes before it.

    Raises:
        QuestionRefused: `unknown_input`, `low_above_high`, `value_out_of_range` for a range, under `ranges`; `range_of_no_use` where every
            channel says otherwise.
    """
    levers = levers_of(scenario)
    asked = {_of_use(scenario, pointer, levers).pointer: (pointer, ends) for pointer, ends in (ranges or {}).items()}
    found = {}
    for pointer, lever in levers.items():
        spread, basis = _asked(lever, *asked[pointer]) if pointer in asked else _stated(lever)
        if spread is not None and lever.slots:
            found[pointer] = Uncertain(lever, named(scenario, pointer), spread, basis)
    return found


def _of_use(scenario: Scenario, pointer: str, levers: Mapping[str, Lever]) -> Lever:
    """The lever that a range is given for."""
    lever = lever_at(scenario, pointer, "ranges", pointer, among=levers)
    if not lever.slots:
        raise refuse("range_of_no_use", "ranges", pointer, given=pointer)
    return lever


def _stated(lever: Lever) -> tuple[Spread | None, str]:
    """What the scenario says of how a lever is spread."""
    low, high = max(lever.low, -math.inf), lever.high
    if lever.counted is not None:
        return of_counts(*lever.counted, low, high), "counts"
    if lever.spread == (None, None) or lever.value is None:
        return None, ""
    return of_tenths(*lever.spread, lever.value, low, high), "range"


def _asked(lever: Lever, pointer: str, ends: tuple[float, float]) -> tuple[Spread, str]:
    tenth, ninetieth = ends
    for place, end in enumerate(ends):
        if not lever.low <= end <= lever.high:
            raise refuse("value_out_of_range", "ranges", pointer, place, given=end, low=lever.low, high=lever.high)
    if tenth > ninetieth:
        raise refuse("low_above_high", "ranges", pointer, low=tenth, high=ninetieth)
    return of_tenths(tenth, ninetieth, tenth, lever.low, lever.high), "question"


def stratified(seed: int, name: str, count: int) -> tuple[npt.NDArray[np.intp], Array]:
    """Quantiles of one stream: an order (count,), and for each place in it a rising quantile (count,), one in each count-th."""
    bits = stream(seed, name)
    order = np.argsort(bits.random_raw(count))
    rising = (np.arange(count) + uniform(bits, count)) / count
    return order, np.minimum(rising, 1 - 2.0**-53)


def draw(scenario: Scenario, count: int, seed: int, ranges: Ranges | None = None) -> dict[str, Array]:
    """Draws of every uncertain input by pointer, each (count,); what `turn` takes.

    Args:
        scenario: whose inputs.
        count: how many, from 100 to 200,000.
        seed: a whole number from 0; the same gives the same numbers on every machine.
        ranges: as for `uncertain_of`.

    Raises:
        QuestionRefused: `draws_out_of_range`, `seed_out_of_range`, and as `uncertain_of`.
    """
    _see_that_draws_fit(count, seed)
    return _values(uncertain_of(scenario, ranges), count, seed)


def _see_that_draws_fit(count: int, seed: int) -> None:
    if not FEWEST <= count <= MOST:
        raise refuse("draws_out_of_range", "draws", given=count, low=FEWEST, high=MOST)
    if not 0 <= seed < 2**64:
        raise refuse("seed_out_of_range", "seed", given=seed, low=0, high=2**64 - 1)


def _values(inputs: Mapping[str, Uncertain], count: int, seed: int) -> dict[str, Array]:
    drawn = {}
    for pointer, uncertain in inputs.items():
        order, rising = stratified(seed, uncertain.name, count)
        values = np.empty(count)
        values[order] = uncertain.spread.at(rising)
        drawn[pointer] = values
    return drawn


def drawn_of(scenario: Scenario, draws: int, seed: int, ranges: Ranges | None = None) -> Drawn:
    """Every uncertain input drawn and turned.

    Raises:
        QuestionRefused: as `draw`; `too_much_work` with the most draws that would do.
    """
    _see_that_draws_fit(draws, seed)
    inputs = uncertain_of(scenario, ranges)
    most = INPUTS_LIMIT // filled_by(scenario, inputs)
    if draws > most:
        raise refuse("too_much_work", "draws", given=draws, most=most)
    values = _values(inputs, draws, seed)
    lanes = turn_levers(scenario, [(uncertain.lever, values[pointer]) for pointer, uncertain in inputs.items()])
    return Drawn(scenario, draws, seed, tuple(values), lanes)


def filled_by(scenario: Scenario, inputs: Collection[object]) -> int:
    """How many numbers one lane fills: what is drawn, and all that channels say: rates, lags, yields, prices and limits."""
    steps = max(len(channel.steps) for channel in scenario.channels)
    return len(inputs) + len(scenario.channels) * (2 * len(scenario.stages) + steps + 6)
