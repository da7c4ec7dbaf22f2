"""Stages, channels, steps and roles come, go, are renamed and change places."""

from playwright.sync_api import expect

from tests.browser.acts import SAY, STATE, figure, live, press, retype, reveal, says_state

CHANNELS = "#channels .chan summary [data-says]"
STAGES = "#funnel .parts .part .name input"


def values(page, selector):
    return page.locator(selector).evaluate_all("(all) => all.map((one) => one.value)")


def test_a_channel_is_removed_and_brought_back_by_the_toast(open_page):
    page = open_page()
    sentence = page.inner_text(SAY)
    press(page, "channel/remove/content")
    expect(page.locator(CHANNELS)).to_have_text(["Cold email", "Paid search"])
    expect(page.locator("#toasts")).to_contain_text("Blog was removed. The other shares took up its own: Cold email 40%, Paid search 60%.")
    expect(page.locator(SAY)).not_to_have_text(sentence)
    says_state(page, "Unsaved changes")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(CHANNELS)).to_have_text(["Cold email", "Paid search", "Blog"])
    expect(page.locator(SAY)).to_have_text(sentence)
    says_state(page, "Not saved yet")


def test_a_channel_is_added_named_and_given_a_share(open_page):
    page = open_page()
    page.locator(".add-menu > summary").click()
    page.get_by_role("button", name="LinkedIn messages").click()
    expect(page.locator(CHANNELS)).to_have_count(4)
    name = page.locator("#f-channels-3-name")
    expect(name).to_be_focused()
    page.keyboard.type("Founders on LinkedIn")
    expect(page.locator(CHANNELS).last).to_have_text("Founders on LinkedIn")
    retype(page, "#f-channels-3-share", "20")
    expect(page.locator("#problems")).to_contain_text("100%")
    page.get_by_role("button", name="Make the shares add up to 100%").click()
    expect(page.locator("#problems")).to_be_empty()
    expect(page.locator(".tbl tbody")).to_contain_text("Founders on LinkedIn")
    assert round(sum(float(page.input_value(f"#f-channels-{place}-share")) for place in range(4)), 1) == 100


def test_a_channel_is_copied_and_moved(open_page):
    page = open_page()
    press(page, "channel/copy/cold_email")
    expect(page.locator(CHANNELS)).to_have_count(4)
    page.locator("#undo").click()
    expect(page.locator(CHANNELS)).to_have_count(3)
    press(page, "channel/down/cold_email")
    expect(page.locator(CHANNELS)).to_have_text(["Paid search", "Cold email", "Blog"])
    expect(page.locator("#f-channels-1-share")).to_have_value("30")
    press(page, "channel/up/content")
    expect(page.locator(CHANNELS)).to_have_text(["Paid search", "Blog", "Cold email"])
    expect(page.locator(".tbl tbody th .chn")).to_have_text(["Paid search", "Blog", "Cold email"])


def test_the_last_channel_and_the_won_deal_stay(open_page):
    page = open_page("/plans/new?from=blank")
    key = page.locator(".chan").get_attribute("data-part")
    button = f'button[name=do][value="channel/remove/{key}"]'
    reveal(page, button)
    expect(page.locator(button)).to_be_disabled()
    assert page.locator(STAGES).count() == 3


def test_a_stage_is_added_without_a_change_of_the_plan_then_moves_it(open_page):
    page = open_page()
    sentence = page.inner_text(SAY)
    press(page, "stage/add/mql")
    expect(page.locator(STAGES)).to_have_count(6)
    name = page.locator("#f-stages-2-name")
    expect(name).to_be_focused()
    page.keyboard.type("Qualified")
    expect(page.locator("#mon")).to_contain_text("Qualified")
    expect(page.locator(SAY)).to_have_text(sentence)
    retype(page, "#f-conversions-2-rate", "80")
    expect(page.locator(SAY)).not_to_have_text(sentence)
    press(page, "stage/remove/opportunity")
    expect(page.locator(STAGES)).to_have_count(5)
    assert values(page, STAGES) == ["Lead", "MQL", "Qualified", "SQL", "Deal"]


