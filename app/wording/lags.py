"""How single lags spread, in words: 'half within 12 days, nine of ten within 40 days'."""

from collections.abc import Sequence

from app.language import Language
from app.planner.text import N_

KNOWN = {
    "means": N_("Lags are taken at their means."),
    "distributions": N_("Lags differ from buyer to buyer, as their spread says."),
    "mixed": N_("Lags differ from buyer to buyer where their spread is known; the others are taken at their means."),
}
"""How a chance takes the lags, by what is known of them."""
SPREAD = N_("half within %(half)s, nine of ten within %(most)s")


def spread_text(spread: Sequence[float], language: Language, mean: float | None = None) -> str:
    """What a spread says of single buyers, whose mean is its own or a given number of days; empty where there is none."""
    total = sum(spread)
    if total <= 0:
        return ""
    times = 1.0 if mean is None else mean * len(spread) / total
    half, most = (_quantile(spread, share) * times for share in (0.5, 0.9))
    return language.gettext(SPREAD, half=_days(half, language), most=_days(most, language))


def _quantile(spread: Sequence[float], share: float) -> float:
    """The i-th of n values, from 0, lies at (i + 1/2) / n; between them on straight lines."""
    place = min(max(share * len(spread) - 0.5, 0.0), len(spread) - 1.0)
    low = int(place)
    high = min(low + 1, len(spread) - 1)
    return spread[low] + (place - low) * (spread[high] - spread[low])


def _days(value: float, language: Language) -> str:
    return language.days(round(value) if value >= 10 else round(value, 1))
