"""One order of stages from several files that each know some."""

from collections.abc import Sequence
from itertools import pairwise

from app.history.values.words import fold

_USUAL = (
    ("visitor", "visit", "session", "contact", "subscriber", "prospect", "suspect"),
    ("lead", "inquiry", "enquiry", "signup"),
    ("mql", "marketingqualifiedlead", "marketingqualified"),
    ("sal", "salesacceptedlead"),
    ("sql", "salesqualifiedlead", "salesqualified"),
    ("meeting", "demo", "discovery", "appointment", "trial"),
    ("opportunity", "opp", "pipeline"),
    ("proposal", "quote", "offer", "negotiation"),
    ("contract", "contractsent", "commit"),
    ("deal", "won", "customer", "closedwon", "client", "win"),
)
"""Stages as most teams order them; used only where no file says which of two comes first."""
_BETWEEN = 5.5


def stage_order(known: Sequence[tuple[tuple[str, ...], str | None]]) -> tuple[str, ...]:
    """The union of the stages of several files, each with its stages in order and the first day in it; spelled as the last file has it.

    What a file says of two stages holds; where none says anything, the usual order decides, then which file's history begins earlier.
    A file that says the reverse of those before it is not followed there.
    """
    names: dict[str, str] = {}
    after: dict[str, set[str]] = {}
    rank: dict[str, tuple[float, str, int]] = {}
    for stages, first in known:
        keys = [fold(stage) for stage in stages]
        for at, (key, stage) in enumerate(zip(keys, stages, strict=True)):
            names[key] = stage
            rank.setdefault(key, (_usual(key), first or "9", at))
            after.setdefault(key, set())
        for before, key in pairwise(keys):
            if before != key and not _leads_to(after, before, key):
                after[key].add(before)
    return tuple(names[key] for key in _sorted(after, rank))


def _usual(key: str) -> float:
    return next((float(at) for at, words in enumerate(_USUAL) if key in words), _BETWEEN)


def _leads_to(after: dict[str, set[str]], key: str, earlier: str) -> bool:
    """Whether `earlier` is known to come before `key`, maybe by way of others."""
    waiting, seen = [key], set()
    while waiting:
        one = waiting.pop()
        if one == earlier:
            return True
        seen.add(one)
        waiting.extend(after.get(one, set()) - seen)
    return False


def _sorted(after: dict[str, set[str]], rank: dict[str, tuple[float, str, int]]) -> list[str]:
    """An order in which each stage stands behind those it comes after; of several that may be next, the one ranked first."""
    left, done = dict(after), []
    while left:
        free = [key for key, before in left.items() if not before & left.keys()]
        one = min(free, key=lambda key: rank[key])
        done.append(one)
        del left[one]
    return done
