import ast
import re
from pathlib import Path
from typing import Any

import pytest

from app.documents import UnreadableDocument, refusals, scenario_from_json
from app.language import language
from app.planner.faults import Fault, InvalidScenario
from app.planner.plan import Note, Plan
from app.planner.present import make_plan
from app.wording import (
    activity_count,
    fault_sentence,
    figure_text,
    headline,
    kpi_name,
    note_message,
    note_title,
    reason_sentence,
    stage_count,
    unreadable_sentence,
    way_out_sentence,
    with_messages,
)
from app.wording import faults as fault_words
from app.wording.names import months_text, stage_words
from app.wording.notes.messages import MESSAGES
from app.wording.notes.titles import TITLES
from app.wording.notes.ways_out import WAYS_OUT
from tests.examples import LEFT_OUT, make_document, make_scenario, make_small_document
from tests.hostile import NONSENSE, UNREADABLE, Nonsense
from tests.test_documents import as_json

ENGLISH = language("en")
ROOT = Path(__file__).resolve().parent.parent
UNFILLED = re.compile(r"%\(|%s|\{|None|\bnan\b")


def plan_of(**changes: Any) -> Plan:
    return make_plan(make_scenario(**changes))


def small_plan(**changes: Any) -> Plan:
    return make_plan(scenario_from_json(as_json(make_small_document(**changes))))


def sentence(plan: Plan) -> str:
    return "".join(piece.text for piece in headline(plan, ENGLISH))


def strong(plan: Plan) -> list[str]:
    return [piece.text for piece in headline(plan, ENGLISH) if piece.strong]


def note(plan: Plan, code: str) -> Note:
    return next(each for each in plan["notes"] if each["code"] == code)


def codes_in_notes_document() -> tuple[set[str], set[str]]:
    """The codes of notes and of ways out in docs/notes.md."""
    notes, ways = (ROOT / "docs/notes.md").read_text(encoding="utf-8").split("A way out is", 1)
    found = [{code for code in re.findall(r"^\| (\w+) \|", part, re.M) if code not in ("code", "way out")} for part in (notes, ways)]
    return found[0], found[1]


# --- The sentence ---------------------------------------------------------------------------------------------------


def test_says_what_the_goal_takes() -> None:
    plan = plan_of()
    assert sentence(plan) == (
        "To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day, $364,000 of spend, and 93 MQLs before the year starts."
    )
    assert strong(plan) == ["25%", "73 new deals", "4,377 leads", "42 e-mails", "$364,000", "93 MQLs"]


def test_speaks_of_the_target_where_it_is_no_round_growth() -> None:
    assert sentence(plan_of(goal={"growth": LEFT_OUT, "target": 5_123_457})).startswith("To reach $5,120,000 you need 83 new deals: ")
    assert sentence(small_plan(goal={"baseline": 0, "growth": LEFT_OUT, "target": 1_000_000})).startswith("To reach $1,000,000 you need ")


def test_speaks_of_growth_where_a_target_amounts_to_one() -> None:
    assert sentence(plan_of(goal={"growth": LEFT_OUT, "target": 5_000_000})).startswith("To grow 25% you need ")


def test_holding_and_shrinking_are_goals_too() -> None:
    keeping = {"retention": 0.8}
    assert sentence(plan_of(goal={"growth": 0}, existing=keeping)).startswith("To hold $4,000,000 you need ")
    assert sentence(plan_of(goal={"growth": -0.1}, existing=keeping)).startswith("To end no more than 10% lower you need ")


def test_a_goal_met_needs_nothing() -> None:
    plan = plan_of(goal={"growth": 0.01})
    assert sentence(plan) == "The goal of $4,040,000 is met as things stand, with $55,200 to spare: no new deal is needed."


def test_says_which_channel_is_too_slow_for_a_goal_out_of_reach() -> None:
    plan = plan_of(today="2027-12-20")
    assert sentence(plan).startswith("$5,000,000 is out of reach: even Cold email takes 74 days to close a deal, and that is ")


def test_says_what_a_channel_at_its_ceiling_can_bring() -> None:
    assert re.fullmatch(
        r"\$5,000,000 is out of reach as planned: Paid search can bring \d+ deals at the most, and 34 deals are asked of it\.",
        sentence(plan_of(channels={"paid_search": {"ceiling": 300}})),
    )


def test_names_the_busiest_activity_where_no_mail_is_sent() -> None:
    assert "8 clicks a working day" in sentence(small_plan())
    assert "e-mail" not in sentence(small_plan())


