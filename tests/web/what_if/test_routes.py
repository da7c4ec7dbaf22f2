"""What the addresses of the What-if page do: progress, cancelling, files, links from the plan, and what makes no sense."""

import html
import io
import re
import threading

import orjson
import polars
import pytest

from app.documents import scenario_from_json
from app.questions.sweeping.space import LANES_LIMIT
from app.questions.sweeping.sweep import lanes_limit
from app.services import scenarios
from app.services.answers_in_progress import Answers
from app.web.what_if import sweeping
from tests.web.kept import keep
from tests.web.samples import wild_document
from tests.web.what_if.asking import UNDER_WAY, ask, look, refusal, sentence, taken, uses

QUESTIONS = ["solve", "chance", "sensitivity", "sweep", "mix", "compare", "why", "late", "replan"]
SLOW = "/plans/new/what-if/sweep?steps=1500"


@pytest.fixture
def held(monkeypatch):
    """A sweep that goes on when a test lets it."""
    go, real = threading.Event(), sweeping._work

    def work(opened, question, report):
        while not go.wait(0.002):
            report(3, 10)
        return real(opened, question, report)

    monkeypatch.setattr(sweeping, "_work", work)
    yield go
    go.set()


def test_a_long_answer_shows_how_far_it_is_and_survives_a_reload(client, held):
    first = client.get(SLOW).text
    assert UNDER_WAY in first
    assert "30%" in first
    assert 'hx-trigger="every' in first
    assert UNDER_WAY in client.get(poll_of(first)).text
    assert UNDER_WAY in client.get(SLOW).text
    held.set()
    assert sentence(look(client, SLOW)).startswith("Over 1,500 plans")


def test_a_long_answer_can_be_cancelled_and_asked_for_again(client, held):
    page = client.get(SLOW).text
    key, back = (html.unescape(re.search(rf'name="{name}" value="([^"]+)"', page)[1]) for name in ("key", "back"))
    response = client.post("/plans/new/what-if/stop", data={"key": key, "back": back})
    assert response.status_code == 303
    stopped = client.get(response.headers["location"])
    assert "This was stopped" in stopped.text
    assert UNDER_WAY not in stopped.text
    again = html.unescape(re.search(r'href="([^"]+)">Work it out after all', stopped.text)[1])
    held.set()
    assert sentence(look(client, again)).startswith("Over 1,500 plans")


def poll_of(page):
    """Where a page that waits looks next: the same with a script and without."""
    (scripted,) = re.findall(r'<div[^>]* hx-get="([^"]+)"', page)
    (plain,) = re.findall(r'http-equiv="refresh" content="1; url=([^"]+)"', page)
    assert scripted == plain
    return html.unescape(scripted)


def test_what_one_window_cancels_another_does_not_begin_anew(client, held):
    page = client.get(SLOW).text
    look_again = poll_of(page)
    assert UNDER_WAY in client.get(look_again).text
    key = html.unescape(re.search(r'name="key" value="([^"]+)"', page)[1])
    client.post("/plans/new/what-if/stop", data={"key": key, "back": SLOW})
    for address in (look_again, look_again, SLOW):
        other = client.get(address).text
        assert "This was stopped" in other
        assert UNDER_WAY not in other
    again = html.unescape(re.search(r'href="([^"]+)">Work it out after all', other)[1])
    assert "look=" not in again
    held.set()
    assert sentence(look(client, again)).startswith("Over 1,500 plans")
    assert sentence(client.get(look_again)).startswith("Over 1,500 plans")


