"""What can be asked of a figure beyond how it came about: which input would change it, how sure it is, what moves it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.planner.text import N_
from app.questions.outcomes import outcomes_of
from app.web.figures.ground import Ground
from app.web.state.plan_page import Answer
from app.wording.levers import inside, output_label

QUESTIONS = {"solve": N_("Solve for this"), "chance": N_("How sure?"), "sensitivity": N_("What moves it?"), "why": N_("Why did it change?")}
WITHOUT_MONTH = re.compile(r"/months/[0-9-]+(?=/)")
NAMES = {
    "pipeline_revenue": "/bridge/pipeline",
    "heads": "heads_peak",
    "heads_needed": "heads_peak",
    "load": "heads_peak",
    "hires": "heads_peak",
}

OF_A_MONTH = re.compile(r"/channels/([0-9]{1,3})/months/([0-9]{1,3})(?:-[0-9]{1,3})?/(?:activity|per_working_day|spend)")
TOO_LATE, FALLS_SHORT = N_("What is too late?"), N_("What if it falls short?")
WITHOUT_ONE = {"solve": N_("What if…"), "chance": N_("How sure?")}
"""What is asked from a figure that cannot be asked for itself: of the plan as a whole."""


@dataclass(frozen=True)
class Further:
    """Questions from one figure: what the plan calls it, and for each question its label and address."""

    about: str
    links: tuple[tuple[str, str], ...]


def further(found: Answer, ground: Ground, figure: str) -> Further:
    """What can be asked from a figure: about it, about the plan's months together where it is of a month, or else about the plan."""
    language, pointer = ground.language, outcome_of(ground, figure)
    state = [(name, text) for name, text in parse_qsl(urlsplit(found.address).query, keep_blank_values=True) if name != "trace"]
    query = urlencode([*state, *([("output", pointer)] if pointer else [])], safe="/")
    path = f"{found.base.origin.path}/what-if"
    about = inside(output_label(ground.scenario, pointer, language), language) if pointer else ground.scenario.name
    labels = QUESTIONS if pointer else WITHOUT_ONE
    links = [(language.gettext(label), f"{path}/{key}{'?' * bool(query)}{query}") for key, label in labels.items()]
    label, more = _late(ground, figure)
    late = urlencode([*state, *more], safe="/")
    return Further(about, (*links, (language.gettext(label), f"{path}/late{'?' * bool(late)}{late}")))


def _late(ground: Ground, figure: str) -> tuple[str, list[tuple[str, str]]]:
    """What is too late; or, from what a channel does in a month, what comes of doing less there, with both filled in."""
    found = OF_A_MONTH.match(figure)
    place, month = (int(each) for each in found.groups()) if found else (len(ground.plan["channels"]), 0)
    if place < len(ground.plan["channels"]) and month < len(months := ground.plan["channels"][place]["months"]):
        return FALLS_SHORT, [("channel", ground.scenario.channels[place].key), ("month", months[month]["month"])]
    return TOO_LATE, []


def outcome_of(ground: Ground, figure: str) -> str | None:
    """The figure that can be asked for behind one of the page; None where there is none."""
    known = outcomes_of(ground.scenario)
    pointer = re.sub("/(whole|exact|value)$", "", figure.split("+")[0])
    if key := re.fullmatch("/kpis/([0-9]{1,3})", pointer):
        kpi = ground.plan["kpis"][int(key[1])] if int(key[1]) < len(ground.plan["kpis"]) else None
        pointer = f"/kpis/{kpi['key']}" if kpi and "stage" not in kpi else ""
    if used := re.fullmatch("/channels/([0-9]{1,3})/peak_use", pointer):
        channels = ground.scenario.channels
        pointer = f"/totals/per_working_day/{channels[int(used[1])].key}/peak" if int(used[1]) < len(channels) else ""
    where, _, name = WITHOUT_MONTH.sub("", pointer).rpartition("/")
    name = NAMES.get(name, name)
    tried = [pointer, name, f"{where}/{name}"]
    if WITHOUT_MONTH.search(pointer):
        tried += [f"/totals{where}/{name}", f"/totals/stages/{name}", f"{where.removesuffix('/stages')}/{name}"]
    return next((each for each in tried if each in known), None)
