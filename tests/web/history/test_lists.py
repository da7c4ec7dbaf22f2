"""Lists on the page: what feeds them, another name, another list for a file, and what a list cannot be split by."""

import re
import time

from app.services import import_parts, list_names
from app.services.imports import ImportNotFound
from tests.web.history.acts import HEADER, ROWS, make_file, send, take, taken_in, wait
from tests.web.reading import read_out

ADS = b"Day,Channel,Campaign,Spend\n2026-01-05,Website,Brand,120.50\n2026-02-05,Messe,Stand,800.00\n"
OTHERS = [(number.replace("L", "M"), *rest) for number, *rest in ROWS]
BARE = ("Lead ID", "Erstkontakt", "Gewonnen am", "Status")
BARE_ROWS = [(row[0], row[2], row[4], row[5]) for row in ROWS]


def row_of(page, name):
    """What stands beside a name in a table."""
    return next(read_out(row) for row in re.findall(r"<tr.*?</tr>", page, re.S) if f">{name}</" in row)


def test_a_list_says_how_many_files_feed_it(client):
    taken_in(client, ADS, "ads.csv")
    assert "for all lists" in row_of(client.get("/history").text, "ads.csv")
    taken_in(client, make_file())
    page = client.get("/history").text
    assert "1 file, and 1 with money, activity or lookups" in row_of(page, "Leads")
    assert "for all lists" in row_of(page, "ads.csv")


def test_a_lookup_is_counted_for_the_lists_that_it_adds_a_column_to_and_for_no_other(client):
    taken_in(client, make_file([(*row, ("Nord", "West")[at % 2]) for at, row in enumerate(ROWS)], (*HEADER, "Region")))
    says_it_itself = taken_in(
        client, b"Quelle,Region\nWebsite,Nord\nMesse,West\n", "regions.csv", kind="lookup", c0="key:channel", c1="attribute"
    )
    assert "lookups" not in row_of(client.get("/history").text, "Leads")
    adds = taken_in(client, b"Quelle,Team\nWebsite,Rot\nMesse,Blau\n", "teams.csv", kind="lookup", c0="key:channel", c1="attribute")
    assert "1 file, and 1 with money, activity or lookups" in row_of(client.get("/history").text, "Leads")
    basis = client.get("/history/funnel?list=Leads").text
    assert (f"/history/imports/{adds}" in basis, f"/history/imports/{says_it_itself}" in basis) == (True, False)


def test_a_file_that_shares_no_id_with_its_list_says_so_once_it_is_taken_in(client):
    def leads(first, header=HEADER):
        return make_file([(f"L-{first + n}", *ROWS[n % 4][1:]) for n in range(8)], header)

    def page(id):
        return read_out(client.get(f"/history/imports/{id}").text)

    other = (HEADER[0], "Channel", *HEADER[2:])
    none = "None of 8 ids of this file is among those of the other files of the list Leads."
    taken_in(client, leads(1))
    strange = send(client, leads(101, other), "fair.csv")
    assert "so they are the same buyers" in page(strange)
    assert none not in page(strange), "its first rows alone say nothing"
    take(client, strange)
    assert "Taken in" in page(strange)
    assert none in page(strange)
    same = send(client, leads(8, (*HEADER[:6], "Amount (EUR)")), "more.csv")
    take(client, same)
    assert "among those of the other files" not in page(same), "L-8 is in both"
    series = taken_in(client, leads(201), "next.csv")
    assert "among those of the other files" not in page(series), "the next export with the same columns has new buyers"


def test_money_of_no_list_among_several_says_so_until_it_is_moved_to_one(client):
    ads = taken_in(client, ADS, "ads.csv")
    taken_in(client, make_file())
    taken_in(client, make_file(OTHERS, ("Kundennummer", *HEADER[1:])), "kunden.csv", list_name="Kunden")
    page = client.get("/history").text
    assert "of no list yet" in row_of(page, "ads.csv")
    assert f'href="/history/imports/{ads}/list"' in client.get(f"/history/imports/{ads}").text
    assert 'name="name" value=""' in client.get(f"/history/imports/{ads}/list").text
    response = client.post(f"/history/imports/{ads}/list", data={"name": "Leads"})
    assert response.status_code == 303
    page = client.get(response.headers["location"]).text
    assert "It belongs to the list “Leads” now." in read_out(page)
    assert "1 file, and 1 with money" in row_of(page, "Leads")


def test_a_list_gets_another_name(client):
    id = taken_in(client, make_file())
    form = client.get("/history/lists/name?list=Leads")
    assert form.status_code == 200
    assert 'name="name" value="Leads"' in form.text
    response = client.post("/history/lists/name", data={"list": "Leads", "name": "Anfragen <b>"})
    assert response.status_code == 303
    page = client.get(response.headers["location"]).text
    assert "It belongs to the list “Anfragen <b>” now." in read_out(page)
    assert "<b>”" not in page
    assert "list=Anfragen" in client.get(f"/history/imports/{id}").text
    assert client.get("/history/funnel?list=Leads").status_code == 404
    assert client.get("/history/lists/name?list=Leads").status_code == 404
    assert client.post("/history/lists/name", data={"list": "Leads", "name": "x"}).status_code == 404


