"""The parts of the form that repeat, as HTML: conversions, stages, steps, roles. A field is `cells`; here is what stands around it.

Whatever comes in as text is escaped.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup

from app.language import Language
from app.planner.text import N_
from app.web.figures.markup import icon, safe
from app.web.form.cells import cell, fault, line, name, printed, prose, row, stacks, was
from app.web.form.fields import Field
from app.web.form.form_channels import ChannelForm, OverrideForm, StepForm
from app.web.form.form_funnel import StageForm, Step
from app.web.form.sections import RoleForm

FIRST_BEHIND = 4
"""The fields behind a rate that are in sight: what was counted, and the range. Then comes how the lag spreads."""


@lru_cache(maxsize=4096)
def act(do: str, sign: str, label: str, off: bool = False) -> str:
    """A step that is more than a figure: with no script it is a plain submit button of the form."""
    says, disabled = safe(label), " disabled" if off else ""
    return f'<button class="icon-btn act" name="do" value="{safe(do)}" aria-label="{says}" title="{says}"{disabled}>{icon(sign)}</button>'


def moves(part: str, key: str | int, up: bool, down: bool, language: Language) -> str:
    """A place up, a place down."""
    say = language.gettext
    return act(f"{part}/up/{key}", "s-up", say(N_("Move up")), not up) + act(f"{part}/down/{key}", "s-down", say(N_("Move down")), not down)


def fold(label: str, inside: str, open: bool = False, id: str = "") -> str:
    """What is seldom needed, folded away."""
    unfolded, named = " open" if open else "", f' id="{safe(id)}"' if id else ""
    summary = f"<summary>{icon('chev', 'chev')}{safe(label)}</summary>"
    return f'<details class="fold"{unfolded}{named}>{summary}<div class="in">{inside}</div></details>'


def folded(label: str, open: object = False, *, caller: Callable[[], str]) -> Markup:
    """The same around a block of a template."""
    return Markup(fold(label, caller(), bool(open)) + "\n")  # a block of a template is escaped


def conversions(steps: Iterable[Step], language: Language) -> str:
    """A row to each conversion, and one for what is wrong with it."""
    to = f'&nbsp;<span class="arrow" aria-hidden="true">→</span><span class="vh">{safe(language.gettext(N_("to")))}</span> '
    return "".join(_conversion(step, to) for step in steps)


def _conversion(step: Step, to: str) -> str:
    start, end = (
        f'<span data-says="{safe(says)}">{safe(text)}</span>' for says, text in zip(step.names, (step.start, step.end), strict=True)
    )
    spread = f'<span class="hint">{safe(step.spread)}</span>' if step.spread else ""
    return (
        f'<tr><th class="step" scope="row">{start}{to}{end}</th><td>{cell(step.rate, True)}</td><td>{cell(step.lag, True)}</td>'
        f'<td class="n">{safe(step.counted)}</td></tr>\n'
        f'<tr class="fault"><td colspan="4">{was(step.rate)}{was(step.lag)}{fault(step.rate)}{fault(step.lag)}{spread}</td></tr>\n'
    )


def behind(fields: tuple[Field, ...], title: str, language: Language) -> str:
    """What stands behind a rate and its lag."""
    first, spread, more = fields[:FIRST_BEHIND], fields[FIRST_BEHIND], fields[FIRST_BEHIND + 1 :]
    source = fold(language.gettext(N_("Where it comes from")), _duo(more), any(field.error for field in more))
    return f'<fieldset class="behind"><legend>{safe(title)}</legend>{_duo(first, row(spread))}\n{source}\n</fieldset>\n'


def _duo(fields: tuple[Field, ...], more: str = "") -> str:
    return f'<div class="duo">{stacks(fields)}{more}</div>'


def stages(found: tuple[StageForm, ...], language: Language) -> str:
    """Every stage: name, owner, order, definition."""
    return "".join(_stage(stage, len(found), language) for stage in found)


def _stage(stage: StageForm, count: int, language: Language) -> str:
    say = language.gettext
    remove = act(f"stage/remove/{stage.key}", "s-x", say(N_("Remove")), stage.last or count < 3)
    acts = moves("stage", stage.key, stage.up, stage.down, language) + remove
    more = say(N_("Add a stage after %(stage)s"), stage=stage.name.text)
    return (
        f'<li class="part"><div class="part-row">{name(stage.name)}{cell(stage.owner, True, "small-select")}\n'
        f'<span class="acts">{acts}</span></div>{fault(stage.name)}{fault(stage.owner)}\n'
        f"{fold(say(N_('Definition')), prose(stage.definition), bool(stage.definition.error))}\n"
        f"{'' if stage.last or not stage.room else add(f'stage/add/{stage.key}', more)}</li>\n"
    )


def season(bars: Sequence[float]) -> str:
    """The weights of the months as bars, each of them so many percent of the highest."""
    return "".join(
        f'<rect x="{round(100 * (place + 0.15) / len(bars), 2)}%" width="{round(70 / len(bars), 2)}%" '
        f'y="{round(100 - height, 1)}%" height="{height}%" rx="1.5"/>'
        for place, height in enumerate(bars)
    )


def kinds(found: Iterable[tuple[str, str]]) -> str:
    """The kinds of channels that can be added."""
    return "".join(f'<button name="do" value="channel/add/{safe(kind)}">{safe(title)}</button>' for kind, title in found)


def add(do: str, label: str) -> str:
    """A step that makes the form longer."""
    return f'<button class="btn link add" name="do" value="{safe(do)}">{icon("s-plus")}{safe(label)}</button>'


def steps(channel: ChannelForm, language: Language) -> str:
    """What is done in a channel, and the steps from there to its entry."""
    return (
        f"<tr><td>{name(channel.activity)}</td><td></td><td></td></tr>\n"
        f'<tr class="fault"><td colspan="3">{fault(channel.activity)}</td></tr>\n'
        f"{''.join(_step(channel.key, step, language) for step in channel.steps)}"
    )


def _step(channel: str, step: StepForm, language: Language) -> str:
    up = act(f"step/up/{channel}/{step.key}", "s-up", language.gettext(N_("Move up")), not step.up)
    remove = act(f"step/remove/{channel}/{step.key}", "s-x", language.gettext(N_("Remove")))
    return (
        f'<tr><td class="then">{name(step.name)}</td><td>{cell(step.rate, True)}</td><td class="acts">{up}{remove}</td></tr>\n'
        f'<tr class="fault"><td colspan="3">{was(step.rate)}{fault(step.name)}{fault(step.rate)}</td></tr>\n'
    )


def overrides(found: Iterable[OverrideForm]) -> str:
    """What a channel does differently where its buyers pass a conversion."""
    return "".join(
        f'<tr><th class="step" scope="row">{safe(own.step)}</th><td>{cell(own.rate, True)}</td><td>{cell(own.lag, True)}</td></tr>\n'
        f'<tr class="fault"><td colspan="3">{was(own.rate)}{was(own.lag)}{fault(own.rate)}{fault(own.lag)}</td></tr>'
        for own in found
    )


def roles(found: Iterable[RoleForm], language: Language) -> str:
    """Every role: its figures, and what it carries."""
    return "".join(_role(role, language) for role in found)


def _role(role: RoleForm, language: Language) -> str:
    figures = "".join(f"<td>{cell(field, True)}</td>" for field in role.fields)
    remove = f'<button class="btn link grave" name="do" value="role/remove/{role.place}">{safe(language.gettext(N_("Remove")))}</button>'
    acts = f'<div class="chan-acts">{moves("role", role.place, role.up, role.down, language)}{remove}</div>'
    inside = line(role.handles, "f-wide") + line(role.cost) + acts
    more = fold(f"{language.gettext(N_('handles'))} {role.carries}", inside, role.open, f"role-{role.place}")
    return (
        f"<tr><td>{name(role.name)}</td>{figures}</tr>\n"
        f'<tr class="fault"><td colspan="4">{"".join(map(fault, (role.name, *role.fields)))}{more}</td></tr>\n'
    )


FILTERS = {make.__name__: printed(make) for make in (add, behind, conversions, kinds, moves, overrides, roles, season, stages, steps)}
