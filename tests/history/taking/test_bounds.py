"""Files of as many channels, campaigns and keys as somebody likes become no more than can be held and measured."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from app.history.found import UnreadableFile
from app.history.recipe import ColumnRecipe, Recipe
from app.history.taking import kinds as taking_kinds
from app.history.taking import lookups, sums, take, writer
from app.language import Language
from app.wording.history.reading import sentence
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
    monkeypatch.setattr(sums, "CHANNELS_LIMIT", 100)
    monkeypatch.setattr(sums, "_HELD", held)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 1_000)
    path = spend(tmp_path, 400, lambda at: f"c{at % 250}", lambda _: "x", lambda _: 3)
    found = take_in(path, tmp_path, recipe=SPEND)
    assert {row["channel"] for row in found.rows if row.get("channel")} == {f"c{at}" for at in range(100)}
    assert money(found) == 800
    assert found.finding("too_many_channels").values == {"header": "Channel", "limit": 100}


def test_sums_by_too_many_campaigns_are_those_of_their_channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "CAMPAIGN_ROWS_LIMIT", 300)
    path = spend(tmp_path, 400, lambda at: f"c{at % 3}", lambda at: f"k{at}", lambda at: at % 4)
    found = take_in(path, tmp_path, recipe=SPEND)
    assert (len(found.rows), money(found)) == (12, 800)
    assert not any(row.get("campaign") for row in found.rows)
    assert found.finding("too_many_campaigns").values["header"] == "Campaign"


def test_more_sums_than_can_be_held_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "ROWS_LIMIT", 50)
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
    monkeypatch.setattr(lookups, "_WAITING", 1_000)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 1_000)
    bit_by_bit = take_in(lookup(tmp_path, 90, 1_000), tmp_path, recipe=LOOKUP)
    assert bit_by_bit.rows == at_once.rows
    assert (len(bit_by_bit.rows), bit_by_bit.taken.repeated, at_once.taken.repeated) == (90, 910, 910)


def test_a_lookup_of_too_many_keys_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "KEYS_LIMIT", 100)
    with pytest.raises(UnreadableFile) as error:
        take(lookup(tmp_path, 101, 1_000), LOOKUP, tmp_path, today=TODAY)
    assert error.value.finding.values == {"header": "Owner", "limit": 100}


def test_a_lookup_of_long_keys_is_refused_by_what_they_come_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "KEYS_TEXT_LIMIT", 500)
    with pytest.raises(UnreadableFile) as error:
        take(lookup(tmp_path, 90, 1_000), LOOKUP, tmp_path, today=TODAY)
    finding = error.value.finding
    assert (finding.code, finding.values) == ("too_large_keys", {"header": "Owner", "size": 10 * 7 + 80 * 8, "limit": 500})
    assert "Owner" in sentence(finding, Language("en"))


@pytest.mark.parametrize(("limit", "kept"), [(10, True), (9, False)])
def test_values_of_a_lookup_that_are_too_long_to_split_by_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, kept: bool
) -> None:
    monkeypatch.setattr(lookups, "VALUES_TEXT_LIMIT", limit)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 40)
    found = take_in(lookup(tmp_path, 90, 1_000), tmp_path, recipe=LOOKUP)
    assert found.taken.columns == (("Region",) if kept else ())
    assert [each.code for each in found.taken.findings if each.code == "too_many_values"] == ([] if kept else ["too_many_values"])
    assert len(found.rows) == 90


def test_values_come_back_as_they_were_whatever_chunk_they_came_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 40)
    found = take_in(lookup(tmp_path, 13, 13), tmp_path, recipe=LOOKUP)
    assert {row["key"]: row["Region"] for row in found.rows} == {f"owner {at}": f"r{at % 5}" for at in range(13)}


def test_many_long_texts_beside_keys_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    with path.open("w") as file:
        file.write("Owner,Region\n")
        for at in range(30_000):
            file.write(f"owner {at},{at:x}{'x' * 3_000}\n")
    taken, grown = taken_by_itself(path, LOOKUP)
    assert taken == 30_000
    assert grown < 130  # megabytes; all texts together have 90, and bringing them together takes them twice


def test_columns_in_which_each_row_has_a_value_of_its_own_are_not_held_as_values(tmp_path: Path) -> None:
    notes = [f"Note {number}" for number in range(8)]
    path = tmp_path / "deals.csv"
    with path.open("w") as file:
        file.write(",".join(["ID", "Created", *notes]) + "\n")
        for at in range(150_000):
            file.write(f"{at},2026-01-05," + ",".join(f"note {at * 7_919 + number:08x}" for number in range(len(notes))) + "\n")
    columns = (ColumnRecipe(header="ID", field="id"), ColumnRecipe(header="Created", field="created"))
    columns += tuple(ColumnRecipe(header=note, field="attribute") for note in notes)
    recipe = Recipe(kind="records", list_name="Deals", encoding="utf-8", delimiter=",", columns=columns)
    taken, grown = taken_by_itself(path, recipe)
    assert taken == 150_000
    assert grown < 268  # megabytes; 199 to 252 by the version of Python, and 274 to 295 where each chunk makes categories of them


def taken_by_itself(path: Path, recipe: Recipe) -> tuple[int, int]:
    """Rows that a process of its own takes in, and the megabytes by which it grows."""
    script = f"""
import datetime as dt, sys
from pathlib import Path
from app.history.recipe import Recipe
from app.history.taking import take
import app.history.taking.intake
recipe = Recipe.model_validate_json({recipe.model_dump_json()!r})
from tests.history.peak import peak_kb
before = peak_kb()
taken = take(Path(sys.argv[1]), recipe, Path(sys.argv[2]), today=dt.date(2026, 11, 22))
print(taken.taken, (peak_kb() - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", script, str(path), str(path.parent)], capture_output=True, text=True, check=True)
    taken, grown = map(int, run.stdout.split())
    return taken, grown
