"""Scenarios for Hypothesis: wide enough to meet every rule of the model, tame enough to compare to 1e-9."""

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

STAGE_KEYS = ("lead", "mql", "sql", "opportunity", "proposal", "signed", "deal", "a", "x_9", "a_stage_with_the_longest_key_of_all_0123")
ODD_NAMES = (
    "Lead",
    "Sales-qualified",
    "Сделка",
    "商談",
    "عميل محتمل",
    "50 % there",
    "<b>won</b>",
    "O'Neill & Söhne",
    "🚀",
    "=SUM(A1)",
    "a\u200bb",
)
STEP_NAMES = ("delivered", "reply", "meeting", "visit")
ACTIVITIES = ("email", "click", "post", "call")
STARTS = ("2027-01", "2027-02", "2028-02", "2024-01", "2026-07", "2027-11", "2023-03", "2028-12")
COUNTRIES = ("US", "DE", "SA", "EG", "JP")
CURRENCIES = ("USD", "EUR", "JPY", "KWD")
MEASURES = ("bookings", "arr", "recognised")


def parts(low: int, high: int, per: int) -> st.SearchStrategy[float]:
    """Decimal numbers such as 0.125, which shrink to something a person can read."""
    return st.integers(low, high).map(lambda number: number / per)


rates = st.one_of(parts(1, 20, 20), parts(5, 1000, 1000), st.floats(0.01, 1))
whole_lags = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 400))
any_lags = st.one_of(whole_lags, st.floats(0.001, 400))
spreads = st.lists(st.integers(0, 400).map(float), min_size=2, max_size=6).filter(any).map(sorted)
"""How lags spread; no figure of a plan depends on it."""
yields = st.one_of(st.sampled_from((1.0, 0.5, 0.04, 20.0, 900.0)), parts(10, 5000, 1000))
amounts = st.one_of(st.just(0.0), parts(1, 10_000, 100))
deal_values = st.one_of(st.just(12_000.0), st.integers(100, 500_000).map(float), parts(10_000, 9_999_999, 100))


@st.composite
def documents(draw: st.DrawFn, whole_days: bool = True) -> Document:
    """A valid scenario document; with whole days, every lag is a whole number of them."""
    lags = whole_lags if whole_days else any_lags
    start, months = draw(st.sampled_from(STARTS)), draw(st.one_of(st.integers(6, 24), st.integers(1, 60)))
    stages = draw(_stages())
    keys = [stage["key"] for stage in stages]
    conversions = [
        {"from": left, "to": reached, "rate": draw(rates), "lag_days": draw(lags), "lag_quantiles": draw(st.just([]) | spreads)}
        for left, reached in pairwise(keys)
    ]
    channels = draw(_channels(keys, lags))
    document: Document = {
        "schema": 1,
        "name": "A company",
        "currency": draw(st.sampled_from(CURRENCIES)),
        "country": draw(st.sampled_from(COUNTRIES)),
        "start": start,
        "months": months,
        "goal": draw(_goals()),
        "deal": {"value": draw(deal_values)},
        "stages": stages,
        "conversions": conversions,
        "channels": channels,
    }
    if draw(st.integers(0, 3)):
        document["today"] = draw(_todays(start, months))
    optional = {
        "existing": _existing(),
        "seasonality": _seasons(months),
        "pipeline": st.dictionaries(st.sampled_from(keys[:-1]), parts(0, 20_000, 10), min_size=1, max_size=len(keys) - 1),
        "team": st.lists(_roles(keys, channels), max_size=3),
    }
    for name, strategy in optional.items():
        if draw(st.booleans()):
            document[name] = draw(strategy)
    return document


@st.composite
def _stages(draw: st.DrawFn) -> list[Document]:
    keys = draw(st.lists(st.sampled_from(STAGE_KEYS), min_size=2, max_size=7, unique=True))
    return [{"key": key, "name": draw(st.sampled_from(ODD_NAMES)), "owner": draw(st.sampled_from(("marketing", "sales")))} for key in keys]


