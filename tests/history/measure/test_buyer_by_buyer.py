"""The counts behind the rates against a plain count, one buyer after the other."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings

from app.history.measure import cohorts, measure
from app.history.measure.period import day_number
from app.history.measured import Question
from app.history.records import LOST, MISSING, WON
from tests.history.measure.histories import gathering
from tests.history.measure.test_properties import PERIODS, histories

KNOWN = 130


@dataclass
class Buyer:
    """As known on a day: days by stage, furthest stage, outcome, value of the channel."""

    days: list[int | None]
    reached: int
    lost: bool
    channel: str

    def went(self, to):
        """The day of going on to a stage, or past it."""
        later = [day for day in self.days[to:] if day is not None]
        return self.days[to] if self.days[to] is not None else min(later, default=None)

    @property
    def first(self):
        return next((at for at, day in enumerate(self.days) if day is not None), len(self.days))


def _buyers(block, as_of):
    (channel,) = block.attributes
    for at, days in enumerate(block.entered.T.tolist()):
        known = [day if MISSING < day <= as_of else None for day in days]
        dated = [stage for stage, day in enumerate(known) if day is not None]
        lost = block.outcome[at] == LOST
        reached = 2 if block.outcome[at] == WON else int(block.reached[at])
        if as_of < KNOWN:
            lost = bool(MISSING < block.lost[at] <= as_of) and known[-1] is None
            reached = max(dated, default=-1)
        code = channel.codes[at]
        yield Buyer(known, reached, lost, channel.levels[code].key if code >= 0 else "")


def _counted(buyers, start, question, as_of):
    """What became of those who entered a stage in the period; who passed it by entered on the day of going on."""
    since = -1 if question.since is None else day_number(question.since)
    until = as_of if question.until is None else min(day_number(question.until), as_of)
    bounded, found = since >= 0 or until < as_of, Counter()
    is_dated = any(each.days[start] is not None for each in buyers)
    for each in buyers:
        went, passed = each.went(start + 1), each.first < start and is_dated
        day = each.days[start]
        if day is None:
            if each.reached < start or (start < each.first < len(each.days) and is_dated):
                continue  # never was in it
            day = went if passed and went is not None else each.days[each.first] if each.first < len(each.days) else None
        if (day is None and bounded) or (day is not None and not since <= day <= until):
            continue
        found["converted" if each.reached > start else "lost" if each.lost else "open"] += 1
    return found


@settings(max_examples=120, deadline=None)
@given(histories(), PERIODS)
def test_rates_count_what_a_plain_count_does(block, question):
    as_of = KNOWN if question.as_of is None else day_number(question.as_of)
    found = measure(gathering(block, known_to=KNOWN), question)
    everybody = [each for each in _buyers(block, as_of) if not question.only or each.channel == "a"]
    if found.cut_from is not None:
        return  # what the period is then is tested for itself
    for stage, rate in enumerate(found.whole.rates):
        counted = _counted(everybody, stage, question, as_of)
        assert (rate.converted, rate.lost, rate.open) == (counted["converted"], counted["lost"], counted["open"])


@settings(max_examples=60, deadline=None)
@given(histories())
def test_cohorts_count_what_a_plain_count_does(block):
    found = cohorts(gathering(block, known_to=KNOWN), Question("list", whole_history=True), "Lead", "SQL", "month")
    entered = [each for each in _buyers(block, KNOWN) if each.days[0] is not None]
    assert sum(found.entered) == len(entered)
    assert sum(found.so_far) == sum(each.went(1) is not None for each in entered)
