"""Channels and their steps come, go and change places; shares, costs and people follow."""

import copy
import math

from app.documents.editing.kinds import KINDS, channel_of
from app.documents.editing.result import Document, Edited, EditRefused, place_of, swap
from app.documents.slugs import unique_key
from app.planner.scenario import CHANNELS_LIMIT, SMALLEST_RATE, STEPS_LIMIT, TEXT_LENGTH, Outreach, Step

COPY = "%s (copy)"
NEW_STEP = "step"


def add(document: Document, kind: str = "blank") -> Edited:
    """A channel of a kind, after the others; the plan stays as it is until the channel gets a share."""
    if kind not in KINDS:
        raise EditRefused("unknown_kind", {"given": kind[:60]})
    name = _free_name(document, KINDS[kind].title)
    return _inserted(document, channel_of(KINDS[kind], name, _free_key(document, name), document["stages"]), len(document["channels"]))


def duplicate(document: Document, key: str = "") -> Edited:
    """The same channel once more below it, without a share."""
    place = place_of(document["channels"], "key", key)
    name = _free_name(document, (COPY % document["channels"][place]["name"])[:TEXT_LENGTH])
    twin = copy.deepcopy(document["channels"][place]) | {"key": _free_key(document, name), "name": name, "share": 0.0}
    twin.pop("share_from", None)
    return _inserted(document, twin, place + 1)


def _inserted(document: Document, channel: Document, place: int) -> Edited:
    if len(document["channels"]) >= CHANNELS_LIMIT:
        raise EditRefused("too_many_channels", {"limit": CHANNELS_LIMIT})
    document["channels"].insert(place, channel)
    return Edited(document, f"/channels/{place}/name")


def remove(document: Document, key: str = "") -> Edited:
    """A channel gone: the others' shares grow in proportion, and roles that handled nothing else go with it."""
    channels = document["channels"]
    place = place_of(channels, "key", key)
    if len(channels) == 1:
        raise EditRefused("last_channel")
    gone = channels.pop(place)
    if gone["share"]:
        _scale(channels)
    left = {stage["key"] for stage in document["stages"]} | {channel[name] for channel in channels for name in ("key", "activity")}
    document["team"] = [role for role in document["team"] if role["handles"] in left]
    return Edited(document, f"/channels/{min(place, len(channels) - 1)}/name")


def move_up(document: Document, key: str = "") -> Edited:
    """A channel one place up."""
    return Edited(document, f"/channels/{swap(document['channels'], place_of(document['channels'], 'key', key), -1)}/name")


def move_down(document: Document, key: str = "") -> Edited:
    """A channel one place down."""
    return Edited(document, f"/channels/{swap(document['channels'], place_of(document['channels'], 'key', key), 1)}/name")


def scale_shares(document: Document) -> Edited:
    """The shares in their proportions, so that they make the whole; all the same where there are none."""
    _scale(document["channels"])
    return Edited(document, "/channels/0/share")


def _scale(channels: list[Document]) -> None:
    """Shares of at most six decimals as people write them; the largest takes what is left over."""
    total = math.fsum(channel["share"] for channel in channels)
    for channel in channels:
        channel["share"] = round(channel["share"] / total, 4) if total > 0 else round(1 / len(channels), 4)
        channel.pop("share_from", None)
    largest = max(channels, key=lambda channel: channel["share"])
    rest = math.fsum(channel["share"] for channel in channels if channel is not largest)
    largest["share"] = round(1 - rest, 4)


def add_step(document: Document, key: str = "") -> Edited:
    """One more step before the entry; everything gets through it until a yield is typed."""
    place = place_of(document["channels"], "key", key)
    channel = document["channels"][place]
    steps = channel["steps"]
    if len(steps) >= STEPS_LIMIT:
        raise EditRefused("too_many_steps", {"limit": STEPS_LIMIT})
    taken = {channel["activity"], *(step["name"] for step in steps)}
    name = unique_key(NEW_STEP, taken, NEW_STEP)
    steps.append(Step.model_validate({"name": name, "yield": 1.0}).model_dump(mode="json"))
    return Edited(document, f"/channels/{place}/steps/{len(steps) - 1}/name")


def remove_step(document: Document, key: str = "", name: str = "") -> Edited:
    """A step gone: its yield goes into the one beside it, and what was paid for it is paid for the one before."""
    at = place_of(document["channels"], "key", key)
    channel = document["channels"][at]
    steps = channel["steps"]
    place = place_of(steps, "name", name)
    gone = steps.pop(place)
    if channel["cost"]["per"] == name:
        channel["cost"]["per"] = steps[place - 1]["name"] if place else channel["activity"]
        channel["cost"]["amount"] = min(channel["cost"]["amount"] * gone["yield"], 1e12)
        channel["cost"]["low"] = channel["cost"]["high"] = None
        channel["cost"].pop("amount_from", None)
    if steps and gone["yield"] != 1:
        beside = steps[min(place, len(steps) - 1)]
        beside |= {"yield": min(max(beside["yield"] * gone["yield"], SMALLEST_RATE), 1e9), "low": None, "high": None}
        beside.pop("yield_from", None)
    focus = f"/channels/{at}/steps/{min(place, len(steps) - 1)}/name" if steps else f"/channels/{at}/activity"
    return Edited(document, focus)


def move_step_up(document: Document, key: str = "", name: str = "") -> Edited:
    """A step one place towards the activity."""
    return _moved_step(document, key, name, -1)


def move_step_down(document: Document, key: str = "", name: str = "") -> Edited:
    """A step one place towards the entry."""
    return _moved_step(document, key, name, 1)


def _moved_step(document: Document, key: str, name: str, by: int) -> Edited:
    at = place_of(document["channels"], "key", key)
    steps = document["channels"][at]["steps"]
    return Edited(document, f"/channels/{at}/steps/{swap(steps, place_of(steps, 'name', name), by)}/name")


def outreach_on(document: Document, key: str = "") -> Edited:
    """A sequence of messages with its mailboxes; figures of a usual size to be typed over."""
    place = place_of(document["channels"], "key", key)
    channel = document["channels"][place]
    channel["outreach"] = channel["outreach"] or Outreach(touches=4, reply_probability=0.08).model_dump(mode="json")
    return Edited(document, f"/channels/{place}/outreach/touches")


def outreach_off(document: Document, key: str = "") -> Edited:
    """No sequence, no mailboxes."""
    place = place_of(document["channels"], "key", key)
    document["channels"][place]["outreach"] = None
    return Edited(document, f"/channels/{place}/name")


def _free_key(document: Document, name: str) -> str:
    taken = {channel[field] for channel in document["channels"] for field in ("key", "activity")}
    return unique_key(name, taken | {stage["key"] for stage in document["stages"]}, "channel")


def _free_name(document: Document, name: str) -> str:
    names = {channel["name"] for channel in document["channels"]}
    free, number = name, 2
    while free in names:
        free, number = f"{name[: TEXT_LENGTH - 5]} {number}", number + 1
    return free
