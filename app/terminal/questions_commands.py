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
    from app.questions.odds.draws import Ranges

_T = TypeVar("_T")

Lines = Callable[[Language, Screen], list[str]]

HOLD, RANGE, SHARE, COST = "/goal/growth=0.25", "/deal/value=11000:13000", "cold_email=0.2:0.5", "/conversions/lead/rate=5000"


def _answered(answer: object, lines: Lines, as_json: bool, words: Language) -> None:
    """Print an answer, as text or as the API's JSON."""
    if as_json:
        from app.questions.as_json import plain

        process.print_json(plain(answer))
    else:
        report(sys.stdout, lines(words, screen_of(sys.stdout)))


def _written(scenario: "Scenario", changes: Sequence[tuple[str, float | str]], target: str | None, words: Language) -> None:
    if target is None:
        return
    try:
        write_changed(scenario, changes, target)
    except InvalidScenario as error:
        raise CannotDo(f"{target}: {fault_line(error, words)}") from None


def solve(file: str, asked: Mapping[str, Any], write: str | None, as_json: bool, words: Language) -> None:
    """Turn one input until an output is what is wanted."""
    from app.questions.solving.solve import solve
    from app.questions.solving.told import told, units_of
    from app.terminal.questions_text import solved_lines

    scenario = asked_of(file)
    held = options.values_of("--hold", asked["hold"], HOLD)
    with asking([file], words):
        unit, wanted_unit = units_of(scenario, asked["input"], asked["output"])
    wanted = options.value("--wanted", asked["wanted"], wanted_unit, scenario)
    ends = {name: None if asked[name] is None else options.value(f"--{name}", asked[name], unit, scenario) for name in ("low", "high")}
    with asking([file], words):
        found = solve(scenario, asked["input"], asked["output"], wanted, held=held, **ends)
    answer = told(scenario, found)
    if write is not None and not found.exact:
        raise CannotDo(f"{write}: It was not written, as {asked['output']} is not what is wanted.")
    _written(scenario, answer.changes, write, words)
    _answered(answer, lambda words, screen: solved_lines(found, scenario, words, screen), as_json, words)


def chance(file: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """How sure the goal is, what it takes, and what drives the spread."""
    from app.questions.as_json import HowSure
    from app.terminal.questions_chance_text import how_sure_lines

    _see_that_all_is_of_use(asked)
    scenario = asked_of(file)
    sure = options.optional("--sure", asked["sure"])
    ranges = options.ranges_of("--range", asked["range"], RANGE)
    with asking([file], words):
        found = HowSure(*_of_chance(scenario, asked, sure, ranges))
    _answered(found, lambda words, screen: how_sure_lines(found, scenario, words, screen), as_json, words)


def _see_that_all_is_of_use(asked: Mapping[str, Any]) -> None:
    """Nothing is asked in vain."""
    if asked["outputs"] and not asked["drivers"]:
        raise CannotDo("--output: Outputs are what --drivers looks at; ask for it, or leave them out.")
    instead = next((name for name in ("sure", "required", "drivers") if asked[name] not in (None, False)), None)
    if asked["multiple"] != 1 and instead is not None:
        raise CannotDo(f"--multiple: It is what the chance is looked at with, and --{instead} asks for something else.")


def _of_chance(scenario: "Scenario", asked: Mapping[str, Any], sure: float | None, ranges: "Ranges") -> tuple[Any, ...]:
    """The chance itself, or what is asked for in its place, in the order of `HowSure`."""
    from app.questions.odds.indices import USUAL, indices
    from app.questions.odds.same_draws import SameDraws

    seed, progress = asked["seed"], progress_on_stderr("chance")
    drivers = {"points": asked["points"], "outcomes": asked["outputs"] or USUAL}
    same = SameDraws(scenario, draws=asked["draws"], seed=seed, ranges=ranges)
    instead = asked["required"] or asked["drivers"] or sure is not None
    same.see_that_it_fits(multiple=None if instead else asked["multiple"], required=asked["required"], probability=sure)
    found = indices(scenario, **drivers, seed=seed, ranges=ranges, progress=progress) if asked["drivers"] else None
    surer = None if sure is None else same.confident(sure, progress)  # which may come to nothing, so it goes first
    return (
        None if instead else same.chance(asked["multiple"], progress),
        same.required(progress) if asked["required"] else None,
        surer,
        found,
    )


def sensitivity(file: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """What each input moves, and what one more point of each rate is worth."""
    from app.questions.as_json import what_moves
    from app.questions.points import worth_of_points
    from app.questions.sensitivity import tornado
    from app.terminal.questions_sensitivity_text import points_lines, tornado_lines

    scenario = asked_of(file)
    costs = options.values_of("--cost", asked["cost"], COST, money=scenario.currency)
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
    if asked["here"] and asked["scheduler"] is not None:
        raise CannotDo("--here: It is worked out here or on a cluster; leave --dask out.")
    wishes = SweepWishes(**{name: asked[name] for name in SweepWishes.__dataclass_fields__})
    with asking([file], words):
        space = options.grid_of(asked["axes"]) if asked["axes"] else options.list_of(asked["list"])
        swept(scenario, space, asked["outputs"], wishes, words)


def optimise(file: str, asked: Mapping[str, Any], write: str | None, as_json: bool, words: Language) -> None:
    """The mix that reaches the goal at least spend, or brings the most for a budget."""
    from app.questions.as_json import BestMix
    from app.questions.mixing.by_month import by_month
    from app.questions.mixing.frontier import frontier
    from app.questions.mixing.mix import least_spend, limits_of, most_revenue
    from app.terminal.questions_mix_text import frontier_lines, mix_lines, month_lines

    scenario = asked_of(file)
    budget = options.optional("--budget", asked["budget"], money=scenario.currency)
    shares = options.bounds_of("--share", asked["share"], SHARE)
    with asking([file], words):
        limits = limits_of(scenario, shares, within_capacity=not asked["beyond_capacity"], with_people=asked["with_people"])
        mix = least_spend(scenario, limits) if budget is None else most_revenue(scenario, budget, limits)
        curve = None if asked["frontier"] is None else frontier(scenario, limits, asked["frontier"])
        months = by_month(scenario, limits, mix)
    _written(scenario, mix.changes, write, words)

    def lines(words: Language, screen: Screen) -> list[str]:
        told = mix_lines(mix, months, scenario, budget, words, screen)
        if asked["months"]:
            told += month_lines(months, scenario, words, screen)
        return told if curve is None else [*told, *frontier_lines(curve, mix, scenario, words, screen)]

    _answered(BestMix(mix, months, curve), lines, as_json, words)


def explain(files: tuple[str, str], output: str, seed: int, as_json: bool, words: Language) -> None:
    """Why a figure differs between two scenarios."""
    from app.questions.explaining.explain import explain
    from app.terminal.questions_compare_text import explained_lines

    first, second = all_asked_of(files)
    with asking(files, words):
        found = explain(first, second, output, seed=seed)
    _answered(found, lambda words, screen: explained_lines(found, (first, second), words, screen), as_json, words)


def compare(files: Sequence[str], asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """Scenarios side by side."""
    from app.questions.compare import compare
    from app.terminal.questions_compare_text import comparison_lines

    scenarios = all_asked_of(files)
    with asking(files, words):
        found = compare(scenarios, draws=asked["draws"], seed=asked["seed"], progress=progress_on_stderr("compare"))
    _answered(found, lambda words, screen: comparison_lines(found, scenarios, asked["all"], words, screen), as_json, words)


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
