"""The verdicts of a review into the mix of channels: what stops gives up its share, what grows gets more."""

from collections.abc import Mapping
from typing import Any

from app.history.reviewed import ChannelReview, Review
from app.history.takeover.applying import scale_to_whole
from app.history.takeover.figures import Document as Said
from app.history.takeover.matching import channel_alike, name_of
from app.planner.scenario import IMPORTS_LIMIT, Scenario

GROWTH = 0.25
"""By how much of its share a channel that is to grow grows at the least, where the others have as much to give."""


def carry(review: Review, scenario: Scenario, *, channel_of: Mapping[str, str] | None = None, set_by: str = "") -> Scenario:
    """The scenario with its mix after the review.

    A channel to stop gets no share. What that frees goes to the channels to grow, in proportion to their shares; to those to keep
    where none is to grow; to whatever is left where none is to keep. Channels to grow gain at least a quarter of their share: what is
    not freed for that, the others give in proportion. Where every channel is to stop, or nothing is to change, the mix stays.

    Args:
        review, scenario: channels are matched by names.
        channel_of: keys of the scenario's channels by keys of the review's, where names do not tell; empty text for none.
        set_by: who carries it over.
    """
    verdicts = _verdicts(review, scenario, channel_of or {})
    document = scenario.model_dump(mode="json")
    before = {channel.key: channel.share for channel in scenario.channels}
    after = _mix(before, {key: each.verdict for key, each in verdicts.items()})
    if after == before:
        return scenario
    changed = []
    for channel in document["channels"]:
        if after[channel["key"]] != before[channel["key"]]:
            channel["share"] = after[channel["key"]]
            _say_why(channel, verdicts.get(channel["key"]), review, set_by)
            changed.append(channel)
    scale_to_whole([each for each in changed if each["share"]], document["channels"])
    return Scenario.model_validate(document)


def _verdicts(review: Review, scenario: Scenario, by_hand: Mapping[str, str]) -> dict[str, ChannelReview]:
    keys, found = {channel.key for channel in scenario.channels}, dict[str, ChannelReview]()
    for each in review.channels:
        alike = channel_alike(scenario.channels, name_of(each.key, each.name), dict.fromkeys(found, 0))
        key = by_hand.get(each.key, alike)
        if key in keys and key is not None and key not in found:
            found[key] = each
    return found


def _mix(shares: Mapping[str, float], verdicts: Mapping[str, str]) -> dict[str, float]:
    """Shares after the verdicts; a channel without one is kept."""
    stopped = [key for key in shares if verdicts.get(key) == "stop"]
    growing = [key for key in shares if verdicts.get(key) == "grow"]
    rest = [key for key in shares if key not in stopped and key not in growing]
    if len(stopped) == len(shares):
        return dict(shares)
    freed = sum(shares[key] for key in stopped)
    mix = {key: 0.0 if key in stopped else share for key, share in shares.items()}
    if growing:
        given = sum(shares[key] for key in rest)
        wanted = min(max(0.0, GROWTH * sum(shares[key] for key in growing) - freed), given)
        _spread(mix, growing, freed + wanted)
        _spread(mix, rest, -wanted)
    elif freed:
        kept = [key for key in rest if verdicts.get(key, "keep") == "keep"]
        _spread(mix, kept or rest, freed)
    return mix


def _spread(mix: dict[str, float], keys: list[str], amount: float) -> None:
    """Add an amount in proportion to the shares there, all the same where there are none."""
    total = sum(mix[key] for key in keys)
    for key in keys if amount else ():
        mix[key] = max(0.0, mix[key] + amount * (mix[key] / total if total > 0 else 1 / len(keys)))


def _say_why(channel: dict[str, Any], verdict: ChannelReview | None, review: Review, set_by: str) -> None:
    """Where the new share comes from: the review, where the channel has a verdict there; else it is what the others leave."""
    channel.pop("share_from", None)
    if verdict is None:
        return
    said: Said = {
        "period": f"{review.since} to {review.until}",
        "source": review.list_name.strip() or None,
        "set_by": set_by.strip() or None,
        "imports": list(review.imports[-IMPORTS_LIMIT:]),
        "known_to": review.as_of,
        "n": verdict.n,
    }
    channel["share_from"] = said
