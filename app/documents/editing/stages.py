"""Stages come, go and change places; conversions, entries, open pipeline and people follow."""

from itertools import pairwise
from typing import Any

from app.documents.editing.result import Document, Edited, EditRefused, place_of, swap
from app.documents.editing.spreads import joined_spread
from app.documents.slugs import unique_key
from app.planner.scenario import LAG_DAYS_LIMIT, SMALLEST_RATE, STAGES_LIMIT, Conversion, ConversionOverride, Stage

NEW_NAME = "New stage"
FEWEST = 2
FIGURES = 12
"""Significant figures of a count that is worked out: enough for any reader, and free of the last bit's noise."""
_ABOUT_THE_RATE = ("low", "high", "evidence", "benchmark", "basis", "period", "set_by", "source")
_MEASURED = ("imports", "known_to", "lag_from")
"""Left out of a document where they say nothing."""
_SPREAD = "lag_quantiles"


def add(document: Document, after: str = "") -> Edited:
    """A stage after another one, or at the top. Everyone reaches it and goes on from it at once, until figures are typed."""
    stages = document["stages"]
    if len(stages) >= STAGES_LIMIT:
        raise EditRefused("too_many_stages", {"limit": STAGES_LIMIT})
    place = place_of(stages, "key", after) + 1 if after else 0
    if place == len(stages):
        raise EditRefused("last_stage", {"name": stages[-1]["name"]})
    key = unique_key(NEW_NAME, _taken(document), "stage")
    owner = stages[place - 1]["owner"] if place else stages[0]["owner"]
    stages.insert(place, Stage(key=key, name=_free_name(stages), owner=owner).model_dump(mode="json"))
    document["conversions"].append(
        Conversion.model_validate({"from": key, "to": stages[place + 1]["key"], "rate": 1.0}).model_dump(mode="json")
    )
    _rejoin(document)
    return Edited(document, f"/stages/{place}/name")


def remove(document: Document, key: str = "") -> Edited:
    """A stage gone: the rates around it multiply, its lags add up, and who entered there enters at the next."""
    stages = document["stages"]
    place = place_of(stages, "key", key)
    if len(stages) <= FEWEST:
        raise EditRefused("too_few_stages", {"least": FEWEST})
    if place == len(stages) - 1:
        raise EditRefused("last_stage", {"name": stages[place]["name"]})
    before = stages[place - 1]["key"] if place else None
    after = stages[place + 1]["key"]
    enters = after if place + 1 < len(stages) - 1 else str(before)
    conversions = {each["from"]: each for each in document["conversions"]}
    _move_pipeline(document, key, before, after if enters == after else None, conversions)
    for channel in document["channels"]:
        _join_overrides(channel, key, before, conversions)
        if channel["enters"] == key:
            channel["enters"] = enters
    if before is not None:
        _join_into(conversions[before], conversions[key])
    document["conversions"] = [each for each in document["conversions"] if each["from"] != key]
    del stages[place]
    for role in document["team"]:
        if role["handles"] == key and key not in _handled_otherwise(document):
            role["handles"] = after
    _rejoin(document)
    return Edited(document, f"/stages/{min(place, len(stages) - 1)}/name")


def move_up(document: Document, key: str = "") -> Edited:
    """A stage one place towards the top."""
    return _moved(document, key, -1)


def move_down(document: Document, key: str = "") -> Edited:
    """A stage one place towards the deal."""
    return _moved(document, key, 1)


def _moved(document: Document, key: str, by: int) -> Edited:
    """Each stage keeps the rate and the lag with which it is left; the won deal stays last."""
    stages = document["stages"]
    place = place_of(stages, "key", key)
    if len(stages) - 1 in (place, place + by):
        raise EditRefused("last_stage", {"name": stages[-1]["name"]})
    place = swap(stages, place, by)
    _rejoin(document)
    _drop_not_passed(document)
    return Edited(document, f"/stages/{place}/name")


