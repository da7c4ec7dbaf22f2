"""Files by forms alone: sent, corrected, taken in, removed; and what no page of ours would send."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.main import create_app
from app.services import imports
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from tests.web.history.acts import HEADER, ROWS, make_file, send, take, taken_in, wait
from tests.web.reading import Page, read_out


def test_the_first_visit_says_what_to_drop(client):
    page = read_out(client.get("/history").text)
    for words in ("Drop files here", "HubSpot · Salesforce · Pipedrive · Zoho", "A sheet of your own", "Take in the example"):
        assert words in page


def test_the_example_goes_all_the_way_to_figures(client):
    response = client.post("/history/example")
    id = response.headers["location"].rsplit("/", 1)[1]
    wait(client, id, "Being looked at")
    page = take(client, id)
    assert "All 640 rows are taken in." in read_out(page)
    assert client.get("/history/example.csv").content.startswith(b"\xef\xbb\xbfLead ID;Quelle;")
    assert "will have been won" in read_out(client.get("/history/funnel?list=Leads").text)


def test_a_file_is_shown_as_it_is_read_before_it_is_taken_in(client):
    id = send(client, make_file())
    text = client.get(f"/history/imports/{id}").text
    page = Page(text)
    assert "semicolon" in page.text
    assert "4 rows" in page.text
    assert page.named("c0")["aria-label"] == "What “Lead ID” is"
    assert "24.03.2026" in page.text
    assert client.get("/history").text.count(f"/history/imports/{id}") >= 1


def test_what_stands_in_cells_is_text_on_every_page(client):
    id = send(client, make_file(), name='<img src=x onerror="alert(1)">.csv')
    assert "<b>Empfehlung</b>" not in client.get(f"/history/imports/{id}").text
    take(client, id)
    for path in ("/history", f"/history/imports/{id}", f"/history/imports/{id}/rows", f"/history/imports/{id}/remove"):
        page = client.get(path).text
        assert "<img src=x" not in page, path
        assert "<b>Empfehlung" not in page, path
    assert "<b>Empfehlung" not in client.get("/history/funnel?list=Leads&split=channel").text


def test_a_column_is_corrected_and_the_correction_is_kept(client):
    id = send(client, make_file())
    response = client.post(f"/history/imports/{id}/recipe", data={"c1": "", "stages": "Lead\nMQL\nKunde"})
    assert response.status_code == 303
    page = client.get(f"/history/imports/{id}").text
    assert ">Lead\nMQL\nKunde</textarea>" in page
    assert "Taken in" in take(client, id)
    assert "channel" not in client.get("/history/funnel?list=Leads").text.lower().split("split by")[1].split("came from")[0]


def test_words_taken_as_open_are_said_of_a_file_that_went_in_by_itself_and_words_are_shown_as_they_stand_there(client):
    lost = [(f"F-{n}", "Messe", "15.01.2026", "", "", "Verloren", "") for n in range(110)]
    rows = [*ROWS, *lost, ("L-5", "Messe", "15.01.2026", "", "", "Wird geprüft", "")]
    taken_in(client, make_file(rows))
    page = wait(client, send(client, make_file([("L-9", *row[1:]) for row in rows[-1:]] + rows)), "Being taken in")
    assert "These words are not known and count as open: Wird geprüft." in read_out(page)
    assert "Taken in" in page
    assert "<code>Wird geprüft</code> Open" in page


def test_what_makes_no_sense_is_said_beside_its_field_and_stays_typed(client):
    id = send(client, make_file())
    response = client.post(f"/history/imports/{id}/recipe", data={"as_of": "soon", "c2": "entered:"})
    assert response.status_code == 422
    assert "This is not a day" in read_out(response.text)
    assert "Say which stage." in read_out(response.text)
    assert 'value="soon"' in response.text


def test_an_ambiguous_date_is_asked_and_never_guessed(client):
    rows = [(*row[:2], "03/04/2026", "", "05/06/2026" if row[5] == "Gewonnen" else "", *row[5:]) for row in ROWS]
    id = send(client, make_file(rows))
    page = client.get(f"/history/imports/{id}").text
    assert "What day is 03/04/2026 in the column “Erstkontakt”?" in read_out(page)
    assert "3 Apr 2026" in page
    assert "4 Mar 2026" in page
    assert 'value="take" aria-describedby="waits" disabled' in page
    assert "The answer holds for “Gewonnen am”, too" in read_out(page)
    assert 'name="c4-order-0"' not in page
    client.post(f"/history/imports/{id}/recipe", data={"c2-order-0": "dmy"})
    page = client.get(f"/history/imports/{id}").text
    assert "What day is" not in read_out(page)
    assert 'name="c4-order-0"' in page
    assert "All 4 rows are taken in." in read_out(take(client, id))
    rows = client.get(f"/history/imports/{id}/rows").text
    assert "3 Apr 2026" in rows
    assert "5 Jun 2026" in rows


def test_each_column_of_days_may_still_be_read_in_its_own_order(client):
    rows = [(*row[:2], "03/04/2026", "", "05/06/2026" if row[5] == "Gewonnen" else "", *row[5:]) for row in ROWS]
    id = send(client, make_file(rows))
    client.post(f"/history/imports/{id}/recipe", data={"c2-order-0": "dmy"})
    client.post(f"/history/imports/{id}/recipe", data={"c2-order-0": "dmy", "c4-order-0": "mdy"})
    take(client, id)
    assert "6 May 2026" in client.get(f"/history/imports/{id}/rows").text


def test_a_dollar_of_no_country_is_asked_about_and_goes_by_what_is_proposed(client):
    rows = [(*row[:6], f"${n}8,200") for n, row in enumerate(ROWS, 1)]
    id = send(client, make_file(rows, (*HEADER[:6], "Amount")))
    page = client.get(f"/history/imports/{id}").text
    assert "In which currency are the amounts of the column “Amount”?" in read_out(page)
    assert '<option value="USD" selected>' in page
    assert "What is proposed above counts as the answer." in read_out(page)
    assert "$18,200 is read as 18,200." in read_out(page)
    take(client, id, **{"c6-currency": "CAD"})
    with client.app.state.database.reading() as session:
        assert imports.get_import(session, LOCAL_WORKSPACE, id).taken.currency == "CAD"


ADS = b"Campaign name,Reporting starts,Reporting ends,Amount spent (EUR),Link clicks\nSpring,2026-01-01,2026-01-31,120.50,40\n"


def test_money_goes_to_the_one_list_there_is(client):
    taken_in(client, make_file())
    id = send(client, ADS, "ads.csv")
    assert "Its money counts for the list Leads" in read_out(client.get(f"/history/imports/{id}").text)


def test_whose_money_it_is_is_asked_with_the_lists_as_answers(client):
    taken_in(client, make_file())
    taken_in(client, make_file(header=("Partner ID", *HEADER[1:])), "partners.csv", list_name="Partners")
    id = send(client, ADS, "ads.csv")
    page = client.get(f"/history/imports/{id}").text
    assert "Whose money is this?" in read_out(page)
    assert 'name="list_of" value="Partners"' in page
    assert 'value="take" aria-describedby="waits" disabled' in page
    client.post(f"/history/imports/{id}/recipe", data={"list_name": "ads", "fixed_channel": "Meta"})
    assert "Whose money is this?" in read_out(client.get(f"/history/imports/{id}").text)
    take(client, id, list_name="ads", list_of="Partners")
    with client.app.state.database.reading() as session:
        assert imports.get_import(session, LOCAL_WORKSPACE, id).list_name == "Partners"


def test_nothing_is_kept_of_columns_that_are_not_read(client):
    rows = [(*row, f"ada{n}@lovelace.example") for n, row in enumerate(ROWS)]
    id = send(client, make_file(rows, (*HEADER, "E-Mail")))
    assert "ada1@lovelace.example" in client.get(f"/history/imports/{id}").text
    take(client, id)
    with client.app.state.database.reading() as session:
        row = session.connection().execute(select(imports.IMPORT).where(imports.IMPORT.c.id == id)).one()
    assert "E-Mail" in row.look
    assert "lovelace" not in str(row)
    assert "lovelace" not in client.get(f"/api/v1/history/imports/{id}").text


def test_whether_the_first_row_is_the_header_is_one_question_with_two_answers(client):
    content = b"100,2026-01-03\n200,2026-01-04\n300,2026-01-05\n"
    id = send(client, content)
    page = client.get(f"/history/imports/{id}").text
    assert "Does the first row hold the names of the columns? It begins with 100." in read_out(page)
    assert [each["value"] for each in Page(page).all("input") if each.get("name") == "has_header"] == ["yes", "no"]
    client.post(f"/history/imports/{id}/recipe", data={"do": "check", "has_header": "yes"})
    named = read_out(wait(client, id, "Being looked at"))
    assert "2 rows" in named
    assert "Does the first row hold" not in named
    client.post(f"/history/imports/{id}/recipe", data={"do": "check", "has_header": "no"})
    nameless = read_out(wait(client, id, "Being looked at"))
    assert "Column 1" in nameless
    assert "3 rows" in nameless
    assert "Does the first row hold" not in nameless


def test_refused_rows_come_back_as_a_file_with_reasons(client):
    rows = [*ROWS, ("L-5", "Messe", "32.13.2026", "", "", "Offen", "")]
    id = send(client, make_file(rows))
    page = take(client, id)
    assert "4 of 5 rows are taken in; 1 is refused." in read_out(page)
    file = client.get(f"/history/imports/{id}/refused.csv")
    assert "32.13.2026" in file.text
    assert "leads.refused.csv" in file.headers["content-disposition"]


def test_the_very_same_file_adds_nothing_and_leads_to_the_earlier_one(client):
    first = taken_in(client, make_file())
    again = send(client, make_file())
    page = client.get(f"/history/imports/{again}").text
    assert "This very file was taken in before" in read_out(page)
    assert f'href="/history/imports/{first}"' in page
    assert "1 file with 4 rows" in read_out(client.get("/history").text)


def test_removing_says_first_what_goes(client):
    id = taken_in(client, make_file())
    assert "4 rows of the list “Leads” go" in read_out(client.get(f"/history/imports/{id}/remove").text)
    response = client.post(f"/history/imports/{id}/remove")
    assert response.headers["location"] == "/history?done=removed"
    assert "The file is removed" in read_out(client.get(response.headers["location"]).text)
    assert client.get(f"/history/imports/{id}").status_code == 404
    assert client.get("/history/funnel?list=Leads").status_code == 404


AMBIGUOUS = [(*row[:2], "03/04/2026", "", "05/06/2026" if row[5] == "Gewonnen" else "", *row[5:]) for row in ROWS]


def test_a_wrong_answer_can_be_given_anew_with_the_file_brought_once_more(client):
    id = send(client, make_file(AMBIGUOUS))
    take(client, id, **{"c2-order-0": "mdy"})
    page = client.get(f"/history/imports/{id}").text
    assert f'href="/history/imports/{id}/again"' in page
    explained = client.get(f"/history/imports/{id}/again").text
    assert "The file itself is not kept once it is taken in" in read_out(explained)
    assert f'action="/history/imports/{id}/again"' in explained
    response = client.post(f"/history/imports/{id}/again", files={"file": ("leads.csv", make_file(AMBIGUOUS), "text/csv")})
    assert response.status_code == 303, response.text
    new = response.headers["location"].rsplit("/", 1)[1]
    page = wait(client, new, "Being looked at")
    assert 'name="c2-order-0"' in page
    assert "Taken in" not in page
    assert "4 Mar 2026" in client.get(f"/history/imports/{id}/rows").text
    take(client, new, **{"c2-order-0": "dmy", "c4-order-0": "dmy"})
    assert client.get(f"/history/imports/{id}").headers["location"] == f"/history/imports/{new}"
    assert "3 Apr 2026" in client.get(f"/history/imports/{new}/rows").text
    assert "1 file with 4 rows" in read_out(client.get("/history").text)


def test_another_file_does_not_take_the_place_of_one_that_is_in(client):
    id = taken_in(client, make_file())
    for files, words in (
        ({"file": ("leads.csv", make_file(AMBIGUOUS), "text/csv")}, "This is not the file that was taken in"),
        ({"file": ("", b"", "application/octet-stream")}, "Choose a file first."),
    ):
        response = client.post(f"/history/imports/{id}/again", files=files)
        assert response.status_code == 422
        assert words in read_out(response.text)
    assert "All 4 rows are taken in." in read_out(client.get(f"/history/imports/{id}").text)
    assert "1 file with 4 rows" in read_out(client.get("/history").text)
    assert "not the file" not in client.get("/history").text


def test_only_what_is_in_is_read_differently(client):
    waiting = send(client, make_file(AMBIGUOUS))
    twice = (taken_in(client, make_file()), send(client, make_file()))[1]
    for id in (waiting, twice, "imp_00000000000000000000", "x"):
        assert client.get(f"/history/imports/{id}/again").status_code == 404
        files = {"file": ("leads.csv", make_file(), "text/csv")}
        assert client.post(f"/history/imports/{id}/again", files=files).status_code == 404


def test_who_removes_a_file_and_brings_it_again_is_asked_again(client):
    id = send(client, make_file(AMBIGUOUS))
    take(client, id, **{"c2-order-0": "mdy"})
    assert "How its columns were read is forgotten, too" in read_out(client.get(f"/history/imports/{id}/remove").text)
    client.post(f"/history/imports/{id}/remove")
    again = send(client, make_file(AMBIGUOUS))
    assert "What day is 03/04/2026" in read_out(client.get(f"/history/imports/{again}").text)


def test_a_second_file_of_a_list_says_that_it_joins(client):
    taken_in(client, make_file())
    id = send(client, make_file([("L-9", *ROWS[0][1:])], header=(*HEADER[:-1], "Wert EUR")))
    assert "It goes into the list Leads" in read_out(client.get(f"/history/imports/{id}").text)


def test_several_files_are_sent_at_once(client):
    files = [("file", ("a.csv", make_file(), "text/csv")), ("file", ("b.csv", b"", "text/csv"))]
    response = client.post("/history/imports", files=files)
    assert response.headers["location"] == "/history"
    page = client.get("/history").text
    assert "a.csv" in page
    assert "b.csv" in page


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0" + bytes(900), b"a;b;c\r\n", bytes(5000)])
def test_what_is_no_table_is_refused_with_a_sentence(client, content):
    id = send(client, content, "odd.csv")
    page = client.get(f"/history/imports/{id}").text
    assert 'class="band' in page or 'class="findings"' in page
    assert "Taken in" not in page


def test_a_form_without_a_file_asks_for_one(client):
    response = client.post("/history/imports", files={"file": ("", b"", "application/octet-stream")})
    assert response.status_code == 422
    assert "Choose a file first." in read_out(response.text)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"a=1", 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=x", b"--x\r\nnot a form", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na;b\r\n1;2', 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 201 + b"--x--\r\n", 413),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a: b\r\n" * 30 + b"\r\n\r\n--x--\r\n", 400),
    ],
)
def test_what_no_browser_sends_is_refused_and_nothing_is_kept(client, content_type, body, status):
    assert client.post("/history/imports", content=body, headers={"content-type": content_type}).status_code == status
    assert "What to drop" in client.get("/history").text


def test_a_file_that_is_too_large_is_refused(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Ada", import_limit=1000)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        response = client.post("/history/imports", files={"file": ("big.csv", b"a;b\r\n" * 300, "text/csv")})
        assert response.status_code == 413
        assert "larger than 1 kB" in read_out(response.text)
        by_length = client.post(
            "/history/imports", content=b"", headers={"content-length": "2000000000", "content-type": "multipart/form-data; boundary=x"}
        )
        assert by_length.status_code == 413
        assert "What to drop" in client.get("/history").text


@pytest.mark.parametrize("path", ["", "/rows", "/remove", "/refused.csv"])
def test_a_file_that_is_not_there_says_so(client, path):
    for id in ("imp_00000000000000000000", "x", "%00"):
        assert client.get(f"/history/imports/{id}{path}").status_code == 404


def test_a_step_for_a_file_that_has_moved_on_changes_nothing(client):
    id = taken_in(client, make_file())
    assert client.post(f"/history/imports/{id}/cancel").status_code == 409
    assert "moved on in the meantime" in read_out(client.post(f"/history/imports/{id}/cancel").text)
    assert "All 4 rows are taken in." in read_out(client.get(f"/history/imports/{id}").text)


def test_rows_are_shown_from_wherever_is_asked(client):
    id = taken_in(client, make_file())
    for start in ("-1", "x", "9999999999", "٣", "", "3"):
        assert client.get(f"/history/imports/{id}/rows", params={"start": start}).status_code == 200
    assert "Rows 4 to 4 of 4" in read_out(client.get(f"/history/imports/{id}/rows?start=3").text)


def test_a_very_long_name_is_shortened_and_no_reason_to_refuse_a_file(client):
    id = send(client, make_file(), name="a" * 5_000 + ".csv")
    assert "a" * 251 + ".csv" in client.get(f"/history/imports/{id}").text
    assert "a" * 252 not in client.get(f"/history/imports/{id}").text


TRACKER = b"Opp,Lead in,Demo,Closed,Result,Deal size\n" + b"".join(
    b"o-%d,06/01/2026,08/05/2026,05/09/2026,%s,$%d00\n" % (n, (b"W", b"L", b"Hooray", b"pending")[n % 4], n) for n in range(1, 20)
)


def test_the_day_that_was_said_answers_nothing_about_words_and_currencies(client):
    id = send(client, TRACKER, "tracker.csv")
    page = client.get(f"/history/imports/{id}").text
    shown = {"c5-currency": "USD", "word-W": "won", "word-L": "lost", "word-Hooray": ""}
    assert '<option value="lost" selected>Was lost' in page or 'value="lost" selected' in page
    client.post(f"/history/imports/{id}/recipe", data={"c1-order-0": "mdy", **shown})
    page = read_out(client.get(f"/history/imports/{id}").text)
    assert "What does “W” in the column “Result” mean?" in page
    assert "In which currency are the amounts of the column “Deal size”?" in page
    assert "What day is" not in page
    assert "1 question waits for your answer; for the others, what is proposed above counts as the answer." in page
    client.post(f"/history/imports/{id}/recipe", data={"do": "take", **shown})
    assert "What does “Hooray” in the column “Result” mean?" in read_out(client.get(f"/history/imports/{id}").text)
    take(client, id, **(shown | {"word-Hooray": "open"}))
    with client.app.state.database.reading() as session:
        taken = imports.get_import(session, LOCAL_WORKSPACE, id)
    assert taken.status == "done"
    assert taken.recipe.words == {"w": "won", "l": "lost", "hooray": "open", "pending": "open"}


def numbered(rows):
    return make_file([(str(number), *row[1:]) for number, row in enumerate(rows, 1)])


def test_buyers_with_running_numbers_are_asked_whose_they_are(client):
    taken_in(client, numbered(ROWS), "first.csv")
    id = send(
        client, make_file([(str(n), "Messe", f"{n + 12}.05.2026") for n in range(3, 9)], ("Lead ID", "Quelle", "Erstkontakt")), "fair.csv"
    )
    page = read_out(client.get(f"/history/imports/{id}").text)
    assert "Which list do these buyers belong to? Their ids, “Lead ID”, are running numbers, and those there are called so, too." in page
    assert "A list of their own, “fair”" in page
    client.post(f"/history/imports/{id}/recipe", data={"list_name": "fair", "as_of": ""})
    assert "Which list do these buyers belong to?" in read_out(client.get(f"/history/imports/{id}").text)
    client.post(f"/history/imports/{id}/recipe", data={"list_name": "fair", "list_of": "fair", "kind": "records"})
    assert "Ready to take in." in read_out(client.get(f"/history/imports/{id}").text)
    take(client, id, list_name="fair", list_of="Leads")
    with client.app.state.database.reading() as session:
        assert imports.get_import(session, LOCAL_WORKSPACE, id).list_name == "Leads"


def test_whose_money_it_is_offers_lists_that_came_later_too(client):
    taken_in(client, make_file())
    taken_in(client, make_file(header=("Deal no", *HEADER[1:])), "other.csv")
    id = send(client, ADS, "ads.csv")
    taken_in(client, make_file(header=("Opportunity no", *HEADER[1:])), "late.csv")
    asked = client.get(f"/history/imports/{id}").text
    with client.app.state.database.reading() as session:
        names = {each.list_name for each in imports.imports(session, LOCAL_WORKSPACE) if each.kind == "records"}
    assert len(names) == 3
    assert all(f'name="list_of" value="{name}"' in asked for name in names)
