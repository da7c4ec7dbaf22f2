import contextlib
import copy
import itertools

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.documents import scenario_from_json
from app.documents.counterparts import Counterparts
from app.documents.differences import document_of
from app.documents.editing.kinds import KINDS
from app.documents.edits import EditRefused, apply
from app.documents.rekeying import rekeyed
from app.documents.slugs import slug, unique_key
from app.documents.templates import template_document
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.planner.scenario import CHANNELS_LIMIT, ROLES_LIMIT, STAGES_LIMIT, STEPS_LIMIT
from tests.planner.strategies import documents

PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def whole(document):
    """The document with every default written out; a scenario that makes no sense raises."""
    return document_of(scenario_from_json(orjson.dumps(document)))


def sample(key="growth"):
    return whole(template_document(key))


def edited(document, wanted):
    """The document after an edit, seen to be one that makes sense, and the given one untouched."""
    before = copy.deepcopy(document)
    after = apply(document, wanted).document
    assert document == before
    assert whole(after) == after
    return after


def deals(document):
    """How many deals the plan takes; none where it cannot be reached."""
    plan = make_plan(scenario_from_json(orjson.dumps(document)))
    return plan["totals"]["stages"][document["stages"][-1]["key"]]["exact"] or 0


@st.composite
def edits(draw, document):
    """Any edit of any part of the document, possible or not."""
    channel = draw(st.sampled_from(document["channels"]))
    stage = draw(st.sampled_from(document["stages"]))["key"]
    step = draw(st.sampled_from([step["name"] for step in channel["steps"]] or ["none"]))
    role = draw(st.integers(0, max(len(document["team"]), 1)))
    plain = ["shares/scale", "role/add", "seasonality/on", "seasonality/even", "seasonality/fit", "seasonality/off", "stage/add"]
    by_part = {
        "stage": [f"stage/{action}/{stage}" for action in ("add", "remove", "up", "down")],
        "channel": [f"channel/{action}/{channel['key']}" for action in ("copy", "remove", "up", "down")],
        "kind": [f"channel/add/{kind}" for kind in KINDS],
        "step": [f"step/{action}/{channel['key']}/{step}" for action in ("remove", "up", "down")] + [f"step/add/{channel['key']}"],
        "outreach": [f"outreach/{action}/{channel['key']}" for action in ("on", "off")],
        "role": [f"role/{action}/{role}" for action in ("remove", "up", "down")],
    }
    return draw(st.sampled_from([*plain, *itertools.chain.from_iterable(by_part.values())]))


@PROPERTY
@given(documents(), st.data())
def test_whatever_can_be_planned_can_be_planned_after_any_edits(document, data):
    current = whole(document)
    for _ in range(3):
        wanted = data.draw(edits(current))
        with contextlib.suppress(EditRefused):
            current = edited(current, wanted)


@PROPERTY
@given(documents(), st.data())
def test_a_new_stage_changes_nothing_until_figures_are_typed_and_leaves_without_a_trace(document, data):
    before = whole(document)
    after = data.draw(st.sampled_from(["", *(stage["key"] for stage in before["stages"][:-1])]))
    added = edited(before, f"stage/add/{after}")
    new = next(stage["key"] for stage in added["stages"] if stage not in before["stages"])
    assert len(added["stages"]) == len(before["stages"]) + 1
    assert deals(added) == pytest.approx(deals(before), rel=1e-9, abs=1e-9)
    removed = edited(added, f"stage/remove/{new}")
    order = [stage["key"] for stage in before["stages"]]
    before["conversions"].sort(key=lambda each: order.index(each["from"]))
    assert removed == before


@PROPERTY
@given(documents(), st.sampled_from(list(KINDS)))
def test_a_channel_added_and_removed_leaves_everything_as_it_was(document, kind):
    before = whole(document)
    added = edited(before, f"channel/add/{kind}")
    assert added["channels"][:-1] == before["channels"]
    assert deals(added) == pytest.approx(deals(before), rel=1e-9, abs=1e-9)
    assert edited(added, f"channel/remove/{added['channels'][-1]['key']}") == before


