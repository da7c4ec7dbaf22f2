"""What is not saved lasts: over a reload, away and back, with the server gone, as a link, with Back and Forward."""

import re

from playwright.sync_api import expect

from tests.browser.acts import GOAL, SAY, STATE, grows, live, press, retype, save, says_state


def test_a_reload_brings_the_same_plan_back(open_page, served):
    page = open_page(served.keep("Reloaded"))
    retype(page, GOAL, "30")
    press(page, "channel/remove/content")
    expect(page.locator(".chan")).to_have_count(2)
    sentence = page.inner_text(SAY)
    expect(page).to_have_url(re.compile("version=1&draft=.*"))
    page.reload()
    expect(page.locator(GOAL)).to_have_value("30")
    expect(page.locator(".chan")).to_have_count(2)
    expect(page.locator(SAY)).to_have_text(sentence)
    says_state(page, "Unsaved changes")


def test_even_a_mistake_survives_a_reload(open_page):
    page = open_page()
    retype(page, GOAL, "lots")
    expect(page).to_have_url(re.compile("/goal/growth=lots"))
    page.reload()
    expect(page.locator(GOAL)).to_have_value("lots")
    expect(page.locator("#e-f-goal-growth")).to_contain_text("such as 25%")


def test_leaving_and_coming_back_finds_what_was_typed(open_page, served):
    address = served.keep("Left and found")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.get_by_role("link", name="Plans", exact=True).click()
    page.get_by_role("link", name="Left and found").click()
    expect(page.locator("#kept")).to_contain_text(re.compile(r"Unsaved changes of .+ are kept on this machine\."))
    expect(page.locator(GOAL)).to_have_value("25")
    page.get_by_role("link", name="Bring them back").click()
    expect(page.locator(GOAL)).to_have_value("30")
    says_state(page, "Unsaved changes")
    expect(page.locator("#kept")).to_be_hidden()


def test_what_was_kept_can_be_discarded_and_is_gone_once_saved(open_page, served):
    address = served.keep("Kept no longer")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    open_page(address)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#kept")).to_be_hidden()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("#kept")).to_be_hidden()
    retype(page, GOAL, "35")
    grows(page, "35%")
    save(page)
    says_state(page, "Saved · version 2")
    open_page(address)
    expect(page.locator("#kept")).to_be_hidden()


