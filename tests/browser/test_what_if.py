"""Each question as a person asks it: from the plan page, and back into a scenario that is saved."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.web.what_if import sweeping
from tests.browser.acts import GOAL, asked_for, explained, grows, live, look_from_all_sides, retype, save, says_state, violations

LONG = 20_000
SENTENCE = ".answered .say"
QUESTIONS = ("solve", "chance", "sensitivity", "sweep", "mix", "compare", "why", "late", "replan")


def asks(page, figure, question):
    """On from a figure's trace to a question about it."""
    explained(page, figure).click()
    page.locator("#trace").get_by_role("link", name=question).click()
    page.wait_for_selector("html[data-ready]", state="attached")


def tab(page, name):
    page.get_by_role("navigation", name="Questions").get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("html[data-ready]", state="attached")


def work_out(page):
    page.get_by_role("button", name="Work it out").click()


def answered(page, text):
    expect(page.locator(SENTENCE)).to_contain_text(text, timeout=LONG)


def use(page, name="Use it in the plan"):
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("html[data-ready]", state="attached")


def kept(page, served, address, version=2):
    """Save what stands in the plan; the scenario as it is kept then."""
    says_state(page, "Unsaved changes")
    save(page)
    says_state(page, f"Saved · version {version}")
    return served._read(address)[0]["scenario"]


def test_what_growth_spends_a_quarter_of_a_million_and_back_into_the_plan(open_page, served):
    address = served.keep("Solved in the browser")
    page = open_page(address)
    asks(page, "/totals/spend", "Solve for this")
    page.get_by_label("is", exact=True).fill("250,000")
    work_out(page)
    answered(page, "To spend $250,000, growth has to be 19.6% instead of 25%.")
    expect(page.locator("[data-chart=curve] svg")).to_be_visible()
    use(page)
    expect(page.locator('.figs [data-figure="/totals/spend"]').first).to_be_visible()
    expect(page.locator("#result")).to_contain_text("$250,000")
    assert 0.19 < kept(page, served, address)["goal"]["growth"] < 0.2


def test_the_button_on_the_plan_takes_along_what_is_not_saved(open_page, served):
    page = open_page(served.keep("Asked unsaved"))
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.locator("#what-if").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("#page .pill")).to_have_text("Unsaved changes")
    page.get_by_label("is", exact=True).fill("250,000")
    work_out(page)
    answered(page, "instead of 30%")
    page.get_by_role("link", name="Back to the plan").click()
    grows(page, "30%")


def test_how_sure_and_the_surer_plan_is_saved(open_page, served):
    address = served.keep("Sure in the browser")
    page = open_page(address)
    asks(page, "/totals/spend", "How sure?")
    answered(page, "is reached with a chance of")
    expect(page.get_by_role("heading", name="What drives the spread of spend")).to_be_visible()
    use(page, "Use the surer plan")
    says_state(page, "Unsaved changes")
    save(page)
    says_state(page, "Saved · version 1")
    surer, before = (served._read(each)[0]["scenario"] for each in (urlsplit(page.url).path, address))
    assert surer["name"] == "Sure in the browser, 80% sure"
    assert surer["goal"]["growth"] > before["goal"]["growth"] == 0.25


def test_what_moves_it_and_the_best_improvement_is_saved(open_page, served):
    address = served.keep("Swayed in the browser")
    before = served._read(address)[0]["scenario"]
    page = open_page(address)
    asks(page, "/totals/spend", "What moves it?")
    answered(page, "moves spend most")
    expect(page.locator("[data-chart=tornado] svg")).to_be_visible()
    use(page, "Use the best improvement in the plan")
    assert kept(page, served, address) != before


def test_a_sweep_is_chosen_from_and_saved(open_page, served):
    address = served.keep("Swept in the browser")
    page = open_page(f"{address}/what-if/sweep")
    page.get_by_label("From", exact=True).first.fill("10")
    page.get_by_label("To", exact=True).first.fill("20")
    work_out(page)
    answered(page, "Over 11 plans, spend goes from")
    page.get_by_role("link", name="Use it in the plan: 15%").or_(
        page.get_by_role("row", name=re.compile("^15%")).get_by_role("link")
    ).first.click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert kept(page, served, address)["goal"]["growth"] == 0.15


