"""The chance on the command line says how it takes lags."""

from pathlib import Path

from app.documents import scenario_to_yaml
from tests.examples import make_scenario
from tests.terminal.asked import answer, flat, told

SPREAD = {"lag_quantiles": [1, 4, 25]}


def test_the_chance_says_how_lags_are_taken(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(scenario_to_yaml(make_scenario(conversions={"sql": SPREAD})))
    assert "lag_quantiles: [1, 4, 25]" in plan.read_text()
    out = flat(told("chance", plan, "--draws", 500))
    assert "Lags differ from buyer to buyer where their spread is known; the others are taken at their means." in out
    found = answer("chance", plan, "--draws", 500)
    assert isinstance(found, dict)
    assert found["chance"]["lags"] == "mixed"
    plan.write_text(scenario_to_yaml(make_scenario()))
    assert "Lags are taken at their means." in flat(told("chance", plan, "--draws", 500))
