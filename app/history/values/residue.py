"""What the fast way left: each different text is read once, by the plain reader that defines what is right."""

from collections.abc import Callable
from typing import TypeVar

import polars as pl

Value = TypeVar("Value", int, float)


def read_rest(rest: pl.Series, read: pl.Series, left: pl.Series, reader: Callable[[str], Value | None]) -> pl.Series:
    """`read` with what `reader` makes of the texts `rest`, which belong where `left` is true."""
    texts = rest.unique()
    values = pl.Series([reader(text) for text in texts.to_list()], dtype=read.dtype)
    if values.null_count() == len(values):
        return read
    known = values.is_not_null()
    found = rest.replace_strict(texts.filter(known), values.filter(known), default=None, return_dtype=read.dtype)
    return put_in(read, left, found)


def put_in(read: pl.Series, left: pl.Series, found: pl.Series) -> pl.Series:
    """`read` with the values `found`, one for each place where `left` is true."""
    return read.scatter(left.arg_true(), found)