def test_what_went_with_the_program_is_said_to_be_lost_with_a_way_on(client, held):
    look_again = poll_of(client.get(SLOW).text)
    client.app.state.answers.close()
    client.app.state.answers = Answers()
    lost = client.get(look_again).text
    assert "The program was started anew before this was done" in lost
    assert UNDER_WAY not in lost
    assert 'hx-trigger="every' not in lost
    again = html.unescape(re.search(r'href="([^"]+)">Work it out again', lost)[1])
    held.set()
    assert sentence(look(client, again)).startswith("Over 1,500 plans")


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/plans/other/what-if/solve", "/plans/new/what-if/a\r\nx: y", ""]
)
def test_cancelling_leads_nowhere_else(client, back):
    response = client.post("/plans/new/what-if/stop", data={"key": "x", "back": back})
    assert response.headers["location"] == "/plans/new/what-if/solve?stopped=1"


def test_a_sweep_is_taken_along_as_csv_and_as_parquet(client):
    address = "?first=20&last=30&steps=3&output2=/totals/stages/lead"
    response = client.get(f"/plans/new/what-if/sweep.csv{address}")
    assert response.headers["content-disposition"] == 'attachment; filename="sweep.csv"'
    rows = response.text.splitlines()
    assert rows[0] == "lane,/goal/growth,/totals/spend,/totals/stages/lead"
    assert len(rows) == 4
    frame = polars.read_parquet(io.BytesIO(client.get(f"/plans/new/what-if/sweep.parquet{address}").content))
    assert frame["/totals/spend"].to_list() == [float(row.split(",")[2]) for row in rows[1:]]
    assert client.get("/plans/new/what-if/sweep.exe").status_code == 404
    assert client.get("/plans/new/what-if/sweep.csv?steps=2000000000").status_code == 422


def test_the_form_of_the_plan_leads_to_the_questions_with_all_that_is_typed(client):
    page = client.get("/plans/new?from=growth").text
    assert 'formaction="/plans/what-if"' in page
    response = client.post("/plans/what-if", data={"from": "growth", "/goal/growth": "30", "ask": "solve"})
    assert response.headers["location"] == "/plans/new/what-if/solve?from=growth&/goal/growth=30"
    wrong = client.post("/plans/what-if", data={"from": "growth", "/goal/growth": "lots"})
    assert wrong.status_code == 422
    assert "Put them right first" in wrong.text


@pytest.mark.parametrize(
    ("figure", "output"),
    [
        ("/totals/spend", "/totals/spend"),
        ("/totals/stages/lead", "/totals/stages/lead"),
        ("/months/2-4/spend", "/totals/spend"),
        ("/months/3/stages/mql", "/totals/stages/mql"),
        ("/channels/1/months/4/activity", "/channels/1/activity"),
        ("/team/1/months/4/load", "/team/1/heads_peak"),
        ("/bridge/pipeline", "/bridge/pipeline"),
        ("/channels/0/peak_use", "/totals/per_working_day/cold_email/peak"),
        ("/team/1/hires", "/team/1/heads_peak"),
    ],
)
def test_a_figure_asks_on_from_its_trace(client, figure, output):
    trace = client.post("/trace", data={"from": "growth", "/goal/growth": "30", "figure": figure}).text
    links = [html.unescape(each) for each in re.findall(r'href="(/plans/new/what-if/[^"]+)"', trace)]
    assert [each.split("/what-if/")[1].split("?")[0] for each in links] == ["solve", "chance", "sensitivity", "why", "late"]
    assert all(f"output={output}" in each for each in links[:-1])
    assert all("/goal/growth=30" in each for each in links)


@pytest.mark.parametrize("figure", ["/channels/1/months/4/activity", "/channels/1/months/4-6/activity"])
def test_what_a_channel_does_in_a_month_asks_what_comes_of_less(client, figure):
    trace = client.post("/trace", data={"from": "growth", "figure": figure}).text
    assert "What if it falls short?" in trace
    link = html.unescape(re.search(r'href="(/plans/new/what-if/late[^"]+)"', trace)[1])
    assert link.endswith("channel=paid_search&month=2027-03")
    page = look(client, f"{link}&short=100").text
    assert "100 clicks less in Paid search in Mar 2027 mean" in page
    other = client.post("/trace", data={"from": "growth", "figure": "/totals/spend"}).text
    assert "What is too late?" in other


