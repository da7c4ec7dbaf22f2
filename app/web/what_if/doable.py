"""What stands against a plan with an answer in it: the plan's own notes of what cannot be done as it is."""

from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions.refused import QuestionRefused
from app.web.what_if.opened import Changes, Opened, with_changes
from app.web.what_if.shapes import Warned
from app.wording import note_message, note_title

IN_THE_WAY = (
    "infeasible_time",
    "ceiling_reached",
    "no_working_day",
    "over_capacity",
    "team_short",
    "hire_too_late",
    "channel_too_late",
)
"""Notes of a plan that nobody can carry out as it stands."""


def in_the_way_with(opened: Opened, changes: Changes) -> tuple[Warned, ...]:
    """What stands against the plan with changes in it; nothing where there can be no such plan."""
    try:
        return in_the_way(opened, with_changes(opened.scenario, changes)) if changes else ()
    except (InvalidScenario, QuestionRefused):
        return ()


def in_the_way(opened: Opened, scenario: Scenario) -> tuple[Warned, ...]:
    """What stands against a plan, in the plan's own words, the worst first."""
    plan, language = make_plan(scenario), opened.language
    notes = [note for note in plan["notes"] if note["code"] in IN_THE_WAY]
    return tuple(
        Warned(note["severity"] == "error", note_title(note, plan, language), note_message(note, plan, language)) for note in notes
    )
