"""What options of the commands about history say: each is checked, and becomes what the services take; else the command ends."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.history.measured import Question
from app.language import Language
from app.terminal import answering
from app.terminal.history_store import Wishes
from app.terminal.recipe_files import recipe_from
from app.terminal.trouble import CannotDo

_ORDERS = ("dmy", "mdy", "ymd")


def see_that_it_can_be_read(file: Path, limit: int) -> None:
    """There is such a file, and it is not too large."""
    if not file.exists():
        raise CannotDo(f"{file}: There is no such file.")
    if file.is_dir():
        raise CannotDo(f"{file}: This is a folder; give a file.")
    if file.stat().st_size > limit:
        raise CannotDo(f"{file}: It is larger than {limit // 1_000_000} MB, so none of it was taken.")


def wishes_of(wishes: Mapping[str, Any], words: Language, *, ask: bool) -> Wishes:
    """What the options of a command say of its files."""
    order = wishes["date_order"]
    if order is not None and order not in _ORDERS:
        raise CannotDo(f"--date-order {order}: It can be {', '.join(_ORDERS)}.")
    as_of = day_of("--as-of", wishes["as_of"])
    return Wishes(
        list_name=wishes["list_name"],
        recipe=None if wishes["recipe"] is None else recipe_from(wishes["recipe"]),
        date_order=order,
        as_of=None if as_of is None else dt.date.fromisoformat(as_of),
        header=wishes["header"],
        accept=wishes["yes"],
        replaces=wishes.get("replaces"),
        ask=(lambda asked, found: answering.ask(asked, found, words)) if ask else None,
    )


def question_of(list_name: str, asked: Mapping[str, Any]) -> Question:
    """What figures are asked for."""
    days = {name: day_of(f"--{name.replace('_', '-')}", asked[name]) for name in ("since", "until", "as_of")}
    see_that_it_begins_first(days["since"], days["until"])
    more: dict[str, Any] = {name: asked[name] for name in ("split", "whole_history", "short_season") if name in asked}
    return Question(list_name, days["as_of"], days["since"], days["until"], **more)


def day_of(option: str, text: str | None) -> str | None:
    """A day as it was typed, if it is one."""
    if text is None:
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise CannotDo(f"{option} {text}: A day is written as 2026-11-22.") from None
    if not 1900 <= found.year < 2200:
        raise CannotDo(f"{option} {text}: Days are those of the years from 1900 to 2199.")
    return found.isoformat()


def see_that_it_begins_first(since: str | None, until: str | None) -> None:
    """A period ends on the day on which it begins, or later."""
    if since is not None and until is not None and until < since:
        raise CannotDo(f"--until {until}: The period ends before it begins.")


def content_of(used: int | None, available: int | None) -> tuple[int, int] | None:
    """How much of the content sales use, and how much there is."""
    if used is None and available is None:
        return None
    if used is None or available is None:
        raise CannotDo("--content-used and --content-available belong together.")
    if used > available:
        raise CannotDo(f"--content-used {used}: More is used than there is.")
    return used, available


def by_channel(option: str, texts: Sequence[str], most: float) -> dict[str, float]:
    """What is said of channels, each as CHANNEL:FIGURE; the channel may have a colon in its name."""
    found = {}
    for text in texts:
        channel, _, figure = text.rpartition(":")
        try:
            value = float(figure)
        except ValueError:
            value = -1.0
        if not channel or not 0 <= value <= most:  # not so where it is NaN
            raise CannotDo(f"{option} {text}: Write the channel, a colon and a number from 0 to {most:,}.")
        found[channel] = value
    return found
