"""The plan that is sure enough, in words: what it takes, what it costs, and the goal that such a plan has."""

from app.planner.faults import Fault
from app.planner.scenario import TEXT_LENGTH
from app.planner.text import N_
from app.questions.odds.confident import Confident
from app.questions.odds.surer import surer_plan
from app.questions.outcomes import outcomes_of
from app.web.what_if import figures
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import Changes, Opened, with_changes
from app.web.what_if.rounded import rounded
from app.web.what_if.shapes import Row, Section, Table
from app.wording.levers import value_text

NO_SUCH_PLAN = N_("There is no plan of that activity to open: a ceiling is in the way, or its goal would be more than a plan takes.")
HIGHER_GOAL = N_(
    "A plan has so much activity only for a higher goal, so the surer plan opens with %(higher)s in place of %(goal)s. "
    "It opens as a plan of its own, “%(name)s”, and this one stays as it is: "
    "the goal to be sure of is %(goal)s, so ask here how sure it is."
)
COPY_NAME = N_("%(plan)s, %(sure)s sure")
OTHER_SHARES = N_("Its shares differ, too, as ceilings bend the channels differently.")


def surer_changes(opened: Opened, enough: Confident | Fault) -> Changes:
    """What goes into the plan so that it has the activity that is sure enough; nothing where the plan is that sure already."""
    if isinstance(enough, Fault) or enough.multiple <= 1:
        return ()
    return rounded(opened, surer_plan(opened.scenario, enough.multiple))


def copy_name(opened: Opened, enough: Confident | Fault) -> str:
    """What the surer plan is called: 'FY2027 growth plan, 80% sure', cut where that is too long for a name; nothing where there is none."""
    if isinstance(enough, Fault):
        return ""
    language, plan = opened.language, opened.scenario.name
    sure = language.percent(enough.probability)
    room = TEXT_LENGTH - len(language.gettext(COPY_NAME, plan="", sure=sure))
    return language.gettext(COPY_NAME, plan=plan[:room].rstrip(), sure=sure)


def surer_words(opened: Opened, enough: Confident | Fault, changes: Changes) -> list[str]:
    """What it takes to be so sure, what that spends, and with which goal the plan of it opens."""
    language, scenario = opened.language, opened.scenario
    say = language.gettext
    if isinstance(enough, Fault):
        return [refusal_words(enough, opened)]
    times, sure = language.number(enough.multiple, up_to=3), language.percent(enough.probability)
    if enough.multiple <= 1:
        return [say(N_("The plan is surer than %(sure)s already: %(times)s times its activity would do for that."), sure=sure, times=times)]
    if not changes:
        return [say(N_("To be %(sure)s sure, it takes %(times)s times the activity."), sure=sure, times=times), say(NO_SUCH_PLAN)]
    goal, spend, higher, more = (value_text(each, "money", scenario, language) for each in _before_and_after(opened, changes))
    message = N_("To be %(sure)s sure, it takes %(times)s times the activity, which spends %(more)s instead of %(spend)s.")
    found = [
        say(message, sure=sure, times=times, more=more, spend=spend),
        say(HIGHER_GOAL, higher=higher, goal=goal, name=copy_name(opened, enough)),
    ]
    return [*found, say(OTHER_SHARES)] if len(changes) > 1 else found


def _before_and_after(opened: Opened, changes: Changes) -> list[float]:
    """Target and spend of the plan, then those of the surer one."""
    found: list[float] = []
    for scenario in (opened.scenario, with_changes(opened.scenario, changes)):
        every = outcomes_of(scenario)
        found += figures.present(scenario, [every["/bridge/target"], every["/totals/spend"]]).tolist()
    return found


def enough_section(opened: Opened, enough: Confident | Fault, changes: Changes) -> Section | None:
    """The activity of each channel, and the spend and the people of a plan that has it."""
    scenario, language = opened.scenario, opened.language
    if isinstance(enough, Fault):
        return None
    say, every = language.gettext, outcomes_of(scenario)
    outcomes = [every[f"/channels/{place}/activity"] for place in range(len(scenario.channels))]
    heads = (say(N_("Now")), say(N_("Sure enough")), say(N_("Difference")))
    now = figures.present(scenario, outcomes)
    names = [channel.name for channel in scenario.channels]
    activity = figures.beside(scenario, outcomes, now, enough.activity, language, heads)
    rows = tuple(Row(name, row.cells) for name, row in zip(names, activity.rows, strict=True))
    tables = [Table(say(N_("Activity by channel")), (say(N_("Channel")), *heads), rows)]
    if changes:
        tables.append(_cost(opened, changes, heads))
    return Section("enough", say(N_("The plan that is sure enough")), tables=tuple(tables))


def _cost(opened: Opened, changes: Changes, heads: tuple[str, ...]) -> Table:
    """What it spends, and how many people it needs at the most."""
    scenario, language = opened.scenario, opened.language
    every = outcomes_of(scenario)
    outcomes = [every["/totals/spend"], *(every[f"/team/{place}/heads_peak"] for place in range(len(scenario.team)))]
    after = figures.present(with_changes(scenario, changes), outcomes)
    return figures.beside(scenario, outcomes, figures.present(scenario, outcomes), after, language, heads)