def test_what_is_typed_while_the_network_is_gone_is_kept_and_caught_up(open_page, pardoned):
    pardoned += ["Failed to load resource: net::ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]
    page = open_page()
    page.context.set_offline(True)
    retype(page, GOAL, "33")
    says_state(page, "Offline, kept on this machine")
    expect(page.locator("#result")).to_have_class(re.compile("stale"))
    retype(page, "#f-goal-baseline", "5,000,000")
    assert page.input_value(GOAL) == "33"
    page.context.set_offline(False)
    grows(page, "33%")
    expect(page.locator("[data-live=target]")).to_have_text("$6,650,000")
    says_state(page, "Unsaved changes")
    expect(page.locator("#result")).not_to_have_class(re.compile("stale"))


def test_the_server_away_while_typing_loses_nothing_even_if_the_tab_is_closed(open_page, served, pardoned):
    pardoned += ["Failed to load resource: net::ERR_", "htmx:sendError", "htmx:afterRequest"]
    address = served.keep("Without a server")
    page = open_page(address)
    page.route("**/recalculate", lambda route: route.abort("connectionrefused"))
    retype(page, GOAL, "44")
    expect(page.locator(STATE)).to_have_text(re.compile("kept on this machine"))
    other = open_page(address, on=page.context.new_page())
    page.close()
    other.get_by_role("link", name="Bring them back").click()
    expect(other.locator(GOAL)).to_have_value("44")
    grows(other, "44%")


def test_a_save_that_does_not_get_through_says_so_and_can_be_repeated(open_page, served, pardoned):
    pardoned += ["Failed to load resource: net::ERR_", "htmx:sendError", "htmx:afterRequest"]
    page = open_page(served.keep("Saved at the second go"))
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.route("**/plans/save", lambda route: route.abort("connectionrefused"))
    save(page)
    expect(page.locator(STATE)).to_have_text(re.compile("kept on this machine"))
    expect(page.locator(GOAL)).to_have_value("30")
    page.unroute_all()
    save(page)
    says_state(page, "Saved · version 2")


def test_a_shared_link_opens_the_same_state_elsewhere(open_page, new_context, served):
    page = open_page(served.keep("Shared", tags=("emea",)))
    retype(page, GOAL, "30.5")
    grows(page, "30.5%")
    press(page, "channel/remove/content")
    expect(page.locator(".chan")).to_have_count(2)
    page.get_by_role("radio", name="Quarter").check(force=True)
    expect(page).to_have_url(re.compile("period=quarter"))
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toasts")).to_contain_text("The link to exactly this plan is copied.")
    other = live(new_context().new_page(), page.evaluate("navigator.clipboard.readText()"))
    expect(other.locator(GOAL)).to_have_value("30.5")
    expect(other.locator(".chan")).to_have_count(2)
    expect(other.get_by_role("radio", name="Quarter")).to_be_checked()
    assert other.inner_text(SAY) == page.inner_text(SAY)
    expect(page.locator("#mon")).to_have_text(other.locator("#mon").text_content() or "")  # the first page may still be swapping its months


def test_back_undoes_a_part_and_forward_does_it_again(open_page):
    page = open_page()
    retype(page, GOAL, "30")
    grows(page, "30%")
    press(page, "channel/remove/content")
    expect(page.locator(".chan")).to_have_count(2)
    retype(page, "#f-goal-baseline", "5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")
    page.go_back()
    expect(page.locator(".chan")).to_have_count(3)
    expect(page.locator(GOAL)).to_have_value("30")
    expect(page.locator("#f-goal-baseline")).to_have_value("4,000,000")
    page.go_forward()
    expect(page.locator(".chan")).to_have_count(2)
    expect(page.locator("#f-goal-baseline")).to_have_value("5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")


def test_back_from_elsewhere_finds_the_plan_as_it_was(open_page):
    page = open_page()
    retype(page, GOAL, "30")
    expect(page).to_have_url(re.compile("goal/growth=30"))
    page.goto("/plans")
    page.go_back()
    expect(page.locator(GOAL)).to_have_value("30")
    grows(page, "30%")


def test_back_after_typing_leaves_the_page_at_once(open_page, served):
    page = open_page("/plans")
    live(page, served.keep("One way in, one way out"))
    for percent in ("26", "27", "28"):
        retype(page, GOAL, percent)
        grows(page, f"{percent}%")
    page.go_back()
    expect(page).to_have_url(re.compile("/plans$"))


def test_forward_from_elsewhere_can_undo_what_is_not_saved(open_page, served):
    page = open_page(served.keep("Away and forward"))
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.goto("/plans")
    page.go_back()
    page.wait_for_selector("html[data-ready]", state="attached")
    says_state(page, "Unsaved changes")
    page.locator("#undo").click()
    expect(page.locator(GOAL)).to_have_value("25")
    says_state(page, "Saved · version 1")


def test_the_list_says_of_a_new_plan_that_was_never_saved(open_page, served):
    served.keep("Something in the list")
    page = open_page("/plans/new?from=blank")
    retype(page, GOAL, "33")
    grows(page, "33%")
    open_page("/plans")
    expect(page.locator("#unsaved")).to_contain_text("Growth: 33")
    page.get_by_role("link", name="Bring it back").click()
    expect(page.locator(GOAL)).to_have_value("33")
    open_page("/plans")
    page.locator("#unsaved").get_by_role("button", name="Discard").click()
    expect(page.locator("#unsaved")).to_be_hidden()


def test_what_was_kept_before_there_was_an_entry_for_each_tab_is_offered(open_page, served):
    address = served.keep("Of yesterday")
    page = open_page(address)
    entry = f'{{"address": "{address}?version=1&/goal/growth=31", "at": 1700000000000}}'
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [f"plan:{address.split('/')[-1]}", entry])
    open_page(address)
    page.get_by_role("link", name="Bring them back").click()
    expect(page.locator(GOAL)).to_have_value("31")
