"""Exponential, logarithm and the normal quantile out of additions, multiplications, divisions and square roots alone.

Those four give the same bits on every machine, what libraries make of exp and log does not: with these, one seed gives one set of
numbers anywhere. All are right to a few units in the last place.
"""

import math

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array

LOG2_HIGH, LOG2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, of which a small whole number times the first is exact."""

CENTRAL = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
OUTER = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip


def exp(x: Array) -> Array:
    """e to the power of x, any shape; x between -700 and 700."""
    power = np.rint(x * 1.4426950408889634)
    rest = (x - power * LOG2_HIGH) - power * LOG2_LOW
    found = np.ones_like(rest)
    found *= 1 / math.factorial(13)
    for term in range(12, -1, -1):
        found *= rest
        found += 1 / math.factorial(term)
    return np.ldexp(found, power.astype(np.int32))


def log(x: Array) -> Array:
    """The natural logarithm of positive x, any shape: 2 artanh((m - 1) / (m + 1)) + e ln 2 with x = m 2^e and m about 1."""
    part, power = np.frexp(x)
    small = part < 0.7071067811865476
    part, power = np.where(small, part * 2, part), power - small
    s = (part - 1) / (part + 1)
    square = s * s
    series = np.zeros_like(s)
    for odd in range(23, 0, -2):
        series *= square
        series += 2 / odd
    found: Array = power * LOG2_HIGH + (s * series + power * LOG2_LOW)
    return found


def expit(x: Array) -> Array:
    """The share whose logit is x: 1 / (1 + e^-x), any shape."""
    share: Array = 1 / (1 + exp(np.minimum(-x, 700.0)))
    return share


def _quotient(parts: tuple[tuple[float, ...], tuple[float, ...]], r: Array) -> Array:
    """A quotient of two polynomials, coefficients from the highest power down."""
    above, below = np.full_like(r, parts[0][0]), np.full_like(r, parts[1][0])
    for high, low in zip(parts[0][1:], parts[1][1:], strict=True):
        above *= r
        above += high
        below *= r
        below += low
    above /= below
    return above


def normal_quantile(u: Array) -> Array:
    """z with u of the standard normal below it, for 0 < u < 1, any shape.

    Source: M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics 37 (1988).
    """
    q = u - 0.5
    z = q * _quotient(CENTRAL, 0.180625 - q * q)
    outside: npt.NDArray[np.bool_] = np.abs(q) > 0.425
    if outside.any():
        z[outside] = _tail(u[outside])
    return z


def _tail(u: Array) -> Array:
    r = np.sqrt(-log(np.minimum(u, 1 - u)))
    size = _quotient(OUTER, r - 1.6)
    far = r > 5
    if far.any():
        size[far] = _quotient(FAR, r[far] - 5)
    return np.where(u < 0.5, -size, size)
