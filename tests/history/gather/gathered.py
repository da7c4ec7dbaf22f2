"""What is looked at of gathered imports."""

import numpy as np

from app.history.gather import gather
from app.history.measured import Question
from app.history.records import MISSING

ASK = Question("list", whole_history=True)


STAGES = ("Lead", "SQL", "Deal")


def buyers(sources, name="list"):
    """All buyers of a list, as plain dictionaries, by day of the first stage."""
    whole = gather(sources, name)
    found = []
    for block in whole.blocks():
        for at in range(len(block)):
            days = {stage: int(block.entered[row, at]) for row, stage in enumerate(block.stages) if block.entered[row, at] != MISSING}
            words = {each.name: each.levels[each.codes[at]].name for each in block.attributes if each.codes[at] >= 0}
            amount = {} if np.isnan(block.amount[at]) else {"amount": float(block.amount[at])}
            lost = {} if block.lost[at] == MISSING else {"lost": int(block.lost[at])}
            found.append({**days, **words, **amount, **lost, "outcome": int(block.outcome[at]), "reached": int(block.reached[at])})
    return sorted(found, key=lambda one: str(sorted(one.items(), key=str)))


def in_all(sources, name):
    """The sum of a measure over all ledgers."""
    ledgers = gather(sources, "list").ledgers
    return sum(float(np.nansum(ledger.measures[name])) for ledger in ledgers if name in ledger.measures)
