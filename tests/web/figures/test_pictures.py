"""Whole numbers that still add up, and axes that hide nothing."""

import math
import random

import pytest

from app.web.figures.pictures import add_up, apportioned, axis_start


@pytest.mark.parametrize("levels", [[0, 0], [5, 5], [-3, 2], [1e15, 1.1e15], [100, 101], [0.5, 0.6]])
def test_no_level_lies_below_the_start_of_the_axis(levels):
    assert axis_start(levels) <= min(levels)


def test_rounded_months_add_up_to_the_rounded_total():
    values = [0.4, 0.4, 0.4, 1.3, 2.5]
    assert sum(add_up(values)) == round(sum(values))


def test_whole_parts_add_up_to_the_whole_of_their_column():
    rows = apportioned([[1.4, 0.0, 2.5], [1.4, 0.0, 2.5], [1.4, 0.0, None]], [5, 0, 5])
    assert [sum(column) for column in zip(*rows, strict=True)] == [5, 0, 5]
    assert all(abs(cell - exact) < 1.5 for row, exact in zip(rows, (1.4, 1.4, 1.4), strict=True) for cell in row[:1])


@pytest.mark.parametrize("seed", range(50))
def test_parts_are_shared_out_by_row_and_by_column(seed):
    chance = random.Random(seed)
    parts = [[chance.choice([0.0, chance.random() * chance.choice([1, 30])]) for _ in range(14)] for _ in range(4)]
    totals = [math.ceil(sum(column)) for column in zip(*parts, strict=True)]
    rows = apportioned(parts, totals)
    assert [sum(column) for column in zip(*rows, strict=True)] == totals
    scale = sum(totals) / sum(map(sum, parts))
    for row, exact in zip(rows, parts, strict=True):
        assert min(row) >= 0
        assert all(cell == 0 for cell, share in zip(row, exact, strict=True) if share == 0)
        assert abs(sum(row) - scale * sum(exact)) <= 2
