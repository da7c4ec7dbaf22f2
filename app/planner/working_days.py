"""Working days by country: weekend and public holidays, from the `holidays` library.

The library knows some 250 countries and their weekends (Sunday to Thursday weeks exist). Whole years are asked
for once and kept, because a plan needs the same few years again and again.
"""

import datetime as dt
import os
import sys
import warnings
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """ISO 3166 codes of the countries whose holidays are known."""
    _find_countries_one_by_one()
    from holidays.registry import COUNTRIES

    return frozenset(names[1] for names in COUNTRIES.values())


def is_known_country(country: str) -> bool:
    """Whether the country's working days are known."""
    return country in known_countries()


def _find_countries_one_by_one() -> None:
    """Keep `holidays` from importing 250 countries for the sake of one.

    Its package of countries lists them all when it is imported, which takes longer than the rest of a plan together. An empty
    package with the same path stands in for it; the library then finds each country's module by name, as it does anyway.
    """
    found = find_spec("holidays")
    if found is None or "holidays.countries" in sys.modules:
        return
    countries = ModuleType("holidays.countries")
    countries.__path__ = [os.path.join(folder, "countries") for folder in found.submodule_search_locations or ()]
    sys.modules["holidays.countries"] = countries


@lru_cache(maxsize=2048)
def _working_days_of_year(country: str, year: int) -> npt.NDArray[np.bool_]:
    """Which days of the year are worked, shape (365 or 366,)."""
    _find_countries_one_by_one()
    import holidays

    with warnings.catch_warnings():  # the library warns on years for which it knows no holidays of a country; weekends still hold
        warnings.simplefilter("ignore")
        calendar = holidays.country_holidays(country, years=year)
    first = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    weekday = (np.arange(length) + first.weekday()) % 7
    worked = ~np.isin(weekday, sorted(calendar.weekend))
    for day in calendar:
        if day.year == year:
            worked[(day - first).days] = False
    for day in calendar.weekend_workdays:
        if day.year == year:
            worked[(day - first).days] = True
    worked.setflags(write=False)
    return worked


@lru_cache(maxsize=512)
def working_days_before(country: str, first: dt.date, last: dt.date) -> Days:
    """How many working days lie in [first, day) for each day from `first` to `last`, both included.

    Shape (days + 1,), starting with 0: the working days of [a, b) are `result[b] - result[a]` with a and b counted
    from `first`.
    """
    years = [_working_days_of_year(country, year) for year in range(first.year, last.year + 1)]
    offset = (first - dt.date(first.year, 1, 1)).days
    worked = np.concatenate(years)[offset : offset + (last - first).days]
    before = np.zeros(worked.size + 1, dtype=np.int64)
    np.cumsum(worked, out=before[1:])
    before.setflags(write=False)
    return before
