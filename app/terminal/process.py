"""What every command has of its process: the settings and the language it was started with, standard output, and how it ends.

Imports stand inside the functions, because most of the time that a command takes is the time of importing.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from app.language import Language
    from app.settings import Settings

_T = TypeVar("_T")

BAD_INPUT = 2

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def settings() -> "Settings":
    """What the environment says; what is wrong with it is one line on standard error and exit code 2."""
    from app.settings import Settings

    try:
        return Settings()
    except ValueError as error:  # pydantic's own kind names every setting at fault
        fail("; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()))  # type: ignore[attr-defined]


def language() -> "Language":
    """The language of BACKFUNNEL_LOCALE. Read here, because the settings' library takes as long to import as the rest."""
    from app.language import UnknownLocaleError
    from app.language import language as language_of

    try:
        return language_of(os.environ.get("BACKFUNNEL_LOCALE", "en"))
    except UnknownLocaleError:
        fail(f"BACKFUNNEL_LOCALE={os.environ['BACKFUNNEL_LOCALE']} is no language; try en.")


def print_json(answer: object) -> None:
    """JSON on standard output: indented for whoever sits there, compact for a pipe."""
    import json

    sys.stdout.write(
        json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"), indent=2 if sys.stdout.isatty() else None) + "\n"
    )


def refuse(file: str, sentence: str) -> NoReturn:
    """End because of a file."""
    fail(f"{'standard input' if file == '-' else file}: {sentence}")


def fail(sentence: str) -> NoReturn:
    """End with a sentence on standard error and exit code 2."""
    from app.terminal.text import complain

    complain(sentence)
    sys.exit(BAD_INPUT)


def done(act: Callable[[], _T]) -> _T:
    """Do something with what is kept; why it cannot be done is one line on standard error and exit code 2."""
    from app.terminal.trouble import CannotDo

    try:
        return act()
    except CannotDo as error:
        fail(str(error))


def die_quietly_with_the_pipe() -> None:
    """Where the reader of a pipe has seen enough, as in `| head`, end as other programs do."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
