"""Files by forms alone: sent, corrected, taken in, removed; and what no page of ours would send."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
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
    assert "were won" in read_out(client.get("/history/funnel?list=Leads").text)


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
    client.post(f"/history/imports/{id}/recipe", data={"do": "take", "c2-order-0": "dmy"})
    assert "What day is 05/06/2026" in read_out(client.get(f"/history/imports/{id}").text)
    assert "All 4 rows are taken in." in read_out(take(client, id, **{"c4-order-0": "dmy"}))
    assert "3 Apr 2026" in client.get(f"/history/imports/{id}/rows").text


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


def test_a_second_file_of_a_list_says_that_it_joins(client):
    taken_in(client, make_file())
    id = send(client, make_file([("L-9", *ROWS[0][1:])], header=(*HEADER[:-1], "Wert EUR")))
    assert "It joins the list “Leads”" in read_out(client.get(f"/history/imports/{id}").text)


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
