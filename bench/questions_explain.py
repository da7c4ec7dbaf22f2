"""Why did it change, and scenarios side by side: beside the batch evaluations that their figures need, in one run."""

import numpy as np

from app.planner.scenario import Scenario
from app.questions.compare import compare
from app.questions.explaining.changed import Pair
from app.questions.explaining.explain import explain
from app.questions.odds.chance import chance
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.turning import turn
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

SPEND = "/totals/spend"


def rows() -> list[Row]:
    """The difference of spend over ten changed parts, exactly, and over more, sampled; five scenarios side by side, and their chances."""
    return [*_explained(), *_compared()]


def moved(one: Scenario, parts: int) -> Scenario:
    """The same with so many of its numbers changed by a few per cent."""
    document = one.model_dump(mode="json", by_alias=True)
    document["goal"]["growth"] = 0.27
    places = [(conversion, name) for name in ("rate", "lag_days") for conversion in document["conversions"]]
    places += [(channel["cost"], "amount") for channel in document["channels"]]
    places += [(channel["steps"][0], "yield") for channel in document["channels"]]
    for part, name in places[: parts - 1]:
        part[name] = part[name] * 0.97
    return Scenario.model_validate(document)


def _explained() -> list[Row]:
    one, found = scenario(), []
    spend = outcome_at(one, SPEND)
    for parts, how in ((10, "exactly"), (13, "from 512 orders")):
        other = moved(one, parts)
        pair = Pair(one, other)
        assert len(pair.parts) == parts
        lanes = 2**parts if parts <= 10 else 512 * (parts + 1)
        bits = (np.arange(lanes)[:, None] >> np.arange(parts)) & 1 == 1
        ((_, turned),) = pair.lanes(bits)
        whole, batch = cpu_seconds([lambda other=other: explain(one, other, SPEND), lambda turned=turned: read(turned, [spend])], runs=3)
        job = f"why spend changed, {parts} parts that changed, {how}"
        beside = f"one batch of its {lanes:,} lanes: {batch * 1e3:.1f} ms"
        found.append(Row(job, f"{whole * 1e3:.1f} ms = {whole / batch:.2f} batches", "", beside))
    return found


def _compared() -> list[Row]:
    five = [scenario(), *(moved(scenario(), parts) for parts in (2, 4, 6, 8))]
    every = [list(outcomes_of(each).values()) for each in five]

    def evaluations() -> None:
        for each, outcomes in zip(five, every, strict=True):
            read(turn(each, {}), outcomes)

    def chances() -> None:
        for each in five:
            chance(each)

    plain, sure, bare, alone = cpu_seconds([lambda: compare(five), lambda: compare(five, draws=10_000), evaluations, chances], runs=1)
    return [
        Row("five scenarios side by side", f"{plain * 1e3:.1f} ms = {plain / bare:.1f} evaluations of all", "", f"{bare * 1e3:.1f} ms"),
        Row(
            "the same with the chance of each on the same luck, 10,000 draws",
            f"{sure * 1e3:.0f} ms = {sure / alone:.2f} chances of each alone",
            "",
            f"{alone * 1e3:.0f} ms",
        ),
    ]
