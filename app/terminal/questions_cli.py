"""The commands that ask questions of a scenario: their options and help. What they do is in `questions_commands`.

They are made only when one of them is asked for, and import what they need inside, so that `plan` starts no later for them.
"""

import os
from typing import Annotated

import typer

from app.terminal import process

commands = typer.Typer(rich_markup_mode=None)

Asked = Annotated[
    str, typer.Argument(metavar="FILE", help="A scenario in YAML or JSON, - for standard input, or one that is kept: scn_…@3.")
]
Outputs = Annotated[
    list[str] | None, typer.Option("--output", metavar="POINTER", help="A figure of the plan, such as /totals/spend; one option for each.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers on every machine.")]
Write = Annotated[str | None, typer.Option("--write", metavar="FILE", help="Write the scenario with the answer in it, as YAML.")]

SPEND = "/totals/spend"


@commands.command("solve")
def solve(
    file: Asked,
    input_: Annotated[str, typer.Option("--input", metavar="POINTER", help="The input to turn, such as /goal/growth.")],
    wanted: Annotated[
        str, typer.Option(metavar="VALUE", help="What the output shall be: 250000, 0.25 or 25%; of a month 2027-03 or none.")
    ],
    output: Annotated[str, typer.Option(metavar="POINTER", help="The figure of the plan that shall be that.")] = SPEND,
    hold: Annotated[
        list[str] | None, typer.Option(metavar="POINTER=VALUE", help="Another input that is given a value first; one option for each.")
    ] = None,
    low: Annotated[str | None, typer.Option(metavar="VALUE", help="Look no lower than that.")] = None,
    high: Annotated[str | None, typer.Option(metavar="VALUE", help="Look no higher than that.")] = None,
    write: Write = None,
    as_json: process.AsJson = False,
) -> None:
    """Turn one input until a figure is what is wanted."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {"input": input_, "output": output, "wanted": wanted, "hold": hold or [], "low": low, "high": high}
    process.done(lambda: questions_commands.solve(file, asked, write, as_json, process.language()))


@commands.command("chance")
def chance(
    file: Asked,
    draws: Annotated[int, typer.Option(help="How many.")] = 10_000,
    seed: Seed = 1,
    multiple: Annotated[float, typer.Option(help="Of the plan's activity.")] = 1.0,
    sure: Annotated[str | None, typer.Option(metavar="PROBABILITY", help="Find the least activity that is so sure, such as 80%.")] = None,
    required: Annotated[bool, typer.Option("--required", help="What the goal takes instead: every figure as a distribution.")] = False,
    drivers: Annotated[bool, typer.Option("--drivers", help="Which inputs the spread of figures is due to instead.")] = False,
    output: Outputs = None,
    points: Annotated[int, typer.Option(help="Points of --drivers, a power of two.")] = 1024,
    range_: Annotated[
        list[str] | None,
        typer.Option("--range", metavar="POINTER=LOW:HIGH", help="10th and 90th percentile of an input; one option for each."),
    ] = None,
    as_json: process.AsJson = False,
) -> None:
    """How sure the goal is with the plan's activity."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {
        "draws": draws,
        "seed": seed,
        "multiple": multiple,
        "sure": sure,
        "required": required,
        "drivers": drivers,
        "outputs": output or [],
        "points": points,
        "range": range_ or [],
    }
    process.done(lambda: questions_commands.chance(file, asked, as_json, process.language()))


@commands.command("sensitivity")
def sensitivity(
    file: Asked,
    output: Outputs = None,
    input_: Annotated[
        list[str] | None, typer.Option("--input", metavar="POINTER", help="An input to turn; left out, all that the scenario states.")
    ] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option(metavar="POINTER=MONEY", help="What one more percentage point of a rate would cost; one option for each."),
    ] = None,
    as_json: process.AsJson = False,
) -> None:
    """What each input moves, and what one more point of each rate is worth."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {"outputs": output or [SPEND], "inputs": input_ or [], "cost": cost or []}
    process.done(lambda: questions_commands.sensitivity(file, asked, as_json, process.language()))


@commands.command("sweep")
def sweep(
    file: Asked,
    axis: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AXIS", help="/goal/growth=0.1:0.3:21 (from, to, steps), with :log, or =0.1,0.2,0.3; one option for each axis."
        ),
    ] = None,
    list_: Annotated[
        str | None, typer.Option("--list", metavar="CSV", help="Instead: a line of pointers, then a line of values for each plan.")
    ] = None,
    output: Outputs = None,
    top: Annotated[int | None, typer.Option(help="How many of the best plans to show.")] = None,
    by: Annotated[str | None, typer.Option(metavar="POINTER", help="The output that they are the best by.")] = None,
    largest: Annotated[bool, typer.Option("--largest", help="More of it is better.")] = False,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write every plan as CSV; - is standard output.")] = None,
    ndjson: Annotated[str | None, typer.Option("--ndjson", metavar="FILE", help="The same as JSON lines of columns.")] = None,
    parquet: Annotated[str | None, typer.Option("--parquet", metavar="FILE", help="The same as Parquet.")] = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Work it out on a Dask cluster, tcp://host:8786; else DASK_SCHEDULER says."),
    ] = None,
    here: Annotated[bool, typer.Option("--here", help="Work it out here, whatever DASK_SCHEDULER says.")] = False,
    as_json: process.AsJson = False,
) -> None:
    """Turn inputs to many values, and see what becomes of the plan."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {
        "axes": axis or [],
        "list": list_,
        "outputs": output or [SPEND],
        "top": top,
        "by": by,
        "largest": largest,
        "csv": csv,
        "ndjson": ndjson,
        "parquet": parquet,
        "scheduler": dask or (None if here else os.environ.get("DASK_SCHEDULER")) or None,
        "here": here,
        "as_json": as_json,
    }
    process.done(lambda: questions_commands.sweep(file, asked, process.language()))


