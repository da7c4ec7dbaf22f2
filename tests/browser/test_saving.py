"""Saving, the history of versions, restoring, and what differs between two."""

import re

from playwright.sync_api import expect

from tests.browser.acts import GOAL, SAY, grows, live, retype, save, says_state


def test_the_first_save_of_a_sample_makes_a_plan(open_page, served):
    page = open_page("/plans/new?from=software")
    page.evaluate("window.stays = true")
    says_state(page, "Not saved yet")
    page.locator("#f-name").fill("Ours for 2027")
    says_state(page, "Unsaved changes")
    sentence = page.inner_text(SAY)
    page.get_by_role("button", name="Save plan", exact=True).first.click()
    expect(page).to_have_url(re.compile("/plans/scn_[a-z0-9]{20}$"))
    says_state(page, "Saved · version 1")
    assert page.evaluate("window.stays")
    expect(page.get_by_role("link", name="Version 1")).to_be_visible()
    page.reload()
    expect(page.locator("#f-name")).to_have_value("Ours for 2027")
    assert page.inner_text(SAY) == sentence
    assert [line["author"] for line in served.versions(page.url)] == ["Maya Ortiz"]


def test_what_is_saved_is_there_after_a_reload(open_page, served):
    page = open_page(served.keep("Saved and reloaded"))
    says_state(page, "Saved · version 1")
    retype(page, GOAL, "30")
    says_state(page, "Unsaved changes")
    expect(page.locator("[data-live=changes]")).to_have_text("1 change since version 1")
    save(page)
    says_state(page, "Saved · version 2")
    expect(page).to_have_url(re.compile("/plans/scn_[a-z0-9]{20}$"))
    expect(page.locator("[data-live=changes]")).to_be_empty()
    expect(page.locator("#w-f-goal-growth")).to_be_hidden()
    page.reload()
    expect(page.locator(GOAL)).to_have_value("30")
    grows(page, "30%")


def test_saves_with_ctrl_s_and_under_a_name(open_page, served):
    address = served.keep("By keyboard and by name")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.keyboard.press("Control+s")
    says_state(page, "Saved · version 2")
    expect(page.locator(GOAL)).to_be_focused()
    retype(page, GOAL, "35")
    grows(page, "35%")
    save(page, "Board draft")
    says_state(page, "Saved · version 3")
    assert [line["name"] for line in served.versions(address)] == ["Board draft", None, None]


def test_enter_in_the_name_of_the_version_saves_it(open_page, served):
    address = served.keep("Named with Enter")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.locator(".save-more > summary").click()
    page.get_by_label("Name of this version").fill("Agreed")
    page.keyboard.press("Enter")
    says_state(page, "Saved · version 2")
    assert served.versions(address)[0]["name"] == "Agreed"


def test_saves_what_was_typed_last_even_before_it_was_recalculated(open_page, served):
    page = open_page(served.keep("Quick fingers"))
    retype(page, GOAL, "42")
    page.keyboard.press("Control+s")
    says_state(page, "Saved · version 2")
    page.reload()
    expect(page.locator(GOAL)).to_have_value("42")


def test_a_second_click_on_save_makes_no_second_version(open_page, served):
    address = served.keep("Clicked twice")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.locator("#save").dblclick()
    says_state(page, "Saved · version 2")
    save(page)
    says_state(page, "Saved · version 2")
    assert len(served.versions(address)) == 2


def test_a_template_clicked_twice_makes_one_plan(open_page, served):
    page = open_page()
    page.locator("#f-name").fill("Once and only once")
    says_state(page, "Unsaved changes")
    page.locator("#save").dblclick()
    says_state(page, "Saved · version 1")
    live(page, "/plans?q=Once+and+only+once")
    expect(page.locator("table.plans tbody tr")).to_have_count(1)


def test_saves_a_copy_and_leaves_the_original(open_page, served):
    address = served.keep("The original", tags=("board",))
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.locator(".save-more > summary").click()
    expect(page.locator("#copy-name")).to_have_value("The original (copy)")
    page.locator("#copy-name").fill("Of its own")
    page.get_by_role("button", name="Save as a copy").click()
    says_state(page, "Saved · version 1")
    expect(page.locator("#f-name")).to_have_value("Of its own")
    assert address not in page.url
    live(page, address)
    expect(page.locator(GOAL)).to_have_value("25")


