"""Why a question cannot be answered as it is asked, as a sentence with what could be asked instead."""

import math
from collections.abc import Mapping

from app.language import Language
from app.planner.faults import Fault
from app.planner.text import N_
from app.questions.as_json import nearest_of
from app.wording.faults import SENTENCES as FIELD_SENTENCES
from app.wording.faults import fault_sentence

SENTENCES = {
    # inputs and outputs
    "unknown_input": N_("The scenario has no number at %(given)s that could be turned."),
    "unknown_output": N_("The plan has no figure %(given)s that could be asked for."),
    "repeated_input": N_("%(given)s is given twice; it is %(pointer)s, which stands here already."),
    "repeated_output": N_("%(given)s is asked for twice; it is %(pointer)s, which stands here already."),
    "no_outputs": N_("Name at least one figure of the plan, such as /totals/spend."),
    "value_out_of_range": N_("This takes values from %(low)s to %(high)s; %(given)s was given."),
    "not_a_number": N_("This must be a number with an end."),
    "shares_over": N_("The shares add up to %(total)s; together they are at most %(whole)s."),
    "shares_under": N_("The shares add up to %(total)s, and no other channel is there to take the rest; together they must be %(whole)s."),
    "no_season": N_("No month would have any weight; at least one must have some."),
    # which scenario
    "scenario_missing": N_("Send a scenario, or the id of one that is kept."),
    "scenario_twice": N_("Send a scenario or the id of one that is kept, not both."),
    "version_without_id": N_("A version is one of a scenario that is kept; give the id of it as well."),
    "two_scenarios": N_("The difference is between two scenarios; %(given)s was given."),
    "too_few_scenarios": N_("Give at least %(least)s scenarios."),
    "too_many_scenarios": N_("There are %(given)s scenarios; the most side by side are %(limit)s."),
    # solve
    "day_only_to_solve": N_("%(given)s is a day; only solve looks for one."),
    "month_only_to_solve": N_("%(given)s is a month; only solve aims at one."),
    "not_a_month_of_it": N_("This takes a month from %(first)s to %(last)s, or none; %(given)s was given."),
    "not_a_day": N_("This takes a day, written as 2026-11-21; %(given)s was given."),
    "lever_is_held": N_("%(lever)s is what is looked for, so it cannot be held."),
    "held_twice": N_("%(lever)s is held twice; give it one value."),
    "too_many_seeks": N_("There are %(given)s values to look for; the most at once are %(limit)s."),
    "lengths_differ": N_("There are %(given)s values here where %(expected)s are needed."),
    # sweeps
    "axes_or_list": N_("Give axes, or a list of what to turn in each lane: one of the two."),
    "axis_incomplete": N_("Give the values of the axis, or from, to and steps: one of the two."),
    "nothing_to_sweep": N_("Name at least one input to turn."),
    "empty_axis": N_("The axis has no values; give at least one."),
    "too_few_steps": N_("There are %(given)s steps; at least %(least)s is needed."),
    "log_needs_positive": N_("Values that grow by a factor start and end above 0; %(given)s was given."),
    "too_many_lanes": N_("That makes %(count)s plans; the most at once are %(limit)s."),
    "too_many_kinds": N_("The lines turn %(count)s different sets of inputs; the most are %(limit)s."),
    "too_many_inputs": N_("There are too many inputs here; the most are %(limit)s."),
    "too_many_figures": N_("That makes %(count)s figures to hold at once; the most are %(limit)s. Ask for fewer outputs, or for a stream."),
    "top_out_of_range": N_("From %(low)s to %(high)s of the best can be asked for; %(given)s was given."),
    "not_swept": N_("%(given)s is not among the figures of this sweep; there are %(known)s."),
    "not_two_axes": N_("A map needs a grid with %(needed)s axes of several values; there are %(count)s."),
    "cluster_not_installed": N_("The program for clusters is not installed here; install it with: pip install 'backfunnel[dask]'."),
    "no_scheduler": N_("No cluster is known here; DASK_SCHEDULER, where the server is started, says where it is."),
    "no_cluster": N_("No cluster answers at %(given)s."),
    "no_cluster_address": N_("A cluster's address is written as tcp://host:8786; %(given)s is none."),
    "no_workers": N_("The cluster has no workers; start some, or leave DASK_SCHEDULER empty."),
    "cluster_differs": N_("A worker of the cluster has other versions, %(there)s instead of %(here)s, so its figures could differ."),
    "cluster_without_program": N_("A worker of the cluster cannot run this program; install it there as it is here. It says: %(there)s"),
    "cluster_lost": N_("The cluster was lost after %(done)s of %(count)s plans."),
    # sensitivity
    "not_a_rate": N_("%(given)s is no rate that the scenario states; there are %(known)s."),
    "cost_out_of_range": N_("A cost is from %(low)s to %(high)s; %(given)s was given."),
    # how sure
    "draws_out_of_range": N_("From %(low)s to %(high)s draws can be asked for; %(given)s was given."),
    "seed_out_of_range": N_("A seed is a whole number from %(low)s to %(high)s; %(given)s was given."),
    "levels_out_of_range": N_("Levels lie between 0 and 1, as 0.05, 0.5, 0.95, and are at most %(most)s."),
    "multiple_out_of_range": N_("A multiple of the activity is from %(low)s to %(high)s; %(given)s was given."),
    "range_of_no_use": N_("Every channel has its own in place of %(given)s, so a range of it changes nothing; give ranges of theirs."),
    "probability_out_of_range": N_("A probability lies between %(low)s and %(high)s; %(given)s was given."),
    "certainty_asked": N_(
        "Nothing is certain: no activity reaches the goal in every case. %(nearest)s takes %(multiple)s times the plan's."
    ),
    "more_draws_needed": N_(
        "%(draws)s draws cannot tell %(given)s from certainty. %(nearest)s takes %(multiple)s times the plan's activity; draw more for it."
    ),
    "probability_out_of_reach": N_(
        "More activity does not make it that sure: %(nearest)s is the most, with %(multiple)s times the plan's activity."
    ),
    "probability_is_none": N_("No activity helps: nothing that is begun now reaches the goal inside the horizon."),
    "ceiling_reached": N_("The plan has no activity to hold fixed: %(channel)s would have to do more than its ceiling of %(given)s."),
    "nothing_asked": N_("Nothing is asked; name `chance`, `required` or `drivers`, or give a probability."),
    "outputs_of_drivers": N_("Outputs are what drivers are looked for of, and drivers are not asked for."),
    "multiple_of_chance": N_("The multiple is what the chance is looked at with, and the chance is not asked for."),
    "points_out_of_range": N_("From %(low)s to %(high)s points can be asked for; %(given)s was given."),
    "points_no_power_of_two": N_("The number of points is a power of two; %(given)s was given, the nearest is %(nearest)s."),
    "nothing_uncertain": N_("Nothing in the scenario is uncertain. Give counts or a low and a high value for its rates, or ranges here."),
    "too_much_work": N_("%(given)s is more than is worked out at once; the most here is %(most)s."),
    # the mix
    "bounds_crossed": N_("The bounds of a share are 0 to %(whole)s, the low one not above the high one; %(low)s to %(high)s was given."),
    "bounds_over": N_("The least shares add up to %(total)s; together they are at most %(whole)s, as %(fitting)s would be."),
    "bounds_under": N_("The largest shares add up to %(total)s; together they must leave room for %(whole)s, as %(fitting)s would."),
    "goal_met": N_("Nothing is left to win: the goal is met without new business."),
    "goal_out_of_reach": N_(
        "No mix reaches the goal: the most is %(most)s of new revenue, which makes a target of %(target)s. What stops it: %(held)s."
    ),
    "revenue_without_end": N_(
        "%(channel)s costs nothing and nothing limits it, so any budget buys any revenue. "
        "Give it a cost, a ceiling, a capacity or a largest share."
    ),
    "budget_too_small": N_("%(given)s buys nothing: the least that buys any new revenue is %(least)s."),
    # why it changed
    "no_value": N_("This plan has no value for %(outcome)s, so nothing can be compared with it."),
    "no_value_between": N_("Whatever is changed first, the plan on the way has no value, so the difference cannot be split."),
    "too_many_parts": N_("The two differ in %(given)s parts; of plans of this size at most %(up_to)s can be told apart for this figure."),
    "other_currency": N_("One scenario counts in %(first)s and the other in %(second)s; money of both cannot be compared."),
    "outcome_in_one_only": N_("Only one of the two plans has a figure %(given)s."),
    # replan
    "day_outside": N_("This takes a day from %(first)s to %(last)s; %(given)s was given."),
    "month_not_known": N_("What was won by then was won from %(first)s to %(last)s; %(given)s was given."),
    "nothing_yet": N_("Nothing can have been won by %(given)s: what counts here is won from %(first)s on."),
    "worth_missing": N_("Say what the deals won are worth, too: how many they are says nothing of the goal."),
    "won_twice": N_("Give what was won in all, or month by month; not both."),
    # early warning
    "no_activity": N_("The plan asks for no activity of this channel in %(given)s; it does from %(first)s to %(last)s."),
    "short_out_of_range": N_("More than none and at most %(high)s units can be missing; %(given)s was given."),
}
SURENESS = N_(
    "How sure numbers are differs, too (ranges, counts, spreads of lags or single deals); that changes how sure a plan is, not the plan."
)
"""What is said of a difference that no plan made with means shows."""

