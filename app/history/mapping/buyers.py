"""Proposals for tables of buyers: records and events."""

import re

from app.history.found import Finding
from app.history.mapping.closing import give_closing, same_days
from app.history.mapping.fields import means
from app.history.mapping.flags import give_archived, give_flags
from app.history.mapping.outcomes import give_outcome, words_meant
from app.history.mapping.sources import Source
from app.history.mapping.stage_dates import in_usual_order, own_stage, pipeline_of_header, stage_of_header, stage_of_word
from app.history.mapping.table import Table, looks_like_a_key
from app.history.mapping.vocabulary import STAGES, outcome_named, stage_named, usual_place
from app.history.values.words import fold, fold_header

_ATTRIBUTES_MOST = 20
_STAGES_MOST = 12
Drafted = tuple[tuple[str, ...], dict[str, str], bool]
"""Stages, words, and whether the order of the stages must be confirmed."""


def draft_records(table: Table, source: Source | None) -> Drafted:
    """Gives the columns of records their meaning."""
    _give_id(table)
    give_flags(table)
    words = give_outcome(table)
    matched = _give_stage_dates(table, words, own=source is None)
    table.give_found("expected_close", "closed", "lost", "created")
    give_closing(table, own=source is None)
    _give_only_closing(table, source)
    if source is None:
        _give_own_stages(table)
    stages, uncertain = _stages(table, source, matched)
    table.give_found("amount", "currency", "channel", "owner", "account")
    if source is None:
        _give_expected_amount(table)
    _give_attributes(table)
    return stages, give_archived(table, words_meant(table, words, stages, matched)), uncertain


_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.I)


def _give_id(table: Table) -> None:
    """The id, unless a spreadsheet has rounded it: 1.23E+15 is the same for many buyers."""
    position = table.find("id")
    if position is not None and any(_ROUNDED.fullmatch(sample) for sample in table.columns[position].samples):
        values: dict[str, object] = {"header": table.columns[position].header, "example": table.columns[position].samples[0]}
        table.findings.append(Finding("ids_rounded", "warning", values, position, count=table.columns[position].filled))
        return
    if position is None or not (table.unique(position) or table.columns[position].filled > 0):
        position = None
    if position is None or (
        table.columns[position].distinct < table.columns[position].filled * 0.5 and table.columns[position].distinct < 900
    ):
        named = [
            n
            for n, column in enumerate(table.columns)
            if fold_header(column.header).endswith("id") and table.unique(n) and column.holds != "date"
        ]
        position = (
            named[0]
            if named
            else position
            if position is not None and (table.columns[position].distinct >= 2 or _all_alike(table))
            else None
        )
    if position is None:
        position = _key_in_front(table)
    if position is not None:
        table.give(position, "id")


def _key_in_front(table: Table) -> int | None:
    """The first column, whatever it is called, where each row has a key of its own in it: SJ3001, 4711."""
    first, rows = table.columns[0], max(column.filled for column in table.columns)
    of_each = first.filled == rows >= _SEVERAL and first.distinct >= min(rows, 1_000)
    return 0 if 0 not in table.given and of_each and looks_like_a_key(first) else None


_SEVERAL = 3
"""Rows from which on it says something that their keys differ."""


def _all_alike(table: Table) -> bool:
    """Whether all rows are one and the same: then one id is right for all."""
    return len(table.preview) > 1 and len({tuple(row) for row in table.preview}) == 1


def _give_stage_dates(table: Table, words: tuple[str, ...], *, own: bool) -> tuple[str, ...]:
    """Columns of days of entry; the words of the outcome that are stages because a column of days is about them."""
    matched: list[str] = []
    pipelines: dict[str, list[int]] = {}
    for position, column in enumerate(table.columns):
        if position in table.given or not table.holds(position, "date"):
            continue
        stage = None if _tells_creation(table, position) else stage_of_header(column.header)
        if (
            stage is None
            and own
            and column.holds == "date"
            and (word := stage_of_word(column.header, [each for each in words if outcome_named(each) in (None, "open")]))
        ):
            stage = word
            matched.append(word)
        if stage is not None and (column.holds == "date" or pipeline_of_header(column.header) == ""):
            pipelines.setdefault(pipeline_of_header(column.header), []).append(position)
    _give_pipeline(table, pipelines, tuple(matched))
    return tuple(matched)


def _give_only_closing(table: Table, source: Source | None) -> None:
    """Salesforce has one day of closing, which is a forecast while the row is open; in some languages its name is that of a forecast."""
    hoped = table.with_field("expected_close")
    if source is not None and source.name == "salesforce" and hoped is not None and table.with_field("closed") is None:
        table.give(hoped, "closed")


def _tells_creation(table: Table, position: int) -> bool:
    """Whether a day of creation is the row's own: Opportunity created on, of opportunities.

    It is where no other column tells one, and none is about a stage before the win.
    """
    dated = [n for n, column in enumerate(table.columns) if column.holds == "date" and n != position]
    if not means(table.columns[position].header, "created") or any(means(table.columns[n].header, "created") for n in dated):
        return False
    return all(stage_of_header(table.columns[n].header) in (None, "Deal", "lost") for n in dated)


