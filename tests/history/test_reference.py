"""The staged data sets, from their files to figures, against independent answers."""

import datetime as dt
import json
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from app.history.gather import PartRef, Source, gather
from app.history.look import look
from app.history.measure import cohorts, measure
from app.history.measured import Question
from app.history.parts import bucket_of
from app.history.records import LOST, MISSING, WON
from app.history.taking import take
from app.planner.evidence import wilson_interval
from tests.published import DATA

TODAY = dt.date(2026, 11, 22)
OLIST, MAVEN = "olist-marketing-funnel", "maven-crm-opportunities"

REFERENCE = json.loads((DATA / "REFERENCE.json").read_text())


def imported(folder, paths, list_name):
    """Imports of files as the product proposes to read them, in order."""
    sources = []
    for order, path in enumerate(paths):
        seen = look(DATA / path, Path(path).name, today=TODAY)
        assert seen.ready, (path, seen.asked, seen.findings)
        recipe = seen.recipe if seen.recipe.kind == "lookup" else seen.recipe.model_copy(update={"list_name": list_name})
        into = folder / str(order)
        into.mkdir()
        taken = take(DATA / path, recipe, into, today=TODAY)
        parts = tuple(
            PartRef(taken.kind, bucket_of(name), pl.read_parquet(into / name).height, partial((into / name).read_bytes))
            for name in taken.parts
        )
        sources.append(Source(f"imp_{order}", order, recipe, taken, parts))
    return gather(sources, list_name)


@pytest.fixture(
    scope="module",
    params=[f"{OLIST}/olist_marketing_qualified_leads_dataset.csv", f"{OLIST}/twin_dd-mm-yyyy/olist_marketing_qualified_leads_dataset.csv"],
)
def olist(request, tmp_path_factory):
    return imported(tmp_path_factory.mktemp("olist"), [request.param, f"{OLIST}/olist_closed_deals_dataset.csv"], "olist")


@pytest.fixture(scope="module", params=[f"{MAVEN}/sales_pipeline.csv", f"{MAVEN}/twin_m-d-yyyy/sales_pipeline.csv"])
def maven(request, tmp_path_factory):
    others = [f"{MAVEN}/{name}.csv" for name in ("sales_teams", "accounts", "products")]
    return imported(tmp_path_factory.mktemp("maven"), [request.param, *others], "maven")


def has_lag(lag, answer):
    assert (lag.n, lag.negative) == (answer["n"], answer["negative"])
    for name in ("mean", "median", "p25", "p75", "p90"):
        assert getattr(lag, name) == pytest.approx(answer[name], abs=1e-3)
    if lag.bin_days == 1:
        assert (lag.days[0], lag.days[-1]) == (answer["min"], answer["max"])


def has_share(converted, entered, answer):
    assert (converted, entered) == (answer["k"], answer["n"])
    assert converted / entered == pytest.approx(answer["rate"], abs=1e-5)
    assert wilson_interval(converted, entered) == pytest.approx(answer["wilson95"], abs=1e-5)


def has_curve(curve, answer):
    for day, share in answer["converted_by_day"].items():
        assert curve.at(int(day)) == pytest.approx(share, abs=1e-5)


def shown(name):
    """A group's name as the answers have it."""
    return name or "(blank)"


# --- Olist: leads of which some become deals, in two files ----------------------------------------------------------

CLEAN = Question("olist", since="2018-01-01", until="2018-05-31")
EVERYTHING = Question("olist", whole_history=True)


def test_olist_in_whole(olist):
    answer = REFERENCE[OLIST]
    found = measure(olist, EVERYTHING)
    assert (found.stages, found.as_of, found.n_rows) == (("MQL", "Deal"), answer["as_of"], answer["rows"]["mql"])
    assert [found.since, found.until] == answer["first_contact_span"]
    has_share(found.whole.end_to_end.converted, found.whole.end_to_end.entered, answer["mql_to_won_all"])
    has_lag(found.whole.end_to_end.lag, answer["lag_days_all_won"])
    assert found.whole.won == answer["rows"]["closed_deals"]