@PROPERTY
@given(documents(), st.data())
def test_a_step_added_and_removed_leaves_everything_as_it_was(document, data):
    before = whole(document)
    key = data.draw(st.sampled_from(before["channels"]))["key"]
    added = edited(before, f"step/add/{key}")
    steps = next(channel["steps"] for channel in added["channels"] if channel["key"] == key)
    assert edited(added, f"step/remove/{key}/{steps[-1]['name']}") == before


@PROPERTY
@given(documents(), st.data())
def test_up_and_down_is_back_where_it_was(document, data):
    before = whole(document)
    assume(len(before["channels"]) > 1)
    place = data.draw(st.integers(1, len(before["channels"]) - 1))
    key = before["channels"][place]["key"]
    moved = edited(before, f"channel/up/{key}")
    assert [channel["key"] for channel in moved["channels"]][place - 1] == key
    assert edited(moved, f"channel/down/{key}") == before


@PROPERTY
@given(documents(), st.data())
def test_the_shares_of_the_channels_that_stay_keep_their_proportions(document, data):
    before = whole(document)
    assume(len(before["channels"]) > 1)
    gone = data.draw(st.sampled_from(before["channels"]))
    left = [channel for channel in before["channels"] if channel is not gone]
    after = edited(before, f"channel/remove/{gone['key']}")
    assert [channel["key"] for channel in after["channels"]] == [channel["key"] for channel in left]
    total = sum(channel["share"] for channel in left)
    if total:
        for old, new in zip(left, after["channels"], strict=True):
            assert new["share"] == pytest.approx(old["share"] / total, abs=0.0005 * len(left))


@PROPERTY
@given(documents(), st.data())
def test_every_field_has_its_counterpart_after_an_edit_and_is_found_back(document, data):
    before = whole(document)
    try:
        after = edited(before, data.draw(edits(before)))
    except EditRefused:
        assume(False)
    there, back = Counterparts(before, after), Counterparts(after, before)
    for place, channel in enumerate(before["channels"]):
        found = there.of(f"/channels/{place}/share")
        kept = channel["key"] in [each["key"] for each in after["channels"]]
        assert (found is not None) == kept
        if found:
            assert back.of(found) == f"/channels/{place}/share"


def test_a_stage_that_goes_leaves_its_rate_its_lag_its_entries_and_its_pipeline_behind():
    before = sample()
    after = edited(before, "stage/remove/mql")
    conversion = after["conversions"][0]
    assert (conversion["from"], conversion["to"], conversion["rate"], conversion["lag_days"]) == (
        "lead",
        "sql",
        pytest.approx(0.25 * 0.4),
        28,
    )
    assert conversion["evidence"] is None
    assert after["pipeline"] == {"sql": pytest.approx(40 + 120 * 0.4), "opportunity": 25}
    assert after["channels"][1]["conversions"]["lead"]["rate"] == pytest.approx(0.22 * 0.4)
    after = edited(before, "stage/remove/sql")
    assert after["channels"][0]["enters"] == "opportunity"
    after = edited(before, "stage/remove/opportunity")
    assert (after["team"][1]["handles"], after["channels"][0]["enters"]) == ("deal", "sql")


def test_lags_of_a_stage_that_goes_spread_together():
    before = sample()
    first, second = before["conversions"][:2]
    first |= {"lag_days": 10.0, "lag_quantiles": [1, 3]}
    second |= {"lag_days": 20.0, "lag_quantiles": [0, 1]}
    after = edited(before, "stage/remove/mql")["conversions"][0]
    assert (after["lag_days"], after["lag_quantiles"]) == (30, [5, 15, 45, 55])
    del second["lag_quantiles"]
    assert edited(before, "stage/remove/mql")["conversions"][0]["lag_quantiles"] == [25, 35]
    del first["lag_quantiles"]
    assert "lag_quantiles" not in edited(before, "stage/remove/mql")["conversions"][0]


