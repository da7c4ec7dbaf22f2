"""The pages about sources: every example is read as the page says, column by column, and is taken in with nothing refused."""

import datetime as dt
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from app.history import measured, reviewed
from app.history.found import Look
from app.history.gather import PartRef, Source, gather
from app.history.look import look
from app.history.mapping.vocabulary import outcome_named
from app.history.measure import measure
from app.history.measured import MeasuredFunnel, Question
from app.history.parts import bucket_of
from app.history.recipe import ColumnRecipe
from app.history.review import verdicts
from app.history.taking import take
from tests.docs.reading import ROOT, agrees, code, commands, tables, text_of
from tests.docs.shell import run
from tests.published import OLIST, needs_published_data

TODAY = dt.date(2026, 6, 1)
PAGES = sorted(path for path in (ROOT / "docs" / "history").glob("*.md") if path.name != "README.md")


class Example(NamedTuple):
    """A file in a page, what the page says of each column, and of the whole."""

    page: str
    language: str
    text: str
    columns: list[tuple[str, str]]
    source: str
    kind: str
    stages: list[str]
    asked: list[str]
    left_out: int


def examples_of(page: Path) -> Iterator[Example]:
    """Each file with the table and the line that follow it."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(
        r"^```(csv|tsv)\n(.*?)^```\n+\| column \| read as \|\n\|-+\|-+\|\n((?:\|[^\n]*\n)+)\n\*\*Read:\*\* ([^\n]*)$", text, re.M | re.S
    )
    for language, content, rows, line in found:
        columns = [tuple(cell.strip() for cell in row.strip("|").split(" | ")) for row in rows.splitlines()]
        said = re.match(r"`(\w+)`, `(\w+)`\.(?: \*\*Stages:\*\* (.*?)\.)? \*\*Asked:\*\* (.*?)\.(?: |$)", line)
        assert said, line
        stages = said[3].split(", ") if said[3] else []
        asked = [] if said[4] == "nothing" else re.findall(r"`(\w+)`", said[4])
        left_out = re.search(r"\*\*Left out:\*\* (\d+) rows?\.", line)
        yield Example(page.name, language, content, columns, said[1], said[2], stages, asked, int(left_out[1]) if left_out else 0)  # type: ignore[arg-type]


EXAMPLES = [example for page in PAGES for example in examples_of(page)]
NAMES = [f"{example.page} {position}" for position, example in enumerate(EXAMPLES)]


def written(example: Example, folder: Path) -> Path:
    """The file as its tool writes it: tabs come in UTF-16."""
    path = folder / "export.csv"
    path.write_bytes(example.text.encode("utf-16" if example.language == "tsv" else "utf-8"))
    return path


def seen(example: Example, folder: Path) -> Look:
    return look(written(example, folder), "export.csv", today=TODAY)


def in_words(column: ColumnRecipe) -> str:
    """What is done with a column, as the pages write it."""
    return " ".join([f"`{column.field}`", *filter(None, [column.stage or column.name])]) if column.field else "not read"


def test_every_file_of_a_page_has_its_table() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert len(re.findall(r"^```(?:csv|tsv)$", text, re.M)) == len(list(examples_of(page))), page.name
        assert list(examples_of(page)), page.name


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_a_file_is_read_as_its_page_says(example: Example, tmp_path: Path) -> None:
    found = seen(example, tmp_path)
    assert [(f"`{column.header}`", in_words(column)) for column in found.recipe.columns] == example.columns
    assert (found.source, found.recipe.kind, list(found.recipe.stages)) == (example.source, example.kind, example.stages)
    assert sorted({asked.code for asked in found.asked if asked.must}) == sorted(example.asked)


@pytest.mark.parametrize(
    "example",
    [each for each in EXAMPLES if not each.asked],
    ids=[name for name, each in zip(NAMES, EXAMPLES, strict=True) if not each.asked],
)
def test_a_file_of_which_nothing_is_asked_is_taken_in_with_nothing_refused(example: Example, tmp_path: Path) -> None:
    found = seen(example, tmp_path)
    parts = tmp_path / "parts"
    parts.mkdir()
    taken = take(tmp_path / "export.csv", found.recipe, parts, today=TODAY)
    assert found.ready
    assert taken.taken > 0
    assert (taken.refused, taken.left_out) == (0, example.left_out)
    assert taken.rows == taken.taken + taken.left_out


def test_the_index_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\((\w[\w-]*\.md)\)", text_of("docs/history/README.md")))
    assert {page.name for page in PAGES} <= linked


def test_every_tool_that_is_recognised_has_an_example() -> None:
    listed = re.search(r"source: what tool it seems to come from \((.*?), or other\)", " ".join((Look.__doc__ or "").split()))
    assert listed
    assert set(listed[1].split(", ")) <= {example.source for example in EXAMPLES}


MEASURED = (measured, reviewed)


def test_the_glossary_has_every_figure_that_is_measured() -> None:
    """A heading of the history's glossary ends with the name of a record; the last cell of a row is a field of it."""
    named = {re.search(r"`(\w+)`$", heading): rows for heading, rows in tables(text_of("docs/glossary.md")).items()}
    said = {found[1]: [code(row[-1]) for row in rows] for found, rows in named.items() if found}
    records = [each for module in MEASURED for each in vars(module).values() if is_dataclass(each) and each.__module__ == module.__name__]
    assert said == {record.__name__: [each.name for each in fields(record)] for record in records}