@pytest.mark.parametrize(("activity", "is_named"), [("new_lead", False), ("demo", True)])
def test_what_is_merely_an_entry_is_not_counted_twice(activity: str, is_named: bool) -> None:
    """A channel measured without a ledger has its entries for an activity."""
    goal = {"baseline": 100_000, "growth": 0.1}
    plan = small_plan(goal=goal, channels={"ads": {"activity": activity, "steps": []}})
    assert plan["totals"]["stages"]["lead"]["whole"] == plan["channels"][0]["activity"]["whole"] == 10
    assert ("10 demos" in sentence(plan)) == is_named
    assert "new leads" not in sentence(plan)


def test_other_horizons_than_a_year_do_not_speak_of_one() -> None:
    assert sentence(small_plan(months=3)).endswith("before the quarter starts.")
    assert sentence(small_plan(months=6)).endswith("before the plan starts.")


def test_a_team_s_own_stages_keep_their_names() -> None:
    stages = [{"key": "demo_request", "name": "Demo request"}, {"key": "deal", "name": "Deal"}]
    plan = small_plan(
        stages=stages,
        conversions=[{"from": "demo_request", "to": "deal", "rate": 0.1, "lag_days": 31}],
        channels=[make_small_document()["channels"][0] | {"enters": "demo_request"}],
    )
    assert "1,000 demo requests" in sentence(plan).lower()


# --- Notes ----------------------------------------------------------------------------------------------------------

SHORT = {"units": 5.5, "deals_at_risk": 25.8, "revenue_at_risk": 322_400.0, "peak_month": "2027-10", "excess": 103.2}
VALUES: dict[str, dict[str, Any]] = {
    "met": {"surplus": 55_243.0},
    "infeasible_time": {"cycle_days": 74.0, "days_late": 12.0},
    "channel_too_late": {"cycle_days": 122.0, "days_late": 1.0, "share": 0.25},
    "moved_deals": {"deals": 9.2, "channels": [{"channel": "content", "deals": 9.2, "first_close": "2027-03-23"}]},
    "over_capacity": SHORT | {"per": "working_day", "capacity": 40.0, "peak": 53.2},
    "team_short": SHORT | {"handles": "opportunity", "heads": 2.0, "heads_needed": 5, "capacity": 18.0, "lowest": 19.2, "peak": 37.1},
    "hire_too_late": {"hire_by": "2026-09", "ramp_months": 4.0},
    "ceiling_reached": {"ceiling": 300.0, "peak": 389.0, "most_deals": 26.1, "most_revenue": 313_200.0},
    "serves_next": {"stages": {"lead": 812, "mql": 203}, "spend": 61_000.0},
    "ceiling_cost": {"extra": 111_600.0, "spend": 327_472.0, "ceiling": 900.0},
    "pipeline_outside": {"deals": 17.25, "inside": 7.6, "before": 9.6, "after": 0.0},
    "near_ceiling": {"ceiling": 450.0, "peak": 389.0, "use": 0.864, "cost_factor": 7.4},
    "no_working_day": {"units": 3.0},
    "last_useful_days": {"channels": [{"channel": "content", "day": "2027-08-31"}]},
    "starts_before": {"first_month": "2026-11", "stages": {"lead": 508, "mql": 1}},
    "unsafe_mailbox_rate": {"per_mailbox": 50.0, "safe": 20.0},
    "no_evidence": {"to": "sql", "rate": 0.5, "low": None, "high": None},
    "small_sample": {"to": "sql", "rate": 0.25, "entered": 12, "converted": 3, "low": 0.089, "high": 0.532},
    "rate_not_counted": {"to": "sql", "rate": 0.4, "counted": 0.25, "entered": 12, "converted": 3},
    "mixed_bases": {"cohort": ["lead", "mql"], "snapshot": ["sql"]},
    "outside_benchmark": {"to": "sql", "rate": 0.6, "low": 0.2, "high": 0.35, "source": "A survey", "year": 2025, "grade": "a"},
}
WAYS: dict[str, tuple[dict[str, Any], str]] = {
    "add_capacity": ({"per": "month", "capacity": 54}, "Raise the limit to 54 a month."),
    "shift_share": ({"from": "content", "to": "cold_email", "share": 0.1}, "Move 10% of the revenue from Blog to Cold email."),
    "raise_yield": (
        {"channel": "cold_email", "step": "reply", "yield": 0.04, "needed": 0.0532},
        "Raise reply of Cold email from 4% to 5.3%.",
    ),
    "raise_rate": ({"from": "opportunity", "to": "deal", "rate": 0.25, "needed": 0.509}, "Raise opportunity to deal from 25% to 50.9%."),
    "lower_goal": ({"growth": 0.135}, "Lower the goal to 13.5% growth."),
    "hire": (
        {"role": "AE", "heads": 3, "start": "2026-12", "full": "2027-04"},
        "Hire 3 AEs: full load from Apr 2027 if they start in Dec 2026.",
    ),
}


