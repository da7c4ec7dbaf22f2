"""The app over a database of its own, where Ada works."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Ada")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened
