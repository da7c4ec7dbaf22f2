"""What a scenario takes, what it stands for where nothing is given, and what makes no sense."""

import datetime as dt
import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.planner.faults import Fault, InvalidScenario, nearest
from app.planner.scenario import Channel, Record, Scenario
from tests.examples import LEFT_OUT, Document, make_document, make_scenario, make_small_document


def read(document: Document) -> Scenario:
    """As the product reads one: from JSON, where a list is a list and a date is text."""
    return Scenario.model_validate_json(json.dumps(document))


def put(path: str, value: object) -> Document:
    """The company with a value where a pointer leads; what is missing on the way is made."""
    document = make_document()
    place: Any = document
    *parts, last = path.split("/")[1:]
    for part in parts:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[int(last) if isinstance(place, list) else last] = value
    return document


def errors_of(document: Document) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        read(document)
    return [("/" + "/".join(str(part) for part in error["loc"]), error["type"]) for error in caught.value.errors()]


def faults_of(document: Document) -> tuple[Fault, ...]:
    with pytest.raises(InvalidScenario) as caught:
        read(document)
    return caught.value.faults


def told(document: Document) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults_of(document)]


OUTREACH = "/channels/0/outreach"
MAILS = {"touches": 4, "reply_probability": 0.2}

BOUNDS: list[tuple[str, float | None, float | None]] = [
    ("/months", 1, 60),
    ("/goal/baseline", 0, 1e15),
    ("/goal/growth", -1, 1000),
    ("/goal/target", 0, 1e15),
    ("/goal/next_growth", -1, 1000),
    ("/existing/retention", 0, 1),
    ("/existing/expansion", 0, 10),
    ("/existing/committed", 0, 1e15),
    ("/existing/accounts", None, 1e12),
    ("/deal/value", 0.01, 1e12),
    ("/deal/variation", 0, 10),
    ("/deal/gross_margin", 0, 1),
    ("/deal/low", 0, 1e15),
    ("/deal/high", 0, 1e15),
    ("/conversions/0/rate", 1e-6, 1),
    ("/conversions/0/lag_days", 0, 1100),
    ("/conversions/0/evidence/entered", None, 10**12),
    ("/conversions/2/evidence/converted", 0, None),
    ("/pipeline/sql", 0, 1e12),
    ("/channels/0/lag_days", 0, 1100),
    ("/channels/0/influenced", 0, 1),
    ("/channels/0/ceiling", None, 1e12),
    ("/channels/0/steps/0/yield", 1e-6, 1e9),
    ("/channels/0/cost/amount", 0, 1e12),
    ("/channels/0/cost/fixed_per_month", 0, 1e12),
    ("/channels/0/capacity/per_working_day", 0, 1e12),
    ("/channels/0/capacity/per_month", 0, 1e12),
    ("/channels/0/deal/value", 0.01, 1e12),
    ("/channels/1/conversions/lead/rate", 1e-6, 1),
    ("/channels/1/conversions/lead/lag_days", 0, 1100),
    (f"{OUTREACH}/touches", 1, 50),
    (f"{OUTREACH}/reply_probability", 0, 1),
    (f"{OUTREACH}/per_mailbox", None, 1e6),
    (f"{OUTREACH}/safe_per_mailbox", None, 1e6),
    (f"{OUTREACH}/per_domain", 1, 1e6),
    ("/team/0/load_per_head_per_month", None, 1e12),
    ("/team/0/heads", 0, 1e6),
    ("/team/0/ramp_months", 0, 60),
    ("/team/0/cost_per_month", 0, 1e12),
]


def with_bound(path: str, value: object) -> Document:
    document = put(path, value)
    if path.startswith(OUTREACH):
        document["channels"][0]["outreach"] = MAILS | document["channels"][0]["outreach"]
    if path == "/months":
        document["seasonality"] = None
    if path == "/conversions/2/evidence/converted":
        document["conversions"][2]["evidence"]["entered"] = 100
    return document


def beyond(value: float, direction: int) -> float:
    return value + direction if isinstance(value, int) and abs(value) >= 1 else value + direction * max(1e-7, abs(value) * 1e-6)