def test_many_pairs_of_lags_are_told_by_twentieths():
    before = sample()
    for conversion in before["conversions"][:2]:
        conversion |= {"lag_days": 50.5, "lag_quantiles": list(range(1, 101))}
    spread = edited(before, "stage/remove/mql")["conversions"][0]["lag_quantiles"]
    assert len(spread) == 20
    assert sum(spread) / 20 == pytest.approx(101, abs=0.05)
    assert spread == sorted(spread)


def test_a_channels_own_spread_goes_together_with_the_common_lag():
    before = sample()
    before["channels"][1]["conversions"] = {"lead": {"lag_quantiles": [1, 3]}}
    lead, mql = (each["lag_days"] for each in before["conversions"][:2])
    own = edited(before, "stage/remove/mql")["channels"][1]["conversions"]["lead"]
    assert own["lag_quantiles"] == [pytest.approx(lead * part + mql, abs=0.05) for part in (0.5, 1.5)]
    assert own["lag_days"] is None


def test_open_deals_of_a_stage_that_goes_are_worth_the_same():
    before = sample() | {"team": []}
    pipeline = {"sql": 40.0, "opportunity": 25.0}
    after = edited(before | {"pipeline": pipeline}, "stage/remove/opportunity")
    assert after["pipeline"]["sql"] * 0.5 * 0.25 == pytest.approx(40 * 0.5 * 0.25 + 25 * 0.25)


def test_the_stages_keep_their_rates_when_they_change_places():
    after = edited(sample(), "stage/down/mql")
    assert [stage["key"] for stage in after["stages"]] == ["lead", "sql", "mql", "opportunity", "deal"]
    assert {each["from"]: each["rate"] for each in after["conversions"]} == {"lead": 0.25, "mql": 0.4, "sql": 0.5, "opportunity": 0.25}
    assert [(each["from"], each["to"]) for each in after["conversions"]] == list(
        itertools.pairwise(["lead", "sql", "mql", "opportunity", "deal"])
    )


def test_who_handled_only_a_channel_that_goes_goes_with_it():
    assert [role["role"] for role in edited(sample(), "channel/remove/cold_email")["team"]] == ["AE"]


def test_a_new_role_changes_nothing_about_whether_the_plan_works():
    before = sample()
    after = edited(before, "role/add")
    old, new = (make_plan(scenario_from_json(orjson.dumps(document))) for document in (before, after))
    assert [note["code"] for note in new["notes"]] == [note["code"] for note in old["notes"]]
    role = new["team"][-1]
    assert (role["heads_peak"], role["hires"]) == (pytest.approx(1, abs=0.1), 0)


def test_what_was_paid_for_a_step_that_goes_is_paid_for_the_one_before():
    before = sample()
    before["channels"][0]["cost"] |= {"per": "reply", "amount": 5.0}
    after = edited(before, "step/remove/cold_email/reply")["channels"][0]
    assert (after["cost"]["per"], after["cost"]["amount"]) == ("delivered", pytest.approx(0.2))
    assert [(step["name"], step["yield"]) for step in after["steps"]] == [("delivered", 0.97), ("meeting", pytest.approx(0.02))]
    assert deals(edited(before, "step/remove/cold_email/reply")) == pytest.approx(deals(before))


