"""Files with history that tests of the API make and send, by the API itself."""

import datetime as dt
from typing import Any

from fastapi.testclient import TestClient

IMPORTS = "/api/v1/history/imports"
CSV = {"content-type": "text/csv"}
CHANNELS = ("Search", "Social", "Referral", "")
DAY = dt.timedelta(days=1)


def leads(number: int, *, first: dt.date = dt.date(2025, 1, 6), every: int = 3, day_first: bool = False) -> bytes:
    """Leads, one a day, each third of them won after some weeks for a thousand and more."""
    rows = ["Lead ID,Created Date,Lead Source,Deal Date,Amount"]
    for at in range(number):
        created = first + at * DAY
        won = created + (10 + at % 20) * DAY if at % every == 0 else None
        days = [each.strftime("%d/%m/%Y" if day_first else "%Y-%m-%d") if each else "" for each in (created, won)]
        rows.append(f"L{at},{days[0]},{CHANNELS[at % 4]},{days[1]},{1000 + at if won else ''}")
    return ("\n".join(rows) + "\n").encode()


def send(client: TestClient, body: bytes, name: str = "leads.csv", **query: str) -> dict[str, Any]:
    answer = client.post(IMPORTS, params={"filename": name, **query}, content=body, headers=CSV)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"{IMPORTS}/{answer.json()['id']}"
    found: dict[str, Any] = answer.json()
    return found


def settled(client: TestClient, id: str) -> dict[str, Any]:
    """The import once nobody is at work on it any more."""
    for _ in range(6):
        found: dict[str, Any] = client.get(f"{IMPORTS}/{id}", params={"wait": 20}).json()
        if found["status"] not in ("looking", "taking"):
            return found
    raise AssertionError(found["status"])


def look(client: TestClient, list_name: str, body: bytes) -> dict[str, Any]:
    """A file that waits to be taken in."""
    return settled(client, send(client, body, list=list_name)["id"])


def take(client: TestClient, list_name: str, body: bytes) -> dict[str, Any]:
    """A file that is taken in."""
    found = settled(client, send(client, body, list=list_name, take="true")["id"])
    assert found["status"] == "done", found
    return found
