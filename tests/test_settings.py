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


def test_what_is_saved_carries_the_name_of_whoever_is_at_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKFUNNEL_AUTHOR", " Ada ")
    assert Settings().author == "Ada"
    monkeypatch.delenv("BACKFUNNEL_AUTHOR")
    monkeypatch.setattr("getpass.getuser", lambda: "grace")
    assert Settings().author == "grace"


def test_a_machine_that_knows_no_name_is_simply_local(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 10001")

    monkeypatch.delenv("BACKFUNNEL_AUTHOR", raising=False)
    monkeypatch.setattr("getpass.getuser", unknown)
    assert Settings().author == "local"


@pytest.mark.parametrize("author", ["", " ", "x" * 201, "a\nb"])
def test_refuses_an_author_that_could_not_be_kept(author: str) -> None:
    with pytest.raises(ValidationError):
        Settings(author=author)
