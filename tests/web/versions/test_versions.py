"""The history of a plan: its versions compared, restored and named."""

import html
import re

import pytest
from sqlalchemy import text as sql

from app.db import StoreTrouble
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.web.kept import found, keep, save
from tests.web.reading import Page, read_out, table


@pytest.fixture
def three(client):
    """A plan in three versions: growth, then a share moved and a channel renamed."""
    stored = keep(client)
    stored = save(client, stored, {"/goal/growth": 0.3}, name="After the board's questions")
    changes = {"/goal/growth": 0.3, "/channels/0/share": 0.35, "/channels/1/share": 0.4, "/channels/2/name": "Blog & guides"}
    return save(client, stored, changes, author="Priya Shah")


def history(client, stored):
    with client.app.state.database.reading() as session:
        return scenarios.versions(session, LOCAL_WORKSPACE, stored.id)


def test_every_save_is_a_line_the_newest_first(client, three):
    rows = table(client.get(f"/plans/{three.id}/versions").text, "versions")
    assert [row[2] for row in rows] == ["Version 3 Newest", "Version 2 After the board's questions", "Version 1"]
    assert [row[3].partition("today ")[2] for row in rows] == ["Priya Shah", "Jon Adeyemi", "Maya Ortiz"]


def test_a_first_version_has_nothing_to_compare(client):
    stored = keep(client)
    page = client.get(f"/plans/{stored.id}/versions").text
    assert "There is one version so far." in read_out(page)
    assert 'type="radio"' not in page


def test_the_last_change_is_shown_at_once(client, three):
    page = client.get(f"/plans/{three.id}/versions").text
    assert "Version 2 · After the board's questions → to Version 3" in read_out(page)
    rows = table(page, "diff")
    assert ["Cold email Share", "30%", "35%"] in rows
    assert ["Blog & guides Name", "Blog", "Blog & guides"] in rows
    assert not any("Growth" in row[0] for row in rows)


def test_any_two_versions_are_compared_with_what_it_does_to_the_plan(client, three):
    page = client.get(f"/plans/{three.id}/versions?from=1&to=2").text
    rows = table(page, "diff")
    assert ["Growth", "25%", "30%"] in rows  # below the heading "Goal", which is not said twice
    assert ["New deals", "73", "89"] in rows
    assert [row[0] for row in rows[-4:]] == ["CAC, spend only", "CAC, fully loaded", "Most heads needed", "Hires"]
    assert rows[-1] == ["Hires", "3 AEs", "3 AEs"]
    assert not any("Share" in row[0] for row in rows)


def test_the_order_of_the_two_does_not_matter(client, three):
    assert table(client.get(f"/plans/{three.id}/versions?from=3&to=1").text, "diff") == table(
        client.get(f"/plans/{three.id}/versions?from=1&to=3").text, "diff"
    )


@pytest.mark.parametrize("query", ["from=9&to=2", "from=0&to=99999999999999", "from=x&to=y", "from=2&to=2", "below=-1", "below=zzz&edit=7"])
def test_versions_that_are_not_there_are_no_error(client, three, query):
    response = client.get(f"/plans/{three.id}/versions?{query}")
    assert response.status_code == 200
    assert len(table(response.text, "versions")) == 3


def test_versions_that_say_the_same_have_no_changes(client, three):
    client.post(f"/plans/{three.id}/restore", data={"number": "1", "base": "3", "back": "versions"})
    assert "Nothing: the two versions say the same." in read_out(client.get(f"/plans/{three.id}/versions?from=1&to=4").text)


def test_restoring_makes_a_new_version_and_can_be_undone(client, three):
    response = client.post(f"/plans/{three.id}/restore", data={"number": "1", "base": "3", "back": "versions"})
    assert response.status_code == 303
    page = client.get(response.headers["location"]).text
    assert "Version 1 is back, as version 4. Undo" in read_out(page)
    assert table(page, "versions")[0][2] == "Version 4 Newest Version 1 again"
    assert found(client, three.id).scenario.goal.growth == 0.25
    fields = dict(re.findall(r'name="(number|base|back)" value="(\w+)"', page.partition('<div class="toast')[2].partition("</form>")[0]))
    client.post(f"/plans/{three.id}/restore", data=fields)
    assert found(client, three.id).document == three.document


def test_restoring_from_the_plan_leads_back_to_the_plan(client, three):
    response = client.post(f"/plans/{three.id}/restore", data={"number": "1", "base": "3"})
    assert response.headers["location"] == f"/plans/{three.id}"


