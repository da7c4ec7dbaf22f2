"""The history of a scenario: its versions, and what changed between any two of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.db import Database
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored, VersionLine, VersionNotFound
from app.web.figures.times import Moment, moment
from app.web.plans.toasts import News
from app.web.versions import comparison
from app.wording import fault_sentence

PAGE = 50
NUMBER_LENGTH = 9


@dataclass(frozen=True)
class Version:
    """A line of the history."""

    number: int
    name: str
    author: str
    created: Moment
    remark: str
    newest: bool


@dataclass(frozen=True)
class Naming:
    """A version whose name is being typed, and what is wrong with it."""

    number: int = 0
    text: str = ""
    error: str = ""


@dataclass(frozen=True)
class Comparison:
    """What changed from one version to another; `trouble` says why that cannot be told."""

    from_label: str
    to_label: str
    sections: tuple[comparison.Section, ...] = ()
    effects: tuple[comparison.Effect, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class _Read:
    current: Stored
    lines: list[VersionLine]
    pair: tuple[Stored, Stored] | None


def view(id: str, texts: Mapping[str, str], database: Database, language: Language, naming: Naming | None = None) -> dict[str, Any]:
    """Everything that the history's template prints.

    Raises:
        ScenarioNotFound, StoreTrouble: as the store does.
    """
    with database.reading() as session:
        read = _read(session, id, texts)
    now = dt.datetime.now(dt.UTC)
    shown = read.lines[:PAGE]
    names = {line.number: line.name for line in read.lines}
    return {
        "id": read.current.id,
        "name": read.current.name,
        "newest": read.current.newest,
        "archived": read.current.archived_at is not None,
        "versions": tuple(_version(line, read.current, now, language) for line in shown),
        "older": shown[-1].number if len(read.lines) > PAGE else 0,
        "below": _number(texts, "below"),
        "from_number": read.pair[0].version if read.pair else 0,
        "to_number": read.pair[1].version if read.pair else 0,
        "comparison": _comparison(*read.pair, names, language) if read.pair else None,
        "naming": naming or _naming(_number(texts, "edit"), names),
        "news": _news(texts, read.current, language),
        "trouble": "",
    }


def label(number: int, name: str | None, language: Language) -> str:
    """'Version 6', with its name where it has one."""
    text = language.gettext("Version %(number)s", number=language.whole(number))
    return f"{text} · {name}" if name else text


def _read(session: Session, id: str, texts: Mapping[str, str]) -> _Read:
    current = scenarios.get(session, LOCAL_WORKSPACE, id)
    below = _number(texts, "below") or None
    lines = scenarios.versions(session, LOCAL_WORKSPACE, id, below=below, limit=PAGE + 1)
    newest = current.newest
    older, newer = sorted((_number(texts, "from") or max(newest - 1, 1), _number(texts, "to") or newest))
    try:
        pair = tuple(scenarios.at_version(session, LOCAL_WORKSPACE, id, number) for number in (older, newer)) if older != newer else ()
    except VersionNotFound:
        pair = ()
    return _Read(current, lines, (pair[0], pair[1]) if pair else None)


def _version(line: VersionLine, current: Stored, now: dt.datetime, language: Language) -> Version:
    remark = "" if line.restored_from is None else language.gettext("Version %(number)s again", number=language.whole(line.restored_from))
    return Version(
        number=line.number,
        name=line.name or "",
        author=line.author,
        created=moment(line.created_at, now, language),
        remark=remark,
        newest=line.number == current.newest,
    )


def _comparison(old: Stored, new: Stored, names: Mapping[int, str | None], language: Language) -> Comparison:
    before, after = (label(stored.version, names.get(stored.version), language) for stored in (old, new))
    try:
        found = comparison.sections(old.scenario, new.scenario, language)
    except InvalidScenario as error:
        return Comparison(before, after, trouble=fault_sentence(error.faults[0], language))
    return Comparison(before, after, found, comparison.effects(old, new, language) if found else ())


def _naming(number: int, names: Mapping[int, str | None]) -> Naming:
    return Naming(number, names[number] or "") if number in names else Naming()


def _news(texts: Mapping[str, str], current: Stored, language: Language) -> News | None:
    """What was just done here."""
    restored = _number(texts, "n")
    if texts.get("done") != "restored" or not 0 < restored < current.newest:
        return None
    text = language.gettext(
        "Version %(old)s is back, as version %(new)s.", old=language.whole(restored), new=language.whole(current.newest)
    )
    undo = {"number": str(current.newest - 1), "base": str(current.newest), "back": "versions"}
    return News(text, f"/plans/{current.id}/restore", language.gettext("Undo"), fields=undo)


def _number(texts: Mapping[str, str], name: str) -> int:
    text = texts.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_LENGTH else 0
