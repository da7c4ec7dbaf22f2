"""The markup of a figure, where it is written without a template."""

from app.web.answer import answer_rows, table_views
from app.web.figures import markup


def test_markup_escapes_whatever_people_type():
    assert str(markup.figure("<b>5</b>", '/x"onclick', "big")).count("<b>") == 0
    assert '"onclick' not in str(markup.figure("5", '/x"onclick'))
    assert markup.figure("–", "/totals/spend") == "–"
    assert "&lt;i&gt;" in markup.cells(["<i>"], ["pre"])
    assert "<i>" not in str(markup.tile("<i>", "<i>", "<i>", "<i>"))
    use = table_views.Use("<i>", "<i>", 10, 0, False)
    assert "<i>" not in str(answer_rows.use(use, "/x"))


def test_prose_is_escaped_and_not_kept():
    prose = "<" * (markup.SHORT + 1)
    before = markup._escaped.cache_info().currsize
    assert markup.safe(prose) == "&lt;" * (markup.SHORT + 1)
    assert markup._escaped.cache_info().currsize == before
