"""What deals are worth, what stands in the pipeline and what channels cost, as rows. No HTML."""

from dataclasses import dataclass

from app.history.measured import DealValue, Group, MeasuredFunnel, UnitCost
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured
from app.web.figures.words import said
from app.web.history.words import ACTIVITIES
from app.wording.history.figures import group_name

AGES = (N_("up to 30 days"), N_("31 to 90"), N_("91 to 180"), N_("181 to 365"), N_("older"))
"""Those of the open pipeline."""


@dataclass(frozen=True)
class OpenRow:
    """Buyers in a stage now."""

    stage: str
    n: str
    amount: str
    ages: tuple[str, ...]
    stale: str


@dataclass(frozen=True)
class CostRow:
    """What a channel's money and activity brought."""

    channel: str
    spend: str
    activities: tuple[tuple[str, str, str], ...]
    per_stage: tuple[str, ...]
    yields: tuple[str, ...]
    note: str


def value_facts(value: DealValue, currency: str | None, language: Language) -> tuple[tuple[str, str, str], ...]:
    """What a won deal was worth: labels, figures, what they rest on."""
    say = language.gettext
    if not value.n:
        return ()
    deals = language.ngettext("%(n)s won deal with an amount", "%(n)s won deals with an amount", value.n)
    facts = [
        (say(N_("Mean")), measured.money(value.mean, currency, language), measured.amounts(value.interval, currency, language) or deals),
    ]
    if value.median is not None:
        facts.append((say(N_("Median")), measured.money(value.median, currency, language), deals))
    if value.low is not None and value.high is not None:
        ends = f"{measured.money(value.low, currency, language)} · {measured.money(value.high, currency, language)}"
        facts.append((say(N_("One in ten is below, one in ten above")), ends, ""))
    if value.variation is not None:
        facts.append((say(N_("How much deals differ (standard deviation / mean)")), measured.rate(value.variation, language), ""))
    if value.dominated is not None:
        part = say(N_("the largest deal is %(share)s of all"), share=measured.rate(value.dominated, language))
        facts.append((say(N_("Mean without the extremes")), measured.money(value.trimmed, currency, language), part))
    if value.without:
        facts.append((say(N_("Won without an amount")), language.whole(value.without), say(N_("left out of the figures above"))))
    return tuple(facts)


def open_rows(group: Group, currency: str | None, language: Language) -> tuple[OpenRow, ...]:
    """Who is in which stage now, by age."""
    return tuple(
        OpenRow(
            stage=each.stage,
            n=language.whole(each.n),
            amount=measured.money(each.amount, currency, language) if each.amount else measured.NONE,
            ages=tuple(language.whole(n) if n else "·" for n in each.ages),
            stale=language.whole(each.stale) if each.stale else "·",
        )
        for each in group.open
    )


def cost_rows(found: MeasuredFunnel, language: Language) -> tuple[CostRow, ...]:
    """Unit costs of every channel that money or activity is known of; nothing where that is none."""
    if not any(each.spend or each.activities for each in found.unit_costs):
        return ()
    return tuple(_cost(each, found, language) for each in found.unit_costs)


def _cost(cost: UnitCost, found: MeasuredFunnel, language: Language) -> CostRow:
    def money(value: float | None) -> str:
        return measured.money(value, found.currency, language)

    note = ""
    if cost.spend_without_buyers:
        note = language.gettext("Money was spent, and no buyer came by a channel of this name. Is it spelt in another way there?")
    elif cost.buyers_without_spend:
        note = language.gettext("Buyers came, and no spend is known.")
    activities = tuple(
        (said(ACTIVITIES, name, language), measured.whole(units, language), money(cost.costs.get(name)))
        for name, units in cost.activities.items()
    )
    return CostRow(
        channel=group_name("", cost.channel, language),
        spend=money(cost.spend),
        activities=activities,
        per_stage=tuple(money(cost.per_stage.get(stage)) for stage in found.stages),
        yields=tuple(_yield(each, language) for each in cost.yields),
        note=note,
    )


def _yield(found: tuple[str, str, float, int], language: Language) -> str:
    before, after, share, n = found
    return language.gettext(
        N_("%(before)s → %(after)s %(share)s of %(n)s"),
        before=said(ACTIVITIES, before, language),
        after=said(ACTIVITIES, after, language),
        share=measured.rate(share, language),
        n=language.whole(n),
    )
