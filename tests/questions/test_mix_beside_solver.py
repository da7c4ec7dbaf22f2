"""The least spend on the curves of a plan's channels, beside a general solver."""

import numpy as np
from scipy.optimize import minimize

from app.questions.mixing.cheapest import Limits, least, most_of
from app.questions.mixing.costs import Costs

MONTHS = 12


def problem(rng, channels):
    """Channels some of which are straight, with seasons and ceilings of their own, bounds of shares, and an amount in reach."""
    shape = rng.dirichlet(np.full(MONTHS, 3.0), channels)
    bends = np.where(rng.random(channels) < 0.25, 0.0, rng.uniform(0.2, 2.0, channels))[:, None] * shape
    top = np.where(bends.any(axis=1), 0.98 / np.maximum(bends.max(axis=1), 1e-9), rng.uniform(1, 8, channels))
    zeros = np.zeros(channels)
    costs = Costs(
        slope=rng.uniform(0.1, 2, channels),
        bends=bends,
        shape=shape,
        along=np.where(rng.random(channels) < 0.5, rng.uniform(0, 0.5, channels), 0.0),
        fixed=zeros,
        most=top,
        too_late=zeros.astype(bool),
        by_ceiling=zeros.astype(bool),
        rooms=np.full((channels, MONTHS), np.inf),
    )
    low = np.where(rng.random(channels) < 0.3, rng.uniform(0, 0.8 / channels, channels), 0.0)
    high = np.where(rng.random(channels) < 0.3, rng.uniform(1.2 / channels, 1, channels), 1.0)
    limits = Limits(low, high)
    return costs, limits, most_of(costs, limits) * rng.uniform(0.05, 0.9)


def general(costs, limits, wanted):
    """What sequential quadratic programming makes of the same, from a point within the bounds; None where it gives up."""
    low, high = limits.low * wanted, np.minimum(costs.most, limits.high * wanted)
    start = low + (high - low) * (wanted - low.sum()) / (high - low).sum()
    found = minimize(
        lambda revenue: float(costs.spend(revenue[None]).sum()),
        start,
        jac=lambda revenue: costs.marginal(revenue[None])[0],
        bounds=list(zip(low, high, strict=True)),
        constraints={"type": "eq", "fun": lambda revenue: revenue.sum() - wanted, "jac": np.ones_like},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return found.fun if abs(found.x.sum() / wanted - 1) < 1e-10 else None


def test_a_thousand_random_mixes_cost_what_a_general_solver_has_them_cost():
    rng = np.random.default_rng(20261122)
    dearer = []
    for _ in range(1000):
        costs, limits, wanted = problem(rng, int(rng.integers(2, 9)))
        found = least(costs, limits, np.array([wanted]))
        revenue = found.revenue[0]
        assert abs(revenue.sum() / wanted - 1) <= 1e-12
        assert (revenue >= limits.low * wanted * (1 - 1e-12)).all()
        assert (revenue <= np.minimum(costs.most, limits.high * wanted) * (1 + 1e-12)).all()
        if (beside := general(costs, limits, wanted)) is not None:
            dearer.append(found.spend[0] / beside - 1)
    assert len(dearer) >= 950
    assert max(dearer) <= 1e-8  # never dearer than what the solver finds
    assert np.quantile(np.abs(dearer), 0.95) <= 1e-8
