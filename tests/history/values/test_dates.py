"""Dates as they are written in exports of many countries."""

import datetime as dt

import polars as pl
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from app.history.recipe import Order
from app.history.values import days, months
from app.history.values.date_text import read_day

ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")


def read(text: str, **orders: Order) -> str | None:
    return shown(days(pl.Series([text]), {"/": "dmy", "-": "dmy", ".": "dmy", **orders}))


def shown(found: pl.Series) -> str | None:
    return None if found[0] is None else (dt.date(1970, 1, 1) + dt.timedelta(days=found[0])).isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-02", "2026-06-02"),
        ("2026-06-02 14:05", "2026-06-02"),
        ("03/07/2025 09.30", "2025-07-03"),
        ("3.7.2025, 9.30 Uhr", "2025-07-03"),
        ("Do., 03.07.2025, 14:05 Uhr", "2025-07-03"),
        ("Thu 03/07/2025", "2025-07-03"),
        ("2025. 7. 3. 오후 2:05:33", "2025-07-03"),
        ("2025/7/3 下午2:05:33", "2025-07-03"),
        ("03JUL2025:14:05:33", "2025-07-03"),
        ("03-JUL-25 02.05.33.000000 PM", "2025-07-03"),
        ("1751544000.0", "2025-07-03"),
        ("1751544000000000", "2025-07-03"),
        ("Rev 03.07.2025", None),
        ("20/07/2025 09.30.15", "2025-07-20"),
        ("5. Mär. 2026 um 14.05", "2026-03-05"),
        ("5. 12.25", "2025-12-05"),
        ("3. 7. 25", "2025-07-03"),
        ("令和7年7月3日", "2025-07-03"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("2026-06-02T23:59:59Z", "2026-06-02"),
        ("2026-06-02T23:59:59.123456+02:00", "2026-06-02"),
        ("2023-09-26 15:15:00.000000 UTC", "2023-09-26"),
        ("2026-06-02Z", "2026-06-02"),
        ("2026/06/02", "2026-06-02"),
        ("20260531", "2026-05-31"),
        ("20260531T101500Z", "2026-05-31"),
        ("15 Apr, 2021 00:03:00", "2021-04-15"),
        ("Thu, 5 Feb 2026", "2026-02-05"),
        ("5.2.2026 klo 9.05", "2026-02-05"),
        ("5. februar 2026 kl. 14:05", "2026-02-05"),
        ("05.02.2026 o godz. 14:05", "2026-02-05"),
        ("5 februari 2026 om 14:05", "2026-02-05"),
        ("5 février 2026 à 14:05", "2026-02-05"),
        ("Jun 09, 2018 09:30 pm", "2018-06-09"),
        ("20-Oct-2016", "2016-10-20"),
        ("20-Oct-16", "2016-10-20"),
        ("20Oct2016", "2016-10-20"),
        ("July 8, 2025", "2025-07-08"),
        ("March 1, 2026, 12:00 AM", "2026-03-01"),
        ("2nd March 2026", "2026-03-02"),
        ("17. September 2026", "2026-09-17"),
        ("5. Mär. 2026", "2026-03-05"),
        ("5 de marzo de 2026", "2026-03-05"),
        ("mar. 5 mai 2026", "2026-05-05"),
        ("mar 5 mar 2026", "2026-03-05"),
        ("12 października 2026", "2026-10-12"),
        ("٢٠١٦/١٠/٢٠", "2016-10-20"),
        ("\u200e2016/10/20\u200f", "2016-10-20"),
        ("2026年5月31日", "2026-05-31"),
        ("46173", "2026-05-31"),
        ("46173.75", "2026-05-31"),
        ("1780185600000", "2026-05-31"),
        ("Mon Jun 01 2026 00:00:00 GMT+0200 (Central European Summer Time)", "2026-06-01"),
        ("6/4/2026 3:05 PM", "2026-04-06"),
        ("6.4.26, 15:05 Uhr", "2026-04-06"),
        ("1. 2. 2026", "2026-02-01"),
        ("31/12/99", "1999-12-31"),
    ],
)
def test_reads(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    "text",
    ["2026-13-01", "31/02/2026", "hello", "May", "5", "12.5", "2026", "1/2", "30-02-2026", "99999", "2026-06-02 25:99 x", "Q1 2026", "n/a"],
)
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert read(text) is None


def test_the_order_of_the_numbers_is_never_guessed() -> None:
    assert shown(days(pl.Series(["03/04/2026"]), {})) is None
    assert shown(days(pl.Series(["03/04/2026"]), {"/": "dmy"})) == "2026-04-03"
    assert shown(days(pl.Series(["03/04/2026"]), {"/": "mdy"})) == "2026-03-04"
    assert shown(days(pl.Series(["26-04-03"]), {"-": "ymd"})) == "2026-04-03"


def test_two_shapes_in_a_column_have_their_own_order() -> None:
    cells = pl.Series(["01/10/2024", "10-12-2024", "2024-10-03"])
    assert days(cells, {"/": "dmy", "-": "mdy"}).to_list() == [20_000 - 3, 20_000 + 8, 19_999]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03",
        "Mar 2026",
        "03/2026",
        "März 2026",
        "202603",
        "Mar-26",
        "marzo de 2026",
        "3.2026",
        "2026M03",
        "2026年3月",
        "2026년 3월",
        "2026-03-17",
        "March 5, 2026",
    ],
)
def test_reads_a_month(text: str) -> None:
    assert shown(months(pl.Series([text]), {})) == "2026-03-01"


@pytest.mark.parametrize("language", ["en_US", "en_GB", "de", "fr", "es", "it", "pt_BR", "pt_PT", "nl", "pl"])
@pytest.mark.parametrize("width", ["medium", "long", "full"])
def test_reads_every_month_in_the_words_of_other_languages(language: str, width: str) -> None:
    for month in range(1, 13):
        for number in (3, 17, 28):
            day = dt.date(2026, month, number)
            text = format_date(day, format=width, locale=language)
            order: Order = "mdy" if language == "en_US" else "dmy"
            assert read(text, **{"/": order, "-": order}) == day.isoformat(), text


FORMATS = {"/": "%d/%m/%Y", ".": "%d.%m.%Y", "-": "%m-%d-%Y", "T": "%Y-%m-%dT%H:%M:%SZ", "": "%Y%m%d", "b": "%d %b %Y %I:%M %p"}


@given(
    moments=st.lists(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2099, 1, 1)), min_size=1, max_size=5),
    shape=st.sampled_from(sorted(FORMATS)),
)
def test_a_day_comes_back_from_any_way_of_writing_it(moments: list[dt.datetime], shape: str) -> None:
    cells = pl.Series([moment.strftime(FORMATS[shape]) for moment in moments])
    found = days(cells, {"/": "dmy", ".": "dmy", "-": "mdy"})
    assert found.to_list() == [(moment.date() - dt.date(1970, 1, 1)).days for moment in moments]


WRITTEN = st.text(st.sampled_from("0123456789-/.: TZ"), min_size=1, max_size=12) | st.dates().map(str) | st.datetimes().map(str)


@given(texts=st.lists(WRITTEN, min_size=1, max_size=8), order=st.sampled_from(ORDERS))
def test_the_fast_way_reads_what_the_plain_reader_reads(texts: list[str], order: Order) -> None:
    texts = [text.strip() for text in texts]
    orders = dict.fromkeys("/-. ", order)
    assert days(pl.Series(texts), orders).to_list() == [read_day(text, orders) for text in texts]
