"""The team: heads against work, month by month. No HTML."""

from typing import NamedTuple

from app.planner.plan import PlanRole
from app.planner.scenario import Role
from app.planner.text import N_
from app.web.answer.table_views import Use, use
from app.web.figures.ground import Ground


class Heads(NamedTuple):
    """Heads needed in a month; `over` is more than there are."""

    month: str
    heads: str
    over: bool
    figure: str


class RoleView(NamedTuple):
    """Heads against work."""

    name: str
    load: str
    have: str
    peak: str
    at: str
    use: Use | None
    heads: tuple[Heads, ...]
    wide: bool
    remark: str
    hires: str
    """What the figure of hires is called, where there are any."""


def team(ground: Ground) -> tuple[RoleView, ...]:
    """Each role's peak against what its heads carry, and heads needed by month of the horizon."""
    pairs = zip(ground.scenario.team, ground.plan["team"], strict=True)
    return tuple(_role(ground, position, role, planned) for position, (role, planned) in enumerate(pairs))


def _role(ground: Ground, position: int, role: Role, planned: PlanRole) -> RoleView:
    language, start = ground.language, ground.plan["horizon"]["start"][:7]
    peak = max((month["load"] for month in planned["months"]), default=0.0)
    capacity = role.heads * role.load_per_head_per_month
    unit = ground.handled(role.handles)
    return RoleView(
        name=role.role,
        load=ground.say(N_("%(load)s %(units)s a month each"), load=language.number(role.load_per_head_per_month, up_to=1), units=unit),
        have=language.number(role.heads, up_to=1),
        peak=ground.whole(planned["heads_peak"]),
        at=f"/team/{position}",
        use=use(ground, peak, capacity, N_("%(used)s of %(limit)s a month")) if capacity > 0 else None,
        heads=tuple(
            [
                Heads(
                    ground.month(month["month"]),
                    ground.whole(month["heads_needed"]),
                    month["heads_needed"] > role.heads,
                    f"/team/{position}/months/{number}/heads_needed",
                )
                for number, month in enumerate(planned["months"])
                if month["month"] >= start
            ]
        ),
        wide=planned["heads_peak"] >= 1000,
        remark=_hiring(ground, planned),
        hires=language.ngettext("Why %(n)s hire?", "Why %(n)s hires?", int(planned["hires"])) if planned["hires"] else "",
    )


def _hiring(ground: Ground, planned: PlanRole) -> str:
    if planned["hire_by"] is None:
        return ""
    month = ground.long_month(planned["hire_by"])
    text = ground.language.ngettext(
        "%(n)s to hire, starting by %(month)s.", "%(n)s to hire, the first starting by %(month)s.", int(planned["hires"]), month=month
    )
    today = ground.plan["horizon"]["today"]
    passed = today is not None and planned["hire_by"] < today[:7]
    return f"{text} {ground.say(N_('That month has passed.'))}" if passed else text
