"""Kinds of channels to begin with. Their figures are made up, of a believable size, and meant to be typed over."""

from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from app.planner.scenario import Channel
from app.planner.text import N_

Document = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a new channel of a kind looks like.

    Attributes:
        title: what it is called, a message.
        early: whether its buyers enter at the top, or where sales speak to them.
        steps: what comes of a unit of the step before.
        paid: what is paid for, and how much a unit.
    """

    title: str
    owner: Literal["marketing", "sales"]
    early: bool
    activity: str
    steps: tuple[tuple[str, float], ...]
    paid: tuple[str, float] | None = None
    fixed_per_month: float = 0.0
    lag_days: float = 0.0
    capacity: dict[str, float] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    "cold_email": Kind(
        N_("Cold e-mail"),
        "sales",
        False,
        "email",
        (("delivered", 0.97), ("reply", 0.04), ("meeting", 0.5)),
        ("email", 0.02),
        500.0,
        3.0,
        {"per_working_day": 400.0},
    ),
    "linkedin": Kind(
        N_("LinkedIn messages"),
        "sales",
        False,
        "invitation",
        (("accepted", 0.3), ("reply", 0.2), ("meeting", 0.4)),
        None,
        100.0,
        7.0,
        {"per_working_day": 40.0},
    ),
    "paid_search": Kind(N_("Paid search"), "marketing", True, "click", (("lead", 0.04),), ("click", 4.0)),
    "content": Kind(N_("Blog"), "marketing", True, "post", (("visit", 600.0), ("lead", 0.02)), ("post", 400.0), 0.0, 30.0),
    "webinar": Kind(
        N_("Webinar"),
        "marketing",
        True,
        "webinar",
        (("registration", 120.0), ("attendee", 0.4), ("lead", 0.5)),
        ("webinar", 1500.0),
        0.0,
        14.0,
        {"per_month": 4.0},
    ),
    "referral": Kind(N_("Referrals"), "sales", False, "request", (("referral", 0.15), ("meeting", 0.6)), None, 0.0, 10.0),
    "partner": Kind(N_("Partners"), "sales", False, "partner_call", (("referral", 0.3), ("meeting", 0.5)), None, 500.0, 21.0),
    "blank": Kind(N_("New channel"), "marketing", True, "activity", (("result", 0.1),)),
}


def channel_of(kind: Kind, name: str, key: str, stages: list[Document]) -> Document:
    """A channel of the kind for these stages, with no share of the goal yet."""
    per, amount = kind.paid or (None, 0.0)
    channel = {
        "key": key,
        "name": name,
        "owner": kind.owner,
        "enters": _entry(kind, stages),
        "share": 0.0,
        "activity": kind.activity,
        "steps": [{"name": step, "yield": each} for step, each in kind.steps],
        "lag_days": kind.lag_days,
        "cost": {"per": per, "amount": amount, "fixed_per_month": kind.fixed_per_month},
        "capacity": kind.capacity,
    }
    return Channel.model_validate_json(orjson.dumps(channel)).model_dump(mode="json")


def _entry(kind: Kind, stages: list[Document]) -> str:
    """The first stage, or the first that sales answer for; never the won deal."""
    open_stages = stages[:-1]
    found = next((stage for stage in open_stages if not kind.early and stage["owner"] == "sales"), open_stages[0])
    return str(found["key"])
