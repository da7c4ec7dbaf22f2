"""What a person does with files in the browser."""

from playwright.sync_api import expect

from tests.web.history.acts import HEADER

SECONDS = 30_000
"""Milliseconds that looking at a file and taking it in may last here; the tests do not measure it."""


def sheet(n=150):
    """A spreadsheet of middle Europe: semicolons, decimal commas, days as 24.03.2026; won days cannot be told from months."""
    rows = [";".join(HEADER)]
    for number in range(n):
        day, month, won = number % 28 + 1, number % 11 + 1, number % 3 == 0
        mql = f"{day:02}.{month + 1:02}.2025" if number % 2 == 0 or won else ""
        end = f"{number % 9 + 3:02}/{month + 1:02}/2025" if won else ""
        worth = f"{1000 + number},50" if won else ""
        state = "Gewonnen" if won else ("Verloren", "Offen")[number % 2]
        rows.append(f"L-{number:04};{('Website', 'Messe')[number % 2]};{day:02}.{month:02}.2025;{mql};{end};{state};{worth}")
    return "\r\n".join(rows).encode()


def drag_in(page, *paths):
    """Drag files from the desktop over the page and let go of them there, through the browser's own drag and drop."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 400, "data": data})
    session.detach()


def mapped(page):
    """Wait until a file was looked at."""
    expect(page.locator("#mapping")).to_be_visible(timeout=SECONDS)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def choose(page, field, value):
    """Choose something, and wait until the server has it."""
    with page.expect_response(lambda response: response.url.endswith("/recipe")):
        page.locator(f'select[name="{field}"]').select_option(value)


def done(page):
    """Wait until a file is in."""
    expect(page.locator(".page-h .pill")).to_have_text("Taken in", timeout=SECONDS)
    return page


def sent(page, url, name, content):
    """Send one file by the form, and wait until it was looked at."""
    page.goto(f"{url}/history")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("#files").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    return mapped(page)


def taken(page, url, name, content):
    """Send a file that asks nothing, and take it in; the address of its page."""
    sent(page, url, name, content).get_by_role("button", name="Take in", exact=True).click()
    done(page)
    return page.url.replace(url, "")
