"""The changes of two people in one document: those that do not meet stand, of those that do mine stands and it is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.differences import Change, document_of, merge
from app.planner.scenario import Scenario
from tests.differing import checked, moved, scenarios
from tests.examples import LEFT_OUT, make_document, make_scenario


def merged(base: Scenario, mine: Scenario, theirs: Scenario) -> tuple[dict[str, Any], list[tuple[str, tuple[str | int, ...]]]]:
    both = merge(base, mine, theirs)
    return both.document, [(change.kind, change.path) for change in both.conflicts]


def test_changes_in_different_places_both_stand() -> None:
    mine = make_scenario(goal={"growth": 0.3}, channels={"content": {"lag_days": 30}}, team={"AE": {"heads": 5}})
    theirs = make_scenario(deal={"value": 9000}, channels={"content": {"name": "Articles"}, "cold_email": {"lag_days": 2}})
    wanted = make_scenario(
        goal={"growth": 0.3},
        deal={"value": 9000},
        team={"AE": {"heads": 5}},
        channels={"content": {"lag_days": 30, "name": "Articles"}, "cold_email": {"lag_days": 2}},
    )
    assert merged(make_scenario(), mine, theirs) == (document_of(wanted), [])


def test_of_two_changes_to_one_place_mine_stands_and_the_conflict_is_told() -> None:
    both = merge(make_scenario(), make_scenario(goal={"growth": 0.3}), make_scenario(goal={"growth": 0.4}))
    assert both.document["goal"]["growth"] == 0.3
    assert both.conflicts == (Change("changed", ("goal", "growth"), 0.4, 0.3, "/goal/growth", "/goal/growth"),)


def test_the_same_change_made_twice_is_no_conflict() -> None:
    both = make_scenario(goal={"growth": 0.3}, channels={"content": {"lag_days": 1}})
    assert merged(make_scenario(), both, both) == (document_of(both), [])


def without_email(**changes: Any) -> Scenario:
    return make_scenario(channels={"cold_email": LEFT_OUT, "paid_search": {"share": 0.75}}, team=make_document()["team"][1:], **changes)


def test_what_i_removed_and_they_changed_is_gone_and_told() -> None:
    document, conflicts = merged(make_scenario(), without_email(), make_scenario(channels={"cold_email": {"lag_days": 9}}))
    assert [channel["key"] for channel in document["channels"]] == ["paid_search", "content"]
    assert conflicts == [("removed", ("channels", "cold_email"))]


def test_what_they_removed_and_i_changed_is_kept_and_told() -> None:
    document, conflicts = merged(make_scenario(), make_scenario(channels={"cold_email": {"lag_days": 9}}), without_email())
    assert [channel["key"] for channel in document["channels"]] == ["cold_email", "paid_search", "content"]
    assert conflicts == [("added", ("channels", "cold_email"))]


def test_a_channel_that_one_moved_and_the_other_changed_is_moved_and_changed() -> None:
    document, conflicts = merged(
        make_scenario(), moved(make_document(), "channels", 2, 0), make_scenario(channels={"content": {"lag_days": 30}})
    )
    assert [(channel["key"], channel["lag_days"]) for channel in document["channels"]] == [
        ("content", 30.0),
        ("cold_email", 0.0),
        ("paid_search", 0.0),
    ]
    assert conflicts == []


def test_two_orders_are_a_conflict_and_mine_stands() -> None:
    document, conflicts = merged(make_scenario(), moved(make_document(), "channels", 2, 0), moved(make_document(), "channels", 0, 1))
    assert [channel["key"] for channel in document["channels"]] == ["content", "cold_email", "paid_search"]
    assert {kind for kind, _ in conflicts} == {"moved"}


def with_stage(key: str, after: str) -> Scenario:
    document = make_document()
    at = next(place for place, stage in enumerate(document["stages"]) if stage["key"] == after)
    conversion = document["conversions"][at]
    document["stages"].insert(at + 1, {"key": key, "name": key})
    document["conversions"].insert(at + 1, {"from": key, "to": conversion["to"], "rate": 0.5})
    document["conversions"][at] = {**conversion, "to": key}
    return Scenario.model_validate(document)


def test_stages_added_at_two_places_both_stand_and_fit() -> None:
    document, conflicts = merged(make_scenario(), with_stage("proposal", "opportunity"), with_stage("demo", "mql"))
    assert conflicts == []
    assert Scenario.model_validate(document).stage_keys == ("lead", "mql", "demo", "sql", "opportunity", "proposal", "deal")


def test_stages_added_at_one_place_are_a_conflict_and_no_sensible_scenario() -> None:
    document, conflicts = merged(make_scenario(), with_stage("proposal", "mql"), with_stage("demo", "mql"))
    assert conflicts == [("changed", ("conversions", "mql", "to"))]
    with pytest.raises(Exception, match="conversion_skips"):
        Scenario.model_validate(document)


def test_roles_added_by_both_both_stand() -> None:
    team = make_document()["team"]
    mine = make_scenario(team=[*team, {**team[0], "role": "Writer", "handles": "content"}])
    theirs = make_scenario(team=[{**team[0], "role": "Lead"}, team[1], {**team[0], "role": "Designer", "handles": "content"}])
    document, conflicts = merged(make_scenario(), mine, theirs)
    assert [role["role"] for role in document["team"]] == ["Lead", "AE", "Writer", "Designer"]
    assert conflicts == []


@st.composite
def edited(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario after some edits that always fit."""
    document = document_of(scenario)
    document["goal"]["baseline"] = draw(st.sampled_from((document["goal"]["baseline"], 1e6)))
    for channel in document["channels"]:
        channel["lag_days"] = draw(st.sampled_from((channel["lag_days"], 3.0)))
    document["channels"] = draw(st.permutations(document["channels"]))
    document["team"] = draw(st.permutations(document["team"]))[: draw(st.integers(0, 3))]
    return Scenario.model_validate(document)


@checked
@given(scenarios, scenarios)
def test_without_a_change_of_mine_theirs_stands_and_the_other_way_round(base: Scenario, other: Scenario) -> None:
    assert merged(base, base, other) == (document_of(other), [])
    assert merged(base, other, base) == (document_of(other), [])
    assert merged(base, other, other) == (document_of(other), [])


@checked
@given(scenarios.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base))))
def test_merging_keeps_every_change_that_does_not_meet_another(three: tuple[Scenario, Scenario, Scenario]) -> None:
    base, mine, theirs = three
    both = merge(base, mine, theirs)
    for name in ("baseline", "growth"):
        values = [document_of(each)["goal"][name] for each in three]
        assert both.document["goal"][name] == (values[1] if values[1] != values[0] else values[2])
    lags = [{channel.key: channel.lag_days for channel in each.channels} for each in three]
    for channel in both.document["channels"]:
        key = channel["key"]
        assert channel["lag_days"] == (lags[1][key] if lags[1][key] != lags[0][key] else lags[2][key])
    assert {channel["key"] for channel in both.document["channels"]} == set(lags[0])
    Scenario.model_validate({**both.document, "team": []})
