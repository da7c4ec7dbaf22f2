"""A recipe proposed for a file, or remembered for its shape."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.history.found import Asked, ColumnFound, Finding, Look
from app.history.mapping import advice as advising
from app.history.mapping import checks, list_names
from app.history.mapping.advice import advice
from app.history.mapping.answers import spread, still_open
from app.history.mapping.buyers import Drafted, draft_events, draft_records
from app.history.mapping.checks import MONEY, faults, questions
from app.history.mapping.kinds import kind_of, kind_open, months_in_header
from app.history.mapping.ledgers import draft_counts, draft_lookup, draft_spend
from app.history.mapping.list_names import Chosen, KnownList, list_for, remembered_list, whose_money
from app.history.mapping.outcomes import still_assumed
from app.history.mapping.remembered import currency_of_file, exactly, scales_differ, shape_of, similar, taken_over
from app.history.mapping.sources import Source, source_of
from app.history.mapping.table import Table
from app.history.recipe import Kind, Recipe

if TYPE_CHECKING:
    from app.history.files.layout import Layout


@dataclass(frozen=True)
class Proposal:
    """How a file would be read; see Look."""

    recipe: Recipe
    source: str
    shape: str
    remembered: Literal["exact", "similar", "no"]
    asked: tuple[Asked, ...]
    findings: tuple[Finding, ...]


def propose(
    name: str,
    layout: "Layout",
    columns: tuple[ColumnFound, ...],
    preview: Sequence[Sequence[str]],
    known: Sequence[KnownList],
    remembered: Sequence[tuple[str, Recipe]],
    today: dt.date,
) -> Proposal:
    """The recipe for a file: what was remembered for its shape where it fits exactly, else what its headers and cells tell."""
    source = source_of(layout.headers)
    shape = shape_of(layout.headers)
    table = Table(columns, preview, today.isoformat())
    drafted, stages_open, chosen = _drafted(name, layout, table, known, source)
    unsure = source is None and kind_open(table, drafted.kind, known)
    findings, assumed = tuple(table.findings), drafted.words.keys()
    how: Literal["exact", "similar", "no"] = "no"
    alike = [recipe for known_shape, recipe in reversed(remembered) if known_shape == shape and layout.has_header]
    for recipe in alike:
        fitted = exactly(recipe, drafted, columns)
        if fitted and not _in_doubt(layout) and not questions(fitted, columns) and not faults(fitted, columns):
            found = (*remembered_list(fitted), *advice(fitted, columns, assumed))
            return Proposal(fitted, source.name if source else "other", shape, "exact", (), found)
    near = similar(remembered, columns)
    before = [*alike, *([near] if near else [])]
    if near:
        mine, drafted = drafted.list_name, taken_over(near, drafted)
        how, stages_open, unsure = "similar", False, False
        chosen = Chosen(mine, chosen.findings) if drafted.list_name == mine else Chosen(drafted.list_name, remembered_list(drafted))
    open_ = _with_usual_currency(questions(drafted, columns, stages_open=stages_open), known)
    of_file = (*_header_question(layout, preview), *_scale_question(layout, drafted, before))
    asked = (*of_file, *whose_money(drafted, known), *chosen.asked, *open_)
    if unsure:
        asked = (Asked("kind", choices=("records", "events", "counts", "spend", "lookup"), examples=layout.headers[:6]), *asked)
    findings = (*findings, *chosen.findings, *faults(drafted, columns), *advice(drafted, columns, assumed))
    return Proposal(drafted, source.name if source else "other", shape, how, asked, findings)


def _with_usual_currency(asked: Sequence[Asked], known: Sequence[KnownList]) -> tuple[Asked, ...]:
    """Whoever has one currency in all lists has it here, too, where it is written with the sign that is asked about."""
    usual = {each.currency for each in known if each.currency}
    return tuple(
        replace(each, proposed=next(iter(usual))) if each.code == "currency" and len(usual) == 1 and usual <= {*each.choices} else each
        for each in asked
    )


def _first_row(preview: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Cells of the row that may hold the names."""
    return tuple(cell for cell in (preview[0] if preview else ()) if cell)[:3]


def _header_question(layout: "Layout", preview: Sequence[Sequence[str]]) -> tuple[Asked, ...]:
    return () if layout.has_header else (Asked("header", choices=("yes", "no"), proposed="no", examples=_first_row(preview)),)


