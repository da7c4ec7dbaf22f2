"""Scenarios that a question is asked of: in files, or kept and named by their ids; and an answer written back into one."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.terminal import process
from app.terminal.scenario_files import fault_line, scenario_of
from app.terminal.trouble import CannotDo, trouble_line

if TYPE_CHECKING:
    from app.planner.scenario import Scenario

_KEPT = re.compile(r"(scn_[a-z0-9]{20})(?:@([0-9]{1,9}))?")


def asked_of(name: str) -> "Scenario":
    """The scenario in a file, on standard input (-), or kept: scn_…, or scn_…@3 for its third version."""
    kept = _KEPT.fullmatch(name)
    if kept is None or Path(name).exists():
        return scenario_of(name)
    return process.done(lambda: _stored(kept[1], None if kept[2] is None else int(kept[2])))


def all_asked_of(names: Sequence[str]) -> list["Scenario"]:
    """Several of them; standard input can be one of them only."""
    if list(names).count("-") > 1:
        process.fail("-: Standard input can be read once; give the others as files.")
    return [asked_of(name) for name in names]


def _stored(id: str, version: int | None) -> "Scenario":
    from app.db import Database, StoreTrouble
    from app.services import scenarios

    database = None
    try:
        database = Database(process.settings().database_url, beside=True)
        with database.reading() as session:
            if version is None:
                return scenarios.get(session, scenarios.LOCAL_WORKSPACE, id).scenario
            return scenarios.at_version(session, scenarios.LOCAL_WORKSPACE, id, version).scenario
    except StoreTrouble as trouble:
        raise CannotDo(trouble_line("The database" if database is None else str(database), trouble)) from trouble
    except scenarios.ScenarioNotFound:
        raise CannotDo(f"{id}: There is no such scenario here.") from None
    except scenarios.VersionNotFound:
        raise CannotDo(f"{id}: There is no version {version} of it.") from None
    except scenarios.UnreadableStored as error:
        raise CannotDo(f"{id}: {fault_line(error, process.language())}") from None
    finally:
        if database is not None:
            database.close()


def write_changed(scenario: "Scenario", changes: Sequence[tuple[str, float | str]], target: str) -> None:
    """Write a scenario with an answer in it to a file as YAML; a file appears whole or not at all."""
    from app.documents import scenario_to_yaml
    from app.documents.filled_in import filled_in

    text = scenario_to_yaml(filled_in(scenario, changes))
    partial = Path(f"{target}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise CannotDo(f"{target}: It could not be written: {error.strerror}.") from error
