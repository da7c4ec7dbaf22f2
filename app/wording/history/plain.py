"""History as plain JSON values, for programs: the dataclasses of the domain, and what is found, asked and judged in words, too."""

import dataclasses
import datetime as dt
import math
from typing import Any

from pydantic import BaseModel

from app.history.found import Asked, Finding
from app.history.measured import MeasuredFunnel, Rate
from app.history.reviewed import ChannelReview, Figure
from app.language import Language


def as_plain(value: object, words: Language) -> Any:
    """A value of the domain as plain values; a number without an end is null, a moment ISO text in UTC."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return list(value) if value and all(type(each) is int for each in value) else [as_plain(each, words) for each in value]
    if isinstance(value, dict):
        return {str(key): as_plain(each, words) for key, each in value.items()}
    if isinstance(value, Finding | Asked):
        sentence = _sentence(value, words)
        return _fields(value, words) | {"message": sentence}
    if isinstance(value, ChannelReview):
        return _fields(value, words) | {"message": _sentence(Finding(value.reason, "info", value.values), words)}
    if dataclasses.is_dataclass(value):
        return _in_words(value, _fields(value, words), words)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else str(value)


def _in_words(value: object, shown: dict[str, Any], words: Language) -> dict[str, Any]:
    """What the codes of a measured figure mean, null where there are none; and groups that have no name of their own with one."""
    from app.wording.history import figures, summary

    if isinstance(value, Rate):
        return shown | {"message": figures.rate_reason(value, words) or figures.difference(value, words) or None}
    if isinstance(value, Figure):
        return shown | {"message": figures.figure_reason(value.reason, words) or None}
    if isinstance(value, MeasuredFunnel):
        labels = [figures.group_name(each.key, each.name, words, value.others) for each in value.groups]
        groups = [each | {"label": label} for each, label in zip(shown["groups"], labels, strict=True)]
        return shown | {"groups": groups, "message": summary.in_one(summary.summary(value, words))}
    return shown


def _sentence(said: Finding | Asked, words: Language) -> str:
    from app.wording.history import finding_sentence, question  # when there is something to say

    return finding_sentence(said, words) if isinstance(said, Finding) else question(said, words)


def _fields(value: Any, words: Language) -> dict[str, Any]:
    return {field.name: as_plain(getattr(value, field.name), words) for field in dataclasses.fields(value)}
