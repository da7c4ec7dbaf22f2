"""Locales that differ in what languages differ in, numbers of every size, and what a refused text says."""

import pytest
from hypothesis import strategies as st

from app.language import NumberNotUnderstood

LOCALES = ["en", "de", "fr", "el", "ar", "ar_EG", "en_IN", "es", "pl", "pt_PT", "ja", "tr", "de_CH"]
NBSP = "\u00a0"
locales = st.sampled_from(LOCALES)

floats = st.one_of(
    st.floats(-1e15, 1e15),
    st.floats(-2000, 2000),
    st.builds(lambda n, places: n / 10**places, st.integers(-(10**9), 10**9), st.integers(0, 6)),
)

numbers = st.one_of(floats, st.integers(-(10**18), 10**18), st.decimals(-(10**12), 10**12, allow_nan=False, places=4))


def refusal(read, *args, **kwargs) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(NumberNotUnderstood) as caught:
        read(*args, **kwargs)
    return caught.value.code, caught.value.suggestion