def test_olist_starts_by_itself_where_wins_were_recorded(olist):
    found = measure(olist, Question("olist"))
    assert found.cut_from == "2018-01-01"
    has_share(
        found.whole.end_to_end.converted,
        found.whole.end_to_end.entered,
        REFERENCE[OLIST]["mql_to_won_clean_cohort_2018-01-01_to_2018-05-31"],
    )
    assert found.whole.end_to_end.rate == measure(olist, CLEAN).whole.end_to_end.rate
    (finding,) = [each for each in found.findings if each.code == "left_cut"]
    assert finding.values["first"] == REFERENCE[OLIST]["won_span"][0]


def test_olists_clean_cohort(olist):
    answer = REFERENCE[OLIST]
    rate = measure(olist, CLEAN).whole.end_to_end
    has_lag(rate.lag, answer["lag_days_clean_cohort_won"])
    has_curve(rate.curve, answer["km_clean_cohort"])
    assert max(rate.curve.converted) < 0.5, "so that there is no median of all"


@pytest.mark.parametrize(("question", "table"), [(EVERYTHING, "by_origin_all"), (CLEAN, "by_origin_clean_cohort")])
def test_olist_by_origin(olist, question, table):
    found = measure(olist, Question(**{**vars(question), "split": "channel"}))
    assert {shown(each.name): {"n": each.n, "won": each.won} for each in found.groups} == {
        name: {"n": row["n"], "won": row["won"]} for name, row in REFERENCE[OLIST][table].items()
    }
    if question is CLEAN:
        medians = {shown(each.name): each.end_to_end.lag.median for each in found.groups}
        assert medians == pytest.approx(REFERENCE[OLIST]["lag_median_by_origin_clean"])


def test_olist_by_month_of_first_contact(olist):
    found = cohorts(olist, EVERYTHING, "MQL", "Deal", "month")
    rows = {label: (n, sum(each or 0 for each in row)) for label, n, row in zip(found.labels, found.entered, found.converted, strict=True)}
    answer = REFERENCE[OLIST]["by_first_contact_month"]
    assert {label: n for label, (n, _) in rows.items()} == {label: row["n"] for label, row in answer.items()}
    for label, row in answer.items():
        after = "-30" if label[5:] in ("04", "06", "09", "11") else "-28" if label[5:] == "02" else "-31"
        month = measure(olist, Question("olist", since=f"{label}-01", until=label + after, whole_history=True)).whole.end_to_end
        assert (month.entered, month.converted, round(month.raw, 5)) == (row["n"], row["won"], row["won_of_all"])


def test_olist_by_month_of_the_win(olist):
    days = np.concatenate([block.entered[1][block.entered[1] != MISSING] for block in olist.blocks()])
    months, counts = np.unique(days.astype("datetime64[D]").astype("datetime64[M]").astype(str), return_counts=True)
    assert dict(zip(months.tolist(), counts.tolist(), strict=True)) == REFERENCE[OLIST]["won_by_won_month"]
    assert measure(olist, CLEAN).season.refused == "too_short"


def test_olist_as_known_in_may_holds_what_came_later(olist):
    answer = REFERENCE[OLIST]["backtest_snapshot_2018-05-31"]
    rate = measure(olist, Question("olist", as_of="2018-05-31", since="2018-01-01")).whole.end_to_end
    has_share(rate.converted, rate.entered, answer["naive_rate_2018_cohort"])
    has_curve(rate.curve, answer["km_at_snapshot"])
    later = answer["eventual_rate_2018_cohort"]["rate"]
    assert rate.interval.low < later < rate.interval.high
    assert answer["naive_rate_2018_cohort"]["wilson95"][1] > rate.raw < rate.rate
    for label, row in answer["by_month"].items():
        last = {"01": "31", "02": "28", "03": "31", "04": "30", "05": "31"}[label[5:]]
        month = measure(olist, Question("olist", as_of="2018-05-31", since=f"{label}-01", until=f"{label}-{last}")).whole.end_to_end
        assert (month.entered, month.converted) == (row["n"], row["won_by_snapshot"])


# --- Maven: opportunities with an outcome, and lookups --------------------------------------------------------------