OTHERWISE = {
    ("unknown_input", "nearest"): N_("The scenario has no number at %(given)s that could be turned; did you mean %(nearest)s?"),
    ("unknown_output", "nearest"): N_("The plan has no figure %(given)s that could be asked for; did you mean %(nearest)s?"),
    ("low_above_high", "low"): FIELD_SENTENCES["low_above_high"],
    ("not_a_number", "given"): FIELD_SENTENCES["not_a_number"],
    ("too_many_lanes", "beyond"): N_("That makes more than %(beyond)s plans; the most at once are %(limit)s."),
    ("too_many_lanes", "by_month"): N_("That makes %(count)s plans by month; the most at once are %(limit)s, as months take longer."),
}
"""By code and a value that is there."""
AT_LEAST = N_("The least is %(low)s; %(given)s was given.")
NO_ACTIVITY_AT_ALL = N_("The plan asks for no activity of this channel in any month.")
HELD = {
    "ceiling": N_("%(channel)s its ceiling"),
    "capacity": N_("%(channel)s its capacity"),
    "too_late": N_("%(channel)s too little time"),
    "share": N_("%(channel)s its largest share"),
}

ROUNDED_UP, ROUNDED_DOWN = ("least",), ("most", "target")
"""Figures worked out, which shall hold when they are typed again as they are read."""