def test_a_key_figure_asks_on_too_and_what_cannot_be_asked_for_asks_about_the_plan(client):
    plan = client.get("/plans/new?from=growth").text
    kpis = sorted(set(re.findall(r'value="(/kpis/[0-9]+[^"]*)"', plan)))
    asked = [re.findall("output=(/kpis/[a-z_]+)", client.post("/trace", data={"from": "growth", "figure": kpi}).text) for kpi in kpis]
    assert {"/kpis/cac", "/kpis/cac_loaded"} <= {each[0] for each in asked if each}
    run = client.post("/trace", data={"from": "growth", "figure": "/proof/run"}).text
    assert 'href="/plans/new/what-if/chance?from=growth"' in run
    assert "output=" not in run


def test_without_a_script_the_trace_in_the_page_asks_on(client):
    page = client.get("/plans/new", params={"from": "growth", "trace": "/totals/spend"}).text
    link = html.unescape(re.search(r'href="(/plans/new/what-if/solve[^"]+)"', page)[1])
    assert "trace=" not in link
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("template", ["blank", "software", "agency", "manufacturer"])
def test_every_question_answers_for_every_template(client, question, template):
    response = ask(client, question, wanted="1000", **{"from": template})
    assert response.status_code == 200
    assert bool(sentence(response)) == (question not in OF_MORE_THAN_A_PLAN)
    assert ("There is no other plan" in response.text) == (question in ("compare", "why"))
    assert not refusal(response)


OF_MORE_THAN_A_PLAN = ("compare", "why", "replan")
REFUSED = {
    ("met", "mix"): "Nothing is left to win: the goal is met without new business.",
    ("blocked", "chance"): 'The plan has no activity to hold fixed: "Paid search" would have to do more than its ceiling of 20.',
    ("too late", "mix"): "No mix reaches the goal: the most is $0 of new revenue",
    ("recognised", "chance"): 'The plan has no activity to hold fixed: "Paid search" would have to do more than its ceiling of 900.',
    ("without customers", "mix"): "Nothing is left to win: the goal is met without new business.",
}
ODD = {
    "met": {"/goal/growth": -0.9},
    "blocked": {"/channels/1/ceiling": 20},
    "too late": {"/today": "2027-12-20"},
    "recognised": {"/goal/measure": "recognised"},
    "without customers": {"/goal/baseline": 0},
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("odd", ODD)
def test_plans_that_are_met_blocked_too_late_or_recognised_are_answered_or_refused(client, question, odd):
    stored = keep(client, "Odd", ODD[odd])
    response = ask(client, question, f"/plans/{stored.id}", wanted="1000", output="/totals/spend")
    if why := REFUSED.get((odd, question)):
        assert response.status_code == 422
        assert refusal(response).startswith(why)
    else:
        assert response.status_code == 200
        assert bool(sentence(response)) == (question not in OF_MORE_THAN_A_PLAN)


FIELDS = (
    "wanted",
    "low",
    "probability",
    "draws",
    "seed",
    "first",
    "steps",
    "budget",
    "short",
    "lock1_value",
    "cost-/conversions/0/rate",
    "low-content",
)


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each not in OF_MORE_THAN_A_PLAN])
@pytest.mark.parametrize("junk", ["<b>x</b>", "1e999", "NaN", "/", "9" * 300, "\x00"])
def test_what_is_no_number_is_said_beside_its_field(client, question, junk):
    response = ask(client, question, **dict.fromkeys(FIELDS, junk), aim="most")
    assert response.status_code == 422
    assert 'class="wrong"' in response.text
    assert "<b>x</b>" not in response.text
    assert not sentence(response)


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each not in (*OF_MORE_THAN_A_PLAN, "solve")])
def test_numbers_that_make_no_sense_are_refused_with_those_that_do(client, question):
    response = ask(client, question, **dict.fromkeys(FIELDS, "-1"), aim="most")
    assert response.status_code == 422
    assert "−" in refusal(response)


