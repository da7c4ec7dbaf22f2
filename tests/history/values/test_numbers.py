"""Numbers as they are written in exports of many countries."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.values import numbers
from app.history.values.numbers import Decimal, read_number, value_of


def read(text: str, decimal: Decimal | None) -> float | None:
    return numbers(pl.Series([text]), decimal)[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("146536,25", ",", 146536.25),
        ("50.000", ",", 50_000.0),
        ("29000,15", ",", 29_000.15),
        ("24000", ",", 24_000.0),
        ("R$ 100.000", ",", 100_000.0),
        ("?1.054,50", ",", 1_054.5),
        ("-? 1.054,50", ",", -1_054.5),
        ("1 054,50 ?", ",", 1_054.5),
        ("\ufffd1,054.50", ".", 1_054.5),
        ("1\u202f054,00 €", ",", 1_054.0),
        ("CHF 1’054.00", ".", 1_054.0),
        ("1'054.–", ".", 1_054.0),
        ("1'054.-", ".", 1_054.0),
        ("Fr. 1'054.--", ".", 1_054.0),
        ("1.054,-", ",", 1_054.0),
        ("-1.054,--", ",", -1_054.0),
        ("Rs. 1,05,450/-", ".", 105_450.0),
        ("1.054,50-", ",", -1_054.5),
        ("'1054.50", ".", 1_054.5),
        ("₹1.05 L", ".", 105_000.0),
        ("1.054,5 T€", ",", 1_054_500.0),
        ("$1.05 million", ".", 1_050_000.0),
        ("1,05 млн ₽", ",", 1_050_000.0),
        ("12 тыс. руб.", ",", 12_000.0),
        ("1054万円", ".", 10_540_000.0),
        ("1.2億円", ".", 120_000_000.0),
        ("1.054,50 TL", ",", 1_054.5),
        ("RM 1,054.50", ".", 1_054.5),
        ("Rp 1.054.000", ",", 1_054_000.0),
        ("S/ 1,054.50", ".", 1_054.5),
        ("R 1 054,50", ",", 1_054.5),
        ("₹ 1,25,000", ".", 125_000.0),
        ("1,063", ".", 1_063.0),
        ("1,063", ",", 1.063),
        ("$1,117.10K", ".", 1_117_100.0),
        ("58.8k", ".", 58_800.0),
        ("1,5 Mio. €", ",", 1_500_000.0),
        ("18.18%", ".", 0.1818),
        ("0,00 %", ",", 0.0),
        ("0.058", ".", 0.058),
        ("0,058", ".", 0.058),
        ("١٬٠٥٤٫٠٠", ".", 1_054.0),
        ("۱۲۳", ",", 123.0),
        ("１２３．５", ".", 123.5),
        ("\u200e1054\u200f", ".", 1_054.0),
        ("(1,234.50)", ".", -1_234.5),
        ("-$5.00", ".", -5.0),
        ("−12,5", ",", -12.5),
        ("12-", ".", -12.0),
        ("US$27.35", ".", 27.35),
        ("EUR 5,50", ",", 5.5),
        ("27,35 zł", ",", 27.35),
        ("27,35 zł.", ",", 27.35),
        ("١٬٠٥٤٫٥٠ ج.م.", ".", 1_054.5),
        ("1,054.50 د.إ.", ".", 1_054.5),
        ("1 054,50 kr.", ",", 1_054.5),
        ("1 054,50 руб.", ",", 1_054.5),
        ("Rs.500", ".", 500.0),
        ("1,054원", ".", 1_054.0),
        ("1,054.5元", ".", 1_054.5),
        ("￥1,054", ".", 1_054.0),
        ("$.50", ".", 0.5),
        ("1.2E+3", ".", 1_200.0),
        ("1.234.567,89", ".", 1_234_567.89),
        ("1,234,567.89", ",", 1_234_567.89),
        (".5", ".", 0.5),
        ("5.", ".", 5.0),
    ],
)
def test_reads(text: str, decimal: Decimal, value: float) -> None:
    assert read(text, decimal) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "3956.65x",
        "abc",
        "12 mins",
        "2026-01-05",
        "1/2",
        "1.2.3",
        "+49 30 123456",
        "inf",
        "NaN",
        "1e999",
        "--",
        "5 5",
        "1,23,45",
        "5 T",
        "5 L",
        "R2",
    ],
)
@pytest.mark.parametrize("decimal", [".", ",", None])
def test_what_is_no_number_is_not_read(text: str, decimal: Decimal | None) -> None:
    assert read(text, decimal) is None


def test_a_mark_before_three_digits_is_not_guessed() -> None:
    assert (read("1,063", None), read("1.063", None)) == (None, None)
    assert (read("1,5", None), read("1.50", None), read("1,234.5", None), read("2000", None)) == (1.5, 1.5, 1234.5, 2000.0)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("R$ 1", "BRL"),
        ("1 €", "EUR"),
        ("1 USD", "USD"),
        ("US$1", "USD"),
        ("$1", None),
        ("zł 5", "PLN"),
        ("5 ج.م.", "EGP"),
        ("5 руб.", "RUB"),
        ("5 kr.", None),
        ("5", None),
    ],
)
def test_knows_the_currency_beside_a_number(text: str, currency: str | None) -> None:
    found = read_number(text, ".")
    assert found is not None
    assert found.currency == currency


WRITTEN = st.text(st.sampled_from("0123456789.,'- %€$kM()eE٣\u00a0"), min_size=1, max_size=9) | st.floats(allow_nan=False, width=32).map(
    str
)


@given(texts=st.lists(WRITTEN, min_size=1, max_size=8), decimal=st.sampled_from([".", ",", None]))
def test_the_fast_way_reads_what_the_plain_reader_reads(texts: list[str], decimal: Decimal | None) -> None:
    texts = [text.strip() for text in texts]
    assert numbers(pl.Series(texts), decimal).to_list() == [value_of(text, decimal) for text in texts]


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


@given(
    cents=st.integers(0, 10**12),
    style=st.sampled_from([(".", ","), (",", "."), (",", " "), (",", "\u202f"), (".", "’"), (".", ""), (",", "")]),
    sign=st.sampled_from(["", "-"]),
    money=st.sampled_from(["{}", "€ {}", "{} EUR", "USD {}", "{}\u00a0€"]),
)
def test_a_number_comes_back_from_any_way_of_writing_it(cents: int, style: tuple[str, str], sign: str, money: str) -> None:
    decimal, mark = style
    text = money.format(f"{sign}{grouped(cents // 100, mark)}{decimal}{cents % 100:02}")
    expected = (-1 if sign else 1) * cents / 100
    assert read(text, "," if decimal == "," else ".") == pytest.approx(expected, rel=1e-12)
