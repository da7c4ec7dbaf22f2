"""What each note about a conversion rate means: what stands behind it, and what it is unlike."""

from collections.abc import Callable

from app.wording.notes.telling import Teller


def _no_evidence(tell: Teller) -> str:
    _ = tell.language.gettext
    rate = tell.language.percent(tell.values["rate"])
    if tell.values["low"] is not None and tell.values["high"] is not None:
        return _(
            "%(rate)s was typed with a range of %(low)s to %(high)s, and no counts stand behind it. "
            "Count it: how many entered, how many went on.",
            rate=rate,
            low=tell.language.percent(tell.values["low"]),
            high=tell.language.percent(tell.values["high"]),
        )
    return _("%(rate)s was typed, and no counts stand behind it. Count it: how many entered, how many went on.", rate=rate)


def _counted(tell: Teller) -> dict[str, str]:
    return {"converted": tell.language.whole(tell.values["converted"]), "entered": tell.language.whole(tell.values["entered"])}


def _small_sample(tell: Teller) -> str:
    return tell.language.gettext(
        "%(converted)s of %(entered)s is little to go by: the true rate may be anywhere from %(low)s to %(high)s.",
        **_counted(tell),
        low=tell.language.percent(tell.values["low"], 0),
        high=tell.language.percent(tell.values["high"], 0),
    )


def _rate_not_counted(tell: Teller) -> str:
    if still_open := tell.values.get("open"):
        return tell.language.gettext(
            "The plan uses %(rate)s, but %(converted)s of %(entered)s were counted and %(open)s are still open: it is %(counted)s at the "
            "least and %(most)s at the most.",
            **_counted(tell),
            rate=tell.language.percent(tell.values["rate"]),
            counted=tell.language.percent(tell.values["counted"]),
            open=tell.language.whole(still_open),
            most=tell.language.percent(tell.values["counted"] + still_open / tell.values["entered"]),
        )
    return tell.language.gettext(
        "The plan uses %(rate)s, but %(converted)s of %(entered)s were counted, which is %(counted)s.",
        **_counted(tell),
        rate=tell.language.percent(tell.values["rate"]),
        counted=tell.language.percent(tell.values["counted"]),
    )


def _mixed_bases(tell: Teller) -> str:
    return tell.language.gettext(
        "Those from %(cohort)s follow the same buyers; those from %(snapshot)s compare one month with another, which a growing funnel "
        "distorts. Multiplied together they do not give a true rate.",
        cohort=tell.language.list_of([tell.stage(key) for key in tell.values["cohort"]]),
        snapshot=tell.language.list_of([tell.stage(key) for key in tell.values["snapshot"]]),
    )


def _outside_benchmark(tell: Teller) -> str:
    return tell.language.gettext(
        "The plan uses %(rate)s; %(source)s (%(year)s) gives %(low)s to %(high)s.",
        rate=tell.language.percent(tell.values["rate"]),
        source=tell.values["source"],
        year=tell.values["year"],
        low=tell.language.percent(tell.values["low"]),
        high=tell.language.percent(tell.values["high"]),
    )


RATE_MESSAGES: dict[str, Callable[[Teller], str]] = {
    "no_evidence": _no_evidence,
    "small_sample": _small_sample,
    "rate_not_counted": _rate_not_counted,
    "mixed_bases": _mixed_bases,
    "outside_benchmark": _outside_benchmark,
}
