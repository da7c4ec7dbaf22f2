"""The command line: `plan` and `forward` need neither database nor server, and start at once.

Imports stand inside the commands, because most of the time that a plan takes here is the time of importing.
"""

import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from app.language import Language
    from app.planner.faults import InvalidScenario
    from app.planner.scenario import Scenario
    from app.settings import Settings

app = typer.Typer(
    name="backfunnel",
    help="Plan backwards from a revenue goal to what has to happen each working day.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

database_commands = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database_commands, name="db")

history_commands = typer.Typer(help="A team's own exports: take them in, measure, review.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(history_commands, name="history")

_T = TypeVar("_T")

BAD_INPUT = 2
LOOPBACK = ("127.0.0.1", "localhost", "::1")

File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario in YAML or JSON; - reads standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package
    gc.disable()  # imports make much and drop little; the server turns it on again
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter that the terminal cannot show is no reason to stop
    if sys.stdout is None or sys.stdin is None:
        sys.exit(BAD_INPUT)
    try:
        app()
        sys.stdout.flush()
    except OSError as error:
        _end_without_output()
        _fail(f"It could not be written: {error.strerror}.")


def _end_without_output() -> None:
    """Give up what could not be written, so that ending does not try it again."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_version(wanted: bool) -> None:
    if wanted:
        from app import __version__

        print(f"backfunnel {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Plan backwards from a revenue goal to what has to happen each working day."""


@app.command()
def plan(
    file: File,
    as_json: AsJson = False,
    trace: Annotated[str | None, typer.Option(metavar="FIGURE", help="Show how a figure came about, such as /totals/stages/lead.")] = None,
) -> None:
    """What has to happen for the goal to be reached."""
    _die_quietly_with_the_pipe()
    scenario = _scenario(file)
    words = _language()
    if trace is not None:
        _trace(scenario, trace, as_json, words)
        return
    from app.planner.present import make_plan
    from app.wording import with_messages

    made = make_plan(scenario)
    if as_json:
        _print_json(with_messages(made, words))
        return
    from app.terminal.plan_text import plan_lines
    from app.terminal.text import report, screen_of

    report(sys.stdout, plan_lines(made, words, screen_of(sys.stdout)))


@app.command()
def forward(
    file: File,
    activity: Annotated[str | None, typer.Option(metavar="FILE", help="Units by channel and month; without it, the plan's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """What activity brings against the goal."""
    _die_quietly_with_the_pipe()
    from app.planner.faults import InvalidScenario
    from app.planner.forward import run_forward
    from app.terminal.answers_text import forward_lines
    from app.terminal.text import report, screen_of

    scenario = _scenario(file)
    given = None if activity is None else _activity(activity)
    try:
        answer = run_forward(scenario, given)
    except InvalidScenario as error:
        _refuse(activity or file, _fault_line(_below(error, "activity"), _language()))
    if as_json:
        _print_json(answer)
    else:
        report(sys.stdout, forward_lines(answer, scenario, _language(), screen_of(sys.stdout)))


@app.command()
def example(as_json: AsJson = False) -> None:
    """A scenario to start from: backfunnel example > growth.yaml."""
    _die_quietly_with_the_pipe()
    from app.documents import example_document, example_yaml

    if as_json:
        _print_json(example_document())
    else:
        sys.stdout.write(example_yaml())


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="An address of this machine itself.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = None,
) -> None:
    """Serve the pages and the API on this machine."""
    settings = _settings()
    address = settings.host if host is None else host
    if address not in LOOPBACK:
        _fail(f"{address} is not served: without accounts, only this machine itself may ask (127.0.0.1, localhost or ::1).")
    _serve(settings, address, settings.port if port is None else port)


@app.command("export")
def export_everything(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; - writes to standard output.")] = "-",
) -> None:
    """Write every scenario, with all versions, to a file of JSON lines."""
    _die_quietly_with_the_pipe()
    from app.terminal.store_text import export_to
    from app.terminal.trouble import CannotDo

    try:
        count = export_to(_settings().database_url, file)
    except CannotDo as error:
        _fail(str(error))
    if file != "-":
        print(f"{count} scenarios are in {file}.")


@app.command("import")
def import_everything(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What backfunnel export has written.")],
    copy: Annotated[bool, typer.Option("--copy", help="Take in what differs from a scenario that is here under a new id.")] = False,
) -> None:
    """Take in what was exported: all of it, or nothing."""
    from app.terminal.store_text import import_lines
    from app.terminal.trouble import CannotDo

    try:
        lines = import_lines(_settings().database_url, file, copy=copy)
    except CannotDo as error:
        _fail(str(error))
    print("\n".join(lines))


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the revision that this version needs."""
    from app.terminal.store_text import upgrade_lines
    from app.terminal.trouble import CannotDo

    try:
        lines = upgrade_lines(_settings().database_url)
    except CannotDo as error:
        _fail(str(error))
    print("\n".join(lines))


@database_commands.command("status")
def show_database_status() -> None:
    """Say where the database is and whether it needs an upgrade; the exit code is 1 then."""
    from app.terminal.store_text import status_lines
    from app.terminal.trouble import CannotDo

    try:
        lines, in_order = status_lines(_settings().database_url)
    except CannotDo as error:
        _fail(str(error))
    print("\n".join(lines))
    if not in_order:
        raise typer.Exit(1)


# --- History --------------------------------------------------------------------------------------------------------

ListOption = Annotated[str | None, typer.Option("--list", metavar="NAME", help="The list that the files belong to.")]
RecipeOption = Annotated[
    Path | None, typer.Option("--recipe", metavar="FILE", help="How to read them: a file of history look --recipe-out.")
]
DateOrder = Annotated[
    str | None, typer.Option("--date-order", metavar="dmy|mdy|ymd", help="Which comes first in dates, where it is asked.")
]
HeaderOption = Annotated[
    bool | None, typer.Option("--header/--no-header", help="Whether the first row of the table holds the names of its columns.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day up to which things are known, such as 2026-11-22.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day of entry that counts.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day of entry that counts.")]
OfList = Annotated[str, typer.Argument(metavar="LIST", help="The name of the list; history list shows those there are.")]


@history_commands.command("import")
def history_import(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files or Excel workbooks.")],
    list_name: ListOption = None,
    recipe: RecipeOption = None,
    date_order: DateOrder = None,
    header: HeaderOption = None,
    as_of: AsOf = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take answers that are proposed for given; never an order of dates.")] = False,
    refused: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write rows that are refused, with the reasons.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take files in: those that can be, each all of it or nothing. The exit code is 2 where one waits for an answer."""
    from app.terminal.history_commands import imported

    wishes = {"list_name": list_name, "recipe": recipe, "date_order": date_order, "header": header, "as_of": as_of, "yes": yes}
    all_in = _history(lambda: imported(_settings(), files, wishes, refused, as_json, _language()))
    if not all_in:
        raise typer.Exit(BAD_INPUT)


@history_commands.command("look")
def history_look(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file or an Excel workbook.")],
    list_name: ListOption = None,
    recipe: RecipeOption = None,
    date_order: DateOrder = None,
    header: HeaderOption = None,
    recipe_out: Annotated[Path | None, typer.Option("--recipe-out", metavar="FILE", help="Write the recipe, to be edited.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what would be done with a file; nothing is taken in."""
    _die_quietly_with_the_pipe()
    from app.terminal.history_commands import looked

    wishes = {"list_name": list_name, "recipe": recipe, "date_order": date_order, "header": header, "as_of": None, "yes": False}
    _history(lambda: looked(_settings(), file, wishes, recipe_out, as_json, _language()))


@history_commands.command("list")
def history_list(as_json: AsJson = False) -> None:
    """Show the lists that can be measured, and what was taken in."""
    _die_quietly_with_the_pipe()
    from app.terminal.history_commands import listed

    _history(lambda: listed(_settings(), as_json, _language()))


@history_commands.command("funnel")
def history_funnel(
    list_name: OfList,
    split: Annotated[str | None, typer.Option(metavar="COLUMN", help="Split by channel, owner, account or a header.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    whole_history: Annotated[bool, typer.Option("--whole-history", help="Count entries from before outcomes were recorded.")] = False,
    short_season: Annotated[bool, typer.Option("--short-season", help="Monthly indices below two years, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure conversion rates, lags, deal value and what they rest on."""
    _die_quietly_with_the_pipe()
    from app.terminal.history_commands import funnel

    asked = {"split": split, "since": since, "until": until, "as_of": as_of, "whole_history": whole_history, "short_season": short_season}
    _history(lambda: funnel(_settings(), list_name, asked, as_json, _language()))


@history_commands.command("cohorts")
def history_cohorts(
    list_name: OfList,
    from_stage: Annotated[str | None, typer.Option("--from", metavar="STAGE", help="The stage entered; left out, the first.")] = None,
    to_stage: Annotated[str | None, typer.Option("--to", metavar="STAGE", help="The stage reached; left out, the last.")] = None,
    unit: Annotated[str, typer.Option(metavar="month|quarter", help="What a row is.")] = "month",
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show who went on, by time of entry and age."""
    _die_quietly_with_the_pipe()
    from app.terminal.history_commands import cohorts

    asked = {"since": since, "until": until, "as_of": as_of}
    _history(lambda: cohorts(_settings(), list_name, (from_stage, to_stage, unit), asked, as_json, _language()))


@history_commands.command("review")
def history_review(
    list_name: OfList,
    year: Annotated[int | None, typer.Option(min=1990, max=2199, help="The calendar year; left out, give --since and --until.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    gross_margin: Annotated[float | None, typer.Option(min=0, max=1, help="What is left of revenue, from 0 to 1.")] = None,
    as_json: AsJson = False,
) -> None:
    """Review a year by channel."""
    _die_quietly_with_the_pipe()
    from app.terminal.history_commands import review

    asked = {"year": year, "since": since, "until": until, "as_of": as_of, "gross_margin": gross_margin}
    _history(lambda: review(_settings(), list_name, asked, as_json, _language()))


@history_commands.command("remove")
def history_remove(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of an import; history list shows it.")],
) -> None:
    """Remove an import with everything that is kept of it."""
    from app.terminal.history_commands import removed

    _history(lambda: removed(_settings(), id))


def _history(act: Callable[[], _T]) -> _T:
    """Do it; what cannot be done is one line on standard error and exit code 2."""
    from app.terminal.trouble import CannotDo

    try:
        return act()
    except CannotDo as error:
        _fail(str(error))


# --- Reading --------------------------------------------------------------------------------------------------------


def _scenario(file: str) -> "Scenario":
    from app.documents import scenario_from_json, scenario_from_yaml

    return _read(file, scenario_from_json, scenario_from_yaml)


def _activity(file: str) -> dict[str, dict[str, float]]:
    from app.documents import activity_from_json, activity_from_yaml

    return _read(file, activity_from_json, activity_from_yaml)


def _read(file: str, from_json: Callable[[bytes], _T], from_yaml: Callable[[bytes], _T]) -> _T:
    """What a document says; anything wrong with it is one line on standard error and exit code 2."""
    from app.documents import UnreadableDocument, is_json
    from app.planner.faults import InvalidScenario

    text = _bytes_of(file)
    named_json = file.endswith(".json") or (not file.endswith((".yaml", ".yml")) and is_json(text))
    try:
        return from_json(text) if named_json else from_yaml(text)
    except UnreadableDocument as error:
        from app.wording import unreadable_sentence

        _refuse(file, unreadable_sentence(error, _language()))
    except InvalidScenario as error:
        _refuse(file, _fault_line(error, _language()))


def _bytes_of(file: str) -> bytes:
    """The file's bytes, one more than are read, so that what is larger is refused and not cut."""
    from app.documents.unreadable import SIZE_LIMIT

    try:
        if file == "-":
            return sys.stdin.buffer.read(SIZE_LIMIT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        _refuse(file, "There is no such file.")
    except IsADirectoryError:
        _refuse(file, "This is a folder; give a file.")
    except OSError as error:
        _refuse(file, f"It cannot be read: {error.strerror}.")


# --- Answering ------------------------------------------------------------------------------------------------------


def _trace(scenario: "Scenario", figure: str, as_json: bool, words: "Language") -> None:
    from app.planner.trace import UnknownFigure, trace_figure

    try:
        found = trace_figure(scenario, figure)
    except UnknownFigure as error:
        from app.planner.faults import Fault
        from app.wording import fault_sentence

        _fail(fault_sentence(Fault((), "unknown_figure", {"given": figure, "nearest": error.nearest}), words))
    if as_json:
        _print_json(found)
        return
    from app.terminal.answers_text import trace_lines
    from app.terminal.text import report, screen_of

    report(sys.stdout, trace_lines(found, scenario.currency, words, screen_of(sys.stdout)))


def _settings() -> "Settings":
    from app.settings import Settings

    try:
        return Settings()
    except ValueError as error:  # pydantic's own kind names every setting at fault
        _fail("; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()))  # type: ignore[attr-defined]


def _language() -> "Language":
    """The language of BACKFUNNEL_LOCALE. Read here, because the settings' library takes as long to import as the rest."""
    from app.language import UnknownLocaleError, language

    try:
        return language(os.environ.get("BACKFUNNEL_LOCALE", "en"))
    except UnknownLocaleError:
        _fail(f"BACKFUNNEL_LOCALE={os.environ['BACKFUNNEL_LOCALE']} is no language; try en.")


def _print_json(answer: object) -> None:
    import json

    sys.stdout.write(
        json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"), indent=2 if sys.stdout.isatty() else None) + "\n"
    )


def _fault_line(error: "InvalidScenario", words: "Language") -> str:
    from app.wording import fault_sentence

    first, *more = error.faults
    line = f"{first.pointer or '/'}: {fault_sentence(first, words)}"
    return f"{line} {words.ngettext('And %(n)s more.', 'And %(n)s more.', len(more))}" if more else line


def _below(error: "InvalidScenario", name: str) -> "InvalidScenario":
    """Faults in a file of its own, with paths that begin in that file."""
    from app.planner.faults import Fault, InvalidScenario

    return InvalidScenario(
        [Fault(fault.path[1:] if fault.path[:1] == (name,) else fault.path, fault.code, fault.values) for fault in error.faults]
    )


def _refuse(file: str, sentence: str) -> NoReturn:
    _fail(f"{'standard input' if file == '-' else file}: {sentence}")


def _fail(sentence: str) -> NoReturn:
    from app.terminal.text import complain

    complain(sentence)
    sys.exit(BAD_INPUT)


def _die_quietly_with_the_pipe() -> None:
    """Where the reader of a pipe has seen enough, as in `| head`, end as other programs do."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


# --- Serving --------------------------------------------------------------------------------------------------------


def _serve(settings: "Settings", host: str, port: int) -> None:
    from app.serving import CannotListen, listener_at, serve

    try:
        listener = listener_at(host, port)
    except CannotListen as error:
        _fail(f"{host} port {port} cannot be used: {error}. Another one: --port {port + 1 if 0 < port < 65535 else 8001}")
    with listener:
        serve(_ready_app(settings), listener, host)


def _ready_app(settings: "Settings") -> Any:
    """The app with its database in order, so that nobody is told of an address where nothing could be kept."""
    from app.db import StoreTrouble
    from app.main import create_app
    from app.terminal.trouble import trouble_line

    place = "The database"
    try:
        made = create_app(settings)
        place = str(made.state.database)
        line = made.state.database.start()
        made.state.jobs.recover()
    except StoreTrouble as trouble:
        _fail(trouble_line(place, trouble))
    if line is not None:
        print(line, flush=True)
    return made
