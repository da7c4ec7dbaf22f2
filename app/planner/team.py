"""Heads against work: who is needed in each month, and when the latest hire must start."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.formulas import heads_for, people_cost
from app.planner.plan import PlanRole, RoleMonth
from app.planner.rounding import ABSOLUTE_DUST, Array, as_whole, ceiling, whole_list
from app.planner.scenario import Role, Scenario


@dataclass(frozen=True)
class RolePlan:
    """One role's work and heads over the months shown, T of them.

    Attributes:
        role: the role.
        channels: positions of the channels whose activity it carries; empty where it handles a stage.
        stage: position of the stage it handles, or None.
        load: units a month, (T,).
        needed: heads a month, whole, T of them.
        hires: heads that must start, by position of the month; a position may lie before the first month shown.
    """

    role: Role
    channels: tuple[int, ...]
    stage: int | None
    load: Array
    needed: list[float]
    hires: dict[int, float]

    @property
    def capacity(self) -> float:
        """Units a month that the present heads carry."""
        return self.role.heads * self.role.load_per_head_per_month


@dataclass(frozen=True)
class Team:
    """All roles."""

    plans: tuple[RolePlan, ...]
    outputs: Outputs

    @property
    def people_cost(self) -> float:
        """The present heads over the horizon, money."""
        heads, pay = ([[getattr(plan.role, name) for plan in self.plans]] for name in ("heads", "cost_per_month"))
        return float(people_cost(np.array(heads, dtype=float), np.array(pay, dtype=float), self.outputs.inputs.calendar.months)[0])

    @property
    def hires_cost(self) -> float:
        """The hires, each from the month of starting to the end of the horizon, money."""
        shown = self.outputs.inputs.calendar.shown
        return sum(heads * (shown - month) * plan.role.cost_per_month for plan in self.plans for month, heads in plan.hires.items())

    def roles(self, first: int) -> list[PlanRole]:
        """The team as the plan shows it, from the first month shown on."""
        return [self._role(plan, first) for plan in self.plans]

    def _role(self, plan: RolePlan, first: int) -> PlanRole:
        start, hires = min([first, *plan.hires]), plan.hires
        months: list[RoleMonth] = [
            {"month": self.month(position), "load": 0.0, "heads_needed": 0, "hires": hires.get(position, 0)} for position in range(start, 0)
        ]
        shown = max(start, 0)
        by_month = zip(self.months[shown:], plan.load[shown:].tolist(), plan.needed[shown:], strict=True)
        months += [
            {"month": month, "load": load, "heads_needed": heads, "hires": hires.get(position, 0)}
            for position, (month, load, heads) in enumerate(by_month, shown)
        ]
        return {
            "role": plan.role.role,
            "handles": plan.role.handles,
            "heads": plan.role.heads,
            "heads_peak": max(plan.needed),
            "hires": sum(hires.values()),
            "hire_by": self.month(min(hires)) if hires else None,
            "months": months,
        }

    @property
    def months(self) -> list[str]:
        """The labels of the months shown."""
        return self.outputs.inputs.calendar.labels

    def month(self, position: int) -> str:
        """The label of a month by its position, also before the first one shown."""
        return self.outputs.inputs.calendar.label(position)


def handled(scenario: Scenario, role: Role) -> tuple[tuple[int, ...], int | None]:
    """What a role handles: a channel by its key, else a stage, else every channel with that activity."""
    for position, channel in enumerate(scenario.channels):
        if channel.key == role.handles:
            return (position,), None
    if role.handles in scenario.stage_keys:
        return (), scenario.stage_keys.index(role.handles)
    return tuple(position for position, channel in enumerate(scenario.channels) if channel.activity == role.handles), None


def hires_by_month(needed: Sequence[float], heads: float, ramp_months: float) -> dict[int, float]:
    """Heads that must start, by position of the month: each `ramp_months` (rounded up) before the month that first needs it.

    Args:
        needed: heads needed by month.
        heads: heads there are.
        ramp_months: months from start to full load.
    """
    ramp = math.ceil(ramp_months - ABSOLUTE_DUST)
    hires: dict[int, float] = {}
    hired = 0.0
    for month, count in enumerate(needed):
        if (short := count - heads - hired) > ABSOLUTE_DUST:
            hires[month - ramp] = as_whole(math.ceil(short - ABSOLUTE_DUST))
            hired += hires[month - ramp]
    return hires


def team_of(scenario: Scenario, outputs: Outputs, stages: Array) -> Team:
    """Every role's load, heads and hires.

    Args:
        scenario: the team's declaration.
        outputs: the evaluated plan.
        stages: entries into each stage by month over all channels, (N, T).
    """
    plans = []
    for role in scenario.team:
        channels, stage = handled(scenario, role)
        load = stages[stage] if stage is not None else np.add.reduce(outputs.months.activity[0, list(channels)], axis=0)
        needed = whole_list(ceiling(heads_for(load, role.load_per_head_per_month)))
        plans.append(RolePlan(role, channels, stage, load, needed, hires_by_month(needed, role.heads, role.ramp_months)))
    return Team(tuple(plans), outputs)
