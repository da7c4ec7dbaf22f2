"""What is kept of an import: typed columns in Parquet, in parts of bounded size.

A part is named `<kind>-<bucket>-<number>.parquet`. Large imports of buyers are spread over sixteen buckets by the first four bits of the
id's hash, so that all imports of a list can be joined one bucket at a time; the parts of all others are in the bucket `all`.

Columns of records and events, one row a buyer:
    id String (null: none), hash UInt64 (of the id; of file and row where there is none; never 0), row UInt32 (of the file),
    s0..sK Int32 (day the stage was entered, days since 1970-01-01), outcome Int8 (0 open, 1 won, 2 lost), reached Int8 (furthest stage
    that words tell of), lost Int32 (day), amount Float64, currency Categorical (only where cells have one), account UInt64 (hash of the
    folded name; 0: none; only where the file has accounts), a0..aM Categorical (names in `PartNames.attributes`, as in `Taken.columns`).
Columns of spend and counts, one row for each period, channel, campaign:
    day, until Int32, channel, campaign Categorical, m0..mK Float64 (names in `PartNames.measures`: spend, revenue, or those of an activity
    or stage).
Columns of lookups: key String, a0..aM Categorical (names in `PartNames.attributes`; what the keys are is `PartNames.key`).

null always means that the file does not say.
"""

import hashlib
import io
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.recipe import Kind

BUCKETS = 16
LARGE = 1_200_000
"""Rows from which on an import of buyers is spread over buckets; below, all of it is joined at once in well under 100 MB."""
_NAMES = "backfunnel"
_OS_ERROR = re.compile(r"\(os error (\d+)\)")
_LONGEST_VECTORISED = 256
"""Bytes of an id up to which hashes are computed on arrays; longer ones are rare and take one at a time."""
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class PartNames:
    """What the numbered columns of a part are called.

    Attributes:
        kind: of the import. stages: of s0..sK. attributes: of a0..aM. measures: of m0..mK. key: what a lookup's keys are.
    """

    kind: Kind
    stages: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    key: str = ""


def part_name(kind: Kind, bucket: int | None, number: int) -> str:
    """records-03-0007.parquet; bucket None is `all`."""
    return f"{kind}-{'all' if bucket is None else f'{bucket:02d}'}-{number:04d}.parquet"


def bucket_of(name: str) -> str:
    """00 to 15, or all."""
    return name.split("-")[1]


def write_part(path: Path, part: pl.DataFrame, names: PartNames) -> None:
    """The same rows and names always give the same bytes; raises OSError where they cannot be written."""
    text = json.dumps(asdict(names), ensure_ascii=True, separators=(",", ":"))
    try:
        part.write_parquet(path, compression="zstd", compression_level=1, statistics=False, metadata={_NAMES: text})
    except pl.exceptions.PolarsError as error:
        raise _system_error(error) or error from error


def _system_error(error: pl.exceptions.PolarsError) -> OSError | None:
    """What the system said, where a library tells of it in words alone: a full disk, say."""
    found = _OS_ERROR.search(str(error))
    return OSError(int(found[1]), os.strerror(int(found[1]))) if found else None


def read_part(data: bytes) -> pl.DataFrame:
    """The rows of a part."""
    return pl.read_parquet(io.BytesIO(data))


def part_names(data: bytes) -> PartNames:
    """What its numbered columns are called."""
    return _names_of(pl.read_parquet_metadata(io.BytesIO(data)))


def names_in(path: Path) -> PartNames:
    """The same of a part in a folder."""
    return _names_of(pl.read_parquet_metadata(path))


def _names_of(metadata: dict[str, str]) -> PartNames:
    fields = json.loads(metadata[_NAMES])
    stages, attributes, measures = (tuple(fields[name]) for name in ("stages", "attributes", "measures"))
    return PartNames(fields["kind"], stages, attributes, measures, fields["key"])


# --- Hashes ---------------------------------------------------------------------------------------------------------


def joined(texts: pl.Series) -> bytes:
    """All texts, one after another, as UTF-8."""
    return str(texts.str.join("").item()).encode()


def text_hashes(texts: pl.Series, data: bytes | None = None) -> NDArray[np.uint64]:
    """A hash of each text, 0 for null; ours, so that it is the same in all versions of all libraries.

    hash(t) = mix(length + sum over words k of mix(w_k) x odd_k), with the words the text's UTF-8 bytes taken eight at a time,
    little-endian, the last one filled with zero bytes, and mix the finaliser of SplitMix64. Texts longer than 256 bytes have the
    first 8 bytes of their BLAKE2b. `data` are the texts as `joined` gives them, for who has them already.
    """
    lengths = texts.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
    total = lengths.astype(np.uint64)
    shortest, longest = int(lengths.min(initial=_LONGEST_VECTORISED)), min(int(lengths.max(initial=0)), _LONGEST_VECTORISED)
    if longest > 0:
        data = joined(texts) if data is None else data
        _add_rows(total, data, longest) if shortest == longest == lengths.max() else _add_words(total, data, lengths, longest)
    mixed = _never_zero(_mix(total))
    for position in np.flatnonzero(lengths > _LONGEST_VECTORISED):
        mixed[position] = _long_hash(texts[int(position)])
    mixed[texts.is_null().to_numpy()] = 0
    return mixed


def _add_rows(total: NDArray[np.uint64], data: bytes, length: int) -> None:
    """Adds the same of texts that are all of one length."""
    filled = np.zeros((len(total), -(-length // 8) * 8), np.uint8)
    filled[:, :length] = np.frombuffer(data, np.uint8).reshape(len(total), length)
    for word, value in enumerate(filled.view("<u8").T):
        total += _mix(value) * _odd(word)


def _add_words(total: NDArray[np.uint64], data: bytes, lengths: NDArray[np.int64], longest: int) -> None:
    """Adds mix(w_k) x odd_k of every text in `data`, which holds them one after another."""
    starts = np.cumsum(lengths) - lengths
    padded = data + bytes(8)
    at_byte = np.ndarray((len(data) + 1,), np.dtype("<u8"), padded, strides=(1,))  # the word that begins at each byte
    for word, first in enumerate(range(0, longest, 8)):
        left = lengths - first
        some = slice(None) if left.min() > 0 else np.flatnonzero(left > 0)
        bits = np.uint64(64) - np.uint64(8) * np.minimum(left[some], 8).astype(np.uint64)
        value = (at_byte[starts[some] + first] << bits) >> bits
        total[some] += _mix(value) * _odd(word)


def _odd(word: int) -> np.uint64:
    return np.uint64(_mix(np.array([word + 1], np.uint64))[0] | np.uint64(1))


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser; 0 stays 0."""
    x = x ^ (x >> np.uint64(30))
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


def _never_zero(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes[hashes == 0] = 1
    return hashes


def _long_hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") or 1


def row_hashes(digest: str, rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A hash for each row without an id: of the file's digest (hexadecimal) and the row's number."""
    start = np.uint64(int(digest[:16], 16))
    return _never_zero(_mix(start + rows.astype(np.uint64) * _ODD))


def buckets_of(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """The bucket of each hash: its first four bits."""
    return (hashes >> np.uint64(60)).astype(np.uint8)
