"""What differs between two scenarios: every input when it alone changes, and parts known by what they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.documents.differences import Change, differences, document_of
from app.documents.identity import longest_in_order
from app.planner.scenario import MEASURED_FIELDS, Record, Scenario
from app.wording.changes import ChangeWords, change_sentence
from tests.differing import FULL, checked, english, moved, scenarios
from tests.examples import changed, make_document, make_scenario


def leaves(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every plain value below a part, with the way to it."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from leaves(getattr(part, name), (*path, name))
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from leaves(each, (*path, key))
    elif isinstance(part, tuple):
        for position, each in enumerate(part):
            yield from leaves(each, (*path, position))
    else:
        yield path, part


def replaced(part: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The part with one value changed below it, unchecked: most values cannot change alone and still make sense."""
    if not path:
        return value
    name, *rest = path
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: replaced(getattr(part, name), tuple(rest), value)})
    if isinstance(part, dict):
        return {**part, name: replaced(part[name], tuple(rest), value)}
    return tuple(replaced(each, tuple(rest), value) if at == name else each for at, each in enumerate(part))


OPTIONS = {"owner": ("marketing", "sales"), "measure": ("arr", "bookings"), "basis": ("cohort", "snapshot"), "grade": ("a", "b", "c")}


def another(path: tuple[Any, ...], value: Any) -> Any:
    if path[-1] in OPTIONS:
        return next(option for option in OPTIONS[path[-1]] if option != value)
    if path[-1] == "start":
        return "2028-03"
    if isinstance(value, str):
        return "DE" if path[-1] == "country" else "EUR" if path[-1] == "currency" else value + "x"
    return value.replace(year=2025) if hasattr(value, "year") else value + 1


LEAVES = [(path, value) for path, value in leaves(FULL) if value is not None]


