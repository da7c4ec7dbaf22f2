"""What a trace collects on its way down, and where the values at its end came from."""

from typing import Any, Literal

from app.planner.engine import Outputs
from app.planner.plan import Plan, TraceSource, TraceStep, TraceValue
from app.planner.scenario import Conversion, ConversionOverride, Measured, Provenance, Record, Scenario
from app.planner.text import N_

Origin = Literal["typed", "counted", "default", "calendar"]


def value(name: str, number: float, unit: str = "count") -> TraceValue:
    """A value inside a formula."""
    return {"name": name, "value": number, "unit": unit}


class Story:
    """Steps and sources, collected from a figure downwards; each thing is explained once."""

    def __init__(self, scenario: Scenario, outputs: Outputs, plan: Plan) -> None:
        self.scenario, self.outputs, self.plan = scenario, outputs, plan
        self.steps: list[TraceStep] = []
        self.sources: dict[str, TraceSource] = {}
        self._told: set[str] = set()

    # -- collecting

    def step(self, name: str, formula: str, values: list[TraceValue], result: float, unit: str, *, channel: int | None = None) -> bool:
        """Add a line, of one channel or of the whole plan, unless this very thing has been explained; tells whether it was added."""
        if name in self._told:
            return False
        self._told.add(name)
        found: TraceStep = {"name": name, "formula": formula, "values": values, "result": result, "unit": unit}
        if channel is not None:
            found["channel"] = self.scenario.channels[channel].key
        self.steps.append(found)
        return True

    def source(self, pointer: str, name: str, given: object, unit: str, *, origin: Origin | None = None, **detail: object) -> None:
        """Add an assumption at the end of the trace; what it was measured from, beside it in the scenario, goes into the detail."""
        measured = self.measured(pointer)
        if measured is not None:
            origin, detail = "counted", detail | said_of(measured)
        self.sources[pointer] = {
            "pointer": pointer,
            "name": name,
            "value": given,
            "unit": unit,
            "origin": origin or self.origin(pointer),
            "detail": detail,
        }

    def channel_source(self, channel: int, field: str, label: str, given: object, unit: str) -> None:
        """Add an assumption of a channel, under the channel's name."""
        self.source(f"/channels/{channel}/{field}", f"{self.scenario.channels[channel].name}: {label}", given, unit)

    def origin(self, pointer: str) -> Origin:
        """Whether a value was typed or is the default of its field."""
        record: object = self.scenario
        parts = pointer.split("/")[1:]
        for part in parts[:-1]:
            if isinstance(record, tuple):
                record = record[int(part)]
            elif isinstance(record, dict):
                record = record.get(part)
            else:
                if isinstance(record, Record) and part not in _typed_names(record):
                    return "default"
                record = getattr(record, part)
        if isinstance(record, Record):
            return "typed" if parts[-1] in _typed_names(record) else "default"
        return "typed"

    def measured(self, pointer: str) -> Measured | None:
        """What a value was measured from: for the field `value` that is `value_from`, also for what is inside the field."""
        record: object = self.scenario
        for part in pointer.split("/")[1:]:
            if isinstance(record, tuple):
                record = record[int(part)]
            elif isinstance(record, dict):
                record = record.get(part)
            elif isinstance(record, Record):
                if isinstance(found := getattr(record, _FROM.get(part, f"{part}_from"), None), Measured):
                    return found
                record = getattr(record, part, None)
        return None

    # -- looking things up

    def bar(self, name: str) -> float:
        """A bar of the bridge."""
        return float(self.plan["bridge"][name])  # type: ignore[literal-required]  # one of its keys

    def channel_at(self, key: str) -> int:
        """Position of a channel by its key."""
        return [channel.key for channel in self.scenario.channels].index(key)

    def enters(self, channel: int) -> int:
        """Position of the stage at which a channel's buyers enter."""
        return int(self.outputs.inputs.enters[channel])

    def passing(self, stage: int) -> list[int]:
        """Positions of the channels whose buyers pass a stage."""
        return [channel for channel in range(len(self.scenario.channels)) if self.outputs.funnel.passes[channel, stage]]

    def month_at(self, label: str) -> int:
        """Position of a month in the outputs, which also hold the months that the plan does not show."""
        return self.outputs.inputs.calendar.labels.index(label)