def _scale_question(layout: "Layout", drafted: Recipe, before: Sequence[Recipe]) -> tuple[Asked, ...]:
    """Whether amounts are in thousands, where lines around the table leave that open, or such a file was read otherwise before."""
    if not any(column.field in MONEY for column in drafted.columns):
        return ()
    said = [recipe.scale or 1.0 for recipe in before if scales_differ(recipe, drafted)]
    if not _in_doubt(layout) and not said:
        return ()
    lines = (*layout.scales, *layout.spoken_of)
    return (_scale_asked((1.0, drafted.scale or 1.0, *said, *(scale.factor for scale in lines)), tuple(scale.line for scale in lines)),)


def _in_doubt(layout: "Layout") -> bool:
    """Whether lines around the table speak of a scale, and do not say that it is the one of the money."""
    return bool(layout.spoken_of) or len({scale.factor for scale in layout.scales}) > 1


def rescaled(recipe: Recipe, proposal: Proposal) -> tuple[Recipe, tuple[Asked, ...]]:
    """A recipe said of another table of the file, with what this one says of its money; asked about where that is not the same."""
    drafted = proposal.recipe
    asked = tuple(each for each in proposal.asked if each.code == "scale")
    fixed = dict(recipe.fixed)
    if scales_differ(recipe, drafted):
        asked = asked or (_scale_asked((1.0, recipe.scale or 1.0, drafted.scale or 1.0)),)
        if recipe.scale:
            fixed.pop("currency", None)
    fixed |= currency_of_file(drafted)
    return recipe.model_copy(update={"scale": drafted.scale, "fixed": fixed}), asked


def _scale_asked(factors: Sequence[float], lines: tuple[str, ...] = ()) -> Asked:
    """The question for how many each amount counts; nothing is proposed, since any answer makes all money of the file another."""
    return Asked("scale", choices=tuple(f"{factor:.15g}" for factor in sorted(set(factors))), examples=lines[:3])


def corrected(look: Look, recipe: Recipe, *, list_said: bool = False, said: Collection[str] | None = None) -> Look:
    """The same look with a person's recipe: what is still to be asked, and what is wrong with it. What was found in the file stays.

    Whoever sends a whole recipe has seen the order of its stages and its header, so those are asked no more; only renaming the list answers
    nothing. `list_said`: whether a person named the list, even if it is the one that would have been proposed. `said`: the names in the
    recipe that a person said something about, where it was not all of it; what is asked about others is still asked then.
    """
    given, recipe = recipe, _redrafted(look, recipe)
    assumed = still_assumed(look, recipe, given)
    if len(recipe.columns) == len(look.columns):
        recipe = spread(recipe, look.columns)
    gone = checks.CODES | advising.CODES | (list_names.CODES if recipe.list_name != look.recipe.list_name else frozenset())
    found = tuple(finding for finding in look.findings if finding.code not in gone and not _settled(finding, recipe))
    wrong = faults(recipe, look.columns)
    fits = not any(finding.code == "other_columns" for finding in wrong)
    named = list_said or recipe.list_name != look.recipe.list_name
    renamed = named and recipe == look.recipe.model_copy(update={"list_name": recipe.list_name})
    unsaid = tuple(
        each for each in look.asked if each.code in SAID_BY and (renamed if said is None else _is_unsaid(each, look, recipe, said))
    )
    asked = (*unsaid, *still_open(look, recipe, questions(recipe, look.columns), list_said=list_said)) if fits else look.asked
    return replace(
        look,
        recipe=recipe,
        asked=asked,
        findings=(*found, *wrong, *(advice(recipe, look.columns, assumed) if fits else ())),
        remembered="no",
    )


SAID_BY = {"stages": "stages", "header": "has_header", "kind": "kind", "scale": "scale"}
"""Questions that nothing in a recipe shows to be open, with what answers them."""


def _is_unsaid(asked: Asked, look: Look, recipe: Recipe, said: Collection[str] | None) -> bool:
    """Whether what is asked stays open: what answers it is as it was proposed, and nobody said it."""
    name = SAID_BY[asked.code]
    same_kind = recipe.kind == look.recipe.kind or asked.code == "scale"
    return said is not None and name not in said and same_kind and getattr(recipe, name) == getattr(look.recipe, name)


def _settled(finding: Finding, recipe: Recipe) -> bool:
    """Whether a finding about a column no longer matters: the column is not read, or its order was chosen."""
    if finding.code == "scale_not_used":
        return finding.values.get("factor") == (recipe.scale or 1)
    if finding.severity != "blocking" or finding.column is None or finding.column >= len(recipe.columns):
        return False
    column = recipe.columns[finding.column]
    return column.field is None or (finding.code == "mixed_orders" and finding.values.get("shape") in column.orders)


