from playwright.sync_api import expect

from tests.browser.acts import GOAL, SAY, grows, live, press, retype, reveal, save, says_state

UNDO = "#toasts [data-toast] .btn.link"


def test_the_undo_of_a_toast_undoes_its_own_step_only(open_page):
    page = open_page()
    press(page, "channel/remove/content")
    expect(page.locator(UNDO)).to_be_visible()
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator(UNDO)).to_have_count(0)
    press(page, "channel/remove/paid_search")
    page.locator(UNDO).click()
    expect(page.locator(".chan")).to_have_count(2)
    expect(page.locator(GOAL)).to_have_value("30")
    expect(page.locator(UNDO)).to_have_count(0)


def test_undo_pressed_right_after_typing_does_not_undo_what_was_typed(open_page):
    page = open_page()
    press(page, "channel/remove/content")
    expect(page.locator(UNDO)).to_be_visible()
    page.evaluate("""() => { const f = document.querySelector('#f-goal-growth'); f.value = '33';
      f.dispatchEvent(new Event('input', {bubbles: true})); document.querySelector('#toasts [data-toast] .btn.link').click(); }""")
    grows(page, "33%")
    expect(page.locator(".chan")).to_have_count(2)


def test_a_link_to_a_saved_plan_names_its_version(open_page, served):
    page = open_page(served.keep("Shared as it is"))
    page.locator("#share").click()
    expect(page.locator("#toasts")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("?version=1")


def test_the_menu_of_saving_closes_and_the_refusal_goes_with_the_repair(open_page, served):
    page = open_page(served.keep("Menu closes"))
    retype(page, GOAL, "lots")
    expect(page.locator("#problems")).to_be_visible()
    save(page)
    expect(page.locator("#refusal")).to_be_visible()
    retype(page, GOAL, "31")
    grows(page, "31%")
    expect(page.locator("#refusal")).to_have_count(0)
    save(page, "Board draft")
    says_state(page, "Saved · version 2")
    expect(page.locator("#version-name")).to_be_hidden()


def test_a_saved_template_offers_no_draft_any_more(open_page):
    page = open_page("/plans/new?from=agency")
    retype(page, GOAL, "31")
    grows(page, "31%")
    save(page)
    says_state(page, "Saved · version 1")
    open_page("/plans/new?from=agency")
    expect(page.locator("#kept")).to_be_hidden()


def test_a_block_that_does_not_fit_says_so(open_page):
    page = open_page()
    reveal(page, "#f-seasonality-10")
    page.locator("#f-seasonality-10").focus()
    page.evaluate("navigator.clipboard.writeText('1\\n2\\n3\\n4\\n5')")
    page.keyboard.press("Control+v")
    expect(page.locator("#toasts")).to_contain_text("Of 5 pasted cells 2 were put in; the rest did not fit.")


def test_a_reload_with_an_error_shows_an_answer_below_it(open_page):
    page = open_page("/plans/new?from=growth&/goal/growth=lots")
    expect(page.locator("#problems")).to_contain_text("one field")
    grows(page, "25%")
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator("#problems")).to_be_empty()
    assert "on-top" not in page.locator("#problems").get_attribute("class")


def test_a_unit_that_the_cell_shows_is_taken_off_on_leaving(open_page):
    page = open_page()
    for field, typed, left in (
        (GOAL, "25 %", "25"),
        ("#f-goal-baseline", "$4.2m", "4.2m"),
        ("#f-conversions-0-lag_days", "21 days", "21"),
        ("#f-conversions-1-rate", "0.5%", "0.5%"),
        ("#f-channels-1-cost-amount", "2k", "2k"),
    ):
        retype(page, field, typed)
        page.locator("#f-name").focus()
        expect(page.locator(field)).to_have_value(left)
        expect(page.locator("#problems")).to_be_empty()
    page.locator("#f-name").focus()
    page.locator("#undo").click()
    expect(page.locator("#f-channels-1-cost-amount")).not_to_have_value("2k")
    page.locator("#undo").click()
    expect(page.locator("#f-conversions-1-rate")).not_to_have_value("0.5%")
    page.locator("#undo").click()
    expect(page.locator("#f-conversions-0-lag_days")).not_to_have_value("21")


def test_names_are_right_everywhere_on_leaving(open_page):
    page = open_page()
    retype(page, "#f-stages-1-name", "Accepted")
    page.locator(GOAL).focus()
    expect(page.get_by_label("Lag, Accepted to SQL").or_(page.locator("[aria-label*='Accepted']")).first).to_be_attached()
    expect(page.locator(GOAL)).to_be_focused()
    page.locator("#f-name").fill("Board plan")
    expect(page).to_have_title("Board plan · Backfunnel")
    page.locator("#f-name").blur()
    page.locator("#undo").click()
    expect(page).not_to_have_title("Board plan · Backfunnel")


def test_the_dock_leads_there_and_back(new_context):
    page = new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).new_page()
    live(page, "/plans/new?from=growth")
    dock = page.locator(".dock")
    dock.get_by_role("link", name="Edit").tap()
    dock.get_by_role("link", name="Answer").tap()
    expect(dock.get_by_role("link", name="Edit")).to_be_visible()
    expect(page.locator(SAY)).to_be_in_viewport()


def test_two_steps_at_once_are_both_done(open_page):
    page = open_page()
    gone = []
    page.route("**/plans/change", lambda route: (gone.append(1), page.wait_for_timeout(0), route.continue_()))
    page.evaluate("""() => { for (const d of ['channel/remove/content', 'channel/remove/content', 'channel/remove/paid_search'])
       document.querySelector(`button[name=do][value="${d}"]`).click(); }""")
    expect(page.locator(".chan")).to_have_count(1)
    page.locator("#undo").click()
    expect(page.locator(".chan")).to_have_count(2)
