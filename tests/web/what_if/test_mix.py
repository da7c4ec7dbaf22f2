"""The best mix on its page: where the plan stands beside the frontier, and what stops a mix, as a person reads it."""

import html
import json
import re

from app.questions.mixing.by_month import by_month
from app.questions.mixing.frontier import frontier
from app.questions.mixing.mix import least_spend, limits_of
from tests.web.kept import keep, scenario
from tests.web.reading import table
from tests.web.what_if.asking import ask, refusal, sentence, uses


def marked(response):
    """The rows of the frontier that are marked, and the columns of the chart at which its points stand."""
    rows = [row for row in table(response.text, "measured") if "The plan now" in row[0] or "The best mix" in row[0]]
    charts = json.loads(re.search(r'id="charts">(.*?)</script>', response.text, re.S).group(1))
    option = charts["frontier"]["option"]
    points = {one["name"]: [place for place, each in enumerate(one["data"]) if each != "-"] for one in option["series"][1:]}
    return rows, points, option


def test_the_frontier_marks_the_plan_and_the_best_mix_in_table_and_chart(client):
    response = ask(client, "mix")
    rows, points, option = marked(response)
    here, best = frontier(scenario()).here, least_spend(scenario())
    assert [row[0].partition("The")[0].strip() for row in rows] == ["$5,000,000"] * 2
    by_mark = {"now" if "now" in row[0] else "best": row[1:] for row in rows}
    assert by_mark["now"][0] == f"${here.revenue:,.0f}"
    assert by_mark["now"][1].startswith(f"${here.spend:,.0f}")
    assert f"${here.least:,.0f} at least" in by_mark["now"][1]
    assert by_mark["best"][:2] == [f"${best.revenue:,.0f}", f"${best.spend:,.0f}"]
    lowest = option["series"][0]["data"]
    (now,), (there,) = points["The plan now"], points["The best mix"]
    assert option["series"][2]["data"][there] == lowest[there]
    assert lowest[now] < here.spend
    assert now == there  # one goal, one column
    assert len(option["xAxis"]["data"]) == 42


def test_with_people_counted_both_mixes_have_theirs(client):
    response = ask(client, "mix", people="1")
    limits = limits_of(scenario(), with_people=True)
    best = least_spend(scenario(), limits)
    assert f"The mix of the plan comes to ${best.before:,.0f} with people" in response.text
    rows, _, _ = marked(response)
    assert f"${best.before:,.0f}" in " ".join(" ".join(row) for row in rows)


def test_a_mix_dearer_than_the_plans_own_says_why_that_can_be(client):
    response = ask(client, "mix", low__paid_search="90")
    assert "less. It is outside your bounds, beyond capacity, or has the open deals estimated higher." in response.text


def test_bounds_that_cannot_be_met_are_answered_with_some_that_can(client):
    said = refusal(ask(client, "mix", low__cold_email="60", low__paid_search="60"))
    assert said.endswith("together they are at most 100%, as Cold email 50% and Paid search 50% would be.")


def test_with_people_counted_no_sum_of_both_is_called_spend(client):
    response = ask(client, "mix", people="1")
    best = least_spend(scenario(), limits_of(scenario(), with_people=True))
    spend, people, both = (f"${each:,.0f}" for each in (best.spend, best.people, best.spend + best.people))
    said = sentence(response)
    assert (
        said.replace(" :", ":")
        == f"The least that reaches $5,000,000, people counted, is {both}: {spend} of it is spend, {people} people at full load."
    )
    assert "Least cost, with people" in response.text
    assert "Least spend" not in response.text


def test_what_each_month_mixed_for_itself_would_save_is_told_with_its_table(client):
    stored = keep(client, "Bent", {"/channels/0/ceiling": 60, "/channels/2/ceiling": 500})
    response = ask(client, "mix", f"/plans/{stored.id}")
    bent = stored.scenario
    months = by_month(bent, limits_of(bent), least_spend(bent))
    assert months.saved > 1
    total, saved, kept = (f"${each:,.0f}" for each in (months.total, months.saved, months.kept))
    text = html.unescape(response.text)
    assert f"the same revenue would cost {total}, {saved} less; with the revenue kept that the work of each month brings, {kept}." in text
    assert "Spend by month" in text
    assert f"${months.spend[0].sum():,.0f}" in text
    bound = html.unescape(ask(client, "mix", f"/plans/{stored.id}", low__paid_search="50").text)
    assert re.search(r"the same revenue would cost \$[\d,]+, \$[\d,]+ less\.", bound)
    assert "A mix of its own in each month would save nothing." in ask(client, "mix").text


def test_a_goal_that_no_growth_states_is_not_offered_to_the_plan(client):
    kept = keep(client, "From nothing", {"/goal/baseline": 0})
    response = ask(client, "mix", f"/plans/{kept.id}", aim="most", budget="100000")
    assert response.status_code == 200
    assert "give it a target first." in response.text
    assert not uses(response)
