"""Texts of cells into values: numbers, days, months, words; what a column holds is judged from all of its cells."""

from app.history.values.dates import days, months
from app.history.values.numbers import numbers
from app.history.values.words import fold, fold_header, is_nothing, unreadable

__all__ = ["days", "fold", "fold_header", "is_nothing", "months", "numbers", "unreadable"]