def _drafted(
    name: str,
    layout: "Layout",
    table: Table,
    known: Sequence[KnownList],
    source: Source | None,
) -> tuple[Recipe, bool, Chosen]:
    months = {} if source else months_in_header(layout.headers)
    kind = source.kind if source else kind_of(table, months)
    stages, words, stages_open = _meanings(table, kind, source, months, known)
    chosen = list_for(name, table, kind, known, source)
    recipe = Recipe(
        kind=kind,
        list_name=chosen.name,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        worksheet=layout.worksheet[:200],
        header_row=layout.header_row,
        columns=_decided(table),
        stages=tuple(stage[:200] for stage in stages),
        words=dict(list(words.items())[:500]),
        fixed=_fixed(layout, table, source),
        scale=_scale(layout, table),
        period=_period(layout),
    )
    return recipe, stages_open, chosen


def _meanings(table: Table, kind: Kind, source: Source | None, months: dict[int, str], known: Sequence[KnownList]) -> Drafted:
    """Gives the columns their meaning for a kind of file."""
    if kind == "records":
        return draft_records(table, source)
    if kind == "events":
        return draft_events(table, source)
    if kind == "counts":
        return *draft_counts(table, months), False
    if kind == "spend":
        draft_spend(table, source)
    else:
        draft_lookup(table, [attribute for each in known for attribute in each.attributes])
    return (), {}, False


def _redrafted(look: Look, recipe: Recipe) -> Recipe:
    """A recipe of which a person said another kind and nothing else: what its columns mean is proposed anew, for that kind."""
    said = [(column.field, column.stage, column.name) for column in recipe.columns]
    if recipe.kind == look.recipe.kind or said != [(column.field, column.stage, column.name) for column in look.recipe.columns]:
        return recipe
    if len(said) != len(look.columns):
        return recipe
    table = Table(look.columns, look.preview)
    stages, words, _ = _meanings(table, recipe.kind, None, months_in_header(table.headers), ())
    kept = (stages or recipe.stages)[:12] if recipe.kind in ("records", "events", "counts") else ()
    columns = tuple(
        column.model_copy(update={"orders": old.orders or column.orders})
        for column, old in zip(_decided(table), recipe.columns, strict=True)
    )
    return recipe.model_copy(update={"columns": columns, "stages": tuple(stage[:200] for stage in kept), "words": words | recipe.words})


def _decided(table: Table) -> tuple:  # type: ignore[type-arg]
    """The columns; a decimal mark that nothing in the whole file proves is left open, to be asked."""
    proved = any(column.decimal and column.decimal_proved for column in table.columns)
    return tuple(
        column if proved or found.decimal_proved else column.model_copy(update={"decimal": _of_whole_money(found)})
        for column, found in zip(table.recipes(), table.columns, strict=True)
    )


_WHOLE_MONEY = ("JPY", "KRW", "VND", "CLP", "ISK", "PYG", "HUF")


def _of_whole_money(found: ColumnFound) -> Literal[".", ","] | None:
    """The decimal mark of money that has no decimals: the other than the one that parts its thousands (¥1,054)."""
    if found.currency not in _WHOLE_MONEY:
        return None
    marks = {mark for sample in found.samples for mark in ".," if re.search(rf"\d{re.escape(mark)}\d{{3}}(?!\d)", sample)}
    return (".", ",")[marks == {"."}] if len(marks) == 1 else None


def _fixed(layout: "Layout", table: Table, source: Source | None) -> dict[Literal["channel", "currency", "campaign", "stage"], str]:
    """What is true of all rows: the channel of a tool for one, the currency that a line above the table names beside its scale."""
    found: dict[Literal["channel", "currency", "campaign", "stage"], str] = {}
    if source and source.channel and table.with_field("channel") is None:
        found["channel"] = source.channel
    if len(layout.scales) == 1 and (currency := layout.scales[0].currency) and table.with_field("currency") is None:
        found["currency"] = currency
    return found


def _scale(layout: "Layout", table: Table) -> float | None:
    """For how many each amount counts, by the lines above the table; where they contradict each other that is said, and none is used."""
    if len({scale.factor for scale in layout.scales}) > 1:
        table.findings.append(Finding("several_scales", "warning", {"one": layout.scales[0].line, "other": layout.scales[1].line}))
        return None
    return layout.scales[0].factor if layout.scales else None


def _period(layout: "Layout") -> tuple[dt.date, dt.date] | None:
    if layout.period is None:
        return None
    first, last = layout.period
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)
