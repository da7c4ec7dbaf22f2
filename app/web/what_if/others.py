"""Plans beside the one on the screen: which there are to choose from, and reading one by its choice."""

from app.db import Database
from app.language import Language
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.services import scenarios
from app.services.listing import ListQuery
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound, VersionNotFound
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Group

PLANS_SHOWN, VERSIONS_SHOWN = 200, 50
SAVED = "saved"
NUMBER_LENGTH = 9


class PlanNotHere(LookupError):
    """There is no such plan, or not any more."""


def choices(opened: Opened, store: Database) -> tuple[Group, ...]:
    """This plan as it is saved, its versions, and the other plans: values with labels."""
    language, origin = opened.language, opened.found.base.origin
    own: list[tuple[str, str]] = []
    if opened.found.differs:
        own.append((SAVED, language.gettext(N_("This plan without unsaved changes"))))
    with store.reading() as session:
        plans = scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(limit=PLANS_SHOWN)).items
        if origin.stored:
            lines = scenarios.versions(session, LOCAL_WORKSPACE, origin.scenario, limit=VERSIONS_SHOWN)
            own += [
                (f"{origin.scenario}.{line.number}", _version(line.number, line.name, language))
                for line in lines
                if line.number != origin.version
            ]
    others = [(plan.id, plan.name) for plan in plans if plan.id != origin.scenario]
    groups = (Group(language.gettext(N_("This plan")), tuple(own)), Group(language.gettext(N_("Other plans")), tuple(others)))
    return tuple(group for group in groups if group.choices)


def address_of(opened: Opened, value: str) -> str:
    """The page of a choice."""
    if value == SAVED:
        return opened.found.clean_address
    id, _, number = value.partition(".")
    return f"/plans/{id}?version={number}" if number else f"/plans/{id}"


def before(opened: Opened, groups: tuple[Group, ...]) -> str:
    """What this plan was before: without its unsaved changes, or the version before the one on the screen; empty where there is neither."""
    origin = opened.found.base.origin
    for value, _ in groups[0].choices if groups else ():
        id, _, number = value.partition(".")
        if value == SAVED or (id == origin.scenario and number.isdigit() and int(number) < origin.version):
            return value
    return ""


def _version(number: int, name: str | None, language: Language) -> str:
    said = language.gettext(N_("Version %(n)s"), n=language.whole(number))
    return f"{said}, {name}" if name else said


def chosen(opened: Opened, store: Database, value: str) -> tuple[str, Scenario]:
    """The name and the scenario of a choice.

    Raises:
        PlanNotHere: where there is none (any more).
    """
    language = opened.language
    if value == SAVED:
        return language.gettext(N_("Without unsaved changes")), opened.found.base.ground.scenario
    id, _, number = value.partition(".")
    try:
        with store.reading() as session:
            if not number:
                found = scenarios.get(session, LOCAL_WORKSPACE, id)
                return found.name, found.scenario
            asked = int(number) if number.isascii() and number.isdigit() and len(number) <= NUMBER_LENGTH else 0
            found = scenarios.at_version(session, LOCAL_WORKSPACE, id, asked)
            version = _version(asked, found.version_name, language)
            return (version if id == opened.found.base.origin.scenario else f"{found.name}, {version}"), found.scenario
    except (ScenarioNotFound, VersionNotFound):
        raise PlanNotHere(value) from None
