"""The assumptions in the order a person thinks, and the small figures between them. No HTML."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.documents.declared import declared
from app.planner.scenario import Channel, Scenario
from app.planner.text import N_
from app.planner.working_days import known_countries
from app.web.fields import Field, Fields, Texts, problems
from app.web.forms import Form
from app.web.ground import Ground
from app.web.pictures import Bar
from app.web.present_funnel import evidence
from app.web.words import heading
from app.wording.names import MEASURES

SECTIONS_OPEN = ("goal", "customers", "funnel", "channels", "calendar")
SEASON_HEIGHT = 40.0


@dataclass(frozen=True)
class Step:
    """A conversion: the stages, its fields, and what stands behind the rate."""

    start: str
    end: str
    rate: Field
    lag: Field
    counted: str


@dataclass(frozen=True)
class ChannelForm:
    """A channel's fields."""

    series: int
    name: str
    enters: str
    share: Field
    fields: tuple[Field, ...]
    open: bool


@dataclass(frozen=True)
class RoleForm:
    """A role's fields."""

    name: str
    handles: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FormView:
    """Every section's fields. `open` holds the sections that start unfolded."""

    measure: Field
    goal: tuple[Field, ...]
    customers: tuple[Field, ...]
    pipeline: tuple[Field, ...]
    deal: tuple[Field, ...]
    funnel: tuple[Step, ...]
    channels: tuple[ChannelForm, ...]
    shares: tuple[tuple[int, float, float], ...]
    shares_label: str
    team: tuple[RoleForm, ...]
    calendar: tuple[Field, ...]
    seasonality: tuple[Field, ...]
    season_bars: tuple[Bar, ...]
    figures: dict[str, str]
    problems: tuple[tuple[str, str, str], ...]
    open: frozenset[str] = field(default_factory=frozenset)


def form_view(form: Form, ground: Ground, texts: Texts, errors: Texts, figures: dict[str, str]) -> FormView:
    """All sections; a section that holds an error is unfolded."""
    make = Fields(form, ground, texts, errors)
    scenario = form.base
    shares, shares_label = share_bar(ground)
    return FormView(
        measure=make.choice("/goal/measure", tuple((key, ground.say(label)) for key, label in MEASURES.items())),
        goal=(
            make.field("/goal/baseline"),
            make.field("/goal/growth"),
            make.field("/goal/target", ground.say(N_("Or a target")), hint=ground.say(N_("counts instead of growth"))),
            make.field("/goal/next_growth", ground.say(N_("Growth after")), hint=ground.say(N_("new business of the period after"))),
        ),
        customers=(make.field("/existing/retention"), make.field("/existing/expansion"), make.field("/existing/committed")),
        pipeline=tuple(
            make.field(f"/pipeline/{stage.key}", ground.say(N_("Open %(stages)s"), stages=ground.stages(stage.key)))
            for stage in scenario.stages[:-1]
        ),
        deal=(make.field("/deal/value"), make.field("/deal/gross_margin")),
        funnel=tuple(_funnel(make, scenario)),
        channels=tuple(_channels(make, scenario)),
        shares=shares,
        shares_label=shares_label,
        team=tuple(_team(make, scenario)),
        calendar=(
            make.field("/start"),
            make.field("/months"),
            make.choice("/country", _countries(form)),
            make.field("/today"),
        ),
        seasonality=tuple(_seasonality(make, scenario)),
        season_bars=_season_bars(scenario),
        figures=figures,
        problems=problems(make),
        open=frozenset({*SECTIONS_OPEN, *(_section(pointer) for pointer in errors)}),
    )


def figures(ground: Ground, changes: int) -> dict[str, str]:
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
        "team": " · ".join(f"{language.number(role.heads, up_to=1)} {role.role}" for role in scenario.team),
        "calendar": f"{ground.span} · {scenario.country}",
        "changes": language.ngettext("%(n)s change to the sample", "%(n)s changes to the sample", changes) if changes else "",
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


def _countries(form: Form) -> tuple[tuple[str, str], ...]:
    names = form.language.cldr.territories
    return tuple(sorted(((code, str(names.get(code, code))) for code in known_countries()), key=lambda pair: pair[1].casefold()))


def _funnel(make: Fields, scenario: Scenario) -> Iterable[Step]:
    for conversion in scenario.ordered_conversions:
        base = f"/conversions/{scenario.conversions.index(conversion)}"
        start, end = make.ground.stage(conversion.from_stage), make.ground.stage(conversion.to_stage)
        names = {"start": start, "end": end}
        yield Step(
            heading(start),
            heading(end),
            make.field(f"{base}/rate", make.ground.say(N_("Rate, %(start)s to %(end)s"), **names)),
            make.field(f"{base}/lag_days", make.ground.say(N_("Lag, %(start)s to %(end)s"), **names), after=make.ground.say(N_("d"))),
            evidence(make.ground, conversion),
        )


