"""For how many each amount of a file counts: nobody's answer is forgotten, and what is not sure is asked."""

from pathlib import Path

import pytest

from app.history.found import Look
from app.history.look import look
from app.history.mapping import corrected
from app.history.recipe import Recipe
from app.language import language
from app.wording.history import finding_sentence, question
from tests.history.files.workbooks import workbook
from tests.history.mapping.proposing import TODAY, seen, table
from tests.history.taking.reading_parts import take_in

HEAD = ["Monat", "Kanal", "Kosten"]
ROWS = (["2026-01", "Google Ads", "12,5"], ["2026-02", "Google Ads", "9"])


def scales_asked(found: Look) -> list[tuple[str, ...]]:
    return [each.choices for each in found.asked if each.code == "scale" and each.must and each.proposed is None]


def said(found: Look, scale: float | None) -> Recipe:
    return found.recipe.model_copy(update={"scale": scale})


def findings_of(found: Look) -> list[str]:
    return [finding.code for finding in found.findings]


def test_a_scale_that_a_person_said_is_asked_about_when_the_next_file_does_not_say_it(tmp_path: Path) -> None:
    first = seen(table(tmp_path, HEAD, *ROWS))
    remembered = ((first.shape, said(first, 1_000.0)),)
    found = seen(table(tmp_path, HEAD, *ROWS), remembered=remembered)
    assert (found.remembered, found.ready, scales_asked(found)) == ("similar", False, [("1", "1000")])
    assert question(found.asked[0], language("en")).endswith("By what is each amount multiplied?")
    assert scales_asked(corrected(found, found.recipe, said=("stages",))) == [("1", "1000")]
    assert scales_asked(corrected(found, found.recipe.model_copy(update={"kind": "counts"}), said=("kind",))) == [("1", "1000")]
    answer = corrected(found, said(found, 1_000.0), said=("scale",))
    assert (answer.ready, answer.recipe.scale) == (True, 1_000)


def test_a_scale_that_a_person_set_back_does_not_come_back_unasked(tmp_path: Path) -> None:
    path = table(tmp_path, ["Angaben in TEUR"], [], HEAD, *ROWS)
    first = seen(path)
    assert (first.recipe.scale, first.ready) == (1_000, True)
    again = seen(path, remembered=((first.shape, said(first, None)),))
    assert (again.ready, scales_asked(again)) == (False, [("1", "1000")])
    assert seen(path, remembered=((first.shape, first.recipe),)).remembered == "exact"


def test_a_title_that_speaks_of_a_scale_is_asked_about_and_multiplies_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, ["Kosten 2026 in TEUR"], [], HEAD, *ROWS)
    found = seen(path)
    assert (found.recipe.scale, scales_asked(found)) == (None, [("1", "1000")])
    again = seen(path, remembered=((found.shape, found.recipe),))
    assert (again.remembered, scales_asked(again)) == ("similar", [("1", "1000")])


@pytest.mark.parametrize("title", ["Kontakte in Tausend", "Sitzungen in Tsd.", "Billion Dollar Boys", "Partners in Mill Valley"])
def test_other_titles_multiply_nothing_and_ask_nothing_but_what_may_be_money(tmp_path: Path, title: str) -> None:
    found = seen(table(tmp_path, [title], [], HEAD, *ROWS))
    assert found.recipe.scale is None
    assert len(scales_asked(found)) == ("Dollar" in title)


def test_the_name_of_a_company_in_the_last_row_multiplies_nothing(tmp_path: Path) -> None:
    found = seen(table(tmp_path, HEAD, *ROWS, ["Million Euro Invest AG"]))
    assert (found.recipe.scale, scales_asked(found)) == (None, [])


def test_a_title_in_one_currency_says_nothing_of_amounts_in_another(tmp_path: Path) -> None:
    rows = [["a", "2026-01-13", "2026-03-13", "107.9"], ["b", "2026-01-13", "2026-03-14", "55.5"]]
    path = table(tmp_path, ["Angaben in TEUR"], [], ["Deal ID", "Create Date", "Won date", "Amount (USD)"], *rows)
    found = take_in(path, tmp_path)
    assert sorted(row["amount"] for row in found.rows) == [55.5, 107.9]
    (told,) = [finding for finding in found.look.findings if finding.code.startswith(("amounts_scaled", "scale_"))]
    assert (told.code, told.severity) == ("scale_of_other_currency", "warning")
    assert finding_sentence(told, language("en")).endswith("so the numbers in Amount (USD) are not multiplied.")


def test_a_recipe_that_says_something_else_than_the_file_is_told_of(tmp_path: Path) -> None:
    path = table(tmp_path, ["Angaben in TEUR"], [], HEAD, *ROWS)
    before = said(seen(path), None)
    found = look(path, path.name, today=TODAY, corrections=before)
    (told,) = [finding for finding in found.findings if finding.code == "scale_not_used"]
    assert (told.severity, told.values) == ("warning", {"line": "Angaben in TEUR", "factor": 1_000.0})
    assert "scale_not_used" not in findings_of(corrected(found, said(found, 1_000.0), said=("scale",)))
    assert "scale_not_used" not in findings_of(look(path, path.name, today=TODAY, corrections=seen(path).recipe))


def test_another_worksheet_does_not_keep_the_scale_of_the_first(tmp_path: Path) -> None:
    rows = [[*row[:2], float(row[2].replace(",", "."))] for row in ROWS]
    path = workbook(tmp_path / "two.xlsx", {"TEUR": [["Angaben in TEUR"], HEAD, *rows], "EUR": [["Angaben in EUR"], HEAD, *rows]})
    first = look(path, path.name, today=TODAY)
    assert (first.worksheet, first.recipe.scale, first.recipe.fixed) == ("TEUR", 1_000, {"currency": "EUR"})
    other = look(path, path.name, today=TODAY, corrections=first.recipe.model_copy(update={"worksheet": "EUR"}), is_other_table=True)
    assert (other.worksheet, other.recipe.scale, other.recipe.fixed, other.ready) == ("EUR", None, {}, False)
    assert scales_asked(other) == [("1", "1000")]
    plain = corrected(other, said(other, None), said=("scale",))
    assert plain.ready
    back = look(path, path.name, today=TODAY, corrections=plain.recipe.model_copy(update={"worksheet": "TEUR"}), is_other_table=True)
    assert (back.recipe.scale, back.recipe.fixed, scales_asked(back)) == (1_000, {"currency": "EUR"}, [("1", "1000")])
    whole = look(path, path.name, today=TODAY, corrections=plain.recipe.model_copy(update={"worksheet": "TEUR", "scale": 1e6}))
    assert (whole.recipe.scale, scales_asked(whole)) == (1e6, [])
