"""Parts are read back as they were written, and hashes are the same for ever."""

import errno
import hashlib
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.parts import (
    PartNames,
    bucket_of,
    buckets_of,
    names_in,
    part_name,
    part_names,
    read_part,
    row_hashes,
    text_hashes,
    write_part,
)

MASK = (1 << 64) - 1


def mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def plain_hash(text: str) -> int:
    """The documented formula, one byte string at a time."""
    data = text.encode()
    if len(data) > 256:
        return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") or 1
    words = [int.from_bytes(data[start : start + 8], "little") for start in range(0, len(data), 8)]
    return mix((len(data) + sum(mix(word) * (mix(k + 1) | 1) for k, word in enumerate(words))) & MASK) or 1


def test_hashes_of_ids_never_change() -> None:
    hashes = text_hashes(pl.Series(["1", "10000001", "006A000000abcDE", None, "é" * 200, "deal-ü"]))
    assert hashes.tolist() == [
        plain_hash("1"),
        plain_hash("10000001"),
        plain_hash("006A000000abcDE"),
        0,
        plain_hash("é" * 200),
        plain_hash("deal-ü"),
    ]
    assert hashes[:2].tolist() == [15840660382234777751, 4493155054485980640]


@settings(deadline=None)
@given(texts=st.lists(st.one_of(st.none(), st.text(min_size=1, max_size=300)), min_size=1, max_size=30))
def test_a_hash_depends_on_the_text_alone(texts: list[str | None]) -> None:
    assert text_hashes(pl.Series(texts, dtype=pl.String)).tolist() == [0 if text is None else plain_hash(text) for text in texts]


@settings(deadline=None)
@given(length=st.integers(1, 40), data=st.data())
def test_texts_of_one_length_have_the_hashes_that_they_have_among_others(length: int, data: st.DataObject) -> None:
    alike = data.draw(st.lists(st.text(st.characters(codec="ascii"), min_size=length, max_size=length), min_size=1, max_size=10))
    assert text_hashes(pl.Series(alike)).tolist() == text_hashes(pl.Series([*alike, "another length" * 3]))[:-1].tolist()
    assert text_hashes(pl.Series(alike)).tolist() == [plain_hash(text) for text in alike]


def test_hashes_fill_the_buckets_evenly_and_do_not_meet() -> None:
    hashes = text_hashes(pl.Series([str(n) for n in range(100_000)]))
    assert len(np.unique(hashes)) == 100_000
    assert np.bincount(buckets_of(hashes), minlength=16).min() > 5_900


def test_rows_without_ids_have_hashes_of_their_own_file() -> None:
    rows = np.arange(1_000, dtype=np.uint32)
    one, other = row_hashes("0" * 64, rows), row_hashes("1" * 64, rows)
    assert len(np.unique(np.concatenate([one, other]))) == 2_000
    assert (one != 0).all()


def test_a_part_keeps_its_rows_and_what_its_columns_are_called(tmp_path: Path) -> None:
    part = pl.DataFrame(
        {
            "id": ["a", None],
            "hash": np.array([7, 8], np.uint64),
            "s0": pl.Series([1, None], dtype=pl.Int32),
            "a0": pl.Series(["Größe", None], dtype=pl.Categorical),
        }
    )
    names = PartNames("records", stages=("Lead",), attributes=("Größe (m)",))
    path = tmp_path / part_name("records", 3, 12)
    write_part(path, part, names)
    assert read_part(path.read_bytes()).equals(part)
    assert part_names(path.read_bytes()) == names_in(path) == names
    assert (path.name, bucket_of(path.name), bucket_of(part_name("spend", None, 0))) == ("records-03-0012.parquet", "03", "all")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has a device that is always full")
def test_a_full_disk_is_an_error_of_the_system() -> None:
    full = Path("/dev/full")
    with pytest.raises(OSError, match="No space left") as error:
        write_part(full, pl.DataFrame({"day": [1]}), PartNames("spend"))
    assert error.value.errno == errno.ENOSPC
