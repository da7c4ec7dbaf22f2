"""Changes of a plan's parts: stages, channels, steps, roles and weights come, go and change places.

An edit takes a whole document (every default written out) and gives another; where the first can be planned, so can the
second. What is edited is named in one word with slashes, as a button of the form sends it: 'channel/remove/cold_email'.
"""

import copy
from collections.abc import Callable
from inspect import signature

from app.documents.editing import channels, others, stages
from app.documents.editing.result import Document, Edited, EditRefused

__all__ = ["EditRefused", "Edited", "apply"]

_EDITS: dict[str, Callable[..., Edited]] = {
    "stage/add": stages.add,
    "stage/remove": stages.remove,
    "stage/up": stages.move_up,
    "stage/down": stages.move_down,
    "channel/add": channels.add,
    "channel/copy": channels.duplicate,
    "channel/remove": channels.remove,
    "channel/up": channels.move_up,
    "channel/down": channels.move_down,
    "step/add": channels.add_step,
    "step/remove": channels.remove_step,
    "step/up": channels.move_step_up,
    "step/down": channels.move_step_down,
    "outreach/on": channels.outreach_on,
    "outreach/off": channels.outreach_off,
    "shares/scale": channels.scale_shares,
    "role/add": others.add_role,
    "role/remove": others.remove_role,
    "role/up": others.move_role_up,
    "role/down": others.move_role_down,
    "seasonality/on": others.seasonality_on,
    "seasonality/even": others.seasonality_on,
    "seasonality/fit": others.seasonality_fit,
    "seasonality/off": others.seasonality_off,
}
MOST_WORDS = 3


def apply(document: Document, wanted: str) -> Edited:
    """The document with one edit made, as in `apply(document, "stage/add/lead")`; the given one stays as it is.

    Raises:
        EditRefused: where the part is not there, or no more or no fewer of its kind can be.
    """
    kind, _, rest = wanted.partition("/")
    action, *words = rest.split("/", MOST_WORDS)
    edit = _EDITS.get(f"{kind}/{action}")
    words = [word for word in words if word]
    if edit is None or len(words) >= len(signature(edit).parameters):
        raise EditRefused("unknown", {"given": wanted[:60]})
    return edit(copy.deepcopy(document), *words)
