"""History in the browser: files dropped, followed, cancelled, refused, removed; every page in every scheme, width and without script."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import live, look_from_all_sides
from tests.browser.history_acts import SECONDS, done, mapped, sent, sheet
from tests.web.history.acts import many

DROP = """({content, name, type}) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type}));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }
}"""


def drop(page, content, name="leads.csv"):
    """Drag a file onto the page and let go of it."""
    page.evaluate(DROP, {"content": base64.b64encode(content).decode(), "name": name, "type": "text/csv"})


@pytest.fixture
def history(alone, open_page):
    """The page of an app in which nothing was taken in yet."""
    return open_page(f"{alone.url}/history")


def file_of(folder, n):
    """A file with so many rows, chosen by its path: through the test's own channel it would take longer than through the page."""
    path = folder / "many.csv"
    path.write_bytes(many(n))
    return path


def test_taking_in_shows_how_far_it_is_and_survives_a_reload(alone, history, tmp_path):
    page = history
    page.locator("#files").set_input_files(file_of(tmp_path, 200_000))
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    mapped(page)
    page.get_by_role("button", name="Take in").click()
    expect(page.locator(".page-h .pill")).to_have_text(re.compile("Being taken in|Taken in"))
    page.reload()
    done(page)
    expect(page.locator(".say")).to_have_text("All 200,000 rows are taken in.")


def test_a_file_is_cancelled_and_nothing_of_it_stays(alone, history, tmp_path):
    page = history
    page.locator("#files").set_input_files(file_of(tmp_path, 400_000))
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    page.get_by_role("button", name="Cancel").or_(page.get_by_role("button", name="Take in")).first.wait_for(timeout=SECONDS)
    if page.get_by_role("button", name="Take in").count():
        page.get_by_role("button", name="Take in").click()
    page.get_by_role("button", name="Cancel").click(timeout=SECONDS)
    expect(page.locator(".page-h .pill")).to_have_text("Cancelled")
    live(page, f"{alone.url}/history")
    expect(page.locator("#lists-title")).to_have_count(0)


def test_a_file_of_several_is_followed_in_the_list_and_removed_after_asking(alone, history):
    page = history
    page.locator("#files").set_input_files(
        [{"name": f"{name}.csv", "mimeType": "text/csv", "buffer": sheet(n).replace(b"/", b".")} for name, n in (("one", 60), ("two", 80))]
    )
    expect(page.locator("table.imports tbody tr")).to_have_count(2, timeout=SECONDS)
    expect(page.locator("progress")).to_have_count(1, timeout=SECONDS)  # that of the form; nothing is under way
    page.get_by_label("More for one.csv").click()
    page.get_by_role("link", name="Remove…").first.click()
    dialog = page.get_by_role("dialog", name="Remove “one.csv”?")
    expect(dialog).to_contain_text("only the file goes")
    dialog.get_by_role("button", name="Remove it").click()
    expect(page.locator("table.imports tbody tr")).to_have_count(1)
    expect(page.locator("#toasts")).to_contain_text("The file is removed")


def test_what_is_no_table_says_so(alone, history):
    page = history
    drop(page, b"\x89PNG\r\n\x1a\n" + bytes(2000), "picture.csv")
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    expect(page.locator(".page-h .pill")).to_have_text("Failed", timeout=SECONDS)
    expect(page.locator(".band")).to_be_visible()


def test_a_file_that_is_too_large_is_not_even_sent(alone, history):
    page = history
    page.evaluate("document.querySelector('#drop').dataset.limit = 10")
    drop(page, sheet())
    expect(page.get_by_role("alert").filter(has_text="is larger than")).to_be_visible()
    expect(page).to_have_url(re.compile("/history$"))


def test_a_sending_that_a_reload_broke_off_is_told_once_and_a_swap_leaves_it(history):
    page = history
    page.on("dialog", lambda dialog: dialog.accept())
    waiting = []
    page.route("**/history/imports", lambda route: waiting.append(route))
    with page.expect_request("**/history/imports"):
        drop(page, sheet())
    page.reload()
    told = page.get_by_role("alert").filter(has_text="The sending of “leads.csv” was broken off when the page was left.")
    expect(told).to_be_visible()
    page.evaluate("htmx.ajax('GET', '/history', {target: '#page', select: '#page', swap: 'morph:outerHTML'})")
    expect(told).to_be_visible()
    page.reload()
    expect(page.locator("#drop")).to_be_visible()
    expect(told).to_have_count(0)


def test_a_sending_that_came_to_its_end_is_not_told_as_broken_off(alone, history):
    page = sent(history, alone.url, "leads.csv", sheet())
    page.goto(f"{alone.url}/history")
    expect(page.locator(".plans.imports")).to_contain_text("leads.csv")
    expect(page.get_by_role("alert").filter(has_text="broken off")).to_have_count(0)


def test_the_keyboard_alone_is_enough(alone, history):
    page = history
    page.get_by_role("button", name="Take in the example").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    mapped(page)
    page.locator('select[name="c9"]').focus()
    page.keyboard.press("t")  # To split by
    page.get_by_role("button", name="Take in").focus()
    page.keyboard.press("Enter")
    done(page)
    page.get_by_role("link", name="Look at the rates").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".say")).to_contain_text(" won")


PAGES = {
    "list": "/history",
    "mapping": "{open}",
    "report": "{done}",
    "rows": "{done}/rows",
    "remove": "{done}/remove",
    "funnel": "/history/funnel?list=Leads&split=channel",
    "cohorts": "/history/cohorts?list=Leads",
    "take": "/history/take?list=Leads&scenario=new",
    "review": "/review?list=Leads&year=2025",
    "books": "/books",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_light_and_dark_and_nothing_spills(page, served, history_kept, name, subtests):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    live(page, served.url + PAGES[name].format(**history_kept))
    expect(page.locator("h1")).to_have_count(1)
    look_from_all_sides(page, subtests, phone=390)


def test_without_a_script_the_same_buttons_work(alone, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{alone.url}/history")
    page.locator("#files").set_input_files({"name": "leads.csv", "mimeType": "text/csv", "buffer": sheet().replace(b"/", b".")})
    page.get_by_role("button", name="Send").click()
    page.get_by_role("radio").first.check(timeout=SECONDS)  # the page has come back by itself
    page.get_by_role("button", name="Check the answers").click()
    expect(page.get_by_role("button", name="Take in")).to_be_enabled()
    page.get_by_role("button", name="Take in").click()
    expect(page.locator(".page-h .pill")).to_have_text("Taken in", timeout=SECONDS)
    page.get_by_role("link", name="Look at the rates").click()
    expect(page.locator(".say")).to_contain_text(" won")