def test_nothing_wrong_is_saved_and_nothing_typed_is_lost(open_page, served):
    address = served.keep("With a mistake")
    page = open_page(address)
    retype(page, GOAL, "lots")
    expect(page.locator("#problems")).to_be_visible()
    save(page)
    expect(page.locator("#refusal")).to_have_text("Nothing was saved yet: put right what is marked, then save again.")
    expect(page.locator(GOAL)).to_have_value("lots")
    retype(page, GOAL, "30")
    grows(page, "30%")
    save(page)
    says_state(page, "Saved · version 2")
    expect(page.locator("#refusal")).to_have_count(0)


def test_a_store_without_room_is_named_beside_what_was_typed(open_page, served, store_trouble, monkeypatch):
    address = served.keep("No room left")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    store_trouble(served, "full")
    save(page)
    expect(page.get_by_role("alert").filter(has_text="There is no room left")).to_be_visible()
    expect(page.locator(GOAL)).to_have_value("30")
    says_state(page, "Unsaved changes")
    monkeypatch.undo()
    save(page)
    says_state(page, "Saved · version 2")


def test_a_plan_deleted_meanwhile_can_be_saved_as_a_new_one(open_page, served):
    address = served.keep("Gone in a moment")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    served.delete(address)
    save(page)
    expect(page.locator(".line", has_text="This plan has been deleted in the meantime.")).to_be_visible()
    expect(page.locator(GOAL)).to_have_value("30")
    says_state(page, "Unsaved changes")
    save(page)
    says_state(page, "Saved · version 1")
    expect(page.locator(GOAL)).to_have_value("30")
    assert address not in page.url


def test_an_older_version_says_so_and_is_restored_from_its_page(open_page, served):
    address = served.keep("Back to the first")
    served.save(address, 1, goal={"growth": 0.4})
    page = open_page(f"{address}?version=1")
    says_state(page, "An older version")
    expect(page.locator(".line").filter(has_text="This is version 1; the newest is version 2.")).to_be_visible()
    grows(page, "25%")
    page.get_by_role("button", name="Restore this version").click()
    page.wait_for_url(f"**{address}")
    says_state(page, "Saved · version 3")
    grows(page, "25%")
    assert served.versions(address)[0]["restored_from"] == 1


def test_the_history_compares_two_versions_in_words_and_restores_one(open_page, served):
    address = served.keep("With a history")
    served.save(
        address, 1, version_name="Ambitious", goal={"growth": 0.4}, channels={"cold_email": {"share": 0.35}, "content": {"share": 0.2}}
    )
    served.save(address, 2, goal={"growth": 0.4}, deal={"value": 15000})
    page = open_page(f"{address}/versions?from=1&to=2")
    changes = page.locator("section.compared")
    expect(changes.locator("tr", has_text="Growth")).to_contain_text("25%")
    expect(changes.locator("tr", has_text="Growth")).to_contain_text("40%")
    expect(changes.locator("tr", has_text="Cold email")).to_contain_text("30%")
    expect(changes.locator("tr", has_text="Cold email")).to_contain_text("35%")
    page.evaluate("window.stays = true")
    page.get_by_role("radio", name="Compare to version 3").check()
    expect(changes.locator("tr", has_text="First-year value")).to_contain_text("15,000")
    page.get_by_role("radio", name="Compare from version 2").check()
    expect(changes.locator("tr", has_text="Growth")).to_have_count(0)
    expect(page).to_have_url(re.compile("(?=.*from=2)(?=.*to=3)"))
    assert page.evaluate("window.stays")
    page.get_by_label("More for version 2").click()
    page.locator("details.menu[open]").get_by_role("button", name="Restore this version").click()
    expect(page.locator("#toasts")).to_contain_text("2")
    expect(page.get_by_role("row").filter(has_text="Version 4")).to_contain_text("Newest")
    assert [line["restored_from"] for line in served.versions(address)] == [2, None, None, None]


def test_a_version_is_named_where_it_stands(open_page, served):
    address = served.keep("To be named")
    page = open_page(f"{address}/versions")
    page.get_by_label("More for version 1").click()
    page.get_by_role("link", name="Name it").click()
    field = page.get_by_label("Name of version 1")
    expect(field).to_be_focused()
    field.fill("<b>Agreed</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".named")).to_have_text("<b>Agreed</b>")
    assert served.versions(address)[0]["name"] == "<b>Agreed</b>"
