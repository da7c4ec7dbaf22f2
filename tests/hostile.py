"""Inputs that make no sense, one a line: what is put where, the field to blame, the code, and words of the sentence."""

from typing import Any, NamedTuple

from tests.examples import Document, make_document


class Nonsense(NamedTuple):
    """A change to a good scenario, and what must be said about it."""

    name: str
    path: tuple[str | int, ...]
    value: Any
    pointer: str
    code: str
    words: str

    def document(self) -> Document:
        document = make_document()
        place: Any = document
        for part in self.path[:-1]:
            place = place[part]
        place[self.path[-1]] = self.value
        return document


_SPREAD = ("conversions", 0, "lag_quantiles")
_EVIDENCE = ("conversions", 0, "evidence", "converted")
_OWN_RATES = ("channels", 0, "conversions")

NONSENSE = [
    Nonsense("a rate of 0", ("conversions", 0, "rate"), 0, "/conversions/0/rate", "too_small", "above 0"),
    Nonsense("a rate above 1", ("conversions", 0, "rate"), 25, "/conversions/0/rate", "too_large", "write 0.25"),
    Nonsense("negative money", ("deal", "value"), -5, "/deal/value", "too_small", "least is 0.01; −5 was given"),
    Nonsense("shares that do not sum to 1", ("channels", 0, "share"), 0.25, "/channels/2/share", "shares_sum", "add up to 0.95"),
    Nonsense("an unknown stage", ("channels", 0, "enters"), "sqll", "/channels/0/enters", "unknown_stage", 'did you mean "sql"'),
    Nonsense(
        "a cost on a step that is not there", ("channels", 0, "cost"), {"per": "mial"}, "/channels/0/cost/per", "unknown_step", "email"
    ),
    Nonsense("61 months", ("months",), 61, "/months", "too_large", "most is 60; 61"),
    Nonsense("a channel entering at the deal", ("channels", 0, "enters"), "deal", "/channels/0/enters", "enters_at_last", "before it"),
    Nonsense("text where a number belongs", ("goal", "growth"), "a quarter", "/goal/growth", "not_a_number", '"a quarter" is not one'),
    Nonsense("a number in quotes", ("deal", "value"), "12000", "/deal/value", "not_a_number", '"12000" is not one'),
    Nonsense("true for a number", ("deal", "value"), True, "/deal/value", "not_a_number", "true is not one"),
    Nonsense("half a month", ("months",), 12.5, "/months", "not_whole", "12.5 is not one"),
    Nonsense("an unknown field", ("goal", "growht"), 0.25, "/goal/growht", "unknown_field", 'did you mean "growth"'),
    Nonsense("a field of another record", ("baseline",), 5, "/baseline", "unknown_field", "There is no field"),
    Nonsense("a huge number", ("goal", "baseline"), 10**30, "/goal/baseline", "too_large", "1,000,000,000,000,000"),
    Nonsense("a number beyond all floats", ("goal", "baseline"), 10**400, "/goal/baseline", "not_finite", "with an end"),
    Nonsense("a tiny rate", ("conversions", 0, "rate"), 5e-324, "/conversions/0/rate", "too_small", "above 0"),
    Nonsense("a month that is none", ("start",), "2027-13", "/start", "bad_month", '"2027-13" is not one'),
    Nonsense("a day that is none", ("today",), "2027-02-30", "/today", "bad_date", '"2027-02-30" is not one'),
    Nonsense("a day long ago", ("today",), "1999-12-31", "/today", "date_too_early", "2000-01-01"),
    Nonsense("a currency in small letters", ("currency",), "usd", "/currency", "bad_currency", "such as USD"),
    Nonsense("a currency that is none", ("currency",), "QQQ", "/currency", "unknown_currency", '"QQQ" is no currency'),
    Nonsense("a country that is none", ("country",), "QQ", "/country", "unknown_country", '"QQ"'),
    Nonsense("an unknown measure", ("goal", "measure"), "bokings", "/goal/measure", "not_an_option", 'did you mean "bookings"'),
    Nonsense("an unknown schema", ("schema",), 0, "/schema", "not_an_option", "0 is not one of 1"),
    Nonsense("a newer schema", ("schema",), 2, "/schema", "newer_schema", "newer Backfunnel (schema 2); this one reads schema 1"),
    Nonsense("no name", ("name",), "", "/name", "too_short", "not be empty"),
    Nonsense("a name too long", ("name",), "x" * 201, "/name", "too_long", "201 characters; the most is 200"),
    Nonsense("a NUL in a name", ("name",), "a\0b", "/name", "hidden_character", "cannot be seen"),
    Nonsense("a key in capitals", ("channels", 0, "key"), "Cold Email", "/channels/0/key", "bad_key", '"Cold Email" is not one'),
    Nonsense("no channels", ("channels",), [], "/channels", "too_few", "at least 1"),
    Nonsense("a record for a list", ("channels",), {}, "/channels", "not_a_list", "a list"),
    Nonsense("a number for a record", ("goal",), 5, "/goal", "not_a_record", "a record"),
    Nonsense("a number for a name", ("name",), 5, "/name", "not_text", "quotes"),
    Nonsense("a bad name in the pipeline", ("pipeline",), {"Bad Stage": 1}, "/pipeline/Bad Stage", "bad_key", '"Bad Stage"'),
    Nonsense("a stage unknown in the pipeline", ("pipeline",), {"mqll": 1}, "/pipeline/mqll", "unknown_stage", 'did you mean "mql"'),
    Nonsense("a pipeline at the deal", ("pipeline",), {"deal": 1}, "/pipeline/deal", "pipeline_at_last", "last stage"),
    Nonsense("weights for fewer months", ("seasonality",), [1, 2], "/seasonality", "seasonality_length", "2 weights for 12 months"),
    Nonsense("weights of 0", ("seasonality",), [0] * 12, "/seasonality", "seasonality_all_zero", "All weights are 0"),
    Nonsense("text among the weights", ("seasonality",), [1, "x"], "/seasonality/1", "not_a_number", '"x"'),
    Nonsense("a spread of 0 days", _SPREAD, [0, 0], "/conversions/0/lag_quantiles", "lags_all_zero", "All lags are 0"),
    Nonsense("lags that fall", _SPREAD, [5, 2], "/conversions/0/lag_quantiles/1", "lags_fall", "2 comes after 5"),
    Nonsense("text among the lags", _SPREAD, [1, "x"], "/conversions/0/lag_quantiles/1", "not_a_number", '"x"'),
    Nonsense("a lag of four years", _SPREAD, [1, 1500], "/conversions/0/lag_quantiles/1", "too_large", "The most is 1,100"),
    Nonsense("lags without end", _SPREAD, list(range(101)), "/conversions/0/lag_quantiles", "too_many", "the most is 100"),
    Nonsense("no goal", ("goal",), {"baseline": 5}, "/goal/growth", "goal_missing", "a growth"),
    Nonsense("no baseline", ("goal",), {"growth": 0.1}, "/goal/baseline", "missing", "required"),
    Nonsense("a conversion that skips", ("conversions", 0, "to"), "sql", "/conversions/0/to", "conversion_skips", '"mql", not "sql"'),
    Nonsense("two channels of a key", ("channels", 1, "key"), "cold_email", "/channels/1/key", "duplicate_key", "used twice"),
    Nonsense("part of a conversion", _EVIDENCE, 1.5, f"/{'/'.join(map(str, _EVIDENCE))}", "not_whole", "whole number"),
    Nonsense(
        "more converted than entered", _EVIDENCE, 10**9, f"/{'/'.join(map(str, _EVIDENCE))}", "converted_above_entered", "converted, but"
    ),
    Nonsense("low above high", ("conversions", 2, "low"), 0.9, "/conversions/2/low", "low_above_high", "0.9"),
    Nonsense(
        "an override where no one passes",
        _OWN_RATES,
        {"lead": {"rate": 0.1}},
        "/channels/0/conversions/lead",
        "override_not_passed",
        "not pass",
    ),
    Nonsense(
        "a role without work", ("team", 0, "handles"), "cold_emial", "/team/0/handles", "unknown_handled", 'did you mean "cold_email"'
    ),
    Nonsense(
        "money for nothing in particular", ("channels", 0, "cost"), {"amount": 5}, "/channels/0/cost/per", "cost_without_unit", "paid for"
    ),
]

