"""What follows a figure or a name that was typed: weights follow the months, costs and people follow what they are named after."""

from typing import Any

from app.planner.scenario import MONTHS_LIMIT

Document = dict[str, Any]


def follow(document: Document, base: Document) -> None:
    """Fit a document, changed field by field, to its own changes. Both have the same stages, channels, steps and roles."""
    if document == base:
        return
    _fit_seasonality(document, base)
    for channel, before in zip(document["channels"], base["channels"], strict=True):
        if channel != before:
            _follow_units(document, base, channel, before)
            _drop_not_passed(document, channel)


def _fit_seasonality(document: Document, base: Document) -> None:
    """A longer horizon repeats the weights, a shorter one takes the first of them: the form holds one for each month of the base."""
    weights, months = document.get("seasonality"), document.get("months")
    if weights and isinstance(months, int) and 0 < months <= MONTHS_LIMIT and months != base.get("months"):
        document["seasonality"] = [weights[month % len(weights)] for month in range(months)]


def _follow_units(document: Document, base: Document, channel: Document, before: Document) -> None:
    """What is paid for, and what people handle, keep meaning the activity or step that got another name."""
    named = {before["activity"]: channel["activity"]}
    named |= {old["name"]: new["name"] for old, new in zip(before["steps"], channel["steps"], strict=True)}
    paid = before["cost"]["per"]
    if paid is not None and channel["cost"].get("per") == paid:
        channel["cost"]["per"] = named.get(paid, paid)
    old, new = before["activity"], channel["activity"]
    known = {stage["key"] for stage in document["stages"]} | {each[name] for each in document["channels"] for name in ("key", "activity")}
    if old == new or old in known:
        return
    for role, role_before in zip(document["team"], base["team"], strict=True):
        if role["handles"] == role_before["handles"] == old:
            role["handles"] = new


def _drop_not_passed(document: Document, channel: Document) -> None:
    """What a channel did differently at stages that its buyers no longer pass."""
    keys = [stage["key"] for stage in document["stages"]]
    if channel["enters"] in keys:
        passed = keys[keys.index(channel["enters"]) : -1]
        channel["conversions"] = {stage: each for stage, each in channel["conversions"].items() if stage in passed}
