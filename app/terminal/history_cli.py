"""The commands below `backfunnel history`: their options and help. What they do is in `history_commands`.

Imports stand inside the commands, because most of the time that a command takes is the time of importing.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.terminal import process

commands = typer.Typer(help="A team's own exports: take them in, measure, review.", no_args_is_help=True, rich_markup_mode=None)

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
Merge = Annotated[bool, typer.Option("--merge", help="Where there is a list of that name, make the two one; else that is refused.")]
OfList = Annotated[str, typer.Argument(metavar="LIST", help="The name of the list; history list shows those there are.")]
ImportId = Annotated[str, typer.Argument(metavar="ID", help="The id of an import; history list shows it.")]


@commands.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files or Excel workbooks.")],
    list_name: ListOption = None,
    recipe: RecipeOption = None,
    date_order: DateOrder = None,
    header: HeaderOption = None,
    as_of: AsOf = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take answers that are proposed for given; never an order of dates.")] = False,
    refused: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write rows that are refused, with the reasons.")] = None,
    replaces: Annotated[
        str | None, typer.Option(metavar="ID", help="The import of this very file that goes in its favour; read as that was.")
    ] = None,
    as_json: process.AsJson = False,
) -> None:
    """Take files in: those that can be, each all of it or nothing. The exit code is 2 where one waits for an answer."""
    from app.terminal.history_commands import imported

    wishes = {
        "list_name": list_name,
        "recipe": recipe,
        "date_order": date_order,
        "header": header,
        "as_of": as_of,
        "yes": yes,
        "replaces": replaces,
    }
    all_in = process.done(lambda: imported(process.settings(), files, wishes, refused, as_json, process.language()))
    if not all_in:
        raise typer.Exit(process.BAD_INPUT)


@commands.command("look")
def look(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file or an Excel workbook.")],
    list_name: ListOption = None,
    recipe: RecipeOption = None,
    date_order: DateOrder = None,
    header: HeaderOption = None,
    recipe_out: Annotated[Path | None, typer.Option("--recipe-out", metavar="FILE", help="Write the recipe, to be edited.")] = None,
    as_json: process.AsJson = False,
) -> None:
    """Show what would be done with a file; nothing is taken in."""
    process.die_quietly_with_the_pipe()
    from app.terminal.history_commands import looked

    wishes = {"list_name": list_name, "recipe": recipe, "date_order": date_order, "header": header, "as_of": None, "yes": False}
    process.done(lambda: looked(process.settings(), file, wishes, recipe_out, as_json, process.language()))


@commands.command("list")
def list_(as_json: process.AsJson = False) -> None:
    """Show the lists that can be measured, and what was taken in."""
    process.die_quietly_with_the_pipe()
    from app.terminal.history_commands import listed

    process.done(lambda: listed(process.settings(), as_json, process.language()))


@commands.command("funnel")
def funnel(
    list_name: OfList,
    split: Annotated[str | None, typer.Option(metavar="COLUMN", help="Split by channel, owner, account or a header.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    whole_history: Annotated[bool, typer.Option("--whole-history", help="Count entries from before outcomes were recorded.")] = False,
    short_season: Annotated[bool, typer.Option("--short-season", help="Monthly indices below two years, too.")] = False,
    as_json: process.AsJson = False,
) -> None:
    """Measure conversion rates, lags, deal value and what they rest on."""
    process.die_quietly_with_the_pipe()
    from app.terminal.history_commands import funnel

    asked = {"split": split, "since": since, "until": until, "as_of": as_of, "whole_history": whole_history, "short_season": short_season}
    process.done(lambda: funnel(process.settings(), list_name, asked, as_json, process.language()))


@commands.command("cohorts")
def cohorts(
    list_name: OfList,
    from_stage: Annotated[str | None, typer.Option("--from", metavar="STAGE", help="The stage entered; left out, the first.")] = None,
    to_stage: Annotated[str | None, typer.Option("--to", metavar="STAGE", help="The stage reached; left out, the last.")] = None,
    unit: Annotated[str, typer.Option(metavar="month|quarter", help="What a row is.")] = "month",
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    as_json: process.AsJson = False,
) -> None:
    """Show who went on, by time of entry and age."""
    process.die_quietly_with_the_pipe()
    from app.terminal.history_commands import cohorts

    asked = {"since": since, "until": until, "as_of": as_of}
    process.done(lambda: cohorts(process.settings(), list_name, (from_stage, to_stage, unit), asked, as_json, process.language()))


@commands.command("review")
def review(
    list_name: OfList,
    year: Annotated[int | None, typer.Option(min=1990, max=2199, help="The calendar year; left out, give --since and --until.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    gross_margin: Annotated[float | None, typer.Option(min=0, max=1, help="What is left of revenue, from 0 to 1.")] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL:AMOUNT", help="What a channel cost in the year where no file says it; one option for each."),
    ] = None,
    retention: Annotated[
        list[str] | None, typer.Option(metavar="CHANNEL:SHARE", help="Customers of a channel that stay a year, from 0 to 1.")
    ] = None,
    content_used: Annotated[int | None, typer.Option(min=0, max=10**9, help="Pieces of content that sales use.")] = None,
    content_available: Annotated[int | None, typer.Option(min=1, max=10**9, help="Pieces of content that there are.")] = None,
    as_json: process.AsJson = False,
) -> None:
    """Review a year by channel."""
    process.die_quietly_with_the_pipe()
    from app.terminal.history_commands import review

    asked = {"year": year, "since": since, "until": until, "as_of": as_of, "gross_margin": gross_margin}
    typed = {"cost": cost or [], "retention": retention or [], "content": (content_used, content_available)}
    process.done(lambda: review(process.settings(), list_name, asked | typed, as_json, process.language()))


@commands.command("rename")
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The list; history list shows those there are.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its name from now on.")],
    merge: Merge = False,
) -> None:
    """Call a list something else."""
    from app.terminal.history_commands import renamed

    process.done(lambda: renamed(process.settings(), old, new, merge, process.language()))


@commands.command("move")
def move(
    id: ImportId,
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="The list that it belongs to from now on.")],
    merge: Merge = False,
) -> None:
    """Have an import belong to another list, or to one of its own."""
    from app.terminal.history_commands import moved

    process.done(lambda: moved(process.settings(), id, list_name, merge, process.language()))


@commands.command("remove")
def remove(id: ImportId) -> None:
    """Remove an import with everything that is kept of it."""
    from app.terminal.history_commands import removed

    process.done(lambda: removed(process.settings(), id))
