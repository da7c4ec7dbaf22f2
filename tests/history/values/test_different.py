"""What is made of texts is the same for a column that is kept by its different texts, and each of them is read once."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.values import days
from app.history.values.different import Different, once

TEXTS = st.lists(
    st.none() | st.sampled_from(["2026-03-04", "2024-02-31", "5 Mar 2026", "03/04/2026", "later", "2026-03-04 10:00"]), max_size=12
)
NOTHING = -(2**31)


def read_days(texts: pl.Series) -> pl.Series:
    return days(texts, {"/": "dmy"})


def coded(blocks: list[list[str | None]]) -> list[pl.Series]:
    """The same column, block after block."""
    kind = pl.Categorical(pl.Categories.random())
    return [pl.Series(block, dtype=pl.String).cast(kind) for block in blocks]


@settings(deadline=None)
@given(blocks=st.lists(TEXTS, min_size=1, max_size=3))
def test_days_are_the_same_however_the_column_is_kept(blocks: list[list[str | None]]) -> None:
    different = Different()
    for block, cells in zip(blocks, coded(blocks), strict=True):
        texts = pl.Series(block, dtype=pl.String)
        plain = read_days(texts)
        assert different.each("days", cells, read_days).to_list() == plain.to_list() == once(read_days)(texts).to_list()
        for kept in (cells, texts):
            assert different.numbers("days", kept, read_days, NOTHING).tolist() == plain.fill_null(NOTHING).to_list()


def test_each_different_text_is_read_once() -> None:
    read: list[str] = []

    def lengths(texts: pl.Series) -> pl.Series:
        read.extend(texts.to_list())
        return texts.str.len_chars()

    different = Different()
    first, second = coded([["a", "bb", "a", None], ["ccc", "a", "ccc"]])
    assert different.each("length", first, lengths).to_list() == [1, 2, 1, None]
    assert different.each("length", second, lengths).to_list() == [3, 1, 3]
    assert sorted(read) == ["a", "bb", "ccc"]


def test_an_array_that_is_changed_does_not_change_what_is_known() -> None:
    different = Different()
    first, second = coded([["2026-03-04"], ["2026-03-04"]])
    different.numbers("days", first, read_days, NOTHING)[:] = 7
    assert different.numbers("days", second, read_days, NOTHING).tolist() == [20516]