def test_two_lists_become_one_or_it_is_said_why_not(client):
    taken_in(client, make_file())
    other = taken_in(client, make_file(OTHERS, (*HEADER[:1], "Herkunft", *HEADER[2:])), "others.csv", list_name="Others")
    counts = b"Month,Leads,Deals\n2026-01,100,10\n2026-02,120,12\n2026-03,90,8\n"
    taken_in(client, counts, "sheet.csv", list_name="Sheet")
    refused = client.post("/history/lists/name", data={"list": "Sheet", "name": "Leads"})
    assert refused.status_code == 409
    assert "one holds buyers, the other counts by month" in read_out(refused.text)
    assert 'name="name" value="Leads"' in refused.text
    assert client.post("/history/lists/name", data={"list": "Others", "name": " "}).status_code == 422
    answer = client.post("/history/lists/name", data={"list": "Others", "name": "leads", "merge": "Leads"})
    page = read_out(client.get(answer.headers["location"]).text)
    assert "They are one list now: “Leads”." in page
    page = client.get("/history").text
    assert "2 files" in row_of(page, "Leads")
    assert "Others" not in page
    assert client.post(f"/history/imports/{other}/list", data={"name": "Others"}).status_code == 303
    assert "1 file" in row_of(client.get("/history").text, "Others")


def test_what_becomes_one_is_said_before_it_does(client):
    taken_in(client, make_file())
    some = [*OTHERS[:2], *ROWS[:1]]
    other = taken_in(client, make_file(some, (*HEADER[:1], "Herkunft", *HEADER[2:])), "others.csv", list_name="Others")
    asked = client.post("/history/lists/name", data={"list": "Others", "name": "leads"})
    assert asked.status_code == 409
    said = "“Others” with 3 rows and “Leads” with 4 rows become one list, and are measured together. 1 id is in both"
    assert said in read_out(asked.text)
    assert 'name="merge" value="Leads"' in asked.text
    assert "Make them one list" in asked.text
    page = client.get("/history").text
    assert "1 file" in row_of(page, "Leads")
    assert "1 file" in row_of(page, "Others")
    asked = client.post(f"/history/imports/{other}/list", data={"name": "Leads", "merge": "Some other list"})
    assert "“others.csv” with 3 rows and “Leads” with 4 rows" in read_out(asked.text)
    answer = client.post(f"/history/imports/{other}/list", data={"name": "Leads", "merge": "Leads"})
    assert (answer.status_code, "done=merged" in answer.headers["location"]) == (303, True)
    assert "2 files" in row_of(client.get("/history").text, "Leads")


def test_of_counts_the_months_in_both_are_said_and_no_ids(client):
    taken_in(client, b"Month,Leads,Opportunities,Deals\n2026-01,100,40,10\n2026-02,120,50,12\n", "a.csv", list_name="Sheet")
    taken_in(client, b"Month,Leads,MQL,Deals\n2026-02,121,60,12\n2026-03,90,70,8\n", "b.csv", list_name="Other")
    asked = client.post("/history/lists/name", data={"list": "Other", "name": "Sheet"})
    assert asked.status_code == 409
    assert "1 month is in both: of each number the newer file counts there" in read_out(asked.text)
    assert "No id is in both" not in read_out(asked.text)


def test_a_list_that_comes_in_between_is_not_joined_unseen(client, monkeypatch):
    """What was agreed to was another list; that one has gone since, and the name that is typed now was free a moment ago."""
    taken_in(client, make_file())
    other = (*HEADER[:1], "Herkunft", *HEADER[2:])
    taken_in(client, make_file(OTHERS, other), "others.csv", list_name="Others")
    merging, looks = list_names.merging, []

    def not_yet_there(*given):
        looks.append(given)
        return merging(*given) if len(looks) > 1 else None

    monkeypatch.setattr(list_names, "merging", not_yet_there)
    answer = client.post("/history/lists/name", data={"list": "Others", "name": "Leads", "merge": "Gone"})
    assert answer.status_code == 409
    assert "become one list, and are measured together" in read_out(answer.text)
    page = client.get("/history").text
    assert ("1 file" in row_of(page, "Leads"), "1 file" in row_of(page, "Others")) == (True, True)


def test_what_is_compared_may_be_removed_meanwhile(client, monkeypatch):
    taken_in(client, make_file())
    id = taken_in(client, make_file(OTHERS, (HEADER[0], "Herkunft", *HEADER[2:])), "others.csv")

    def gone(*_):
        raise ImportNotFound("imp_gone")

    monkeypatch.setattr(import_parts, "part_body", gone)
    page = client.get(f"/history/imports/{id}")
    assert (page.status_code, "others.csv" in page.text) == (200, True)


