"""What follows a figure or a name that was typed: weights follow the months, costs and people follow what they are named after."""

from typing import Any

from app.planner.scenario import MONTHS_LIMIT

Document = dict[str, Any]


def follow(document: Document, base: Document) -> None:
    """Fit a document, changed field by field, to its own changes. Both have the same stages, channels, steps and roles."""
    if document == base:
        return
    _forget_measured(document, base)
    _fit_seasonality(document, base)
    for channel, before in zip(document["channels"], base["channels"], strict=True):
        if channel != before:
            _follow_units(document, base, channel, before)
            _drop_not_passed(document, channel)


_MEASURED_WITH = ("low", "high", "evidence", "basis", "period", "set_by", "source", "imports", "known_to")
"""What a measurement says of a rate, all of it together."""


def _forget_measured(document: Document, base: Document) -> None:
    """A figure that was typed over is no longer what was measured: it loses its counts and its imports.

    Counts that people typed themselves stay: beside them the plan says how far the rate is from them.
    """
    for name in ("seasonality", "pipeline"):
        _forget_origin(document, base, name, f"{name}_from")
    _forget_origin(document["goal"], base["goal"], "baseline", "baseline_from")
    _forget_deal(document["deal"], base["deal"])
    for conversion, before in zip(document["conversions"], base["conversions"], strict=True):
        _forget_rate(conversion, before)
    for channel, before in zip(document["channels"], base["channels"], strict=True):
        _forget_in_channel(channel, before)


def _forget_in_channel(channel: Document, before: Document) -> None:
    _forget_origin(channel, before, "share", "share_from")
    _forget_deal(channel["deal"], before["deal"])
    _forget_origin(channel["cost"], before["cost"], "amount", "amount_from")
    for step, step_before in zip(channel["steps"], before["steps"], strict=True):
        _forget_origin(step, step_before, "yield", "yield_from")
    for stage, own in channel["conversions"].items():
        if stage in before["conversions"]:
            _forget_rate(own, before["conversions"][stage])


def _forget_origin(record: Document, before: Document, name: str, origin: str) -> bool:
    """Drop what a figure was measured from where the figure changed and that did not; tells whether it did."""
    stale = before.get(origin) is not None and record.get(name) != before.get(name) and record.get(origin) == before[origin]
    if stale:
        del record[origin]
    return stale


def _forget_deal(deal: Document, before: Document) -> None:
    if _forget_origin(deal, before, "value", "value_from"):
        deal |= {name: None for name in ("low", "high") if deal.get(name) == before.get(name)}


def _forget_rate(rate: Document, before: Document) -> None:
    _forget_origin(rate, before, "lag_days", "lag_from")
    if not before.get("imports") or rate.get("rate") == before.get("rate"):
        return
    for name in _MEASURED_WITH:
        if rate.get(name) == before.get(name):
            rate.pop(name, None)


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
