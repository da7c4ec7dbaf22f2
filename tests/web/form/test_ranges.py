"""Low and high of retention, expansion and a channel's own deal value on the form: typed, kept, refused, told and taken away."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.web.kept import found, keep, scenario
from tests.web.reading import Page, data_in, said


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Maya")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


TYPED = {
    "/existing/retention_low": ("85", 0.85),
    "/existing/retention_high": ("94.5%", 0.945),
    "/existing/expansion_low": ("0", 0.0),
    "/existing/expansion_high": ("25", 0.25),
    "/channels/0/deal/low": ("6,500", 6500),
    "/channels/0/deal/high": ("9,000", 9000),
}
TEXTS = {pointer: text for pointer, (text, _) in TYPED.items()}
READ = {pointer: value for pointer, (_, value) in TYPED.items()}


def changes(**more):
    """The values that the ranges stand beside, and what else."""
    return {"/existing": {"retention": 0.9, "expansion": 0.1}, "/channels/0/deal": {"value": 8000}} | more


def post(client, stored, fields):
    response = client.post("/plans/save", data={"scenario": stored.id, "version": str(stored.newest), "save": "version"} | fields)
    assert response.status_code == 303, said(response.text)
    return found(client, stored.id)


def test_a_save_keeps_what_was_typed_and_the_form_shows_it_again(client):
    kept = post(client, stored := keep(client, changes=changes()), TEXTS)
    assert kept.scenario == scenario(changes=changes(**READ))
    page = Page(client.get(f"/plans/{stored.id}").text)
    shown = {pointer: page.named(pointer)["value"] for pointer in TYPED}
    assert shown == {pointer: text.rstrip("%") for pointer, text in TEXTS.items()}


def test_a_save_of_something_else_leaves_them_and_emptied_fields_are_no_ranges(client):
    stored = keep(client, changes=changes(**READ))
    page = Page(client.get(f"/plans/{stored.id}").text)
    kept = post(client, stored, {pointer: page.named(pointer)["value"] for pointer in TYPED} | {"/goal/growth": "20"})
    assert kept.scenario.existing == stored.scenario.existing
    assert kept.scenario.channels[0].deal == stored.scenario.channels[0].deal
    emptied = post(client, kept, dict.fromkeys(TYPED, " "))
    assert emptied.scenario == scenario(changes=changes(**{"/goal/growth": 0.2}))


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("/existing/retention_low", "/existing/retention_high"),
        ("/existing/expansion_low", "/existing/expansion_high"),
        ("/channels/0/deal/low", "/channels/0/deal/high"),
    ],
)
def test_a_low_above_its_high_is_said_beside_the_low_one(client, low, high):
    response = client.post("/recalculate", data={low: "95", high: "90"})
    assert response.status_code == 422
    faults = data_in(response.text)["faults"]
    assert list(faults) == [low]
    assert "above the high one" in faults[low]


def test_retention_takes_no_more_than_all(client):
    response = client.post("/recalculate", data={"/existing/retention_high": "101"})
    assert data_in(response.text)["faults"] == {"/existing/retention_high": "At most 100%, please."}


def test_versions_say_in_words_what_became_of_them(client):
    stored = keep(client, changes=changes())
    post(client, stored, TEXTS)
    text = said(client.get(f"/plans/{stored.id}/versions").text)
    for words in ("Retention, low", "85%", "Expansion, high", "25%", "Deal here", "$6,500"):
        assert words in text
