"""What every answer has beside itself: of which plan it is, what stands against it, whole digits, and names in place of pointers."""

import html
import re

import pytest

from tests.web.kept import keep, save
from tests.web.reading import Page, read_out
from tests.web.what_if.asking import ask, field, look, refusal, sentence, taken, uses

HOPELESS = {"/today": "2027-12-20"}


def hidden(response, name):
    return next(each.get("value") for each in Page(response.text).all("input") if each.get("name") == name)


def test_an_answer_says_of_which_version_it_is_and_whether_that_has_unsaved_changes(client):
    stored = keep(client, "Answered")
    assert "Answered for “Answered”, version 1." in read_out(ask(client, "solve", f"/plans/{stored.id}", wanted="250000").text)
    changed = ask(client, "sensitivity", f"/plans/{stored.id}", **{"/goal/growth": "30", "version": "1"})
    assert "Answered for “Answered”, version 1 with unsaved changes." in read_out(changed.text)
    assert "which is not saved yet." in read_out(ask(client, "mix").text)


def test_an_answer_of_an_older_version_goes_into_no_newer_one_unnoticed(client):
    stored = keep(client, "Two windows")
    answer = ask(client, "solve", f"/plans/{stored.id}", wanted="250000")
    save(client, stored, {"/deal/value": 9_000})
    page = client.get(uses(answer)[0])
    assert page.status_code == 200
    assert "This was worked out for version 1. Version 2 has been saved since" in read_out(page.text)
    ask_again, use_anyway = (
        html.unescape(each) for each in re.findall(r'<a class="btn[^"]*" href="(/plans/[^"]+/what-if/[^"]+)"', page.text)
    )
    again = look(client, ask_again)
    assert sentence(again).startswith("To spend $250,000, growth has to be")
    assert sentence(again) != sentence(answer)
    assert "version 2." in read_out(again.text)
    assert "version=1" in client.get(use_anyway).headers["location"]
    assert "version=2" in client.get(uses(again)[0]).headers["location"]


def test_a_question_to_an_older_version_says_so_and_leads_to_the_newest(client):
    stored = keep(client, "Older")
    save(client, stored, {"/goal/growth": 0.3})
    response = ask(client, "solve", f"/plans/{stored.id}", version="1", wanted="250000")
    assert "Version 2 has been saved since." in read_out(response.text)
    newest = html.unescape(re.search(r'href="([^"]+)">Ask the newest version', response.text)[1])
    assert "instead of 30%" in sentence(look(client, newest))
    assert client.get(uses(response)[0]).status_code == 303


def test_what_nobody_can_carry_out_is_said_beside_the_answer_in_the_words_of_the_plan(client):
    stored = keep(client, "Beyond", {"/channels/0/capacity/per_working_day": 50})
    response = ask(client, "solve", f"/plans/{stored.id}", wanted="5000000")
    page = taken(client, uses(response)[0])
    bands = [read_out(each) for each in re.findall(r'<div class="band[^"]*">.*?<b>(.*?)</b>', response.text, re.S)]
    assert any("Cold email" in band for band in bands)
    assert all(band in read_out(page.text) for band in bands)
    assert 'class="band' not in ask(client, "solve", f"/plans/{stored.id}", wanted="1000").text


def test_an_answer_goes_into_the_plan_in_few_digits_and_still_says_what_was_asked(client):
    page = taken(client, uses(ask(client, "solve", wanted="250000"))[0])
    assert len(field(page, "/goal/growth").replace(".", "")) <= 9
    assert "$250,000" in page.text
    mixed = taken(client, uses(ask(client, "mix"))[0])
    shares = [field(mixed, f"/channels/{place}/share") for place in range(3)]
    assert all(len(share.replace(".", "")) <= 6 for share in shares)
    assert sum(map(float, shares)) == pytest.approx(100, abs=1e-9)


def test_refusals_say_names_and_values_as_they_are_typed(client):
    assert '"Growth" is what is looked for' in read_out(ask(client, "solve", lock1="/goal/growth", wanted="1").text)
    crossed = ask(client, "solve", wanted="250000", low="50", high="10")
    assert refusal(crossed) == "The low value, 50%, is above the high one, 10%."
    below = ask(client, "sweep", first="-500", last="10")
    assert "−500%" in refusal(below)
    assert "/goal/growth" not in refusal(below)
    assert "120%" in refusal(ask(client, "mix", low__cold_email="60", low__paid_search="60"))


