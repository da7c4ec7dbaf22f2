"""What a list says of a stored scenario: the goal and the plan's few figures, computed and kept in memory by the document's digest.

Figures are never stored: a corrected formula corrects every list. A document that cannot be read has no figures, and its faults instead.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from app.documents import UnreadableDocument
from app.planner.faults import Fault, InvalidScenario
from app.planner.glance import Figures, Glance, figures_of_many, glance
from app.planner.goal import target_of
from app.planner.scenario import Scenario
from app.services.stored import Stored

HEADLINES_KEPT = 2_000
FIGURES_KEPT = 20_000
GRAVITY = {"infeasible": 0, "at_risk": 1, "ok": 2, "met": 3}

_V = TypeVar("_V")


@dataclass(frozen=True)
class Named:
    """What a channel or a stage is called, and what a channel does."""

    key: str
    name: str
    owner: str
    activity: str = ""
    enters: str = ""


@dataclass(frozen=True, eq=False)
class Headline:
    """A scenario's goal and plan in a line; `glance` is None where the document cannot be read, and `faults` say why.

    A headline equals itself alone, so that what is made of one can be kept beside it.
    """

    glance: Glance | None = None
    faults: tuple[Fault, ...] = ()
    currency: str = ""
    measure: str = ""
    growth: float | None = None
    stages: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()


@dataclass(frozen=True)
class _Sortable:
    """What rows are sorted by."""

    currency: str
    target: float
    figures: Figures


class _Kept(Generic[_V]):
    """The last values by digest; those that were asked for longest ago go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, _V] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> _V | None:
        """The value, if it is still kept."""
        with self._lock:
            if digest in self._values:
                self._values.move_to_end(digest)
            return self._values.get(digest)

    def put(self, digest: str, value: _V) -> _V:
        with self._lock:
            self._values[digest] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


_headlines: _Kept[Headline] = _Kept(HEADLINES_KEPT)
_sortables: _Kept[_Sortable] = _Kept(FIGURES_KEPT)
_currencies: _Kept[str] = _Kept(FIGURES_KEPT)
_NOTHING = _Sortable("", 0.0, Figures())


def headline(stored: Stored) -> Headline:
    """The line of one scenario."""
    return _headlines.get(stored.digest) or _headlines.put(stored.digest, _headline(stored))


def sorted_by_figure(found: Iterable[Stored], figure: str, *, descending: bool) -> list[Stored]:
    """Scenarios by a figure of their plans; what has none stands last either way, and equals keep their order.

    Money is compared within a currency. `figure` is one of goal, deals, top, daily, spend and status.
    """
    items = list(found)
    value = _by_status if figure == "status" else _by_figure(_sortables_of(items), _VALUES[figure])
    known = [(value(each), each) for each in items]
    ordered = sorted((each for each in known if each[0] is not None), key=lambda each: each[0] or (), reverse=descending)
    return [stored for _, stored in ordered] + [stored for key, stored in known if key is None]


def forget() -> None:
    """Drop what is kept, for a measurement of what it takes to work it out."""
    _headlines.clear()
    _sortables.clear()
    _currencies.clear()


def _headline(stored: Stored) -> Headline:
    try:
        scenario = stored.scenario
    except InvalidScenario as error:
        return Headline(faults=tuple(error.faults))
    except UnreadableDocument:
        return Headline(faults=(Fault((), "unreadable"),))
    return Headline(
        glance=glance(scenario),
        currency=scenario.currency,
        measure=scenario.goal.measure,
        growth=None if scenario.goal.target is not None or not scenario.goal.baseline else scenario.goal.growth,
        stages=tuple(Named(stage.key, stage.name, stage.owner) for stage in scenario.stages),
        channels=tuple(Named(channel.key, channel.name, channel.owner, channel.activity, channel.enters) for channel in scenario.channels),
    )


# --- Sorting --------------------------------------------------------------------------------------------------------

_Key = tuple[str, float] | None
_VALUES: dict[str, Callable[[_Sortable], _Key]] = {
    "goal": lambda of: (of.currency, of.target) if of.currency else None,
    "deals": lambda of: None if of.figures.deals is None else ("", of.figures.deals),
    "top": lambda of: None if of.figures.top is None else ("", of.figures.top[1]),
    "daily": lambda of: None if of.figures.daily is None else ("", of.figures.daily[1]),
    "spend": lambda of: None if of.figures.spend is None else (of.currency, of.figures.spend),
}


def _by_status(stored: Stored) -> _Key:
    found = headline(stored).glance
    return None if found is None else ("", GRAVITY[found.status] - len(found.notes) / 1000)


def _by_figure(sortables: dict[str, _Sortable], value: Callable[[_Sortable], _Key]) -> Callable[[Stored], _Key]:
    return lambda stored: value(sortables[stored.digest])


def _sortables_of(items: Sequence[Stored]) -> dict[str, _Sortable]:
    """By digest; those that are not kept are worked out together, which takes a tenth of the time."""
    found: dict[str, _Sortable] = {}
    missing: dict[str, Scenario] = {}
    for stored in items:
        kept = _sortables.get(stored.digest)
        if kept is not None:
            found[stored.digest] = kept
        elif stored.digest not in missing:
            scenario = _readable(stored)
            if scenario is None:
                found[stored.digest] = _NOTHING
            else:
                missing[stored.digest] = scenario
    for digest, scenario, figures in zip(missing, missing.values(), figures_of_many(list(missing.values())), strict=True):
        found[digest] = _sortables.put(digest, _Sortable(scenario.currency, target_of(scenario.goal), figures))
    return found


def currencies(some: Iterable[Stored]) -> dict[str, str]:
    """The currency that each scenario counts in, by its id, without those that cannot be read."""
    found = {each.id: _currencies.get(each.digest) or _currency_of(each) for each in some}
    return {id: currency for id, currency in found.items() if currency}


def _currency_of(stored: Stored) -> str:
    scenario = _readable(stored)
    return "" if scenario is None else _currencies.put(stored.digest, scenario.currency)


def _readable(stored: Stored) -> Scenario | None:
    try:
        return stored.scenario
    except (InvalidScenario, UnreadableDocument):
        return None