@pytest.mark.parametrize(("path", "low", "high"), BOUNDS, ids=[path for path, _, _ in BOUNDS])
def test_an_input_takes_its_bounds_and_nothing_beyond(path: str, low: float | None, high: float | None) -> None:
    for bound, direction, code in ((low, -1, "greater_than_equal"), (high, 1, "less_than_equal")):
        if bound is not None:
            read(with_bound(path, bound))
            outside = int(bound) + direction if isinstance(value_in(path), int) and bound == int(bound) else beyond(bound, direction)
            assert errors_of(with_bound(path, outside)) == [(path, code)]


def value_in(path: str) -> object:
    """A value of the type that the field takes."""
    whole = ("/months", f"{OUTREACH}/touches")
    return 1 if path in whole or "/evidence/" in path else 1.0


@pytest.mark.parametrize(
    "path",
    [
        "/existing/accounts",
        "/channels/0/ceiling",
        f"{OUTREACH}/per_mailbox",
        f"{OUTREACH}/safe_per_mailbox",
        "/team/0/load_per_head_per_month",
    ],
)
def test_what_is_divided_by_is_above_nothing(path: str) -> None:
    read(with_bound(path, 1e-9))
    assert errors_of(with_bound(path, 0)) == [(path, "greater_than")]


def test_evidence_needs_somebody_who_entered() -> None:
    assert errors_of(put("/conversions/0/evidence/entered", 0)) == [("/conversions/0/evidence/entered", "greater_than_equal")]
    assert errors_of(put("/conversions/0/evidence/converted", -1)) == [("/conversions/0/evidence/converted", "greater_than_equal")]


def test_shares_lie_between_nothing_and_all() -> None:
    assert errors_of(put("/channels/0/share", -0.1)) == [("/channels/0/share", "greater_than_equal")]
    assert errors_of(put("/channels/0/share", 1.1)) == [("/channels/0/share", "less_than_equal")]


def test_a_benchmark_lies_between_nothing_and_all() -> None:
    benchmark = {"low": 0.1, "high": 0.3, "source": "A survey", "year": 2025, "grade": "b"}
    read(put("/conversions/0/benchmark", benchmark))
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"low": -0.1})) == [("/conversions/0/benchmark/low", "greater_than_equal")]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"high": 1.1})) == [("/conversions/0/benchmark/high", "less_than_equal")]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"year": 1989})) == [
        ("/conversions/0/benchmark/year", "greater_than_equal")
    ]
    assert errors_of(put("/conversions/0/benchmark", benchmark | {"grade": "d"})) == [("/conversions/0/benchmark/grade", "literal_error")]


def test_content_is_counted_in_pieces() -> None:
    assert errors_of(put("/content", {"available": -1, "used": 0})) == [("/content/available", "greater_than_equal")]
    assert errors_of(put("/content", {"available": 1, "used": 10**9 + 1})) == [("/content/used", "less_than_equal")]


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


