"""Headlines of stored scenarios: the same as the plan's figures, and kept by what the document says."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.planner.present import make_plan
from app.services import headlines, scenarios
from app.services.headlines import headline, sorted_by_figure
from app.services.scenarios import LOCAL_WORKSPACE
from tests.examples import make_scenario


@pytest.fixture(autouse=True)
def _with_nothing_kept():
    headlines.forget()


@pytest.fixture
def keep(database):
    def kept(**changes):
        with database.writing() as session:
            return scenarios.create(session, LOCAL_WORKSPACE, make_scenario(**changes), author="Ada")

    return kept


def unreadable(stored, document='{"schema": 1}'):
    return dataclasses.replace(stored, document=document, digest="0" * 64)


def test_a_headline_is_the_plans_own(keep):
    stored = keep()
    plan, found = make_plan(stored.scenario), headline(stored)
    assert found.glance.figures.deals == plan["totals"]["stages"]["deal"]["whole"]
    assert found.glance.figures.spend == plan["totals"]["spend"]
    assert found.currency == plan["currency"]
    assert [stage.name for stage in found.stages] == [stage["name"] for stage in plan["stages"]]


def test_a_headline_is_worked_out_once_for_one_document(keep):
    stored = keep()
    assert headline(stored) is headline(dataclasses.replace(stored, id="scn_other", name="Other"))


def test_a_changed_document_has_a_headline_of_its_own(keep):
    assert headline(keep()).glance.target != headline(keep(goal={"baseline": 4_000_000, "growth": 0.5})).glance.target


def test_growth_is_told_only_where_it_is_the_goal(keep):
    assert headline(keep(goal={"baseline": 4_000_000, "growth": 0.25})).growth == 0.25
    assert headline(keep(goal={"baseline": 4_000_000, "growth": 0.25, "target": 5_000_000})).growth is None
    assert headline(keep(goal={"baseline": 0, "growth": 0.25})).growth is None


@pytest.mark.parametrize(("document", "code"), [('{"schema": 9}', "newer_schema"), ("{", "unreadable"), ('{"schema": 1}', "missing")])
def test_a_document_that_cannot_be_read_has_faults_and_no_figures(keep, document, code):
    found = headline(unreadable(keep(), document))
    assert found.glance is None
    assert code in [fault.code for fault in found.faults]


@pytest.mark.parametrize("figure", ["goal", "deals", "top", "daily", "spend", "status"])
def test_what_cannot_be_read_is_sorted_last(keep, figure):
    sound = keep()
    broken = unreadable(sound)
    assert sorted_by_figure([broken, sound], figure, descending=True) == [sound, broken]
    assert sorted_by_figure([broken, sound], figure, descending=False) == [sound, broken]


def test_equals_keep_their_order_both_ways(keep):
    same = [dataclasses.replace(keep(), id=f"scn_{number}") for number in range(4)]
    for descending in (False, True):
        assert sorted_by_figure(same, "spend", descending=descending) == same


def test_only_so_many_headlines_are_kept(keep, monkeypatch):
    monkeypatch.setattr(headlines, "_headlines", headlines._Kept(3))
    stored = [dataclasses.replace(keep(), digest=f"{number:064}") for number in range(5)]
    first = headline(stored[0])
    assert headline(stored[0]) is first
    for each in stored[1:]:
        headline(each)
    again = headline(stored[0])
    assert again is not first
    assert again.glance == first.glance


def test_many_at_once_get_what_one_gets(keep):
    stored = [keep(goal={"baseline": 4_000_000, "growth": 0.1 + number / 100}) for number in range(12)]
    expected = [headline(each).glance.target for each in stored]
    headlines.forget()
    with ThreadPoolExecutor(8) as pool:
        assert [found.glance.target for found in pool.map(headline, stored * 8)] == expected * 8
