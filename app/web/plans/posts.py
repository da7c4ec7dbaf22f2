"""Forms of one button that do something to a plan and come back to the same list."""

from markupsafe import Markup

from app.web.figures.markup import safe

TAKES_THE_PAGE = 'hx-select="#page" hx-target="#page" hx-swap="morph:outerHTML"'
"""What is answered takes the place of the page."""


def act(action: str, label: str, back: str, kind: str = "") -> Markup:
    """The whole form."""
    return Markup(f"<form {posts(action)}>{button(label, back, kind)}</form>")  # escaped below


def posts(action: str) -> Markup:
    """Where a form goes whose answer is the page that it stands on."""
    at = safe(action)
    return Markup(
        f'method="post" action="{at}" hx-post="{at}" {TAKES_THE_PAGE} hx-select-oob="#news" hx-replace-url="true" hx-sync="this:drop"'
    )  # escaped


def button(label: str, back: str, kind: str = "", once: str = "") -> Markup:
    """What such a form holds: the way back, a word by which one that is sent twice is known, and the button."""
    sent = f'<input type="hidden" name="once" value="{safe(once)}">' if once else ""
    name = f' class="{safe(kind)}"' if kind else ""
    return Markup(f'<input type="hidden" name="back" value="{safe(back)}">{sent}<button{name}>{safe(label)}</button>')  # escaped
