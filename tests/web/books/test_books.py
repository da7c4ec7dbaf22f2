"""Plan books by forms alone: made, summed up, changed, deleted."""

import re

import pytest

from tests.web.kept import keep, save
from tests.web.reading import Page, read_out


def make_book(client, *plans, target="", name="Next year"):
    fields = {"name": name, "target": target}
    for number, (segment, plan) in enumerate(plans):
        fields |= {f"segment-{number}": segment, f"scenario-{number}": plan.id}
    return client.post("/books", data=fields)


@pytest.fixture
def book(client):
    """A book of two segments."""
    response = make_book(client, ("Enterprise", keep(client, "Large")), ("Mid-market", keep(client, "Small")), target="12,000,000")
    assert response.status_code == 303
    return response.headers["location"]


def test_without_plans_there_is_a_way_to_one(client):
    assert "There are none yet" in read_out(client.get("/books").text)


def test_a_book_shows_the_whole_against_its_parts(client, book):
    text = read_out(client.get(book).text)
    assert "Its plans aim at $10,000,000 together, $2,000,000 less than the $12,000,000 that the whole is to reach." in text
    for words in ("Enterprise", "Mid-market", "By stage", "By channel", "Month by month", "50.0%"):
        assert words in text
    assert "Next year" in read_out(client.get("/books").text)


def test_a_book_is_changed_and_an_empty_row_leaves_a_segment_out(client, book):
    page = Page(client.get(book).text)
    fields = {each["name"]: each.get("value", "") for each in page.all("input") if "name" in each}
    assert fields["segment-0"] == "Enterprise"
    plan = keep(client, "Third")
    response = client.post(book, data={"revision": fields["revision"], "name": "All", "target": "", "segment-4": "", "scenario-4": plan.id})
    assert response.headers["location"] == book
    text = read_out(client.get(book).text)
    assert "Third" in text  # a segment without a name is called like its plan
    assert "Enterprise" not in text
    assert "Type a target of the whole" in text


def test_somebody_elses_change_is_not_overwritten(client, book):
    plan = keep(client, "Third")
    data = {"name": "All", "segment-0": "A", "scenario-0": plan.id, "revision": "1"}
    assert client.post(book, data=data).status_code == 303
    response = client.post(book, data=data | {"name": "Mine"})
    assert response.status_code == 409
    assert "Somebody has changed this book" in read_out(response.text)
    assert 'value="Mine"' in response.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "lots"}, "This is not an amount."),
        ({"target": "-5"}, "more than 0"),
        ({"name": ""}, ""),
        ({"segment-1": "enterprise"}, ""),
    ],
)
def test_what_makes_no_sense_is_said_and_stays_typed(client, change, words):
    plans = [keep(client, "Large"), keep(client, "Small")]
    fields = {"name": "Book", "segment-0": "Enterprise", "scenario-0": plans[0].id, "segment-1": "Rest", "scenario-1": plans[1].id}
    response = client.post("/books", data=fields | change)
    assert response.status_code == 422
    assert words in read_out(response.text)
    assert 'class="wrong"' in response.text
    assert 'value="Enterprise"' in response.text


def test_plans_that_cannot_be_added_up_say_why_and_the_form_stays(client):
    dollars, euros = keep(client, "Dollars"), keep(client, "Euros")
    response = make_book(client, ("Here", dollars), ("There", euros))
    save(client, euros, {"/currency": "EUR"})
    page = client.get(response.headers["location"])
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert 'value="There"' in page.text


def test_a_plan_in_another_currency_is_refused_beside_its_segment_and_the_form_says_which_counts_in_what(client):
    dollars, euros = keep(client, "Dollars"), keep(client, "Euros", {"/currency": "EUR"})
    text = read_out(client.get("/books").text)
    assert "Dollars (USD)" in text
    assert "Euros (EUR)" in text
    response = make_book(client, ("Here", dollars), ("There", euros))
    assert response.status_code == 422
    assert '"There" counts in "EUR" and "Here" in "USD"; plans of one book count in one currency.' in read_out(response.text)
    assert "Next year" not in read_out(client.get("/books").text)


def test_the_same_plan_twice_is_refused_beside_its_segment(client):
    plan = keep(client, "Large")
    response = make_book(client, ("Enterprise", plan), ("Mid-market", plan))
    assert response.status_code == 422
    assert '"Mid-market" has the same plan as "Enterprise", so it would be added up twice.' in read_out(response.text)
    assert 'id="e-segment-1"' in response.text
    assert "none yet" not in read_out(client.get("/books").text)


def test_a_plan_that_cannot_be_kept_says_why(client):
    strained = keep(client, "Strained", {"/team/0/heads": 0})
    response = make_book(client, ("North", strained), ("South", keep(client, "Fine")))
    text = read_out(client.get(response.headers["location"]).text)
    assert "Not every plan can be kept as it is: North (" in text
    assert "cannot carry" in text


def test_activity_is_counted_in_words(client, book):
    text = read_out(client.get(book).text)
    assert re.search(r"[\d,]+ e-mails", text)
    assert not re.search(r"[\d,]+ (email|click)\b", text)


def test_a_book_follows_its_plans(client, book):
    before = client.get(book).text
    plan = keep(client, "Third")
    client.post(book, data={"revision": "1", "name": "All", "segment-0": "A", "scenario-0": plan.id})
    first = read_out(client.get(book).text)
    save(client, plan, {"/goal/growth": 0.5})
    assert read_out(client.get(book).text) != first
    assert before


def test_deleting_a_book_leaves_its_plans(client, book):
    assert "Only the book goes" in read_out(client.get(f"{book}/delete").text)
    assert client.post(f"{book}/delete").headers["location"] == "/books"
    assert client.get(book).status_code == 404
    assert "Large" in client.get("/plans").text


def test_a_book_that_is_not_there_says_so(client):
    for path in ("/books/bok_00000000000000000000", "/books/x", "/books/x/delete"):
        assert client.get(path).status_code == 404
    assert client.post("/books/x", data={"name": "A"}).status_code == 404


def test_names_are_text(client):
    response = make_book(client, ("<b>Seg</b>", keep(client, "<i>Plan</i>")), name="<u>Book</u>")
    for path in ("/books", response.headers["location"]):
        page = client.get(path).text
        assert not any(markup in page for markup in ("<b>Seg", "<i>Plan", "<u>Book"))


def test_more_books_than_a_page_holds_are_a_click_away(client, monkeypatch):
    for module in ("app.services.books", "app.web.books.routes"):
        monkeypatch.setattr(f"{module}.BOOKS_LIMIT", 2)
    for name in ("Alpha", "Beta", "Gamma"):
        make_book(client, name=name)
    first = Page(client.get("/books").text)
    (link,) = [each for each in first.all("a") if each.get("rel") == "next"]
    shown = [read_out(client.get(address).text) for address in ("/books", link["href"])]
    assert [sum(name in text for text in shown) for name in ("Alpha", "Beta", "Gamma")] == [1, 1, 1]
    (back,) = [each for each in Page(client.get(link["href"]).text).all("a") if each.get("rel") == "prev"]
    assert back["href"] == "/books"
