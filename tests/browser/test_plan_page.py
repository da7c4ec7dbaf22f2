import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def retype(page, selector, text):
    page.locator(selector).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


def test_changing_the_goal_changes_the_sentence_without_a_reload(open_page):
    page = open_page()
    page.evaluate("window.stays = true")
    retype(page, "#f-goal-growth", "30")
    expect(page.locator(".say")).to_contain_text("To grow 30% you need")
    expect(page.locator("[data-live=target]")).to_have_text("$5,200,000")
    expect(page.locator("[data-live=changes]")).to_have_text("1 change to the sample")
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.id") == "f-goal-growth"
    page.keyboard.type(".5")
    expect(page.locator(".say")).to_contain_text("To grow 30.5% you need")
    assert page.input_value("#f-goal-growth") == "30.5"


def test_the_address_brings_the_same_plan_back(open_page):
    page = open_page()
    retype(page, "#f-goal-growth", "30")
    expect(page).to_have_url(re.compile("goal/growth=30"))
    page.reload()
    expect(page.locator("#f-goal-growth")).to_have_value("30")
    expect(page.locator(".say")).to_contain_text("To grow 30% you need")
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("#f-goal-growth")).to_have_value("30")


@pytest.mark.parametrize(
    ("field", "text", "figure"),
    [
        ("#f-goal-baseline", "5m", "#tile-spend .v"),
        ("#f-goal-target", "5,500,000", "#tile-deals .v"),
        ("#f-existing-retention", "90", "#tile-deals .v"),
        ("#f-pipeline-sql", "80", "#tile-spend .v"),
        ("#f-conversions-1-rate", "35%", "#tile-top .v"),
        ("#f-conversions-3-lag_days", "90", "#tile-daily .d"),
        ("#f-channels-0-steps-1-yield", "5", "#tile-daily .v"),
        ("#f-channels-0-cost-amount", "2", "#tile-cac .v"),
        ("#f-start", "Feb 2027", ".ans-meta"),
        ("#f-months", "9", ".ans-meta"),
        ("#f-today", "2026-12-20", ".ans-meta"),
        ("#f-seasonality-10", "40", "#tile-top .d"),
    ],
)
def test_every_kind_of_field_moves_the_plan(open_page, field, text, figure):
    page = open_page()
    before = page.inner_text(figure)
    retype(page, field, text)
    expect(page.locator(figure)).not_to_have_text(before)
    expect(page.locator("#problems")).to_be_empty()
    assert page.input_value(field) == text


def test_choices_move_the_plan_too(open_page):
    page = open_page()
    page.get_by_label("Recognised").check(force=True)
    expect(page.locator(".ans-meta")).to_contain_text("Recognised, Jan–Dec 2027")
    page.get_by_label("Working days of").select_option("GR")
    expect(page.locator("#calendar .digest")).to_contain_text("GR")


