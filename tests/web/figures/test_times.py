"""A time is told as of now and here, and in full for those who ask."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.language import language
from app.web.figures.times import moment
from tests.web.samples import ENGLISH

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 21, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (dt.datetime(2026, 11, 21, 13, 32, tzinfo=dt.UTC), "14:32 today"),
        (dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC), "00:30 today"),
        (dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC), "Yesterday"),
        (dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC), "19 Nov"),
        (dt.datetime(2025, 12, 31, 12, 0, tzinfo=dt.UTC), "31 Dec 2025"),
        (dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC), "22 Nov"),
    ],
)
def test_a_time_is_told_as_of_today_and_here(time, expected):
    assert moment(time, NOW, ENGLISH, BERLIN).short == expected


def test_a_time_is_told_in_full_and_for_programs_too():
    told = moment(dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC), NOW, ENGLISH, BERLIN)
    assert (told.full, told.machine) == ("1 Jul 2026, 14:00", "2026-07-01T12:00:00+00:00")
    assert "14:00" in moment(dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC), NOW, language("de"), BERLIN).full
