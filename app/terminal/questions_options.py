"""What options of a question say: numbers, ranges, axes of a sweep, lists of overrides; each checked, else the command ends."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.terminal.trouble import CannotDo

if TYPE_CHECKING:
    from app.planner.scenario import Scenario, Unit
    from app.questions.sweeping.space import Axis, Grid, Listed


def number(option: str, text: str) -> float:
    """A number as it was typed: 250000, 0.25 or 25%."""
    typed = text.strip()
    try:
        value = float(typed.removesuffix("%")) / (100 if typed.endswith("%") else 1)
    except ValueError:
        raise CannotDo(f"{option} {text}: A number is written as 250000, 0.25 or 25%.") from None
    if not math.isfinite(value):
        raise CannotDo(f"{option} {text}: A number has to have an end.")
    return value


def _money(option: str, text: str, currency: str) -> float:
    """An amount; one like 300.000, which where people group by points is 300,000, is not guessed at.

    Nobody writes prices with three decimals, but for the few currencies that have as many.
    """
    from app.planner.rounding import currency_digits

    typed = text.strip().removeprefix("-")
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", typed) and currency_digits(currency) < len(typed.partition(".")[2]):
        raise CannotDo(f"{option} {text}: This could be {typed}0 or {typed.replace('.', '')}; write the one that is meant.")
    return number(option, text)


def optional(option: str, text: str | None, *, money: str | None = None) -> float | None:
    """A number or an amount of a currency, where it may be missing."""
    if text is None:
        return None
    return number(option, text) if money is None else _money(option, text, money)


def value(option: str, text: str, unit: "Unit", scenario: "Scenario") -> float:
    """A value of an input or an output: a number, a month as 2027-03 or none, or a day as 2026-11-21."""
    if unit == "money":
        return _money(option, text, scenario.currency)
    if unit not in ("month", "date"):
        return number(option, text)
    from app.questions.refused import QuestionRefused
    from app.questions.solving.told import read_value

    try:
        return read_value(scenario, unit, text.strip())
    except QuestionRefused:
        written = "A month of the horizon is written as 2027-03, or none." if unit == "month" else "A day is written as 2026-11-21."
        raise CannotDo(f"{option} {text}: {written}") from None


def _named(option: str, text: str, example: str) -> tuple[str, str]:
    """What stands before and after the last =."""
    name, sign, rest = text.rpartition("=")
    if not (name and sign and rest):
        raise CannotDo(f"{option} {text}: It is written as {example}.")
    return name, rest


def values_of(option: str, texts: Sequence[str], example: str, *, money: str | None = None) -> dict[str, float]:
    """Values by pointer, each given as POINTER=VALUE; with a currency they are amounts of it."""
    found: dict[str, float] = {}
    for text in texts:
        name, value = _named(option, text, example)
        if name in found:
            raise CannotDo(f"{option} {text}: {name} is given twice.")
        found[name] = number(f"{option} {name}", value) if money is None else _money(f"{option} {name}", value, money)
    return found


def ranges_of(option: str, texts: Sequence[str], example: str) -> dict[str, tuple[float, float]]:
    """Ranges by pointer, each given as POINTER=LOW:HIGH."""
    found = {}
    for name, (low, high) in bounds_of(option, texts, example).items():
        if low is None or high is None:
            raise CannotDo(f"{option} {name}: Both ends are needed, as in {example}.")
        found[name] = (low, high)
    return found


def bounds_of(option: str, texts: Sequence[str], example: str, *, money: str | None = None) -> dict[str, tuple[float | None, float | None]]:
    """Bounds by name, each given as NAME=LOW:HIGH, of which either end may be left out; with a currency the first is an amount of it."""
    found: dict[str, tuple[float | None, float | None]] = {}
    for text in texts:
        name, ends = _named(option, text, example)
        low, colon, high = ends.partition(":")
        if not colon:
            raise CannotDo(f"{option} {text}: It is written as {example}.")
        if name in found:
            raise CannotDo(f"{option} {text}: {name} is given twice.")
        found[name] = (optional(f"{option} {name}", low or None, money=money), optional(f"{option} {name}", high or None))
    return found


def grid_of(texts: Sequence[str]) -> "Grid":
    """Axes of a sweep, each POINTER=FROM:TO:STEPS, the same with :log, or POINTER=VALUE,VALUE.

    Raises:
        CannotDo: where an axis is not written like that.
        QuestionRefused: as `spaced`.
    """
    from app.questions.sweeping.space import Grid

    return Grid(tuple(_axis(position, text) for position, text in enumerate(texts)))


_AXIS = "/goal/growth=0.1:0.3:21, with :log at the end for steps that grow by a factor, or /goal/growth=0.1,0.2,0.3"


def _axis(position: int, text: str) -> "Axis":
    import numpy as np

    from app.questions.sweeping.space import Axis, spaced

    pointer, given = _named("--axis", text, _AXIS)
    if ":" not in given:
        return Axis(pointer, np.array([number(f"--axis {pointer}", value) for value in given.split(",")]))
    low, high, steps, *more = given.split(":", 3)[:4] if given.count(":") >= 2 else ["", "", ""]
    if not (low and high and steps.isascii() and steps.isdigit()) or more not in ([], ["log"]):
        raise CannotDo(f"--axis {text}: It is written as {_AXIS}.")
    ends = (number(f"--axis {pointer}", low), number(f"--axis {pointer}", high))
    return spaced(pointer, *ends, int(steps[:12]), "axes", position, log=more == ["log"])


def list_of(file: str) -> "Listed":
    """Overrides in a CSV file: a line of pointers, then a line for each lane; an empty cell leaves the input as it is.

    Raises:
        CannotDo: where it cannot be read as that.
        QuestionRefused: as `listed`.
    """
    import csv

    from app.questions.sweeping.space import listed

    try:
        with open(file, encoding="utf-8-sig", newline="") as opened:
            lines = csv.DictReader(opened)
            overrides = [_override(file, lines.line_num, line) for line in lines]
    except OSError as error:
        raise CannotDo(f"{file}: It cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error):
        raise CannotDo(f"{file}: This is not CSV in UTF-8.") from None
    return listed(overrides)


def _override(file: str, line: int, cells: Mapping[str | None, object]) -> dict[str, float]:
    if None in cells:
        raise CannotDo(f"{file}: line {line} has more cells than the first line has pointers.")
    return {str(name): number(f"{file}: line {line}: {name}", str(cell)) for name, cell in cells.items() if cell not in (None, "")}
