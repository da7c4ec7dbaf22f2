"""The numbers that a scenario takes: each within its bounds, finite, and of its kind."""

import pytest
from pydantic import ValidationError

from app.planner.scenario import Scenario
from tests.examples import Document, make_document
from tests.planner.reading import MAILS, OUTREACH, errors_of, put, read

BOUNDS: list[tuple[str, float | None, float | None]] = [
    ("/months", 1, 60),
    ("/goal/baseline", 0, 1e15),
    ("/goal/growth", -1, 1000),
    ("/goal/target", 0, 1e15),
    ("/goal/next_growth", -1, 1000),
    ("/existing/retention", 0, 1),
    ("/existing/retention_low", 0, 1),
    ("/existing/retention_high", 0, 1),
    ("/existing/expansion", 0, 10),
    ("/existing/expansion_low", 0, 10),
    ("/existing/expansion_high", 0, 10),
    ("/existing/committed", 0, 1e15),
    ("/existing/accounts", None, 1e12),
    ("/deal/value", 0.01, 1e12),
    ("/deal/variation", 0, 10),
    ("/deal/gross_margin", 0, 1),
    ("/deal/low", 0, 1e15),
    ("/deal/high", 0, 1e15),
    ("/conversions/0/rate", 1e-6, 1),
    ("/conversions/0/lag_days", 0, 1100),
    ("/conversions/0/evidence/entered", None, 10**12),
    ("/conversions/2/evidence/converted", 0, None),
    ("/pipeline/sql", 0, 1e12),
    ("/channels/0/lag_days", 0, 1100),
    ("/channels/0/influenced", 0, 1),
    ("/channels/0/ceiling", None, 1e12),
    ("/channels/0/steps/0/yield", 1e-6, 1e9),
    ("/channels/0/cost/amount", 0, 1e12),
    ("/channels/0/cost/fixed_per_month", 0, 1e12),
    ("/channels/0/capacity/per_working_day", 0, 1e12),
    ("/channels/0/capacity/per_month", 0, 1e12),
    ("/channels/0/deal/value", 0.01, 1e12),
    ("/channels/0/deal/low", 0, 1e15),
    ("/channels/0/deal/high", 0, 1e15),
    ("/channels/1/conversions/lead/rate", 1e-6, 1),
    ("/channels/1/conversions/lead/lag_days", 0, 1100),
    (f"{OUTREACH}/touches", 1, 50),
    (f"{OUTREACH}/reply_probability", 0, 1),
    (f"{OUTREACH}/per_mailbox", None, 1e6),
    (f"{OUTREACH}/safe_per_mailbox", None, 1e6),
    (f"{OUTREACH}/per_domain", 1, 1e6),
    ("/team/0/load_per_head_per_month", None, 1e12),
    ("/team/0/heads", 0, 1e6),
    ("/team/0/ramp_months", 0, 60),
    ("/team/0/cost_per_month", 0, 1e12),
]


def with_bound(path: str, value: object) -> Document:
    document = put(path, value)
    if path.startswith(OUTREACH):
        document["channels"][0]["outreach"] = MAILS | document["channels"][0]["outreach"]
    if path == "/months":
        document["seasonality"] = None
    if path == "/conversions/2/evidence/converted":
        document["conversions"][2]["evidence"]["entered"] = 100
    return document


def beyond(value: float, direction: int) -> float:
    return value + direction if isinstance(value, int) and abs(value) >= 1 else value + direction * max(1e-7, abs(value) * 1e-6)


@pytest.mark.parametrize(("path", "low", "high"), BOUNDS, ids=[path for path, _, _ in BOUNDS])
def test_an_input_takes_its_bounds_and_nothing_beyond(path: str, low: float | None, high: float | None) -> None:
    for bound, direction, code in ((low, -1, "greater_than_equal"), (high, 1, "less_than_equal")):
        if bound is not None:
            read(with_bound(path, bound))
            outside = int(bound) + direction if isinstance(value_in(path), int) and bound == int(bound) else beyond(bound, direction)
            assert errors_of(with_bound(path, outside)) == [(path, code)]


