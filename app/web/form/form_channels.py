"""The channels' fields. No HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.editing.kinds import KINDS
from app.planner.scenario import CHANNELS_LIMIT, STEPS_LIMIT, Channel, Conversion
from app.planner.text import N_
from app.web.figures.words import heading
from app.web.form.fields import SIGNS, Choices, Field, Fields
from app.web.form.form_funnel import behind_rate, by_pointer, choices
from app.wording.lags import spread_text
from app.wording.names import OWNERS


@dataclass(frozen=True)
class StepForm:
    """A step on the way from the activity to the entry."""

    key: str
    name: Field
    rate: Field
    spread: tuple[Field, ...]
    up: bool
    down: bool


@dataclass(frozen=True)
class OverrideForm:
    """What a channel does differently where its buyers pass a conversion."""

    step: str
    rate: Field
    lag: Field
    behind: tuple[Field, ...]


@dataclass(frozen=True)
class ChannelForm:
    """A channel's fields, and what can be done with it."""

    key: str
    series: int
    title: str
    enters_as: str
    name: Field
    share: Field
    enters: Field
    activity: Field
    steps: tuple[StepForm, ...]
    paid: tuple[Field, ...]
    limits: tuple[Field, ...]
    more: tuple[Field, ...]
    outreach: tuple[Field, ...]
    overrides: tuple[OverrideForm, ...]
    new: bool
    open: bool
    more_open: bool
    up: bool
    down: bool
    room: bool
    room_for_steps: bool


def channels(make: Fields) -> Iterable[ChannelForm]:
    """Every channel; the first, and any with an error, is unfolded."""
    found, entries, conversions = make.ground.scenario.channels, _open_stages(make), by_pointer(make.ground.scenario)
    for place, channel in enumerate(found):
        base = f"/channels/{place}"
        more, outreach = tuple(_more(make, base)), tuple(_outreach(make, channel, base))
        overrides = tuple(_overrides(make, channel, base, conversions))
        far = (*more, *outreach, *(field for each in overrides for field in (each.rate, each.lag, *each.behind)))
        new = make.base.counterparts.of(f"{base}/key") is None
        yield ChannelForm(
            key=channel.key,
            series=make.ground.series[channel.key],
            title=channel.name,
            enters_as=make.say(N_("enters as %(stage)s"), stage=make.stage(channel.enters)),
            name=make.field(f"{base}/name"),
            share=make.field(f"{base}/share", make.say(N_("%(channel)s: share of revenue"), channel=channel.name)),
            enters=make.choice(f"{base}/enters", entries, make.say(N_("Enters as"))),
            activity=make.field(f"{base}/activity", make.say(N_("What is done"))),
            steps=tuple(_steps(make, channel, base)),
            paid=tuple(_paid(make, channel, base)),
            limits=tuple(_limits(make, channel, base)),
            more=more,
            outreach=outreach,
            overrides=overrides,
            new=new,
            open=new or place == 0 or make.wrong(base),
            more_open=any(field.error for field in far),
            up=place > 0,
            down=place < len(found) - 1,
            room=len(found) < CHANNELS_LIMIT,
            room_for_steps=len(channel.steps) < STEPS_LIMIT,
        )


def kinds(make: Fields) -> tuple[tuple[str, str], ...]:
    """The kinds of channels that can be added."""
    return tuple((key, make.say(kind.title)) for key, kind in KINDS.items())


def _open_stages(make: Fields) -> Choices:
    return tuple((stage.key, heading(make.stage(stage.key))) for stage in make.ground.scenario.stages[:-1])


def _steps(make: Fields, channel: Channel, base: str) -> Iterable[StepForm]:
    before = make.ground.unit(channel.activity)
    last = len(channel.steps) - 1
    for place, step in enumerate(channel.steps):
        after = make.ground.unit(step.name)
        named = {"channel": channel.name, "start": before, "end": after}
        yield StepForm(
            step.name,
            make.field(f"{base}/steps/{place}/name", make.say(N_("%(channel)s: name of step %(n)s"), channel=channel.name, n=place + 1)),
            make.field(f"{base}/steps/{place}/yield", make.say(N_("%(channel)s: %(start)s to %(end)s"), **named)),
            (
                make.field(f"{base}/steps/{place}/low", make.say(N_("%(step)s, low"), step=heading(after))),
                make.field(f"{base}/steps/{place}/high", make.say(N_("%(step)s, high"), step=heading(after))),
            ),
            up=place > 0,
            down=place < last,
        )
        before = after