def test_a_stage_is_removed_with_its_rate_and_lag_in_the_step_before(open_page, served):
    page = open_page(served.keep("One stage fewer", pipeline={}))
    deals = figure(page, "/totals/stages/deal").inner_text()
    press(page, "stage/remove/opportunity")
    expect(page.locator("#funnel .step")).to_have_count(3)
    expect(page.locator("#f-conversions-2-rate")).to_have_value("12.5")
    expect(page.locator("#f-conversions-2-lag_days")).to_have_value("74")
    expect(page.locator("#toasts")).to_contain_text("was removed; its rate and lag went into the step before it.")
    assert figure(page, "/totals/stages/deal").inner_text() == deals


def test_stages_change_places(open_page):
    page = open_page()
    press(page, "stage/up/sql")
    expect(page.locator(".fun .k")).to_have_text(["Leads", "SQLs", "MQLs", "Opportunities", "Deals"])
    assert values(page, STAGES) == ["Lead", "SQL", "MQL", "Opportunity", "Deal"]
    page.keyboard.press("Control+z")
    expect(page.locator(".fun .k")).to_have_text(["Leads", "MQLs", "SQLs", "Opportunities", "Deals"])


def test_steps_come_and_go(open_page):
    page = open_page()
    press(page, "step/remove/cold_email/meeting")
    expect(page.locator("[data-part=cold_email] .then")).to_have_count(2)
    press(page, "step/add/cold_email")
    expect(page.locator("[data-part=cold_email] .then")).to_have_count(3)
    retype(page, "#f-channels-0-steps-2-name", "call booked")
    retype(page, "#f-channels-0-steps-2-yield", "50")
    expect(page.locator("#problems")).to_be_empty()
    press(page, "step/up/cold_email/reply")
    expect(page.locator("#f-channels-0-steps-0-name")).to_have_value("reply")
    expect(page.locator("#f-channels-0-steps-1-name")).to_have_value("delivered")


def test_roles_come_and_go(open_page):
    page = open_page()
    reveal(page, "#f-team-0-heads")
    press(page, "role/add")
    expect(page.locator("[id^=f-team-][id$=-role]")).to_have_count(3)
    retype(page, "#f-team-2-role", "Researcher")
    expect(page.locator(".team-r").last).to_contain_text("Researcher")
    press(page, "role/remove/0")
    expect(page.locator("[id^=f-team-][id$=-role]")).to_have_count(2)
    assert values(page, "[id^=f-team-][id$=-role]") == ["AE", "Researcher"]


def test_seasonality_and_outreach_are_switched_on_and_off(open_page):
    page = open_page()
    press(page, "seasonality/off")
    expect(page.locator("#f-seasonality-0")).to_have_count(0)
    press(page, "seasonality/on")
    expect(page.locator("#f-seasonality-11")).to_have_count(1)
    press(page, "outreach/on/cold_email")
    expect(page.locator(".senders")).to_contain_text("Mailboxes")
    press(page, "outreach/off/cold_email")
    expect(page.locator(".senders")).to_have_count(0)


def test_a_plan_with_other_parts_is_saved_and_compared_in_words(open_page, served):
    address = served.keep("Other parts")
    page = open_page(address)
    press(page, "channel/remove/content")
    expect(page.locator(CHANNELS)).to_have_count(2)
    page.locator("#save").click()
    expect(page.locator(STATE)).to_have_text("Saved · version 2")
    page.reload()
    expect(page.locator(CHANNELS)).to_have_text(["Cold email", "Paid search"])
    live(page, f"{address}/versions?from=1&to=2")
    expect(page.locator("section.compared")).to_contain_text("Channel removed")
    expect(page.locator("section.compared")).to_contain_text("Blog")
