"""An example of every question, about the sample scenario."""

import copy
from typing import Any


def question_examples(scenario: dict[str, Any]) -> dict[str, Any]:
    """A body for each operation, by the name of its shape."""
    bolder = copy.deepcopy(scenario)
    bolder["goal"]["growth"] = 0.3
    bolder["deal"]["value"] = 12_500
    share = {"input": "/channels/cold_email/share", "output": "/totals/spend", "wanted": 350_000}
    axes = [
        {"input": "/goal/growth", "from": 0.1, "to": 0.4, "steps": 31},
        {"input": "/conversions/lead/rate", "values": [0.2, 0.25, 0.3]},
    ]
    swept = {"axes": axes, "outputs": ["/totals/spend", "/totals/stages/lead"], "top": 3}
    return {
        "SolveRequest": {"scenario": scenario, **share, "held": {"/goal/growth": 0.3}},
        "ChanceRequest": {"scenario": scenario, "include": ["chance"], "draws": 1000, "ranges": {"/deal/value": [11_000, 13_000]}},
        "SensitivityRequest": {"scenario": scenario, "outputs": ["/totals/spend"], "costs": {"/conversions/lead/rate": 8000}},
        "SweepRequest": {"scenario": scenario, **swept},
        "OptimiseRequest": {"scenario": scenario, "budget": 300_000, "shares": {"content": {"high": 0.4}}, "frontier": 11},
        "ExplainRequest": {"scenarios": [scenario, bolder], "output": "/totals/spend"},
        "CompareRequest": {"scenarios": [scenario, bolder]},
        "TooLateRequest": {"scenario": scenario},
        "EarlyWarningRequest": {"scenario": scenario, "channel": "cold_email", "month": "2027-03", "short": 150},
        "ReplanRequest": {
            "scenario": scenario,
            "until": "2027-03-31",
            "won": {"2027-02": {"deals": 4, "revenue": 50_000}, "2027-03": {"deals": 9, "revenue": 105_000}},
            "pipeline": {"lead": 900, "mql": 180, "opportunity": 40},
        },
    }
