"""What activity brings, and how a figure came about, as text."""

from app.language import Language
from app.planner.plan import Forward, Trace, TraceSource
from app.planner.scenario import Scenario
from app.terminal.text import GAP, NOTHING, Screen, plain, table
from app.wording import figure_text, formula_text, month_name


def forward_lines(forward: Forward, scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What given activity brings against the goal, by channel and month."""
    _ = language.gettext

    def money(amount: float | None, *, sign: bool = False) -> str:
        if amount is None:
            return "–"
        return (
            language.money(amount, forward["currency"], 0 if abs(amount) >= 100 or amount == 0 else None, sign=sign)
            if amount or sign
            else NOTHING
        )

    def number(amount: float) -> str:
        return language.number(amount, 1) if amount >= 0.05 else NOTHING

    over, total = forward["over"], money(forward["total"])
    amount = screen.shown(money(abs(over)), "bold")
    if over == 0:
        verdict = _("This brings %(total)s, which is the goal.", total=screen.shown(total, "bold"))
    elif over > 0:
        verdict = _("This brings %(total)s, %(amount)s over the goal.", total=total, amount=amount)
    else:
        verdict = _("This brings %(total)s, %(amount)s short of the goal.", total=total, amount=amount)
    names = {channel.key: channel.name for channel in scenario.channels}
    parts = [
        (_("Existing customers"), money(forward["existing"])),
        (_("Signed, not yet counted"), money(forward["committed"], sign=True)),
        (_("Open pipeline"), money(forward["pipeline"], sign=True)),
        (_("New business"), money(forward["new_business"], sign=True)),
        (_("In all"), total),
        (_("Goal"), money(forward["goal"])),
    ]
    channels = [
        (
            names[channel["key"]],
            language.number(channel["activity"], up_to=1) if channel["activity"] else NOTHING,
            number(channel["entries"]),
            number(channel["deals_in_horizon"]),
            number(channel["deals"] - channel["deals_in_horizon"]),
            money(channel["revenue"]),
            money(channel["spend"]),
        )
        for channel in forward["channels"]
    ]
    channel_head = ("", _("Activity"), _("Entries"), _("Deals"), _("After the end"), _("Revenue"), _("Spend"))
    months = [
        (month_name(month["month"], language), *(number(month["stages"][stage.key]) for stage in scenario.stages), money(month["revenue"]))
        for month in forward["months"]
    ]
    return [
        verdict,
        *screen.heading(_("Against the goal")),
        *table(("", ""), parts, "<>", screen, GAP),
        *screen.heading(_("Channels")),
        *table(channel_head, channels, "<>>>>>>", screen),
        *screen.heading(_("Month by month")),
        *table(("", *(stage.name for stage in scenario.stages), _("Revenue")), months, "<" + ">" * (len(scenario.stages) + 1), screen),
    ]


def trace_lines(trace: Trace, currency: str, language: Language, screen: Screen) -> list[str]:
    """How a figure came about: each formula, the same with its values, and where those came from."""
    lines = [screen.shown(plain(trace["figure"]), "bold")]
    for step in trace["steps"]:
        lines += ["", f"{plain(step['name'])} = {screen.shown(figure_text(step['result'], step['unit'], currency, language), 'bold')}"]
        lines += screen.paragraph(plain(formula_text(step["formula"], language)), GAP)
        values = [(value["name"], figure_text(value["value"], value["unit"], currency, language)) for value in step["values"]]
        lines += table(("", ""), values, "<>", screen, GAP * 2)
    sources = [
        (source["name"], _value(source, currency, language), _origin(source, language), source["pointer"]) for source in trace["sources"]
    ]
    if sources:
        lines += [*screen.heading(language.gettext("Where the values come from")), *table(("", "", "", ""), sources, "<><<", screen)]
    return lines


def _value(source: TraceSource, currency: str, language: Language) -> str:
    value = source["value"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return figure_text(float(value), source["unit"], currency, language)
    return str(value) if not isinstance(value, list | tuple | dict) else "…"


def _origin(source: TraceSource, language: Language) -> str:
    _ = language.gettext
    detail = source["detail"]
    if source["origin"] == "counted" and {"entered", "converted"} <= detail.keys():
        return _("%(converted)s of %(entered)s counted", converted=detail["converted"], entered=detail["entered"])
    return {"typed": _("typed"), "counted": _("counted"), "default": _("default"), "calendar": _("calendar")}[source["origin"]]