@commands.command("optimise")
def optimise(
    file: Asked,
    budget: Annotated[
        str | None, typer.Option(metavar="MONEY", help="The most revenue for that, instead of the least spend for the goal.")
    ] = None,
    share: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL=LOW:HIGH", help="Bounds of a channel's share, such as cold_email=0.2:0.5; either may be left out."),
    ] = None,
    beyond_capacity: Annotated[bool, typer.Option("--beyond-capacity", help="Capacity is no bound.")] = False,
    with_people: Annotated[bool, typer.Option("--with-people", help="Count what the team's work costs as well.")] = False,
    frontier: Annotated[
        int | None, typer.Option(min=2, max=400, metavar="POINTS", help="Show the least spend of so many other goals, too.")
    ] = None,
    months: Annotated[bool, typer.Option("--months", help="Show what each month's own mix would spend, channel by channel.")] = False,
    write: Write = None,
    as_json: process.AsJson = False,
) -> None:
    """The mix of channels that costs least."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {
        "budget": budget,
        "share": share or [],
        "beyond_capacity": beyond_capacity,
        "with_people": with_people,
        "frontier": frontier,
        "months": months,
    }
    process.done(lambda: questions_commands.optimise(file, asked, write, as_json, process.language()))


@commands.command("explain")
def explain(
    before: Asked,
    after: Asked,
    output: Annotated[str, typer.Option(metavar="POINTER", help="The figure whose difference is split.")] = SPEND,
    seed: Seed = 0,
    as_json: process.AsJson = False,
) -> None:
    """Why a figure differs between two scenarios."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    process.done(lambda: questions_commands.explain((before, after), output, seed, as_json, process.language()))


@commands.command("compare")
def compare(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Two to five scenarios; the first is what the others are held against.")
    ],
    everything: Annotated[bool, typer.Option("--all", help="Show inputs that are the same and every figure, too.")] = False,
    chance: Annotated[bool, typer.Option("--chance", help="How sure each goal is as well, all on the same luck; takes longer.")] = False,
    draws: Annotated[int, typer.Option(help="Of --chance.")] = 10_000,
    seed: Seed = 1,
    as_json: process.AsJson = False,
) -> None:
    """Scenarios side by side."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    asked = {"all": everything, "draws": draws if chance else None, "seed": seed}
    process.done(lambda: questions_commands.compare(files, asked, as_json, process.language()))


@commands.command("late")
def late(file: Asked, as_json: process.AsJson = False) -> None:
    """What can still be reached, and what is too late."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    process.done(lambda: questions_commands.late(file, as_json, process.language()))


@commands.command("warn")
def warn(
    file: Asked,
    channel: Annotated[str, typer.Option(metavar="KEY", help="The channel that fell short, by its key.")],
    month: Annotated[str, typer.Option(metavar="MONTH", help="When, such as 2027-03.")],
    short: Annotated[str, typer.Option(metavar="UNITS", help="How many units of activity were not done.")],
    as_json: process.AsJson = False,
) -> None:
    """What a shortfall of activity will cost, and when."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    process.done(lambda: questions_commands.warn(file, channel, month, short, as_json, process.language()))


@commands.command("replan")
def replan(
    file: Asked,
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day that is known, such as 2027-03-31.")],
    won: Annotated[str | None, typer.Option(metavar="MONEY", help="What the deals won by then are worth in their first year.")] = None,
    deals: Annotated[str | None, typer.Option(metavar="NUMBER", help="How many deals these are.")] = None,
    month: Annotated[
        list[str] | None, typer.Option(metavar="MONTH=MONEY:DEALS", help="The same by month instead; one option for each.")
    ] = None,
    open_: Annotated[
        list[str] | None, typer.Option("--open", metavar="STAGE=NUMBER", help="How many are open in a stage then; one option for each.")
    ] = None,
    write: Annotated[str | None, typer.Option("--write", metavar="FILE", help="Write the scenario of the rest, as YAML.")] = None,
    as_json: process.AsJson = False,
) -> None:
    """What the rest takes, with what was won up to a day."""
    process.die_quietly_with_the_pipe()
    from app.terminal import replan_commands

    asked = {"until": until, "won": won, "deals": deals, "month": month or [], "open": open_ or []}
    process.done(lambda: replan_commands.replan(file, asked, write, as_json, process.language()))


@commands.command("pointers")
def pointers(file: Asked, as_json: process.AsJson = False) -> None:
    """What questions can turn and ask for: every input and output."""
    process.die_quietly_with_the_pipe()
    from app.terminal import questions_commands

    process.done(lambda: questions_commands.pointers(file, as_json, process.language()))
