"""Scenarios side by side, why they differ, and what is too late, on the command line."""

import re
from pathlib import Path

import numpy as np
import pytest

from app.documents import example_yaml, scenario_from_yaml
from app.questions.as_json import plain
from app.questions.compare import compare
from app.questions.explaining.explain import explain
from app.questions.levers import lever_at
from app.questions.outcomes import outcome_at
from app.questions.paired import paired_chances
from app.questions.warning import missing
from tests.terminal.asked import EXAMPLE, SPEND, answer, flat, refused, told

# --- Side by side, too late, early warning ----------------------------------------------------------------------------


def test_splits_the_difference_between_two_scenarios(growth: str, slower: str) -> None:
    second = scenario_from_yaml(Path(slower).read_bytes())
    found = explain(EXAMPLE, second, SPEND)
    out = told("explain", growth, slower)
    assert out.startswith(f"Spend goes from $363,581 to ${found.after:,.0f}, by −${-found.difference:,.0f}.")
    assert re.search(r"^Growth +25% +20% +−\$", out, re.M)
    assert re.search(r"^Lag of Opportunity to Deal +60 days +75 days +[−+]\$", out, re.M)
    assert answer("explain", growth, slower) == plain(found)
    assert "nothing that it depends on differs" in flat(told("explain", growth, growth))
    assert refused("explain", growth, slower, "--output", "/totals/spent").startswith("--output: ")


def test_stages_that_come_and_money_of_two_kinds_are_told_apart(growth: str, tmp_path: Path) -> None:
    euros, team = tmp_path / "euros.yaml", tmp_path / "team.yaml"
    euros.write_text(example_yaml().replace("currency: USD", "currency: EUR"))
    team.write_text(
        example_yaml().replace("months: 12", "months: 6").replace("[6, 7, 9, 8, 8, 9, 7, 6, 9, 10, 11, 10]", "[6, 7, 9, 8, 8, 9]")
    )
    assert refused("explain", growth, euros).startswith(f"{euros}: One scenario counts in USD")
    assert re.search(r"^/months", told("explain", growth, team), re.M)


def test_shows_scenarios_side_by_side(growth: str, slower: str) -> None:
    second = scenario_from_yaml(Path(slower).read_bytes())
    out = told("compare", growth, slower)
    assert out.startswith("2 inputs differ. Spend: 1: $363,581, 2: $")
    assert re.search(r"^Growth +25% +20% \*$", out, re.M)
    assert re.search(r"^Spend +\$363,581 +\$[\d,]+ \(−[\d.]+%\)$", out, re.M)
    assert "Revenue by month" in out
    assert "Cycle" not in out
    assert len(told("compare", growth, slower, "--all")) > len(out)
    assert answer("compare", growth, slower) == plain(compare([EXAMPLE, second]))
    assert told("compare", growth, growth).startswith("The scenarios say the same.")
    assert refused("compare", *[growth] * 6) == "There are 6 scenarios; the most side by side are 5."
    assert refused("compare", growth) == "Give at least 2 scenarios."


def test_shows_the_chance_of_each_on_the_same_luck(growth: str, slower: str) -> None:
    second = scenario_from_yaml(Path(slower).read_bytes())
    found = paired_chances([EXAMPLE, second], draws=1000, seed=3)
    asked = ("compare", growth, slower, "--chance", "--draws", 1000, "--seed", 3)
    out = told(*asked)
    shown = [f"{100 * value:.1f}% ± {100 * error:.2f}".rstrip("0") for value, error in zip(found.chance, found.error, strict=True)]
    assert re.search(rf"^Chance +{re.escape(shown[0])} +{re.escape(shown[1])}$", out, re.M)
    assert re.search(r"^Points more than the first +[+−][\d.]+ ± [\d.]+$", out, re.M)
    assert "1,000 draws, seed 3, with the same luck for all" in flat(out)
    assert answer(*asked)["chances"] == plain(found)
    assert "Chance of its own goal" not in told("compare", growth, slower)
    assert refused("compare", growth, slower, "--chance", "--draws", 5).startswith("--draws: ")


def test_roles_of_one_name_are_explained(growth: str, tmp_path: Path) -> None:
    text = re.sub(r"role: \w+", "role: SDR", example_yaml())
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(text)
    second.write_text(re.sub(r"heads: 2\b", "heads: 3", text))
    assert first.read_text() != second.read_text()
    assert "Heads" in told("explain", first, second, "--output", "/totals/people_cost")


def test_says_what_is_too_late_and_by_when_to_begin(growth: str, tmp_path: Path) -> None:
    out = told("late", growth)
    assert flat(out).startswith("Nothing that begins now closes before the end of Jan 2027.")
    assert re.search(r"^Jan 2027 +too late +too late +too late", out, re.M)
    assert re.search(r"^Mar 2027 +by 16 Jan 2027 +partly, by 19 Dec 2026", out, re.M)
    timeless = tmp_path / "timeless.yaml"
    timeless.write_text(re.sub(r"^(today|pipeline):.*$", "", example_yaml(), flags=re.M))
    assert "nothing is too late" in told("late", timeless)


def test_warns_of_what_a_shortfall_will_cost(growth: str) -> None:
    asked = ("warn", growth, "--channel", "paid_search", "--month", "2027-03", "--short", 1000)
    found = missing(EXAMPLE, "paid_search", "2027-03", 1000)
    out = flat(told(*asked))
    assert f"clicks not done in Mar 2027 are {found.deals.sum():.3g} deals and ${np.sum(found.revenue):,.0f}" in out
    assert "Most of it is felt in Jun 2027." in out
    assert answer(*asked) == plain(found)
    assert "did you mean" in refused("warn", growth, "--channel", "paid_serch", "--month", "2027-03", "--short", 1)
    assert refused("warn", growth, "--channel", "paid_search", "--month", "2031-03", "--short", 1).startswith("--month: ")
    assert refused("warn", growth, "--channel", "paid_search", "--month", "2027-03", "--short", 10**9).startswith("--short: ")


def test_lists_the_pointers_that_questions_take(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = told("pointers", growth)
    assert re.search(r"^  /channels/cold_email/share +30%  Share of Cold email$", out, re.M)
    assert re.search(r"^  /totals/spend +\$363,581  Spend$", out, re.M)
    listed_ = answer("pointers", growth)
    assert isinstance(listed_, dict)
    assert {"pointer": "/goal/growth", "unit": "fraction", "value": 0.25, "low": -1.0, "high": 1000.0} in listed_["inputs"]
    for pointer in (each["pointer"] for each in listed_["inputs"]):
        lever_at(EXAMPLE, pointer)
    for pointer in (each["pointer"] for each in listed_["outputs"]):
        outcome_at(EXAMPLE, pointer)
    assert re.search(r"^  /today +21 Nov 2026  Today$", out, re.M)
    assert re.search(r"^  /channels/cold_email/last_too_late +Jan 2027  Last month too late for Cold email$", out, re.M)
    assert {"pointer": "/today", "unit": "date", "value": "2026-11-21"} in listed_["only_to_solve"]
    assert {"pointer": "/totals/last_too_late", "unit": "month", "value": "2027-01"} in listed_["only_to_solve"]
