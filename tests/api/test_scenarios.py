"""Scenarios that are kept: what every operation does."""

import json
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from app.documents.differences import document_of
from tests.api.kept import JSON, SCENARIOS, address, keep
from tests.examples import make_document, make_scenario


def save(client: TestClient, kept: dict[str, Any], etag: str | None = None, **changes: Any) -> Any:
    body = {"scenario": make_document(**changes)}
    return client.put(address(kept), content=json.dumps(body), headers={**JSON, "if-match": etag or kept["etag"]})


def test_keeps_a_scenario_and_gives_it_back(client: TestClient) -> None:
    made = client.post(SCENARIOS, json={"scenario": make_document(), "tags": ["2027"], "version_name": "First"})
    assert made.status_code == 201
    assert made.headers["location"] == address(made.json())
    assert made.headers["etag"] == made.json()["etag"] == '"1-1"'
    found = client.get(made.headers["location"])
    assert found.json() == made.json()
    assert found.headers["etag"] == '"1-1"'
    assert found.json()["scenario"] == document_of(make_scenario())
    assert (found.json()["name"], found.json()["tags"], found.json()["created_by"]) == ("FY2027 growth plan", ["2027"], "Test")
    assert client.get(f"{address(made.json())}/versions").json()["items"][0]["name"] == "First"


@pytest.mark.parametrize("kind", ["application/yaml", "application/x-yaml", "text/yaml; charset=utf-8"])
def test_keeps_a_scenario_from_yaml(client: TestClient, kind: str) -> None:
    body = yaml.safe_dump({"scenario": make_document(), "tags": ["2027"]})
    made = client.post(SCENARIOS, content=body, headers={"content-type": kind})
    assert (made.status_code, made.json()["scenario"]) == (201, document_of(make_scenario()))


