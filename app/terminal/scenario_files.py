"""Documents that a command is given: a file's bytes, and what they say.

Anything wrong with one is one line on standard error and exit code 2.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.terminal import process

if TYPE_CHECKING:
    from app.language import Language
    from app.planner.faults import InvalidScenario
    from app.planner.scenario import Scenario

_T = TypeVar("_T")


def scenario_of(file: str) -> "Scenario":
    """The scenario in a file, or on standard input."""
    from app.documents import scenario_from_json, scenario_from_yaml

    return _read(file, scenario_from_json, scenario_from_yaml)


def activity_of(file: str) -> dict[str, dict[str, float]]:
    """Units by channel and month."""
    from app.documents import activity_from_json, activity_from_yaml

    return _read(file, activity_from_json, activity_from_yaml)


def _read(file: str, from_json: Callable[[bytes], _T], from_yaml: Callable[[bytes], _T]) -> _T:
    from app.documents import UnreadableDocument, is_json
    from app.planner.faults import InvalidScenario

    text = _bytes_of(file)
    named_json = file.endswith(".json") or (not file.endswith((".yaml", ".yml")) and is_json(text))
    try:
        return from_json(text) if named_json else from_yaml(text)
    except UnreadableDocument as error:
        from app.wording import unreadable_sentence

        process.refuse(file, unreadable_sentence(error, process.language()))
    except InvalidScenario as error:
        process.refuse(file, fault_line(error, process.language()))


def _bytes_of(file: str) -> bytes:
    """The file's bytes, one more than are read, so that what is larger is refused and not cut."""
    from app.documents.unreadable import SIZE_LIMIT

    try:
        if file == "-":
            return sys.stdin.buffer.read(SIZE_LIMIT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        process.refuse(file, "There is no such file.")
    except IsADirectoryError:
        process.refuse(file, "This is a folder; give a file.")
    except OSError as error:
        process.refuse(file, f"It cannot be read: {error.strerror}.")


def fault_line(error: "InvalidScenario", words: "Language") -> str:
    """The first fault of a document and how many more there are, on one line."""
    from app.wording import fault_sentence

    first, *more = error.faults
    line = f"{first.pointer or '/'}: {fault_sentence(first, words)}"
    return f"{line} {words.ngettext('And %(n)s more.', 'And %(n)s more.', len(more))}" if more else line


def below(error: "InvalidScenario", name: str) -> "InvalidScenario":
    """Faults in a file of its own, with paths that begin in that file."""
    from app.planner.faults import Fault, InvalidScenario

    return InvalidScenario(
        [Fault(fault.path[1:] if fault.path[:1] == (name,) else fault.path, fault.code, fault.values) for fault in error.faults]
    )
