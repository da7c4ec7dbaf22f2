"""Every page for everyone: axe finds nothing in light and dark, no page has to be scrolled sideways, figures keep their place."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, STATE, explained, look_from_all_sides, retype, save, spills, violations
from tests.web.samples import wild_document

LONG = "Rechtsschutzversicherungsvertriebsgesellschaft" * 4


def saved(page, served):
    return served.keep("Looked at closely", tags=("board", "EMEA"))


def with_errors(page, served):
    return "/plans/new?from=growth&/goal/growth=lots&/conversions/1/rate=0.25"


def with_trace(page, served):
    return "/plans/new?from=growth", lambda: (
        explained(page, "/totals/per_working_day/cold_email/mean").click(),
        expect(page.locator("#trace .eq li").first).to_be_visible(),
    )


def with_dialog(page, served):
    return "/plans/new?from=software", lambda: (
        page.get_by_role("button", name="API").click(),
        expect(page.get_by_role("dialog", name="This plan from the API")).to_be_visible(),
    )


def unfolded(page, served):
    return "/plans/new?from=growth", lambda: page.evaluate(
        "for (const box of document.querySelectorAll('#assumptions details')) box.open = true"
    )


def stale(page, served):
    address = served.keep("Looked at by two")

    def act():
        served.save(address, len(served.versions(address)), goal={"growth": 0.4})
        retype(page, GOAL, "30")
        expect(page.locator(STATE)).to_have_text("Unsaved changes")
        save(page)
        expect(page.locator("#stale")).to_be_visible()

    return address, act


def versions(page, served):
    address = served.keep("Looked back at")
    served.save(address, 1, version_name="Ambitious", goal={"growth": 0.4}, channels={"content": {"name": "Our blog"}})
    return f"{address}/versions?from=1&to=2"


def plans(page, served):
    served.keep("In the list", tags=("board", "EMEA"))
    served.keep("Out of reach", tags=("board",), goal={"measure": "recognised"})
    return "/plans", lambda: page.locator("table.plans details.menu summary").first.click()


def nothing_found(page, served):
    return "/plans?q=no+plan+is+called+this"


def start(page, served):
    return "/plans/start"


def refused_file(page, served):
    return "/plans/start", lambda: (
        page.locator("#pasted").fill("name: [\n"),
        page.get_by_role("button", name="Import").click(),
        expect(page.get_by_role("alert").first).to_be_visible(),
    )


def not_there(page, served):
    return "/plans/scn_00000000000000000000"


EVERY = [saved, with_errors, with_trace, with_dialog, stale, versions, plans, nothing_found, start, refused_file, not_there]


def shown(page, served, state, width=1440):
    """Bring a page into a state; the error page runs no htmx."""
    found = state(page, served)
    address, act = found if isinstance(found, tuple) else (found, None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    if state is not not_there:
        page.wait_for_selector("html[data-ready]", state="attached")
    if act:
        act()


@pytest.mark.parametrize("state", EVERY, ids=lambda state: state.__name__)
def test_axe_finds_nothing_in_light_and_dark_and_nothing_spills(page, served, state, subtests):
    page.emulate_media(reduced_motion="reduce")
    shown(page, served, state)
    look_from_all_sides(page, subtests)


@pytest.mark.parametrize("state", [saved, with_trace, plans, versions], ids=lambda state: state.__name__)
def test_axe_finds_nothing_on_a_phone(page, served, state):
    page.emulate_media(reduced_motion="reduce")
    shown(page, served, state, 360)
    assert violations(page) == []


def test_every_field_unfolded_is_accessible_and_fits(page, served):
    page.emulate_media(reduced_motion="reduce")
    shown(page, served, unfolded)
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert spills(page) == []


def wild(name):
    """As much as a scenario may hold, every name as long as it may be."""
    found = wild_document()
    for number, channel in enumerate(found["channels"]):
        channel["name"] = f"{number} {LONG}"[:200]
    for stage in found["stages"]:
        stage["name"] = f"{stage['key']} {LONG}"[:200]
    found["team"][0]["role"] = LONG[:200]
    return found | {"name": name}


def test_forty_channels_and_sixty_months_with_long_names_fit(open_page, served, subtests):
    address = served.keep(LONG[:200], document=wild(""), tags=(LONG[:40],))
    page = open_page(address)
    page.wait_for_selector("html[data-charts=drawn]", state="attached")
    expect(page.locator("#channels .chan")).to_have_count(40)
    assert page.locator("#mon .names [data-months]").count() >= 60
    for path in (address, f"{address}/versions", "/plans?q=Rechtsschutz"):
        open_page(path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            with subtests.test(f"{path.rsplit('/', 1)[-1]} {width}"):
                assert spills(page) == []


def test_forty_channels_still_answer_to_typing(open_page, served):
    page = open_page(served.keep("Forty of them", document=wild("Forty of them")))
    retype(page, GOAL, "30")
    expect(page.locator("[data-live=changes]")).to_have_text("1 change since version 1", timeout=15_000)
    expect(page.locator(GOAL)).to_be_focused()


def test_names_with_markup_stay_text(open_page, served):
    name = '<img src=x onerror="document.title=1"><b>Bold</b> & "co"'
    changes = {"channels": {"content": {"name": name}}, "stages": {"mql": {"name": name}}, "team": {"AE": {"role": name}}}
    address = served.keep(name, tags=("<i>tag</i>",), **changes)
    page = open_page(address)
    expect(page.locator("#f-name")).to_have_value(name)
    expect(page.locator("#mon")).to_contain_text(name)
    explained(page, "/totals/spend").click()
    expect(page.locator("#trace")).to_be_visible()
    served.save(address, 1, **changes | {"goal": {"growth": 0.3}})
    for path in ("/plans?q=Bold", f"{address}/versions?from=1&to=2"):
        open_page(path)
        expect(page.get_by_text(name).first).to_be_visible()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1366, 768), (1280, 720), (1100, 700)])
def test_on_a_wide_screen_only_the_panes_scroll(open_page, width, height):
    page = open_page(width=width, height=height)
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_the_theme_can_be_chosen_and_is_remembered(open_page):
    page = open_page()
    button = page.locator("#theme")
    expect(button).to_have_attribute("aria-label", "Theme: follows the system")
    button.click()
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    open_page("/plans")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(button).to_have_attribute("aria-label", "Theme: dark")
