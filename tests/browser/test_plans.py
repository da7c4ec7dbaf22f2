"""The list of plans: found, sorted, tagged, copied, archived, begun from samples and from files."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import grows, live, says_state
from tests.examples import make_document

NAMES = "table.plans tbody th.nm > a"


@pytest.fixture
def listed(alone, page, open_page):
    """The list of an app with a few plans of its own."""
    alone.keep("Alpha", tags=("board", "EMEA"))
    alone.keep("Beta", tags=("board",), goal={"growth": 0.5})
    alone.keep("Gamma 100%", goal={"growth": 0.1})
    return open_page(f"{alone.url}/plans")


def names(page):
    return page.locator(NAMES)


def more(page, name):
    """Open what can be done with a plan."""
    page.get_by_label(f"More for {name}").click()
    return page.locator("details.menu[open] .menu-list")


def test_the_first_visit_offers_a_plan_that_works(alone, open_page):
    page = open_page(f"{alone.url}/")
    expect(page).to_have_url(re.compile("/plans$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Start with a plan that works")
    expect(page.locator(".hero .say")).to_contain_text("To grow 25% you need 73 new deals")
    expect(page.locator(".hero .six dd").first).to_have_text("73")
    page.get_by_role("link", name="Open the sample").click()
    says_state(page, "Not saved yet")
    grows(page, "25%")


def test_samples_are_added_and_cleared_and_what_was_worked_on_stays(alone, open_page):
    page = open_page(f"{alone.url}/plans")
    page.get_by_role("button", name="Add the sample plans to the list").click()
    expect(names(page)).to_have_count(4)
    expect(page.get_by_text("Sample data")).to_have_count(4)
    expect(page.locator("#toasts")).to_contain_text("4 sample plans are added.")
    names(page).first.click()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("#f-goal-growth").fill("33")
    says_state(page, "Unsaved changes")
    page.locator("#save").click()
    says_state(page, "Saved · version 2")
    open_page(f"{alone.url}/plans")
    page.get_by_role("button", name="Clear sample plans").click()
    expect(names(page)).to_have_count(1)
    expect(page.locator("#toasts")).to_contain_text("3 sample plans are cleared. 1 was changed by you and stays.")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(names(page)).not_to_have_count(1)


@pytest.mark.parametrize("kind", ["B2B software", "Agency", "Manufacturer"])
def test_every_kind_of_company_opens_with_an_answer(open_page, kind):
    page = open_page("/plans/start")
    page.get_by_role("link", name=kind).click()
    expect(page.locator(".say b").first).to_be_visible()
    says_state(page, "Not saved yet")
    expect(page.locator("#problems")).to_be_empty()


def test_a_search_narrows_the_list_as_it_is_typed(listed):
    page = listed
    page.evaluate("window.stays = true")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("emea")
    expect(names(page)).to_have_text(["Alpha"])
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("100%")
    expect(names(page)).to_have_text(["Gamma 100%"])
    page.keyboard.press("Control+A")
    page.keyboard.type("<b>nothing</b>")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(page.locator(".none")).to_contain_text("<b>nothing</b>")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(names(page)).to_have_count(3)
    assert page.evaluate("window.stays")


def test_columns_sort_both_ways(listed):
    page = listed
    heads = page.locator("table.plans thead")
    expect(names(page)).to_have_text(["Gamma 100%", "Beta", "Alpha"])
    for head, first in (
        ("Plan", ["Alpha", "Beta", "Gamma 100%"]),
        ("New deals", ["Beta", "Alpha", "Gamma 100%"]),
        ("Spend", ["Beta", "Alpha", "Gamma 100%"]),
    ):
        heads.get_by_role("link", name=head, exact=True).click()
        expect(names(page)).to_have_text(first)
        column = heads.locator("th[aria-sort]")
        expect(column).to_have_count(1)
        expect(column).to_contain_text(head)
        heads.get_by_role("link", name=head, exact=True).click()
        expect(names(page)).to_have_text(first[::-1])


def test_tags_filter_and_are_edited_where_they_stand(listed):
    page = listed
    page.locator(".by-tag").get_by_role("link", name="board").click()
    expect(names(page)).to_have_text(["Beta", "Alpha"])
    more(page, "Beta").get_by_role("link", name="Edit tags").click()
    field = page.get_by_label("Tags of Beta, separated by commas")
    expect(field).to_be_focused()
    expect(field).to_have_value("board")
    field.fill("board, <b>APAC</b>, board")
    page.keyboard.press("Enter")
    row = page.locator("tr", has=page.get_by_role("link", name="Beta", exact=True))
    expect(row.locator("a.tag", has_text="<b>APAC</b>")).to_be_visible()
    expect(row.locator("a.tag")).to_have_count(2)
    more(page, "Beta").get_by_role("link", name="Edit tags").click()
    field.fill("x" * 41)
    page.keyboard.press("Enter")
    expect(page.locator("#tags-error")).to_contain_text("40")
    expect(field).to_have_value("x" * 41)


def test_a_plan_is_copied(listed):
    page = listed
    more(page, "Alpha").get_by_role("button", name="Duplicate").click()
    expect(names(page)).to_have_count(4)
    expect(page.locator("#toasts")).to_contain_text("“Alpha (copy)” is made.")
    page.locator("#toasts").get_by_role("link", name="Open it").click()
    says_state(page, "Saved · version 1")
    expect(page.locator("#f-name")).to_have_value("Alpha (copy)")


def test_a_plan_is_archived_without_being_asked_and_brought_back(listed):
    page = listed
    page.evaluate("window.stays = true")
    more(page, "Beta").get_by_role("button", name="Archive").click()
    expect(names(page)).to_have_text(["Gamma 100%", "Alpha"])
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("“Beta” is archived.")
    expect(page.get_by_role("link", name="Archived 1")).to_be_visible()
    toast.get_by_role("button", name="Undo").click()
    expect(names(page)).to_have_count(3)
    expect(page.get_by_role("link", name="Archived 0")).to_be_visible()
    more(page, "Beta").get_by_role("button", name="Archive").click()
    expect(names(page)).to_have_count(2)
    assert page.evaluate("window.stays")
    page.reload()
    expect(page.locator("#toasts [data-toast]")).to_have_count(0)


def test_the_toast_waits_ten_seconds_and_longer_under_the_hand(alone, new_context):
    page = new_context().new_page()
    alone.keep("Alpha")
    page.clock.install()
    live(page, f"{alone.url}/plans")
    page.clock.pause_at(page.evaluate("Date.now() + 60000"))
    more(page, "Alpha").get_by_role("button", name="Archive").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_be_visible()
    page.mouse.move(1, 1)
    page.clock.run_for(9_900)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Undo").focus()
    page.clock.run_for(10_000)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)


def test_only_an_archived_plan_can_be_deleted_and_only_after_a_second_word(listed):
    page = listed
    more(page, "Gamma 100%").get_by_role("button", name="Archive").click()
    expect(names(page)).to_have_count(2)
    page.get_by_role("link", name="Archived 1").click()
    expect(names(page)).to_have_text(["Gamma 100%"])
    menu = more(page, "Gamma 100%")
    expect(menu.get_by_role("button", name="Delete for good")).to_be_hidden()
    menu.get_by_text("Delete…").click()
    menu.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#toasts")).to_contain_text("deleted for good")
    expect(page.get_by_role("heading", name="Nothing is archived")).to_be_visible()


def test_the_keys_of_the_list(listed):
    page = listed
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    menu = page.get_by_label("More for Beta")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator("details.menu[open] .menu-list a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/plans/start$"))
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/plans"))
    expect(page.locator("#search")).to_be_focused()


def test_back_and_forward_go_through_what_was_done(listed):
    page = listed
    page.locator(".by-tag").get_by_role("link", name="EMEA").click()
    expect(names(page)).to_have_text(["Alpha"])
    names(page).first.click()
    grows(page, "25%")
    page.go_back()
    expect(names(page)).to_have_text(["Alpha"])
    page.go_back()
    expect(names(page)).to_have_count(3)
    page.go_forward()
    expect(names(page)).to_have_text(["Alpha"])


def test_what_is_exported_is_imported_again(listed, alone, tmp_path):
    page = listed
    menu = more(page, "Beta")
    with page.expect_download() as download:
        menu.get_by_role("link", name="Export as YAML").click()
    assert download.value.suggested_filename.endswith(".yaml")
    file = tmp_path / "beta.yaml"
    file.write_text(download.value.path().read_text("utf-8").replace("Beta", "Beta once more"), "utf-8")
    live(page, f"{alone.url}/plans/start#file")
    page.locator("#upload").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    says_state(page, "Saved · version 1")
    expect(page.locator("#f-name")).to_have_value("Beta once more")
    grows(page, "50%")


def test_a_pasted_scenario_with_a_mistake_comes_back_with_its_line(alone, open_page):
    page = open_page(f"{alone.url}/plans/start")
    text = "name: Pasted\nmonths: 99\n"
    page.locator("#pasted").fill(text)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was kept")
    expect(page.get_by_role("alert")).to_contain_text("60")
    expect(page.locator("#pasted")).to_have_value(text)
    page.locator("#pasted").fill(str(make_document(name="Pasted")).replace("'", '"').replace("None", "null"))
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#f-name")).to_have_value("Pasted")


def test_a_store_that_cannot_write_is_named_and_nothing_is_lost(alone, listed, store_trouble):
    page = listed
    store_trouble(alone, "read_only")
    more(page, "Alpha").get_by_role("button", name="Archive").click()
    expect(page.get_by_role("alert")).to_contain_text("the database is read-only")
    expect(page.get_by_role("link", name="Try again")).to_be_visible()


def test_a_plan_that_is_not_there_says_so_with_a_way_back(page):
    page.goto("/plans/scn_00000000000000000000")
    expect(page.get_by_role("heading", level=1)).to_have_text("This plan is not here")
    page.get_by_role("link", name="Plans", exact=True).first.click()
    expect(page).to_have_url(re.compile("/plans$"))
