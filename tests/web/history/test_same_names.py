"""Two names of one channel, said to be one by a form or by the API; several files taken in by one button; rows that are asked for."""

import pytest

from tests.web.history.acts import make_file, many, send, take, taken_in, wait
from tests.web.reading import Page, read_out

SPEND = b"Day;Channel;Cost (EUR)\n14.02.2025;Messe Berlin;700,50\n15.03.2025;Messe Berlin;300,00\n15.03.2025;Website;100,00\n"


@pytest.fixture
def spent(client):
    """Buyers by `Messe` and `Website`, and money for `Messe Berlin`; the id of the file with the money."""
    taken_in(client, many(90))
    id = send(client, SPEND, "spend.csv")
    take(client, id, list_name="Leads")
    return id


def say(client, **fields):
    return client.post("/history/same", data={"list": "Leads", "split": "channel", "back": "funnel"} | fields)


def costs(client):
    """The table of costs, read out."""
    return read_out(client.get("/history/funnel?list=Leads&split=channel").text).split("What it cost")[1].split("Open now")[0]


def test_one_button_puts_two_names_together_and_another_takes_them_apart(client, spent):
    page = client.get("/history/funnel?list=Leads&split=channel").text
    assert "Messe Berlin is the same as" in read_out(page)
    chosen = [each["value"] for each in Page(page).all("input") if each.get("name") == "name"]
    assert chosen == ["Messe Berlin"]
    assert "no buyer came by a channel of this name" in costs(client)
    response = say(client, name="Messe Berlin", same_as="Messe")
    assert (response.status_code, response.headers["location"]) == (303, "/history/funnel?list=Leads&split=channel")
    assert "no buyer came by a channel of this name" not in costs(client)
    assert "Messe €1,001" in costs(client)
    page = read_out(client.get("/history/funnel?list=Leads&split=channel").text)
    assert "“Messe Berlin” counts as Messe." in page  # as the file spells it
    say(client, name="Messe Berlin", apart="1")
    assert "no buyer came by a channel of this name" in costs(client)


def test_it_is_said_on_the_review_as_well_and_leads_back_there(client, spent):
    assert "Messe Berlin is the same as" in read_out(client.get("/review?list=Leads&year=2025").text)
    fields = {"back": "review", "year": "2025", "gross_margin": "80", "name": "Messe Berlin", "same_as": "Messe"}
    assert say(client, **fields).headers["location"] == "/review?list=Leads&year=2025&gross_margin=80"
    assert "Messe Berlin is the same as" not in read_out(client.get("/review?list=Leads&year=2025").text)


def test_a_form_that_says_nothing_changes_nothing(client, spent):
    before = costs(client)
    for fields in ({"name": "Messe Berlin"}, {"same_as": "Messe"}, {"name": "Nobody", "same_as": "Messe"}):
        assert say(client, **fields).status_code == 303
        assert costs(client) == before
    assert client.post("/history/same", data={"list": "Nothing", "name": "a", "same_as": "b"}).status_code == 404
    assert client.get("/history/same").headers["location"] == "/history"


def test_the_api_renames_a_value_of_what_is_taken_in_and_figures_follow(client, spent):
    address = f"/api/v1/history/imports/{spent}"
    headers = {"content-type": "application/merge-patch+json"}
    response = client.patch(address, json={"recipe": {"renames": {"channel": {"MESSE  berlin": "Messe"}}}}, headers=headers)
    assert response.status_code == 200, response.text
    assert "no buyer came by a channel of this name" not in costs(client)
    refused = client.patch(address, json={"recipe": {"as_of": "2026-01-01"}}, headers=headers)
    assert refused.status_code == 409  # what was read once is not read anew without the file


def test_one_button_takes_in_every_file_that_waits_for_nothing(client):
    ambiguous = make_file([("L-1", "Website", "03/04/2026", "", "", "Offen", "")])
    ready = [send(client, SPEND, "one.csv"), send(client, SPEND.replace(b".2025", b".2026"), "two.csv")]
    asked = send(client, ambiguous, "three.csv")
    assert "Take in all 2 that are ready" in read_out(client.get("/history").text)
    assert client.post("/history/take-all").headers["location"] == "/history"
    for id in ready:
        assert "Taken in" in wait(client, id, "Being taken in")
    assert "Needs an answer" in client.get(f"/history/imports/{asked}").text
    assert "that are ready" not in read_out(client.get("/history").text)


def test_rows_can_be_asked_for_by_outcome_and_by_the_stage_that_was_reached(client):
    id = taken_in(client, many(60))
    page = Page(client.get(f"/history/imports/{id}/rows").text)
    assert {each["name"] for each in page.all("select")} == {"outcome", "reached"}

    def n(**asked):
        said = read_out(client.get(f"/history/imports/{id}/rows", params=asked).text)
        return 0 if "No row is so." in said else int(said.split(", as they are kept")[0].rsplit(" of ", 1)[1])

    assert (n(), n(outcome="won"), n(outcome="open"), n(outcome="lost")) == (60, 20, 40, 0)
    assert n(reached="Deal") == 20
    assert n(reached="Deal", only="channel:messe") == 10
    assert n(reached="Nothing", outcome="no word of ours") == 0
