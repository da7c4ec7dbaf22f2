import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web import assets
from app.web.plan.page_view import page
from app.web.state import plan_page
from app.web.state.opening import Found
from app.web.state.origin import Origin
from app.web.templating import TEMPLATES, environment
from tests.web.samples import ENGLISH, wild_document

NEW = "/plans/new"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings()), base_url="http://127.0.0.1") as found:
        yield found


class Page(HTMLParser):
    """What the tests ask of a page: elements with their attributes, and the text without markup."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def named(self, name):
        return next(attributes for _, attributes in self.elements if attributes.get("name") == name)


def said(text):
    return " ".join(re.sub(r"<[^>]+>", "", re.sub(r"<(script|svg).*?</\1>", "", text, flags=re.S)).split())


def data_in(text):
    return json.loads(re.search(r"data-answer>(.*?)</script>", text)[1])


def test_the_page_answers_the_sample_scenario(client):
    response = client.get(NEW)
    assert response.status_code == 200
    assert "To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day" in html.unescape(said(response.text))
    assert Page(response.text).named("/goal/growth")["value"] == "25"


def test_an_address_with_fields_is_the_page_with_those_fields(client):
    response = client.get(NEW, params={"/goal/growth": "30", "/conversions/3/rate": "30%"})
    page = Page(response.text)
    assert page.named("/goal/growth")["value"] == "30"
    assert page.named("/conversions/3/rate")["value"] == "30%"
    assert "To grow 30% you need" in said(response.text)
    assert "2 changes to the sample" in said(response.text)


def test_the_form_works_without_script(client):
    page = Page(client.get(NEW).text)
    form = page.all("form")[0]
    assert (form["method"], form["action"]) == ("post", "/plans/change")
    assert any(button.get("type") == "submit" for button in page.all("button"))


def test_recalculating_answers_the_very_fragment_of_the_page(client):
    fragment = client.post("/recalculate", data={"/goal/growth": "25"}).text
    assert "<html" not in fragment
    assert fragment.strip() in client.get(NEW).text


def test_recalculating_says_how_the_address_would_bring_it_back(client):
    response = client.post("/recalculate", data={"/goal/growth": "31", "/goal/baseline": "4,000,000", "show": "lead"})
    address = response.headers["hx-replace-url"]
    assert parse_qs(urlsplit(address).query) == {"from": ["growth"], "/goal/growth": ["31"], "show": ["lead"]}
    assert "To grow 31%" in said(client.get(address).text)


def test_figures_inside_the_form_come_with_the_answer(client):
    figures = data_in(client.post("/recalculate", data={"/goal/growth": "30"}).text)["figures"]
    assert (figures["target"], figures["changes"]) == ("$5,200,000", "1 change to the sample")


def test_what_cannot_be_read_comes_back_with_422_and_the_older_answer_stays(client):
    response = client.post("/recalculate", data={"/goal/growth": "abc", "/deal/value": ""})
    assert response.status_code == 422
    assert response.headers["hx-retarget"] == "#problems"
    assert data_in(response.text)["faults"] == {
        "/goal/growth": "This must be a percentage, such as 25%.",
        "/deal/value": "This must be given.",
    }
    assert Page(response.text).all("a")[0]["href"] == "#f-goal-growth"


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"/conversions/0/rate": "120"}, "/conversions/0/rate", "At most 100%, please."),
        ({"/conversions/0/rate": "0"}, "/conversions/0/rate", "At least 0.0001%, please."),
        ({"/conversions/0/rate": "0.5"}, "/conversions/0/rate", "This could mean 0.5% or 50%: which one?"),
        ({"/channels/0/share": "40"}, "/channels/2/share", "The shares add up to 110%; they must add up to 100%."),
        ({"/months": "61"}, "/months", "At most 60, please."),
        ({"/deal/value": "0"}, "/deal/value", "At least $0.01, please."),
        ({"/start": "soon"}, "/start", "This must be a month, such as Jan 2027."),
        ({"/today": "3/4/2027"}, "/today", "This could mean 3 Apr 2027 or 4 Mar 2027: which one?"),
        ({"/goal/growth": ""}, "/goal/growth", "Say what is to be reached: a growth, or a target."),
        ({"/goal/measure": "profit"}, "/goal/measure", None),
        ({"/country": "XX"}, "/country", None),
    ],
)
def test_says_beside_the_field_what_would_be_accepted(client, fields, pointer, sentence):
    response = client.post("/recalculate", data=fields)
    assert response.status_code == 422
    faults = data_in(response.text)["faults"]
    assert list(faults) == [pointer]
    assert faults[pointer] == sentence or (sentence is None and faults[pointer])


def test_a_rejected_page_keeps_what_was_typed_with_the_message_beside_it(client):
    response = client.get(NEW, params={"/goal/growth": "<b>lots</b>"})
    assert response.status_code == 422
    page = Page(response.text)
    field = page.named("/goal/growth")
    assert (field["value"], field["aria-invalid"]) == ("<b>lots</b>", "true")
    assert "e-f-goal-growth" in field["aria-describedby"]
    assert "<b>lots</b>" not in response.text
    assert "This cannot be planned until one field is put right" in said(response.text)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=%00", b"a" * 5000, b"&&&===", b"/goal/growth=\x00", "/goal/growth=٣٠".encode(), b"%2Fgoal%2Fgrowth=" + b"9" * 900]
)
def test_no_form_whatever_brings_it_down(client, body):
    response = client.post("/recalculate", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code in (200, 422)


def test_too_many_fields_are_refused(client):
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/recalculate", content=b"&".join(b"a=1" for _ in range(5000)), headers=form).status_code == 413


def test_a_body_that_is_no_form_is_not_taken_for_an_empty_one(client):
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        assert client.post("/recalculate", content=b'{"a": 1}', headers={"content-type": kind}).status_code == 415


def test_a_form_does_not_rename_the_parts_of_a_scenario(client):
    text = client.get(NEW, params={"/channels/1/key": "lead", "/conversions/0/from": "x", "/channels/0/steps/0/name": "y"}).text
    assert client.get(NEW).text.count("Paid search") == text.count("Paid search")


def test_a_way_out_that_no_field_can_hold_is_told_without_a_link(client):
    assert client.get(NEW, params={"/team/1/load_per_head_per_month": "0.000001"}).status_code == 200


def test_a_figure_shows_its_trace_when_asked(client):
    text = client.get(NEW, params={"trace": "/totals/per_working_day/cold_email/mean"}).text
    assert "Activity ÷ working days of the active window" in html.unescape(text)
    assert "Activity ÷" not in html.unescape(client.get(NEW, params={"trace": "/nothing"}).text)


def test_nothing_on_the_page_needs_a_looser_policy(client):
    page = Page(client.get(NEW + "?trace=/totals/spend").text)
    for tag, attributes in page.elements:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "style"
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json"


def test_every_description_and_label_leads_somewhere(client):
    page = Page(client.get(NEW + "?trace=/totals/spend").text)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "form"):
            assert set((attributes.get(name) or "").split()) <= set(ids), attributes


def test_pages_are_never_kept(client):
    assert client.get(NEW).headers["cache-control"] == "no-store"


def test_own_files_are_there_under_a_mark_of_their_content(client):
    page = Page(client.get(NEW).text)
    for address in [link["href"] for link in page.all("link")] + [script["src"] for script in page.all("script") if "src" in script]:
        assert "?v=" in address
        assert client.get(address).status_code == 200


def test_names_with_markup_stay_text_in_every_part():
    base = plan_page.over(Found(Origin("<b>Plan</b>", template="wild"), orjson.dumps(wild_document()).decode()), ENGLISH)
    for texts in (
        {},
        {"trace": "/totals/spend"},
        {"show": "spend"},
        {"/goal/growth": "<b>"},
        {"/channels/3/share": "99"},
        {"/name": "<b>x"},
    ):
        text = page(plan_page.answer(base, texts), "[]", said="<b>said</b>", refusal="<b>refused</b>")
        outside = re.sub(r"<b>(?!Channel|Plan|stage|AE)", "", text)
        assert "<b>" not in outside
        assert "&lt;b&gt;" in text


@pytest.mark.parametrize("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()))
def test_every_template_escapes(name):
    surroundings = environment(ENGLISH)
    surroundings.get_template(name)
    assert surroundings.autoescape is True
    assert surroundings.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source


def test_browser_libraries_come_from_here_first_then_from_the_cdn(tmp_path):
    listed = {
        "files": [
            {"package": package, "file": f"{package}.js", "integrity": "sha384-x", "cdn": f"https://cdn.example/{package}.js"}
            for package in assets.LIBRARIES
        ]
    }
    (tmp_path / "vendor.json").write_text(json.dumps(listed))
    assert assets.libraries(False, tmp_path) == "[]"
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "htmx.org.js").touch()
    first, second = json.loads(assets.libraries.__wrapped__(True, tmp_path))
    assert [source["src"] for source in first["sources"]] == ["/static/vendor/htmx.org.js", "https://cdn.example/htmx.org.js"]
    assert [source["integrity"] for source in second["sources"]] == ["sha384-x"]


def test_the_front_door_leads_to_the_list(client):
    response = client.get("/", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/plans")


@pytest.mark.parametrize("path", ["/plans", "/plans/start", NEW])
def test_what_a_swap_brings_in_stands_inside_the_region_that_reads_it_out(client, path):
    """The region stays, so each swap replaces what is in it by one of the same id."""
    text = client.get(path).text
    ids = [attributes["id"] for _, attributes in Page(text).elements if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    assert re.search(r'<div[^>]* id="toasts" role="status"[^>]*><div id="news">', text)
    assert {each["hx-select-oob"] for _, each in Page(text).elements if "hx-select-oob" in each and "hx-post" in each} <= {"#news"}