def test_a_wrong_text_is_told_beside_its_field_and_can_be_put_right(open_page):
    page = open_page()
    sentence = page.inner_text(".say")
    page.locator("#deal > summary").click()
    retype(page, "#f-deal-value", "much")
    error = page.locator("#e-f-deal-value")
    expect(error).to_have_text("This must be an amount, such as 12,000.")
    expect(page.locator("#f-deal-value")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").get_by_role("link", name="First-year value")).to_be_visible()
    assert page.inner_text(".say") == sentence
    assert page.input_value("#f-deal-value") == "much"
    assert violations(page) == []
    page.locator("#deal > summary").click()
    page.get_by_role("link", name="First-year value").click()
    assert page.evaluate("document.activeElement.id") == "f-deal-value"
    retype(page, "#f-deal-value", "10,000")
    expect(page.locator("#problems")).to_be_empty()
    expect(error).to_be_empty()
    expect(page.locator(".say")).not_to_have_text(sentence)


def test_a_figure_opens_its_trace_and_keeps_it_open_while_the_plan_changes(open_page):
    page = open_page()
    page.locator("#tile-daily summary").first.click()
    trace = page.locator("#trace-daily")
    expect(trace).to_contain_text("Activity ÷ working days of the active window")
    expect(trace).to_contain_text("41.27")
    retype(page, "#f-goal-growth", "30")
    expect(trace).to_be_visible()
    expect(trace).not_to_contain_text("41.27")
    expect(trace).to_contain_text("Activity ÷ working days")
    page.keyboard.press("Escape")
    expect(trace).to_be_hidden()


def test_the_picture_of_months_shows_another_figure(open_page):
    page = open_page()
    page.get_by_role("radiogroup", name="Figure shown").get_by_text("Leads").click()
    expect(page.locator(".mon .sel th")).to_have_text("Leads")
    retype(page, "#f-goal-growth", "20")
    expect(page.locator(".say")).to_contain_text("To grow 20%")
    expect(page.locator(".mon .sel th")).to_have_text("Leads")


def test_a_way_out_fills_in_its_fields(open_page):
    page = open_page()
    page.locator(".ways li", has_text="Lower the goal").first.get_by_role("link", name="Try it").click()
    expect(page.locator("#f-goal-growth")).not_to_have_value("25")
    expect(page.locator(".say")).not_to_contain_text("To grow 25%")
    expect(page.locator("#w-f-goal-growth")).to_be_visible()


def test_changed_figures_flash_once_unless_motion_is_unwanted(open_page):
    page = open_page()
    retype(page, "#f-goal-growth", "30")
    expect(page.locator("#tile-deals [data-changed]")).to_have_count(1)
    expect(page.locator("#tile-deals [data-changed]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1024, 800), (360, 780)])
def test_is_accessible_and_fits_its_width(open_page, page, scheme, width, height):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(width=width, height=height)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.locator("#tile-daily summary").first.click()
    expect(page.locator("#trace-daily .eq").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_theme_can_be_chosen_and_is_remembered(open_page):
    page = open_page()
    button = page.locator("#theme")
    expect(button).to_have_attribute("aria-label", "Theme: follows the system")
    button.click()
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(button).to_have_attribute("aria-label", "Theme: dark")


def test_works_by_keyboard_alone(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#trace-deals .eq").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#trace-deals")).to_be_hidden()
    page.locator("#f-goal-baseline").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#f-goal-growth")).to_be_focused()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator(".say")).to_contain_text("To grow 30%")
    expect(page.locator("#f-goal-growth")).to_be_focused()


def test_works_without_script(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.fill("#f-goal-growth", "30")
    page.get_by_role("button", name="Recalculate").click()
    expect(page.locator(".say")).to_contain_text("To grow 30% you need")
    page.fill("#f-goal-growth", "lots")
    page.get_by_role("button", name="Recalculate").click()
    expect(page.locator("#e-f-goal-growth")).to_have_text("This must be a percentage, such as 25%.")
    expect(page.locator("#f-goal-growth")).to_have_value("lots")
    page.fill("#f-goal-growth", "20")
    page.get_by_role("button", name="Recalculate").click()
    page.locator("#tile-spend summary").click()
    page.locator("#tile-spend").get_by_role("link", name="Show how it is worked out").click()
    expect(page.locator("#trace-spend .eq").first).to_be_visible()
    context.close()


def test_needs_nothing_from_elsewhere_where_the_copies_are(open_page, page):
    asked = []
    page.context.route(re.compile("^https?://(?!127)"), lambda route: (asked.append(route.request.url), route.abort()))
    open_page()
    retype(page, "#f-goal-growth", "30")
    expect(page.locator(".say")).to_contain_text("To grow 30%")
    assert asked == []


def test_takes_the_cdn_where_a_copy_is_missing(page, local_copies, base_url):
    """The CDN's answer is played by our own copy; its integrity is checked by the browser all the same."""
    from app.web.assets import STATIC

    names = {"htmx.org": "htmx-", "idiomorph": "idiomorph-ext-"}

    def from_cdn(route):
        copy = next((STATIC / "vendor").glob(f"{next(name for package, name in names.items() if package in route.request.url)}*"))
        route.fulfill(path=str(copy), content_type="text/javascript", headers={"access-control-allow-origin": "*"})

    page.context.route(re.compile("/static/vendor/"), lambda route: route.abort())
    page.context.route(re.compile("^https://cdn"), from_cdn)
    page.goto("/")
    page.wait_for_selector("html[data-ready]")
    retype(page, "#f-goal-growth", "30")
    expect(page.locator(".say")).to_contain_text("To grow 30%")


def test_says_so_when_the_server_cannot_be_reached(page, local_copies):
    page.goto("/")
    page.wait_for_selector("html[data-ready]")
    page.context.route(re.compile("/recalculate"), lambda route: route.abort())
    retype(page, "#f-goal-growth", "30")
    expect(page.locator("#offline")).to_be_visible()
    page.context.unroute_all()
    retype(page, "#f-goal-growth", "31")
    expect(page.locator(".say")).to_contain_text("To grow 31%")
    expect(page.locator("#offline")).to_be_hidden()


def test_prints_light_with_the_answer_first(open_page, page):
    page.emulate_media(color_scheme="dark", media="print")
    open_page()
    order = page.evaluate("['#answer', '#detail', '#assumptions'].map(each => document.querySelector(each).getBoundingClientRect().top)")
    assert order == sorted(order)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_says_so_when_the_network_is_gone_and_catches_up_when_it_returns(open_page, complaints):
    page = open_page()
    retype(page, "#f-goal-growth", "30")
    expect(page.locator(".say")).to_contain_text("To grow 30% you need")
    page.context.set_offline(True)
    retype(page, "#f-goal-growth", "33")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline")).to_contain_text("could not be brought up to date")
    expect(page.locator("#result")).to_have_class(re.compile("stale"))
    assert page.input_value("#f-goal-growth") == "33"
    page.context.set_offline(False)
    expect(page.locator(".say")).to_contain_text("To grow 33% you need")
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#result")).not_to_have_class(re.compile("stale"))
    complaints[:] = [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each and not each.startswith("htmx:sendError")]


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1366, 768), (1280, 720), (1100, 700)])
def test_on_a_wide_screen_only_the_panes_scroll(open_page, width, height):
    page = open_page(width=width, height=height)
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_all_that_is_wrong_is_said_at_once(open_page):
    page = open_page()
    retype(page, "#f-conversions-0-rate", "150")
    retype(page, "#f-goal-baseline", "abc")
    expect(page.locator("#problems")).to_contain_text("2 fields")
    for field in ("#f-conversions-0-rate", "#f-goal-baseline"):
        expect(page.locator(field)).to_have_attribute("aria-invalid", "true")


def test_paper_shows_what_is_folded_on_the_screen(open_page):
    page = open_page()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open]):not(.fig)").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open]):not(.fig)").count() > 0
