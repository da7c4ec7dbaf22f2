"""The templates' surroundings: everything is escaped, a typo is an error, every text goes through the catalogue."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from app.language import Language
from app.web.assets import asset
from app.web.figures.markup import KEYS, figure, icon
from app.web.form import cells, form_rows

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

HTMX_CONFIG = orjson.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "defaultSettleDelay": 0,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True, "error": False},
            {"code": "...", "swap": False, "error": True},
        ],
    }
).decode()


LASTING = ("_", "asset")
"""What a template asks for by a text, and is given the same on every page."""


class Lasting(Extension):
    """Works out `_("Goal")` and `asset("app.css")` when a template is compiled, and not a hundred times a page.

    Both are handed on as filters of a text: those Jinja works out while it compiles.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """`_("Goal")` as `"Goal"|_`; what has variables stays as it is."""
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            token, *given = tokens[place : place + 4]
            if token.type == "name" and token.value in LASTING and [each.type for each in given] == ["lparen", "string", "rparen"]:
                yield from (given[1], Token(token.lineno, "pipe", "|"), token)
                place += 4
            else:
                yield token
                place += 1


@lru_cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    surroundings = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", Lasting],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    surroundings.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    said = _gettext(language)
    surroundings.globals |= {"_": said, "gettext": said, "asset": asset}
    surroundings.globals |= {"language": language, "htmx_config": HTMX_CONFIG, "fold": form_rows.folded}
    surroundings.filters |= {"_": said, "asset": asset, "data": data, "json": json, "figure": figure, "icon": icon, "key": KEYS.__getitem__}
    surroundings.filters |= {**cells.FILTERS, **form_rows.FILTERS}
    return surroundings


def _gettext(language: Language) -> Callable[..., Markup]:
    """What the extension does, without asking the context of a template."""
    return lambda message, /, **variables: Markup(language.translations.gettext(message)) % variables  # a message is ours


def render(language: Language, template: str, /, **context: object) -> str:
    """One template, filled in."""
    return environment(language).get_template(template).render(context)


def json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return orjson.dumps(value).decode()


def data(value: object) -> Markup:
    """JSON that may stand inside a script element."""
    return Markup(json(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # nothing of HTML is left
