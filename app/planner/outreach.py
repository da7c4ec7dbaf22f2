"""Outreach: prospects and e-mails are different numbers, and mailboxes and domains follow from the busiest day."""

import numpy as np

from app.planner.engine import Outputs
from app.planner.plan import OutreachNeed
from app.planner.rounding import as_whole, ceiling
from app.planner.scenario import Outreach


def emails_per_prospect(touches: int, reply_probability: float) -> float:
    """Mean number of mails a prospect gets from a sequence that stops at a reply.

    The chance p of a reply is spread evenly over the touches, so no reply has come before touch j with 1 - p (j - 1) / touches;
    summed over the touches that is touches - p (touches - 1) / 2.
    """
    return touches - reply_probability * (touches - 1) / 2


def outreach_need(outputs: Outputs, channel: int, outreach: Outreach) -> OutreachNeed:
    """Prospects, mailboxes and domains behind a channel's e-mails."""
    totals = outputs.totals
    each = emails_per_prospect(outreach.touches, outreach.reply_probability)
    prospects = float(totals.activity[0, channel]) / each
    mailboxes = ceiling(totals.peak_per_day[0, channel] / np.array([outreach.per_mailbox]))
    daily = float(totals.mean_per_day[0, channel])
    return {
        "emails_per_prospect": each,
        "prospects": {"exact": prospects, "whole": as_whole(float(ceiling(np.array([prospects]))[0]))},
        "prospects_per_working_day": daily / each if daily > 0 else None,
        "mailboxes": as_whole(float(mailboxes[0])),
        "domains": as_whole(float(ceiling(mailboxes / outreach.per_domain)[0])),
    }