def made_note(code: str, **values: Any) -> Note:
    about: Note = {"code": code, "severity": "info", "values": VALUES[code] | values}
    return about | {"channel": "cold_email", "role": "AE", "stage": "mql", "months": ["2027-01", "2027-02", "2027-03"]}  # type: ignore[return-value]


def test_the_notes_document_and_the_words_know_the_same_codes() -> None:
    notes, ways = codes_in_notes_document()
    assert notes == set(VALUES) == set(TITLES) == set(MESSAGES)
    assert ways == set(WAYS) == set(WAYS_OUT)


@pytest.mark.parametrize("code", sorted(VALUES))
def test_every_note_has_a_title_and_a_sentence_with_all_its_figures(code: str) -> None:
    plan = plan_of()
    for text in (note_title(made_note(code), plan, ENGLISH), note_message(made_note(code), plan, ENGLISH)):
        assert text
        assert text[0].isupper() or text[0].isdigit()
        assert not UNFILLED.search(text), text
    assert note_message(made_note(code), plan, ENGLISH).endswith(".")


@pytest.mark.parametrize("code", sorted(WAYS))
def test_every_way_out_says_what_to_do(code: str) -> None:
    values, said = WAYS[code]
    assert way_out_sentence({"code": code, **values}, plan_of(), ENGLISH) == said


def test_notes_speak_of_consequences_in_deals_and_money() -> None:
    plan = plan_of()
    short = note(plan, "team_short")
    assert note_title(short, plan, ENGLISH) == "2 AEs cannot carry the opportunities"
    assert note_message(short, plan, ENGLISH) == (
        "They can take 18 a month; in Jan to Oct 2027 the plan brings 20 to 37. "
        "104 opportunities go over, which puts 25.8 deals and $322.4k at risk."
    )


def test_a_peak_is_the_same_in_a_note_and_in_the_team() -> None:
    short = made_note("team_short", lowest=4454.2, peak=5963.11, capacity=3000.0, excess=2963.11)
    said = note_message(short, plan_of(), ENGLISH)
    assert "brings 4,455 to 5,964" in said
    assert said.split(". ")[1].startswith("2,964 ")


def test_a_day_that_several_channels_share_is_said_once() -> None:
    last = [{"channel": key, "day": "2027-10-25"} for key in ("cold_email", "paid_search", "content")]
    assert "after 25 Oct closes nothing" in note_message(made_note("last_useful_days", channels=last), plan_of(), ENGLISH)
    some = [*last[:2], last[2] | {"day": "2027-08-31"}]
    said = note_message(made_note("last_useful_days", channels=some), plan_of(), ENGLISH)
    assert "after 31 Aug (Blog) and 25 Oct (Cold email and Paid search) closes" in said


def test_a_role_with_nobody_in_it_says_so() -> None:
    assert note_title(made_note("team_short", heads=0.0), plan_of(), ENGLISH) == "Nobody is there to carry the opportunities"


def test_a_range_without_counts_is_told_as_a_range() -> None:
    told = note_message(made_note("no_evidence", low=0.42, high=0.57), plan_of(), ENGLISH)
    assert told.startswith("50% was typed with a range of 42% to 57%, and no counts stand behind it.")


def test_the_plan_gets_a_message_in_every_note_and_way_out() -> None:
    plan = with_messages(plan_of(), ENGLISH)
    assert plan["notes"]
    for each in plan["notes"]:
        assert each["message"].endswith(".")
        assert all(str(way["message"]).endswith(".") for way in each.get("ways_out", []))


# --- Faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_says_what_would_be_accepted(nonsense: Nonsense) -> None:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(nonsense.document()))
    fault = next(fault for fault in error.value.faults if fault.code == nonsense.code)
    said = fault_sentence(fault, ENGLISH)
    assert nonsense.words in said
    assert said.endswith((".", "?"))
    assert not re.search(r"%\(|%%|None", said)


