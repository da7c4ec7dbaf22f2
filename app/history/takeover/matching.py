"""Which measured stage or channel is which of a scenario's: by folded names, and by hand where names say nothing."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from app.history.measured import OTHERS, MeasuredFunnel
from app.planner.scenario import Channel, Scenario, Stage

_ALIKE = {
    "marketingqualifiedlead": "mql",
    "salesqualifiedlead": "sql",
    "opp": "opportunity",
    "contact": "lead",
    "inquiry": "lead",
    "enquiry": "lead",
    "socialmedia": "social",
    "sea": "paidsearch",
    "googleads": "paidsearch",
    "seo": "organicsearch",
    "newsletter": "email",
}
"""Folded names, in the singular, that people use for one thing."""
NAMELESS = {"": "not_given", OTHERS: "all_others"}
"""Keys of the scenario's channels that hold the groups without a name: the key stays what it is, however the channel is called."""


def folded(name: str) -> str:
    """A name by which two spellings are one: 'Cold e-mails', 'cold_email' and 'Cold Email' are 'coldemail'."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)).casefold()
    words = re.sub(r"[\W_]+", "", plain)
    single = (
        words[:-3] + "y"
        if words.endswith("ies") and len(words) > 4
        else words[:-1]
        if words.endswith("s") and not words.endswith("ss")
        else words
    )
    return _ALIKE.get(single, single)


def matched_stages(scenario: Scenario, measured: MeasuredFunnel, by_hand: Mapping[str, str] | None = None) -> dict[str, int]:
    """The position of a measured stage for each of the scenario's stages that has one, by the stage's key.

    The last stages are both the won deal. The others are one where name or key are alike.

    Args:
        scenario, measured: what is to be matched.
        by_hand: keys of the scenario's stages by names of measured stages, as a person says; empty text for none.
    """
    names, said = list(measured.stages), dict(by_hand or {})
    found = {scenario.stage_keys[-1]: len(names) - 1} if names else {}
    for place, name in enumerate(names[:-1]):
        stage = _stage_by_hand(scenario, said[name]) if name in said else _stage_alike(scenario.stages[:-1], name, found)
        if stage is not None and stage not in found:
            found[stage] = place
    return found


def _stage_by_hand(scenario: Scenario, key: str) -> str | None:
    return key if key in scenario.stage_keys[:-1] else None


def _stage_alike(stages: Sequence[Stage], name: str, taken: Mapping[str, int]) -> str | None:
    wanted = folded(name)
    return next((stage.key for stage in stages if stage.key not in taken and wanted in (folded(stage.name), folded(stage.key))), None)


def matched_channels(scenario: Scenario, measured: MeasuredFunnel, by_hand: Mapping[str, str] | None = None) -> dict[str, int]:
    """The position of a measured group for each of the scenario's channels that has one, by the channel's key.

    Args:
        scenario, measured: what is to be matched; a measurement that is not split by channel has none.
        by_hand: keys of the scenario's channels by keys of measured groups, as a person says; empty text for none.
    """
    if measured.split != "channel":
        return {}
    keys, said = {channel.key for channel in scenario.channels}, dict(by_hand or {})
    found: dict[str, int] = {}
    for place, group in enumerate(measured.groups):
        key = said.get(group.key) if group.key in said else channel_alike(scenario.channels, name_of(group.key, group.name), found)
        if key in keys and key is not None and key not in found:
            found[key] = place
    return found


def name_of(key: str, name: str) -> str:
    """What a measured group is matched by: its name, or else the key of the channel that holds such groups."""
    return name or NAMELESS.get(key, key)


def channel_alike(channels: Sequence[Channel], name: str, taken: Mapping[str, int]) -> str | None:
    """The key of the channel of that name that nothing else is yet."""
    wanted = folded(name)
    if not wanted:
        return None
    return next((each.key for each in channels if each.key not in taken and wanted in (folded(each.name), folded(each.key))), None)
