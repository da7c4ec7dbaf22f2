"""Plans side by side: how sure each is on the same luck, and the ways on to each of them and to why it differs."""

import html
import re

from app.questions.paired import DRAWS, paired_chances
from tests.web.kept import keep, save, scenario
from tests.web.reading import table
from tests.web.what_if.asking import ask, sentence

BOLD = {"/goal/growth": 0.26}


def rows_below(response, heading):
    """The rows of the table in the section of a heading."""
    return table(response.text.split(f">{heading}</h2>", 1)[1], "measured")


def link(response, text, head):
    """Where a link in a row of a table leads to."""
    found = re.search(rf'<a href="([^"]+)" aria-label="{re.escape(text)}: {re.escape(head)}">', response.text)
    return html.unescape(found[1])


def test_the_chance_of_each_is_shown_where_it_is_asked_for(client):
    mine, other = keep(client, "Mine"), keep(client, "Bold", BOLD)
    assert "How sure each is" not in ask(client, "compare", f"/plans/{mine.id}", with1=other.id).text
    response = ask(client, "compare", f"/plans/{mine.id}", with1=other.id, chance="1")
    found = paired_chances([scenario("Mine", {}), scenario("Bold", BOLD)], draws=DRAWS)
    first, second = rows_below(response, "How sure each is")[:2]
    assert first[0] == "Mine"
    assert first[1].startswith(f"{100 * found.chance[0]:.1f}% ± ")
    assert second[1].startswith(f"{100 * found.chance[1]:.1f}% ± ")
    assert second[2].startswith(f"+{100 * found.difference[1]:.2f} ± {200 * found.paired_error[1]:.2f}")
    assert second[4].startswith(f"+${found.mean_difference[1]:,.0f} ± ${2 * found.mean_paired_error[1]:,.0f}")
    assert "Whether Bold is surer than this plan cannot be told." in response.text


def test_a_plan_that_is_less_sure_is_said_to_be_and_one_at_its_ceiling_has_no_chance(client):
    mine = keep(client, "Mine")
    slower = keep(client, "Slower", {"/conversions/3/rate": 0.35})
    held = keep(client, "Held", {"/channels/1/ceiling": 20})
    response = ask(client, "compare", f"/plans/{mine.id}", with1=slower.id, with2=held.id, chance="1")
    assert "Slower is less sure than this plan." in response.text
    assert "Held has no chance to tell: a ceiling is reached." in response.text
    assert rows_below(response, "How sure each is")[2][1:] == ["–"] * 4


def test_each_plan_beside_this_one_can_be_opened_and_its_difference_explained(client):
    mine, other = keep(client, "Mine"), keep(client, "Bold", BOLD)
    save(client, mine, {"/goal/growth": 0.3})
    chosen = {"with1": other.id, "with2": f"{mine.id}.1"}
    response = ask(client, "compare", f"/plans/{mine.id}", output="/totals/stages/lead", **chosen)
    assert link(response, "Open it", "Bold") == f"/plans/{other.id}"
    assert link(response, "Open it", "Version 1") == f"/plans/{mine.id}?version=1"
    for head, before in (("Bold", "Bold"), ("Version 1", "Version 1")):
        assert client.get(link(response, "Open it", head)).status_code == 200
        why = client.get(link(response, "Why it changed", head))
        assert sentence(why).startswith("Leads goes from ")
        assert f"in “{before}” to " in sentence(why)


def test_money_of_two_currencies_stands_in_its_own_and_is_not_drawn_together(client):
    mine, euros = keep(client, "Mine"), keep(client, "Euros", {"/currency": "EUR"})
    response = ask(client, "compare", f"/plans/{mine.id}", with1=euros.id, series="spend")
    months = [row for row in rows_below(response, "Spend by month") if row[0].endswith("2027")][:12]
    assert months
    assert all(row[1].startswith("$") and row[2].startswith("€") for row in months if "0" not in row[1:3])
    assert 'data-chart="drawn"' not in response.text
    counted = ask(client, "compare", f"/plans/{mine.id}", with1=euros.id, series="lead")
    assert 'data-chart="drawn"' in counted.text


def test_what_is_not_saved_leads_back_to_what_is(client):
    mine = keep(client, "Mine")
    response = ask(client, "compare", f"/plans/{mine.id}", with1="saved", **{"/goal/growth": "30", "version": "1"})
    assert link(response, "Open it", "Without unsaved changes") == f"/plans/{mine.id}"
    assert "“Without unsaved changes”" in sentence(client.get(link(response, "Why it changed", "Without unsaved changes")))