def value_in(path: str) -> object:
    """A value of the type that the field takes."""
    whole = ("/months", f"{OUTREACH}/touches")
    return 1 if path in whole or "/evidence/" in path else 1.0


@pytest.mark.parametrize(
    "path",
    [
        "/existing/accounts",
        "/channels/0/ceiling",
        f"{OUTREACH}/per_mailbox",
        f"{OUTREACH}/safe_per_mailbox",
        "/team/0/load_per_head_per_month",
    ],
)
def test_what_is_divided_by_is_above_nothing(path: str) -> None:
    read(with_bound(path, 1e-9))
    assert errors_of(with_bound(path, 0)) == [(path, "greater_than")]


def test_evidence_needs_somebody_who_entered() -> None:
    assert errors_of(put("/conversions/0/evidence/entered", 0)) == [("/conversions/0/evidence/entered", "greater_than_equal")]
    assert errors_of(put("/conversions/0/evidence/converted", -1)) == [("/conversions/0/evidence/converted", "greater_than_equal")]


def test_shares_lie_between_nothing_and_all() -> None:
    assert errors_of(put("/channels/0/share", -0.1)) == [("/channels/0/share", "greater_than_equal")]
    assert errors_of(put("/channels/0/share", 1.1)) == [("/channels/0/share", "less_than_equal")]


def test_a_benchmark_lies_between_nothing_and_all() -> None:
    benchmark = {"low": 0.1, "high": 0.3, "source": "A survey", "year": 2025, "grade": "b"}
    read(put("/conversions/0/benchmark", benchmark))
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"low": -0.1})) == [("/conversions/0/benchmark/low", "greater_than_equal")]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"high": 1.1})) == [("/conversions/0/benchmark/high", "less_than_equal")]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"year": 1989})) == [
        ("/conversions/0/benchmark/year", "greater_than_equal")
    ]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"grade": "d"})) == [("/conversions/0/benchmark/grade", "literal_error")]


def test_content_is_counted_in_pieces() -> None:
    assert errors_of(put("/content", {"available": -1, "used": 0})) == [("/content/available", "greater_than_equal")]
    assert errors_of(put("/content", {"available": 1, "used": 10**9 + 1})) == [("/content/used", "less_than_equal")]


def test_weights_are_not_negative() -> None:
    assert errors_of(make_document(seasonality=[-1, *[1] * 11])) == [("/seasonality/0", "greater_than_equal")]
    assert errors_of(make_document(seasonality=[1e10, *[1] * 11])) == [("/seasonality/0", "less_than_equal")]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/deal/value", "12000", "float_type"),
        ("/deal/value", True, "float_type"),
        ("/goal/baseline", "4,000,000", "float_type"),
        ("/months", 12.5, "int_type"),
        ("/months", 12.0, "int_type"),
        ("/months", "12", "int_type"),
        ("/months", True, "int_type"),
        ("/conversions/0/evidence/entered", 4200.5, "int_type"),
    ],
)
def test_a_number_is_a_number(path: str, value: object, code: str) -> None:
    assert errors_of(put(path, value)) == [(path, code)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_is_finite(number: float) -> None:
    document = make_document(deal={"value": number})
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(document)
    assert [error["type"] for error in caught.value.errors()] == ["finite_number"]


def test_a_number_is_nothing_or_large_enough_to_divide_by() -> None:
    assert read(put("/conversions/0/lag_days", 0)).conversions[0].lag_days == 0
    assert read(put("/channels/0/cost/amount", 1e-9)).channels[0].cost.amount == 1e-9
    assert errors_of(put("/channels/0/cost/amount", 1e-10)) == [("/channels/0/cost/amount", "greater_than_equal")]