@st.composite
def _channels(draw: st.DrawFn, stages: list[str], lags: st.SearchStrategy[float]) -> list[Document]:
    weights = draw(st.lists(st.integers(0, 20), min_size=1, max_size=6).filter(any))
    return [draw(_channel(f"channel_{number}", weight / sum(weights), stages, lags)) for number, weight in enumerate(weights)]


@st.composite
def _channel(draw: st.DrawFn, key: str, share: float, stages: list[str], lags: st.SearchStrategy[float]) -> Document:
    enters = draw(st.integers(0, len(stages) - 2))
    steps = draw(st.lists(st.sampled_from(STEP_NAMES), max_size=4, unique=True))
    activity = draw(st.sampled_from(ACTIVITIES))
    channel: Document = {
        "key": key,
        "name": draw(st.sampled_from(ODD_NAMES)),
        "enters": stages[enters],
        "share": share,
        "activity": activity,
        "steps": [{"name": step, "yield": draw(yields)} for step in steps],
    }
    cost = st.fixed_dictionaries({"per": st.sampled_from([activity, *steps]), "amount": amounts}, optional={"fixed_per_month": amounts})
    override = st.fixed_dictionaries({}, optional={"rate": rates, "lag_days": lags, "lag_quantiles": spreads})
    optional = {
        "lag_days": lags,
        "cost": st.one_of(cost, st.fixed_dictionaries({"fixed_per_month": amounts})),
        "ceiling": st.one_of(st.none(), st.sampled_from((1e9, 1e6, 10_000.0, 500.0, 20.0))),
        "capacity": st.fixed_dictionaries({}, optional={"per_working_day": parts(0, 4000, 10), "per_month": parts(0, 40_000, 10)}),
        "conversions": st.dictionaries(st.sampled_from(stages[enters:-1]), override, max_size=2),
        "deal": st.fixed_dictionaries({"value": deal_values}),
        "outreach": _outreach(),
    }
    for name, strategy in optional.items():
        if draw(st.integers(0, 2)) == 2:
            channel[name] = draw(strategy)
    return channel


def _outreach() -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(
        {"touches": st.integers(1, 12), "reply_probability": parts(0, 100, 100)},
        optional={"per_mailbox": parts(10, 1000, 10), "per_domain": st.integers(1, 10).map(float)},
    )


@st.composite
def _goals(draw: st.DrawFn) -> Document:
    baselines = st.one_of(st.just(1e6), st.integers(1, 100_000).map(lambda thousands: thousands * 1e3))
    goal: Document = {"measure": draw(st.sampled_from(MEASURES)), "baseline": draw(baselines)}
    if draw(st.integers(0, 3)):
        goal["growth"] = draw(st.one_of(st.just(0.25), parts(1, 3000, 1000), parts(-1000, 0, 1000)))
    else:
        goal["target"] = draw(st.one_of(st.just(2e6), st.integers(0, 2000).map(lambda n: n * 1e5)))
    if draw(st.integers(0, 2)) == 2:
        goal["next_growth"] = draw(parts(-10, 10, 10))
    return goal


def _existing() -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(
        {},
        optional={
            "retention": st.one_of(st.just(0.9), parts(500, 1000, 1000), parts(0, 100, 100)),
            "expansion": parts(0, 300, 1000),
            "committed": st.integers(0, 10**6).map(float),
        },
    )


def _seasons(months: int) -> st.SearchStrategy[list[float]]:
    some = st.lists(st.integers(0, 20).map(float), min_size=months, max_size=months).filter(any)
    one_month = st.integers(0, months - 1).map(lambda at: [float(month == at) for month in range(months)])
    return st.one_of(some, one_month)


@st.composite
def _todays(draw: st.DrawFn, start: str, months: int) -> str:
    """A day well before the start, just before it, inside the horizon, near its end or after it."""
    first = dt.date.fromisoformat(start + "-01")
    length = int(months * 30.4)
    near_end = st.integers(length - 40, length + 20)
    day = draw(st.one_of(st.just(0), st.integers(-60, -1), st.integers(0, length), st.integers(-400, 0), near_end))
    return (first + dt.timedelta(days=day)).isoformat()