# Documents that are none, as bytes: kind, text, code.
UNREADABLE = [
    ("nothing", "yaml", b"", "empty"),
    ("only a remark", "yaml", b"# soon", "empty"),
    ("nothing in JSON", "json", b"", "not_json"),
    ("half of JSON", "json", b'{"name": ', "not_json"),
    ("half a character", "json", b'{"name": "\\ud800"}', "half_character"),
    ("Latin-1 in JSON", "json", b'{"name": "caf\xe9"}', "not_utf8"),
    ("Latin-1 in YAML", "yaml", b"name: caf\xe9", "not_utf8"),
    ("a picture", "yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_utf8"),
    ("100,000 lists in JSON", "json", b"[" * 100_000, "too_deep"),
    ("100,000 lists in YAML", "yaml", b"[" * 100_000, "too_deep"),
    ("100,000 records in JSON", "json", b'{"a":' * 100_000, "too_many_parts"),
    ("a number of 5,000 digits", "json", b'{"months": ' + b"9" * 5000 + b"}", "number_too_long"),
    ("aliases that explode", "yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nname: *c", "alias"),
    ("a tag that runs code", "yaml", b"name: !!python/object/apply:os.system [ls]", "tag"),
    ("two documents", "yaml", b"name: a\n---\nname: b", "several_documents"),
    ("a tab for space", "yaml", b"goal:\n\tbaseline: 5", "not_yaml"),
    ("a raw NUL", "yaml", b"name: a\0b", "hidden_character"),
    ("more than 1 MB", "yaml", b"# " + b"x" * 1_000_000, "too_large"),
    ("half a million parts", "yaml", b"[" + b"1," * 450_000 + b"1]", "too_many_parts"),
]
