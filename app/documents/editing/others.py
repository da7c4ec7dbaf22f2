"""Roles and the weights of the months."""

import math

import orjson

from app.documents import scenario_from_json
from app.documents.editing.result import Document, Edited, EditRefused, swap
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.planner.scenario import ROLES_LIMIT, Role

NEW_ROLE = "New role"
USUAL_LOAD = 100.0
"""What one person carries a month where no plan says how much there is to do."""


def add_role(document: Document) -> Edited:
    """One person for the first thing that nobody handles yet, who carries all of it: no one has to be hired until figures are typed."""
    team = document["team"]
    if len(team) >= ROLES_LIMIT:
        raise EditRefused("too_many_roles", {"limit": ROLES_LIMIT})
    handled = {role["handles"] for role in team}
    keys = [channel["key"] for channel in document["channels"]] + [stage["key"] for stage in document["stages"]]
    handles = next((key for key in keys if key not in handled), keys[0])
    team.append(Role(role=NEW_ROLE, handles=handles, load_per_head_per_month=USUAL_LOAD, heads=1.0).model_dump(mode="json"))
    team[-1]["load_per_head_per_month"] = _most_in_a_month(document)
    return Edited(document, f"/team/{len(team) - 1}/role")


def _most_in_a_month(document: Document) -> float:
    """What the last role has to do in the fullest month, rounded up to two figures."""
    try:
        plan = make_plan(scenario_from_json(orjson.dumps(document)))
    except InvalidScenario:
        return USUAL_LOAD
    most = max((month["load"] for month in plan["team"][-1]["months"]), default=0.0)
    if not 0 < most < 1e11:
        return USUAL_LOAD
    step = 10.0 ** max(math.floor(math.log10(most)) - 1, 0)
    return math.ceil(most / step) * step


def remove_role(document: Document, place: str = "") -> Edited:
    """A role gone."""
    team = document["team"]
    at = _place(team, place)
    del team[at]
    return Edited(document, f"/team/{min(at, len(team) - 1)}/role" if team else "")


def move_role_up(document: Document, place: str = "") -> Edited:
    """A role one place up."""
    return Edited(document, f"/team/{swap(document['team'], _place(document['team'], place), -1)}/role")


def move_role_down(document: Document, place: str = "") -> Edited:
    """A role one place down."""
    return Edited(document, f"/team/{swap(document['team'], _place(document['team'], place), 1)}/role")


def seasonality_on(document: Document) -> Edited:
    """A weight for every month, all the same: the plan of no seasonality, to be typed over."""
    document["seasonality"] = [1.0] * document["months"]
    document.pop("seasonality_from", None)
    return Edited(document, "/seasonality/0")


def seasonality_fit(document: Document) -> Edited:
    """A weight for every month of a horizon that has become longer or shorter: the weights repeat, or the first of them stay."""
    weights = document["seasonality"] or [1.0]
    document["seasonality"] = [weights[month % len(weights)] for month in range(document["months"])]
    return Edited(document, "/months")


def seasonality_off(document: Document) -> Edited:
    """No weights: every month the same."""
    document["seasonality"] = None
    document.pop("seasonality_from", None)
    return Edited(document, "/months")


def _place(team: list[Document], place: str) -> int:
    """Roles may share a name, so a button names one by its place."""
    if not place.isascii() or not place.isdigit() or len(place) > 2 or int(place) >= len(team):
        raise EditRefused("not_there", {"given": place[:60]})
    return int(place)
