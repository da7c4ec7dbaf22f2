import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from app.local_mode import CONTENT_SECURITY_POLICY, LocalMode
from app.main import create_app
from app.settings import Settings

OWN_HOSTS = ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8000"]
OTHER_HOSTS = ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:8000.evil.example", "0.0.0.0", "10.0.0.1", "localhost.", "[::2]", ""]
OTHER_HOSTS += ["127.0.0.1:", "127.0.0.1:999999", "user@127.0.0.1", "127.1", "2130706433", "localhost:80, evil.example"]


@pytest.fixture
def client() -> TestClient:
    inner = FastAPI(openapi_url=None)

    @inner.api_route("/thing", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def thing() -> Response:
        return Response("done")

    @inner.get("/own-policy")
    async def own_policy() -> Response:
        return Response("", headers={"content-security-policy": "default-src 'self'", "cache-control": "public"})

    return TestClient(LocalMode(inner), base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def product() -> TestClient:
    return TestClient(create_app(Settings()), base_url="http://127.0.0.1:8000")


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_answers_this_machine_under_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/thing", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_answers_nobody_who_came_by_another_name(client: TestClient, host: str) -> None:
    answer = client.get("/thing", headers={"host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_a_forwarded_host_changes_nothing(client: TestClient) -> None:
    assert client.get("/thing", headers={"host": "evil.example", "x-forwarded-host": "127.0.0.1"}).status_code == 421


def test_two_hosts_are_one_too_many(client: TestClient) -> None:
    assert client.get("/thing", headers=[("host", "127.0.0.1"), ("host", "evil.example")]).status_code == 421  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://localhost:8000"},
        {"origin": "http://127.0.0.1:8000.evil.example"},
    ],
    ids=str,
)
def test_takes_nothing_from_other_sites(client: TestClient, method: str, headers: dict[str, str]) -> None:
    assert client.request(method, "/thing", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1:8000"}],
    ids=str,
)
def test_takes_posts_from_its_own_pages_and_from_programs(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/thing", headers=headers).status_code == 200


def test_other_sites_may_link_here(client: TestClient) -> None:
    assert client.get("/thing", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/thing", 200), ("/nothing", 404), ("/docs", 200), ("/api/v1/plan", 405), ("/static/none", 404)]
)
def test_every_answer_carries_the_same_protection(client: TestClient, product: TestClient, path: str, status: int) -> None:
    answer = (client if path == "/thing" else product).get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' https://cdn.jsdelivr.net; ")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "permissions-policy" in answer.headers
    assert answer.headers["x-request-id"]


def test_a_refusal_carries_it_too(client: TestClient) -> None:
    answer = client.get("/thing", headers={"host": "evil.example"})
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_inline_is_allowed_anywhere(product: TestClient) -> None:
    for path in ("/", "/docs", "/api/v1/schema"):
        policy = product.get(path).headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.replace(" https://cdn.jsdelivr.net; connect", "; connect") == CONTENT_SECURITY_POLICY


def test_an_answer_s_own_policy_and_caching_stay(client: TestClient) -> None:
    answer = client.get("/own-policy")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers.get_list("cache-control") == ["public"]


def test_files_are_kept_for_ever_only_by_version(product: TestClient) -> None:
    assert "immutable" in product.get("/static/api-docs.js?v=1").headers["cache-control"]
    assert product.get("/static/api-docs.js").headers["cache-control"] == "no-cache"
    assert "immutable" not in product.get("/static/none.js?v=1").headers["cache-control"]


@pytest.mark.parametrize("given", ["abc", "A-1._x", "x" * 64])
def test_keeps_the_number_a_request_came_with(client: TestClient, given: str) -> None:
    assert client.get("/thing", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>", "é".encode().decode("latin-1")])
def test_gives_a_number_of_its_own_where_that_one_is_odd(client: TestClient, given: str) -> None:
    number = client.get("/thing", headers={"x-request-id": given.encode("latin-1")}).headers["x-request-id"]  # type: ignore[dict-item]
    assert number not in ("", given)
    assert number.isalnum()


def _asked(app: FastAPI, parts: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The answer below, on a thread of its own: the browser tests keep a loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_answered(app, parts, monkeypatch))).result()


async def _answered(app: FastAPI, parts: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the app answers to a body that comes in parts, and then no more."""
    monkeypatch.setattr("app.local_mode.SECONDS_FOR_A_BODY", 0.05)
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"content-length", b"1000")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/api/v1/plan", "root_path": "",
        "raw_path": b"/api/v1/plan", "query_string": b"", "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    sent: list[dict[str, object]] = []
    coming = iter(parts)

    async def receive() -> dict[str, object]:
        for part in coming:
            return part
        await asyncio.sleep(30)
        raise AssertionError("nobody waits that long")

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]  # plain dictionaries
    return sent


def test_does_not_wait_for_ever_for_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = _asked(create_app(Settings()), [{"type": "http.request", "body": b"{", "more_body": True}], monkeypatch)
    assert sent[0]["status"] == 408
    assert b"did not come in time" in sent[1]["body"]  # type: ignore[operator]  # bytes


def test_an_upload_that_is_given_up_is_no_failure(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    parts: list[dict[str, object]] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    _asked(create_app(Settings()), parts, monkeypatch)
    assert not caplog.records
