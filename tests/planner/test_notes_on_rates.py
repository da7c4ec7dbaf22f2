"""Notes about what stands behind a rate, with figures a hand can count."""

import pytest

from app.planner.present import make_plan
from tests.examples import make_scenario
from tests.planner.noted import BENCHMARK, RAISED, codes, note_of, plan_of, small


def test_a_typed_rate_has_no_evidence() -> None:
    note = note_of(small(lead={"evidence": None, "low": 0.05, "high": 0.2}), "no_evidence")
    assert (note["severity"], note["stage"]) == ("info", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1, "low": 0.05, "high": 0.2}


def test_a_small_sample_comes_with_its_interval() -> None:
    """4 of 20 are 20 %, and could as well be 8 or 42."""
    note = note_of(small(lead={"rate": 0.2, "evidence": {"entered": 20, "converted": 4}}), "small_sample")
    assert (note["severity"], note["stage"]) == ("info", "lead")
    assert note["values"] == {
        "to": "deal",
        "rate": 0.2,
        "entered": 20,
        "converted": 4,
        "low": pytest.approx(0.0807, abs=5e-5),
        "high": pytest.approx(0.4160, abs=5e-5),
    }


def test_a_rate_apart_from_its_own_counts_says_so() -> None:
    note = note_of(RAISED["rate_not_counted"], "rate_not_counted")
    assert (note["severity"], note["stage"]) == ("warning", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1, "counted": 0.15, "entered": 1000, "converted": 150}


def test_a_rate_may_be_apart_and_hardly_counted_at_once() -> None:
    found = codes(plan_of(small(lead={"evidence": {"entered": 10, "converted": 4}})))
    assert sorted(found) == ["rate_not_counted", "small_sample"]


def test_mixed_bases_name_the_stages_of_each() -> None:
    note = note_of(RAISED["mixed_bases"], "mixed_bases")
    assert (note["severity"], note["values"]) == ("warning", {"cohort": ["lead"], "snapshot": ["sql"]})


def test_a_rate_outside_its_benchmark_names_the_source() -> None:
    note = note_of(RAISED["outside_benchmark"], "outside_benchmark")
    assert (note["severity"], note["stage"]) == ("warning", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1} | BENCHMARK


def test_rates_are_spoken_of_even_where_the_plan_is_met_or_infeasible() -> None:
    assert codes(plan_of(small(goal={"growth": 0}, lead={"evidence": None}))) == ["met", "no_evidence"]
    assert codes(plan_of(small(today="2027-12-20", lead={"lag_days": 31, "evidence": None}))) == ["infeasible_time", "no_evidence"]


def test_a_rate_may_lie_anywhere_between_what_went_on_and_what_may_yet() -> None:
    """100 of 1,000 went on and 300 are still open: 10 % at the least, 40 % at the most, and 5 % of it either way."""
    evidence = {"entered": 1000, "converted": 100, "open": 300}
    for rate, said in ((0.1, False), (0.4, False), (0.25, False), (0.096, False), (0.42, False), (0.09, True), (0.45, True)):
        plan = make_plan(make_scenario(conversions={"lead": {"rate": rate, "evidence": evidence}}))
        notes = [note for note in plan["notes"] if note["code"] == "rate_not_counted" and note["stage"] == "lead"]
        assert bool(notes) == said, rate
        assert all(note["values"]["open"] == 300 for note in notes)
