"""Replan on the page: the form, the answer in words, and the rest on its way into the plan or out as a file."""

import datetime as dt
import html
import re

import pytest

from app.documents import scenario_from_yaml
from app.planner.present import make_plan
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replan import rest_of
from tests.web.kept import keep, scenario
from tests.web.reading import read_out, table
from tests.web.what_if.asking import ask, field, refusal, sentence, taken, uses

KNOWN = {"until": "31 Mar 2027", "revenue": "150,000", "deals": "12", "open/lead": "400", "open/opportunity": "30"}
UNTIL = dt.date(2027, 3, 31)


def rest_of_the_sample(sample, **opened):
    pipeline = {**sample.pipeline, **opened}
    return rest_of(sample, Actuals(UNTIL, evenly(sample, UNTIL, Won(12, 150_000)), pipeline))


def wrong(response):
    """What is said beside fields."""
    return [html.unescape(each) for each in re.findall(r'<p class="wrong"[^>]*>([^<]*)</p>', response.text)]


def test_the_form_asks_for_a_day_first_and_begins_nothing(client):
    response = ask(client, "replan")
    assert response.status_code == 200
    assert sentence(response) == ""
    assert "Give the last day that is known, what was won by then, and what is open on it." in response.text
    for label in ("Leads", "MQLs", "SQLs", "Opportunities"):
        assert f">{label} open then</label>" in response.text


def test_the_answer_says_what_is_left_and_how_far_behind_it_is(client):
    response = ask(client, "replan", **KNOWN)
    left = rest_of_the_sample(scenario(), lead=400, opportunity=30)
    new_business = make_plan(left)["bridge"]["new_business"]
    assert (
        sentence(response) == f"${new_business:,.0f} is left to win by what begins on 1 Apr 2027 or later, in place of the plan's $535,725."
    )
    text = read_out(response.text)
    assert "By 31 Mar 2027 $150,000 was won where the plan has $187,236: $37,236 behind. Of deals, 12 against 15.2." in text
    assert "What begins now closes nothing more in Apr to May 2027." in text


def test_the_tables_have_the_rest_beside_what_the_plan_has_left(client):
    text = ask(client, "replan", **KNOWN).text
    plan = make_plan(rest_of_the_sample(scenario(), lead=400, opportunity=30))
    rows = {row[0]: row[1:] for row in table(text, "measured")}
    assert rows["Left to win"] == [f"${plan['bridge']['new_business']:,.0f}"]
    emails = plan["totals"]["per_working_day"]["cold_email"]
    assert rows["Cold email e-mails"][2].split()[0] == f"{round(emails['mean'], 1):g}"
    assert rows["Cold email e-mails"][3].split()[0] == f"{round(emails['peak'], 1):g}"
    months = [head for head in rows if re.match(r"\w{3} 2027", head)]
    assert [month[:3] for month in months] == ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert months[0] == "Apr 2027 too late to begin for"


def test_the_rest_opens_as_the_plan_unsaved(client):
    kept = keep(client)
    response = ask(client, "replan", plan=f"/plans/{kept.id}", **KNOWN)
    assert "Open the rest as a plan" in response.text
    page = taken(client, uses(response)[0])
    assert "Unsaved changes" in page.text
    assert (field(page, "/today"), field(page, "/existing/committed")) == ("1 Apr 2027", "150,000")
    assert (field(page, "/pipeline/lead"), field(page, "/pipeline/opportunity")) == ("400", "30")
    assert f"${make_plan(rest_of_the_sample(kept.scenario, lead=400, opportunity=30))['bridge']['new_business']:,.0f}" in page.text


def test_what_serves_the_period_after_is_not_taken_along(client):
    kept = keep(client, changes={"/goal/next_growth": 0.2})
    page = client.get(f"/plans/{kept.id}")
    assert field(page, "/goal/next_growth") == "20"
    response = ask(client, "replan", plan=f"/plans/{kept.id}", **KNOWN)
    assert "What the plan does for the period after stays as it is there:" in response.text
    assert field(taken(client, uses(response)[0]), "/goal/next_growth") == ""


def test_the_rest_comes_as_a_file_that_is_the_scenario(client):
    response = ask(client, "replan", **KNOWN)
    address = html.unescape(re.search(r'href="([^"]*replan\.yaml[^"]*)"', response.text)[1])
    file = client.get(address)
    assert file.headers["content-type"] == "application/yaml; charset=utf-8"
    assert "replan-2027-03-31.yaml" in file.headers["content-disposition"]
    assert scenario_from_yaml(file.text) == rest_of_the_sample(scenario(), lead=400, opportunity=30)


def test_a_file_of_nothing_known_is_a_page_that_says_so(client):
    response = client.get("/plans/new/what-if/replan.yaml")
    assert response.status_code == 422
    assert "Give the last day that is known." in response.text


def test_a_goal_that_is_reached_says_so_and_asks_for_nothing(client):
    response = ask(client, "replan", until="31 Mar 2027", revenue="1,100,000", deals="80")
    assert sentence(response).startswith("The goal is reached: what was won leaves nothing to win, and $")
    assert "What there is to do" not in response.text


def test_after_the_last_day_it_says_what_is_reached(client):
    response = ask(client, "replan", until="31 Dec 2027", revenue="600,000", deals="50")
    assert sentence(response) == (
        "$400,000 is left to win, and nothing that begins on 1 Jan 2028 or later closes in time. "
        "With what was won and what is open, $4,600,000 is reached."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"until": "soon"}, "This must be a day, such as 1 Jan 2027."),
        ({"until": "1 Jan 2029"}, "This must be a day from 20 Nov 2026 to 31 Dec 2027."),
        ({"until": "31 Mar 2027", "deals": "3"}, "Say what these deals are worth in their first year."),
        ({"until": "31 Mar 2027", "open/lead": "-3"}, "This cannot be below 0."),
        ({"until": "31 Dec 2026", "revenue": "300"}, "Nothing can have been won by then: what counts here is won from 1 Jan 2027 on."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, typed, said):
    response = ask(client, "replan", **typed)
    assert response.status_code == 422
    assert wrong(response) == [said]
    assert sentence(response) == ""


def test_more_than_a_field_takes_is_refused_above_the_form(client):
    response = ask(client, "replan", until="31 Mar 2027", revenue="100", deals="9,000,000,000,000")
    assert response.status_code == 422
    assert refusal(response) == "This takes values from 0 to 1,000,000,000,000; 9,000,000,000,000 was given."
