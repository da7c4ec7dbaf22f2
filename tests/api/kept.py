"""Scenarios that tests of the API keep, by the API itself."""

import json
from typing import Any

from fastapi.testclient import TestClient

from tests.examples import make_document

JSON = {"content-type": "application/json"}
SCENARIOS = "/api/v1/scenarios"


def keep(client: TestClient, tags: tuple[str, ...] = (), version_name: str | None = None, **changes: Any) -> dict[str, Any]:
    """The company's scenario with changes, kept."""
    body = {"scenario": make_document(**changes), "tags": tags, "version_name": version_name}
    answer = client.post(SCENARIOS, content=json.dumps(body), headers=JSON)
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


def address(kept: dict[str, Any]) -> str:
    return f"{SCENARIOS}/{kept['id']}"
