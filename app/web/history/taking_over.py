"""From measured figures to the address of a plan that has them, unsaved."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping

import orjson

from app.db import Database
from app.documents import scenario_from_json
from app.documents.templates import BLANK, begun, template_document
from app.history.measured import MeasuredFunnel
from app.history.takeover import scenario_from, take_over
from app.history.takeover.matching import NAMELESS
from app.language import Language
from app.planner.scenario import Existing, Scenario
from app.services import history
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.history.take_page import NEW, NOTHING_COMES_AGAIN, by_hand, chosen
from app.web.state import plan_page
from app.wording.history.figures import group_name


def begins_with(
    scenario: str,
    measured: Callable[[], MeasuredFunnel],
    day: dt.date,
    database: Database,
    language: Language,
    *,
    keys: Collection[str] | None = (),
    part: str = "",
    existing: Existing = NOTHING_COMES_AGAIN,
    author: str = "",
) -> tuple[plan_page.Base, Scenario]:
    """The page that a plan opens on, and the scenario that figures are taken over into.

    Args:
        scenario: id of a plan, or `new` for one with the stages and channels of the list.
        measured: of the list; asked for where the plan is new.
        day: on which a new plan begins.
        database, language: where plans are, and for whom.
        keys: of the offers that a new plan begins with; None for all that need no asking.
        part: what the plan is called where only some buyers of the list were measured; then the goal begins with what they brought.
        existing: what of that comes again without new deals, as somebody says. author: who begins the plan.

    Raises:
        LookupError: where there is no such plan.
        InvalidScenario, StoreTrouble: as the plan page does.
    """
    if scenario != NEW:
        base = plan_page.opened({"scenario": scenario}, language, database)
        return base, base.saved.base
    key = begun(BLANK, day)
    base = plan_page.opened({"from": key}, language, database)
    template = scenario_from_json(orjson.dumps(template_document(key)))
    found = measured()
    baseline = None if part else history.won_lately(database, LOCAL_WORKSPACE, found)
    begins = scenario_from(
        found,
        template=template,
        name=part or None,
        baseline=baseline,
        today=day,
        keys=keys,
        set_by=author,
        retention=existing.retention,
        expansion=existing.expansion,
        nameless={key: group_name(key, "", language) for key in NAMELESS},
    )
    return base, begins


def address(base: plan_page.Base, scenario: Scenario, found: MeasuredFunnel, texts: Mapping[str, str], author: str) -> str:
    """The plan page with the chosen figures in it.

    Raises:
        InvalidScenario: where the result makes no sense as a whole.
        DraftUnreadable: where the document is too large for an address.
        UnknownOffer: where something is chosen that there is not.
    """
    stage_of, channel_of = by_hand(texts)
    after = take_over(scenario, found, chosen(texts), set_by=author, stage_of=stage_of, channel_of=channel_of)
    return plan_page.answer(plan_page.redrawn(base, after), {}).address
