"""What answers as text share, and the answer of a goal seek: a sentence first, and tables below it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.questions.levers import TODAY, lever_at
from app.questions.outcomes import outcome_at
from app.questions.solving.told import day_of
from app.terminal.text import GAP, Screen, plain, table, width_of
from app.wording.levers import input_label, output_label, value_text

if TYPE_CHECKING:
    from app.questions.solving.answers import Solved

LEAST_SHOWN = 0.005
"""Less than this of a deal, of an activity a day or of a head is not worth a word."""
NAME_SHOWN = 24


def cut(name: str) -> str:
    """A name short enough to head a column."""
    return name if len(name) <= NAME_SHOWN else name[: NAME_SHOWN - 1] + "…"


def input_text(pointer: str, value: float | None, scenario: Scenario, language: Language) -> str:
    """An input's value with its unit."""
    return value_text(value, lever_at(scenario, pointer, dates=True).unit, scenario, language)


def banded(head: Sequence[str], rows: Sequence[Sequence[str]], align: str, screen: Screen, indent: str = "") -> list[str]:
    """A table; where the screen is too narrow for all columns, in bands one below the other, each with the first column."""
    head = [plain(cell) for cell in head]
    widths = [max(map(width_of, column)) + len(GAP) for column in zip(head, *rows, strict=True)]
    room = screen.width - len(indent) - widths[0] + len(GAP)
    lines: list[str] = []
    for band in _bands(widths[1:], room):
        shown = [0, *(place + 1 for place in band)]
        picked = [[row[place] for place in shown] for row in rows]
        lines += ["", *table([head[place] for place in shown], picked, "".join(align[place] for place in shown), screen, indent)]
    return lines[1:]


def _bands(widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand beside each other: as few bands as there is room for, and of much the same length."""

    def split(most: int) -> list[list[int]]:
        bands: list[list[int]] = [[]]
        for place, width in enumerate(widths):
            if bands[-1] and (sum(widths[each] for each in bands[-1]) + width > room or len(bands[-1]) == most):
                bands.append([])
            bands[-1].append(place)
        return bands

    return split(-(-len(widths) // len(split(len(widths)))))


def changes_lines(changes: Sequence[tuple[str, float]], scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What to write into the scenario: pointers, values, and what they mean."""
    shown = [day_of(scenario, value).isoformat() if pointer == TODAY else f"{value:.12g}" for pointer, value in changes]
    rows = [(pointer, text, input_label(scenario, pointer, language)) for (pointer, _), text in zip(changes, shown, strict=True)]
    return [*screen.heading(language.gettext("To write into the scenario")), *table(("", "", ""), rows, "<><", screen, GAP)]


# --- Solve ------------------------------------------------------------------------------------------------------------


def solved_lines(solved: "Solved", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """The value of an input, or why there is none and what is nearest."""
    lines = screen.paragraph(plain(_solved(solved, scenario, language)))
    if solved.seen > 1:
        many = language.gettext("%(n)s values of it do; this is the one nearest to what the scenario says.", n=language.whole(solved.seen))
        lines += screen.paragraph(many)
    if solved.holds_from is not None:
        ends = (input_text(solved.lever, end, scenario, language) for end in (solved.holds_from, solved.holds_to))
        lines += screen.paragraph(
            language.gettext("It is the same from %(low)s to %(high)s.", **dict(zip(("low", "high"), ends, strict=True)))
        )
    if solved.reason not in ("no_value", "no_effect"):
        lines += changes_lines(solved.changes, scenario, language, screen)
    return lines


def _solved(solved: "Solved", scenario: Scenario, language: Language) -> str:
    _, unit = language.gettext, outcome_at(scenario, solved.outcome, months=True).unit
    said = {
        "input": input_label(scenario, solved.lever, language),
        "output": output_label(scenario, solved.outcome, language),
        "wanted": value_text(solved.wanted, unit, scenario, language),
        "value": input_text(solved.lever, solved.value, scenario, language),
        "reached": value_text(solved.reached, unit, scenario, language),
        "low": input_text(solved.lever, solved.low, scenario, language),
        "high": input_text(solved.lever, solved.high, scenario, language),
    }
    now = lever_at(scenario, solved.lever, dates=True).value
    if solved.exact and now is not None:
        now_text = input_text(solved.lever, now, scenario, language)
        return _("%(output)s is %(wanted)s where %(input)s is %(value)s, in place of %(now)s.", now=now_text, **said)
    if solved.exact:
        return _("%(output)s is %(wanted)s where %(input)s is %(value)s.", **said)
    if solved.reason == "no_value":
        return _("%(output)s has no value, wherever %(input)s is between %(low)s and %(high)s.", **said)
    if solved.reason == "no_effect":
        return _("%(input)s does not move %(output)s: it is %(reached)s from %(low)s to %(high)s.", **said)
    nearest = _("%(output)s cannot be %(wanted)s: the nearest is %(reached)s, where %(input)s is %(value)s.", **said)
    return f"{nearest} {_stopped(solved.stopped_by, said, language)}".rstrip()


def _stopped(by: str | None, said: dict[str, str], language: Language) -> str:
    _ = language.gettext
    if by == "low":
        return _("It is not looked for below %(low)s.", low=said["low"])
    if by == "high":
        return _("It is not looked for above %(high)s.", high=said["high"])
    if by == "no_value":
        return _("Beyond that the plan has no value: a ceiling is reached, or nothing closes in time.")
    if by == "level":
        return _("From there on it stays the same.")
    if by == "jump":
        return _("There it jumps over what is wanted.")
    return _("There it turns round.") if by == "turning_point" else ""
