"""What a person does on the pages, and what can be asked of any of them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
GOAL = "#f-goal-growth"
SAY = ".say"
STATE = ".state"


def retype(page, selector, text):
    """Type over what stands in a field, as a person with a keyboard does."""
    reveal(page, selector)
    page.locator(selector).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def reveal(page, selector):
    """Unfold what a field or a button is folded into, by clicking."""
    for _ in range(4):
        closed = page.locator(f"details:not([open]):has({selector})")
        if not closed.count():
            return
        closed.first.locator("> summary").click()


def press(page, do):
    """Press the button of a step that is more than a figure."""
    button = f'button[name=do][value="{do}"]'
    reveal(page, button)
    page.locator(button).click()


def figure(page, pointer):
    """One of the six figures on top."""
    return page.locator(f'.figs [data-figure="{pointer}"]')


def explained(page, pointer):
    """The button of a figure that says how it came about."""
    return page.locator(f'button[name=trace][value="{pointer}"]').first


def grows(page, percent):
    """The sentence is about this growth."""
    expect(page.locator(SAY)).to_contain_text(f"To grow {percent} you need")


def says_state(page, text):
    """The head says whether the plan is saved."""
    expect(page.locator(STATE)).to_have_text(text)


def save(page, name=""):
    """Save, under a name if there is one."""
    if name:
        page.locator(".save-more > summary").click()
        page.locator("#version-name").fill(name)
        page.locator(".save-more button[value=version]").click()
    else:
        page.locator("#save").click()


def live(page, address):
    """Open an address and wait until the page is live."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def violations(page):
    """What axe finds wrong."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [(node["target"], node["failureSummary"]) for node in each["nodes"]][:3]) for each in found]


def spills(page):
    """What is wider than the window, if the page has to be scrolled sideways for it."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        .map((each) => `${each.localName}.${each.className} #${each.id}`).slice(0, 8).concat(`${document.documentElement.scrollWidth}`)"""
    )


def asked_for(page, path):
    """Every request to a path from now on, as it is made."""
    found = []
    page.on("request", lambda request: found.append(request) if request.url.split("?")[0].endswith(path) else None)
    return found


def look_from_all_sides(page, subtests, phone=360):
    """Axe in light and dark, then nothing beyond the edge: wide, narrow, on a phone and from right to left."""
    for scheme in ("light", "dark"):
        with subtests.test(f"axe, {scheme}"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == []
    for direction, width in (("ltr", 1024), ("ltr", phone), ("rtl", 360), ("rtl", 1440)):
        page.evaluate("(direction) => document.documentElement.dir = direction", direction)
        page.set_viewport_size({"width": width, "height": 780})
        with subtests.test(f"{width} px, {direction}"):
            assert spills(page) == []