_FROM = {"lag_days": "lag_from"}
"""What a field's measurement is called, where it is not the field's name with `_from`."""


def said_of(origin: Provenance) -> dict[str, object]:
    """What is known about where a value came from; what is not known is left out."""
    found: dict[str, object] = {"basis": origin.basis, "period": origin.period, "set_by": origin.set_by, "source": origin.source}
    found |= {"imports": list(origin.imports) or None, "known_to": origin.known_to and origin.known_to.isoformat()}
    if isinstance(origin, Measured):
        found["n"] = origin.n
    return {name: said for name, said in found.items() if said is not None}


def ends(low: float | None, high: float | None) -> dict[str, Any]:
    """The 10th and the 90th percentile of a value, for the detail of its source; what is not known is left out."""
    return {name: end for name, end in (("low", low), ("high", high)) if end is not None}


def _typed_names(record: Record) -> set[str]:
    """Names, as a document has them, of the fields that were given."""
    fields = type(record).model_fields
    return {fields[name].alias or name for name in record.model_fields_set}


# -- where values came from


def conversion(story: Story, channel: int | None, stage: int) -> None:
    """Where the rate and the lag from a stage to the next came from: typed, or counted, by whom and when.

    Args:
        story: what is collected.
        channel: whose rate and lag, where a channel has its own; None for those of the funnel.
        stage: the stage left.
    """
    plain, own = _plain_and_own(story, channel, stage)
    if own is not None and own.rate is not None:
        _rate(story, f"/channels/{channel}/conversions/{plain.from_stage}/rate", plain, own)
    else:
        _rate(story, f"/conversions/{story.scenario.conversions.index(plain)}/rate", plain, plain)
    lag(story, channel, stage)


def lag(story: Story, channel: int | None, stage: int) -> None:
    """Where the lag from a stage to the next came from."""
    plain, own = _plain_and_own(story, channel, stage)
    name = f"{plain.from_stage} > {plain.to_stage}"
    if own is not None and own.lag_days is not None:
        story.source(f"/channels/{channel}/conversions/{plain.from_stage}/lag_days", name, own.lag_days, "days")
    else:
        story.source(f"/conversions/{story.scenario.conversions.index(plain)}/lag_days", name, plain.lag_days, "days")


def _plain_and_own(story: Story, channel: int | None, stage: int) -> tuple[Conversion, ConversionOverride | None]:
    """The conversion from a stage, and what a channel does differently on it."""
    plain = story.scenario.ordered_conversions[stage]
    return plain, None if channel is None else story.scenario.channels[channel].conversions.get(plain.from_stage)


def _rate(story: Story, pointer: str, plain: Conversion, record: Conversion | ConversionOverride) -> None:
    counted = record.evidence
    detail: dict[str, object] = said_of(record)
    if counted is not None:
        detail |= {"entered": counted.entered, "converted": counted.converted}
        detail |= {"open": counted.open} if counted.open else {}
    detail |= {"low": record.low, "high": record.high}
    known = {key: said for key, said in detail.items() if said is not None}
    origin: Origin = "typed" if counted is None else "counted"
    story.source(pointer, f"{plain.from_stage} > {plain.to_stage}", record.rate, "fraction", origin=origin, **known)


def conversions_from(story: Story, channel: int | None, stage: int) -> None:
    """Where every rate and lag from a stage to the deal came from."""
    for position in range(stage, len(story.scenario.stages) - 1):
        conversion(story, channel, position)


def timing(story: Story, stage: int) -> None:
    """Lags, seasonality, today: what places the entries into a stage in months."""
    scenario = story.scenario
    conversions_from(story, None, stage)
    origin: Origin = "default" if scenario.seasonality is None else "typed"
    story.source("/seasonality", N_("Seasonality"), list(scenario.seasonality or ()), "weight", origin=origin)
    if scenario.today is not None:
        story.source("/today", N_("Today"), scenario.today.isoformat(), "date")


def working_days(story: Story, **detail: object) -> None:
    """Whose weekends and public holidays count."""
    story.source("/country", N_("Working days of"), story.scenario.country, "text", origin="calendar", **detail)
