"""Each question's page: the sentence, what the tables say, and the way back into the plan."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.planner.present import make_plan
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.web.what_if.page import QUESTIONS
from tests.web.kept import found, keep, save, scenario
from tests.web.reading import Page, read_out, table
from tests.web.what_if.asking import ask, field, look, refusal, sentence, taken, uses


def test_solving_for_spend_gives_the_growth_and_the_plan_with_it_spends_that(client):
    response = ask(client, "solve", wanted="250000")
    assert sentence(response) == "To spend $250,000, growth has to be 19.6% instead of 25%."
    page = taken(client, uses(response)[0])
    assert field(page, "/goal/growth").startswith("19.5")
    assert "Unsaved changes" in page.text
    assert "$250,000" in page.text


def test_others_are_held_at_their_values_and_come_along_into_the_plan(client):
    response = ask(client, "solve", wanted="250000", lock1="/conversions/3/rate", lock1_value="30")
    free, held = sentence(ask(client, "solve", wanted="250000")), sentence(response)
    assert free != held
    page = taken(client, uses(response)[0])
    assert field(page, "/conversions/3/rate") == "30"
    assert "$250,000" in page.text


def test_what_is_out_of_reach_says_the_nearest_and_what_stops_it(client):
    response = ask(client, "solve", input="/channels/1/share", output="/totals/stages/lead", wanted="2000")
    assert sentence(response) == "2,000 is out of reach: the nearest is 2,342, with share of Paid search at 0%."
    assert "That is the least it can be." in response.text
    page = taken(client, uses(response)[0])
    assert field(page, "/channels/1/share") == "0"


def test_by_when_to_start_is_a_day_that_goes_back_into_the_plan(client):
    response = ask(client, "solve", input="/today", output="/totals/last_too_late", wanted="none")
    assert sentence(response) == "For no month to be too late, today has to be 18 Nov 2026 instead of 21 Nov 2026."
    assert "It is the same on any day up to 18 Nov 2026." in read_out(response.text)
    page = taken(client, uses(response)[0])
    assert field(page, "/today") == "18 Nov 2026"


def test_a_lag_is_found_that_makes_a_month_the_last_too_late(client):
    response = ask(client, "solve", input="/channels/0/lag_days", output="/channels/0/last_too_late", wanted="2027-04")
    assert sentence(response) == (
        "For Apr 2027 to be the last month too late for Cold email, activity to entry of Cold email has to be 87 days instead of 0 days."
    )
    assert '<option value="2027-04" selected>Apr 2027</option>' in response.text
    stays = ask(client, "solve", input="/channels/0/lag_days", output="/channels/0/last_too_late", wanted="2027-01")
    assert sentence(stays).endswith("activity to entry of Cold email can stay 0 days.")
    assert (
        refusal(ask(client, "sensitivity", output="/totals/last_too_late")) == '"Last month too late" is a month; only solve aims at one.'
    )


@pytest.mark.parametrize(("low", "error"), [("soon", "This must be a day, such as 1 Jan 2027."), ("1 Dec 2026", "")])
def test_bounds_of_a_day_are_days(client, low, error):
    response = ask(client, "solve", input="/today", output="/totals/last_too_late", wanted="none", low=low)
    assert (
        (error in response.text)
        if error
        else sentence(response).startswith("That is out of reach: with today at 1 Dec 2026 the last month too late is Jan 2027,")
    )


def test_a_figure_is_looked_for_by_days_and_drawn_by_them(client):
    response = ask(client, "solve", input="/today", output="/totals/spend", wanted="400000")
    assert sentence(response) == "$400,000 is out of reach: the nearest is $399,074, with today at 18 Mar 2027."
    assert "There the figure jumps over what is wanted." in response.text
    assert "Spend by today" in response.text


def test_an_input_that_moves_nothing_says_so(client):
    response = ask(client, "solve", input="/team/0/heads", output="/totals/stages/lead", wanted="9")
    assert sentence(response).startswith("Heads now of SDR does not move it: leads is 4,377")
    assert uses(response) == []


def test_the_chance_is_said_with_its_error_and_the_surer_plan_asks_for_more(client):
    response = ask(client, "chance", probability="80", draws="2000")
    chance = float(re.search(r"a chance of ([0-9.]+)%", sentence(response))[1])
    assert 40 < chance < 56
    driven, plain = response.text.split("What drives the spread of revenue with the plan", 1)[1].split("What drives the spread of spend", 1)
    assert "luck with single buyers comes on top" in driven
    assert "the order of the plans, not of the variance" not in driven
    assert "the order of the plans, not of the variance" in plain
    assert "Rate of SQL to Opportunity" in response.text
    assert re.search(r"Spend is between \$2\d\d,\d{3} and \$[56]\d\d,\d{3} in nine of ten draws; the plan has \$363,581\.", response.text)
    times = float(re.search(r"it takes ([0-9.]+) times the activity", response.text)[1])
    assert times > 1.1
    page = taken(client, uses(response)[0])
    assert float(field(page, "/goal/growth")) > 25


@pytest.mark.parametrize("ceiling", [None, 900])
def test_the_surer_plan_has_the_activity_that_is_sure_enough_and_says_its_goal(client, ceiling):
    stored = keep(client, "Surer", {"/channels/1/ceiling": ceiling})
    response = ask(client, "chance", f"/plans/{stored.id}", probability="80", draws="2000")
    page = taken(client, uses(response)[0])
    changes = {"/goal/growth": float(field(page, "/goal/growth")) / 100, "/channels/1/ceiling": ceiling}
    changes |= {f"/channels/{place}/share": float(field(page, f"/channels/{place}/share")) / 100 for place in range(3)}
    surer, enough = scenario("Surer", changes), confident(scenario("Surer", {"/channels/1/ceiling": ceiling}), 0.8, draws=2000)
    activity = [channel["activity"]["exact"] for channel in make_plan(surer)["channels"]]
    assert activity == pytest.approx(enough.activity.tolist(), rel=1e-5)
    one_in_five = float(chance(surer, draws=2000, seed=1, levels=[0.2]).total[0])
    assert one_in_five == pytest.approx(5_000_000, rel=2e-3)
    text, higher = read_out(response.text), f"{4_000_000 * (1 + changes['/goal/growth']):,.0f}"
    assert f"so the surer plan opens with ${higher} in place of $5,000,000." in text
    spend = f"{make_plan(surer)['totals']['spend']:,.0f}"
    assert f"times the activity, which spends ${spend} instead of $" in text
    assert ("Its shares differ, too" in text) == (ceiling is not None)
    assert any(row[0] == "Most heads needed of SDR" for row in table(response.text, "measured"))


def test_the_surer_plan_is_saved_as_a_plan_of_its_own_and_this_one_keeps_its_goal(client):
    stored = keep(client, "Sure & fast")
    (use,) = uses(ask(client, "chance", f"/plans/{stored.id}", probability="80", draws="2000"))
    address = client.get(use).headers["location"]
    fields = {"save": "version"} | dict(parse_qsl(urlsplit(address).query))
    page = client.get(client.post("/plans/save", data=fields).headers["location"])
    assert "Sure &amp; fast, 80% sure" in page.text
    assert float(field(page, "/goal/growth")) > 25
    mine = found(client, stored.id)
    assert (mine.newest, mine.name) == (1, "Sure & fast")
    assert field(client.get(f"/plans/{stored.id}"), "/goal/growth") == "25"


def test_the_surer_plan_of_an_older_version_is_asked_about_and_stays_a_copy(client):
    stored = keep(client, "Overtaken")
    (use,) = uses(ask(client, "chance", f"/plans/{stored.id}", probability="80", draws="2000"))
    save(client, stored, {"/goal/growth": 0.3})
    (anyway,) = uses(client.get(use))
    assert client.get(anyway).headers["location"].startswith("/plans/new?from=blank&draft=")


def test_a_plan_that_is_surer_than_asked_is_not_made_smaller(client):
    response = ask(client, "chance", probability="20", draws="2000")
    assert "The plan is surer than 20% already" in read_out(response.text)
    assert uses(response) == []


def test_the_same_seed_gives_the_same_chance(client):
    first, second = (sentence(ask(client, "chance", draws="2000", seed="7", output=each)) for each in ("/totals/spend", "/kpis/cac"))
    assert first == second
    assert sentence(ask(client, "chance", draws="2000", seed="8")) != first


def test_certainty_is_refused_with_the_nearest_that_can_be_had(client):
    response = ask(client, "chance", probability="100", draws="2000")
    assert response.status_code == 200
    assert "99.95" in response.text.replace("0.9995", "99.95")
    assert "The plan that is sure enough" not in response.text


def test_a_plan_without_ranges_says_that_only_luck_is_in_the_draws(client):
    changes = {"/conversions": [{**each, "evidence": None, "low": None, "high": None} for each in CONVERSIONS]}
    stored = keep(client, "Certain", changes)
    response = ask(client, "chance", f"/plans/{stored.id}", draws="2000")
    assert "only luck is in the draws" in response.text
    assert "What drives the spread" not in response.text.split("</nav>", 2)[-1].split('class="say"')[1]


CONVERSIONS = [
    {"from": "lead", "to": "mql", "rate": 0.25, "lag_days": 7},
    {"from": "mql", "to": "sql", "rate": 0.4, "lag_days": 21},
    {"from": "sql", "to": "opportunity", "rate": 0.5, "lag_days": 14},
    {"from": "opportunity", "to": "deal", "rate": 0.25, "lag_days": 60},
]


def test_sensitivity_ranks_inputs_and_takes_a_better_rate_into_the_plan(client):
    response = ask(client, "sensitivity", output="/totals/spend")
    assert sentence(response).startswith("Retention a year moves spend most: from $671,347 to $363,581")
    rows = table(response.text, "measured")
    assert [row[0] for row in rows][:2] == ["Retention a year", "Rate of SQL to Opportunity"]
    assert rows[1][1:3] == ["42% given", "57% given"]
    page = taken(client, uses(response)[0])
    assert "Unsaved changes" in page.text


def test_with_costs_the_cheapest_improvement_is_said_and_not_the_largest(client):
    costs = {"cost-/conversions/3/rate": "1,000", "cost-/channels/1/steps/0/yield": "1m"}
    response = ask(client, "sensitivity", **costs)
    assert "One more point of rate of Opportunity to Deal is the cheapest improvement: it costs $1,000" in response.text


def test_a_sweep_of_one_input_is_a_curve_whose_rows_lead_into_the_plan(client):
    response = ask(client, "sweep", first="20", last="30", steps="3")
    assert sentence(response) == "Over 3 plans, spend goes from $258,153 to $496,353."
    assert [row[:2] for row in table(response.text, "measured")][:3] == [["20%", "$258,153"], ["25%", "$363,581"], ["30%", "$496,353"]]
    page = taken(client, uses(response)[0])
    assert field(page, "/goal/growth") == "20"


def test_a_sweep_of_two_inputs_is_a_map(client):
    response = ask(client, "sweep", first="20", last="30", steps="3", input2="/channels/0/share", first2="20", last2="40", steps2="2")
    assert sentence(response).startswith("Over 6 plans,")
    rows = table(response.text, "cohorts")
    assert [len(row) for row in rows] == [3, 3, 3]
    assert len(set(re.findall(r'<td class="num (h[1-5])"', response.text))) >= 3


def test_a_large_sweep_is_told_by_statistics_and_its_best(client):
    response = ask(client, "sweep", steps="2000", output2="/totals/stages/lead", best="most")
    assert sentence(response).startswith("Over 2,000 plans, spend goes from")
    rows = table(response.text, "measured")
    assert rows[0][:2] == ["30%", "$496,353"]
    assert "All of them" in response.text


def test_the_best_mix_reaches_the_goal_for_less_and_fits_into_the_plan(client):
    response = ask(client, "mix", high__cold_email="40", low__paid_search="30")
    spend = re.search(r"The least spend that reaches \$5,000,000 is (\$[0-9,]+)\.", sentence(response))[1]
    page = taken(client, uses(response)[0])
    assert [field(page, f"/channels/{place}/share") for place in (0, 1)] == ["40", "30"]
    assert spend in page.text


def test_a_budget_buys_the_most_revenue_and_moves_the_goal(client):
    response = ask(client, "mix", aim="most", budget="300000")
    assert "$300,000 buys" in sentence(response)
    page = taken(client, uses(response)[0])
    assert float(field(page, "/goal/growth")) > 25
    assert ask(client, "mix", aim="most").text.count("Type the budget.") == 1


def test_whether_the_work_of_people_is_weighed_is_said(client):
    assert "The work of your team is not weighed." in ask(client, "mix").text
    counted = ask(client, "mix", people="1").text
    assert "The work of your team is not weighed." not in counted
    assert "people counted, is" in counted
    assert "people at full load." in counted
    assert "With people at full load it comes to" in ask(client, "mix", people="1", aim="most", budget="500000").text


def test_bounds_that_cannot_be_met_are_refused(client):
    response = ask(client, "mix", low__cold_email="60", low__paid_search="60")
    assert response.status_code == 422
    assert refusal(response)
    assert 'name="low-cold_email" value="60"' in response.text


def test_two_plans_stand_side_by_side_with_what_differs(client):
    mine = keep(client, "Mine")
    other = keep(client, "Bold", {"/goal/growth": 0.4, "/channels/0/capacity/per_working_day": 500})
    response = ask(client, "compare", f"/plans/{mine.id}", with1=other.id)
    assert sentence(response) == "Bold differs from this plan in 2 inputs."
    rows = table(response.text, "measured")
    assert ["Growth", "25%", "40%"] in rows
    spend = next(row for row in rows if row[0] == "Spend")
    assert spend[1] == "$363,581"
    assert "+$" in spend[2]


def test_five_plans_fit_and_names_that_are_the_same_are_told_apart(client):
    plans = [keep(client, "Same", {"/goal/growth": growth}) for growth in (0.1, 0.15, 0.2, 0.3, 0.35)]
    chosen = {f"with{number}": plan.id for number, plan in enumerate(plans[1:], 1)}
    response = ask(client, "compare", f"/plans/{plans[0].id}", series="lead", **chosen)
    assert sentence(response) == "4 plans beside this one differ from it in 1 input."
    assert "Same (5)" in response.text


def test_a_version_is_explained_by_what_changed_and_a_change_can_be_taken_back(client):
    stored = keep(client, "Explained")
    save(client, stored, {"/goal/growth": 0.3, "/conversions/3/rate": 0.3})
    response = ask(client, "why", f"/plans/{stored.id}")
    said = sentence(response)
    assert said.startswith("Spend goes from $363,581 in “Version 1” to ")
    rows = table(response.text, "measured")
    assert {row[0] for row in rows[:2]} == {"Growth", "Rate of Opportunity to Deal"}
    effects = [float(row[3].replace("−", "-").replace("+", "").replace("$", "").replace(",", "")) for row in rows]
    assert sum(effects[:2]) == pytest.approx(effects[2], abs=2)
    back = next(each for each in uses(response) if "/goal/growth" in each)
    assert field(taken(client, back), "/goal/growth") == "25"


def test_an_older_version_is_explained_from_the_one_before_it_and_the_first_from_nothing_by_itself(client):
    stored = keep(client, "Explained")
    keep(client, "Another", {"/currency": "EUR"})
    second = save(client, stored, {"/goal/growth": 0.3})
    save(client, second, {"/goal/growth": 0.35})
    assert "in “Version 1” to" in sentence(ask(client, "why", f"/plans/{stored.id}", version="2"))
    assert "in “Version 2” to" in sentence(ask(client, "why", f"/plans/{stored.id}"))
    first = ask(client, "why", f"/plans/{stored.id}", version="1")
    assert first.status_code == 200
    assert "Choose the plan or version that the difference is from." in first.text


def test_unsaved_changes_are_explained_against_what_is_saved(client):
    stored = keep(client, "Unsaved")
    response = ask(client, "why", f"/plans/{stored.id}", **{"/goal/growth": "30", "version": "1"})
    assert "“Without unsaved changes”" in sentence(response)
    assert "mostly by growth" in sentence(response)


def test_what_moves_nothing_between_two_ends_is_said_of_these_alone(client):
    response = ask(client, "solve", input="/pipeline/opportunity", output="/totals/spend", wanted="100", low="2000", high="3000")
    assert sentence(response) == "Opportunity, open today does not move it between 2,000 and 3,000: spend is $0 all along."


def test_a_level_stretch_is_named_and_no_turn(client):
    response = ask(client, "solve", input="/goal/growth", output="/totals/spend", wanted="-5000")
    assert sentence(response).endswith("$5,000 is out of reach: the nearest is $0, with growth at 2.38%.")
    assert "From there on it stays the same." in response.text


def test_from_what_is_too_late_a_link_leads_to_by_when_to_begin(client):
    (address,) = re.findall(r'<a href="([^"]+)">By when to begin for no month to be too late</a>', ask(client, "late").text)
    assert sentence(look(client, address.replace("&amp;", "&"))).startswith("For no month to be too late, today has to be 18 Nov 2026")
    stored = keep(client, "In time", {"/today": "2026-09-01"})
    assert "By when to begin" not in ask(client, "late", f"/plans/{stored.id}").text


def test_what_is_too_late_is_said_by_month(client):
    response = ask(client, "late")
    assert sentence(response) == (
        "Until Jan 2027 nothing new can close any more: every channel is too late. The first month still in reach is Feb 2027."
    )
    rows = table(response.text, "measured")
    assert rows[0][0] == "Jan 2027"
    assert rows[0][3].startswith("too late")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-12-20", "Nothing new can close in any month: every channel is too late."),
        ("2026-09-01", "It is not too late for anything: every channel can still close deals in every month."),
        ("2026-09-20", "Every month can still be reached, but until Jan 2027 only in part."),
        ("2026-11-05", "Every month can still be reached; until Feb 2027 some channels are too late."),
        (None, "This plan has no day that is today, so nothing is too late. Give it one under “Time” to see what is."),
    ],
)
def test_how_late_it_is_fits_what_the_months_say(client, today, said):
    stored = keep(client, "Late", {"/today": today})
    assert sentence(ask(client, "late", f"/plans/{stored.id}")) == said


def test_the_cheapest_repair_of_a_month_is_taken_into_the_plan(client):
    response = ask(client, "late")
    march = table(response.text, "measured")[2]
    assert march[0] == "Mar 2027"
    said = re.match(r"Cold email, ([0-9.]+)% of the mix spend \$([0-9,]+) → \$([0-9,]+) Repair it in the plan", march[2])
    assert said, march[2]
    (use,) = uses(response)
    page = taken(client, use)
    plan = make_plan(
        scenario("Repaired", {f"/channels/{place}/share": float(field(page, f"/channels/{place}/share")) / 100 for place in range(3)})
    )
    assert said.groups() == (
        f"{plan['channels'][0]['share'] * 100:.1f}",
        f"{make_plan(scenario('As it is', {}))['totals']['spend']:,.0f}",
        f"{plan['totals']['spend']:,.0f}",
    )
    assert "Unsaved changes" in page.text
    shares = [float(field(page, f"/channels/{place}/share")) for place in range(3)]
    assert shares[0] > 60
    assert sum(shares) == pytest.approx(100)
    again = look(client, f"{page.url}".replace("/plans/new?", "/plans/new/what-if/late?"))
    before, after = (re.match(r"[0-9.]+", row[1])[0] for row in (march, table(again.text, "measured")[2]))
    assert float(after) > float(before)
    assert "by season" not in table(again.text, "measured")[2][1]


def test_a_channel_that_is_not_there_is_refused_with_the_nearest(client):
    response = ask(client, "late", channel="cold_mail")
    assert response.status_code == 422
    assert "Cold email" in refusal(response)


def test_what_is_not_done_is_missing_later(client):
    response = ask(client, "late", channel="cold_email", month="2027-01", short="100")
    assert "100 e-mails less in Cold email in Jan 2027 mean" in response.text
    assert "What will be missing" in response.text
    assert ask(client, "late", channel="cold_email", month="2027-01", short="100000000").status_code == 422


def test_every_question_is_a_tab_with_an_address_of_its_own(client):
    response = ask(client, "solve", output="/kpis/cac")
    links = re.findall(r'<a href="(/plans/new/what-if/[^"]+)"', response.text)
    assert len(links) == len(QUESTIONS)
    for link in links:
        assert "output=/kpis/cac" in link
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_question_keeps_the_plan_with_its_unsaved_changes(client):
    response = client.get("/plans/new/what-if/solve", params={"from": "growth", "/goal/growth": "30", "wanted": "250000"})
    assert "instead of 30%" in sentence(response)
    assert ("/goal/growth", "30") in [(each.get("name"), each.get("value")) for each in Page(response.text).all("input")]
    assert "Unsaved changes" in read_out(response.text)


def test_where_nothing_is_nearer_than_the_plan_as_it_is_there_is_nothing_to_use(client):
    stored = keep(client, "Without ads", {"/channels/0/share": 0.6, "/channels/1/share": 0.0, "/channels/2/share": 0.4})
    response = ask(client, "solve", f"/plans/{stored.id}", input="/channels/1/share", output="/totals/stages/lead", wanted="1000")
    assert "which it is already; share of Paid search brings it no nearer." in sentence(response)
    assert not uses(response)
    assert "That is the least it can be." not in response.text


def test_a_month_that_is_out_of_reach_is_not_said_as_none(client):
    stored = keep(client, "Late", {"/today": "2027-03-20"})
    response = ask(client, "solve", f"/plans/{stored.id}", input="/conversions/3/lag_days", output="/totals/last_too_late", wanted="none")
    assert re.match(
        r"That is out of reach: with lag of .* the last month too late is \w+ 2027, and that is the nearest\.", sentence(response)
    )


@pytest.mark.parametrize(("lever", "wanted"), [("/goal/growth", "-5000"), ("/channels/1/ceiling", "1000")])
def test_a_level_stretch_beside_the_nearest_is_said(client, lever, wanted):
    response = ask(client, "solve", input=lever, wanted=wanted)
    assert "is out of reach" in sentence(response)
    assert "From there on it stays the same." in response.text
