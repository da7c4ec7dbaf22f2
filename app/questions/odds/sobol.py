"""Sobol points: numbers between 0 and 1 that fill a cube of many dimensions far more evenly than random ones, scrambled by a seed.

Each point is as good as a uniform one by itself, so that means over them are right on average, and the error falls almost as 1 / N.
Source: I. M. Sobol, On the distribution of points in a cube and the approximate evaluation of integrals, USSR Comput. Math. Math. Phys. 7
(1967), with primitive polynomials in their order and direction numbers of our own (`CHOICES`). Scrambled by random triangular matrices
and a shift after J. Matousek, On the L2-discrepancy for anchored boxes, J. Complexity 14 (1998).
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.questions.odds.draws import stratified, stream

BITS = 32

Words = npt.NDArray[np.uint64]

CHOICES = """
0 0 0 2 36 8 379 304 333 46 64 216 202 202 322 160 221 120 234 196 114 152 55 291 196 397 189 160 93 294 9 161 259 172 40 194 90 391 54
128 395 127 360 22 107 204 217 62 8 50 327 242 352 345 122 145 109 63 191 65 282 361 183 376 43 101 99 210 177 290 344 4 325 227 248 271
194 131 381 136 262 180 74 315 247 157 210 228 255 363 300 117 140 10 390 221 355 207 69 281 305 363 287 159 349 115 233 315 241 87 250
361 269 221 89 243 375 316 162 247 370 84 220 46 366 13 216
"""
"""By dimension from the second on, which of the tried beginnings was kept.

A dimension begins with as many free odd numbers as its polynomial has degrees. Of up to 400 beginnings, made by `_beginning`, the one was
kept that leaves least unevenness beside every dimension before it: the sum of 4^t over the pairs, t being the quality parameter of the
first 2^10 points of a pair as a (t, 10, 2)-net (H. Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods, 1992, chapter 4).
"""


@lru_cache(maxsize=1)
def _directions() -> Words:
    """Direction numbers of all dimensions there are, (D, BITS), the first bit on top."""
    choices = [int(choice) for choice in CHOICES.split()]
    found = [[1] * BITS]
    for dimension, (polynomial, choice) in enumerate(zip(_primitive_polynomials(len(choices)), choices, strict=True), 1):
        found.append(_continued(polynomial, _beginning(polynomial.bit_length() - 1, dimension, choice)))
    shifts = np.arange(BITS - 1, -1, -1, dtype=np.uint64)
    return np.array(found, dtype=np.uint64) << shifts


def _beginning(degree: int, dimension: int, choice: int) -> list[int]:
    """The k-th number is odd and below 2^k, its other bits mixed from the dimension, the choice and k."""
    numbers = []
    for place in range(1, degree + 1):
        mixed = ((dimension * 0x85EBCA6B) ^ (choice * 0xC2B2AE35) ^ (place * 0x9E3779B1)) & 0xFFFFFFFF
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B3C6D & 0xFFFFFFFF
        mixed = (mixed ^ (mixed >> 12)) * 0x297A2D39 & 0xFFFFFFFF
        numbers.append(((mixed ^ (mixed >> 15)) >> (32 - place)) | 1)
    return numbers


def _primitive_polynomials(count: int) -> list[int]:
    """The first primitive polynomials over the field of two elements, as numbers whose bits are the coefficients."""
    found: list[int] = []
    degree = 0
    while len(found) < count:
        degree += 1
        found += [number for number in range((1 << degree) + 1, 2 << degree, 2) if _is_primitive(number, degree)]
    return found[:count]


def _is_primitive(polynomial: int, degree: int) -> bool:
    """Whether the powers of x leave every remainder but zero: x comes back to 1 after 2^degree - 1 steps and not before."""
    remainder, steps = 1, 0
    while True:
        remainder <<= 1
        remainder ^= polynomial if remainder >> degree else 0
        steps += 1
        if remainder == 1:
            return steps == (1 << degree) - 1


def _continued(polynomial: int, first: list[int]) -> list[int]:
    """m_k = 2 a_1 m_(k-1) + ... + 2^(s-1) a_(s-1) m_(k-s+1) + 2^s m_(k-s) + m_(k-s), sums without carry."""
    degree, numbers = len(first), list(first)
    while len(numbers) < BITS:
        new = numbers[-degree] ^ (numbers[-degree] << degree)
        for back in range(1, degree):
            if polynomial >> (degree - back) & 1:
                new ^= numbers[-back] << back
        numbers.append(new)
    return numbers


def sobol(count: int, dimensions: int, seed: int) -> Array:
    """Scrambled Sobol points, (count, dimensions), each strictly between 0 and 1; `count` a power of two.

    Dimensions beyond those there are direction numbers for are stratified each by itself.
    """
    known = _directions()[:dimensions]
    bits = stream(seed, "sobol")
    words = _scrambled(known, bits, count)
    points = np.empty((count, dimensions))
    points[:, : len(known)] = ((words >> np.uint64(64 - BITS)).astype(float) + 0.5).T / 2.0**BITS
    for dimension in range(len(known), dimensions):
        order, rising = stratified(seed, f"sobol/{dimension}", count)
        points[order, dimension] = rising
    return points


def _scrambled(directions: Words, bits: np.random.PCG64, count: int) -> Words:
    """Points as whole numbers whose top BITS count, (D, count)."""
    lower = bits.random_raw(len(directions) * BITS).reshape(len(directions), BITS)
    turned = np.zeros_like(directions)
    for bit in range(BITS):
        # a column of the triangular matrix: a one in its own place and chance bits below; words hold them from the top
        column = (np.uint64(1) << np.uint64(63 - bit)) | (lower[:, bit] >> np.uint64(bit + 1))
        has = (directions >> np.uint64(BITS - 1 - bit)) & np.uint64(1)
        turned ^= has * column[:, None]
    words = np.repeat(bits.random_raw(len(directions))[:, None], count, axis=1)
    number = np.arange(count, dtype=np.uint64)
    for bit in range(max(count - 1, 1).bit_length()):
        words ^= ((number >> np.uint64(bit)) & np.uint64(1)) * turned[:, bit, None]
    return words
