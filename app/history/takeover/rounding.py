"""Measured figures in as many digits as people would type: a scenario is read, compared and argued about.

Every function grows with its argument, so that a range which held a figure still holds it when all three are rounded alike.
"""

import math

from app.planner.rounding import currency_digits

RATE_DIGITS = 4
SHARE_DECIMALS = 4
VARIATION_DECIMALS = 3
WEIGHT_DECIMALS = 3
WHOLE_FROM = 100
"""Money from which on the minor unit says nothing."""
_LEAST_DIGITS = 3


def significant(value: float, digits: int = RATE_DIGITS) -> float:
    """So many digits that count: 0.36051 is 0.3605, and 0.00036051 is 0.0003605."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def rate(value: float) -> float:
    """A rate or a yield: four digits of its percentage."""
    return significant(value)


def days(value: float) -> float:
    """A lag, to a tenth of a day."""
    return round(value, 1)


def share(value: float) -> float:
    """A share of the revenue: hundredths of a percent; three digits of one so small that they would hide it."""
    return _at_least(value, SHARE_DECIMALS)


def variation(value: float) -> float:
    """A deviation over its mean."""
    return _at_least(value, VARIATION_DECIMALS)


def weight(value: float) -> float:
    """A month's index."""
    return round(value, WEIGHT_DECIMALS)


def amount(value: float, currency: str) -> float:
    """What a deal or a year is worth: whole units of the currency from a hundred up."""
    return float(round(value)) if abs(value) >= WHOLE_FROM else cost(value, currency)


def cost(value: float, currency: str) -> float:
    """What one unit costs: to the minor unit; three digits of what is a fraction of it, as an impression is."""
    return _at_least(value, currency_digits(currency))


def _at_least(value: float, decimals: int) -> float:
    """Rounded to decimals; to three digits where the decimals would leave one."""
    return significant(value, _LEAST_DIGITS) if abs(value) < 10.0 ** (1 - decimals) else round(value, decimals)
