"""Lists by the API: renamed, joined, and files that take the place of others."""

from fastapi.testclient import TestClient

from tests.api.histories import CSV, IMPORTS, leads, look, send, settled, take
from tests.api.kept import keep

LISTS = "/api/v1/history/lists"


def test_a_list_is_renamed_and_named_so_everywhere(own_client: TestClient) -> None:
    id = take(own_client, "Leads", leads(20))["id"]
    answer = own_client.patch(LISTS, params={"list": "Leads"}, json={"name": "Leads: EMEA/APAC"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["imports"], answer.json()["beside"]) == ("Leads: EMEA/APAC", [id], [])
    found = own_client.get(f"{IMPORTS}/{id}").json()
    assert {found["list"], found["recipe"]["list_name"], found["taken"]["list_name"]} == {"Leads: EMEA/APAC"}
    assert own_client.get("/api/v1/history/funnel", params={"list": "Leads: EMEA/APAC"}).status_code == 200
    assert own_client.get("/api/v1/history/funnel", params={"list": "Leads"}).status_code == 404


def test_a_list_takes_the_name_of_another_and_is_one_with_it(sqlite_client: TestClient) -> None:
    first, second = take(sqlite_client, "Leads", leads(20))["id"], take(sqlite_client, "More", leads(30))["id"]
    headers = {"idempotency-key": "one"}
    for _ in range(2):
        answer = sqlite_client.patch(LISTS, params={"list": "More"}, json={"name": "Leads", "merge": True}, headers=headers)
        assert answer.json()["imports"] == [first, second]
    assert [each["name"] for each in sqlite_client.get(LISTS).json()["items"]] == ["Leads"]
    measured = sqlite_client.get("/api/v1/history/funnel", params={"list": "Leads"}).json()
    assert measured["n_rows"] == 30


def test_two_lists_become_one_only_where_that_is_asked_for(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    other = take(sqlite_client, "More", leads(30))["id"]
    refused = (
        sqlite_client.patch(LISTS, params={"list": "More"}, json={"name": "leads"}),
        sqlite_client.patch(f"{IMPORTS}/{other}", json={"recipe": {"list_name": "Leads"}}),
    )
    for answer in refused:
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (409, "urn:backfunnel:would-merge")
        assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [("/merge", "would_merge")]
        assert all(said in problem["detail"] for said in ("“Leads” with 20 rows", "with 30 rows", "merge: true"))
    assert [each["name"] for each in sqlite_client.get(LISTS).json()["items"]] == ["Leads", "More"]


def test_lists_that_cannot_be_one_are_refused_with_the_reason(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    take(sqlite_client, "Sheet", b"Month,Leads,Deals\n2026-01,100,10\n2026-02,120,12\n2026-03,90,8\n")
    answer = sqlite_client.patch(LISTS, params={"list": "Sheet"}, json={"name": "Leads"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:backfunnel:lists-apart")
    assert answer.json()["errors"][0]["code"] == "kinds"
    assert "counts by month" in answer.json()["detail"]


def test_a_rename_that_makes_no_sense_is_refused(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    assert sqlite_client.patch(LISTS, params={"list": "Nobody"}, json={"name": "x"}).status_code == 404
    assert sqlite_client.patch(LISTS, json={"name": "x"}).status_code == 422
    for body in ({}, {"name": ""}, {"name": "  "}, {"name": "x" * 201}, {"name": "a\u0000"}, {"name": "x", "kind": "spend"}):
        assert sqlite_client.patch(LISTS, params={"list": "Leads"}, json=body).status_code == 422, body


def test_what_is_refused_of_lists_and_files_is_not_called_a_scenario(sqlite_client: TestClient) -> None:
    id = take(sqlite_client, "Leads", leads(20))["id"]
    refused = (
        sqlite_client.patch(LISTS, params={"list": "Leads"}, json={"name": ""}),
        sqlite_client.patch(f"{IMPORTS}/{id}", json={"recipe": {"list_name": ""}}),
        sqlite_client.post("/api/v1/books", json={"name": ""}),
    )
    for answer in refused:
        assert (answer.status_code, answer.json()["title"]) == (422, "What was sent makes no sense as it is")
    scenario = sqlite_client.post("/api/v1/plan", json={"name": ""})
    assert (scenario.status_code, scenario.json()["title"]) == (422, "The scenario makes no sense as it is")


def test_a_list_shows_its_stages_in_the_order_of_its_funnel(sqlite_client: TestClient) -> None:
    """A file of leads, and one of the deals that began as opportunities: each with the last stage."""
    days = "".join(f"L{n},2026-01-0{n},2026-02-0{n}\n" for n in range(1, 6))
    take(sqlite_client, "All", f"Lead ID,Opportunity date,Deal date\n{days}".encode())
    take(sqlite_client, "All", f"Lead ID,Lead date,Deal date\n{days}".encode())
    (line,) = sqlite_client.get(LISTS).json()["items"]
    funnel = sqlite_client.get("/api/v1/history/funnel", params={"list": "All"}).json()
    assert line["stages"] == funnel["stages"] == ["Lead", "Opportunity", "Deal"]


def test_a_file_that_shares_no_id_with_its_list_says_so_once_all_of_it_is_in(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    other = leads(20).replace(b"Lead Source", b"Channel").replace(b"\nL", b"\nM")
    looked_at = look(sqlite_client, "Leads", other)
    assert "ids_not_shared" not in str(looked_at)
    taken = take(sqlite_client, "Leads", other)["taken"]
    found = [(each["code"], each["values"]) for each in taken["findings"] if each["code"] == "ids_not_shared"]
    assert found == [("ids_not_shared", {"n": 20, "list": "Leads"})]
    newer = b"Lead ID,Created Date,Channel,Deal Date,Amount\n" + b"".join(b"N%d,2026-01-01,Search,,\n" % each for each in range(25))
    joined = take(sqlite_client, "Leads", newer + b"\n".join(other.split(b"\n")[1:]))
    assert "ids_not_shared" not in str(joined), "its first rows are new, and the others are those of the list"


def test_an_import_that_is_done_moves_to_another_list(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    other = take(sqlite_client, "More", leads(30))["id"]
    renames = {"channel": {"search": "Google"}}
    answer = sqlite_client.patch(f"{IMPORTS}/{other}", json={"recipe": {"list_name": "Leads", "renames": renames}, "merge": True})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["list"], answer.json()["recipe"]["renames"]) == ("Leads", renames)
    assert [len(each["imports"]) for each in sqlite_client.get(LISTS).json()["items"]] == [2]
    assert sqlite_client.patch(f"{IMPORTS}/{other}", json={"recipe": {"kind": "spend"}}).status_code == 409


def test_a_file_is_read_anew_and_takes_the_place_of_what_it_gave_before(own_client: TestClient) -> None:
    before = take(own_client, "Leads", leads(20))["id"]
    new = settled(own_client, send(own_client, leads(20), replaces=before)["id"])
    assert (new["status"], new["list"], new["replaces"]) == ("ready", "Leads", [before])
    corrected = own_client.patch(f"{IMPORTS}/{new['id']}", json={"recipe": {"columns": {"2": {"field": None}}}})
    assert corrected.json()["status"] == "ready", corrected.text
    assert own_client.get(f"{IMPORTS}/{before}").json()["id"] == before
    own_client.post(f"{IMPORTS}/{new['id']}/take")
    assert settled(own_client, new["id"])["taken"]["columns"] == []
    for path in ("", "/rows", "?wait=5"):
        assert own_client.get(f"{IMPORTS}/{before}{path}").status_code == 200
    assert own_client.get(f"{IMPORTS}/{before}").json()["id"] == new["id"]
    (line,) = own_client.get(LISTS).json()["items"]
    assert (line["imports"], line["rows"]) == ([new["id"]], 20)


def test_a_file_replaces_no_other_file_and_none_that_is_not_in(sqlite_client: TestClient) -> None:
    before, waiting = take(sqlite_client, "Leads", leads(20))["id"], look(sqlite_client, "More", leads(30))["id"]
    for id, body, status in ((before, leads(21), 409), (waiting, leads(30), 409), ("imp_" + "0" * 20, leads(20), 404), ("x", b"x", 404)):
        answer = sqlite_client.post(IMPORTS, params={"replaces": id}, content=body, headers=CSV)
        assert answer.status_code == status, answer.text
    assert len(sqlite_client.get(IMPORTS).json()["items"]) == 2


def test_offers_are_made_of_a_list_without_channels(sqlite_client: TestClient) -> None:
    without = b"\n".join(b",".join((row.split(b",")[0], row.split(b",")[1], row.split(b",")[3])) for row in leads(60).splitlines())
    take(sqlite_client, "Leads", without)
    plan = keep(sqlite_client)["id"]
    answer = sqlite_client.post("/api/v1/history/offers", json={"list": "Leads", "scenario_id": plan})
    assert answer.status_code == 200, answer.text
    asked = {"list": "Leads", "scenario_id": plan, "question": {"split": "channel"}}
    refused = sqlite_client.post("/api/v1/history/offers", json=asked)
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "split")
    assert "no column of this list" in refused.json()["detail"]


def test_a_split_that_is_none_is_refused_with_those_there_are(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(20))
    refused = sqlite_client.get("/api/v1/history/funnel", params={"list": "Leads", "split": "region"})
    assert refused.status_code == 422
    assert "channel" in refused.json()["detail"]