@pytest.mark.parametrize("question", ["solve", "sensitivity", "sweep", "mix", "late"])
def test_digits_of_other_scripts_are_digits(client, question):
    assert sentence(ask(client, question, **dict.fromkeys(FIELDS, "٣"), aim="most"))


NAMES_READ = {
    "solve": ("input", "output", "lock1"),
    "chance": ("output", "range1"),
    "sensitivity": ("output",),
    "sweep": ("input", "input2", "output", "output2"),
    "mix": (),
    "compare": ("with1",),
    "why": ("output", "other"),
    "late": ("channel", "month"),
}


@pytest.mark.parametrize(("question", "name"), [(question, name) for question, names in NAMES_READ.items() for name in names])
def test_names_of_nothing_are_refused_in_the_page(client, question, name):
    response = ask(client, question, **{name: "/<i>/nothing", "short": "5", "wanted": "5"})
    assert response.status_code == (404 if name in ("with1", "other") else 422)
    assert refusal(response)
    assert "<i>" not in response.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_names_that_a_question_does_not_know_are_left_alone(client, question):
    names = {each for names in NAMES_READ.values() for each in names} - set(NAMES_READ.get(question, ()))
    assert ask(client, question, **dict.fromkeys(names, "/<i>/nothing"), short="5", wanted="5").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "/goal/growth=",
        "/goal/growth=nan",
        "/goal/growth=inf",
        "/goal/growth=1e9",
        "/x=1",
        "=1",
        ";" * 9000,
        "/goal/growth=1" * 800,
    ],
)
def test_what_cannot_be_taken_into_the_plan_is_refused(client, text):
    assert client.get("/plans/new/what-if/use", params={"set": text}).status_code == 422


def test_a_plan_of_forty_channels_and_sixty_months_is_asked_everything(client):
    document = wild_document()
    with client.app.state.database.writing() as session:
        stored = scenarios.create(session, scenarios.LOCAL_WORKSPACE, scenario_from_json(orjson.dumps(document)), author="Ada")
    for question in QUESTIONS:
        response = ask(client, question, f"/plans/{stored.id}", wanted="1000", draws="2000", until="31 Mar 2027")
        assert sentence(response) or refusal(response) or "There is no other plan" in response.text, question
        assert "<b>Channel" not in response.text


def test_an_override_that_a_channel_does_not_have_yet_can_be_taken_into_the_plan(client):
    stored = keep(client, "Own rate")
    rate = "/channels/0/conversions/opportunity/rate"
    response = ask(client, "solve", f"/plans/{stored.id}", input=rate, output="/totals/stages/lead", wanted="4300")
    assert sentence(response).startswith("For 4,300 leads, rate of Cold email · Opportunity to Deal has to be")
    page = taken(client, uses(response)[0])
    assert page.status_code == 200
    assert "Unsaved changes" in page.text
    assert "4,300" in page.text


def test_the_page_sweeps_as_many_plans_of_a_large_scenario_as_the_api_does(client):
    large = scenario_from_json(orjson.dumps(wild_document()))
    with client.app.state.database.writing() as session:
        stored = scenarios.create(session, scenarios.LOCAL_WORKSPACE, large, author="Ada")
    most = lanes_limit(large)
    assert most < LANES_LIMIT / 2
    response = ask(client, "sweep", f"/plans/{stored.id}", steps=str(most + 1))
    assert response.status_code == 422
    assert f"the most at once are {most:,}" in refusal(response)
    for kind in ("csv", "parquet"):
        assert client.get(f"/plans/{stored.id}/what-if/sweep.{kind}?steps={most + 1}").status_code == 422


def test_a_plan_that_is_gone_or_wrong_is_said_to_be(client):
    assert client.get("/plans/scn_00000000000000000000/what-if/solve").status_code == 404
    assert client.get("/plans/new/what-if/nothing").status_code == 404
    assert ask(client, "compare", with1="scn_00000000000000000000").status_code == 404
