"""How the amounts of a file are written: seen, set and set back by a person, and asked where it is not sure."""

import pytest

from app.history.found import Asked
from app.language import language
from app.web.history.corrections import corrected
from app.web.history.questions import questions
from tests.history.files.workbooks import workbook
from tests.web.history.acts import send, take, taken_in, wait
from tests.web.history.samples import make_look, make_recipe
from tests.web.reading import Page, read_out

ENGLISH = language("en")
ROWS = "Monat;Kanal;Kosten\r\n2026-01;Google Ads;12,5\r\n2026-02;Google Ads;9\r\n"
TITLED = f"Angaben in TEUR\r\n\r\n{ROWS}".encode()


def chosen(text):
    """What the field says of the amounts."""
    field = text.split('name="scale"')[1].split("</select>")[0]
    return field.split(" selected")[0].rsplit('value="', 1)[1].rstrip('"')


def test_a_person_sees_in_what_the_amounts_are_counted_and_sets_it_back(client):
    id = send(client, TITLED)
    assert chosen(client.get(f"/history/imports/{id}").text) == "1000"
    client.post(f"/history/imports/{id}/recipe", data={"scale": "1"})
    page = client.get(f"/history/imports/{id}").text
    assert chosen(page) == "1"
    assert "is multiplied by" not in read_out(page)
    assert "Taken in" in take(client, id, scale="1")


def test_how_the_amounts_were_read_is_said_of_a_file_that_is_in(client):
    id = taken_in(client, TITLED)
    assert "Amounts are written: in thousands" in read_out(client.get(f"/history/imports/{id}").text)


def test_what_a_person_set_back_is_asked_the_next_time_and_waits(client):
    taken_in(client, TITLED, scale="1")
    id = send(client, TITLED + b"2026-03;Google Ads;7\r\n")
    page = Page(client.get(f"/history/imports/{id}").text)
    assert "How are the amounts of money in this file written?" in page.text
    assert "1 question is open." in page.text
    assert "Taken in" in take(client, id, scale="1000")


def test_another_worksheet_is_asked_about_where_it_says_something_else(client, tmp_path):
    rows = [["Monat", "Kanal", "Kosten"], ["2026-01", "Google Ads", 12.5], ["2026-02", "Google Ads", 9]]
    path = workbook(tmp_path / "two.xlsx", {"TEUR": [["Angaben in TEUR"], *rows], "EUR": [["Angaben in EUR"], *rows]})
    id = send(client, path.read_bytes(), "two.xlsx")
    assert chosen(client.get(f"/history/imports/{id}").text) == "1000"
    client.post(f"/history/imports/{id}/recipe", data={"worksheet": "EUR", "scale": "1000"})
    assert "How are the amounts of money in this file written?" in read_out(wait(client, id, "Being looked at"))
    client.post(f"/history/imports/{id}/recipe", data={"scale": "1"})
    assert chosen(client.get(f"/history/imports/{id}").text) == "1"


@pytest.mark.parametrize(("typed", "scale"), [("1", None), ("", None), ("1000", 1_000), ("10000", 10_000), ("1.5", 1.5)])
def test_a_scale_of_the_form_is_one_of_the_recipe(typed, scale):
    recipe, errors = corrected(make_look(), make_recipe(), {"scale": typed}, ENGLISH)
    assert (recipe.scale, errors) == (scale, {})


@pytest.mark.parametrize("typed", ["abc", "0", "-1", "nan", "1e12"])
def test_what_is_no_scale_is_said_beside_its_field(typed):
    assert list(corrected(make_look(), make_recipe(), {"scale": typed}, ENGLISH)[1]) == ["scale"]


def test_the_question_names_every_answer_and_shows_the_line():
    look = make_look(asked=(Asked("scale", choices=("1", "1000", "10000"), examples=("Umsatz in TEUR",)),))
    (question,) = questions(look, make_recipe(), ENGLISH)
    assert question.choices == (("1", "as they stand"), ("1000", "in thousands"), ("10000", "each times 10,000"))
    assert (question.field, question.input, question.waits, question.examples) == ("scale", "radio", True, ("Umsatz in TEUR",))