def _channels(make: Fields, scenario: Scenario) -> Iterable[ChannelForm]:
    for position, channel in enumerate(scenario.channels):
        base = f"/channels/{position}"
        share = make.field(f"{base}/share", make.ground.say(N_("%(channel)s: share of revenue"), channel=channel.name))
        wrong = any(pointer.startswith(f"{base}/") for pointer in make.errors)
        yield ChannelForm(
            make.ground.series[channel.key],
            channel.name,
            make.ground.say(N_("enters as %(stage)s"), stage=make.ground.stage(channel.enters)),
            share,
            tuple(_channel_fields(make, channel, base)),
            wrong or position == 0,
        )


def _channel_fields(make: Fields, channel: Channel, base: str) -> Iterable[Field]:
    ground, unit = make.ground, make.ground.units(channel.activity)
    before = ground.unit(channel.activity)
    for position, step in enumerate(channel.steps):
        after = ground.unit(step.name)
        yield make.field(f"{base}/steps/{position}/yield", heading(f"{before} → {after}"))
        before = after
    if channel.cost.per is not None or channel.cost.amount:
        paid = ground.unit(channel.cost.per or channel.activity)
        yield make.field(f"{base}/cost/amount", ground.say(N_("Cost per %(unit)s"), unit=paid))
    yield make.field(f"{base}/cost/fixed_per_month", ground.say(N_("Fixed cost a month")))
    yield make.field(f"{base}/capacity/per_working_day", after=unit if len(unit) < 9 else "")
    if channel.capacity.per_month is not None:
        yield make.field(f"{base}/capacity/per_month", after=unit if len(unit) < 9 else "")
    entries = ground.stages(channel.enters)
    yield make.field(f"{base}/ceiling", after=entries if len(entries) < 9 else "")
    yield make.field(f"{base}/lag_days")
    for stage, override in channel.conversions.items():
        following = make.ground.scenario.stage_keys[make.ground.scenario.stage_keys.index(stage) + 1]
        step_name = f"{heading(ground.stage(stage))} → {ground.stage(following)}"
        if override.rate is not None:
            yield make.field(f"{base}/conversions/{stage}/rate", ground.say(N_("%(step)s here"), step=step_name))
        if override.lag_days is not None:
            yield make.field(f"{base}/conversions/{stage}/lag_days", ground.say(N_("%(step)s, lag here"), step=step_name))
    if channel.deal.value is not None:
        yield make.field(f"{base}/deal/value")


def _team(make: Fields, scenario: Scenario) -> Iterable[RoleForm]:
    for position, role in enumerate(scenario.team):
        base = f"/team/{position}"
        handles = make.ground.handled(role.handles)
        label = {name: f"{role.role}: {declared(f'{base}/{name}').title}" for name in ("heads", "load_per_head_per_month", "ramp_months")}
        yield RoleForm(
            role.role,
            handles,
            (
                make.field(f"{base}/heads", label["heads"]),
                make.field(f"{base}/load_per_head_per_month", label["load_per_head_per_month"], after=make.ground.say(N_("/mo"))),
                make.field(f"{base}/ramp_months", label["ramp_months"], after=make.ground.say(N_("mo"))),
            ),
        )


def _seasonality(make: Fields, scenario: Scenario) -> Iterable[Field]:
    if scenario.seasonality is None:
        return
    year, month = int(scenario.start[:4]), int(scenario.start[5:7])
    for position in range(len(scenario.seasonality)):
        months = year * 12 + month - 1 + position
        name = make.ground.language.month_short(months // 12, months % 12 + 1, with_year=len(scenario.seasonality) > 12)
        yield make.field(f"/seasonality/{position}", name)


def _season_bars(scenario: Scenario) -> tuple[Bar, ...]:
    weights = scenario.seasonality or ()
    top = max(weights, default=0.0) or 1.0
    return tuple(Bar(round(SEASON_HEIGHT * (1 - weight / top), 1), round(SEASON_HEIGHT * weight / top, 1)) for weight in weights)


def _section(pointer: str) -> str:
    first = pointer.split("/")[1] if pointer.startswith("/") else ""
    return {
        "goal": "goal",
        "existing": "customers",
        "pipeline": "customers",
        "deal": "deal",
        "conversions": "funnel",
        "channels": "channels",
        "team": "team",
    }.get(first, "calendar")
