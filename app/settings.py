"""What the environment may change. Everything has a default that suits one person on one machine."""

import getpass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict


def _known_locale(locale: str) -> str:
    if locale == "en":
        return locale  # what everything is written in; no need to load the others
    from app.language import UnknownLocaleError, language

    try:
        language(locale)
    except UnknownLocaleError:
        raise ValueError("there is no such language") from None
    return locale


def _system_user() -> str:
    """Who is at this machine; where the system does not say, simply someone local."""
    try:
        return getpass.getuser().strip() or "local"
    except (OSError, KeyError, ImportError):
        return "local"


class Settings(BaseSettings):
    """Read from BACKFUNNEL_* variables; but DATABASE_URL and DASK_SCHEDULER, the names that others use."""

    model_config = SettingsConfigDict(env_prefix="BACKFUNNEL_", populate_by_name=True, frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, description="0 asks the system for a free one.")
    database_url: str = Field(default="sqlite:///backfunnel.db", validation_alias="DATABASE_URL")
    body_limit: int = Field(default=1_000_000, gt=0, description="Largest request body in bytes.")
    import_limit: int = Field(default=1_500_000_000, gt=0, description="Largest file with history in bytes.")
    import_seconds: int = Field(default=3_600, gt=0, description="That looking at such a file, or taking it in, may take.")
    uploads: Path | None = Field(default=None, description="Where such files wait to be taken in; by default beside the database.")
    locale: Annotated[str, AfterValidator(_known_locale)] = Field(default="en", description="Language when the reader's own is unknown.")
    cdn: bool = Field(default=True, description="Whether browser files may come from the CDN where this machine has no copy.")
    dask_scheduler: str | None = Field(
        default=None, validation_alias="DASK_SCHEDULER", description="Address of a Dask cluster for large sweeps, tcp://host:8786."
    )
    author: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        default_factory=_system_user, description="Whose name stands on what is saved."
    )
