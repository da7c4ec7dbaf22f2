"""Formula and trace of figures, and the request that asks the API for exactly this plan."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, explained, figure, grows, press, retype, says_state

DAILY = "/totals/per_working_day/cold_email/mean"


def test_a_figure_is_explained_in_words_values_and_sources(open_page):
    page = open_page()
    explained(page, DAILY).click()
    trace = page.locator("#trace")
    expect(trace).to_contain_text("Activity ÷ working days of the active window")
    expect(trace).to_contain_text("41.27")
    expect(trace.get_by_role("heading", name="Where the values come from")).to_be_visible()
    expect(trace).to_contain_text("typed")
    page.keyboard.press("Escape")
    expect(trace).to_be_hidden()
    retype(page, GOAL, "30")
    grows(page, "30%")
    explained(page, DAILY).click()
    expect(trace).to_be_visible()
    expect(trace).not_to_contain_text("41.27")


def test_a_counted_rate_is_said_to_be_counted(open_page):
    page = open_page()
    explained(page, "/totals/stages/lead").click()
    expect(page.locator("#trace")).to_contain_text(re.compile(r"78 of 310|420 of 1,050|1,050 of 4,200"))


@pytest.mark.parametrize("address", ["/plans/new?from=growth", "/plans/new?from=manufacturer"])
def test_every_figure_that_offers_a_trace_has_one(open_page, address):
    page = open_page(address)
    said = page.evaluate(
        """async () => {
          const form = document.querySelector("#assumptions");
          const offered = [...document.querySelectorAll("#result button[name=trace]")].map((one) => one.value);
          const figures = [...new Set(offered.filter(Boolean))];
          const failed = [];
          for (const figure of figures) {
            const body = new URLSearchParams(new FormData(form));
            body.set("figure", figure);
            const answer = await fetch("/trace", {method: "POST", body});
            if (!answer.ok) failed.push(figure);
          }
          return [figures.length, failed];
        }"""
    )
    assert said[0] > 60
    assert said[1] == []


def test_what_the_run_brings_adds_up_to_the_proof(open_page):
    page = open_page()
    explained(page, "/proof/run").click()
    run = page.locator("#trace table.run")
    expect(run.locator("tbody tr")).not_to_have_count(0)
    expect(run.locator("tfoot")).to_be_visible()


def test_a_trace_closes_on_a_click_elsewhere(open_page):
    page = open_page()
    explained(page, DAILY).click()
    expect(page.locator("#trace")).to_be_visible()
    page.locator("#months-title").click()
    expect(page.locator("#trace")).to_be_hidden()


@pytest.mark.parametrize("kind", ["document", "stored"])
def test_the_curl_brings_the_plan_of_the_page(open_page, served, kind):
    page = open_page(served.keep("Asked by curl"))
    if kind == "document":
        retype(page, GOAL, "30.5")
        grows(page, "30.5%")
        press(page, "channel/remove/content")
        expect(page.locator(".chan")).to_have_count(2)
        says_state(page, "Unsaved changes")
    page.get_by_role("button", name="API").click()
    dialog = page.get_by_role("dialog", name="This plan from the API")
    expect(dialog.locator("pre")).to_have_count(1 if kind == "document" else 2)
    command = dialog.locator("pre").first.inner_text()
    address = re.search(r"curl -sS '([^']+)'", command)[1]
    body = command.split("<<'SCENARIO'\n")[1].removesuffix("\nSCENARIO").encode() if kind == "document" else None
    request = urllib.request.Request(address, body, {"content-type": "application/json"} if body else {})
    with urllib.request.urlopen(request, timeout=10) as response:
        plan = json.load(response)
    page.keyboard.press("Escape")
    plan = plan.get("plan", plan)
    for pointer, path in (("/totals/stages/deal", "deal"), ("/totals/stages/lead", "lead")):
        assert f"{plan['totals']['stages'][path]['whole']:,}" == figure(page, pointer).inner_text()


def test_the_curl_is_copied(open_page):
    page = open_page()
    page.get_by_role("button", name="API").click()
    dialog = page.get_by_role("dialog", name="This plan from the API")
    dialog.get_by_role("button", name="Copy").first.click()
    expect(dialog.locator("[data-copy-from]").first).to_have_attribute("data-done", "yes")
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -sS 'http://127.0.0.1")