def records(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from records(each)


def test_the_scenario_that_has_everything_leaves_no_input_out() -> None:
    met = {(type_, path[-1]) for path, _ in LEAVES for type_ in [type(part_at(FULL, path[:-1]))]}
    asked = {type_ for type_, _ in met}
    inputs = {(each, name) for each in records(Record) if each in asked for name in each.model_fields}
    parts = {(each, name) for each, name in inputs if name in ("goal", "existing", "deal", "stages", "conversions", "channels", "team")}
    parts |= {
        (each, name) for each, name in inputs if name in ("content", "steps", "cost", "capacity", "outreach", "evidence", "benchmark")
    }
    parts |= {(each, name) for each, name in inputs if name in (*MEASURED_FIELDS, "imports", "lag_quantiles")}
    parts |= {(Scenario, "seasonality"), (Scenario, "pipeline")}
    assert inputs - parts <= met
    assert {each.__name__ for each in asked if issubclass(each, Record)} >= {
        "Goal", "Existing", "Deal", "Stage", "Conversion", "ConversionOverride", "Step", "Cost", "Capacity", "Outreach", "Channel", "Role",
        "SalesContent", "Evidence", "Benchmark", "ChannelDeal", "Measured", "Scenario",
    }  # fmt: skip


def part_at(part: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        part = getattr(part, name) if isinstance(part, BaseModel) else part[name]
    return part


@pytest.mark.parametrize(("path", "value"), LEAVES, ids=lambda part: "-".join(map(str, part)) if isinstance(part, tuple) else "")
def test_sees_every_input_when_it_alone_changes(path: tuple[Any, ...], value: Any) -> None:
    other = replaced(FULL, path, another(path, value))
    found = differences(FULL, other)
    named = {"key", "from_stage", "name"} & {path[-1]} and isinstance(path[-2] if len(path) > 1 else None, int)
    is_identity = bool(named) and (path[-3] in ("conversions", "steps") or path[-1] == "key")
    assert sorted(change.kind for change in found) == (["added", "removed"] if is_identity else ["changed"])
    for change in found:
        words = change_sentence(change, FULL, other, english())
        assert words.where
        assert words.what
        assert words.before != words.after


def test_finds_nothing_between_a_scenario_and_itself_written_otherwise() -> None:
    spelt_out = document_of(make_scenario())
    assert differences(make_scenario(), Scenario.model_validate(spelt_out)) == ()


def test_takes_the_order_of_conversions_for_no_change() -> None:
    backwards = changed(make_document(), conversions=make_document()["conversions"][::-1])
    assert differences(make_scenario(), Scenario.model_validate(backwards)) == ()


@pytest.mark.parametrize(("start", "end", "name"), [(2, 0, "content"), (0, 2, "cold_email")])
def test_a_moved_channel_is_one_change(start: int, end: int, name: str) -> None:
    assert differences(make_scenario(), moved(make_document(), "channels", start, end)) == (
        Change("moved", ("channels", name), start, end, f"/channels/{start}", f"/channels/{end}"),
    )


def test_a_channel_moved_and_changed_is_two_changes() -> None:
    new = moved(changed(make_document(), channels={"content": {"lag_days": 25}}), "channels", 2, 0)
    assert [(change.kind, change.path, change.old, change.new) for change in differences(make_scenario(), new)] == [
        ("moved", ("channels", "content"), 2, 0),
        ("changed", ("channels", "content", "lag_days"), 20.0, 25.0),
    ]


def test_points_to_the_place_in_each_document() -> None:
    new = moved(changed(make_document(), channels={"content": {"lag_days": 25}}), "channels", 2, 0)
    change = differences(make_scenario(), new)[1]
    assert (change.old_pointer, change.new_pointer) == ("/channels/2/lag_days", "/channels/0/lag_days")


def test_a_renamed_step_is_removed_and_added() -> None:
    steps = [{"name": "arrived", "yield": 0.97}, *make_document()["channels"][0]["steps"][1:]]
    found = differences(make_scenario(), make_scenario(channels={"cold_email": {"steps": steps}}))
    assert [(change.kind, change.path[-1]) for change in found] == [("removed", "delivered"), ("added", "arrived")]


def test_a_role_is_known_by_its_name_and_what_it_handles_wherever_it_stands() -> None:
    team = make_document()["team"]
    swapped = make_scenario(team=[{**team[1], "heads": 3}, team[0]])
    assert [(change.kind, change.path) for change in differences(make_scenario(), swapped)] == [
        ("moved", ("team", "AE/opportunity")),
        ("changed", ("team", "AE/opportunity", "heads")),
    ]


def test_a_renamed_role_is_known_by_its_place() -> None:
    renamed = make_scenario(team={"SDR": {"role": "BDR"}})
    assert [(change.path, change.old, change.new) for change in differences(make_scenario(), renamed)] == [
        (("team", "SDR/cold_email", "role"), "SDR", "BDR")
    ]


def test_tells_two_roles_of_one_name_apart() -> None:
    role = make_document()["team"][0]
    old, new = make_scenario(team=[role, role]), make_scenario(team=[role, {**role, "heads": 7}])
    assert [(change.path, change.new) for change in differences(old, new)] == [(("team", "SDR/cold_email#2", "heads"), 7.0)]


def test_a_changed_length_of_the_seasonality_is_one_change() -> None:
    found = differences(make_scenario(), make_scenario(months=3, seasonality=[1, 2, 3]))
    assert [change.path for change in found] == [("months",), ("seasonality",)]


def test_seasonality_of_the_same_length_goes_month_by_month() -> None:
    weights = [*make_document()["seasonality"]]
    weights[3] = 20
    assert [(c.path, c.old, c.new) for c in differences(make_scenario(), make_scenario(seasonality=weights))] == [
        (("seasonality", 3), 8.0, 20.0)
    ]


def comparable(scenario: Scenario) -> dict[str, Any]:
    """The document with what says nothing put in one order."""
    document = document_of(scenario)
    return document | {"conversions": sorted(document["conversions"], key=lambda each: str(each["from"]))}


@checked
@given(scenarios, scenarios)
def test_two_scenarios_differ_exactly_where_they_are_told_to(old: Scenario, new: Scenario) -> None:
    there, back = differences(old, new), differences(new, old)
    assert bool(there) == (comparable(old) != comparable(new))
    assert (not there) == (not back)
    for change in there:
        words = change_sentence(change, old, new, english())
        assert isinstance(words, ChangeWords)
        assert words.before != words.after or change.kind != "changed"


@given(st.permutations(range(9)))
def test_the_parts_that_stay_are_the_most_that_can(order: list[int]) -> None:
    stayed = longest_in_order(order)
    kept = [place for place in order if place in stayed]
    assert kept == sorted(kept)
    best = [1] * 9
    for at in range(9):
        best[at] = 1 + max((best[before] for before in range(at) if order[before] < order[at]), default=0)
    assert len(kept) == max(best)