def _paid(make: Fields, channel: Channel, base: str) -> Iterable[Field]:
    payable = [channel.activity, *(step.name for step in channel.steps)]
    units = (("", make.say(N_("nothing"))), *((key, make.ground.unit(key)) for key in payable))
    yield make.choice(f"{base}/cost/per", units, make.say(N_("Paid for each")))
    yield make.field(f"{base}/cost/amount", make.say(N_("Cost of each")))
    yield make.field(f"{base}/cost/fixed_per_month", make.say(N_("Fixed cost a month")))


def _limits(make: Fields, channel: Channel, base: str) -> Iterable[Field]:
    unit, entries = make.ground.units(channel.activity), make.ground.stages(channel.enters)
    none = make.say(N_("no limit"))
    yield make.field(f"{base}/capacity/per_working_day", after=unit if len(unit) <= SIGNS else "", placeholder=none)
    yield make.field(f"{base}/ceiling", after=entries if len(entries) <= SIGNS else "", placeholder=none)
    yield make.field(f"{base}/lag_days")


def _more(make: Fields, base: str) -> Iterable[Field]:
    yield make.choice(f"{base}/owner", choices(make, OWNERS))
    yield make.field(f"{base}/influenced")
    yield make.field(f"{base}/capacity/per_month", placeholder=make.say(N_("no limit")))
    yield make.field(f"{base}/deal/value", placeholder=make.form.written("/deal/value"))
    yield make.field(f"{base}/deal/low", make.say(N_("Deal value here, low")))
    yield make.field(f"{base}/deal/high", make.say(N_("Deal value here, high")))
    yield make.field(f"{base}/cost/low", make.say(N_("Cost of each, low")))
    yield make.field(f"{base}/cost/high", make.say(N_("Cost of each, high")))


def _outreach(make: Fields, channel: Channel, base: str) -> Iterable[Field]:
    if channel.outreach is None and not make.wrong(f"{base}/outreach"):
        return
    for name in ("touches", "reply_probability", "per_mailbox", "safe_per_mailbox", "per_domain"):
        yield make.field(f"{base}/outreach/{name}")


def _spread(make: Fields, channel: Channel, conversion: Conversion) -> str:
    """How single lags of a channel's buyers spread, in words; nothing where it says nothing of its own."""
    own = channel.conversions.get(conversion.from_stage)
    if own is None:
        return ""
    return spread_text(own.lag_quantiles, make.form.language, conversion.lag_days if own.lag_days is None else own.lag_days)


def _overrides(make: Fields, channel: Channel, base: str, conversions: tuple[tuple[str, Conversion], ...]) -> Iterable[OverrideForm]:
    """The conversions that its buyers pass; what is empty is as for all others."""
    for general, conversion in conversions[make.ground.scenario.stage_keys.index(channel.enters) :]:
        key, start, end = conversion.from_stage, make.stage(conversion.from_stage), make.stage(conversion.to_stage)
        here, names = f"{base}/conversions/{key}", {"channel": channel.name, "start": start, "end": end}
        own = key in channel.conversions or make.wrong(here)
        yield OverrideForm(
            f"{heading(start)} → {heading(end)}",
            make.field(
                f"{here}/rate", make.say(N_("%(channel)s: rate, %(start)s to %(end)s"), **names), placeholder=make.text(f"{general}/rate")
            ),
            make.field(
                f"{here}/lag_days",
                make.say(N_("%(channel)s: lag, %(start)s to %(end)s"), **names),
                after=make.say(N_("d")),
                placeholder=make.text(f"{general}/lag_days"),
            ),
            tuple(behind_rate(make, here, _spread(make, channel, conversion), make.text(f"{general}/lag_quantiles"))) if own else (),
        )
