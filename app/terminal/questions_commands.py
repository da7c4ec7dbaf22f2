"""What the commands that ask questions do: each has one answered, and writes lines or JSON to standard output."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from app.language import Language
from app.planner.faults import InvalidScenario
from app.terminal import process
from app.terminal import questions_options as options
from app.terminal.questions_asking import asking, progress_on_stderr
from app.terminal.questions_scenarios import all_asked_of, asked_of, write_changed
from app.terminal.scenario_files import fault_line
from app.terminal.text import Screen, report, screen_of
from app.terminal.trouble import CannotDo

if TYPE_CHECKING:
    from app.planner.scenario import Scenario

_T = TypeVar("_T")

Lines = Callable[[Language, Screen], list[str]]

HOLD, RANGE, SHARE, COST = "/goal/growth=0.25", "/deal/value=11000:13000", "cold_email=0.2:0.5", "/conversions/lead/rate=5000"
DRIVERS = ("/totals/spend", "/totals/revenue")
"""Outputs whose drivers are shown where none is named."""
FEWEST = 2
"""Scenarios that can be compared."""


def _answered(answer: object, lines: Lines, as_json: bool, words: Language) -> None:
    """Print an answer, as text or as the API's JSON."""
    if as_json:
        from app.questions.as_json import plain

        process.print_json(plain(answer))
    else:
        report(sys.stdout, lines(words, screen_of(sys.stdout)))


def _written(scenario: "Scenario", changes: Sequence[tuple[str, float]], target: str | None, words: Language) -> None:
    if target is None:
        return
    try:
        write_changed(scenario, changes, target)
    except InvalidScenario as error:
        raise CannotDo(f"{target}: {fault_line(error, words)}") from None


def solve(file: str, asked: Mapping[str, Any], write: str | None, as_json: bool, words: Language) -> None:
    """Turn one input until an output is what is wanted."""
    from app.questions.solving.solve import solve
    from app.terminal.questions_text import solved_lines

    scenario = asked_of(file)
    wanted, held = options.number("--wanted", asked["wanted"]), options.values_of("--hold", asked["hold"], HOLD)
    ends = {name: options.optional(f"--{name}", asked[name]) for name in ("low", "high")}
    with asking([file], words):
        found = solve(scenario, asked["input"], asked["output"], wanted, held=held, **ends)
    if write is not None and not found.exact:
        raise CannotDo(f"{write}: It was not written, as {asked['output']} is not what is wanted.")
    _written(scenario, found.changes, write, words)
    _answered(found, lambda words, screen: solved_lines(found, scenario, words, screen), as_json, words)


