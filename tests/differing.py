"""Scenarios to hold against each other: one that says everything, one with a part moved, and any two."""

import copy
from typing import Any

from hypothesis import HealthCheck, settings

from app.language import Language, language_of
from app.planner.scenario import Scenario
from tests.examples import changed, make_document
from tests.planner.strategies import documents

SOURCE = {"basis": "cohort", "period": "2026", "set_by": "Ana", "source": "CRM", "imports": ["imp_a", "imp_b"], "known_to": "2026-10-31"}
MEASURED = SOURCE | {"n": 120}
RANGE = {"low": 0.1, "high": 0.4}

EVERYTHING = changed(
    make_document(),
    goal={"target": 5e6, "next_growth": 0.3, "baseline_from": MEASURED},
    existing={"retention": 0.9, "expansion": 0.1, "committed": 5, "accounts": 10}
    | {"retention_low": 0.8, "retention_high": 0.95, "expansion_low": 0.0, "expansion_high": 0.3},
    deal={**RANGE, "variation": 0.5, "gross_margin": 0.7, "value_from": MEASURED},
    seasonality_from=MEASURED,
    pipeline_from=MEASURED,
    conversions={
        "lead": {**RANGE, **SOURCE, "benchmark": {"low": 0.2, "high": 0.3, "source": "A study", "year": 2024, "grade": "b"}},
        "mql": {"evidence": {"entered": 1050, "converted": 420, "open": 30}, "lag_from": MEASURED, "lag_quantiles": [2, 5, 30]},
    },
    content={"available": 40, "used": 10},
    channels={
        "cold_email": {
            "owner": "sales",
            "share_from": MEASURED,
            "influenced": 0.5,
            "lag_days": 3,
            "ceiling": 300,
            "steps": [{"name": "delivered", "yield": 0.97, "yield_from": MEASURED, **RANGE}],
            "cost": {"per": "email", "amount": 2, "fixed_per_month": 600, "amount_from": MEASURED, **RANGE},
            "capacity": {"per_working_day": 5, "per_month": 100},
            "conversions": {
                "sql": {"rate": 0.5, "lag_days": 4, "evidence": {"entered": 5, "converted": 2}, "lag_from": MEASURED, **RANGE, **SOURCE}
                | {"lag_quantiles": [1, 9]},
            },
            "deal": {"value": 500, "value_from": MEASURED, **RANGE},
            "outreach": {"touches": 3, "reply_probability": 0.05, "per_mailbox": 10, "safe_per_mailbox": 11, "per_domain": 4},
        }
    },
)

FULL = Scenario.model_validate(EVERYTHING)


def english() -> Language:
    return language_of(None, "en")


def moved(document: dict[str, Any], name: str, start: int, end: int) -> Scenario:
    new = copy.deepcopy(document)
    new[name].insert(end, new[name].pop(start))
    return Scenario.model_validate(new)


scenarios = documents(whole_days=False).map(Scenario.model_validate)
checked = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