def test_says_nothing_again_to_who_knows_it(client: TestClient) -> None:
    kept = keep(client)
    for known in (kept["etag"], f'"9-9", {kept["etag"]}', f"W/{kept['etag']}", "*"):
        answer = client.get(address(kept), headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", kept["etag"])
    assert client.get(address(kept), headers={"if-none-match": '"1-2"'}).status_code == 200
    saved = save(client, kept, goal={"growth": 0.3}).json()
    assert client.get(address(kept), headers={"if-none-match": kept["etag"]}).json() == saved


def test_saves_a_new_version_on_top_of_the_one_that_is_known(client: TestClient) -> None:
    kept = keep(client, tags=("a",))
    answer = save(client, kept, goal={"growth": 0.3}, name="Bolder")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2-2"')
    saved = answer.json()
    assert (saved["version"], saved["name"], saved["tags"]) == (2, "Bolder", ["a"])
    assert saved["scenario"]["goal"]["growth"] == 0.3
    assert client.get(address(kept)).json() == saved


def test_saves_tags_and_a_name_along_with_a_version(client: TestClient) -> None:
    kept = keep(client, tags=("a",))
    body = {"scenario": make_document(months=6, seasonality=None), "tags": ["b"], "version_name": "Half a year"}
    saved = client.put(address(kept), json=body, headers={"if-match": kept["etag"]}).json()
    assert saved["tags"] == ["b"]
    assert client.get(f"{address(kept)}/versions/2").json()["name"] == "Half a year"


def test_a_document_equal_to_the_newest_makes_no_version(client: TestClient) -> None:
    kept = keep(client)
    assert save(client, kept).json()["version"] == 1


def test_of_two_clients_on_one_version_the_second_is_told_what_changed(client: TestClient) -> None:
    kept = keep(client)
    first = save(client, kept, goal={"growth": 0.3}, channels={"content": {"lag_days": 25}})
    second = save(client, kept, goal={"growth": 0.4})
    assert (first.status_code, second.status_code) == (200, 412)
    problem = second.json()
    assert second.headers["content-type"] == "application/problem+json"
    assert second.headers["etag"] == first.headers["etag"]
    assert problem["type"] == "urn:backfunnel:stale-version"
    assert problem["current"] == first.json()
    assert [change["words"] for change in problem["changes"]] == [
        {"where": "Goal", "what": "Growth", "before": "25%", "after": "30%"},
        {"where": "Blog", "what": "Activity to entry", "before": "20 days", "after": "25 days"},
    ]
    again = save(client, kept, etag=second.headers["etag"], goal={"growth": 0.4})
    assert (again.status_code, again.json()["version"]) == (200, 3)


def test_a_change_of_tags_in_between_is_a_change(client: TestClient) -> None:
    kept = keep(client)
    client.patch(address(kept), json={"tags": ["new"]}, headers={"if-match": kept["etag"]})
    answer = save(client, kept, goal={"growth": 0.3})
    assert (answer.status_code, answer.json()["changes"], answer.json()["current"]["tags"]) == (412, [], ["new"])


def test_the_same_save_sent_twice_is_kept_once(client: TestClient) -> None:
    kept = keep(client)
    first, second = save(client, kept, goal={"growth": 0.3}), save(client, kept, goal={"growth": 0.3})
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["version"] == 2


@pytest.mark.parametrize("known", ["*", '"9-9", {etag}', "{etag} , {etag}"])
def test_a_save_takes_any_way_of_naming_what_is_there(client: TestClient, known: str) -> None:
    kept = keep(client)
    assert save(client, kept, etag=known.format(etag=kept["etag"]), goal={"growth": 0.3}).status_code == 200


@pytest.mark.parametrize("known", ['"1-2"', '"2-1"', '"9-9"', '""', '"0-0"', 'W/"1-1"', '"1-1-1"', '"99999999999-1"', '"x", "y"'])
def test_a_save_on_top_of_what_is_not_there_is_refused(client: TestClient, known: str) -> None:
    kept = keep(client)
    answer = save(client, kept, etag=known, goal={"growth": 0.3})
    assert (answer.status_code, answer.json()["current"]["etag"]) == (412, '"1-1"')
    assert client.get(address(kept)).json()["version"] == 1


@pytest.mark.parametrize("known", ["1-1", '"1-1', '"1-1" "2-2"', "x" * 3000, ",", '"' + "a" * 3000 + '"'])
def test_an_if_match_that_is_none_is_a_problem(client: TestClient, known: str) -> None:
    answer = save(client, keep(client), etag=known)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "If-Match")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", {"scenario": make_document()}),
        ("PATCH", "", {"tags": []}),
        ("DELETE", "", None),
        ("POST", "/restore", {"version": 1}),
    ],
)
def test_nothing_is_overwritten_by_who_does_not_say_what_is_known(client: TestClient, method: str, path: str, body: Any) -> None:
    kept = keep(client)
    answer = client.request(method, address(kept) + path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (428, "urn:backfunnel:if-match-required")
    assert client.get(address(kept)).json() == kept


def test_changes_the_tags_and_nothing_else(client: TestClient) -> None:
    kept = keep(client, tags=("b", "a"))
    assert kept["tags"] == ["a", "b"]
    for kind in ("application/merge-patch+json", "application/json"):
        answer = client.patch(
            address(kept), content='{"tags": ["c"]}', headers={"content-type": kind, "if-match": client.get(address(kept)).headers["etag"]}
        )
        assert (answer.status_code, answer.json()["tags"], answer.json()["version"]) == (200, ["c"], 1)
    emptied = client.patch(address(kept), json={"tags": None}, headers={"if-match": "*"})
    assert emptied.json()["tags"] == []
    unchanged = client.patch(address(kept), json={}, headers={"if-match": "*"})
    assert unchanged.json() == emptied.json()


def test_deletes_a_scenario_for_good(client: TestClient) -> None:
    kept = keep(client)
    assert client.delete(address(kept), headers={"if-match": '"1-2"'}).status_code == 412
    gone = client.delete(address(kept), headers={"if-match": kept["etag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    for path in ("", "/versions", "/plan", "/diff", "/versions/1"):
        assert client.get(address(kept) + path).status_code == 404


def test_duplicates_a_scenario_with_its_tags(client: TestClient) -> None:
    kept = keep(client, tags=("a",))
    save(client, kept, goal={"growth": 0.3})
    copy = client.post(f"{address(kept)}/duplicate")
    assert (copy.status_code, copy.headers["location"]) == (201, address(copy.json()))
    assert copy.json()["id"] != kept["id"]
    assert (copy.json()["name"], copy.json()["tags"], copy.json()["version"]) == ("FY2027 growth plan (copy)", ["a"], 1)
    assert copy.json()["scenario"]["goal"]["growth"] == 0.3
    older = client.post(f"{address(kept)}/duplicate", json={"name": "As it was", "version": 1}).json()
    assert (older["name"], older["scenario"]["name"], older["scenario"]["goal"]["growth"]) == ("As it was", "As it was", 0.25)


def test_a_copy_of_the_longest_name_still_has_a_name(client: TestClient) -> None:
    copy = client.post(f"{address(keep(client, name='x' * 200))}/duplicate").json()
    assert len(copy["name"]) == 200
    assert copy["name"].endswith(" (copy)")


def test_archives_and_takes_back_out(own_client: TestClient) -> None:
    kept = keep(own_client)
    archived = own_client.post(f"{address(kept)}/archive")
    assert archived.json()["archived_at"] is not None
    assert own_client.get(SCENARIOS).json()["items"] == []
    assert [item["id"] for item in own_client.get(f"{SCENARIOS}?archived=true").json()["items"]] == [kept["id"]]
    assert own_client.post(f"{address(kept)}/archive").json() == archived.json()
    assert own_client.post(f"{address(kept)}/unarchive", headers={"if-match": kept["etag"]}).status_code == 412
    back = own_client.post(f"{address(kept)}/unarchive", headers={"if-match": archived.headers["etag"]})
    assert (back.status_code, back.json()["archived_at"]) == (200, None)


def test_restores_an_older_version_as_a_new_one(client: TestClient) -> None:
    kept = keep(client)
    saved = save(client, kept, goal={"growth": 0.3}).json()
    stale = client.post(f"{address(kept)}/restore", json={"version": 1}, headers={"if-match": kept["etag"]})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    back = client.post(f"{address(kept)}/restore", json={"version": 1}, headers={"if-match": saved["etag"]})
    assert (back.status_code, back.json()["version"], back.json()["scenario"]) == (200, 3, kept["scenario"])
    assert client.get(f"{address(kept)}/versions/3").json()["restored_from"] == 1
    nowhere = client.post(f"{address(kept)}/restore", json={"version": 99}, headers={"if-match": "*"})
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:backfunnel:no-such-version")


def test_tells_the_history_a_page_at_a_time(client: TestClient) -> None:
    kept = keep(client)
    for growth in (0.3, 0.4, 0.5, 0.6):
        assert save(client, kept, etag="*", goal={"growth": growth}).status_code == 200
    found, path = [], f"{address(kept)}/versions?limit=2"
    while path:
        answer = client.get(path)
        found += [item["version"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
        assert bool(path) == (answer.json()["next_cursor"] is not None)
    assert found == [5, 4, 3, 2, 1]


def test_reads_and_names_a_version(client: TestClient) -> None:
    kept = keep(client)
    save(client, kept, goal={"growth": 0.3})
    named = client.patch(f"{address(kept)}/versions/1", json={"name": " Shown to the board "})
    assert (named.status_code, named.json()["name"]) == (200, "Shown to the board")
    version = client.get(f"{address(kept)}/versions/1").json()
    assert (version["name"], version["scenario"], version["digest"]) == ("Shown to the board", kept["scenario"], kept["digest"])
    assert client.patch(f"{address(kept)}/versions/1", json={}).json()["name"] == "Shown to the board"
    assert client.patch(f"{address(kept)}/versions/1", json={"name": None}).json()["name"] is None


def test_compares_two_versions(client: TestClient) -> None:
    kept = keep(client)
    save(client, kept, goal={"growth": 0.3})
    save(client, kept, etag="*", goal={"growth": 0.3}, deal={"value": 9000})
    newest = client.get(f"{address(kept)}/diff").json()
    assert (newest["from"]["version"], newest["to"]["version"]) == (2, 3)
    assert [change["path"] for change in newest["changes"]] == [["deal", "value"]]
    back = client.get(f"{address(kept)}/diff?from=3&to=1").json()
    assert [(change["path"], change["old"], change["new"]) for change in back["changes"]] == [
        (["goal", "growth"], 0.3, 0.25),
        (["deal", "value"], 9000, 12000),
    ]
    assert client.get(f"{address(kept)}/diff?from=2&to=2").json()["changes"] == []
    assert client.get(f"{address(keep(client))}/diff").json()["changes"] == []


def test_compares_two_scenarios(client: TestClient) -> None:
    one, other = keep(client), keep(client, name="Other", deal={"value": 9000})
    save(client, other, goal={"growth": 0.3}, name="Other")
    newest = client.get(f"{address(one)}/diff", params={"with": other["id"]}).json()
    assert (newest["from"]["id"], newest["to"]["id"], newest["to"]["name"]) == (one["id"], other["id"], "Other")
    assert [change["path"] for change in newest["changes"]] == [["name"], ["goal", "growth"]]
    older = client.get(f"{address(one)}/diff", params={"with": other["id"], "from": 1, "to": 1}).json()
    assert [change["path"] for change in older["changes"]] == [["name"], ["deal", "value"]]
    assert client.get(f"{address(one)}/diff", params={"with": "scn_" + "0" * 20}).status_code == 404


def test_plans_a_scenario_that_is_kept_as_it_plans_one_that_is_sent(client: TestClient) -> None:
    kept = keep(client)
    save(client, kept, goal={"growth": 0.3})
    plan = client.get(f"{address(kept)}/plan?version=1")
    assert plan.json() == client.post("/api/v1/plan", json=make_document()).json()
    assert client.get(f"{address(kept)}/plan").json() == client.post("/api/v1/plan", json=make_document(goal={"growth": 0.3})).json()
    same = client.get(f"{address(kept)}/plan?version=1", headers={"if-none-match": plan.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(f"{address(kept)}/plan", headers={"if-none-match": plan.headers["etag"]}).status_code == 200


def test_equal_documents_have_one_plan_and_one_digest(client: TestClient) -> None:
    one, other = keep(client), keep(client)
    assert one["digest"] == other["digest"]
    assert client.get(f"{address(one)}/plan").headers["etag"] == client.get(f"{address(other)}/plan").headers["etag"]


def test_every_answer_has_a_request_id_and_is_not_kept_by_anyone(client: TestClient) -> None:
    kept = keep(client)
    for answer in (client.get(address(kept)), client.get(SCENARIOS), client.get(f"{SCENARIOS}/nothing"), save(client, kept)):
        assert answer.headers["x-request-id"]
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("known", ['"1-1"', '"9-9"', 'W/"2-2"', '"0-0"', '"2-1"'])
def test_the_document_that_is_there_is_no_way_around_if_match(client: TestClient, known: str) -> None:
    kept = keep(client, tags=("kept",), version_name="First")
    newest = save(client, kept, goal={"growth": 0.3}).json()
    body = {"scenario": make_document(goal={"growth": 0.3}), "tags": ["theirs"], "version_name": "Theirs"}
    answer = client.put(address(kept), json=body, headers={"if-match": known})
    assert (answer.status_code, answer.json()["current"]) == (412, newest)
    assert client.get(address(kept)).json() == newest
    assert client.get(f"{address(kept)}/versions").json()["items"][0]["name"] is None


def test_a_restore_on_top_of_changed_tags_is_refused(client: TestClient) -> None:
    kept = keep(client)
    second = save(client, kept, goal={"growth": 0.3}).json()
    client.patch(address(kept), json={"tags": ["new"]}, headers={"if-match": second["etag"]})
    assert client.post(f"{address(kept)}/restore", json={"version": 1}, headers={"if-match": second["etag"]}).status_code == 412
