"""What people should know of a measurement."""

from collections.abc import Iterator, Sequence

from app.history.found import Finding
from app.history.gather import NewestFile
from app.history.measure.left_cut import LeftCut
from app.history.measure.period import day_number, day_text
from app.history.measure.rates import mostly_dated
from app.history.measured import MeasuredFunnel, Question, Rate

FEW_LOSSES, LOPSIDED = 10, 5
"""Fewer losses than this, and five wins to each: the share won hangs on a handful."""
MANY_UNDATED = 0.02
A_WHILE = 30
"""Days unseen after which what is open may well have ended."""


def findings_of(funnel: MeasuredFunnel, cuts: Sequence[LeftCut], *, whole_history: bool, undated: int) -> tuple[Finding, ...]:
    """Findings about the whole."""
    of_cuts = _cut_findings(funnel, cuts, whole_history)
    return (*of_cuts, *_rate_findings(funnel), *_value_findings(funnel, undated), *_cost_findings(funnel))


def findings_of_counts(funnel: MeasuredFunnel) -> tuple[Finding, ...]:
    """Findings about a list of counts alone."""
    return (Finding("flow_not_conversion", "warning"), *_more_out_than_in(funnel.whole.rates))


def _more_out_than_in(rates: Sequence[Rate]) -> Iterator[Finding]:
    for rate in rates:
        if rate.reason == "more_out_than_in":
            names: dict[str, object] = {"from_stage": rate.from_stage, "to_stage": rate.to_stage}
            yield Finding("more_out_than_in", "warning", names | {"entered": rate.entered, "converted": rate.converted})


def beyond_known(question: Question, known_to: int | None) -> tuple[Finding, ...]:
    """Where a later day was asked for than the data knows of."""
    if question.as_of is None or known_to is None or day_number(question.as_of) <= known_to:
        return ()
    return (Finding("beyond_known", "warning", {"asked": question.as_of, "known": day_text(known_to)}),)


def not_in_newest(question: Question, newest: NewestFile | None, buyers: int) -> tuple[Finding, ...]:
    """Where most buyers are not in the newest file: what became of them after their own one is unknown, and they count as watched."""
    if newest is None or question.only or question.as_of is not None or newest.known_to <= newest.earlier:
        return ()
    missing = buyers - newest.buyers
    if 2 * missing <= buyers:
        return ()
    values: dict[str, object] = {"missing": missing, "buyers": buyers}
    days: dict[str, object] = {"known": day_text(newest.known_to), "earlier": day_text(newest.earlier)}
    severe = newest.known_to - newest.earlier > A_WHILE
    return (Finding("not_in_newest", "warning" if severe else "info", values | days, count=missing),)


def _cut_findings(funnel: MeasuredFunnel, cuts: Sequence[LeftCut], whole_history: bool) -> Iterator[Finding]:
    for cut in cuts:
        from_stage, to_stage = funnel.stages[cut.from_stage], funnel.stages[cut.to_stage]
        values: dict[str, object] = {
            "from_stage": from_stage, "to_stage": to_stage, "first": day_text(cut.first_gone), "expected": round(cut.expected, 1),
            "entered": cut.entered,
        }  # fmt: skip
        if cut.since is None:
            yield Finding("earlier_missing", "warning", values, count=cut.entered)
        else:
            code = "left_not_cut" if whole_history else "left_cut"
            yield Finding(code, "warning", values | {"since": day_text(cut.since)}, count=cut.entered)


def _rate_findings(funnel: MeasuredFunnel) -> Iterator[Finding]:
    rates = funnel.whole.rates
    for rate in rates:
        names: dict[str, object] = {"from_stage": rate.from_stage, "to_stage": rate.to_stage}
        backwards = rate.lag.negative or rate.reversed  # without a lag only those far off are counted
        if rate.lag.refused == "unrelated_dates":
            values = names | {"backwards": rate.reversed, "timed": rate.lag.n + rate.reversed}
            yield Finding("unrelated_dates", "warning", values, count=rate.reversed)
        elif rate.reversed:
            yield Finding("backwards_far", "info", names | {"backwards": backwards, "far": rate.reversed}, count=backwards)
        elif backwards:
            yield Finding("backwards", "info", names | {"backwards": backwards}, count=backwards)
        if rate.skipped:
            yield Finding("stages_skipped", "info", names | {"skipped": rate.skipped, "converted": rate.converted}, count=rate.skipped)
        if rate.reason != "no_days" and not mostly_dated(rate.undated, rate.converted):
            yield _undated_outcomes(rate, names)
        if rate.reason == "no_days" and rate.entered:
            yield Finding("no_days", "warning", names | {"entered": rate.entered}, count=rate.entered)
    if rates:
        yield from _few_losses(rates[-1])


def _undated_outcomes(rate: Rate, names: dict[str, object]) -> Finding:
    ended = rate.converted + rate.lost
    counts: dict[str, object] = {"undated": rate.undated, "converted": rate.converted, "ended": ended, "open": rate.open}
    bounds: dict[str, object] = {"low": rate.converted / rate.entered, "high": (rate.converted + rate.open) / rate.entered}
    code = "undated_outcomes" if rate.rate is not None else "undated_outcomes_open"
    return Finding(code, "warning", names | counts | bounds, count=rate.undated)


def _few_losses(win: Rate) -> Iterator[Finding]:
    if 0 < win.lost < FEW_LOSSES and win.converted >= LOPSIDED * win.lost:
        yield Finding("few_losses", "warning", {"won": win.converted, "lost": win.lost, "open": win.open}, count=win.lost)


def _value_findings(funnel: MeasuredFunnel, undated: int) -> Iterator[Finding]:
    value = funnel.whole.value
    if value.dominated is not None:
        means: dict[str, object] = {"mean": value.mean, "trimmed": value.trimmed, "currency": funnel.currency}
        yield Finding("dominated", "warning", means | {"share": value.dominated, "n": value.n})
    if value.without and value.n:
        yield Finding("won_without_amount", "info", {"without": value.without, "n": value.n}, count=value.without)
    if undated:
        severe = undated > MANY_UNDATED * funnel.n_rows
        yield Finding("buyers_without_day", "warning" if severe else "info", {"undated": undated, "buyers": funnel.n_rows}, count=undated)
    if funnel.season.refused is None and funnel.season.months < 24:
        yield Finding("short_season", "warning", {"months": funnel.season.months})


def _cost_findings(funnel: MeasuredFunnel) -> Iterator[Finding]:
    lonely = [each.channel for each in funnel.unit_costs if each.spend_without_buyers]
    if lonely:
        yield Finding("spend_without_buyers", "warning", {"channels": lonely}, count=len(lonely))
    unpaid = [each.channel for each in funnel.unit_costs if each.buyers_without_spend and each.channel]
    if unpaid and len(unpaid) < len(funnel.unit_costs):
        yield Finding("buyers_without_spend", "info", {"channels": unpaid}, count=len(unpaid))
