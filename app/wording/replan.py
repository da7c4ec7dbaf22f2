"""What a replan comes to in words: how far ahead or behind a plan is, what is left to win, and what else is to be known of the rest."""

import datetime as dt

from app.language import Language
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.replanning.replanned import Replanned
from app.wording.levers import stages_named, value_text
from app.wording.names import month_name, months_text

WORTH_SAYING = 0.5
"""Money below this is not worth a word."""
PACE = {
    "ahead": N_(
        "By %(day)s %(won)s was won where the plan has %(planned)s: %(difference)s ahead. Of deals, %(deals)s against %(planned_deals)s."
    ),
    "behind": N_(
        "By %(day)s %(won)s was won where the plan has %(planned)s: %(difference)s behind. Of deals, %(deals)s against %(planned_deals)s."
    ),
    "level": N_("By %(day)s %(won)s was won, as in the plan. Of deals, %(deals)s against %(planned_deals)s."),
}
STATES = {
    "open": N_("%(left)s is left to win by what begins on %(today)s or later, in place of the plan's %(planned)s."),
    "level": N_("%(left)s is left to win by what begins on %(today)s or later, as in the plan."),
    "reached": N_("The goal is reached: what was won leaves nothing to win, and %(surplus)s to spare."),
    "covered": N_("The goal is covered: with what is open nothing is left to win, and %(surplus)s is to spare."),
    "too_late": N_(
        "%(left)s is left to win, and nothing that begins on %(today)s or later closes in time. With what was won and what is open, "
        "%(nearest)s is reached."
    ),
    "ceiling": N_("%(left)s is left to win by what begins on %(today)s or later, and that is more than %(channels)s can bring."),
}


def day_text(day: str, language: Language) -> str:
    """A day given as 2027-03-31, as it is read."""
    return language.date(dt.date.fromisoformat(day))


def pace_sentence(found: Replanned, scenario: Scenario, language: Language) -> str:
    """How far ahead or behind; empty where no day has gone in which anything could be won."""
    if found.until < found.since:
        return ""
    pace = found.pace
    difference = pace.revenue - pace.planned_revenue
    won, planned, apart = (value_text(each, "money", scenario, language) for each in (pace.revenue, pace.planned_revenue, abs(difference)))
    how = "level" if abs(difference) < WORTH_SAYING else "ahead" if difference > 0 else "behind"
    deals, planned_deals = (language.number(each, up_to=1) for each in (pace.deals, pace.planned_deals))
    day = day_text(found.until, language)
    values = {"day": day, "won": won, "deals": deals, "planned_deals": planned_deals}
    values |= {} if how == "level" else {"planned": planned, "difference": apart}
    return language.gettext(PACE[how], **values)


def state_sentence(found: Replanned, scenario: Scenario, language: Language) -> tuple[str, dict[str, str]]:
    """What is left to win, as a message and its values."""
    to_win = found.to_win
    money = {
        name: value_text(value, "money", scenario, language)
        for name, value in (
            ("left", to_win.left),
            ("planned", to_win.planned),
            ("surplus", to_win.surplus),
            ("nearest", found.nearest),
        )
    }
    is_level = found.state == "open" and abs(to_win.left - to_win.planned) < WORTH_SAYING
    names = [channel.name for channel in scenario.channels if channel.key in found.at_ceiling]
    values = {**money, "today": day_text(found.today, language), "channels": language.list_of(names)}
    message = STATES["level" if is_level else found.state]
    return message, {name: text for name, text in values.items() if f"%({name})s" in message}


def remarks(found: Replanned, scenario: Scenario, language: Language) -> list[str]:
    """What else is to be known: months that are out of reach, what is under way, where the open pipeline comes from, the period after."""
    say, said = language.gettext, []
    if found.too_late and found.state in ("open", "ceiling"):
        months = months_text(found.too_late, language)
        said.append(say(N_("What begins now closes nothing more in %(months)s."), months=months))
    if found.to_win.under_way >= WORTH_SAYING and found.to_win.left > 0:
        said.append(_under_way(found, scenario, language))
    if not found.pipeline_given and found.state != "reached" and found.months:
        has_some = any(scenario.pipeline.values())
        said.append(
            say(N_("What is open is taken from the plan; give what is open on that day."))
            if has_some
            else say(N_("Nothing is taken as open; give what is open on that day."))
        )
    if found.next_spend:
        spend = value_text(found.next_spend, "money", scenario, language)
        month = month_name(found.today[:7], language)
        said.append(
            say(N_("What the plan does for the period after stays as it is there: %(spend)s from %(month)s on."), spend=spend, month=month)
        )
    return said


def _under_way(found: Replanned, scenario: Scenario, language: Language) -> str:
    parts = [f"{language.number(count, up_to=1)} {stages_named(scenario, key, language)}" for key, count in found.under_way.items()]
    message = N_(
        "Not counted as open is what the plan's activity up to that day brings only after it: %(entries)s, worth %(revenue)s. "
        "Add to what is open as much of it as was done."
    )
    revenue = value_text(found.to_win.under_way, "money", scenario, language)
    return language.gettext(message, entries=language.list_of(parts), revenue=revenue)
