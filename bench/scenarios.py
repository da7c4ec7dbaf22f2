"""The scenario of the benches: the sample with a fourth channel, and many lanes of it."""

import copy
from typing import Any

import numpy as np
import orjson

from app.documents import example_document
from app.planner.inputs import Inputs, compile_scenario
from app.planner.scenario import Scenario


def four_channels() -> dict[str, Any]:
    """The sample with events as a fourth channel: pipeline, today, a ceiling, a capacity and a team that is short."""
    document: dict[str, Any] = copy.deepcopy(example_document())
    events = {
        "key": "events", "name": "Events", "owner": "marketing", "enters": "mql", "share": 0.1, "activity": "event", "lag_days": 14,
        "steps": [{"name": "visitor", "yield": 60}, {"name": "mql", "yield": 0.2}], "cost": {"per": "event", "amount": 2500},
    }  # fmt: skip
    document["channels"][1]["share"] -= 0.1
    document["channels"].append(events)
    return document


def scenario() -> Scenario:
    """The same, validated."""
    return Scenario.model_validate_json(orjson.dumps(four_channels()))


def lanes(count: int, *, own_lags: bool) -> Inputs:
    """Lanes that differ in goal, rates and deal values, and in lags too where asked."""
    rng = np.random.default_rng(20261121)
    one = compile_scenario(scenario())
    channels, conversions = one.rates.shape[1:]
    varied = one.vary(
        target=one.target * rng.uniform(0.95, 1.2, count),
        rates=np.minimum(one.rates * rng.uniform(0.8, 1.2, (count, channels, conversions)), 1.0),
        deal_value=one.deal_value * rng.uniform(0.8, 1.2, (count, channels)),
    )
    return varied.vary(lags=one.lags * rng.uniform(0.8, 1.2, (count, channels, conversions))) if own_lags else varied
