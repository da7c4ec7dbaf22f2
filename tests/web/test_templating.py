"""Templates: texts looked up when they are compiled, and everything filled in escaped."""

import pytest

from app.language import language
from app.web.assets import asset
from app.web.templating import TEMPLATES, environment

ENGLISH = environment(language("en"))


def test_a_text_without_variables_and_a_file_are_looked_up_when_a_template_is_compiled():
    code = ENGLISH.compile('<p title="{{ _("100%% & more") }}">{{ asset("app.css") }}</p>', raw=True)
    assert f'<p title="100% & more">{asset("app.css")}</p>' in code


def test_a_text_with_variables_is_filled_in_and_what_is_filled_in_is_escaped():
    template = ENGLISH.from_string('{{ _("Version %(n)s", n=n) }}{% trans %}, newer than {{ n }}{% endtrans %}')
    assert template.render(n="<7>") == "Version &lt;7&gt;, newer than &lt;7&gt;"


def test_a_text_that_is_an_argument_is_still_a_text():
    template = ENGLISH.from_string('{{ _("Save plan") if new else _("Save version") }}{{ "role/add"|add(_("Add a role")) }}')
    assert template.render(new=False).startswith("Save version<button")
    assert "Add a role</button>" in template.render(new=True)


def test_a_block_in_a_fold_keeps_its_markup():
    template = ENGLISH.from_string("{% call fold(label, error) %}<b>{{ label }}</b>{% endcall %}")
    assert template.render(label="A & B", error="") == (
        '<details class="fold"><summary><svg class="i chev" aria-hidden="true"><use href="#chev"/></svg>A &amp; B</summary>'
        '<div class="in"><b>A &amp; B</b></div></details>\n'
    )
    assert 'fold" open>' in template.render(label="", error="wrong")


@pytest.mark.parametrize("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()))
def test_every_template_escapes(name):
    surroundings = environment(language("en"))
    surroundings.get_template(name)
    assert surroundings.autoescape is True
    assert surroundings.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source