def test_the_verdicts_are_those_of_the_review() -> None:
    source = inspect.getsource(verdicts)
    rows = tables(text_of("docs/measuring.md"))["The review of a year"]
    said = {(row[0].replace(" ", "_"), code(row[1])) for row in rows}
    assert said == set(re.findall(r'yield "(\w+)", "(\w+)"', source))


def kinds_of_buyers() -> list[tuple[str, str, str]]:
    """The ten lines of the worked example: day of entry, won, lost, open; day of the end."""
    rows = [row for row in tables(text_of("docs/measuring.md"))["An example to follow"] if len(row) == 4]
    return [(entered, *[*became.split(), ""][:2]) for _, entered, became, _ in rows]  # type: ignore[misc]


def opportunities() -> str:
    """Twenty buyers like each line of the example."""
    lines = ["opportunity_id,created_date,close_date,status"]
    for kind, (entered, outcome, ended) in enumerate(kinds_of_buyers()):
        lines += [f"{kind}-{each},{entered},{ended},{outcome}" for each in range(20)]
    return "\n".join([*lines, ""])


def measured_of(texts: dict[str, str], folder: Path, question: Question, exported: dt.date | None = None) -> MeasuredFunnel:
    """What is measured of files, the oldest first."""
    sources = []
    for order, (name, text) in enumerate(texts.items()):
        path, parts = folder / name, folder / f"parts{order}"
        parts.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        recipe = look(path, name, today=TODAY).recipe.model_copy(update={"list_name": question.list_name, "as_of": exported})
        taken = take(path, recipe, parts, today=TODAY)
        refs = tuple(PartRef(taken.kind, bucket_of(part), taken.taken, (parts / part).read_bytes) for part in taken.parts)
        sources.append(Source(f"imp_{order}", order, recipe, taken, refs))
    return measure(gather(sources, question.list_name), question)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> MeasuredFunnel:
    return measured_of(
        {"opportunities.csv": opportunities()}, tmp_path_factory.mktemp("example"), Question("Opportunities"), dt.date(2026, 3, 31)
    )


def test_the_worked_example_of_the_method_is_what_is_measured(example: MeasuredFunnel) -> None:
    (rate,) = example.whole.rates
    text = text_of("docs/measuring.md")
    steps = [row for row in tables(text)["An example to follow"] if len(row) == 8]
    said = {
        int(row[0]): tuple(float(cell.rstrip("%")) / 100 for cell in (row[5], row[6])) for row in steps if row[2] != "0" or row[3] != "0"
    }
    found = dict(zip(rate.curve.days, zip(rate.curve.converted, rate.curve.lost, strict=True), strict=True))
    assert found.keys() == said.keys()
    assert all(found[age] == pytest.approx(said[age], abs=0.0005) for age in said)
    assert {int(row[0]): int(row[1]) for row in steps if int(row[0]) in found} == dict(
        zip(rate.curve.days, rate.curve.at_risk, strict=True)
    )
    assert (rate.entered, rate.converted, rate.lost, rate.open) == (200, 60, 60, 80)
    assert rate.interval is not None
    shown = [f"{rate.rate:.1%}", f"{rate.interval.low:.1%}", f"{rate.interval.high:.1%}", f"{rate.raw:.0%}", f"{rate.closed_only:.0%}"]
    plain = text.replace(" %", "%")
    assert [each for each in shown if each not in plain] == []
    assert f"took {rate.lag.mean:.1f} days in the mean, all who will be won take {rate.lag.mean_all:.1f}" in " ".join(text.split())


def test_two_files_that_are_joined_are_one_list(tmp_path: Path) -> None:
    """The page about joining: four buyers, one of them won after 34 days, one a deal of which nobody knows when it began."""
    first, second = (each.text for each in EXAMPLES if each.page == "joining.md" and each.kind == "records")
    funnel = measured_of({"leads.csv": first, "deals.csv": second}, tmp_path, Question("Leads", whole_history=True))
    assert (funnel.stages, funnel.n_rows, funnel.whole.won) == (("MQL", "Deal"), 4, 2)
    assert (funnel.whole.rates[0].lag.n, funnel.whole.rates[0].lag.mean) == (1, 34.0)


def test_the_commands_print_what_the_index_shows(tmp_path: Path, client: TestClient) -> None:
    """In a folder of its own: on SQLite the commands take nothing in beside a running server."""
    (tmp_path / "leads.csv").write_text(next(each.text for each in EXAMPLES if each.page == "any-table.md"), encoding="utf-8")
    for line, shown in commands(text_of("docs/history/README.md")):
        printed = run(line, tmp_path, client)
        assert agrees(shown, printed), f"$ {line}\n{printed}"


@needs_published_data
def test_what_would_have_been_said_of_the_published_leads(tmp_path: Path) -> None:
    names = ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv")
    texts = {name: (OLIST / name).read_text(encoding="utf-8") for name in names}
    (then,) = measured_of(texts, tmp_path, Question("Leads", as_of="2018-05-31")).whole.rates
    (later,) = measured_of(texts, tmp_path / "later", Question("Leads")).whole.rates
    assert then.interval is not None
    rows = dict(tables(text_of("docs/measuring.md"))["Tried on what is known by now"])
    assert list(rows.values()) == [
        f"{then.raw:.1%}",
        f"{then.snapshot:.1%}",
        f"{then.rate:.1%}",
        f"{then.interval.low:.1%} to {then.interval.high:.1%}",
        f"{later.raw:.1%}",
    ]


def test_the_words_for_outcomes_mean_what_the_page_says() -> None:
    rows = tables(text_of("docs/history/any-table.md"))["Words for the outcome"]
    for meaning, words in rows:
        assert {outcome_named(word) for word in words.split(", ")} == {meaning}
