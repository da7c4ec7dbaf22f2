"""How a figure of a plan came about: its formula, the values in it, and where each of those came from.

A trace starts at the figure and goes down to the assumptions. Its steps take their results from the evaluated plan, so a
trace can never tell another story than the plan does.
"""

import math
from collections.abc import Callable

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.faults import nearest
from app.planner.inputs import compile_scenario
from app.planner.plan import Plan, Trace, TraceSource, TraceStep, TraceValue
from app.planner.present import present
from app.planner.scenario import Record, Scenario
from app.planner.text import N_

Origin = str


class UnknownFigure(LookupError):
    """A pointer that leads to no figure of the plan."""

    def __init__(self, figure: str, nearest_figure: str | None) -> None:
        super().__init__(figure)
        self.figure = figure
        self.nearest = nearest_figure


def trace_figure(scenario: Scenario, figure: str) -> Trace:
    """The trace of one figure of a scenario's plan.

    Args:
        scenario: the assumptions.
        figure: a JSON pointer into the plan, as in /totals/stages/lead or /channels/0/months/3/spend.

    Raises:
        UnknownFigure: where the pointer leads to no figure.
    """
    outputs = evaluate(compile_scenario(scenario))
    plan = present(scenario, outputs)
    parts = figure.split("/")[1:]
    value: object = plan
    for part in parts:
        try:
            value = value[_position(part)] if isinstance(value, list | tuple) else value[part]  # type: ignore[index]  # any part may be missing
        except (KeyError, IndexError, ValueError, TypeError):
            raise UnknownFigure(figure, nearest(figure, _figures(plan))) from None
    tracer = _Tracer(scenario, outputs, plan)
    trace = tracer.find(parts)
    if trace is None:
        raise UnknownFigure(figure, nearest(figure, _figures(plan)))
    trace()
    return {"figure": figure, "steps": tracer.steps, "sources": list(tracer.sources.values())}


def _position(part: str) -> int:
    """A position in a list, from the start.

    Raises:
        ValueError: for anything but plain digits.
    """
    if not (part.isascii() and part.isdigit()):
        raise ValueError(part)
    return int(part)


def _figures(plan: Plan) -> list[str]:
    """Pointers of the headline figures, to suggest one."""
    return [
        *(f"/bridge/{name}" for name in plan["bridge"]),
        *(f"/totals/stages/{key}" for key in plan["totals"]["stages"]),
        *(f"/totals/per_working_day/{key}/mean" for key in plan["totals"]["per_working_day"]),
        *(f"/totals/{name}" for name in ("revenue", "spend", "people_cost", "hires_cost", "pipeline_deals", "moved_deals")),
        *(
            f"/channels/{position}/{name}"
            for position in range(len(plan["channels"]))
            for name in ("deals", "entries", "activity", "spend")
        ),
        *(f"/kpis/{position}" for position in range(len(plan["kpis"]))),
        "/proof/over",
    ]


def _value(name: str, value: float, unit: str = "count") -> TraceValue:
    return {"name": name, "value": value, "unit": unit}


