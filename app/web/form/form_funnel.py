"""The funnel's fields: conversions with what stands behind their rates, and the stages themselves. No HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.language import Language
from app.planner.scenario import STAGES_LIMIT, Conversion, Scenario
from app.planner.text import N_
from app.web.figures.words import heading
from app.web.form.fields import Choices, Field, Fields
from app.wording.lags import spread_text
from app.wording.names import OWNERS

BASES = {"": N_("not said"), "cohort": N_("Cohort"), "snapshot": N_("Snapshot")}
GRADES = {"": N_("not said"), "a": "A", "b": "B", "c": "C"}


@dataclass(frozen=True)
class Step:
    """A conversion: the stages, its fields, what stands behind the rate, and how its lag spreads."""

    start: str
    end: str
    names: tuple[str, str]
    rate: Field
    lag: Field
    counted: str
    spread: str
    behind: tuple[Field, ...]
    open: bool


@dataclass(frozen=True)
class StageForm:
    """A stage's own fields, and what can be done with it."""

    key: str
    name: Field
    owner: Field
    definition: Field
    last: bool
    up: bool
    down: bool
    room: bool


def choices(make: Fields, table: dict[str, str]) -> Choices:
    """A table of words as the choices of a field."""
    return _said(make.form.language, tuple(table.items()))


@lru_cache(maxsize=256)
def _said(language: Language, table: Choices) -> Choices:
    return tuple((key, language.gettext(text)) for key, text in table)


def by_pointer(scenario: Scenario) -> tuple[tuple[str, Conversion], ...]:
    """Every conversion with its pointer, from the top to the deal."""
    places = {conversion.from_stage: place for place, conversion in enumerate(scenario.conversions)}
    return tuple((f"/conversions/{places[conversion.from_stage]}", conversion) for conversion in scenario.ordered_conversions)


def steps(make: Fields) -> Iterable[Step]:
    """Every conversion, from the top to the deal."""
    scenario = make.ground.scenario
    places = {stage.key: place for place, stage in enumerate(scenario.stages)}
    for base, conversion in by_pointer(scenario):
        start, end = make.stage(conversion.from_stage), make.stage(conversion.to_stage)
        names = {"start": start, "end": end}
        spread = spread_text(conversion.lag_quantiles, make.form.language, conversion.lag_days)
        behind = (*behind_rate(make, base, spread), *_published(make, base))
        yield Step(
            heading(start),
            heading(end),
            tuple(f"/stages/{places[key]}/name" for key in (conversion.from_stage, conversion.to_stage)),  # type: ignore[arg-type]  # two
            make.field(f"{base}/rate", make.say(N_("Rate, %(start)s to %(end)s"), **names)),
            make.field(f"{base}/lag_days", make.say(N_("Lag, %(start)s to %(end)s"), **names), after=make.say(N_("d"))),
            make.ground.evidence(conversion),
            make.say(N_("Lag: %(spread)s"), spread=spread) if spread else "",
            behind,
            any(field.error for field in behind),
        )


def behind_rate(make: Fields, base: str, spread: str = "", usual: str = "") -> Iterable[Field]:
    """What was counted, how sure the rate is, how its lag spreads, and where it came from.

    Args:
        make, base: as for every field.
        spread: what the spread of the lag says, in words.
        usual: the common spread, where this is a channel's own.
    """
    yield make.field(f"{base}/evidence/converted", make.say(N_("Counted: went on")))
    yield make.field(f"{base}/evidence/entered", make.say(N_("Counted: entered")))
    yield make.field(f"{base}/low", make.say(N_("Rate, low")))
    yield make.field(f"{base}/high", make.say(N_("Rate, high")))
    yield make.field(f"{base}/lag_quantiles", hint=spread, after=make.say(N_("d")), placeholder=usual)
    yield make.choice(f"{base}/basis", choices(make, BASES))
    for name in ("period", "set_by", "source"):
        yield make.field(f"{base}/{name}")


def _published(make: Fields, base: str) -> Iterable[Field]:
    """What was published about a rate; what a channel does differently is held against no such figure."""
    yield make.field(f"{base}/benchmark/low", make.say(N_("Published: from")))
    yield make.field(f"{base}/benchmark/high", make.say(N_("Published: to")))
    yield make.field(f"{base}/benchmark/source", make.say(N_("Published by")))
    yield make.field(f"{base}/benchmark/year", make.say(N_("Published in")))
    yield make.choice(f"{base}/benchmark/grade", choices(make, GRADES), make.say(N_("Published: grade")))


def stages(make: Fields) -> Iterable[StageForm]:
    """Every stage with its name, owner and definition."""
    found = make.ground.scenario.stages
    last = len(found) - 1
    for place, stage in enumerate(found):
        base = f"/stages/{place}"
        names = {"stage": heading(make.stage(stage.key))}
        yield StageForm(
            stage.key,
            make.field(f"{base}/name", make.say(N_("%(stage)s: name"), **names)),
            make.choice(f"{base}/owner", choices(make, OWNERS), make.say(N_("%(stage)s: owner"), **names)),
            make.field(f"{base}/definition", make.say(N_("%(stage)s: when a buyer counts as being here"), **names)),
            last=place == last,
            up=0 < place < last,
            down=place < last - 1,
            room=len(found) < STAGES_LIMIT,
        )