def test_weights_are_not_negative() -> None:
    assert errors_of(make_document(seasonality=[-1, *[1] * 11])) == [("/seasonality/0", "greater_than_equal")]
    assert errors_of(make_document(seasonality=[1e10, *[1] * 11])) == [("/seasonality/0", "less_than_equal")]


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


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/deal/value", "12000", "float_type"),
        ("/deal/value", True, "float_type"),
        ("/goal/baseline", "4,000,000", "float_type"),
        ("/months", 12.5, "int_type"),
        ("/months", 12.0, "int_type"),
        ("/months", "12", "int_type"),
        ("/months", True, "int_type"),
        ("/conversions/0/evidence/entered", 4200.5, "int_type"),
    ],
)
def test_a_number_is_a_number(path: str, value: object, code: str) -> None:
    assert errors_of(put(path, value)) == [(path, code)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_is_finite(number: float) -> None:
    document = make_document(deal={"value": number})
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(document)
    assert [error["type"] for error in caught.value.errors()] == ["finite_number"]


def test_a_number_is_nothing_or_large_enough_to_divide_by() -> None:
    assert read(put("/conversions/0/lag_days", 0)).conversions[0].lag_days == 0
    assert read(put("/channels/0/cost/amount", 1e-9)).channels[0].cost.amount == 1e-9
    assert errors_of(put("/channels/0/cost/amount", 1e-10)) == [("/channels/0/cost/amount", "greater_than_equal")]


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


def test_a_scenario_never_changes_once_read() -> None:
    scenario = make_scenario()
    with pytest.raises(ValidationError, match="frozen"):
        scenario.months = 24  # type: ignore[misc]  # which is the point
    with pytest.raises(ValidationError, match="frozen"):
        scenario.goal.growth = 0.5  # type: ignore[misc]  # which is the point
    assert isinstance(scenario.channels, tuple)


def test_a_scenario_is_written_as_it_was_read() -> None:
    document = make_document(channels={"cold_email": {"outreach": MAILS}}, content={"available": 40, "used": 30})
    scenario = read(document)
    assert json.loads(scenario.model_dump_json(exclude_unset=True)) == document
    assert read(json.loads(scenario.model_dump_json())) == scenario


def records(base: type[Record]) -> list[type[Record]]:
    return [base, *(found for record in base.__subclasses__() for found in records(record))]


def test_every_input_declares_its_label_and_its_help() -> None:
    found = records(Record)
    assert Scenario in found
    for record in found:
        for name, field in record.model_fields.items():
            assert field.title, (record, name)
            assert field.description, (record, name)


# --- What stands where nothing is given --------------------------------------------------------------------------------------


def test_the_least_that_can_be_said_is_filled_up() -> None:
    scenario = read(
        {
            "name": "Least",
            "start": "2027-01",
            "goal": {"baseline": 1e6, "growth": 0.2},
            "deal": {"value": 5000},
            "stages": [{"key": "lead", "name": "Lead"}, {"key": "deal", "name": "Deal"}],
            "conversions": [{"from": "lead", "to": "deal", "rate": 0.1}],
            "channels": [{"key": "ads", "name": "Ads", "enters": "lead", "share": 1, "activity": "click"}],
        }
    )
    assert (scenario.schema_number, scenario.currency, scenario.country, scenario.months) == (1, "USD", "US", 12)
    assert (scenario.today, scenario.seasonality, scenario.content) == (None, None, None)
    assert (scenario.pipeline, scenario.team) == ({}, ())
    assert (scenario.goal.measure, scenario.goal.target, scenario.goal.next_growth) == ("bookings", None, None)
    assert (scenario.existing.retention, scenario.existing.expansion, scenario.existing.committed) == (1, 0, 0)
    assert scenario.existing.accounts is None
    assert (scenario.deal.variation, scenario.deal.gross_margin, scenario.deal.low, scenario.deal.high) == (0, None, None, None)
    assert (scenario.stages[0].owner, scenario.stages[0].definition) == ("marketing", "")
    conversion = scenario.conversions[0]
    assert (conversion.lag_days, conversion.evidence, conversion.benchmark, conversion.basis) == (0, None, None, None)
    assert_plain(scenario.channels[0])


def assert_plain(channel: Channel) -> None:
    assert (channel.owner, channel.steps, channel.lag_days, channel.ceiling) == ("marketing", (), 0, None)
    assert (channel.influenced, channel.conversions, channel.deal.value, channel.outreach) == (None, {}, None, None)
    assert (channel.cost.per, channel.cost.amount, channel.cost.fixed_per_month) == (None, 0, 0)
    assert (channel.capacity.per_working_day, channel.capacity.per_month) == (None, None)


def test_a_sequence_sends_20_mails_a_mailbox_and_3_mailboxes_a_domain() -> None:
    outreach = read(put(OUTREACH, MAILS)).channels[0].outreach
    assert outreach is not None
    assert (outreach.per_mailbox, outreach.safe_per_mailbox, outreach.per_domain) == (20, 20, 3)


def test_a_role_starts_with_nobody_and_no_ramp() -> None:
    (role,) = read(make_document(team=[{"role": "AE", "handles": "deal", "load_per_head_per_month": 9}])).team
    assert (role.heads, role.ramp_months, role.cost_per_month) == (0, 0, 0)


def test_conversions_are_ordered_by_their_stages() -> None:
    document = make_document()
    document["conversions"].reverse()
    scenario = read(document)
    assert scenario.stage_keys == ("lead", "mql", "sql", "opportunity", "deal")
    assert [conversion.from_stage for conversion in scenario.ordered_conversions] == ["lead", "mql", "sql", "opportunity"]


def test_today_is_read_as_a_date() -> None:
    assert read(make_document()).today == dt.date(2026, 11, 21)


# --- What makes no sense -----------------------------------------------------------------------------------------------------

NO_SENSE: list[tuple[str, Document, str, str]] = [
    ("a currency nobody has", put("/currency", "ABC"), "/currency", "unknown_currency"),
    ("a country nobody knows", put("/country", "XX"), "/country", "unknown_country"),
    ("a goal without a figure", put("/goal/growth", None), "/goal/growth", "goal_missing"),
    ("a season of eleven months", put("/seasonality", [1] * 11), "/seasonality", "seasonality_length"),
    ("a season of nothing", put("/seasonality", [0] * 12), "/seasonality", "seasonality_all_zero"),
    ("a stage twice", put("/stages/1/key", "lead"), "/stages/1/key", "duplicate_key"),
    ("a conversion from nowhere", put("/conversions/0/from", "laed"), "/conversions/0/from", "unknown_stage"),
    ("a conversion that skips a stage", put("/conversions/0/to", "sql"), "/conversions/0/to", "conversion_skips"),
    ("a conversion from the deal", put("/conversions/0/from", "deal"), "/conversions/0/from", "conversion_from_last"),
    ("two conversions from a stage", put("/conversions/1/from", "lead"), "/conversions/1/from", "duplicate_key"),
    ("a conversion missing", make_document(conversions={"sql": LEFT_OUT}), "/conversions", "conversion_missing"),
    ("a range upside down", put("/conversions/2/low", 0.6), "/conversions/2/low", "low_above_high"),
    (
        "more who went on than entered",
        put("/conversions/0/evidence/converted", 4201),
        "/conversions/0/evidence/converted",
        "converted_above_entered",
    ),
    ("a pipeline nowhere", put("/pipeline/sqll", 3), "/pipeline/sqll", "unknown_stage"),
    ("a pipeline of deals", put("/pipeline/deal", 3), "/pipeline/deal", "pipeline_at_last"),
    ("a channel twice", put("/channels/1/key", "cold_email"), "/channels/1/key", "duplicate_key"),
    ("shares of 95 %", put("/channels/0/share", 0.25), "/channels/2/share", "shares_sum"),
    ("a channel that enters nowhere", put("/channels/0/enters", "sqll"), "/channels/0/enters", "unknown_stage"),
    ("a channel that enters at the deal", put("/channels/0/enters", "deal"), "/channels/0/enters", "enters_at_last"),
    (
        "a rate where a channel never passes",
        put("/channels/0/conversions/lead", {"rate": 0.5}),
        "/channels/0/conversions/lead",
        "override_not_passed",
    ),
    (
        "a channel's own range upside down",
        put("/channels/1/conversions/lead", {"low": 0.6, "high": 0.5}),
        "/channels/1/conversions/lead/low",
        "low_above_high",
    ),
    (
        "a channel's own counts the wrong way round",
        put("/channels/1/conversions/lead", {"evidence": {"entered": 1, "converted": 2}}),
        "/channels/1/conversions/lead/evidence/converted",
        "converted_above_entered",
    ),
    ("a step twice", put("/channels/0/steps/1/name", "delivered"), "/channels/0/steps/1/name", "duplicate_key"),
    ("a step called as the activity", put("/channels/0/steps/0/name", "email"), "/channels/0/steps/0/name", "duplicate_key"),
    (
        "a yield's range upside down",
        put("/channels/0/steps/0", {"name": "delivered", "yield": 0.9, "low": 0.9, "high": 0.8}),
        "/channels/0/steps/0/low",
        "low_above_high",
    ),
    ("money for an unknown step", put("/channels/0/cost/per", "mial"), "/channels/0/cost/per", "unknown_step"),
    ("money for nothing in particular", put("/channels/0/cost/per", None), "/channels/0/cost/per", "cost_without_unit"),
    ("a role for nothing there is", put("/team/0/handles", "cold_mail"), "/team/0/handles", "unknown_handled"),
]


@pytest.mark.parametrize(("document", "pointer", "code"), [case[1:] for case in NO_SENSE], ids=[case[0] for case in NO_SENSE])
def test_parts_that_do_not_fit_each_other_are_named(document: Document, pointer: str, code: str) -> None:
    assert (pointer, code) in told(document)


def test_one_thing_wrong_is_one_fault_wherever_nothing_else_hangs_on_it() -> None:
    alone = {
        "unknown_currency",
        "unknown_country",
        "goal_missing",
        "seasonality_length",
        "seasonality_all_zero",
        "low_above_high",
        "converted_above_entered",
        "pipeline_at_last",
        "shares_sum",
        "enters_at_last",
        "override_not_passed",
        "unknown_step",
        "cost_without_unit",
        "unknown_handled",
    }
    for name, document, _, code in NO_SENSE:
        if code in alone and name != "a channel that enters at the deal":
            assert len(faults_of(document)) == 1, name


def test_every_fault_is_found_at_once() -> None:
    document = make_document(currency="ABC", country="XX", goal={"growth": None}, team={"AE": {"handles": "deel"}})
    assert told(document) == [
        ("/currency", "unknown_currency"),
        ("/country", "unknown_country"),
        ("/goal/growth", "goal_missing"),
        ("/team/1/handles", "unknown_handled"),
    ]


def fault(document: Document) -> Fault:
    (found,) = faults_of(document)
    return found


def test_a_fault_carries_what_its_sentence_needs() -> None:
    assert fault(put("/channels/0/share", 0.25)).values == {"sum": pytest.approx(0.95)}
    assert fault(put("/seasonality", [1] * 11)).values == {"given": 11, "months": 12}
    assert fault(put("/conversions/2/low", 0.6)).values == {"low": 0.6, "high": 0.57}
    assert fault(put("/conversions/0/evidence/converted", 4201)).values == {"entered": 4200, "converted": 4201}
    assert fault(put("/conversions/0/to", "sql")).values == {"given": "sql", "from": "lead", "expected": "mql"}
    assert fault(make_document(conversions={"sql": LEFT_OUT})).values == {"from": "sql", "to": "opportunity"}
    assert fault(put("/channels/0/cost/per", None)).values == {"known": ["email", "delivered", "reply", "meeting"]}


def test_a_mistyped_word_comes_with_the_nearest_known_one() -> None:
    known = ["lead", "mql", "sql", "opportunity"]
    assert fault(put("/channels/0/enters", "sqll")).values == {"given": "sqll", "nearest": "sql", "known": known}
    assert fault(put("/team/0/handles", "cold_mail")).values["nearest"] == "cold_email"
    assert fault(put("/channels/0/cost/per", "mial")).values["nearest"] == "email"
    assert nearest("xyzzy", known) is None


def test_a_difference_of_less_than_a_millionth_in_the_shares_is_let_pass() -> None:
    read(make_document(channels={key: {"share": 0.3333333} for key in ("cold_email", "paid_search", "content")}))
    assert told(make_document(channels={key: {"share": 0.33333} for key in ("cold_email", "paid_search", "content")})) == [
        ("/channels/2/share", "shares_sum")
    ]


def test_a_pointer_escapes_what_means_something_in_pointers() -> None:
    assert Fault(("a/b", "c~d", 3), "any").pointer == "/a~1b/c~0d/3"
    assert str(InvalidScenario([Fault((), "any"), Fault(("goal",), "other")])) == "/: any; /goal: other"


def test_parts_are_held_against_each_other_once_each_of_them_is_sound() -> None:
    assert errors_of(make_small_document(currency="ABC", months=61)) == [("/months", "less_than_equal")]
