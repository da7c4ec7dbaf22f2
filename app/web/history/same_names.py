"""Channels that are one under two names: which may be, the form that says so, and what was said before. No HTML."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.history.measured import MeasuredFunnel
from app.history.reviewed import Review
from app.web.history.words import SOURCES

if TYPE_CHECKING:
    from app.services.imports import Import

CHANNEL = "channel"
LIKELY = 0.5
"""How alike two names have to be for one to be proposed for the other."""


@dataclass(frozen=True)
class SameName:
    """A name with what it may be another name of; `likely` is the one to begin with, empty where none is."""

    name: str
    choices: tuple[str, ...]
    likely: str


@dataclass(frozen=True)
class Renamed:
    """What was said before: this is read as that."""

    name: str
    said: str


def of_funnel(found: MeasuredFunnel) -> tuple[SameName, ...]:
    """Channels with money and no buyers, beside those with buyers."""
    buyers = [each.channel for each in found.unit_costs if not each.spend_without_buyers]
    return _same((each.channel for each in found.unit_costs if each.spend_without_buyers), buyers)


def of_review(found: Review) -> tuple[SameName, ...]:
    """The same, of a year."""
    buyers = [each.name for each in found.channels if each.reason != "nobody_came"]
    return _same((each.name for each in found.channels if each.reason == "nobody_came"), buyers)


def _same(names: Iterable[str], buyers: Sequence[str]) -> tuple[SameName, ...]:
    choices = tuple(sorted(filter(None, buyers), key=str.casefold))
    return tuple(SameName(name, choices, _likely(name, choices)) for name in names if name and choices)


def _likely(name: str, choices: Sequence[str]) -> str:
    """The name that is most like it, or stands within it."""
    within = [each for each in choices if each.casefold() in name.casefold() or name.casefold() in each.casefold()]
    return max(within, key=len) if within else next(iter(difflib.get_close_matches(name, choices, 1, LIKELY)), "")


def said_before(imports: Sequence["Import"], ids: Iterable[str]) -> tuple[Renamed, ...]:
    """What people said of the channels of these imports."""
    from app.history.values.words import fold  # with polars

    wanted = set(ids)
    recipes = [each.recipe for each in imports if each.id in wanted and each.recipe is not None]
    found = {key: name for recipe in recipes for key, name in recipe.renames.get(CHANNEL, {}).items()}
    spelt = {fold(name): name for name in (*SOURCES.values(), *(recipe.fixed.get("channel", "") for recipe in recipes))}
    return tuple(Renamed(spelt.get(key, key), name) for key, name in sorted(found.items()))