@st.composite
def _roles(draw: st.DrawFn, stages: list[str], channels: list[Document]) -> Document:
    handled = [*stages, *(channel["key"] for channel in channels), *{channel["activity"]: None for channel in channels}]
    return {
        "role": draw(st.sampled_from(("SDR", "AE", "Writer"))),
        "handles": draw(st.sampled_from(handled)),
        "load_per_head_per_month": draw(st.one_of(st.just(100.0), parts(10, 100_000, 10))),
        "heads": float(draw(st.integers(0, 5))),
        "ramp_months": float(draw(st.integers(0, 12))),
        "cost_per_month": draw(amounts),
    }


tiny_rates = st.sampled_from((1e-6, 1e-3, 0.5, 1.0))
long_lags = st.sampled_from((0, 1, 400, 1095, 1095.75))


@st.composite
def extreme_documents(draw: st.DrawFn) -> Document:
    """A valid scenario at the far ends of what may be typed: huge goals, tiny rates, long lags, many channels."""
    count = draw(st.sampled_from((1, 40)))
    keys = list(STAGE_KEYS[: draw(st.sampled_from((2, 7)))])
    months = draw(st.sampled_from((1, 60)))
    limits = st.sampled_from((0.0, 1e-6, 1e12))
    channels = []
    for number in range(count):
        channel: Document = {
            "key": f"c{number}",
            "name": draw(st.sampled_from(ODD_NAMES)),
            "enters": draw(st.sampled_from(keys[:-1])),
            "share": 1 / count,
            "activity": "email",
            "steps": [{"name": name, "yield": draw(st.sampled_from((1e-6, 1.0, 1e9)))} for name in STEP_NAMES[: draw(st.integers(0, 4))]],
            "lag_days": draw(long_lags),
        }
        optional: dict[str, st.SearchStrategy[Any]] = {
            "cost": st.fixed_dictionaries({"per": st.just("email"), "amount": limits, "fixed_per_month": limits}),
            "ceiling": st.sampled_from((1e-6, 1.0, 1e12)),
            "capacity": st.fixed_dictionaries({"per_working_day": limits, "per_month": limits}),
            "deal": st.fixed_dictionaries({"value": st.sampled_from((0.01, 1e12))}),
            "outreach": st.fixed_dictionaries({"touches": st.sampled_from((1, 50)), "reply_probability": st.sampled_from((0.0, 1.0))}),
        }
        channels.append(channel | draw(st.fixed_dictionaries({}, optional=optional)))
    first = draw(st.sampled_from(("2000-01", "2028-02", "2149-12")))
    document: Document = {
        "schema": 1,
        "name": "At the far end",
        "start": first,
        "months": months,
        "goal": {
            "measure": draw(st.sampled_from(MEASURES)),
            "baseline": draw(st.sampled_from((0.0, 1e12))),
            "target": draw(st.sampled_from((0.0, 0.01, 1e12, 1e15))),
        },
        "deal": {"value": draw(st.sampled_from((0.01, 12_000.0, 1e12)))},
        "stages": [{"key": key, "name": draw(st.sampled_from(ODD_NAMES))} for key in keys],
        "conversions": [
            {"from": left, "to": reached, "rate": draw(tiny_rates), "lag_days": draw(long_lags)} for left, reached in pairwise(keys)
        ],
        "channels": channels,
        "team": [{"role": "AE", "handles": keys[0], "load_per_head_per_month": draw(st.sampled_from((1e-3, 1e12))), "ramp_months": 60.0}],
    }
    optional_parts: dict[str, st.SearchStrategy[Any]] = {
        "existing": st.fixed_dictionaries({"retention": st.sampled_from((0.0, 1.0)), "expansion": st.sampled_from((0.0, 10.0))}),
        "pipeline": st.dictionaries(st.sampled_from(keys[:-1]), st.sampled_from((0.0, 1e-6, 1e12)), max_size=3),
        "seasonality": st.sampled_from(([0.0] * (months - 1) + [1e9], [1.0] + [0.0] * (months - 1), [1e-9] * months)),
        "today": st.sampled_from(("2000-01-01", first + "-01", "2149-12-31")),
    }
    return document | draw(st.fixed_dictionaries({}, optional=optional_parts))