def test_maven_in_whole(maven):
    answer = REFERENCE[MAVEN]
    found = measure(maven, Question("maven"))
    assert (found.stages, found.as_of, found.n_rows) == (("Opportunity", "Engaging", "Deal"), answer["as_of"], answer["rows"])
    assert found.cut_from is None
    first, win = found.whole.rates
    has_share(first.converted, first.entered, answer["opportunity_to_engaging"])
    assert first.reason == "no_days"
    has_share(win.converted, win.entered, answer["engaging_to_won_raw"])
    has_share(win.converted + win.lost, win.entered, answer["engaging_to_closed"])
    has_share(win.converted, win.converted + win.lost, answer["win_rate_closed_only"])
    assert win.closed_only == pytest.approx(answer["win_rate_closed_only"]["rate"], abs=1e-5)
    has_lag(win.lag, answer["cycle_days_won"])
    has_lag(found.whole.cycle, answer["cycle_days_won"])
    opportunity, engaging = found.whole.open
    assert (opportunity.n, engaging.n) == (answer["stage_now"]["Prospecting"], answer["stage_now"]["Engaging"])
    value, money = found.whole.value, answer["won_value"]
    assert (value.n, value.total, round(value.mean, 2), value.median) == (money["n"], money["sum"], money["mean"], money["median"])
    assert found.season.refused == "too_short"


def test_mavens_wins_and_losses_by_age(maven):
    curve = measure(maven, Question("maven")).whole.rates[1].curve
    for day, row in REFERENCE[MAVEN]["cumulative_incidence_from_engage"].items():
        at = max(step for step in range(len(curve.days)) if curve.days[step] <= int(day))
        assert curve.converted[at] == pytest.approx(row["won"], abs=1e-5)
        assert curve.lost[at] == pytest.approx(row["lost"], abs=1e-5)


def test_mavens_losses_take_less_time(maven):
    days = np.concatenate(
        [(block.lost - block.entered[1])[(block.outcome == LOST) & (block.entered[1] != MISSING)] for block in maven.blocks()]
    )
    answer = REFERENCE[MAVEN]["cycle_days_lost"]
    assert (len(days), float(np.median(days))) == (answer["n"], answer["median"])


@pytest.mark.parametrize(("split", "table"), [("product", "by_product"), ("regional_office", "by_region"), ("sector", "by_sector")])
def test_maven_by_what_stands_in_other_files(maven, split, table):
    answer = REFERENCE[MAVEN][table]
    groups = {each.name: each for each in measure(maven, Question("maven", split=split)).groups if each.name}
    assert {name.replace("GTXPro", "GTX Pro") for name in groups} == set(answer)
    for name, group in groups.items():
        row = answer[name.replace("GTXPro", "GTX Pro")]
        assert (group.won, group.lost, group.won + group.lost) == (row["won"], row["lost"], row["n"])
        money = (group.value.total, round(group.value.mean, 2), group.value.median)
        assert money == (row["won_value_sum"], row["won_value_mean"], row["won_value_median"])


def test_maven_by_month_of_engagement_and_of_close(maven):
    for label, row in REFERENCE[MAVEN]["by_engage_month_closed_only"].items():
        last = (dt.date.fromisoformat(f"{label}-28") + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)
        win = measure(maven, Question("maven", since=f"{label}-01", until=last.isoformat(), whole_history=True)).whole.rates[1]
        assert (win.converted, win.lost, round(win.closed_only or 1.0, 5)) == (row["won"], row["lost"], row["win_rate_closed"])
    for outcome, name in ((WON, "won"), (LOST, "lost")):
        days = np.concatenate([(block.entered[2] if outcome == WON else block.lost)[block.outcome == outcome] for block in maven.blocks()])
        months, counts = np.unique(days.astype("datetime64[D]").astype("datetime64[M]").astype(str), return_counts=True)
        assert dict(zip(months.tolist(), counts.tolist(), strict=True)) == {
            m: row[name] for m, row in REFERENCE[MAVEN]["by_close_month"].items()
        }


def test_maven_as_known_in_september(maven):
    answer = REFERENCE[MAVEN]["backtest_snapshot_2017-09-30"]
    win = measure(maven, Question("maven", as_of="2017-09-30")).whole.rates[1]
    assert (win.entered, win.converted, win.lost, win.open) == (answer["engaged"], answer["won"], answer["lost"], answer["open"])
    has_share(win.converted, win.converted + win.lost, answer["win_rate_closed"])
    later = measure(maven, Question("maven", until="2017-09-30")).whole.rates[1]
    assert later.converted - win.converted == answer["of_the_open_later_won"]
    assert later.lost - win.lost == answer["of_the_open_later_lost"]