class Words(str):
    """A value that is written already, as it shall stand in a sentence."""


def question_sentence(fault: Fault, language: Language) -> str:
    """Why a question cannot be answered as it is asked; faults of a scenario or a body among them."""
    if fault.code == "unknown_channel" and fault.values.get("nearest") is None:
        fault = Fault(fault.path, fault.code, {**fault.values, "nearest": nearest_of(fault)})
    template = _template(fault)
    if template is None:
        return fault_sentence(fault, language)
    values = {"whole": 1, **fault.values} if "%(whole)s" in template else fault.values
    shown = {name: _shown(name, value, language) for name, value in values.items()}
    return language.gettext(template, **shown) if shown else language.gettext(template) % ()


def _template(fault: Fault) -> str | None:
    values = fault.values
    for (code, name), template in OTHERWISE.items():
        if fault.code == code and values.get(name) is not None:
            return template
    if fault.code == "value_out_of_range" and isinstance(values["high"], float) and math.isinf(values["high"]):
        return AT_LEAST
    if fault.code == "no_activity" and values["first"] is None:
        return NO_ACTIVITY_AT_ALL
    return SENTENCES.get(fault.code)


def _shown(name: str, value: object, language: Language) -> str:
    """A value inside a sentence: pointers and names in quotes, figures worked out rounded to the safe side."""
    if isinstance(value, Words):
        return str(value)
    if isinstance(value, Mapping):
        said = [_of_channel(str(key), each, language) for key, each in value.items() if isinstance(each, float | Words) or each in HELD]
        return language.list_of(said)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return language.whole(value)
    if isinstance(value, float):
        return _number(name, value, language)
    if isinstance(value, list | tuple):
        return language.list_of([str(each) for each in value[:12]])
    return str(value) if name in ("here", "there", "first", "last", "second") else f'"{value}"'


def _of_channel(key: str, value: object, language: Language) -> str:
    """A channel with what stops it, or with its share."""
    if isinstance(value, Words):
        return f"{key} {value}"
    return f"{key} {language.number(value, up_to=4)}" if isinstance(value, float) else language.gettext(HELD[str(value)], channel=key)


def _number(name: str, value: float, language: Language) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity"
    if value != 0 and not 1e-9 <= abs(value) <= 1e15:
        return f"{value:g}"  # nobody counts that many digits
    if name in ROUNDED_UP:
        value = math.ceil(value * 100) / 100
    elif name in ROUNDED_DOWN:
        value = math.floor(value * 100) / 100
    return language.number(value, up_to=6 if name in ("multiple", "total", "nearest") else 9)