def test_shares_are_made_to_add_up_in_their_proportions():
    document = sample()
    for channel, share in zip(document["channels"], (0.4, 0.45, 0.25), strict=True):
        channel["share"] = share
    with pytest.raises(InvalidScenario):
        whole(document)
    assert [channel["share"] for channel in apply(document, "shares/scale").document["channels"]] == [0.3636, 0.4091, 0.2273]
    for channel in document["channels"]:
        channel["share"] = 0
    assert [channel["share"] for channel in apply(document, "shares/scale").document["channels"]] == [0.3334, 0.3333, 0.3333]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("", "unknown"),
        ("stage", "unknown"),
        ("stage/explode/mql", "unknown"),
        ("stage/remove/nothing", "not_there"),
        ("stage/remove/deal", "last_stage"),
        ("stage/add/deal", "last_stage"),
        ("stage/up/lead", "first_or_last"),
        ("stage/down/opportunity", "last_stage"),
        ("stage/up/deal", "last_stage"),
        ("channel/add/nothing", "unknown_kind"),
        ("channel/remove/nothing", "not_there"),
        ("channel/remove", "not_there"),
        ("channel/up/cold_email", "first_or_last"),
        ("step/remove/cold_email/nothing", "not_there"),
        ("role/remove/9", "not_there"),
        ("role/remove/-1", "not_there"),
        ("role/remove/²", "not_there"),
        ("role/remove", "not_there"),
        ("shares/scale/x/y/z", "unknown"),
        ("role/add/1", "unknown"),
        ("step/remove/cold_email/reply/meeting", "unknown"),
        ("channel/remove/" + "x" * 10_000, "not_there"),
    ],
)
def test_what_cannot_be_done_says_why(wanted, code):
    with pytest.raises(EditRefused) as refused:
        apply(sample(), wanted)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("wanted", "limit", "code"),
    [
        ("stage/add/lead", STAGES_LIMIT - 5, "too_many_stages"),
        ("channel/add/webinar", CHANNELS_LIMIT - 3, "too_many_channels"),
        ("channel/copy/content", CHANNELS_LIMIT - 3, "too_many_channels"),
        ("step/add/content", STEPS_LIMIT - 2, "too_many_steps"),
        ("role/add", ROLES_LIMIT - 2, "too_many_roles"),
    ],
)
def test_parts_can_be_added_up_to_their_limit_and_no_further(wanted, limit, code):
    document = sample()
    for _ in range(limit):
        document = edited(document, wanted)
    with pytest.raises(EditRefused) as refused:
        apply(document, wanted)
    assert refused.value.code == code


def test_one_channel_and_two_stages_stay():
    document = sample() | {"team": []}
    for key in ("cold_email", "content"):
        document = edited(document, f"channel/remove/{key}")
    with pytest.raises(EditRefused, match="last_channel"):
        apply(document, "channel/remove/paid_search")
    for key in ("lead", "mql", "opportunity"):
        document = edited(document, f"stage/remove/{key}")
    with pytest.raises(EditRefused, match="too_few_stages"):
        apply(document, "stage/remove/sql")


def test_weights_of_the_months_come_all_alike_and_go():
    after = edited(sample(), "seasonality/even")
    assert after["seasonality"] == [1.0] * 12
    assert edited(after, "seasonality/off")["seasonality"] is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Demo request", "demo_request"),
        ("  E-mail ", "email"),
        ("Café, größer!", "cafe_groer"),
        ("2nd call", "nd_call"),
        ("商談", ""),
        ("<b>", "b"),
    ],
)
def test_a_name_becomes_a_key(name, key):
    assert slug(name) == key


def test_keys_are_kept_apart_and_within_their_length():
    assert unique_key("Demo", {"demo", "demo_2"}, "stage") == "demo_3"
    assert unique_key("商談", set(), "stage") == "stage"
    long = unique_key("a" * 90, {"a" * 40}, "stage")
    assert len(long) <= 40
    assert long != "a" * 40


def test_new_parts_are_saved_under_keys_made_of_their_names():
    saved = scenario_from_json(orjson.dumps(template_document("growth")))
    document = edited(edited(document_of(saved), "stage/add/sql"), "channel/add/blank")
    document["stages"][3]["name"], document["channels"][3]["name"] = "Demo given", "Trade fair"
    document["pipeline"]["new_stage"] = 4.0
    document["team"][0]["handles"] = document["channels"][3]["key"]
    found = rekeyed(scenario_from_json(orjson.dumps(document)), saved)
    assert (found.stages[3].key, found.channels[3].key) == ("demo_given", "trade_fair")
    assert (found.pipeline["demo_given"], found.team[0].handles) == (4.0, "trade_fair")
    assert [conversion.to_stage for conversion in found.conversions] == list(found.stage_keys[1:])
    assert rekeyed(found, found) is found
