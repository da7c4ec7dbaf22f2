"""The review of a year, by channel: what came of it, what it cost, and what to do.

Rates are those of the buyers who entered in the year, whatever day they went on, and what is open is open. Volumes are counted by the
day of entry, deals and revenue by the day of the win, spend by its days in the year: so a channel's deals of the year may be of buyers
who entered before it, as in any yearly account.

    review       what is asked
    figures      key figures with their intervals, and the year before
    comparable   what of the year before cannot be held against it
    verdicts     keep, grow, fix, stop, too early: the rules
    ranking      who can be told apart
    channels     what a review holds of a channel, and what channels are held against
    rows         what is known of a channel, from records and ledgers
    tallies      one pass over the buyers for both years
"""

from app.history.review.reviewing import channels_of, review

__all__ = ["channels_of", "review"]