def test_a_file_or_list_that_is_gone_leads_to_history(client):
    for address in ("/history/imports/imp_00000000000000000000", "/history/funnel?list=Nobody"):
        answer = client.get(address)
        assert answer.status_code == 404
        ways = answer.text.split('class="ways"')[1].split("</p>")[0]
        assert '<a class="btn primary" href="/history">History</a>' in ways
        assert "Start a new one" not in ways
        assert "Try again" not in ways


def test_files_that_came_to_nothing_are_cleared_at_once(client):
    assert "came to nothing" not in client.get("/history").text
    kept = taken_in(client, make_file())
    again = taken_in_again(client)
    cancelled = send(client, make_file(OTHERS), "others.csv")
    assert client.post(f"/history/imports/{cancelled}/cancel").status_code == 303
    waiting = send(client, make_file([*OTHERS, *ROWS]), "waits.csv")
    page = read_out(client.get(f"/history/imports/{cancelled}").text)
    assert "It was cancelled, and nothing of it was kept." in page
    assert "Clear the 2 that came to nothing" in read_out(client.get("/history").text)
    answer = client.post("/history/clear")
    assert answer.status_code == 303
    assert "are cleared" in read_out(client.get(answer.headers["location"]).text)
    states = {id: client.get(f"/history/imports/{id}").status_code for id in (kept, again, cancelled, waiting)}
    assert states == {kept: 200, again: 404, cancelled: 404, waiting: 200}


def taken_in_again(client):
    """The same file once more, which adds nothing; its id."""
    id = send(client, make_file(), "again.csv")
    page = client.get(f"/history/imports/{id}").text
    assert "Already here" in (page if "Already here" in page else take(client, id))
    return id


def test_only_an_import_that_is_in_gets_another_list(client):
    waiting = send(client, make_file())
    for id in (waiting, "imp_00000000000000000000", "x"):
        assert client.get(f"/history/imports/{id}/list").status_code == 404
    assert client.post("/history/imports/imp_00000000000000000000/list", data={"name": "x"}).status_code == 404
    assert client.post(f"/history/imports/{waiting}/list", data={"name": "x"}).status_code == 404


def test_a_file_says_how_it_was_read(client):
    id = taken_in(client, make_file())
    page = client.get(f"/history/imports/{id}").text
    assert "Channel or source" in row_of(page, "Quelle")
    assert "day, month, year" in row_of(page, "Erstkontakt")
    assert "1.234,56 · EUR" in row_of(page, "Wert (EUR)")
    assert "Stages, first to won" in read_out(page)
    assert "Gewonnen Won" in read_out(page)
    assert f'href="/history/imports/{id}/again"' in page


def test_what_has_been_replaced_leads_to_what_replaced_it(client):
    first = taken_in(client, make_file())
    response = client.post(f"/history/imports/{first}/again", files={"file": ("leads.csv", make_file(), "text/csv")})
    new = response.headers["location"].rsplit("/", 1)[1]
    page = wait(client, new, "Being looked at")
    assert "Once it is taken in, it takes the place of “leads.csv”" in read_out(page)
    assert client.get(f"/history/imports/{first}").status_code == 200
    page = take(client, new)
    assert "takes the place" not in page
    for below in ("", "/rows"):
        answer = client.get(f"/history/imports/{first}{below}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/history/imports/{new}{below}")
    assert "1 file with 4 rows" in read_out(client.get("/history").text)


def test_a_list_without_channels_is_shown_and_taken_over_as_a_whole(client):
    taken_in(client, make_file(BARE_ROWS, BARE))
    for path in ("/history/funnel", "/history/cohorts", "/history/funnel.csv"):
        answer = client.get(f"{path}?list=Leads&split=channel")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{path.removesuffix('.csv')}?list=Leads&unknown=channel"
    page = client.get("/history/funnel?list=Leads&unknown=channel")
    assert page.status_code == 200
    assert "“channel” is no column of this list, so the figures are of the whole list." in read_out(page.text)
    assert client.get("/history/take?list=Leads&scenario=new").status_code == 200
    answer = client.get("/history/take?list=Leads&only=region:emea")
    assert answer.headers["location"] == "/history/take?list=Leads&split=channel&unknown=region"
    assert "“region” is no column" in read_out(client.get(answer.headers["location"]).text)


def test_two_unrelated_files_that_come_at_once_get_a_list_each(client):
    other = make_file(OTHERS, ("id", *HEADER[1:]))
    files = [("file", ("leads.csv", make_file(), "text/csv")), ("file", ("contacts/leads.csv", other, "text/csv"))]
    assert client.post("/history/imports", files=files).status_code == 303
    for _ in range(400):
        page = client.get("/history").text
        if "Being looked at" not in page and "Starting" not in page and "progress" not in page:
            break
        time.sleep(0.05)
    names = re.findall(r'<span class="sub">((?:Leads|leads)[^<]*)</span>', page)
    assert len(names) == 2
    assert len({name.casefold() for name in names}) == 2
