import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_the_defaults_suit_one_person_on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BACKFUNNEL_HOST", "BACKFUNNEL_PORT", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, "sqlite:///backfunnel.db")


def test_the_environment_speaks_by_prefix_and_for_the_database_by_its_usual_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKFUNNEL_PORT", "8001")
    monkeypatch.setenv("BACKFUNNEL_CDN", "false")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.db")
    settings = Settings()
    assert (settings.port, settings.cdn, settings.database_url) == (8001, False, "sqlite:///elsewhere.db")


def test_a_caller_overrules_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.db")
    assert Settings(database_url="sqlite:///mine.db").database_url == "sqlite:///mine.db"


def test_refuses_a_port_that_cannot_be() -> None:
    with pytest.raises(ValidationError):
        Settings(port=70000)
