"""Scenarios to start from: each can be planned and says what it is; and a part of a text found by its line."""

import datetime as dt

import orjson
import pytest

from app.documents import example_document, scenario_from_json
from app.documents.places import line_of
from app.documents.templates import BLANK, EXAMPLES, begun, template, template_document, templates
from app.planner.present import make_plan

KEYS = [each.key for each in templates()]


def scenario(key):
    return scenario_from_json(orjson.dumps(template_document(key)))


@pytest.mark.parametrize("key", [*KEYS, BLANK])
def test_every_template_plans_to_something_that_can_be_done(key):
    plan = make_plan(scenario(key))
    assert plan["status"] in ("ok", "at_risk")
    assert not [note["code"] for note in plan["notes"] if note["severity"] == "error"]
    assert plan["proof"]["over"] >= 0
    assert plan["totals"]["stages"][plan["stages"][-1]["key"]]["whole"] >= 5


@pytest.mark.parametrize("key", [*KEYS, BLANK])
def test_every_typed_rate_agrees_with_its_counts(key):
    assert not [note for note in make_plan(scenario(key))["notes"] if note["code"] == "rate_not_counted"]


def test_the_first_template_is_the_example_of_the_product():
    assert KEYS[0] == "growth"
    assert template_document("growth") == example_document()


def test_templates_differ_in_what_companies_differ_in():
    found = [scenario(key) for key in KEYS]
    assert {each.currency for each in found} == {"USD", "EUR", "GBP"}
    assert {each.goal.measure for each in found} >= {"arr", "bookings"}
    assert len({each.country for each in found}) == 3
    assert len({each.stage_keys for each in found}) == len(found)
    cycles = {key: sum(part.lag_days for part in each.conversions) for key, each in zip(KEYS, found, strict=True)}
    assert cycles["manufacturer"] > 2 * cycles["agency"]


@pytest.mark.parametrize("key", ["software", "agency", "manufacturer"])
def test_a_template_says_that_its_figures_are_made_up(key):
    assert "Every figure is made up" in (EXAMPLES / f"{key}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert {part.source for part in scenario(key).conversions} == {"Made up for this sample"}


def test_a_goal_alone_is_one_channel_and_few_figures():
    blank = scenario(BLANK)
    assert len(blank.channels) == 1
    assert blank.today is None
    assert blank.team == ()


@pytest.mark.parametrize("day", [dt.date(2026, 11, 22), dt.date(2031, 2, 28), dt.date(2032, 12, 31)])
def test_a_plan_from_a_goal_begins_on_its_day_and_starts_with_the_next_year(day):
    found = scenario(begun(BLANK, day))
    assert (found.today, found.start) == (day, f"{day.year + 1}-01")
    assert make_plan(found)["status"] in ("ok", "at_risk")


def test_leads_that_a_plan_from_a_goal_wants_before_its_day_are_late():
    assert make_plan(scenario(BLANK))["status"] == "ok"
    assert make_plan(scenario(begun(BLANK, dt.date(2026, 11, 22))))["status"] == "at_risk"


def test_samples_keep_the_day_that_they_say():
    assert [begun(key, dt.date(2031, 1, 1)) for key in KEYS] == KEYS


def test_a_document_is_the_askers_own():
    template_document("agency")["name"] = "changed"
    assert template_document("agency")["name"] == "New business, agency"


@pytest.mark.parametrize(
    "key", ["", "nothing", "../../settings", "growth.yaml", "blank-", "blank-x", "blank-20261122", "blank-0001-01-01", "blank-9999-01-01"]
)
def test_there_is_no_other_template(key):
    if "-" not in key:
        with pytest.raises(LookupError):
            template(key)
    with pytest.raises(LookupError):
        template_document(key)


TEXT = "name: a\nstages:\n  - {key: lead}\n  - key: deal\n    owner: 3\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [(("name",), 1), (("stages", 0, "key"), 3), (("stages", 1, "owner"), 5), (("stages", 1, "name"), 4), (("goal",), None), ((), None)],
)
def test_a_part_of_a_text_is_found_by_line(path, line):
    assert line_of(TEXT, path) == line


def test_json_has_lines_too_and_what_is_no_text_has_none():
    assert line_of('{\n "a": [\n  1,\n  2]}', ("a", 1)) == 4
    assert line_of("{", ("a",)) is None
    assert line_of("x" * 1_000_001, ("a",)) is None
    assert line_of("- " * 400 + "a", (0, 0)) == 1