def test_restoring_on_top_of_what_was_saved_in_between_does_nothing_and_says_who_saved(client, three):
    save(client, three, {"/goal/growth": 0.1}, author="Jon <b>")
    response = client.post(f"/plans/{three.id}/restore", data={"number": "1", "base": "3", "back": "versions"})
    assert response.status_code == 409
    assert "Jon <b> saved version 4 in the meantime" in read_out(response.text.replace("&lt;b&gt;", "‹b›")).replace("‹b›", "<b>")
    assert 'name="base" value="4"' in response.text
    assert found(client, three.id).newest == 4


@pytest.mark.parametrize(("number", "base"), [("9", "3"), ("0", "3"), ("", "3"), ("x", "3"), ("-1", "3"), ("9" * 30, "3")])
def test_a_version_that_is_not_there_cannot_be_restored(client, three, number, base):
    response = client.post(f"/plans/{three.id}/restore", data={"number": number, "base": base})
    assert response.status_code == 404
    assert found(client, three.id).newest == 3


def test_a_version_is_named_renamed_and_loses_its_name(client, three):
    assert 'name="name" value=""' in client.get(f"/plans/{three.id}/versions?edit=1").text
    for name, expected in (("  First <b>", "First <b>"), ("Second", "Second"), ("  ", None)):
        assert client.post(f"/plans/{three.id}/versions/1/name", data={"name": name}).status_code == 303
        assert history(client, three)[2].name == expected
    assert len(history(client, three)) == 3


def test_a_name_that_is_not_taken_stays_in_its_field_with_the_reason(client, three):
    response = client.post(f"/plans/{three.id}/versions/2/name", data={"name": "x" * 201})
    assert response.status_code == 422
    assert f'value="{"x" * 201}"' in response.text
    assert "200" in re.search(r'id="name-error">(.+?)</p>', response.text)[1]


@pytest.mark.parametrize("number", ["7", "0", "x", "1.5"])
def test_a_version_that_is_not_there_cannot_be_named(client, three, number):
    assert client.post(f"/plans/{three.id}/versions/{number}/name", data={"name": "a"}).status_code == 404


def test_a_long_history_is_read_in_pages(client):
    stored = keep(client)
    for number in range(60):
        stored = save(client, stored, {"/goal/growth": 0.1 + number / 1000})
    first = client.get(f"/plans/{stored.id}/versions").text
    older = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    rows = table(first, "versions") + table(client.get(older).text, "versions")
    assert [int(row[2].split()[1]) for row in rows] == list(range(61, 0, -1))


@pytest.mark.parametrize("path", ["versions", "versions?from=1&to=2"])
@pytest.mark.parametrize("id", ["scn_aaaaaaaaaaaaaaaaaaaa", "nonsense", "..%2f"])
def test_a_plan_that_is_not_there_has_a_page_with_a_way_back(client, id, path):
    response = client.get(f"/plans/{id}/{path}")
    assert response.status_code == 404
    assert "text/html" in response.headers["content-type"]


def test_a_version_of_a_newer_schema_is_listed_and_not_compared(client, three):
    with client.app.state.database.writing() as session:
        document = three.document.replace('"schema":1', '"schema":7')
        change = sql("UPDATE version SET document = :document WHERE scenario_id = :id AND number = 2")
        session.connection().execute(change, {"document": document, "id": three.id})
    page = client.get(f"/plans/{three.id}/versions").text
    assert len(table(page, "versions")) == 3
    assert "newer Backfunnel" in read_out(page)
    assert client.post(f"/plans/{three.id}/restore", data={"number": "2", "base": "3"}).status_code == 500


def test_a_store_in_trouble_says_so_and_keeps_the_typed_name(client, three, monkeypatch):
    def refuse():
        raise StoreTrouble("full", "as the test wants")

    monkeypatch.setattr(client.app.state.database, "writing", refuse)
    response = client.post(f"/plans/{three.id}/versions/2/name", data={"name": "Board meeting"})
    assert response.status_code == 507
    assert 'value="Board meeting"' in response.text
    assert 'role="alert"' in response.text
    monkeypatch.setattr(client.app.state.database, "reading", refuse)
    assert "Try again" in read_out(client.get(f"/plans/{three.id}/versions").text)


def test_names_with_markup_are_shown_as_they_are(client):
    stored = save(client, keep(client, "<script>alert(1)</script>"), {"/channels/0/name": "<img src=x>"}, author="<i>", name="<b>v</b>")
    page = client.get(f"/plans/{stored.id}/versions").text
    for markup in ("<script>alert", "<img", "<i>", "<b>v"):
        assert markup not in page
    assert "&lt;img src=x&gt;" in page


def test_the_columns_of_a_comparison_have_heads_that_are_seen(client, three):
    page = Page(client.get(f"/plans/{three.id}/versions?from=1&to=2").text)
    assert [head.get("class", "") for head in page.all("thead")] == [""] * 3
