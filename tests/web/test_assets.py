"""The files that a page needs: compressed, marked by their content, from here first and then from the CDN."""

import gzip
import json

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web import assets
from app.web.assets import STATIC
from tests.web.reading import NEW, Page


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings()), base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture
def laid_out():
    """A vendored file with its compressed copy, as set-up lays them out."""
    folder = STATIC / "vendor"
    folder.mkdir(exist_ok=True)
    plain, compressed = folder / "test-of-files.js", folder / "test-of-files.js.gz"
    plain.write_text("1;" * 1000)
    compressed.write_bytes(gzip.compress(b"1;" * 1000 + b"// compressed beforehand"))
    yield plain
    plain.unlink()
    compressed.unlink()


def test_an_answer_is_compressed_for_those_who_take_it(client):
    packed = client.post("/recalculate", data={"/goal/growth": "25"}, headers={"accept-encoding": "gzip"})
    plain = client.post("/recalculate", data={"/goal/growth": "25"}, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 3


def test_a_compressed_copy_is_handed_out_as_the_file_it_stands_for(client, laid_out):
    response = client.get(f"/static/vendor/{laid_out.name}", headers={"accept-encoding": "gzip"})
    assert response.text.endswith("// compressed beforehand")
    assert response.headers["content-type"].startswith("text/javascript")
    assert (response.headers["content-encoding"], response.headers["vary"].lower()) == ("gzip", "accept-encoding")
    assert "immutable" in response.headers["cache-control"]
    again = client.get(f"/static/vendor/{laid_out.name}", headers={"accept-encoding": "gzip", "if-none-match": response.headers["etag"]})
    assert again.status_code == 304


def test_who_does_not_take_compressed_files_gets_the_file(client, laid_out):
    response = client.get(f"/static/vendor/{laid_out.name}", headers={"accept-encoding": "identity"})
    assert response.text == "1;" * 1000
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("path", ["/static/vendor/nothing.js", "/static/../app.css", "/static/%00.js", "/static/" + "x" * 5000])
def test_there_is_no_other_file(client, path):
    assert client.get(path).status_code == 404


def test_own_files_are_there_under_a_mark_of_their_content(client):
    page = Page(client.get(NEW).text)
    for address in [link["href"] for link in page.all("link")] + [script["src"] for script in page.all("script") if "src" in script]:
        assert "?v=" in address
        assert client.get(address).status_code == 200


def test_browser_libraries_come_from_here_first_then_from_the_cdn(tmp_path):
    listed = {
        "files": [
            {"package": package, "file": f"{package}.js", "integrity": "sha384-x", "cdn": f"https://cdn.example/{package}.js"}
            for package in assets.LIBRARIES
        ]
    }
    (tmp_path / "vendor.json").write_text(json.dumps(listed))
    assert assets.libraries(False, tmp_path) == "[]"
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "htmx.org.js").touch()
    first, second = json.loads(assets.libraries.__wrapped__(True, tmp_path))
    assert [source["src"] for source in first["sources"]] == ["/static/vendor/htmx.org.js", "https://cdn.example/htmx.org.js"]
    assert [source["integrity"] for source in second["sources"]] == ["sha384-x"]
