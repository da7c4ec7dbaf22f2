"""Notes, the gravest first, and ways out that can be tried."""

from app.web.answer import notes_view
from tests.web.reading import NEW
from tests.web.samples import form, ground


def test_a_way_out_is_a_link_with_its_changes_filled_in():
    asked = []

    def address(changes):
        asked.append(changes)
        return f"/plans/new?growth={changes.get('/goal/growth', '')}"

    found = notes_view.notes(ground(), form(), address)
    assert [note.tone for note in found] == sorted((note.tone for note in found), key=["bad", "warn", "info"].index)
    ways = [way for note in found for way in note.ways_out]
    lower = next(way for way in ways if "/goal/growth" in way.changes)
    assert (lower.href, lower.label) == (f"/plans/new?growth={lower.changes['/goal/growth']}", "Try it")
    assert asked == [way.changes for way in ways if way.changes]


def test_hiring_is_tried_as_if_it_had_been_done_and_says_so():
    ways = [way for note in notes_view.notes(ground(), form(), lambda _: "/") for way in note.ways_out]
    hire = next(way for way in ways if way.text.startswith("Hire 3 AEs"))
    assert (hire.changes, hire.label) == ({"/team/1/heads": "5"}, "Try with 5 from the start")


def test_a_way_out_that_no_field_can_hold_is_told_without_a_link(client):
    assert client.get(NEW, params={"/team/1/load_per_head_per_month": "0.000001"}).status_code == 200
