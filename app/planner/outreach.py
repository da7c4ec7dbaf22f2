"""Outreach: prospects and e-mails are different numbers, and mailboxes and domains follow from the busiest day."""

from app.planner.engine import Outputs
from app.planner.plan import OutreachNeed
from app.planner.rounding import whole
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
    mailboxes = whole(float(totals.peak_per_day[0, channel]) / outreach.per_mailbox)
    daily = float(totals.mean_per_day[0, channel])
    return {
        "emails_per_prospect": each,
        "prospects": {"exact": prospects, "whole": whole(prospects)},
        "prospects_per_working_day": daily / each if daily > 0 else None,
        "mailboxes": mailboxes,
        "domains": whole(mailboxes / outreach.per_domain),
    }
