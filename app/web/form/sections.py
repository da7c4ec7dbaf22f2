"""The assumptions in the order a person thinks. No HTML."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from app.documents.declared import declared
from app.language import Language
from app.planner.scenario import ROLES_LIMIT, Scenario
from app.planner.text import N_
from app.planner.working_days import known_countries
from app.web.figures.words import heading
from app.web.form.fields import Choices, Field, Fields
from app.web.form.form_channels import ChannelForm, channels, kinds
from app.web.form.form_figures import live, share_bar
from app.web.form.form_funnel import StageForm, Step, choices, stages, steps
from app.web.form.problems import errors_of
from app.web.state.plan_page import Answer
from app.wording.names import MEASURES

SECTIONS_OPEN = ("goal", "customers", "funnel", "channels")
CURRENCIES = (
    *("AED", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR"),
    *("ISK", "JPY", "KES", "KRW", "KWD", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "QAR", "RON", "RSD", "SAR"),
    *("SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR"),
)
"""What most companies plan in; a scenario in another currency has it, too."""
ROLE_FIELDS = ("heads", "load_per_head_per_month", "ramp_months")


@dataclass(frozen=True)
class RoleForm:
    """A role's fields."""

    place: int
    title: str
    carries: str
    name: Field
    fields: tuple[Field, ...]
    handles: Field
    cost: Field
    up: bool
    down: bool
    open: bool


@dataclass(frozen=True)
class FormView:
    """Every section's fields. `open` holds the sections that start unfolded."""

    name: Field
    measure: Field
    goal: tuple[Field, ...]
    currency: Field
    customers: tuple[Field, ...]
    accounts: Field
    existing_ends: tuple[Field, ...]
    pipeline: tuple[Field, ...]
    deal: tuple[Field, ...]
    deal_more: tuple[Field, ...]
    funnel: tuple[Step, ...]
    stages: tuple[StageForm, ...]
    channels: tuple[ChannelForm, ...]
    kinds: tuple[tuple[str, str], ...]
    shares: tuple[tuple[int, float, float], ...]
    shares_label: str
    shares_off: bool
    team: tuple[RoleForm, ...]
    room_for_roles: bool
    content: tuple[Field, ...]
    calendar: tuple[Field, ...]
    seasonality: tuple[Field, ...]
    season_bars: tuple[float, ...]
    season_fits: bool
    figures: dict[str, str]
    problems: tuple[tuple[str, str, str], ...]
    open: frozenset[str] = field(default_factory=frozenset)


def form_view(found: Answer) -> FormView:
    """All sections; a section that holds an error is unfolded."""
    make = Fields(found)
    scenario = make.ground.scenario
    shares, shares_label = share_bar(make.ground)
    return FormView(
        name=make.field("/name", make.say(N_("Name of the plan"))),
        measure=make.choice("/goal/measure", choices(make, MEASURES)),
        goal=(
            make.field("/goal/baseline"),
            make.field("/goal/growth"),
            make.field("/goal/target", make.say(N_("Or a target")), hint=make.say(N_("counts instead of growth"))),
            make.field("/goal/next_growth", make.say(N_("Growth after")), hint=make.say(N_("new business of the period after"))),
        ),
        currency=make.choice("/currency", _currencies(make.form.language, scenario.currency)),
        customers=(make.field("/existing/retention"), make.field("/existing/expansion"), make.field("/existing/committed")),
        accounts=make.field("/existing/accounts"),
        existing_ends=tuple(make.field(f"/existing/{name}_{end}") for name in ("retention", "expansion") for end in ("low", "high")),
        pipeline=tuple(
            make.field(f"/pipeline/{stage.key}", make.say(N_("Open %(stages)s"), stages=make.ground.stages(stage.key)))
            for stage in scenario.stages[:-1]
        ),
        deal=(make.field("/deal/value"), make.field("/deal/gross_margin")),
        deal_more=(
            make.field("/deal/variation"),
            make.field("/deal/low", make.say(N_("Value, low"))),
            make.field("/deal/high", make.say(N_("Value, high"))),
        ),
        funnel=tuple(steps(make)),
        stages=tuple(stages(make)),
        channels=tuple(channels(make)),
        kinds=kinds(make),
        shares=shares,
        shares_label=shares_label,
        shares_off=any(declared_share in make.errors for declared_share in _share_pointers(scenario)),
        team=tuple(_team(make, scenario)),
        room_for_roles=len(scenario.team) < ROLES_LIMIT,
        content=(make.field("/content/available"), make.field("/content/used")),
        calendar=(
            make.field("/start"),
            make.field("/months"),
            make.choice("/country", _countries(make.form.language)),
            make.field("/today"),
        ),
        seasonality=tuple(_seasonality(make, scenario)),
        season_bars=_season_bars(scenario.seasonality if scenario.months == make.form.base.months else make.form.base.seasonality),
        season_fits=len(make.form.base.seasonality or ()) in (0, scenario.months),
        figures=live(found),
        problems=errors_of(make),
        open=frozenset({*SECTIONS_OPEN, *(_section(pointer) for pointer in make.errors)}),
    )


