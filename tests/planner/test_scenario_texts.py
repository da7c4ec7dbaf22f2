"""The months, names, choices and lists that a scenario takes, and that it takes nothing it does not know."""

import pytest

from tests.examples import LEFT_OUT, make_document
from tests.planner.reading import errors_of, put, read


@pytest.mark.parametrize(("start", "today"), [("2000-01", "2000-01-01"), ("2149-12", "2149-12-31"), ("2027-01", None)])
def test_a_plan_lies_between_2000_and_2149(start: str, today: str | None) -> None:
    assert read(make_document(start=start, today=today)).start == start


@pytest.mark.parametrize("start", ["1999-12", "2150-01", "2027-13", "2027-00", "2027-1", "2027", "2027-01-01", "", "2027-01\n"])
def test_a_start_is_a_month_within_that_time(start: str) -> None:
    assert errors_of(make_document(start=start)) == [("/start", "string_pattern_mismatch")]


@pytest.mark.parametrize("today", ["1999-12-31", "2150-01-01", "2027-02-29", "tomorrow", 20270101])
def test_today_is_a_day_within_that_time(today: object) -> None:
    ((path, _),) = errors_of(make_document(today=today))
    assert path == "/today"


def test_no_list_grows_without_end() -> None:
    stage, role = {"key": "k", "name": "K"}, {"role": "R", "handles": "deal", "load_per_head_per_month": 1}
    step = {"name": "s", "yield": 1}
    document = make_document()
    assert ("/stages", "too_long") in errors_of(make_document(stages=[stage] * 13))
    assert ("/stages", "too_short") in errors_of(make_document(stages=[stage]))
    assert ("/conversions", "too_long") in errors_of(make_document(conversions=document["conversions"] * 3))
    assert ("/channels", "too_long") in errors_of(make_document(channels=[document["channels"][0]] * 41))
    assert ("/channels", "too_short") in errors_of(make_document(channels=[]))
    assert ("/channels/0/steps", "too_long") in errors_of(put("/channels/0/steps", [step] * 9))
    assert ("/team", "too_long") in errors_of(make_document(team=[role] * 41))
    assert ("/seasonality", "too_long") in errors_of(make_document(seasonality=[1] * 61))
    assert ("/pipeline", "too_long") in errors_of(make_document(pipeline={f"k{number}": 1 for number in range(13)}))


@pytest.mark.parametrize("key", ["Lead", "1st", "", "two words", "k" * 41, "leád", "lead\n"])
def test_a_key_is_short_plain_and_lower_case(key: str) -> None:
    ((path, code),) = errors_of(put("/stages/0/key", key))
    assert (path, code) == ("/stages/0/key", "string_pattern_mismatch")


@pytest.mark.parametrize(("name", "code"), [("", "string_too_short"), ("   ", "string_too_short"), ("x" * 201, "string_too_long")])
def test_a_name_says_something_in_200_characters(name: str, code: str) -> None:
    assert errors_of(make_document(name=name)) == [("/name", code)]


def test_a_name_is_taken_without_the_blanks_around_it() -> None:
    assert read(make_document(name="  Plan B \n")).name == "Plan B"


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f"])
def test_nothing_that_cannot_be_seen_is_taken(control: str) -> None:
    assert errors_of(make_document(name=f"Plan{control}B")) == [("/name", "string_pattern_mismatch")]
    assert errors_of(put("/stages/0/definition", f"a{control}b")) == [("/stages/0/definition", "string_pattern_mismatch")]


def test_a_definition_may_have_lines_but_not_a_book() -> None:
    assert read(put("/stages/0/definition", "one\n\ttwo")).stages[0].definition == "one\n\ttwo"
    assert errors_of(put("/stages/0/definition", "x" * 10_001)) == [("/stages/0/definition", "string_too_long")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/goal/measure", "profit"),
        ("/stages/0/owner", "finance"),
        ("/channels/0/owner", "finance"),
        ("/conversions/0/basis", "guess"),
    ],
)
def test_a_choice_is_one_of_those_there_are(path: str, value: str) -> None:
    assert errors_of(put(path, value)) == [(path, "literal_error")]


@pytest.mark.parametrize("path", ["/gaol", "/goal/gorwth", "/channels/0/budget", "/channels/0/steps/0/yield_", "/conversions/0/from_stage"])
def test_an_unknown_field_is_refused(path: str) -> None:
    assert errors_of(put(path, 1)) == [(path, "extra_forbidden")]


@pytest.mark.parametrize("number", [0, 2, "1", 1.5, None])
def test_only_the_first_version_of_the_document_is_known(number: object) -> None:
    assert read(put("/schema", 1)).schema_number == 1
    assert [path for path, _ in errors_of(put("/schema", number))] == ["/schema"]


@pytest.mark.parametrize("part", ["name", "start", "goal", "deal", "stages", "conversions", "channels"])
def test_what_has_no_default_must_be_there(part: str) -> None:
    assert errors_of(make_document(**{part: LEFT_OUT})) == [(f"/{part}", "missing")]
