"""Keeping what a form says: a new version, a copy, or the reason why not."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.db import Database
from app.documents.differences import differences, merge
from app.documents.rekeying import rekeyed
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.scenario import TEXT_LENGTH, Scenario
from app.planner.text import N_
from app.services import idempotency, scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored
from app.web.figures.times import moment
from app.web.state.plan_page import Answer, Base
from app.wording.changes import ChangeWords, change_sentence

KEY_LENGTH = 60


@dataclass(frozen=True)
class Wish:
    """What is to be kept, and as what.

    Attributes:
        copy: as a new scenario of that name; None for a new version of the same one.
        version_name: what the version is called, if anything.
        once: a word of the form's own, so that a form sent twice makes one scenario.
    """

    scenario: Scenario
    copy: str | None
    version_name: str | None
    once: str
    author: str


def wish(found: Answer, texts: Mapping[str, str], author: str) -> Wish:
    """What the form asks for; the form must have come to a plan."""
    assert found.ground is not None
    scenario = rekeyed(found.ground.scenario, found.base.ground.scenario)
    copy = None
    if texts.get("save") == "copy":
        copy = texts.get("copy_name", "").strip()[:TEXT_LENGTH] or copy_name(scenario.name, found.base.form.language)
    return Wish(scenario, copy, texts.get("version_name", "").strip() or None, texts.get("once", "")[:KEY_LENGTH], author)


def meant(texts: Mapping[str, str], base: Base) -> str:
    """What Enter means in a form with names to save under: the first of them that someone has typed; mostly nothing."""
    if "enter" not in texts:
        return ""
    if texts.get("version_name", "").strip():
        return "version"
    return "copy" if texts.get("copy_name", "").strip() not in ("", copy_name(base.form.base.name, base.form.language)) else ""


def copy_name(name: str, language: Language) -> str:
    """'FY2027 growth plan (copy)'"""
    return language.gettext(N_("%(name)s (copy)"), name=name[: TEXT_LENGTH - 20])


def kept(wished: Wish, base: Base, database: Database) -> str:
    """Keep it; the id of the scenario that has it now.

    Raises:
        StaleVersion: where someone else has saved in between.
        ScenarioNotFound: where the scenario has been deleted in between.
        InvalidScenario: where the version's name is none.
        StoreTrouble: where it cannot be kept just now.
    """
    with database.writing() as session:
        if base.origin.stored and wished.copy is None:
            return scenarios.save(
                session,
                LOCAL_WORKSPACE,
                base.origin.scenario,
                wished.scenario,
                base=base.origin.version,
                author=wished.author,
                version_name=wished.version_name,
            ).id
        scenario = wished.scenario if wished.copy is None else wished.scenario.model_copy(update={"name": wished.copy})
        digest = hashlib.sha256(scenario.model_dump_json().encode()).hexdigest()
        key = f"page:{wished.once}:{digest[:16]}"
        if wished.once and (done := idempotency.recall(session, LOCAL_WORKSPACE, key, digest)) is not None:
            return done.body.decode()
        new = scenarios.create(
            session, LOCAL_WORKSPACE, scenario, author=wished.author, tags=base.origin.tags, version_name=wished.version_name
        )
        if wished.once:
            idempotency.keep(session, LOCAL_WORKSPACE, key, digest, 303, {}, new.id.encode())
        return new.id


def merged(found: Answer) -> str:
    """What to do next, once mine is on top of theirs; where theirs had all of it there is nothing to save."""
    language = found.base.form.language
    if not found.differs:
        return language.gettext(N_("Version %(n)s has all of your changes."), n=language.whole(found.base.origin.version))
    return language.gettext(N_("Yours is on top of version %(n)s now. Save to keep it."), n=language.whole(found.base.origin.version))


@dataclass(frozen=True)
class Stale:
    """Both sides of a save that came too late.

    Attributes:
        mine, theirs: what each side changed since the version that both began with.
        conflicts: what both changed, each in another way: from theirs to mine.
        impossible: why the two cannot be planned together, where that has been tried.
    """

    version: str
    newest: str
    author: str
    when: str
    mine: tuple[ChangeWords, ...]
    theirs: tuple[ChangeWords, ...]
    conflicts: tuple[ChangeWords, ...]
    impossible: str = ""


def stale(mine: Scenario, base: Base, current: Stored, impossible: str = "") -> Stale | None:
    """Both sides in words; None where theirs cannot be read, as that of a newer Backfunnel."""
    language, began = base.form.language, base.saved.base
    try:
        theirs = current.scenario
    except InvalidScenario:
        return None
    return Stale(
        language.whole(base.origin.version),
        language.whole(current.newest),
        current.changed_by,
        moment(current.changed_at, dt.datetime.now(dt.UTC), language).short,
        tuple(change_sentence(change, began, mine, language) for change in differences(began, mine)),
        tuple(change_sentence(change, began, theirs, language) for change in differences(began, theirs)),
        tuple(change_sentence(change, theirs, mine, language) for change in merge(began, mine, theirs).conflicts),
        impossible,
    )
