"""What is said after a part came or went, and why one could not. The page says it once; no address keeps it."""

from app.db import StoreTrouble
from app.documents.edits import EditRefused
from app.language import Language
from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.words import heading
from app.web.plan.changing import IDLE
from app.web.state.plan_page import Answer
from app.wording.store import store_sentence

NOT_SAVED = N_("Nothing was saved yet: put right what is marked, then save again.")
DELETED = N_("This plan has been deleted in the meantime. All of it is still here: save it as a new plan.")
_REFUSED = {
    "unknown": N_("This page knows no such step."),
    "not_there": N_("This part is not there any more."),
    "too_many_stages": N_("A funnel has at most %(limit)s stages."),
    "too_few_stages": N_("A funnel has at least %(least)s stages."),
    "last_stage": N_("%(name)s is the won deal and stays the last stage. It can be renamed."),
    "first_or_last": N_("It cannot go further that way."),
    "too_many_channels": N_("A plan has at most %(limit)s channels."),
    "last_channel": N_("A plan has at least one channel. Add another one first."),
    "too_many_steps": N_("A channel has at most %(limit)s steps."),
    "too_many_roles": N_("A team has at most %(limit)s roles."),
    "unknown_kind": N_("There is no such kind of channel."),
    "too_large": N_("This plan has become too large for an address. Save it first, then go on."),
    "not_possible": N_("This cannot be done while other fields are wrong. Put those right first."),
}


def not_kept(trouble: StoreTrouble, language: Language) -> str:
    """Why a save failed through no fault of the form."""
    return f"{language.gettext(N_('This could not be saved.'))} {store_sentence(trouble, language)}"


def refused(error: EditRefused, ground: Ground) -> str:
    """Why the edit was not made."""
    values = {name: ground.language.whole(value) if isinstance(value, int) else value for name, value in error.values.items()}
    return ground.say(_REFUSED[error.code], **values)


def said(done: str, found: Answer) -> str:
    """What an edit did that cannot be seen beside it; empty where there is nothing to say.

    `done` is the edit as its button named it. Names come from the saved version, so that no link can put words into the page.
    """
    kind, _, rest = done.partition("/")
    action, _, key = rest.partition("/")
    ground = found.ground or Ground(found.base.form.base, found.base.ground.plan, found.base.form.language)
    if (kind, action) == ("channel", "remove"):
        return _channel_removed(key, found, ground)
    if (kind, action) == ("channel", "copy"):
        return ground.say(N_("The copy has no share of the goal yet."))
    if (kind, action) == ("channel", "add"):
        return ground.say(N_("The figures of the new channel are typical ones, made up: type your own, and give it a share."))
    if (kind, action) == ("stage", "add"):
        return ground.say(N_("Everyone passes the new stage at once until you type its rate and lag, so the plan is the same."))
    if (kind, action) == ("stage", "remove"):
        return _named(found, "stages", key, N_("%(name)s was removed; its rate and lag went into the step before it."))
    if (kind, action) == ("step", "remove"):
        return ground.say(N_("The step was removed; its yield went into the one beside it."))
    if (kind, action) == ("role", "add"):
        return ground.say(N_("The figures of the new role are made up: one person carries all of its work. Type your own."))
    if (kind, action) == ("role", "remove"):
        return ground.say(N_("The role was removed."))
    if (kind, action) == ("shares", "scale"):
        return ground.say(N_("The shares now add up: %(shares)s."), shares=_shares(ground))
    return ""


def _channel_removed(key: str, found: Answer, ground: Ground) -> str:
    key, _, how = key.partition("/")
    text = _named(found, "channels", key, N_("%(name)s was removed."))
    saved = found.base.ground.scenario
    if how != IDLE and not _shares_typed(found):
        text += " " + ground.say(N_("The other shares took up its own: %(shares)s."), shares=_shares(ground))
    roles = [role.role for role in saved.team if role.handles == key]
    if roles and not any(role.handles == key for role in ground.scenario.team):
        text += " " + ground.say(N_("%(roles)s, who handled it, went with it."), roles=ground.language.list_of(roles))
    return text


def _shares_typed(found: Answer) -> bool:
    """Whether shares stand in the fields that cannot be planned with, so that nobody's went to anybody."""
    return found.ground is None and any(pointer.startswith("/channels/") and pointer.endswith("/share") for pointer in found.changed)


def _named(found: Answer, kind: str, key: str, message: str) -> str:
    ground = found.base.ground
    if kind == "stages":
        name = heading(ground.stage(key)) if key in ground.scenario.stage_keys else ground.say(N_("The stage"))
    else:
        name = next((channel.name for channel in ground.scenario.channels if channel.key == key), ground.say(N_("The channel")))
    return ground.say(message, name=name)


def _shares(ground: Ground) -> str:
    return ", ".join(f"{channel.name} {ground.rate(channel.share)}" for channel in ground.scenario.channels[:6]) + (
        " …" if len(ground.scenario.channels) > 6 else ""
    )