class _Tracer:
    """Collects steps from a figure downwards; each thing is explained once."""

    def __init__(self, scenario: Scenario, outputs: Outputs, plan: Plan) -> None:
        self.scenario, self.outputs, self.plan = scenario, outputs, plan
        self.steps: list[TraceStep] = []
        self.sources: dict[str, TraceSource] = {}
        self._told: set[str] = set()

    # -- collecting

    def step(self, name: str, formula: str, values: list[TraceValue], result: float, unit: str) -> bool:
        """Add a line unless this very thing has been explained; tells whether it was added."""
        if name in self._told:
            return False
        self._told.add(name)
        self.steps.append({"name": name, "formula": formula, "values": values, "result": result, "unit": unit})
        return True

    def source(self, pointer: str, name: str, value: object, unit: str, *, origin: str = "", **detail: object) -> None:
        """Add an assumption at the end of the trace."""
        found = origin or self._origin(pointer)
        self.sources[pointer] = {
            "pointer": pointer,
            "name": name,
            "value": value,
            "unit": unit,
            "origin": found,  # type: ignore[typeddict-item]  # one of the four by construction
            "detail": detail,
        }

    def _origin(self, pointer: str) -> Origin:
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

    # -- finding what explains a pointer

    def find(self, parts: list[str]) -> Callable[[], None] | None:
        """What explains the figure at a pointer's parts."""
        if parts and parts[-1] in {"exact", "whole"}:
            parts = parts[:-1]
        match parts:
            case ["bridge", name]:
                return lambda: self.bridge(name)
            case ["totals", "stages", stage]:
                return lambda: self.stage_total(stage)
            case ["totals", "before_start", stage]:
                return lambda: self.stage_before_start(stage)
            case ["totals", "revenue"]:
                return self.revenue
            case ["totals", "spend"]:
                return self.spend
            case ["totals", ("people_cost" | "hires_cost") as name]:
                return lambda: self.people(name)
            case ["totals", "pipeline_deals"]:
                return self.pipeline_deals
            case ["totals", "moved_deals"]:
                return self.moved
            case ["totals", "per_working_day", channel, ("mean" | "peak") as kind]:
                return lambda: self.per_working_day(self.channel_at(channel), kind)
            case ["totals", "per_working_day", channel]:
                return lambda: self.per_working_day(self.channel_at(channel), "mean")
            case ["months", month, "stages", stage]:
                return lambda: self.stage_month(int(month), stage)
            case ["months", month, ("revenue" | "spend" | "pipeline_deals" | "pipeline_revenue" | "working_days") as name]:
                return lambda: self.month_figure(int(month), name)
            case ["channels", channel, name]:
                return self._channel_figure(int(channel), name)
            case ["channels", channel, "outreach", name]:
                return lambda: self.outreach(int(channel), name)
            case ["channels", channel, "months", month, *rest]:
                return self._channel_month_figure(int(channel), int(month), rest)
            case ["team", role, ("heads_peak" | "hires") as name]:
                return lambda: self.role(int(role), name)
            case ["team", role, "months", month, ("load" | "heads_needed" | "hires") as name]:
                return lambda: self.role_month(int(role), int(month), name)
            case ["kpis", kpi] | ["kpis", kpi, "value"]:
                return lambda: self.kpi(int(kpi))
            case ["proof", ("brings" | "over" | "goal") as name]:
                return lambda: self.proof(name)
            case ["proof", "entries", channel]:
                return lambda: self.proof_entries(channel)
        return None

    def _channel_figure(self, channel: int, name: str) -> Callable[[], None] | None:
        known: dict[str, Callable[[int], None]] = {
            "deals": self.deals,
            "entries": self.entries,
            "activity": self.activity,
            "revenue": self.channel_revenue,
            "spend": self.channel_spend,
            "cac": self.channel_cac,
            "cycle_days": self.cycle,
            "share_used": self.share_used,
            "moved_deals": self.channel_moved,
            "peak_use": self.peak_use,
            "influenced_revenue": self.influenced,
        }
        explain = known.get(name)
        return None if explain is None else lambda: explain(channel)

    def _channel_month_figure(self, channel: int, month: int, rest: list[str]) -> Callable[[], None] | None:
        match rest:
            case ["stages", stage]:
                return lambda: self.channel_stage_month(channel, month, stage)
            case ["steps", step]:
                return lambda: self.channel_step_month(channel, month, step)
            case [("activity" | "per_working_day" | "spend" | "working_days" | "over_capacity") as name]:
                return lambda: self.channel_month(channel, month, name)
        return None

    def channel_at(self, key: str) -> int:
        """Position of a channel by its key."""
        return [channel.key for channel in self.scenario.channels].index(key)

    # -- the bridge

    def bridge(self, name: str) -> None:
        """Any bar of the bridge."""
        if name in {"new_business", "surplus"}:
            self.gap(name)
        elif name == "target":
            self.target()
        elif name == "pipeline":
            self.pipeline()
        else:
            self.existing(name)

    def gap(self, name: str = "new_business") -> None:
        """What is left to win, or left over."""
        bridge = self.plan["bridge"]
        parts = ("target", "baseline", "churned", "expanded", "committed", "pipeline")
        values = [_value(part, float(bridge[part]), "money") for part in parts]  # type: ignore[literal-required]
        formula = (
            N_("new business = target - baseline - churned - expanded - committed - pipeline")
            if name == "new_business"
            else N_("surplus = baseline + churned + expanded + committed + pipeline - target")
        )
        if self.step(name, formula, values, float(bridge[name]), "money"):  # type: ignore[literal-required]
            self.target()
            self.existing("churned")
            self.existing("expanded")
            self.existing("committed")
            self.pipeline()

    def target(self) -> None:
        """The goal as money."""
        goal, result = self.scenario.goal, self.plan["bridge"]["target"]
        if goal.target is not None:
            self.step("target", N_("target, as given"), [], result, "money")
            self.source("/goal/target", N_("Target"), goal.target, "money")
            return
        growth = goal.growth or 0.0
        values = [_value("baseline", goal.baseline, "money"), _value("growth", growth, "fraction")]
        self.step("target", N_("target = baseline x (1 + growth)"), values, result, "money")
        self.source("/goal/baseline", N_("Baseline"), goal.baseline, "money")
        self.source("/goal/growth", N_("Growth"), growth, "fraction")

    def existing(self, name: str) -> None:
        """What existing customers bring, bar by bar."""
        scenario, result = self.scenario, float(self.plan["bridge"][name])  # type: ignore[literal-required]
        baseline = _value("baseline", scenario.goal.baseline, "money")
        months = _value("months", scenario.months, "months")
        span = "24" if scenario.goal.measure == "recognised" else "12"
        if name == "baseline":
            self.step(name, N_("baseline, as given"), [], result, "money")
        elif name == "churned":
            formula = (
                N_("churned = baseline x (retention - 1) x months / 12")
                if span == "12"
                else N_("churned = baseline x (retention - 1) x months / 24")
            )
            self.step(name, formula, [baseline, _value("retention", scenario.existing.retention, "fraction"), months], result, "money")
            self.source("/existing/retention", N_("Retention a year"), scenario.existing.retention, "fraction")
        elif name == "expanded":
            formula = (
                N_("expanded = baseline x expansion x months / 12") if span == "12" else N_("expanded = baseline x expansion x months / 24")
            )
            self.step(name, formula, [baseline, _value("expansion", scenario.existing.expansion, "fraction"), months], result, "money")
            self.source("/existing/expansion", N_("Expansion a year"), scenario.existing.expansion, "fraction")
        else:
            self.step(name, N_("committed, as given"), [], result, "money")
            self.source("/existing/committed", N_("Signed, not yet counted"), scenario.existing.committed, "money")
        if name in {"baseline", "churned", "expanded"}:
            self.source("/goal/baseline", N_("Baseline"), scenario.goal.baseline, "money")

    def pipeline(self) -> None:
        """What the open pipeline brings to the goal."""
        value = float(self.outputs.hand.value[0])
        deals = float(self.outputs.hand.deals[0])
        formula = (
            N_("pipeline = deals from the open pipeline inside the horizon x mean deal value")
            if self.scenario.goal.measure != "recognised"
            else N_("pipeline = deals from the open pipeline x mean deal value x what is earned by the end of the horizon")
        )
        values = [_value("deals", deals), _value("deal value", value, "money")]
        if self.step("pipeline", formula, values, self.plan["bridge"]["pipeline"], "money") and self.scenario.pipeline:
            self.pipeline_deals()

    def pipeline_deals(self) -> None:
        """Deals that the open pipeline closes inside the horizon."""
        hand = self.outputs.hand
        values = [
            _value(stage.name, self.scenario.pipeline[stage.key])
            for stage in self.scenario.stages[:-1]
            if stage.key in self.scenario.pipeline
        ]
        formula = N_("deals = open in each stage x mean rates to the deal, evenly over the days to the deal, those inside the horizon")
        if self.step("pipeline_deals", formula, values, float(hand.deals[0]), "count"):
            for key, count in self.scenario.pipeline.items():
                self.source(f"/pipeline/{key}", key, count, "count")
                for position in range(self.scenario.stage_keys.index(key), len(self.scenario.stages) - 1):
                    self.conversion(None, position)

    # -- deals and stages

    def share_used(self, channel: int) -> None:
        """A channel's share, after what is too late has gone to the others."""
        part = self.scenario.channels[channel]
        used = self.plan["channels"][channel]["share_used"]
        formula = N_("share used = share / shares of the channels that can still close in time")
        self.step(f"share_used {part.key}", formula, [_value("share", part.share, "fraction")], used, "fraction")
        self.source(f"/channels/{channel}/share", f"{part.name}: share", part.share, "fraction")

    def deals(self, channel: int) -> None:
        """Deals of a channel."""
        part, outputs = self.scenario.channels[channel], self.outputs
        worth = float(np.broadcast_to(outputs.timing.worth, outputs.totals.deals.shape)[0, channel])
        value = float(outputs.inputs.deal_value[0, channel])
        used = self.plan["channels"][channel]["share_used"]
        gap = float(outputs.totals.gap.new_business[0])
        values = [_value("share", used, "fraction"), _value("new business", gap, "money"), _value("deal value", value, "money")]
        formula = N_("deals = share x new business / deal value")
        if outputs.inputs.recognised:
            values.append(_value("earned by the end", worth, "fraction"))
            formula = N_("deals = share x new business / (deal value x mean share of it earned by the end)")
        if self.step(f"deals {part.key}", formula, values, float(outputs.totals.deals[0, channel]), "count"):
            self.share_used(channel)
            self.deal_value(channel)
            self.gap()

    def deal_value(self, channel: int) -> None:
        """Where a channel's deal value stands."""
        own = self.scenario.channels[channel].deal.value
        pointer = "/deal/value" if own is None else f"/channels/{channel}/deal/value"
        self.source(pointer, N_("Deal value"), self.scenario.deal.value if own is None else own, "money")

    def entries(self, channel: int) -> None:
        """Entries of a channel at its own stage."""
        self.channel_stage(channel, int(self.outputs.inputs.enters[channel]))

    def channel_stage(self, channel: int, stage: int) -> None:
        """Entries of a channel into any stage."""
        part, outputs = self.scenario.channels[channel], self.outputs
        deals = float(outputs.totals.deals[0, channel])
        rates = outputs.inputs.rates[0, channel, stage:].tolist()
        steps = self.scenario.ordered_conversions[stage:]
        values = [
            _value("deals", deals),
            *(_value(f"{step.from_stage} > {step.to_stage}", rate, "fraction") for step, rate in zip(steps, rates, strict=True)),
        ]
        result = deals / float(outputs.funnel.to_deal[0, channel, stage]) if outputs.funnel.passes[channel, stage] else 0.0
        if self.step(
            f"entries {part.key} {self.scenario.stages[stage].key}",
            N_("entries = deals / product of the rates to the deal"),
            values,
            result,
            "count",
        ):
            for position in range(stage, len(self.scenario.stages) - 1):
                self.conversion(channel, position)
            self.deals(channel)

    def conversion(self, channel: int | None, position: int) -> None:
        """Where a rate and its lag came from: typed, or counted, by whom and when."""
        plain = self.scenario.ordered_conversions[position]
        own = None if channel is None else self.scenario.channels[channel].conversions.get(plain.from_stage)
        number = self.scenario.conversions.index(plain)
        base = f"/conversions/{number}"
        record = plain
        if own is not None and own.rate is not None:
            base, record = f"/channels/{channel}/conversions/{plain.from_stage}", own  # type: ignore[assignment]  # same provenance fields
        detail: dict[str, object] = {"basis": record.basis, "period": record.period, "set_by": record.set_by, "source": record.source}
        if record.evidence is not None:
            detail |= {"entered": record.evidence.entered, "converted": record.evidence.converted}
        detail |= {"low": record.low, "high": record.high}
        kept = {name: value for name, value in detail.items() if value is not None}
        origin = "counted" if record.evidence is not None else "typed"
        self.source(f"{base}/rate", f"{plain.from_stage} > {plain.to_stage}", record.rate, "fraction", origin=origin, **kept)
        lag_base, lag = (
            (f"/channels/{channel}/conversions/{plain.from_stage}", own.lag_days)
            if own is not None and own.lag_days is not None
            else (f"/conversions/{number}", plain.lag_days)
        )
        self.source(f"{lag_base}/lag_days", f"{plain.from_stage} > {plain.to_stage}", lag, "days")

    def stage_total(self, key: str) -> None:
        """Entries into a stage over all channels."""
        stage = self.scenario.stage_keys.index(key)
        outputs = self.outputs
        passing = [position for position in range(len(self.scenario.channels)) if outputs.funnel.passes[position, stage]]
        exact = (outputs.totals.deals[0] / outputs.funnel.to_deal[0, :, stage]).tolist()
        values = [_value(self.scenario.channels[position].name, exact[position]) for position in passing]
        name = self.scenario.stages[stage].name
        if self.step(
            f"stage {key}",
            N_("entries of all channels that pass the stage, added up"),
            values,
            float(outputs.totals.stages[0, stage]),
            "count",
        ):
            self.source(f"/stages/{stage}/name", name, self.scenario.stages[stage].definition, "text")
            for position in passing:
                self.channel_stage(position, stage)

    def _series(self, stage: int) -> list[float]:
        return self.outputs.months.stages[0, :, stage].sum(axis=0).tolist()  # type: ignore[no-any-return]

    def stage_before_start(self, key: str) -> None:
        """Entries that must lie before the horizon."""
        stage = self.scenario.stage_keys.index(key)
        before = self.outputs.inputs.calendar.before
        result = math.fsum(self._series(stage)[:before])
        self.step(
            f"before start {key}", N_("entries in the months before the start: deals shifted back by their lags"), [], result, "count"
        )
        self.timing(stage)
        self.stage_total(key)

    def timing(self, stage: int) -> None:
        """Seasonality, lags, today: what places entries in months."""
        scenario = self.scenario
        for position in range(stage, len(scenario.stages) - 1):
            self.conversion(None, position)
        origin = "typed" if scenario.seasonality is not None else "default"
        self.source("/seasonality", N_("Seasonality"), list(scenario.seasonality or ()), "weight", origin=origin)
        if scenario.today is not None:
            self.source("/today", N_("Today"), scenario.today.isoformat(), "date")

    def stage_month(self, month: int, key: str) -> None:
        """Entries into a stage in a month."""
        stage = self.scenario.stage_keys.index(key)
        shown = self.plan["months"][month]
        by_channel = [
            _value(channel.name, float(self.outputs.months.stages[0, position, stage, self._position(shown["month"])]))
            for position, channel in enumerate(self.scenario.channels)
            if self.outputs.funnel.passes[position, stage]
        ]
        formula = N_("entries = (deals closed by the month's end + lag - deals closed by its start + lag) / rates, over all channels")
        self.step(f"{shown['month']} {key}", formula, by_channel, float(shown["stages"][key]["exact"] or 0.0), "count")
        self.timing(stage)
        self.stage_total(key)

    def _position(self, label: str) -> int:
        return self.outputs.inputs.calendar.labels.index(label)

    def month_figure(self, month: int, name: str) -> None:
        """Money, deals of the pipeline or working days of a month."""
        shown = self.plan["months"][month]
        result = shown[name]  # type: ignore[literal-required]
        if name == "working_days":
            self.step(name, N_("days of the month less weekends and public holidays"), [], result, "days")
            self.source("/country", N_("Working days of"), self.scenario.country, "text", origin="calendar")
        elif name in {"pipeline_deals", "pipeline_revenue"}:
            unit = "count" if name == "pipeline_deals" else "money"
            self.step(f"{shown['month']} {name}", N_("what the open pipeline closes or earns in the month"), [], result, unit)
            self.pipeline()
        elif name == "revenue":
            formula = (
                N_("deals of the month x deal value")
                if self.scenario.goal.measure != "recognised"
                else N_("a twelfth of the value of every deal of the last twelve months, for the days since it closed")
            )
            self.step(f"{shown['month']} revenue", formula, [], result, "money")
            self.revenue()
        else:
            position = self._position(shown["month"])
            values = [
                _value(channel.name, float(self.outputs.months.spend[0, number, position]), "money")
                for number, channel in enumerate(self.scenario.channels)
            ]
            self.step(
                f"{shown['month']} spend", N_("spend of all channels in the month"), values, math.nan if result is None else result, "money"
            )
            self._known_last()
            for number in range(len(self.scenario.channels)):
                self.channel_spend(number)

    def _known_last(self) -> None:
        """A step without a value is not shown: the plan says why beside the figure."""
        if math.isnan(self.steps[-1]["result"]):
            self.steps.pop()

    # -- activity

    def activity(self, channel: int) -> None:
        """Units of activity of a channel."""
        part, outputs = self.scenario.channels[channel], self.outputs
        entries = float(outputs.totals.deals[0, channel] / outputs.funnel.enters[0, channel])
        values = [_value("entries", entries), *(_value(step.name, step.yield_, "factor") for step in part.steps)]
        formula = N_("activity = entries / product of the yields")
        if part.ceiling is not None:
            values.append(_value("ceiling", part.ceiling))
            formula = N_("activity = entries / product of the yields, each month divided by 1 - entries / ceiling")
            self.source(f"/channels/{channel}/ceiling", f"{part.name}: ceiling", part.ceiling, "count")
        if self.step(f"activity {part.key}", formula, values, float(outputs.totals.activity[0, channel]), "count"):
            for position, step in enumerate(part.steps):
                self.source(f"/channels/{channel}/steps/{position}/yield", f"{part.name}: {step.name}", step.yield_, "factor")
            self.entries(channel)

    def per_working_day(self, channel: int, kind: str) -> None:
        """Units on a working day, in the mean or at the peak."""
        part = self.scenario.channels[channel]
        rate = self.plan["totals"]["per_working_day"][part.key]
        result = rate["mean"] if kind == "mean" else rate["peak"]
        if result is None:
            return
        months = self.outputs.months
        if kind == "mean":
            days = float(months.working_days[0, channel].sum())
            values = [_value(part.activity, float(self.outputs.totals.activity[0, channel])), _value("working days", days, "days")]
            self.step(f"per day {part.key}", N_("activity / working days of the active window"), values, result, "count")
        else:
            position = self._position(str(rate["peak_month"]))
            days = float(months.working_days[0, channel, position])
            values = [_value(part.activity, float(months.activity[0, channel, position])), _value("working days", days, "days")]
            self.step(f"peak day {part.key}", N_("activity of the busiest month / its working days"), values, result, "count")
        window = self.plan["channels"][channel]["window"]
        self.source("/country", N_("Working days of"), self.scenario.country, "text", origin="calendar", window=window, working_days=days)
        self.activity(channel)

    def channel_month(self, channel: int, month: int, name: str) -> None:
        """A channel's activity, its daily rate, its spend, its working days or its excess in a month."""
        part, shown = self.scenario.channels[channel], self.plan["channels"][channel]["months"][month]
        position, months = self._position(shown["month"]), self.outputs.months
        units = float(months.activity[0, channel, position])
        days = float(months.working_days[0, channel, position])
        label = f"{shown['month']} {part.key}"
        if name == "spend" and shown["spend"] is not None:
            self.step(
                f"{label} spend",
                N_("amount x paid units + fixed cost of an active month"),
                [_value(part.activity, units)],
                shown["spend"],
                "money",
            )
            self.channel_spend(channel)
        elif name == "working_days":
            self.step(f"{label} days", N_("working days of the month inside the active window"), [], days, "days")
            self.source("/country", N_("Working days of"), self.scenario.country, "text", origin="calendar")
        elif name == "over_capacity":
            self.step(f"{label} over", N_("activity above capacity"), [_value(part.activity, units)], shown["over_capacity"], "count")
            self.capacity(channel)
        elif name == "per_working_day" and shown["per_working_day"] is not None:
            values = [_value(part.activity, units), _value("working days", days, "days")]
            self.step(
                f"{label} per day",
                N_("activity of the month / its working days inside the active window"),
                values,
                shown["per_working_day"],
                "count",
            )
        if shown["activity"]["exact"] is not None:
            values = [_value("activity in all", float(self.outputs.totals.activity[0, channel]))]
            self.step(
                f"{label} activity",
                N_("activity of the month: what serves the deals that close a whole cycle later"),
                values,
                units,
                "count",
            )
            self.timing(int(self.outputs.inputs.enters[channel]))
            self.activity(channel)

    def capacity(self, channel: int) -> None:
        """Where a channel's limits stand."""
        capacity = self.scenario.channels[channel].capacity
        for name in ("per_working_day", "per_month"):
            if (value := getattr(capacity, name)) is not None:
                self.source(f"/channels/{channel}/capacity/{name}", N_("Capacity"), value, "count")

    def channel_stage_month(self, channel: int, month: int, key: str) -> None:
        """A channel's entries into a stage in a month."""
        stage = self.scenario.stage_keys.index(key)
        shown = self.plan["channels"][channel]["months"][month]
        formula = N_("entries = (deals closed by the month's end + lag - deals closed by its start + lag) / rates")
        self.step(f"{shown['month']} {key}", formula, [], float(shown["stages"][key]["exact"] or 0.0), "count")
        self.timing(stage)
        self.channel_stage(channel, stage)

    def channel_step_month(self, channel: int, month: int, step: str) -> None:
        """A step's volume in a month."""
        shown = self.plan["channels"][channel]["months"][month]
        values = [_value(part.name, part.yield_, "factor") for part in self.scenario.channels[channel].steps]
        volume = shown["steps"][step]
        if volume is not None:
            self.step(f"{shown['month']} step {step}", N_("activity of the month x yields up to the step"), values, volume, "count")
        self.channel_month(channel, month, "activity")

    def cycle(self, channel: int) -> None:
        """Days from activity to deal."""
        part = self.scenario.channels[channel]
        enters = int(self.outputs.inputs.enters[channel])
        values = [_value("activity to entry", part.lag_days, "days")]
        lags = self.outputs.inputs.lags[0, channel, enters:].tolist()
        values += [
            _value(f"{step.from_stage} > {step.to_stage}", lag, "days")
            for step, lag in zip(self.scenario.ordered_conversions[enters:], lags, strict=True)
        ]
        self.step(
            f"cycle {part.key}",
            N_("days from activity to entry + lags from entry to deal"),
            values,
            self.plan["channels"][channel]["cycle_days"],
            "days",
        )
        self.source(f"/channels/{channel}/lag_days", f"{part.name}: activity to entry", part.lag_days, "days")
        for position in range(enters, len(self.scenario.stages) - 1):
            self.conversion(channel, position)

    def channel_moved(self, channel: int) -> None:
        """Deals of a channel moved to later days."""
        part = self.scenario.channels[channel]
        formula = N_("deals without a cut x share of the season before the first day on which a deal can still close")
        cut = float(self.outputs.timing.cut[0, channel])
        self.step(
            f"moved {part.key}", formula, [_value("season before", cut, "fraction")], self.plan["channels"][channel]["moved_deals"], "count"
        )
        self.cycle(channel)
        self.deals(channel)
        self.timing(int(self.outputs.inputs.enters[channel]))

    def moved(self) -> None:
        """Deals moved, over all channels."""
        values = [_value(channel["name"], channel["moved_deals"]) for channel in self.plan["channels"]]
        self.step("moved", N_("deals moved to later days, over all channels"), values, self.plan["totals"]["moved_deals"], "count")
        for position in range(len(values)):
            self.channel_moved(position)

    def peak_use(self, channel: int) -> None:
        """The largest share of a limit in use."""
        result = self.plan["channels"][channel]["peak_use"]
        if result is not None:
            self.step(
                f"use {channel}", N_("busiest month or day / capacity, or entries / ceiling, whichever is more"), [], result, "fraction"
            )
            self.capacity(channel)
            self.activity(channel)

    def outreach(self, channel: int, name: str) -> None:
        """Prospects and mailboxes behind the e-mails."""
        need, outreach = self.plan["channels"][channel]["outreach"], self.scenario.channels[channel].outreach
        if need is None or outreach is None:
            return
        base = f"/channels/{channel}/outreach"
        formulas = {
            "emails_per_prospect": N_("touches - replies per prospect x (touches - 1) / 2"),
            "prospects": N_("e-mails / e-mails per prospect"),
            "prospects_per_working_day": N_("e-mails a working day / e-mails per prospect"),
            "mailboxes": N_("e-mails on the busiest working day / e-mails per mailbox, rounded up"),
            "domains": N_("mailboxes / mailboxes per domain, rounded up"),
        }
        found = need["prospects"]["exact"] if name == "prospects" else need[name]  # type: ignore[literal-required]
        if found is not None:
            self.step(
                f"outreach {name}", formulas[name], [_value("emails per prospect", need["emails_per_prospect"])], float(found), "count"
            )
        for field in ("touches", "reply_probability", "per_mailbox", "per_domain"):
            self.source(f"{base}/{field}", field, getattr(outreach, field), "count")
        self.per_working_day(channel, "peak" if name in {"mailboxes", "domains"} else "mean")

    # -- money

    def channel_revenue(self, channel: int) -> None:
        """What a channel's deals bring to the goal."""
        shown = self.plan["channels"][channel]
        if shown["revenue"] is not None:
            values = [
                _value("share", shown["share_used"], "fraction"),
                _value("new business", self.plan["bridge"]["new_business"], "money"),
            ]
            if self.step(f"revenue {shown['key']}", N_("share x new business"), values, shown["revenue"], "money"):
                self.share_used(channel)
                self.gap()

    def influenced(self, channel: int) -> None:
        """Revenue a channel touched; for information."""
        shown, part = self.plan["channels"][channel], self.scenario.channels[channel]
        if shown["influenced_revenue"] is not None and part.influenced is not None:
            self.step(
                f"influenced {part.key}",
                N_("influenced share x new business"),
                [_value("influenced", part.influenced, "fraction")],
                shown["influenced_revenue"],
                "money",
            )
            self.source(f"/channels/{channel}/influenced", f"{part.name}: influenced", part.influenced, "fraction")
            self.gap()

    def revenue(self) -> None:
        """New revenue over all channels."""
        result = self.plan["totals"]["revenue"]
        if result is not None:
            values = [_value(channel["name"], channel["revenue"] or 0.0, "money") for channel in self.plan["channels"]]
            self.step("revenue", N_("revenue of all channels' new deals"), values, result, "money")
            self.gap()

    def channel_spend(self, channel: int) -> None:
        """Media and vendor money of a channel."""
        part, shown = self.scenario.channels[channel], self.plan["channels"][channel]
        if shown["spend"] is None:
            return
        outputs = self.outputs
        paid = float(outputs.totals.activity[0, channel] * outputs.funnel.paid_per_unit[0, channel])
        months = float(outputs.months.active[0, channel].sum())
        values = [
            _value("amount", part.cost.amount, "money"),
            _value(part.cost.per or part.activity, paid),
            _value("fixed a month", part.cost.fixed_per_month, "money"),
            _value("active months", months, "months"),
        ]
        if self.step(f"spend {part.key}", N_("amount x paid units + fixed cost x active months"), values, shown["spend"], "money"):
            self.source(f"/channels/{channel}/cost/amount", f"{part.name}: cost", part.cost.amount, "money")
            self.source(f"/channels/{channel}/cost/fixed_per_month", f"{part.name}: fixed cost", part.cost.fixed_per_month, "money")
            self.activity(channel)

    def channel_cac(self, channel: int) -> None:
        """Spend per deal of a channel."""
        shown = self.plan["channels"][channel]
        if shown["cac"] is not None and shown["spend"] is not None:
            values = [_value("spend", shown["spend"], "money"), _value("deals", shown["deals"]["exact"] or 0.0)]
            self.step(f"cac {shown['key']}", N_("spend / deals"), values, shown["cac"], "money")
            self.channel_spend(channel)
            self.deals(channel)

    def spend(self) -> None:
        """Media and vendor money over all channels."""
        result = self.plan["totals"]["spend"]
        if result is not None:
            values = [_value(channel["name"], channel["spend"] or 0.0, "money") for channel in self.plan["channels"]]
            if self.step("spend", N_("spend of all channels"), values, result, "money"):
                for position in range(len(self.scenario.channels)):
                    self.channel_spend(position)

    def people(self, name: str) -> None:
        """What people cost."""
        result = float(self.plan["totals"][name])  # type: ignore[literal-required]
        if name == "people_cost":
            values = [_value(role.role, role.heads * role.cost_per_month, "money") for role in self.scenario.team]
            self.step(
                name,
                N_("heads now x cost a month x months, over all roles"),
                [*values, _value("months", self.scenario.months, "months")],
                result,
                "money",
            )
        else:
            values = [_value(role["role"], role["hires"]) for role in self.plan["team"]]
            self.step(name, N_("each hire from the month of starting to the end x cost a month"), values, result, "money")
        for position, role in enumerate(self.scenario.team):
            self.source(f"/team/{position}/cost_per_month", f"{role.role}: cost a month", role.cost_per_month, "money")
            self.source(f"/team/{position}/heads", f"{role.role}: heads", role.heads, "count")

    # -- team, key figures, proof

    def role(self, position: int, name: str) -> None:
        """The most heads needed, or the hires."""
        shown, role = self.plan["team"][position], self.scenario.team[position]
        loads = [month["load"] for month in shown["months"]]
        values = [_value("busiest month", max(loads)), _value("load a head", role.load_per_head_per_month)]
        if name == "hires":
            values += [_value("heads now", role.heads)]
        formula = N_("busiest month / load a head, rounded up") if name == "heads_peak" else N_("most heads needed - heads now, rounded up")
        self.step(f"role {position} {name}", formula, values, float(shown[name]), "count")  # type: ignore[literal-required]
        self._role_sources(position)
        self._handled(position)

    def _role_sources(self, position: int) -> None:
        role = self.scenario.team[position]
        for field, unit in (("load_per_head_per_month", "count"), ("heads", "count"), ("ramp_months", "months")):
            self.source(f"/team/{position}/{field}", f"{role.role}: {field}", getattr(role, field), unit)

    def _handled(self, position: int) -> None:
        handles = self.scenario.team[position].handles
        keys = [channel.key for channel in self.scenario.channels]
        if handles in keys:
            self.activity(keys.index(handles))
        elif handles in self.scenario.stage_keys:
            self.stage_total(handles)
        else:
            for number, channel in enumerate(self.scenario.channels):
                if channel.activity == handles:
                    self.activity(number)

    def role_month(self, position: int, month: int, name: str) -> None:
        """Load, heads or hires of a role in a month."""
        shown, role = self.plan["team"][position]["months"][month], self.scenario.team[position]
        values = [_value("load", shown["load"]), _value("load a head", role.load_per_head_per_month)]
        formula = {
            "load": N_("units of what the role handles in the month"),
            "heads_needed": N_("load of the month / load a head, rounded up"),
            "hires": N_("heads that must start now for the ramp to be over when they are needed"),
        }[name]
        self.step(f"{shown['month']} role {position} {name}", formula, values if name != "load" else [], float(shown[name]), "count")  # type: ignore[literal-required]
        self._role_sources(position)
        self._handled(position)

    def kpi(self, position: int) -> None:
        """A key figure: its own formula, then what it is made of."""
        kpi = self.plan["kpis"][position]
        if kpi["value"] is not None:
            self.step(f"kpi {kpi['key']} {kpi.get('stage', '')}".strip(), kpi["formula"], [], kpi["value"], kpi["unit"])
        self.spend()
        self.revenue()
        for stage in self.scenario.stage_keys[::-1]:
            self.stage_total(stage)
        if self.scenario.deal.gross_margin is not None:
            self.source("/deal/gross_margin", N_("Gross margin"), self.scenario.deal.gross_margin, "fraction")
        self.source("/existing/retention", N_("Retention a year"), self.scenario.existing.retention, "fraction")

    def proof(self, name: str) -> None:
        """The forward check."""
        proof = self.plan["proof"]
        if proof is None:
            return
        if name == "over":
            self.step(
                "over",
                N_("what the whole-number targets bring - goal"),
                [_value("brings", proof["brings"], "money"), _value("goal", proof["goal"], "money")],
                proof["over"],
                "money",
            )
        if name == "goal":
            self.step("goal", N_("the target of the bridge"), [], proof["goal"], "money")
        values = [_value(self.scenario.channels[self.channel_at(key)].name, count) for key, count in proof["entries"].items()]
        self.step(
            "brings",
            N_("existing + committed + pipeline + whole entries of each channel x rates x deal value"),
            values,
            proof["brings"],
            "money",
        )
        self.gap()
        for position in range(len(self.scenario.channels)):
            self.entries(position)

    def proof_entries(self, key: str) -> None:
        """A channel's whole-number entries."""
        proof = self.plan["proof"]
        if proof is not None:
            self.step(f"whole {key}", N_("entries by month, rounded up on the running total"), [], proof["entries"][key], "count")
        self.entries(self.channel_at(key))


def _typed_names(record: Record) -> set[str]:
    """Names, as a document has them, of the fields that were given."""
    fields = type(record).model_fields
    return {fields[name].alias or name for name in record.model_fields_set}
