"""What makes no sense: parts of a scenario that do not fit each other, each named with what its sentence needs."""

import pytest

from app.planner.faults import Fault, InvalidScenario, nearest
from tests.examples import LEFT_OUT, Document, make_document, make_small_document
from tests.planner.reading import errors_of, put, read


def faults_of(document: Document) -> tuple[Fault, ...]:
    with pytest.raises(InvalidScenario) as caught:
        read(document)
    return caught.value.faults


def told(document: Document) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults_of(document)]


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
        "a retention upside down",
        put("/existing", {"retention_low": 0.9, "retention_high": 0.8}),
        "/existing/retention_low",
        "low_above_high",
    ),
    (
        "an expansion upside down",
        put("/existing", {"expansion_low": 0.2, "expansion_high": 0.1}),
        "/existing/expansion_low",
        "low_above_high",
    ),
    (
        "a channel's own deal value upside down",
        put("/channels/0/deal", {"value": 500, "low": 600, "high": 400}),
        "/channels/0/deal/low",
        "low_above_high",
    ),
    (
        "more who went on than entered",
        put("/conversions/0/evidence/converted", 4201),
        "/conversions/0/evidence/converted",
        "converted_above_entered",
    ),
    (
        "more open than there are left",
        put("/conversions/0/evidence", {"entered": 100, "converted": 60, "open": 41}),
        "/conversions/0/evidence/open",
        "open_above_entered",
    ),
    ("a spread of one lag", put("/conversions/0/lag_quantiles", [3]), "/conversions/0/lag_quantiles", "too_few"),
    ("a spread of no days", put("/conversions/0/lag_quantiles", [0, 0, 0]), "/conversions/0/lag_quantiles", "lags_all_zero"),
    ("a spread that falls", put("/conversions/0/lag_quantiles", [3, 9, 5, 2]), "/conversions/0/lag_quantiles/2", "lags_fall"),
    (
        "a channel's own spread that falls",
        put("/channels/1/conversions/lead", {"lag_quantiles": [3, 1]}),
        "/channels/1/conversions/lead/lag_quantiles/1",
        "lags_fall",
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
        "open_above_entered",
        "too_few",
        "lags_all_zero",
        "lags_fall",
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
