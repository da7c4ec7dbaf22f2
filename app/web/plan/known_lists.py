"""What the lists of History know by now, for plans with figures that were measured from them."""

import datetime as dt
from dataclasses import dataclass

from app.db import Database, StoreTrouble
from app.history.takeover.age import origins, outdated
from app.language import Language
from app.planner.scenario import Scenario
from app.services import import_lists, imports
from app.services.import_lists import ListLine
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.answer.measured_from import Known
from app.web.figures import measured


@dataclass(frozen=True)
class Older:
    """That figures of a plan are older than what their list knows, and the list."""

    sentence: str
    list_name: str


def newest(database: Database) -> Known:
    """The last day that each list knows of, and what the files are called."""
    days = {origin: line.known_to for origin, line in _lists(database).items() if line.known_to}
    try:
        with database.reading() as session:
            return Known(days, {each.id: each.name for each in imports.done(session, LOCAL_WORKSPACE)})
    except StoreTrouble:
        return Known(days)


def list_measured(scenario: Scenario, database: Database) -> str:
    """The list that most figures of a plan were measured from, by the name that it has now; empty where there is none."""
    lists = _lists(database) if is_measured(scenario) else {}
    return next((lists[origin].name for origin in origins(scenario) if origin in lists), "")


def _lists(database: Database) -> dict[str, ListLine]:
    """Lists by name and by import; none where the store does not answer, since a plan can be shown without."""
    try:
        with database.reading() as session:
            return import_lists.by_origin(session, LOCAL_WORKSPACE)
    except StoreTrouble:
        return {}


def older(scenario: Scenario, database: Database, language: Language) -> Older | None:
    """What to say of figures for which newer data is there; None where there are none, as in most plans."""
    if not is_measured(scenario):
        return None
    lists = _lists(database)
    found = outdated(scenario, {origin: dt.date.fromisoformat(line.known_to) for origin, line in lists.items() if line.known_to})
    if not found:
        return None
    latest = max(found, key=lambda each: each.newest)
    name = lists[latest.by].name
    sentence = language.ngettext(
        "%(n)s measured figure is older than 90 days: “%(list)s” is known to %(day)s by now.",
        "%(n)s measured figures are older than 90 days: “%(list)s” is known to %(day)s by now.",
        len(found),
        list=name,
        day=measured.day(latest.newest.isoformat(), language),
    )
    return Older(sentence, name)


def is_measured(scenario: Scenario) -> bool:
    """Whether any figure came from History; told without looking into everything."""
    alone = scenario.goal.baseline_from, scenario.deal.value_from, scenario.seasonality_from, scenario.pipeline_from
    shares = (channel.share_from for channel in scenario.channels)
    return any(part is not None and part.imports for part in (*scenario.conversions, *alone, *shares))
