"""What the commands about history do: each asks the store, and writes lines or JSON to standard output."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.history.found import UnreadableFile
from app.language import Language
from app.services import history, import_lists, imports, list_names
from app.services.workspaces import LOCAL_WORKSPACE
from app.terminal import history_files_text, history_text
from app.terminal.history_options import (
    by_channel,
    content_of,
    day_of,
    question_of,
    see_that_it_begins_first,
    see_that_it_can_be_read,
    wishes_of,
)
from app.terminal.history_store import Came, HistoryStore, history_store, progress_line
from app.terminal.recipe_files import recipe_yaml
from app.terminal.text import Screen, complain, report, screen_of
from app.terminal.trouble import CannotDo, no_such

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.settings import Settings

_T = TypeVar("_T")


def imported(
    settings: "Settings", files: Sequence[Path], wishes: Mapping[str, Any], refused: Path | None, as_json: bool, words: Language
) -> bool:
    """Take files in; whether all of them are in now."""
    wanted = wishes_of(wishes, words, ask=not as_json and sys.stdin.isatty())
    for file in files:
        see_that_it_can_be_read(file, settings.import_limit)
    if refused is not None and len(files) > 1:
        raise CannotDo("--refused takes one file; give the files one by one.")
    if wanted.replaces is not None and len(files) > 1:
        raise CannotDo("--replaces takes one file; give the files one by one.")
    screen, came = screen_of(sys.stdout), []
    with history_store(settings) as store:
        if refused is not None and store.database.holds(refused):
            raise CannotDo(f"{refused}: This is the database itself, or a file that belongs to it; give another one.")
        for file in store.in_order(files, wanted):
            found = _readable(file, lambda file=file: store.take_in(file, wanted, progress_line(file.name), refused))  # type: ignore[misc]
            came.append(found)
            if not as_json:
                _tell(found, words, screen)
    if as_json:
        _print_json([_came_json(each, words) for each in came])
    return all(each.is_in for each in came)


def _tell(came: Came, words: Language, screen: Screen) -> None:
    stream = sys.stdout if came.is_in else sys.stderr
    report(stream, history_files_text.came_lines(came, words, screen))


def looked(settings: "Settings", file: Path, wishes: Mapping[str, Any], recipe_out: Path | None, as_json: bool, words: Language) -> None:
    """Show what would be done with a file."""
    see_that_it_can_be_read(file, settings.import_limit)
    wanted = wishes_of(wishes, words, ask=False)
    with history_store(settings, beside=_is_there(settings)) as store:
        try:
            found = _readable(file, lambda: store.looked(file, wanted))
        except UnreadableFile as error:
            from app.wording.history import finding_sentence

            raise CannotDo(f"{file}: {finding_sentence(error.finding, words)}") from None
    if recipe_out is not None:
        _write(recipe_out, recipe_yaml(found.recipe))
    if as_json:
        _print_json(_plain(found, words))
    else:
        report(sys.stdout, history_files_text.look_lines(found, words, screen_of(sys.stdout)))


def listed(settings: "Settings", as_json: bool, words: Language) -> None:
    """Show lists and imports."""
    with history_store(settings, beside=True) as store, store.database.reading() as session:
        lists, found = import_lists.lists(session, LOCAL_WORKSPACE), imports.imports(session, LOCAL_WORKSPACE)
    if as_json:
        _print_json({"lists": _plain(lists, words), "imports": [_plain(replace(each, look=None), words) for each in found]})
    else:
        report(sys.stdout, history_files_text.list_lines(lists, found, words, screen_of(sys.stdout)))


def funnel(settings: "Settings", list_name: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """Measure a list."""
    question = question_of(list_name, asked)
    measured = _figures(settings, lambda store: history.measured(store.database, LOCAL_WORKSPACE, question, alone=True))
    _answer(measured, history_text.funnel_lines, as_json, words)


def cohorts(
    settings: "Settings",
    list_name: str,
    stages: tuple[str | None, str | None, str],
    asked: Mapping[str, Any],
    as_json: bool,
    words: Language,
) -> None:
    """Show cohorts."""
    question, (from_stage, to_stage, unit) = question_of(list_name, asked), stages
    if unit not in ("month", "quarter"):
        raise CannotDo(f"--unit {unit}: It can be month or quarter.")

    def ask(store: HistoryStore) -> Any:
        with store.database.reading() as session:
            lists = {each.name: each for each in import_lists.lists(session, LOCAL_WORKSPACE)}
        known = lists[list_name].stages if list_name in lists else ("", "")
        return history.cohort_matrix(
            store.database, LOCAL_WORKSPACE, question, from_stage or known[0], to_stage or known[-1], unit, alone=True
        )

    _answer(_figures(settings, ask), history_text.cohort_lines, as_json, words)


def review(settings: "Settings", list_name: str, asked: Mapping[str, Any], as_json: bool, words: Language) -> None:
    """Review a year."""
    year, since, until = asked["year"], asked["since"], asked["until"]
    if year is not None:
        since, until = f"{year:04}-01-01", f"{year:04}-12-31"
    if since is None or until is None:
        raise CannotDo("Say which year: --year 2025, or --since and --until.")
    first, last, as_of = day_of("--since", since), day_of("--until", until), day_of("--as-of", asked["as_of"])
    assert first is not None
    assert last is not None
    see_that_it_begins_first(first, last)
    given: dict[str, Any] = {
        "as_of": as_of,
        "gross_margin": asked["gross_margin"],
        "content_used": content_of(*asked["content"]),
        "retention": by_channel("--retention", asked["retention"], 1),
        "costs": by_channel("--cost", asked["cost"], history.COST_MOST),
    }

    def ask(store: HistoryStore) -> Any:
        return history.reviewed(store.database, LOCAL_WORKSPACE, list_name, first, last, alone=True, **given)

    _answer(_figures(settings, ask), history_text.review_lines, as_json, words)


def renamed(settings: "Settings", old: str, new: str, merge: bool, words: Language) -> None:
    """Call a list something else."""
    with history_store(settings) as store:
        line = _named(lambda session: list_names.rename(session, LOCAL_WORKSPACE, old, new, merge=merge), store, words)
    files = len(line.imports)
    print(f"{old} is now {line.name}, with {files} {'file' if files == 1 else 'files'}.")


def moved(settings: "Settings", id: str, list_name: str, merge: bool, words: Language) -> None:
    """Have an import belong to another list."""
    with history_store(settings) as store:
        found = _named(lambda session: list_names.move(session, LOCAL_WORKSPACE, id, list_name, merge=merge), store, words)
    print(f"{found.name} is in the list {found.list_name} now.")


def removed(settings: "Settings", id: str) -> None:
    """Remove an import."""
    with history_store(settings) as store:
        store.remove(id)
    print(f"{id} is removed.")


# --- Parts of the above -----------------------------------------------------------------------------------------------


def _readable(file: Path, act: Callable[[], _T]) -> _T:
    try:
        return act()
    except OSError as error:
        raise CannotDo(f"{file}: {error.strerror}.") from error


def _is_there(settings: "Settings") -> bool:
    """Whether there is a database that can be looked at beside a server."""
    from app.db.sqlite import file_of, is_sqlite

    return not is_sqlite(settings.database_url) or file_of(settings.database_url).exists()


def _figures(settings: "Settings", ask: Callable[[HistoryStore], _T]) -> _T:
    with history_store(settings, beside=True) as store:
        try:
            return ask(store)
        except history.UnknownList as error:
            raise no_such("list", error.list_name) from None
        except history.UnknownName as error:
            raise CannotDo(f"{error.given}: There is no such name; it can be {', '.join(error.known) or 'none'}.") from None


def _named(act: Callable[["Session"], _T], store: HistoryStore, words: Language) -> _T:
    """What comes of giving a name in one transaction, or one line about why it cannot be given."""
    from app.planner.faults import InvalidScenario
    from app.wording import fault_sentence
    from app.wording.history.lists import why_apart, would_merge

    try:
        with store.database.writing() as session:
            return act(session)
    except history.UnknownList as error:
        raise no_such("list", error.list_name) from None
    except imports.ImportNotFound as error:
        raise no_such("import", str(error)) from None
    except imports.ImportMoved as error:
        raise CannotDo(f"{error.current.id}: It has not been taken in, so it is in no list yet.") from None
    except list_names.ListsApart as error:
        raise CannotDo(why_apart(error.code, error.values, words)) from None
    except list_names.WouldMerge as error:
        rows, other_rows = (sum(each.values()) for each in (error.merging.mine, error.merging.theirs))
        sentence = would_merge(error.name, rows, error.merging.name, other_rows, words)
        raise CannotDo(f"{sentence} Give --merge to have that.") from None
    except InvalidScenario as error:
        raise CannotDo(fault_sentence(error.faults[0], words)) from None


def _answer(value: _T, lines: Callable[[_T, Language, Screen], list[str]], as_json: bool, words: Language) -> None:
    if as_json:
        _print_json(_plain(value, words))
    else:
        report(sys.stdout, lines(value, words, screen_of(sys.stdout)))


def _came_json(came: Came, words: Language) -> dict[str, Any]:
    return {
        "file": came.file,
        "id": came.id,
        "taken": _plain(came.taken, words),
        "same_as": None if came.same_as is None else came.same_as.id,
        "asked": _plain([each for each in came.look.asked if each.must] if came.look is not None and not came.is_in else [], words),
        "findings": _plain(came.look.findings if came.look is not None and not came.is_in else (), words),
        "trouble": _plain(came.trouble, words),
    }


def _plain(value: object, words: Language) -> Any:
    from app.wording.history.plain import as_plain

    return as_plain(value, words)


def _print_json(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2 if sys.stdout.isatty() else None) + "\n")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        complain(f"{file}: It could not be written: {error.strerror}.")
        raise CannotDo(f"{file}: It could not be written: {error.strerror}.") from error