@lru_cache(maxsize=64)
def _countries(language: Language) -> Choices:
    names = language.cldr.territories
    return tuple(sorted(((code, str(names.get(code, code))) for code in known_countries()), key=lambda pair: pair[1].casefold()))


@lru_cache(maxsize=64)
def _currencies(language: Language, own: str) -> Choices:
    names = language.cldr.currencies
    return tuple((code, f"{code} · {names.get(code, code)}") for code in sorted({*CURRENCIES, own}))


def _share_pointers(scenario: Scenario) -> Iterable[str]:
    return (f"/channels/{place}/share" for place in range(len(scenario.channels)))


def _team(make: Fields, scenario: Scenario) -> Iterable[RoleForm]:
    carried = _handled(make)
    for place, role in enumerate(scenario.team):
        base = f"/team/{place}"
        label = {name: f"{role.role}: {make.say(declared(f'{base}/{name}').title)}" for name in (*ROLE_FIELDS, "handles", "cost_per_month")}
        handles = make.choice(f"{base}/handles", carried, label["handles"])
        cost = make.field(f"{base}/cost_per_month", label["cost_per_month"])
        yield RoleForm(
            place,
            role.role,
            make.ground.handled(role.handles),
            make.field(f"{base}/role", make.say(N_("Name of role %(n)s"), n=place + 1)),
            (
                make.field(f"{base}/heads", label["heads"]),
                make.field(f"{base}/load_per_head_per_month", label["load_per_head_per_month"], after=make.say(N_("/mo"))),
                make.field(f"{base}/ramp_months", label["ramp_months"], after=make.say(N_("mo"))),
            ),
            handles,
            cost,
            up=place > 0,
            down=place < len(scenario.team) - 1,
            open=bool(handles.error or cost.error),
        )


def _handled(make: Fields) -> Choices:
    """What a role can carry: a channel's work, a stage, or an activity that channels share."""
    scenario = make.ground.scenario
    by_channel = [(channel.key, f"{channel.name}: {make.ground.units(channel.activity)}") for channel in scenario.channels]
    by_stage = [(stage.key, heading(make.ground.stages(stage.key))) for stage in scenario.stages]
    known = {key for key, _ in (*by_channel, *by_stage)}
    activities = dict.fromkeys(channel.activity for channel in scenario.channels if channel.activity not in known)
    return (*by_channel, *by_stage, *((key, heading(make.ground.units(key))) for key in activities))


def _seasonality(make: Fields, scenario: Scenario) -> Iterable[Field]:
    weights = make.form.base.seasonality
    if weights is None:
        return
    year, month = int(scenario.start[:4]), int(scenario.start[5:7])
    for position in range(len(weights)):
        months = year * 12 + month - 1 + position
        name = make.form.language.month_short(months // 12, months % 12 + 1, with_year=len(weights) > 12)
        yield make.field(f"/seasonality/{position}", name)


def _season_bars(seasonality: tuple[float, ...] | None) -> tuple[float, ...]:
    """Each weight as a share of the largest, in percent."""
    weights = seasonality or ()
    top = max(weights, default=0.0) or 1.0
    return tuple(round(100 * weight / top, 1) for weight in weights)


def _section(pointer: str) -> str:
    first = pointer.split("/")[1] if pointer.startswith("/") else ""
    return {
        "goal": "goal",
        "currency": "goal",
        "existing": "customers",
        "pipeline": "customers",
        "deal": "deal",
        "conversions": "funnel",
        "stages": "funnel",
        "channels": "channels",
        "team": "team",
        "content": "team",
    }.get(first, "calendar")
