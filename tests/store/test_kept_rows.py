"""The rows that are kept of an import, where its parts differ."""

from pathlib import Path

import polars as pl

from app.history.parts import PartNames, write_part
from app.services.import_rows import chosen_page, page_of
from app.services.rows_wanted import RowsWanted

NAMES = PartNames("records", ("Lead",), ("channel",))


def part(folder: Path, name: str, ids: list[str], names: PartNames = NAMES, **columns: pl.Series) -> bytes:
    rows = pl.DataFrame({"id": ids, "s0": pl.Series([17_000] * len(ids), dtype=pl.Int32), "amount": [1.0] * len(ids), **columns})
    write_part(folder / name, rows, names)
    return (folder / name).read_bytes()


def test_a_column_that_only_some_parts_have_is_empty_for_the_rows_of_others(tmp_path: Path) -> None:
    currency = pl.Series(["EUR", "EUR"], dtype=pl.Categorical)
    bodies = [part(tmp_path, "1", ["a", "b"]), part(tmp_path, "2", ["c", "d"], currency=currency), part(tmp_path, "3", ["e", "f"])]
    sizes = [(number, 2) for number in range(3)]
    for start in range(4):
        page = page_of(sizes, bodies.__getitem__, start, 3)
        cells = [dict(zip([name for name, _ in page.columns], row, strict=True)) for row in page.rows]
        assert [each["id"] for each in cells] == list("abcdef")[start : start + 3]
        assert [each.get("currency") for each in cells] == [None, None, "EUR", "EUR", None, None][start : start + 3]
    page = chosen_page(sizes, bodies.__getitem__, None, RowsWanted(entered="Lead", since="2016-01-01"), 1, 4)
    assert ([row[0] for row in page.rows], page.total) == (list("bcde"), 6)
    assert {len(row) for row in page.rows} == {len(page.columns)}


def test_two_columns_of_one_name_both_have_their_cells(tmp_path: Path) -> None:
    said, own = (pl.Series([text], dtype=pl.Categorical) for text in ("meta", "Paid"))
    body = part(tmp_path, "1", ["a"], PartNames("records", ("Lead",), ("channel", "channel")), a0=said, a1=own)
    page = page_of([(1, 1)], lambda _: body, 0, 5)
    assert [name for name, _ in page.columns] == ["id", "Lead", "amount", "channel", "channel"]
    assert page.rows == (("a", "2016-07-18", 1.0, "meta", "Paid"),)


def test_a_column_without_a_name_is_left_out(tmp_path: Path) -> None:
    more = pl.Series(["x"], dtype=pl.Categorical)
    body = part(tmp_path, "1", ["a"], PartNames("records", ("Lead",)), a0=more, s1=pl.Series([17_001], dtype=pl.Int32))
    page = page_of([(1, 1)], lambda _: body, 0, 5)
    assert [name for name, _ in page.columns] == ["id", "Lead", "amount"]
    assert page.rows == (("a", "2016-07-18", 1.0),)


def test_a_page_beyond_the_end_has_columns_where_rows_are_chosen_and_no_row(tmp_path: Path) -> None:
    body = part(tmp_path, "1", ["a"])
    assert page_of([(1, 1)], lambda _: body, 5, 5).rows == ()
    page = chosen_page([(1, 1)], lambda _: body, None, RowsWanted(outcome="won"), 5, 5)
    assert (page.rows, [name for name, _ in page.columns]) == ((), ["id", "Lead", "amount"])
