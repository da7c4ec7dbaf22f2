"""What differs between two scenarios, in data and in words, and the changes of two people in one document."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from app.documents.differences import Change, differences, document_of, merge
from app.documents.identity import longest_in_order
from app.language import Language, language_of
from app.planner.scenario import Record, Scenario
from app.wording.amounts import amounts
from app.wording.changes import ChangeWords, change_sentence
from tests.examples import LEFT_OUT, changed, make_document, make_scenario
from tests.planner.strategies import documents

SOURCE = {"basis": "cohort", "period": "2026", "set_by": "Ana", "source": "CRM"}
RANGE = {"low": 0.1, "high": 0.4}
EVERYTHING = changed(
    make_document(),
    goal={"target": 5e6, "next_growth": 0.3},
    existing={"retention": 0.9, "expansion": 0.1, "committed": 5, "accounts": 10},
    deal={**RANGE, "variation": 0.5, "gross_margin": 0.7},
    conversions={
        "lead": {**RANGE, **SOURCE, "benchmark": {"low": 0.2, "high": 0.3, "source": "A study", "year": 2024, "grade": "b"}},
    },
    content={"available": 40, "used": 10},
    channels={
        "cold_email": {
            "owner": "sales",
            "influenced": 0.5,
            "lag_days": 3,
            "ceiling": 300,
            "steps": [{"name": "delivered", "yield": 0.97, **RANGE}],
            "cost": {"per": "email", "amount": 2, "fixed_per_month": 600, **RANGE},
            "capacity": {"per_working_day": 5, "per_month": 100},
            "conversions": {
                "sql": {"rate": 0.5, "lag_days": 4, "evidence": {"entered": 5, "converted": 2}, **RANGE, **SOURCE},
            },
            "deal": {"value": 500},
            "outreach": {"touches": 3, "reply_probability": 0.05, "per_mailbox": 10, "safe_per_mailbox": 11, "per_domain": 4},
        }
    },
)


def english() -> Language:
    return language_of(None, "en")


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


FULL = Scenario.model_validate(EVERYTHING)
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
    parts |= {(Scenario, "seasonality"), (Scenario, "pipeline")}
    assert inputs - parts <= met
    assert {each.__name__ for each in asked if issubclass(each, Record)} >= {
        "Goal", "Existing", "Deal", "Stage", "Conversion", "ConversionOverride", "Step", "Cost", "Capacity", "Outreach", "Channel", "Role",
        "SalesContent", "Evidence", "Benchmark", "ChannelDeal", "Scenario",
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


def moved(document: dict[str, Any], name: str, start: int, end: int) -> Scenario:
    new = copy.deepcopy(document)
    new[name].insert(end, new[name].pop(start))
    return Scenario.model_validate(new)


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


# --- In words -------------------------------------------------------------------------------------------------------


def said(old: Scenario, new: Scenario) -> list[tuple[str, str, str, str]]:
    return [tuple(vars(change_sentence(change, old, new, english())).values()) for change in differences(old, new)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"goal": {"growth": 0.3}}, ("Goal", "Growth", "25%", "30%")),
        ({"goal": {"measure": "arr"}}, ("Goal", "Measure", "Bookings", "ARR")),
        ({"goal": {"target": 5_000_000}}, ("Goal", "Target", "not set", "$5,000,000")),
        ({"today": "2026-12-01"}, ("Scenario", "Today", "21 Nov 2026", "1 Dec 2026")),
        ({"start": "2027-04"}, ("Scenario", "Starts", "Jan 2027", "Apr 2027")),
        ({"country": "DE"}, ("Scenario", "Working days of", "United States", "Germany")),
        ({"deal": {"value": 12_500.5}}, ("Deal", "First-year value", "$12,000", "$12,500.50")),
        ({"pipeline": {"mql": 90}}, ("Open pipeline", "MQL", "120", "90")),
        ({"pipeline": {"mql": LEFT_OUT}}, ("Open pipeline", "MQL", "120", "not set")),
        ({"conversions": {"lead": {"rate": 0.2512}}}, ("Lead to MQL", "Rate", "25%", "25.12%")),
        ({"conversions": {"lead": {"lag_days": 1}}}, ("Lead to MQL", "Lag", "7 days", "1 day")),
        ({"conversions": {"sql": {"low": 0.4}}}, ("SQL to Opportunity", "Low", "42%", "40%")),
        ({"conversions": {"lead": {"evidence": None}}}, ("Lead to MQL", "Counts removed", "1,050 of 4,200", "")),
        ({"conversions": {"lead": {"evidence": {"converted": 999}}}}, ("Lead to MQL · Counted", "Converted", "1,050", "999")),
        ({"stages": {"mql": {"name": "Hot lead"}}}, ("Hot lead", "Name", "MQL", "Hot lead")),
        ({"stages": {"mql": {"owner": "sales"}}}, ("MQL", "Owner", "Marketing", "Sales")),
        ({"channels": {"cold_email": {"cost": {"amount": 0.025}}}}, ("Cold email · Cost", "Amount", "$0.02", "$0.025")),
        ({"channels": {"content": {"enters": "mql"}}}, ("Blog", "Enters at", "Lead", "MQL")),
        ({"channels": {"content": {"deal": {"value": None}}}}, ("Blog · Deal here", "Deal value here", "$14,000", "not set")),
        ({"channels": {"paid_search": {"conversions": {}}}}, ("Paid search · Lead to MQL", "Own conversion removed", "22%", "")),
        (
            {"channels": {"paid_search": {"conversions": {"lead": {"rate": 0.21}}}}},
            ("Paid search · Lead to MQL", "Rate here", "22%", "21%"),
        ),
        (
            {"channels": {"content": {"outreach": {"touches": 3, "reply_probability": 0.05}}}},
            ("Blog", "Outreach added", "", "Touches: 3 · Replies per prospect: 5%"),
        ),
        ({"team": {"AE": {"ramp_months": 1}}}, ("AE", "Ramp", "4 months", "1 month")),
        ({"team": {"AE": LEFT_OUT}}, ("AE", "Role removed", "Handles: Opportunity · Heads now: 2 · Load a head: 9", "")),
        (
            {"content": {"available": 40, "used": 10}},
            ("Scenario", "Sales content added", "", "Assets available: 40 · Assets used: 10"),
        ),
        ({"seasonality": None}, ("Scenario", "Seasonality", "12 weights", "not set")),
    ],
)
def test_says_a_change_in_the_users_words(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    assert said(make_scenario(), make_scenario(**changes)) == [words]


def test_says_which_month_of_the_seasonality_changed() -> None:
    weights = [*make_document()["seasonality"]]
    weights[3] = 20
    assert said(make_scenario(), make_scenario(seasonality=weights)) == [("Seasonality", "Apr 2027", "8", "20")]


def test_says_that_a_channel_came_went_or_moved() -> None:
    webinar = {"key": "webinar", "name": "Webinars", "enters": "lead", "share": 0.3, "activity": "event"}
    new = make_document(channels={"cold_email": LEFT_OUT})
    new["channels"].append(webinar)
    new["team"] = new["team"][1:]
    assert said(make_scenario(team=new["team"]), Scenario.model_validate(new)) == [
        ("Cold email", "Channel removed", "30% · Enters at: SQL · Activity: e-mail", ""),
        ("Webinars", "Channel added", "", "30% · Enters at: Lead · Activity: event"),
    ]
    assert said(make_scenario(), moved(make_document(), "channels", 2, 0)) == [("Blog", "Moved", "Position 3", "Position 1")]


def test_names_no_positions_where_a_part_moved_among_others_and_kept_its_number() -> None:
    document = make_document()
    document["channels"].reverse()
    words = said(make_scenario(), Scenario.model_validate(document))
    assert words == [("Paid search", "Moved", "", ""), ("Cold email", "Moved", "Position 1", "Position 3")] or words == [
        ("Blog", "Moved", "Position 3", "Position 1"),
        ("Paid search", "Moved", "", ""),
    ]


@pytest.mark.parametrize("locale", ["de", "fr", "ar", "ja", "hi"])
def test_says_changes_in_every_language(locale: str) -> None:
    language = language_of(locale, "en")
    for old, new in ((FULL, make_scenario()), (make_scenario(), FULL)):
        for change in differences(old, new):
            words = change_sentence(change, old, new, language)
            assert words.where
            assert words.before != words.after


def test_two_values_that_differ_never_read_the_same() -> None:
    scenario = make_scenario()
    for old, new in ((0.25, 0.25000000000000006), (1e-6, 1.0000000000001e-6), (0.3, 0.1 + 0.2)):
        words = amounts("/conversions/0/rate", old, new, scenario, scenario, english())
        assert words.before != words.after
    before, after = "same " * 100 + "a", "same " * 100 + "b"
    assert amounts("/stages/0/definition", before, after, scenario, scenario, english()) == (
        "…same same same same a",
        "…same same same same b",
    )


def test_amounts_follow_the_currency_of_their_own_side() -> None:
    words = said(make_scenario(), make_scenario(currency="EUR", deal={"value": 9000}))
    assert words[1] == ("Deal", "First-year value", "$12,000", "€9,000")


# --- Merging --------------------------------------------------------------------------------------------------------


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


scenarios = documents(whole_days=False).map(Scenario.model_validate)
checked = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


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


@given(st.permutations(range(9)))
def test_the_parts_that_stay_are_the_most_that_can(order: list[int]) -> None:
    stayed = longest_in_order(order)
    kept = [place for place in order if place in stayed]
    assert kept == sorted(kept)
    best = [1] * 9
    for at in range(9):
        best[at] = 1 + max((best[before] for before in range(at) if order[before] < order[at]), default=0)
    assert len(kept) == max(best)