@pytest.mark.parametrize(("question", "name"), [("sweep", "steps"), ("chance", "seed"), ("chance", "draws")])
def test_a_part_of_a_whole_number_is_asked_about_and_not_rounded(client, question, name):
    response = ask(client, question, **{name: "2.5"})
    assert response.status_code == 422
    assert "This must be a whole number" in response.text


def test_an_amount_that_could_be_two_is_asked_about(client):
    response = ask(client, "solve", wanted="300.000")
    assert response.status_code == 422
    assert "This could mean 300 or 300,000: which one?" in response.text


def test_an_input_is_held_once_and_at_some_value(client):
    twice = ask(client, "solve", wanted="250000", lock1="/deal/value", lock2="/deal/value", lock2_value="9000")
    assert twice.status_code == 422
    assert '"First-year value" is held twice; give it one value.' in read_out(twice.text)
    empty = ask(client, "solve", wanted="250000", lock1="/channels/2/ceiling")
    assert empty.status_code == 422
    assert "There is no such limit yet." in read_out(empty.text)
    assert sentence(ask(client, "solve", wanted="250000", lock1="/channels/2/ceiling", lock1_value="9000"))


def test_another_input_begins_with_its_own_values_and_keeps_what_was_typed_for_it(client):
    first = ask(client, "sweep")
    kept = hidden(first, "was-input")
    shown = {name: hidden(first, name) for name in ("first", "last")}
    other = ask(client, "sweep", input="/deal/value", **shown, **{"was-input": kept})
    assert [hidden(other, name) for name in ("first", "last")] != list(shown.values())
    assert float(hidden(other, "first").replace(",", "")) > 1000
    typed = ask(client, "sweep", input="/deal/value", first="9000", last=shown["last"], **{"was-input": kept})
    assert hidden(typed, "first") == "9000"
    same = ask(client, "sweep", first="10", last="20", **{"was-input": kept})
    assert [hidden(same, name) for name in ("first", "last")] == ["10", "20"]


def test_another_figure_is_not_wanted_at_the_value_of_the_one_before(client):
    solved = ask(client, "solve", wanted="250000")
    other = ask(client, "solve", output="/totals/stages/lead", wanted="250000", **{"was-output": hidden(solved, "was-output")})
    assert "Type what the figure shall be." in other.text
    assert hidden(other, "wanted") == ""


def test_a_sweep_of_the_goal_itself_calls_nothing_the_best(client):
    response = ask(client, "sweep", steps="2000")
    assert not re.search(r'class="btn primary" href="[^"]*/what-if/use', response.text)
    assert "The least spend" in response.text
    shares = ask(client, "sweep", input="/channels/0/share", first="20", last="40", steps="3")
    assert "Use the plan with the least spend" in shares.text


def test_a_plan_without_the_figure_says_why_and_offers_nothing(client):
    stored = keep(client, "Hopeless", HOPELESS)
    response = ask(client, "sensitivity", f"/plans/{stored.id}")
    assert sentence(response) == "Spend has no value in this plan as it is, so there is nothing that an input could move."
    assert 'class="band bad"' in response.text
    assert uses(response) == []
    swept = ask(client, "sweep", f"/plans/{stored.id}")
    assert sentence(swept) == "Of 11 plans none has a value for spend."
    assert uses(swept) == []


def test_rates_beside_their_own_counts_are_named_beside_the_chance(client):
    typed = keep(client, "Typed", {"/conversions/0/rate": 0.62})
    text = read_out(ask(client, "chance", f"/plans/{typed.id}", draws="2000").text)
    assert "62%" in text
    assert "the draws take the counts." in text
    assert "the draws take the counts." not in read_out(ask(client, "chance", draws="2000").text)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_of_nonsense_is_refused_as_the_page_refuses_it(client, kind):
    response = client.get(f"/plans/new/what-if/sweep.{kind}?first=abc")
    assert response.status_code == 422
    assert "This must be a percentage" in response.text
