"""The pieces of HTML that stand on the page hundreds of times, written here because a template is slow at them.

Whatever comes in as text is escaped. What was made once is kept: from one recalculation to the next most figures stay what they were.
"""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from app.web.figures.ground import NIL

KEPT = 8192
SHORT = 200
"""Characters of a text that is kept; longer ones are somebody's prose, and do not come again and again."""
TRACED = 'form="assumptions" name="trace"'
"""A figure that tells how it came about. Without a script it sends the form to where the form goes, and the page comes back with
the figure's trace. There are a hundred of them, so it says no more than it must."""
_FILLS = ("", "", ' fill="url(#stripes)"', ' fill="url(#dots)"')
KEYS = tuple(
    Markup(f'<svg class="key" aria-hidden="true"><rect class="k{number}"{fill} width="100%" height="100%"/></svg>')  # ours
    for number, fill in enumerate(_FILLS)
)
"""A sample of each pattern, by the number of its series."""


def safe(text: str) -> str:
    """A text that can stand in HTML, in an attribute, too."""
    return _escaped(text) if len(text) <= SHORT else str(escape(text))


@lru_cache(maxsize=KEPT)
def _escaped(text: str) -> str:
    return str(escape(text))


@lru_cache(maxsize=KEPT)
def figure(text: str, pointer: str, kind: str = "") -> Markup:
    """A figure of the plan as a button that leads to its trace; plain text where there is no figure."""
    if not pointer or text in ("", "–", NIL):
        return escape(text)
    return Markup(f'<button class="fx{kind and " "}{kind}" {TRACED} value="{safe(pointer)}">{safe(text)}</button>')  # escaped


@lru_cache(maxsize=KEPT)
def icon(name: str, kind: str = "") -> Markup:
    """A sign of the sprite."""
    return Markup(f'<svg class="i{kind and " "}{kind}" aria-hidden="true"><use href="#{safe(name)}"/></svg>')  # escaped


def tile(label: str, value: str, detail: str, pointer: str) -> str:
    """A headline figure: the whole of it is the button."""
    return (
        f'<button class="fig" {TRACED} value="{safe(pointer)}"><span class="k"><span>{safe(label)}</span>{icon("fx")}</span>'
        f'<span class="v"><bdi data-figure="{safe(pointer)}">{safe(value)}</bdi></span><span class="d">{safe(detail)}</span></button>'
    )  # escaped


def cells(texts: Iterable[str], classes: Iterable[str]) -> str:
    """Cells of a row of figures; what is not there is faint."""
    return "".join(map(_cell, texts, classes))


@lru_cache(maxsize=KEPT)
def _cell(text: str, kind: str) -> str:
    names = f"{kind} o".strip() if text == NIL else kind
    return f'<td class="{names}">{safe(text)}</td>' if names else f"<td>{safe(text)}</td>"