def codes_in_source() -> set[str]:
    """The codes of all faults that the planner, the documents and the API can find, as they stand in the source."""
    found: set[str] = set()
    for path in [path for folder in ("planner", "documents", "api") for path in (ROOT / "app" / folder).glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("Fault", "_unknown") and len(node.args) > 1:
                found |= constants(node.args[1])
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "code":
                found |= constants(node.value)
    tables = [refusals._SIMPLE, refusals._WANTED, refusals._pattern_codes()]
    pairs = [*refusals._BOUNDS.values(), *refusals._LENGTHS.values()]
    values = re.findall(r'return "(\w+)", values', (ROOT / "app/documents/refusals.py").read_text(encoding="utf-8"))
    return found | {code for table in tables for code in table.values()} | {code for code, _ in pairs} | set(values) | {"hidden_character"}


def constants(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_code_of_a_fault_has_a_sentence() -> None:
    found = codes_in_source()
    assert {"shares_sum", "unknown_stage", "pipeline_at_last", "month_outside", "not_a_number", "bad_month", "hidden_character"} <= found
    assert not found - set(fault_words.SENTENCES)


def test_every_code_of_an_unreadable_document_has_a_sentence() -> None:
    found = {*refusals._UNREADABLE.values(), "not_json"}
    for path in (ROOT / "app/documents").glob("*.py"):
        found |= set(re.findall(r'(?:UnreadableDocument\(|_at\(event, )"(\w+)"', path.read_text(encoding="utf-8")))
    assert found == set(fault_words.UNREADABLE)


@pytest.mark.parametrize(("code", "given"), [(each[3], each[0]) for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_says_why_a_document_cannot_be_read(code: str, given: str) -> None:
    said = unreadable_sentence(UnreadableDocument(code, 3, 7), ENGLISH)
    assert said.endswith("Line 3, column 7.")
    assert not UNFILLED.search(said.replace("{2027", ""))


def test_a_percentage_for_a_fraction_is_shown_how_to_write_it() -> None:
    fault = Fault(("goal", "growth"), "too_large", {"limit": 1.0, "given": 22.9, "unit": "fraction"})
    assert fault_sentence(fault, ENGLISH) == "The most is 1, which is 100%; 22.9 was given. If 22.9% is meant, write 0.229."


def test_the_words_of_the_request_are_these() -> None:
    document = make_document(channels={"cold_email": {"share": 0.25, "enters": "sqll"}})
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(document))
    assert [fault_sentence(fault, ENGLISH) for fault in error.value.faults] == [
        'There is no stage "sqll"; did you mean "sql"?',
        "The shares add up to 0.95; they must add up to 1.",
    ]


# --- Figures --------------------------------------------------------------------------------------------------------


def test_every_key_figure_has_a_name_and_a_value_or_a_reason() -> None:
    for plan in (
        plan_of(),
        plan_of(goal={"growth": 0.01}),
        plan_of(today="2027-12-20"),
        plan_of(channels={"paid_search": {"ceiling": 300}}),
    ):
        for kpi in plan["kpis"]:
            assert not UNFILLED.search(kpi_name(kpi, ENGLISH, plan))
            text = figure_text(kpi["value"], kpi["unit"], "USD", ENGLISH) if kpi["value"] is not None else None
            assert text or reason_sentence(str(kpi["reason"]), ENGLISH).endswith(".")


def test_every_reason_in_the_planner_has_a_sentence() -> None:
    found: set[str] = set()
    for path in (ROOT / "app/planner").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'return (?:\()?None, "(\w+)"', source)) | set(re.findall(r'"?reason"?\]? ?[:=] "(\w+)"', source))
        found |= set(re.findall(r'_unknown\("(\w+)"', source))
    assert found
    for reason in found:
        assert reason_sentence(reason, ENGLISH).endswith(".")


def test_counts_things_in_one_and_many() -> None:
    plan = plan_of()
    assert [stage_count(plan, "mql", n, ENGLISH, 1) for n in (1, 2, 25.8, 0)] == ["1 MQL", "2 MQLs", "25.8 MQLs", "0 MQLs"]
    assert [activity_count("email", 1, ENGLISH), activity_count("cold_visit", 3, ENGLISH)] == ["1 e-mail", "3 cold visits"]


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (["2027-01"], "Jan 2027"),
        (["2027-01", "2027-02", "2027-03"], "Jan to Mar 2027"),
        (["2026-12", "2027-01"], "Dec 2026 to Jan 2027"),
        (["2027-01", "2027-05"], "2 months from Jan to May 2027"),
    ],
)
def test_says_months_as_people_do(months: list[str], text: str) -> None:
    assert months_text(months, ENGLISH) == text


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Signed project", "signed projects"),
        ("Inquiry", "inquiries"),
        ("PQL", "PQLs"),
        ("LinkedIn reply", "LinkedIn replies"),
        ("Meeting in Rome", "Meeting in Romes"),
        ("Über-Lead", "Über-Lead"),
    ],
)
def test_a_stage_named_by_the_team_loses_its_capital_in_an_english_sentence_unless_it_is_a_name(name: str, inside: str) -> None:
    plan: Any = {"stages": [{"key": "own", "name": name}]}
    assert stage_words(plan, "own", language("en")) == inside
    assert stage_words(plan, "own", language("de")) == name


def test_where_no_field_can_be_given_the_sentence_does_not_begin_a_list():
    fault = Fault((), "unknown_field", {"given": "limit", "nearest": None, "known": ()})
    assert fault_sentence(fault, language("en")) == 'There is no field "limit" here; none can be given.'
