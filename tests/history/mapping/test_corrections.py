"""What people say against a proposal."""

from pathlib import Path

import pytest

from app.history.mapping import corrected
from app.history.recipe import ColumnRecipe
from tests.history import exports
from tests.history.mapping.proposing import seen, with_column


@pytest.mark.parametrize(
    ("position", "changes", "code", "column"),
    [
        (1, {"field": "created"}, "not_dates", 1),
        (1, {"field": "amount"}, "field_twice", 4),
        (6, {"field": "spend"}, "field_not_here", 6),
        (7, {"field": "amount"}, "not_numbers", 7),
        (6, {"field": "entered", "stage": "Nirvana"}, "stage_unknown", 6),
        (8, {"field": "id"}, "field_twice", 8),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_column(
    tmp_path: Path, position: int, changes: dict[str, object], code: str, column: int
) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    again = corrected(found, with_column(found, position, **changes))
    assert (code, column) in {(each.code, each.column) for each in again.findings if each.severity == "blocking"}
    assert not again.ready


def test_a_recipe_for_other_columns_is_refused(tmp_path: Path) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    again = corrected(found, found.recipe.model_copy(update={"columns": (ColumnRecipe(header="x"),)}))
    assert [each.code for each in again.findings] == ["other_columns"]


def test_a_corrected_mapping_is_ready_and_old_faults_are_gone(tmp_path: Path) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    wrong = corrected(found, with_column(found, 1, field="created"))
    assert corrected(wrong, found.recipe).ready


def test_an_answer_takes_its_question_away(tmp_path: Path) -> None:
    found = seen(exports.monthly_counts(tmp_path))
    again = corrected(found, with_column(found, 0, orders={".": "dmy"}))
    assert (again.asked, again.ready) == ((), True)


def test_renaming_the_list_answers_no_question(tmp_path: Path) -> None:
    found = seen(exports.own_table(tmp_path))
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Other"}))
    assert [each.code for each in renamed.asked] == ["stages"]
    assert [each.code for each in corrected(found, found.recipe, list_said=True).asked] == ["stages"]
    assert corrected(renamed, renamed.recipe).asked == ()
