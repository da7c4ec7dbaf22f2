"""Rows behind a figure, channels that are one under two names, files to take along, one track for all bars."""

from app.history.measured import Interval
from app.language import language
from app.services.rows_wanted import RowsWanted
from app.services.value_names import renamed
from app.web.figures import measured
from app.web.history import funnel_page, rows_asked, same_names
from app.web.history.asking_figures import wanted
from tests.web.history.acts import many, taken_in
from tests.web.history.samples import make_measured
from tests.web.reading import read_out

ENGLISH = language("en")


def test_all_bars_of_a_table_stand_on_one_track_that_begins_at_zero_and_says_where_it_ends():
    shown = funnel_page.view(make_measured(), wanted({"list": "Leads", "split": "channel"}, ENGLISH), ["Leads"], {}, ENGLISH)
    assert shown["scale"].ticks[0] == (0, "0%")
    for row in (*shown["rates"], *shown["end_to_end"]):
        rate = float(row.rate.rstrip("%")) / 100
        assert abs(row.span.at - 100 * rate / shown["scale"].top) < 0.1
    assert [label for _, label in measured.scale(0.298, ENGLISH).ticks] == ["0%", "10%", "20%", "30%"]
    assert measured.scale(0.97, ENGLISH).top == 1
    assert measured.span(0.018, Interval(0.01, 0.03), measured.scale(0.6, ENGLISH).top).at < 5


def test_a_name_that_is_another_is_proposed_and_what_was_said_can_be_taken_back():
    assert renamed({}, "channel", "Meta Ads", "Meta") == {"channel": {"Meta Ads": "Meta"}}
    assert renamed({"channel": {"metaads": "Meta"}}, "channel", "META ads", "Facebook") == {"channel": {"META ads": "Facebook"}}
    chained = renamed({"channel": {"metaads": "Meta"}}, "channel", "Meta", "Facebook")
    assert chained == {"channel": {"metaads": "Facebook", "Meta": "Facebook"}}
    assert renamed({"channel": {"metaads": "Meta"}}, "channel", "metaads", "") == {}
    assert renamed({"channel": {"metaads": "Meta"}}, "channel", "Meta", "Meta Ads") == {"channel": {"Meta": "Meta Ads"}}
    assert same_names._likely("Meta Ads", ("Google", "Meta")) == "Meta"


def test_rows_lead_back_from_a_figure_by_channel_outcome_and_period(client):
    id = taken_in(client, many(60))
    page = client.get("/history/funnel?list=Leads&split=channel").text
    assert "/history/rows?list=Leads" in page
    asked = RowsWanted(only=(("channel", "messe"),), outcome="won")
    response = client.get(rows_asked.address("Leads", asked))
    assert response.headers["location"].startswith(f"/history/imports/{id}/rows?")
    said = read_out(client.get(response.headers["location"]).text)
    assert "of 10, as they are kept" in said
    assert "channel: messe · won" in said
    assert "of 60, as they are kept" in read_out(client.get(f"/history/imports/{id}/rows").text)


def test_figures_are_taken_along_as_csv_and_no_name_in_them_is_a_formula(client):
    taken_in(client, many(60).replace(b"Messe", b"=Messe()"))
    for address in ("/history/funnel.csv?list=Leads&split=channel", "/history/cohorts.csv?list=Leads", "/review.csv?list=Leads&year=2025"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["content-type"].startswith("text/csv")
        assert not [line for line in response.text.splitlines() if line.startswith("=")]
    assert "'=Messe()" in client.get("/history/funnel.csv?list=Leads&split=channel").text


def test_all_files_that_are_ready_are_taken_in_at_once(client):
    assert client.post("/history/take-all").headers["location"] == "/history"
    assert client.get("/history/take-all").status_code == 303
