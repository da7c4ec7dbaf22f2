"""Formulas of key figures and of the team, each written once for one plan's numbers and for the arrays of many lanes.

A key figure is a quotient and comes as its two parts: who asks for it knows what to say where there is nothing to divide by. Money is that
of the horizon, shapes are one number or (B,) throughout.
"""

import numpy as np

from app.planner.rounding import Array, Figure

Quotient = tuple[Figure, Figure]
"""What is divided, and by what."""


def cac(spend: Figure, won: Figure) -> Quotient[Figure]:
    """Spend on media and vendors / new deals."""
    return spend, won


def cac_loaded(spend: Figure, people: Figure, won: Figure) -> Quotient[Figure]:
    """(spend + the present heads over the horizon) / new deals."""
    return spend + people, won


def velocity(opportunities: Figure, value: Figure, win_rate: Figure, cycle_days: Figure) -> Quotient[Figure]:
    """Opportunities x deal value x win rate / days from opportunity to deal; money a day."""
    return opportunities * value * win_rate, cycle_days


def roi(revenue: Figure, gross_margin: float, spend: Figure) -> Quotient[Figure]:
    """(new revenue x gross margin - spend) / spend."""
    return revenue * gross_margin - spend, spend


def lifetime(value: Figure, gross_margin: float, retention: Figure) -> Quotient[Figure]:
    """Deal value x gross margin / (1 - retention); retention is a fraction a year."""
    return value * gross_margin, 1 - retention


def payback(loaded: Figure, value: Figure, gross_margin: float) -> Quotient[Figure]:
    """CAC with people / (deal value x gross margin / 12); months."""
    return loaded, value * gross_margin / 12


def accounts_kept(accounts: float, retention: Figure, months: int) -> Figure:
    """Accounts x (1 - (1 - retention) x years), never below 0; retention is a fraction a year."""
    kept: Figure = np.maximum(0.0, 1 - (1 - retention) * (months / 12))
    return accounts * kept


def to_win_of(new_business: Figure, pipeline: Figure, surplus: Figure) -> Figure:
    """Revenue that new and open deals have to bring: new business + pipeline - what there is to spare; below 0 is nothing to win."""
    return new_business + pipeline - surplus


def heads_for(load: Array, a_head: Array | float) -> Array:
    """Heads that carry so many units a month, fractions among them; `a_head` is what one carries, above 0. Shape in, shape out."""
    return load / a_head


def people_cost(heads: Array, pay: Array, months: int) -> Array:
    """Heads x cost a month, over all roles, x months; heads and pay are (B, R), the cost is (B,)."""
    a_month: Array = np.add.reduce(heads * pay, axis=1)
    return a_month * months
