"""How sure a counted rate is."""

import math

SMALL_SAMPLE = 30
"""Fewer entries than this behind a rate, or fewer than 5 conversions, and the plan says so."""
FEW_CONVERSIONS = 5


def wilson_interval(converted: int, entered: int, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson score interval of a proportion; z = 1.96 covers 95 %.

    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), with p = converted / entered.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    Raises:
        ValueError: where nobody entered, or more converted than entered.
    """
    if entered <= 0 or not 0 <= converted <= entered:
        raise ValueError(f"cannot take {converted} of {entered} as a proportion")
    share = converted / entered
    spread = z * math.sqrt(share * (1 - share) / entered + z * z / (4 * entered * entered))
    middle, scale = share + z * z / (2 * entered), 1 + z * z / entered
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def is_small(converted: int, entered: int) -> bool:
    """Whether so few were counted that the rate says little."""
    return entered < SMALL_SAMPLE or converted < FEW_CONVERSIONS
