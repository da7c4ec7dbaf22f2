"""How old measured figures are, by the last day that their data knew of."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from app.planner.scenario import MEASURED_FIELDS, Provenance, Scenario

OLD_AFTER_DAYS = 90
"""A figure is old where the list knows of more than so many days after what it was measured from."""


@dataclass(frozen=True)
class Outdated:
    """A measured figure for which newer data is there.

    Attributes:
        pointer: where it stands in the scenario (RFC 6901).
        source: the list it was measured from.
        known_to, newest: the last day its data knew of, and the last day that the list knows of now.
        by: what the list was found by: one of the imports, or the name.
    """

    pointer: str
    source: str | None
    known_to: dt.date
    newest: dt.date
    by: str

    @property
    def days(self) -> int:
        """How much older it is."""
        return (self.newest - self.known_to).days


def is_older(provenance: Provenance | None, newest_known_to: dt.date) -> bool:
    """Whether what was measured is more than 90 days older than what is known now; never where nothing was measured."""
    known_to = None if provenance is None else provenance.known_to
    return known_to is not None and (newest_known_to - known_to).days > OLD_AFTER_DAYS


def outdated(scenario: Scenario, newest: Mapping[str, dt.date]) -> tuple[Outdated, ...]:
    """Every measured figure that is older than 90 days by what its list knows now.

    Args:
        scenario: the scenario.
        newest: the last day that each list knows of, by the list's name, and by the imports of the list, which may have another name now.
    """
    found = []
    for pointer, measured in _measured(scenario, ""):
        by = next((origin for origin in (*measured.imports, measured.source or "") if origin in newest), None)
        if by is not None and measured.known_to is not None and is_older(measured, newest[by]):
            found.append(Outdated(pointer, measured.source, measured.known_to, newest[by], by))
    return tuple(found)


def origins(scenario: Scenario) -> tuple[str, ...]:
    """The imports that figures were measured from, and then the lists; those of most figures first."""
    found = [measured for _, measured in _measured(scenario, "")]
    by_import = Counter(each for measured in found for each in measured.imports)
    by_name = Counter(measured.source or "" for measured in found)
    return tuple(name for counted in (by_import, by_name) for name, _ in counted.most_common())


def _measured(part: object, pointer: str) -> Iterator[tuple[str, Provenance]]:
    """Every measured figure below a part: rates, which carry it themselves, and what has it beside it."""
    if isinstance(part, BaseModel):
        if isinstance(part, Provenance) and part.imports:
            yield f"{pointer}/rate", part
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            if name in MEASURED_FIELDS:
                if isinstance(value, Provenance):
                    yield f"{pointer}/{_FIGURE.get(name, name.removesuffix('_from'))}", value
            else:
                yield from _measured(value, f"{pointer}/{info.alias or name}")
    elif isinstance(part, tuple):
        for place, each in enumerate(part):
            yield from _measured(each, f"{pointer}/{place}")
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _measured(each, f"{pointer}/{key}")


_FIGURE = {"lag_from": "lag_days"}
