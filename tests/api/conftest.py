from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app(Settings())


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def sqlite_client(tmp_path: Path) -> Iterator[TestClient]:
    """An app with nothing in its store, which is a file."""
    with client_of(f"sqlite:///{tmp_path}/own.db") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def own_client(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """An app with nothing in its store, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_client")
        return
    with request.getfixturevalue("postgresql").database() as url:
        database = Database(url)
        database.upgrade()
        database.close()
        with client_of(url) as opened:
            yield opened


def client_of(url: str) -> TestClient:
    return TestClient(create_app(Settings(database_url=url)), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
