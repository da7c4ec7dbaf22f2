import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.history.measure import cells
from app.history.measure.cells import ByDay, Cells


@given(st.lists(st.lists(st.integers(0, 11), max_size=9), max_size=9), st.integers(1, 9))
def test_cells_count_alike_however_many_come_at_once(blocks, most):
    table = Cells(3, 4)
    table._left = most
    for block in blocks:
        table.add(np.array(block, np.intp))
    everything = np.array([cell for block in blocks for cell in block], np.intp)
    assert table.all().tolist() == np.bincount(everything, minlength=12).reshape(3, 4).tolist()


BLOCK = st.lists(st.tuples(st.integers(0, 2), st.integers(-30, 30)), max_size=6)


@given(st.lists(BLOCK, max_size=8), st.integers(-40, 40), st.integers(0, 40))
def test_a_table_by_day_reaches_as_far_as_its_days(blocks, since, days):
    table = ByDay(3)
    for block in blocks:
        table.add(np.array([row for row, _ in block], np.intp), np.array([day for _, day in block], np.int32))
    inside = [row for block in blocks for row, day in block if since <= day <= since + days]
    assert table.between(since, since + days).tolist() == [inside.count(row) for row in range(3)]


def test_a_large_table_is_not_gone_through_for_each_block(monkeypatch):
    monkeypatch.setattr(cells, "FEWEST", 4)
    table = Cells(10)
    for _ in range(4):
        table.add(np.array([7, 7], np.intp))
    assert len(table._waiting) == 4
    table.add(np.array([7, 7], np.intp))
    assert table._waiting == []
    assert table.all()[7] == 10
