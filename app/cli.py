"""The command line: `plan` and `forward` need neither database nor server, and start at once.

Imports stand inside the commands, because most of the time that a plan takes here is the time of importing.
"""

import contextlib
import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from app.terminal import history_cli, process
from app.terminal.scenario_files import activity_of, below, fault_line, scenario_of

if TYPE_CHECKING:
    from app.language import Language
    from app.planner.scenario import Scenario
    from app.settings import Settings


class Commands(TyperGroup):
    """All commands; those that ask questions are made when a name is not among the others, so that these start no later for them."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name."""
        return super().get_command(ctx, cmd_name) or self._with_questions().get(cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (typer's own signature)
        """All names, for the help."""
        return list(self._with_questions())

    def _with_questions(self) -> dict[str, Any]:
        from app.terminal import questions_cli

        self.commands.update(typer.main.get_group(questions_cli.commands).commands)
        return dict(self.commands)


app = typer.Typer(
    name="backfunnel",
    cls=Commands,
    help="Plan backwards from a revenue goal to what has to happen each working day.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

database_commands = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database_commands, name="db")
app.add_typer(history_cli.commands, name="history")

LOOPBACK = ("127.0.0.1", "localhost", "::1")

File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario in YAML or JSON; - reads standard input.")]


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package
    gc.disable()  # imports make much and drop little; the server turns it on again
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter that the terminal cannot show is no reason to stop
    if sys.stdout is None or sys.stdin is None:
        sys.exit(process.BAD_INPUT)
    try:
        app()
        sys.stdout.flush()
    except OSError as error:
        _end_without_output()
        process.fail(f"It could not be written: {error.strerror}.")


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
    as_json: process.AsJson = False,
    trace: Annotated[str | None, typer.Option(metavar="FIGURE", help="Show how a figure came about, such as /totals/stages/lead.")] = None,
) -> None:
    """What has to happen for the goal to be reached."""
    process.die_quietly_with_the_pipe()
    scenario = scenario_of(file)
    words = process.language()
    if trace is not None:
        _trace(scenario, trace, as_json, words)
        return
    from app.planner.present import make_plan
    from app.wording import with_messages

    made = make_plan(scenario)
    if as_json:
        process.print_json(with_messages(made, words))
        return
    from app.terminal.plan_text import plan_lines
    from app.terminal.text import report, screen_of

    report(sys.stdout, plan_lines(made, words, screen_of(sys.stdout)))


@app.command()
def forward(
    file: File,
    activity: Annotated[str | None, typer.Option(metavar="FILE", help="Units by channel and month; without it, the plan's own.")] = None,
    as_json: process.AsJson = False,
) -> None:
    """What activity brings against the goal."""
    process.die_quietly_with_the_pipe()
    from app.planner.faults import InvalidScenario
    from app.planner.forward import run_forward
    from app.terminal.answers_text import forward_lines
    from app.terminal.text import report, screen_of

    scenario = scenario_of(file)
    given = None if activity is None else activity_of(activity)
    try:
        answer = run_forward(scenario, given)
    except InvalidScenario as error:
        process.refuse(activity or file, fault_line(below(error, "activity"), process.language()))
    if as_json:
        process.print_json(answer)
    else:
        report(sys.stdout, forward_lines(answer, scenario, process.language(), screen_of(sys.stdout)))


@app.command()
def example(as_json: process.AsJson = False) -> None:
    """A scenario to start from: backfunnel example > growth.yaml."""
    process.die_quietly_with_the_pipe()
    from app.documents import example_document, example_yaml

    if as_json:
        process.print_json(example_document())
    else:
        sys.stdout.write(example_yaml())


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="An address of this machine itself.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = None,
) -> None:
    """Serve the pages and the API on this machine."""
    settings = process.settings()
    address = settings.host if host is None else host
    if address not in LOOPBACK:
        process.fail(f"{address} is not served: without accounts, only this machine itself may ask (127.0.0.1, localhost or ::1).")
    _serve(settings, address, settings.port if port is None else port)


@app.command("export")
def export_everything(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; - writes to standard output.")] = "-",
) -> None:
    """Write every scenario, with all versions, to a file of JSON lines."""
    process.die_quietly_with_the_pipe()
    from app.terminal.store_text import export_to

    count = process.done(lambda: export_to(process.settings().database_url, file))
    if file != "-":
        print(f"{count} scenarios are in {file}.")


@app.command("import")
def import_everything(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What backfunnel export has written.")],
    copy: Annotated[bool, typer.Option("--copy", help="Take in what differs from a scenario that is here under a new id.")] = False,
) -> None:
    """Take in what was exported: all of it, or nothing."""
    from app.terminal.store_text import import_lines

    lines = process.done(lambda: import_lines(process.settings().database_url, file, copy=copy))
    print("\n".join(lines))


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the revision that this version needs."""
    from app.terminal.store_text import upgrade_lines

    lines = process.done(lambda: upgrade_lines(process.settings().database_url))
    print("\n".join(lines))


@database_commands.command("status")
def show_database_status() -> None:
    """Say where the database is and whether it needs an upgrade; the exit code is 1 then."""
    from app.terminal.store_text import status_lines

    lines, in_order = process.done(lambda: status_lines(process.settings().database_url))
    print("\n".join(lines))
    if not in_order:
        raise typer.Exit(1)


def _trace(scenario: "Scenario", figure: str, as_json: bool, words: "Language") -> None:
    from app.planner.trace import UnknownFigure, trace_figure

    try:
        found = trace_figure(scenario, figure)
    except UnknownFigure as error:
        from app.planner.faults import Fault
        from app.wording import fault_sentence

        process.fail(fault_sentence(Fault((), "unknown_figure", {"given": figure, "nearest": error.nearest}), words))
    if as_json:
        process.print_json(found)
        return
    from app.terminal.answers_text import trace_lines
    from app.terminal.text import report, screen_of

    report(sys.stdout, trace_lines(found, scenario.currency, words, screen_of(sys.stdout)))


# --- Serving --------------------------------------------------------------------------------------------------------


def _serve(settings: "Settings", host: str, port: int) -> None:
    from app.serving import CannotListen, listener_at, serve

    try:
        listener = listener_at(host, port)
    except CannotListen as error:
        process.fail(f"{host} port {port} cannot be used: {error}. Another one: --port {port + 1 if 0 < port < 65535 else 8001}")
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
        process.fail(trouble_line(place, trouble))
    if line is not None:
        print(line, flush=True)
    return made