def _rejoin(document: Document) -> None:
    """Let every conversion lead to the stage that now follows, and write them in that order."""
    following = dict(pairwise(stage["key"] for stage in document["stages"]))
    order = list(following)
    for conversion in document["conversions"]:
        conversion["to"] = following.get(conversion["from"], conversion["to"])
    document["conversions"].sort(key=lambda each: order.index(each["from"]) if each["from"] in following else len(order))


def _drop_not_passed(document: Document) -> None:
    keys = [stage["key"] for stage in document["stages"]]
    for channel in document["channels"]:
        passed = keys[keys.index(channel["enters"]) : -1] if channel["enters"] in keys else []
        channel["conversions"] = {key: each for key, each in channel["conversions"].items() if key in passed}


def _join_into(first: Document, second: Document) -> None:
    """The first conversion becomes both; what was measured about one of them stays only where the other changes nothing."""
    joined = _joined(first, second)
    first.pop(_SPREAD, None)
    if not _neutral(second):
        kept = {name: second[name] for name in _MEASURED if name in second and _neutral(first)}
        for name in _MEASURED:
            first.pop(name, None)
        joined |= kept
    first.update(joined)


def _joined(first: Document, second: Document) -> Document:
    """Two conversions as one. What was counted or published about one of them stays only where the other changes nothing."""
    joined: dict[str, Any] = {
        "rate": max(first["rate"] * second["rate"], SMALLEST_RATE),
        "lag_days": min(first["lag_days"] + second["lag_days"], float(LAG_DAYS_LIMIT)),
    }
    if spread := joined_spread(first, second):
        joined[_SPREAD] = spread
    if _neutral(second):
        return joined
    return joined | {name: second.get(name) if _neutral(first) else None for name in _ABOUT_THE_RATE if name in first}


def _neutral(conversion: Document) -> bool:
    """Whether everyone passes at once, and nobody has said anything about it."""
    said = any(conversion.get(name) for name in (*_ABOUT_THE_RATE, *_MEASURED, _SPREAD))
    return conversion["rate"] == 1 and conversion["lag_days"] == 0 and not said


def _join_overrides(channel: Document, key: str, before: str | None, conversions: dict[str, Document]) -> None:
    """What a channel does differently on either side of the stage becomes one difference."""
    own = channel["conversions"]
    second = own.pop(key, None)
    first = own.get(before) if before is not None else None
    if before is None or channel["enters"] == key or (first is None and second is None):
        return
    if second is None and first is not None and _neutral(conversions[key]):
        return
    here = ConversionOverride().model_dump(mode="json")
    joined = _joined(_as_passed(first, conversions[before]), _as_passed(second, conversions[key]))
    for name in ("rate", "lag_days"):
        if any((each or {}).get(name) is not None for each in (first, second)):
            here[name] = joined[name]
    if any((each or {}).get(name) for each in (first, second) for name in ("lag_days", _SPREAD)) and _SPREAD in joined:
        here[_SPREAD] = joined[_SPREAD]
    own[before] = here


def _as_passed(own: Document | None, general: Document) -> Document:
    return general | {name: own[name] for name in ("rate", "lag_days", _SPREAD) if own and own.get(name) is not None}


def _move_pipeline(document: Document, key: str, before: str | None, after: str | None, conversions: dict[str, Document]) -> None:
    """Who is open in the stage stands for as many deals as before: fewer of them further on, or more of them further back."""
    held = document["pipeline"].pop(key, 0)
    if not held:
        return
    if after is not None:
        place, count = after, held * conversions[key]["rate"]
    elif before is not None:
        place, count = before, held / conversions[before]["rate"]
    else:
        return
    document["pipeline"][place] = float(f"{document['pipeline'].get(place, 0) + count:.{FIGURES}g}")


def _handled_otherwise(document: Document) -> set[str]:
    return {channel[name] for channel in document["channels"] for name in ("key", "activity")}


def _taken(document: Document) -> set[str]:
    return {stage["key"] for stage in document["stages"]} | _handled_otherwise(document)


def _free_name(stages: list[Document]) -> str:
    names = {stage["name"] for stage in stages}
    number = 2
    name = NEW_NAME
    while name in names:
        name, number = f"{NEW_NAME} {number}", number + 1
    return name
