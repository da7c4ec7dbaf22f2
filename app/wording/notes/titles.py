"""Notes in a few words."""

from app.planner.text import N_
from app.wording.names import month_name, role_words
from app.wording.notes.telling import Teller

TITLES = {
    "met": N_("The goal is met as things stand"),
    "infeasible_time": N_("No channel is quick enough"),
    "channel_too_late": N_("%(channel)s is too late"),
    "moved_deals": N_("%(deals)s moved to later months"),
    "over_capacity": N_("%(channel)s is over its limit"),
    "team_short": N_("%(heads)s cannot carry the %(work)s"),
    "hire_too_late": N_("%(role)s: too late to hire for full load"),
    "ceiling_reached": N_("%(channel)s cannot bring that many"),
    "near_ceiling": N_("%(channel)s is close to its ceiling"),
    "ceiling_cost": N_("%(channel)s gets dearer towards its ceiling"),
    "pipeline_outside": N_("Part of the open pipeline counts elsewhere"),
    "no_working_day": N_("%(channel)s has no working day"),
    "last_useful_days": N_("Last useful days"),
    "starts_before": N_("It starts in %(month)s"),
    "serves_next": N_("Work for the period after"),
    "unsafe_mailbox_rate": N_("%(channel)s sends too much from each mailbox"),
    "no_evidence": N_("%(from_stage)s to %(to_stage)s is a guess"),
    "small_sample": N_("%(from_stage)s to %(to_stage)s rests on few cases"),
    "rate_not_counted": N_("%(from_stage)s to %(to_stage)s is not what was counted"),
    "mixed_bases": N_("Rates are counted in two ways"),
    "outside_benchmark": N_("%(from_stage)s to %(to_stage)s is unlike what was published"),
}
NOBODY = N_("Nobody is there to carry the %(work)s")


def title(tell: Teller) -> str:
    """The title of a note."""
    values, template = tell.values, TITLES[tell.note["code"]]
    shown: dict[str, str] = {}
    if "%(channel)s" in template:
        shown["channel"] = tell.channel(tell.note["channel"])
    if "%(to_stage)s" in template:
        shown |= tell.step()
    if "%(role)s" in template:
        shown["role"] = tell.note["role"]
    if "%(deals)s" in template:
        shown["deals"] = tell.deals(values["deals"])
    if "%(month)s" in template:
        shown["month"] = month_name(values["first_month"], tell.language)
    if "%(work)s" in template:
        shown["work"] = tell.work_words(values["handles"])
        shown["heads"] = role_words(tell.note["role"], values["heads"], tell.language)
        template = template if values["heads"] else NOBODY
    return tell.language.gettext(template, **shown)
