"""Random series of what people do, held against a model of it that fits on a page."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test

from tests.api.kept import JSON, SCENARIOS
from tests.examples import make_document

growths = st.sampled_from((0.1, 0.2, 0.3, 0.4))
tags = st.lists(st.sampled_from(("a", "b", "c")), max_size=3, unique=True)
stale = st.booleans()


@dataclass
class Known:
    """What should be true of one scenario."""

    id: str
    growths: list[float]
    tags: list[str]
    revision: int = 1
    archived: bool = False
    names: dict[int, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{len(self.growths)}-{self.revision}"'


@cache
def body(growth: float) -> dict[str, Any]:
    return {"scenario": make_document(goal={"growth": growth})}


class Series(RuleBasedStateMachine):
    """What people do with scenarios; each step says what should come of it."""

    client: TestClient
    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.there: dict[str, Known] = {}

    def ask(self, method: str, path: str, sent: Any = None, etag: str | None = None) -> Any:
        headers = {**JSON, **({"if-match": etag} if etag else {})}
        return self.client.request(method, f"{SCENARIOS}{path}", json=sent, headers=headers)

    @rule(target=known, growth=growths, tags=tags)
    def create(self, growth: float, tags: list[str]) -> Known:
        answer = self.ask("POST", "", {**body(growth), "tags": tags})
        assert answer.status_code == 201
        made = Known(answer.json()["id"], [growth], sorted(tags))
        self.there[made.id] = made
        return made

    @rule(one=known, growth=growths, is_stale=stale)
    def save(self, one: Known, growth: float, is_stale: bool) -> None:
        etag = '"9999-9999"' if is_stale else one.etag
        answer = self.ask("PUT", f"/{one.id}", body(growth), etag)
        if is_stale:
            assert answer.status_code == 412
        elif growth == one.growths[-1]:
            assert answer.status_code == 200
        else:
            assert answer.status_code == 200
            one.growths.append(growth)
            one.revision += 1
        self.agrees(one)

    @rule(one=known, tags=tags, is_stale=stale)
    def tag(self, one: Known, tags: list[str], is_stale: bool) -> None:
        answer = self.ask("PATCH", f"/{one.id}", {"tags": tags}, f'"{len(one.growths)}-{one.revision + 7}"' if is_stale else one.etag)
        assert answer.status_code == (412 if is_stale else 200)
        if not is_stale and sorted(tags) != one.tags:
            one.tags = sorted(tags)
            one.revision += 1
        self.agrees(one)

    @rule(one=known, archived=st.booleans())
    def archive(self, one: Known, archived: bool) -> None:
        assert self.ask("POST", f"/{one.id}/{'archive' if archived else 'unarchive'}").status_code == 200
        one.revision += one.archived != archived
        one.archived = archived
        self.agrees(one)

    @rule(target=known, one=known)
    def duplicate(self, one: Known) -> Known:
        answer = self.ask("POST", f"/{one.id}/duplicate", {"name": make_document()["name"]})
        assert answer.status_code == 201
        made = Known(answer.json()["id"], [one.growths[-1]], list(one.tags))
        self.there[made.id] = made
        self.agrees(one)
        return made

    @rule(one=known, data=st.data())
    def restore(self, one: Known, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(one.growths) + 1))
        answer = self.ask("POST", f"/{one.id}/restore", {"version": number}, one.etag)
        if number > len(one.growths):
            assert answer.status_code == 404
        else:
            assert answer.status_code == 200
            restored = answer.json()["version"] == len(one.growths) + 1
            assert restored or one.growths[number - 1] == one.growths[-1]
            if restored:
                one.growths.append(one.growths[number - 1])
                one.revision += 1
            else:
                one.revision = answer.json()["revision"]
        self.agrees(one)

    @rule(one=known, data=st.data(), name=st.sampled_from(("Draft", "Final")))
    def name(self, one: Known, data: st.DataObject, name: str) -> None:
        number = data.draw(st.integers(1, len(one.growths)))
        assert self.ask("PATCH", f"/{one.id}/versions/{number}", {"name": name}).json()["name"] == name
        one.revision += one.names.get(number) != name
        one.names[number] = name
        self.agrees(one)

    @rule(one=consumes(known))
    def delete(self, one: Known) -> None:
        assert self.ask("DELETE", f"/{one.id}", etag=one.etag).status_code == 204
        del self.there[one.id]
        assert self.ask("GET", f"/{one.id}").status_code == 404

    def agrees(self, one: Known) -> None:
        """Hold one scenario against the model."""
        found = self.ask("GET", f"/{one.id}").json()
        assert (found["etag"], found["tags"], found["archived_at"] is not None) == (one.etag, one.tags, one.archived)
        assert found["scenario"]["goal"]["growth"] == one.growths[-1]

    def teardown(self) -> None:
        """Hold everything against the model: both lists, and every history."""
        for archived in (False, True):
            listed = self.ask("GET", f"?limit=200&archived={str(archived).lower()}").json()["items"]
            assert {item["id"] for item in listed} == {one.id for one in self.there.values() if one.archived is archived}
        for one in self.there.values():
            history = self.ask("GET", f"/{one.id}/versions").json()["items"]
            assert [version["version"] for version in history] == list(range(len(one.growths), 0, -1))
            assert {version["version"]: version["name"] for version in history if version["name"]} == one.names
            for number, growth in enumerate(one.growths, 1):
                assert self.ask("GET", f"/{one.id}/versions/{number}").json()["scenario"]["goal"]["growth"] == growth
            self.ask("DELETE", f"/{one.id}", etag="*")


def test_what_is_kept_is_what_was_done(own_client: TestClient) -> None:
    machine = type("Machine", (Series,), {"client": own_client})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        ),
    )
