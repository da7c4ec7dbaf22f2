"""Files of as many channels, campaigns and keys as somebody likes become no more than can be held and measured."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from app.history.found import UnreadableFile
from app.history.recipe import ColumnRecipe, Recipe
from app.history.taking import kinds as taking_kinds
from app.history.taking import ledgers, lookups, take, writer
from tests.history.taking.reading_parts import TODAY, Found, take_in

SPEND = Recipe(
    kind="spend",
    list_name="Ads",
    encoding="utf-8",
    delimiter=",",
    columns=(
        ColumnRecipe(header="Day", field="day"),
        ColumnRecipe(header="Channel", field="channel"),
        ColumnRecipe(header="Campaign", field="campaign"),
        ColumnRecipe(header="Cost", field="spend", decimal="."),
    ),
)
LOOKUP = Recipe(
    kind="lookup",
    list_name="Owners",
    encoding="utf-8",
    delimiter=",",
    columns=(ColumnRecipe(header="Owner", field="key", name="owner"), ColumnRecipe(header="Region", field="attribute")),
)


def spend(folder: Path, rows: int, channel: Callable[[int], str], campaign: Callable[[int], str], day: Callable[[int], int]) -> Path:
    path = folder / "spend.csv"
    lines = (f"2026-{1 + day(at) // 28:02d}-{1 + day(at) % 28:02d},{channel(at)},{campaign(at)},2" for at in range(rows))
    path.write_text("\n".join(["Day,Channel,Campaign,Cost", *lines]) + "\n")
    return path


def money(found: Found) -> float:
    return sum(row["spend"] for row in found.rows)


@pytest.mark.parametrize("held", [100_000, 40])
def test_of_too_many_channels_the_first_stay_apart_and_no_money_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(ledgers, "CHANNELS_LIMIT", 100)
    monkeypatch.setattr(ledgers, "_HELD", held)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 1_000)
    path = spend(tmp_path, 400, lambda at: f"c{at % 250}", lambda _: "x", lambda _: 3)
    found = take_in(path, tmp_path, recipe=SPEND)
    assert {row["channel"] for row in found.rows if row.get("channel")} == {f"c{at}" for at in range(100)}
    assert money(found) == 800
    assert found.finding("too_many_channels").values == {"header": "Channel", "limit": 100}


def test_sums_by_too_many_campaigns_are_those_of_their_channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "CAMPAIGN_ROWS_LIMIT", 300)
    path = spend(tmp_path, 400, lambda at: f"c{at % 3}", lambda at: f"k{at}", lambda at: at % 4)
    found = take_in(path, tmp_path, recipe=SPEND)
    assert (len(found.rows), money(found)) == (12, 800)
    assert not any(row.get("campaign") for row in found.rows)
    assert found.finding("too_many_campaigns").values["header"] == "Campaign"


def test_more_sums_than_can_be_held_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "ROWS_LIMIT", 50)
    path = spend(tmp_path, 100, lambda at: f"c{at}", lambda _: "x", lambda _: 3)
    with pytest.raises(UnreadableFile) as error:
        take(path, SPEND, tmp_path, today=TODAY)
    assert (error.value.finding.code, list(tmp_path.glob("*.parquet"))) == ("too_many_sums", [])


def test_spend_is_kept_in_parts_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_kinds, "ROWS_HELD", 150)
    path = spend(tmp_path, 400, lambda at: f"c{at % 40}", lambda at: f"k{at}", lambda at: at % 4)
    found = take_in(path, tmp_path, recipe=SPEND)
    heights = [pl.read_parquet(found.folder / name).height for name in found.taken.parts]
    assert (heights, money(found)) == ([150, 150, 100], 800)
    assert writer.ROWS_HELD == 150_000


def lookup(folder: Path, keys: int, rows: int) -> Path:
    path = folder / "owners.csv"
    lines = (f"owner {at % keys},{'' if at % 7 == 0 and at >= keys else f'r{at % 5}'}" for at in range(rows))
    path.write_text("\n".join(["Owner,Region", *lines]) + "\n")
    return path


def test_keys_that_come_again_and_again_take_no_more_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = take_in(lookup(tmp_path, 90, 1_000), tmp_path, recipe=LOOKUP)
    monkeypatch.setattr(lookups, "KEYS_LIMIT", 100)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 1_000)
    bit_by_bit = take_in(lookup(tmp_path, 90, 1_000), tmp_path, recipe=LOOKUP)
    assert bit_by_bit.rows == at_once.rows
    assert (len(bit_by_bit.rows), bit_by_bit.taken.repeated, at_once.taken.repeated) == (90, 910, 910)


def test_a_lookup_of_too_many_keys_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "KEYS_LIMIT", 100)
    with pytest.raises(UnreadableFile) as error:
        take(lookup(tmp_path, 101, 1_000), LOOKUP, tmp_path, today=TODAY)
    assert error.value.finding.values == {"header": "Owner", "limit": 100}