def _give_pipeline(table: Table, pipelines: dict[str, list[int]], matched: tuple[str, ...]) -> None:
    """Stages of one pipeline: the one with most days where a file has several."""
    named = {name: sum(table.columns[position].filled for position in places) for name, places in pipelines.items() if name}
    main = max(named, key=lambda name: named[name]) if named else ""
    if len(named) > 1:
        table.findings.append(Finding("several_pipelines", "warning", {"pipeline": main, "others": ", ".join(sorted(set(named) - {main}))}))
    taken: set[str] = set()
    for name in dict.fromkeys((main, "")):
        for position in pipelines.get(name, ()):
            header = table.columns[position].header
            stage = stage_of_header(header) or stage_of_word(header, matched) or ""
            if stage in taken or (table.columns[position].holds == "empty" and stage not in (*STAGES, "lost")):
                continue
            taken.add(stage)
            if stage == "lost":
                table.give(position, "lost")
            else:
                table.give(position, "entered", stage=stage)


def _give_own_stages(table: Table) -> None:
    """Columns of days with no other meaning, in a table that people made themselves."""
    given = {column.stage for column in table.given.values()}
    for position, column in enumerate(table.columns):
        if position in table.given or column.holds != "date" or _has_a_meaning(column.header) or (column.last or "") > table.today:
            continue
        stage = own_stage(column.header)
        if stage and stage not in given and len(given) < _STAGES_MOST - 2:
            given.add(stage)
            table.give(position, "entered", stage=stage)


def _has_a_meaning(header: str) -> bool:
    """Whether days with this header are known to be no stage of one's own."""
    return any(means(header, name) for name in ("created", "closed", "expected_close", "lost"))


def _stages(table: Table, source: Source | None, matched: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """From first to won, with the stage that a record's creation stands for."""
    dated = {
        column.stage: table.columns[position] for position, column in table.given.items() if column.field == "entered" and column.stage
    }
    stages = in_usual_order(list(dated), dated)
    entry = _entry(table, source)
    uncertain = any(usual_place(stage) is None for stage in stages) and not matched
    if len(stages) > 1 and stages[0] in STAGES and (usual_place(entry) or 0) >= (usual_place(stages[0]) or 0):
        entry = "Lead"
    has_start = table.with_field("created") is not None or bool(matched) or len(stages) == 1
    if has_start and entry in stages[1:-1]:
        entry = next(each for each in ("Lead", "Created") if each not in stages)
    if has_start and entry not in stages and not same_days(table, stages[0]):
        stages = (entry, *stages)
    return _shortened(stages), uncertain and len(stages) > 2


def _shortened(stages: tuple[str, ...]) -> tuple[str, ...]:
    return stages if len(stages) <= _STAGES_MOST else (*stages[: _STAGES_MOST - 1], stages[-1])


def _entry(table: Table, source: Source | None) -> str:
    """What a record is when it is created: by the tool, by what its id is called, by what it tells."""
    if source:
        return source.entry
    position = table.with_field("id")
    header = fold_header(table.columns[position].header) if position is not None else ""
    for start, stage in (
        ("mql", "MQL"),
        ("sql", "SQL"),
        ("opp", "Opportunity"),
        ("deal", "Opportunity"),
        ("lead", "Lead"),
        ("contact", "Lead"),
    ):
        if header.startswith(start):
            return stage
    sells = any(table.find(name) is not None for name in ("amount",)) or any(
        table.with_field(name) is not None for name in ("closed", "outcome")
    )
    return "Opportunity" if sells else "Lead"


_EXPECTED = (
    "expected revenue|erwarteter umsatz|revenu attendu|revenu espere|ingreso esperado|ingresos esperados|receita esperada|ricavo atteso|"
    "verwachte omzet|oczekiwany przychod|expected amount|expected value"
)


def _give_expected_amount(table: Table) -> None:
    """What is expected is what a deal is worth, where nothing else says it. Not where a tool multiplies it by a probability."""
    if table.with_field("amount") is None:
        expected = {fold_header(spelling) for spelling in _EXPECTED.split("|")}
        named = [n for n, column in enumerate(table.columns) if n not in table.given and fold_header(column.header) in expected]
        for position in [n for n in named if table.holds(n, "number")][:1]:
            table.give(position, "amount")


def _give_attributes(table: Table) -> None:
    given = 0
    for position in range(len(table.columns)):
        if position not in table.given and table.splits(position) and given < _ATTRIBUTES_MOST:
            table.give(position, "attribute")
            given += 1


def draft_events(table: Table, source: Source | None) -> Drafted:
    """Gives the columns of a history of stages their meaning."""
    table.give_found("id")
    if table.with_field("id") is None:
        named = [
            n for n, column in enumerate(table.columns) if fold_header(column.header) in ("opportunityname", "dealname", "leadname", "name")
        ]
        if named:
            table.give(named[0], "id")
        elif looks_like_a_key(table.columns[0]):
            table.give(0, "id")
    table.give_found("stage", "from_stage", "changed", "day", "created", "amount", "currency", "channel", "owner", "account")
    position = table.with_field("stage")
    words = tuple(word for word, _ in table.columns[position].common) if position is not None else ()
    before = table.with_field("from_stage")
    words = tuple(dict.fromkeys((*words, *(word for word, _ in table.columns[before].common)))) if before is not None else words
    passed = [stage_named(word) or word for word in words if outcome_named(word) in (None, "open")]
    stages = _shortened(in_usual_order(list(dict.fromkeys(stage for stage in passed if stage != "Deal")), {}))
    uncertain = any(usual_place(stage) is None for stage in stages)
    if source is None:
        _give_attributes(table)
    by_stage = {fold(word): stage for word, stage in ((word, stage_named(word) or word) for word in words) if stage in stages}
    outcomes = {fold(word): meaning for word in words if (meaning := outcome_named(word)) in ("won", "lost", "ignore")}
    return stages, {**by_stage, **outcomes}, uncertain