def test_another_input_begins_with_its_own_values_as_soon_as_it_is_chosen(open_page, served):
    page = open_page(f"{served.keep('Chosen in the browser')}/what-if/sweep")
    answered(page, "Over 11 plans, spend goes from")
    first = page.locator("input[name=first]")
    expect(first).to_have_value("20")
    page.get_by_label("Turn", exact=True).select_option("/deal/value")
    expect(first).not_to_have_value("20")
    expect(page.locator("select[name=input]")).to_have_value("/deal/value")
    answered(page, "Over 11 plans, spend goes from")
    assert "input=%2Fdeal%2Fvalue" in page.url


def test_the_best_mix_is_saved(open_page, served):
    address = served.keep("Mixed in the browser")
    page = open_page(f"{address}/what-if/solve")
    tab(page, "Best mix")
    answered(page, "The least spend that reaches")
    expect(page.locator("[data-chart=frontier] svg")).to_be_visible()
    use(page, "Use this mix in the plan")
    shares = [channel["share"] for channel in kept(page, served, address)["channels"]]
    assert shares != [0.3, 0.45, 0.25]
    assert sum(shares) == pytest.approx(1)


def test_plans_are_compared_side_by_side(open_page, served):
    address, other = served.keep("Compared in the browser"), served.keep("Bolder in the browser", goal={"growth": 0.4})
    page = open_page(f"{address}/what-if/compare")
    page.get_by_label("Plan 2").select_option(other.rsplit("/", 1)[1])
    work_out(page)
    answered(page, "Bolder in the browser differs from this plan in 1 input.")
    expect(page.locator("[data-chart=drawn] svg")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Growth")).first).to_contain_text("40%")


def test_plans_side_by_side_have_their_chances_and_lead_on_to_why_and_back_into_a_saved_plan(open_page, served):
    address, other = served.keep("Base in the browser"), served.keep("Surer in the browser", goal={"growth": 0.2})
    page = open_page(address)
    page.locator("#what-if").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    tab(page, "Compare")
    page.get_by_label("Plan 2").select_option(other.rsplit("/", 1)[1])
    page.get_by_label("With the chance of each").check()
    work_out(page)
    answered(page, "Surer in the browser differs from this plan in 1 input.")
    expect(page.get_by_role("heading", name="How sure each is")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Surer in the browser [0-9.]+%")).first).to_contain_text("±")
    page.get_by_role("link", name="Why it changed: Surer in the browser").click()
    answered(page, "in “Surer in the browser” to")
    page.get_by_role("row", name=re.compile("^Growth")).get_by_role("link").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert kept(page, served, address)["goal"]["growth"] == 0.2
    page.goto(page.url.split("/plans/")[0] + f"{address}/what-if/compare?with1={other.rsplit('/', 1)[1]}")
    page.get_by_role("link", name="Open it: Surer in the browser").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.url.endswith(other)


def test_a_change_is_explained_taken_back_and_saved(open_page, served):
    address = served.keep("Explained in the browser")
    served.save(address, 1, goal={"growth": 0.3})
    page = open_page(address)
    asks(page, "/totals/spend", "Why did it change?")
    answered(page, "mostly by growth")
    page.get_by_role("row", name=re.compile("^Growth")).get_by_role("link").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert kept(page, served, address, 3)["goal"]["growth"] == 0.25


def test_a_month_that_is_too_late_is_repaired_and_saved(open_page, served):
    address = served.keep("Repaired in the browser")
    page = open_page(address)
    asks(page, "/totals/spend", "What is too late?")
    answered(page, "nothing new can close any more")
    page.get_by_role("link", name="Repair it in the plan: Mar 2027").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    says_state(page, "Unsaved changes")
    page.go_back()
    answered(page, "nothing new can close any more")
    page.go_forward()
    page.wait_for_selector("html[data-ready]", state="attached")
    shares = [channel["share"] for channel in kept(page, served, address)["channels"]]
    assert shares[0] > 0.6
    assert sum(shares) == pytest.approx(1)


def test_too_late_and_early_warning(open_page, served):
    page = open_page(f"{served.keep('Late in the browser')}/what-if/late")
    expect(page.get_by_role("heading", name="What each month can still be reached with")).to_be_visible(timeout=LONG)
    page.get_by_label("there are fewer").fill("50")
    work_out(page)
    expect(page.get_by_role("heading", name="What will be missing")).to_be_visible(timeout=LONG)


def test_the_rest_of_a_plan_under_way_is_saved(open_page, served):
    address = served.keep("Under way in the browser")
    page = open_page(address)
    page.locator("#what-if").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    tab(page, "Replan")
    page.get_by_label("Known up to and with").fill("31 Mar 2027")
    page.get_by_label("Won since the plan began").fill("150,000")
    page.get_by_label("in so many deals").fill("12")
    page.get_by_label("Leads open then", exact=True).fill("400")
    work_out(page)
    answered(page, "is left to win by what begins on 1 Apr 2027 or later, in place of the plan's")
    expect(page.locator("main")).to_contain_text("behind. Of deals, 12 against 15.2.")
    expect(page.locator("[data-chart=rest] svg")).to_be_visible()
    page.go_back()
    page.go_forward()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.get_by_label("Won since the plan began")).to_have_value("150,000")
    use(page, "Open the rest as a plan")
    expect(page.locator("#result")).to_contain_text("Apr 2027")
    found = kept(page, served, address)
    assert (found["today"], found["existing"]["committed"], found["pipeline"]["lead"]) == ("2027-04-01", 150_000, 400)


def test_a_long_answer_shows_how_far_it_is_survives_a_reload_and_is_cancelled(open_page, served, monkeypatch):
    at, real = {"go": False}, sweeping._work

    def work(opened, question, report):
        from time import sleep

        while not at["go"]:
            report(4, 10)
            sleep(0.005)
        return real(opened, question, report)

    monkeypatch.setattr(sweeping, "_work", work)
    page = open_page(f"{served.keep('Slow in the browser')}/what-if/sweep?steps=30")
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", "40")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(bar).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This was stopped, and there is no answer.")).to_be_visible()
    page.get_by_role("link", name="Work it out after all").click()
    expect(bar).to_be_visible()
    page.wait_for_selector("html[data-ready]", state="attached")
    at["go"] = True
    answered(page, "Over 30 plans")
    expect(page.locator("[data-chart=curve] svg")).to_be_visible()
    looked = asked_for(page, "/what-if/sweep")
    page.wait_for_timeout(1600)
    assert looked == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_axe_finds_nothing_in_light_and_dark_and_nothing_spills(page, served, question, subtests):
    address, other = served.keep(f"Looked at: {question}"), served.keep(f"Beside: {question}", goal={"growth": 0.3})
    asked = f"wanted=250000&short=50&with1={other.rsplit('/', 1)[1]}&other={other.rsplit('/', 1)[1]}&draws=2000&until=31+Mar+2027"
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    live(page, f"{address}/what-if/{question}?{asked}")
    expect(page.locator(SENTENCE)).to_be_visible(timeout=LONG)
    page.evaluate("for (const box of document.querySelectorAll('#page details')) box.open = true")
    look_from_all_sides(page, subtests)
    page.set_viewport_size({"width": 360, "height": 780})
    page.evaluate("document.documentElement.dir = 'ltr'")
    with subtests.test("axe on a phone"):
        assert violations(page) == []


def test_the_keyboard_reaches_the_figures_question_and_the_answer(open_page, served):
    page = open_page(served.keep("By keyboard"))
    explained(page, "/totals/spend").focus()
    page.keyboard.press("Enter")
    trace = page.locator("#trace")
    expect(trace).to_be_visible()
    link = trace.get_by_role("link", name="Solve for this")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_label("is", exact=True).focus()
    page.keyboard.type("250k")
    page.keyboard.press("Enter")
    answered(page, "To spend $250,000")


def test_everything_works_without_a_script(new_context, served):
    address = served.keep("Without a script")
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}?trace=/totals/spend")
    page.get_by_role("link", name="Solve for this").click()
    page.get_by_label("is", exact=True).fill("250000")
    work_out(page)
    answered(page, "To spend $250,000")
    page.get_by_role("link", name="Use it in the plan").click()
    page.locator("#save").click()
    expect(page.locator(".state")).to_have_text("Saved · version 2")
    assert served._read(address)[0]["scenario"]["goal"]["growth"] < 0.2
    context.close()
