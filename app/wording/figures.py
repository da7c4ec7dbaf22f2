"""Key figures: what they are called, how they are written, and why one has no value."""

import math

from app.language import Language
from app.planner.plan import Kpi, Plan
from app.planner.text import N_
from app.wording.names import stage_name

KPI_NAMES = {
    "cac": N_("CAC, spend only"),
    "cac_loaded": N_("CAC with people"),
    "end_to_end": N_("End-to-end conversion"),
    "mql_to_opportunity": N_("MQL to opportunity"),
    "win_rate": N_("Win rate"),
    "cycle_days": N_("Cycle, first stage to deal"),
    "pipeline_coverage": N_("Pipeline coverage"),
    "sales_velocity": N_("Sales velocity"),
    "marketing_roi": N_("Marketing ROI"),
    "lifetime_value": N_("Lifetime value"),
    "ltv_to_cac": N_("Lifetime value to CAC"),
    "payback_months": N_("Payback"),
    "revenue_per_account": N_("Revenue per account"),
    "concentration": N_("Concentration of revenue"),
    "retention": N_("Retention"),
    "content_used": N_("Content used by sales"),
    "cost_per_stage": N_("Cost per %(stage)s"),
    "cycle_by_stage": N_("Days from %(stage)s on"),
}
REASONS = {
    "no_deals": N_("There are no new deals to spread it over."),
    "no_entries": N_("Nothing enters the stage it is measured against."),
    "no_cycle": N_("The last step takes no time, so there is no daily rate."),
    "no_spend": N_("Nothing is spent on media or vendors."),
    "no_cost": N_("New deals cost nothing here."),
    "no_revenue": N_("There is no new revenue to divide."),
    "no_margin": N_("The gross margin is not given."),
    "unbounded": N_("Unbounded: retention is 100%, so customers stay for ever."),
    "ceiling_reached": N_("A channel reaches its ceiling, so no spend is enough."),
    "no_such_stage": N_("The plan has no such stage."),
    "accounts_unknown": N_("The number of accounts is not given."),
    "no_accounts": N_("There are no accounts to divide it by."),
    "content_unknown": N_("The content available and used is not given."),
    "no_content": N_("There is no content for sales to use."),
    "nothing_to_win": N_("Nothing is left to win."),
    "no_working_day": N_("No working day is left to do it on."),
    "no_activity": N_("There is nothing to do here."),
    "infeasible": N_("The goal is out of reach, so there is no figure."),
}


def kpi_name(kpi: Kpi, language: Language, plan: Plan | None = None) -> str:
    """What a key figure is called: 'CAC with people', 'Cost per MQL'. With the plan, its own names for stages."""
    name = KPI_NAMES[kpi["key"]]
    if "stage" not in kpi:
        return language.gettext(name)
    key = kpi["stage"]
    return language.gettext(name, stage=stage_name(plan, key, language) if plan else key.replace("_", " "))


def reason_sentence(reason: str, language: Language) -> str:
    """Why a figure has no value."""
    return language.gettext(REASONS[reason])


def formula_text(formula: str, language: Language) -> str:
    """A formula in words, as the planner defines it."""
    return language.gettext(formula)


def figure_text(value: float, unit: str, currency: str, language: Language) -> str:
    """A figure with its unit: '$5,001', '22.9%', '102 days', '1.2 x'."""
    _ = language.gettext
    if unit == "money":
        return language.money(value, currency, 0 if abs(value) >= 100 or value == 0 else None)
    if unit == "money_per_day":
        return _("%(money)s a day", money=language.money(value, currency, 0 if abs(value) >= 100 or value == 0 else None))
    if unit == "fraction":
        return language.percent(value)
    if unit == "days":
        return language.days(value)
    if unit == "months":
        written = language.number(value, up_to=1)
        return language.ngettext("%(n)s month", "%(n)s months", 1 if value == 1 else 2, n=written)
    if unit == "count":
        return language.number(value, up_to=1)
    return language.significant(value)


def daily(rate: float) -> float:
    """Units on a working day as they are shown, never too few: whole from 10 up, with a decimal from 1 up, with two below."""
    parts = 1 if rate >= 10 else 10 if rate >= 1 else 100
    return math.ceil(rate * parts - 1e-9) / parts
