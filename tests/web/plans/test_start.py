"""Where to start from: templates, and samples that come and go."""

from app.documents.templates import templates
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.web.acts import post
from tests.web.kept import keep, save, scenario
from tests.web.reading import names, read_out


def test_an_empty_workspace_offers_the_sample_with_its_answer(client):
    page = read_out(client.get("/plans").text)
    assert "Start with a plan that works" in page
    assert "To grow 25% you need 73 new deals : 4,377 leads , 42 e-mails a working day" in page
    for label in ("New deals 73", "Leads 4,377", "Spend $363.6k", "CAC, spend only $5,001"):
        assert label in page
    for title in ("B2B software", "Agency", "Manufacturer", "From a goal", "From a file"):
        assert title in page
    assert 'href="/plans/new?from=growth"' in client.get("/plans").text


def test_samples_are_added_once_and_cleared_unless_worked_on(client):
    keep(client, "My own")
    page = post(client, "/plans/samples").text
    assert "4 sample plans are added. Undo" in read_out(page)
    assert len(names(page)) == 5
    assert page.count("Sample data") == 4
    assert "The sample plans are all there already." in read_out(post(client, "/plans/samples").text)
    with client.app.state.database.reading() as session:
        growth = scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery(search="growth")).items[0]
    save(client, growth, {"/goal/growth": 0.3})
    page = post(client, "/plans/samples/clear").text
    assert "3 sample plans are cleared. 1 was changed by you and stays." in read_out(page)
    assert sorted(names(page)) == ["FY2027 growth plan", "My own"]


def test_samples_are_found_among_many_plans(client):
    post(client, "/plans/samples")
    with client.app.state.database.writing() as session:
        for number in range(250):
            scenarios.create(session, LOCAL_WORKSPACE, scenario(f"Plan {number}"), author="Ada")
    assert "4 sample plans are cleared." in read_out(post(client, "/plans/samples/clear").text)


def test_every_template_can_be_started_from(client):
    page = client.get("/plans/start").text
    for each in templates():
        assert f'href="/plans/new?from={each.key}"' in page