def chance(file: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """How sure the goal is, what it takes, and what drives the spread."""
    from app.questions.as_json import HowSure
    from app.terminal.questions_chance_text import how_sure_lines

    scenario = asked_of(file)
    common: dict[str, Any] = {
        "seed": asked["seed"],
        "ranges": options.ranges_of("--range", asked["range"], RANGE),
        "progress": progress_on_stderr("chance"),
    }
    sure = options.optional("--sure", asked["sure"])
    with asking([file], words):
        found = HowSure(*_of_chance(scenario, asked, sure, common))
    _answered(found, lambda words, screen: how_sure_lines(found, scenario, words, screen), as_json, words)


def _of_chance(scenario: "Scenario", asked: Mapping[str, Any], sure: float | None, common: Mapping[str, Any]) -> tuple[Any, ...]:
    """The chance itself, or what is asked for in its place, in the order of `HowSure`."""
    from app.questions.odds.chance import chance
    from app.questions.odds.confident import confident
    from app.questions.odds.indices import indices
    from app.questions.odds.required import required

    draws, instead = asked["draws"], asked["required"] or asked["drivers"] or sure is not None
    return (
        None if instead else chance(scenario, draws=draws, multiple=asked["multiple"], **common),
        required(scenario, draws=draws, **common) if asked["required"] else None,
        None if sure is None else confident(scenario, sure, draws=draws, **common),
        indices(scenario, points=asked["points"], outcomes=asked["outputs"] or DRIVERS, **common) if asked["drivers"] else None,
    )


def sensitivity(file: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """What each input moves, and what one more point of each rate is worth."""
    from app.questions.as_json import what_moves
    from app.questions.sensitivity import tornado, worth_of_points
    from app.terminal.questions_sensitivity_text import points_lines, tornado_lines

    scenario = asked_of(file)
    costs = options.values_of("--cost", asked["cost"], COST)
    with asking([file], words):
        moved = tornado(scenario, asked["outputs"], asked["inputs"] or None)
        points = worth_of_points(scenario, costs)
    _answered(
        what_moves(moved, points),
        lambda words, screen: [*tornado_lines(moved, scenario, words, screen), *points_lines(points, scenario, words, screen)],
        as_json,
        words,
    )


def sweep(file: str, asked: Mapping[str, Any], words: Language) -> None:
    """Turn inputs to many values: statistics and the best lanes, or all of them in a file."""
    from app.terminal.questions_sweeps import SweepWishes, swept

    scenario = asked_of(file)
    if bool(asked["axes"]) == (asked["list"] is not None):
        raise CannotDo("Give what to turn: --axis for each axis of a grid, or --list with a CSV file of overrides.")
    wishes = SweepWishes(**{name: asked[name] for name in SweepWishes.__dataclass_fields__})
    with asking([file], words):
        space = options.grid_of(asked["axes"]) if asked["axes"] else options.list_of(asked["list"])
        swept(scenario, space, asked["outputs"], wishes, words)


def optimise(file: str, asked: Mapping[str, Any], write: str | None, as_json: bool, words: Language) -> None:
    """The mix that reaches the goal at least spend, or brings the most for a budget."""
    from app.questions.as_json import BestMix
    from app.questions.mixing.mix import frontier, least_spend, limits_of, most_revenue
    from app.terminal.questions_mix_text import frontier_lines, mix_lines

    scenario = asked_of(file)
    budget = options.optional("--budget", asked["budget"])
    shares = options.bounds_of("--share", asked["share"], SHARE)
    with asking([file], words):
        limits = limits_of(scenario, shares, within_capacity=not asked["beyond_capacity"], with_people=asked["with_people"])
        mix = least_spend(scenario, limits) if budget is None else most_revenue(scenario, budget, limits)
        curve = None if asked["frontier"] is None else frontier(scenario, limits, asked["frontier"])
    _written(scenario, mix.changes, write, words)

    def lines(words: Language, screen: Screen) -> list[str]:
        told = mix_lines(mix, scenario, budget, words, screen)
        return told if curve is None else [*told, *frontier_lines(curve, scenario, words, screen)]

    _answered(BestMix(mix, curve), lines, as_json, words)


def explain(files: tuple[str, str], output: str, seed: int, as_json: bool, words: Language) -> None:
    """Why a figure differs between two scenarios."""
    from app.questions.explaining.explain import explain
    from app.terminal.questions_compare_text import explained_lines

    first, second = all_asked_of(files)
    with asking(files, words):
        found = explain(first, second, output, seed=seed)
    _answered(found, lambda words, screen: explained_lines(found, (first, second), words, screen), as_json, words)


def compare(files: Sequence[str], everything: bool, as_json: bool, words: Language) -> None:
    """Scenarios side by side."""
    from app.questions.compare import compare
    from app.questions.refused import refuse
    from app.terminal.questions_compare_text import comparison_lines

    scenarios = all_asked_of(files)
    with asking(files, words):
        if len(scenarios) < FEWEST:
            raise refuse("too_few_scenarios", "scenarios", least=FEWEST)
        found = compare(scenarios)
    _answered(found, lambda words, screen: comparison_lines(found, scenarios, everything, words, screen), as_json, words)


def late(file: str, as_json: bool, words: Language) -> None:
    """What can still be reached, month by month."""
    from app.questions.as_json import StillOpen
    from app.questions.late import too_late
    from app.terminal.questions_late_text import late_lines

    scenario = asked_of(file)
    with asking([file], words):
        months = too_late(scenario)
    found = StillOpen(tuple(channel.key for channel in scenario.channels), months)
    _answered(found, lambda words, screen: late_lines(months, scenario, words, screen), as_json, words)


def warn(file: str, channel: str, month: str, short: str, as_json: bool, words: Language) -> None:
    """What a shortfall of activity will cost later."""
    from app.questions.warning import missing
    from app.terminal.questions_late_text import missing_lines

    scenario = asked_of(file)
    with asking([file], words):
        found = missing(scenario, channel, month, options.number("--short", short))
    _answered(found, lambda words, screen: missing_lines(found, scenario, words, screen), as_json, words)


def pointers(file: str, as_json: bool, words: Language) -> None:
    """Every input and output of a scenario, by the pointers that questions take."""
    from app.terminal.questions_pointers import pointers_lines, pointers_of

    scenario = asked_of(file)
    _answered(pointers_of(scenario), lambda words, screen: pointers_lines(scenario, words, screen), as_json, words)
