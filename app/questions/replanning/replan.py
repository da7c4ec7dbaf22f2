"""Replan: what was won up to a day, what is open on it and the same goal give the requirements for the rest.

Both sides of the answer are evaluations of one scenario, that of the rest (`rest`): one with what the plan has left to begin on that day,
one with what is left to win now. So months that have begun, ceilings, seasons and heads are treated alike, and the difference is the
difference in what there is to win.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.late import too_late
from app.questions.replanning.actuals import Actuals, Span, counts, see_that_it_fits
from app.questions.replanning.progress import closed_until, entries_under_way, left_to_begin, left_to_enter
from app.questions.replanning.replanned import Pace, Replanned, RestChannel, RestMonth, RestRole, State, ToWin
from app.questions.replanning.rest import rest_scenario
from app.questions.replanning.sides import Side, side_of, with_new_business


def rest_of(scenario: Scenario, actuals: Actuals) -> Scenario:
    """The scenario of the rest alone; raises as `replan`."""
    span = see_that_it_fits(scenario, actuals)
    return rest_scenario(scenario, evaluate(compile_scenario(scenario)), actuals, span)


def replan(scenario: Scenario, actuals: Actuals) -> Replanned:
    """What there is to do from the day on, with what was won by it and what is open on it.

    Raises:
        QuestionRefused: where the actuals are not of this plan, as `see_that_it_fits` says.
        InvalidScenario: where the scenario of the rest would make no sense.
    """
    span = see_that_it_fits(scenario, actuals)
    outputs = evaluate(compile_scenario(scenario))
    rest = rest_scenario(scenario, outputs, actuals, span)
    inputs = compile_scenario(rest)
    planned = float(outputs.totals.revenue[0] @ left_to_begin(outputs, span.morning))
    return _Answer(scenario, rest, actuals, span, outputs, evaluate(inputs), evaluate(with_new_business(inputs, planned))).told()


@dataclass(frozen=True)
class _Answer:
    """What an answer is made of: the plan, and the rest as needed and as planned."""

    scenario: Scenario
    rest: Scenario
    actuals: Actuals
    span: Span
    plan: Outputs
    needed: Outputs
    planned: Outputs

    @property
    def first(self) -> int:
        """The position of the first month of the rest among the months shown."""
        calendar = self.needed.inputs.calendar
        begins = float(self.needed.inputs.today[0])
        return int(np.searchsorted(calendar.edges[1:], begins, side="right"))

    def told(self) -> Replanned:
        """The answer."""
        sides = side_of(self.rest, self.needed, self.first), side_of(self.rest, self.planned, self.first)
        calendar = self.needed.inputs.calendar
        months = self._months(*sides)
        to_win = self._to_win()
        state = self._state(to_win)
        return Replanned(
            since=calendar.date(self.span.since).isoformat(),
            until=self.actuals.until.isoformat(),
            today=str(self.rest.today),
            state=state,
            to_win=to_win,
            nearest=to_win.target - to_win.left if state == "too_late" else None,
            pace=self._pace(),
            under_way=self._under_way(),
            pipeline_given=self.actuals.pipeline is not None,
            channels=self._channels(*sides),
            months=months,
            team=self._team(*sides),
            too_late=tuple(month.month for month in months if month.reach and all(each == "too_late" for each in month.reach)),
            at_ceiling=self._at_ceiling(),
            next_spend=self._next_spend(),
            scenario=self.rest.model_dump(mode="json", exclude_none=True),
        )

    def _at_ceiling(self) -> tuple[str, ...]:
        full = np.broadcast_to(self.needed.totals.blocked[0], len(self.rest.channels)).tolist()
        return tuple(channel.key for channel, is_full in zip(self.rest.channels, full, strict=True) if is_full)

    def _to_win(self) -> ToWin:
        gap = self.needed.totals.gap
        return ToWin(
            target=float(gap.target[0]),
            existing=float((gap.baseline + gap.churned + gap.expanded)[0]),
            committed=self.scenario.existing.committed,
            won=counts(self.plan.inputs, self.actuals.won, self.span),
            pipeline=float(gap.pipeline[0]),
            left=float(gap.new_business[0]),
            surplus=float(gap.surplus[0]),
            planned=float(self.planned.totals.gap.new_business[0]),
            under_way=float(self.plan.totals.revenue[0] @ self._on_the_way),
        )

    @property
    def _on_the_way(self) -> Array:
        """The part of each channel's new business that is begun and has not entered, (C,)."""
        return left_to_enter(self.plan, self.span.morning) - left_to_begin(self.plan, self.span.morning)

    def _under_way(self) -> dict[str, float]:
        entries = entries_under_way(self.plan, self.span.morning)
        stages = np.bincount(self.plan.inputs.enters, entries, len(self.scenario.stages))
        return {key: count for key, count in zip(self.scenario.stage_keys, stages.tolist(), strict=True) if count > 0}

    def _state(self, to_win: ToWin) -> State:
        if to_win.left == 0:
            return "reached" if to_win.surplus >= to_win.pipeline else "covered"
        if not self.needed.totals.feasible[0]:
            return "too_late"
        return "ceiling" if self.needed.totals.blocked[0].any() else "open"

    def _pace(self) -> Pace:
        by_then = closed_until(self.plan, np.array([self.span.morning]))
        won = self.actuals.won.values()
        return Pace(
            deals=sum((each.deals for each in won), 0.0),
            planned_deals=float(by_then.deals[0]),
            revenue=sum((each.revenue for each in won), 0.0),
            planned_revenue=float(by_then.value[0]),
        )

    def _next_spend(self) -> float | None:
        spend, calendar = self.plan.months.next_spend, self.plan.inputs.calendar
        if spend is None:
            return None
        return float(spend[0][:, calendar.edges[1:] > self.span.morning].sum())

    def _channels(self, needed: Side, planned: Side) -> tuple[RestChannel, ...]:
        return tuple(
            RestChannel(
                key=channel.key,
                share=channel.share,
                revenue=float(needed.revenue[place]),
                planned_revenue=float(planned.revenue[place]),
                deals=float(needed.deals[place]),
                planned_deals=float(planned.deals[place]),
                activity=float(needed.activity[place].sum()),
                planned_activity=float(planned.activity[place].sum()),
                per_working_day=float(needed.mean_per_day[place]),
                planned_per_working_day=float(planned.mean_per_day[place]),
                peak_per_day=float(needed.peak_per_day[place]),
                planned_peak_per_day=float(planned.peak_per_day[place]),
                spend=float(needed.spend[place].sum()),
                planned_spend=float(planned.spend[place].sum()),
            )
            for place, channel in enumerate(self.rest.channels)
        )

    def _closing(self) -> tuple[Array, Array]:
        """Deals of the plan and of the open pipeline by month shown from the first of the rest on, (T,)."""
        calendar = self.needed.inputs.calendar
        edges = np.maximum(calendar.horizon_edges, self.span.morning)
        none = np.zeros(calendar.before)
        planned = np.concatenate([none, np.diff(closed_until(self.plan, edges).deals)])
        return planned[self.first :], np.concatenate([none, self.needed.months.pipeline_deals[0]])[self.first :]

    def _months(self, needed: Side, planned: Side) -> tuple[RestMonth, ...]:
        keys = [channel.key for channel in self.rest.channels]
        reach = {month.month: month.reach for month in too_late(self.rest)}
        closing, hand = self._closing()

        def by_key(values: Array, place: int) -> dict[str, float]:
            return dict(zip(keys, values[:, place].tolist(), strict=True))

        return tuple(
            RestMonth(
                month=label,
                deals=float(needed.closing[place] + hand[place]),
                planned_deals=float(closing[place]),
                pipeline_deals=float(hand[place]),
                activity=by_key(needed.activity, place),
                planned_activity=by_key(planned.activity, place),
                per_working_day=by_key(needed.per_working_day, place),
                planned_per_working_day=by_key(planned.per_working_day, place),
                spend=float(needed.spend[:, place].sum()),
                planned_spend=float(planned.spend[:, place].sum()),
                heads=tuple(needed.heads[:, place].tolist()),
                planned_heads=tuple(planned.heads[:, place].tolist()),
                reach=reach.get(label, ()),
            )
            for place, label in enumerate(self.needed.inputs.calendar.labels[self.first :])
        )

    def _team(self, needed: Side, planned: Side) -> tuple[RestRole, ...]:
        return tuple(
            RestRole(
                role=role.role,
                heads=role.heads,
                heads_peak=float(needed.heads[place].max(initial=0.0)),
                planned_heads_peak=float(planned.heads[place].max(initial=0.0)),
                hires=float(needed.hires[place]),
                planned_hires=float(planned.hires[place]),
                hire_by=needed.hire_by[place],
            )
            for place, role in enumerate(self.rest.team)
        )
