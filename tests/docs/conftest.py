"""Where someone tries what the documents say: a folder, and the app over its database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.docs.reading import blocks, text_of
from tests.docs.shell import database_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where someone tries the README: the files that it tells them to save."""
    made = tmp_path_factory.mktemp("readme")
    (made / "small.yaml").write_text(blocks(text_of("README.md"), "yaml")[0], encoding="utf-8")
    (made / "activity.yaml").write_text(blocks(text_of("docs/guide.md"), "yaml")[0], encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    """The app over the database of that folder, as after `make run`."""
    app = create_app(Settings(database_url=database_in(folder)))
    app.state.database.start()
    with TestClient(app, base_url="http://127.0.0.1:8000") as opened:
        yield opened
