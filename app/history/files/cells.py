"""Cells as they are read on: trimmed, and nothing where there is nothing or a word for it."""

import numpy as np
import polars as pl

from app.history.values.words import NOTHING_WORDS

_NOTHING = pl.Series(["", *sorted(NOTHING_WORDS)], dtype=pl.String)
_EDGES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200e\u200f"
_EDGES += "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2066\u2067\u2068\u2069\u3000\ufeff"
_WIDE_BLANKS = (b"\xc2\xa0", b"\xe2\x80", b"\xe3\x80\x80", b"\xef\xbb\xbf", b"\xe2\x81", b"\xc2\x85")
_RARE_BLANKS = (b"\t", b"\x0b", b"\x0c", b"\x1f")


def cleaned(cells: pl.DataFrame, *, trim: bool) -> pl.DataFrame:
    """Trimmed cells of which empty ones and words for nothing are null."""
    if trim:
        cells = cells.with_columns(pl.all().str.strip_chars(_EDGES))
    nothing = cells.select(pl.all().is_in(_NOTHING.implode()))
    with_some = [column.name for column in nothing.get_columns() if column.any()]
    return cells.with_columns(cells[name].set(nothing[name].fill_null(False), None) for name in with_some) if with_some else cells


def may_hold_blank_records(text: bytes, delimiter: str) -> bool:
    """Whether some line of these UTF-8 bytes begins as one does that says nothing: with its end, a delimiter, a blank, or a quote."""
    letters = np.frombuffer(text, np.uint8)
    starts = np.flatnonzero(letters[:-1] == 10) + 1
    begins = np.zeros(256, bool)
    begins[[ord(delimiter), *b'\n\r \t"\xc2\xe2\xe3\xef']] = True
    return bool(len(letters) and (begins[letters[0]] or begins[letters[starts]].any()))


def needs_trimming(text: bytes, delimiter: str, records: int) -> bool:
    """Whether some cell of these UTF-8 bytes may begin or end with a blank: the dear part is done only where it is needed."""
    if b'"' in text and text.count(b"\n") != records:
        return True  # some cell holds a line break
    if not text.isascii() and any(mark in text for mark in _WIDE_BLANKS):
        return True
    if any(mark in text for mark in _RARE_BLANKS if mark != delimiter.encode()) or _has_blanks_at_edges(text, delimiter):
        return True
    return b"\r" in text and text.count(b"\r") != text.count(b"\r\n")


def _has_blanks_at_edges(text: bytes, delimiter: str) -> bool:
    letters = np.frombuffer(text, np.uint8)
    blanks = np.flatnonzero(letters == 32)
    if len(blanks) == 0:
        return False
    edges = np.zeros(256, bool)
    edges[[ord(delimiter), 10, 13, 34]] = True
    end = len(letters) - 1
    return bool(blanks[0] == 0 or edges[letters[blanks - 1]].any() or edges[letters[np.minimum(blanks + 1, end)]].any())
