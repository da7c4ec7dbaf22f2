"""The small figures and the picture inside the form: what each section comes to. They change with every answer. No HTML."""

from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.state.plan_page import Answer


def live(found: Answer) -> dict[str, str]:
    """The small figures inside the form and the head, by name; they come along with every answer."""
    said = {"changes": found.base.origin.changes(found.count, found.base.form.language), "state": found.state}
    return figures(found.ground) | said if found.ground else said


def figures(ground: Ground) -> dict[str, str]:
    """The small figures inside the form, by name: what each section comes to."""
    scenario, language, plan = ground.scenario, ground.language, ground.plan
    goal, existing = scenario.goal, scenario.existing
    held = sum(scenario.pipeline.values())
    lags = sum(conversion.lag_days for conversion in scenario.conversions)
    margin = (
        ground.say(N_(" · margin %(margin)s"), margin=language.percent(scenario.deal.gross_margin))
        if scenario.deal.gross_margin is not None
        else ""
    )
    growth = language.percent(goal.growth or 0.0, sign=True)
    return {
        "goal": ground.say(N_("%(growth)s on %(baseline)s"), growth=growth, baseline=ground.short(goal.baseline))
        if goal.target is None
        else ground.short(goal.target),
        "target": ground.money(plan["bridge"]["target"]),
        "customers": ground.say(
            N_("%(kept)s kept · %(open)s open"), kept=language.percent(existing.retention), open=language.number(held, up_to=1)
        ),
        "deal": ground.money(scenario.deal.value) + margin,
        "funnel": ground.say(
            N_("%(days)s, %(first)s to %(last)s"),
            days=language.days(lags),
            first=ground.stage(ground.first.key),
            last=ground.stage(ground.last.key),
        ),
        "channels": language.ngettext("%(n)s channel", "%(n)s channels", len(scenario.channels))
        + ground.say(N_(" · shares add up to 100%")),
        "team": " · ".join(f"{language.number(role.heads, up_to=1)} {role.role}" for role in scenario.team) or ground.say(N_("nobody yet")),
        "calendar": f"{ground.span} · {scenario.country}",
    }


def share_bar(ground: Ground) -> tuple[tuple[tuple[int, float, float], ...], str]:
    """Series, start and width of each share in percent, and the same in words."""
    bars, start = [], 0.0
    for channel in ground.scenario.channels:
        width = channel.share * 100
        bars.append((ground.series[channel.key], round(start, 2), round(max(width - 0.4, 0.0), 2)))
        start += width
    words = ", ".join(f"{channel.name} {ground.rate(channel.share)}" for channel in ground.scenario.channels)
    return tuple(bars), ground.say(N_("Shares of new revenue: %(shares)s"), shares=words)
