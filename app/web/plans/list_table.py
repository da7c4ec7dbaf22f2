"""The list's rows as HTML. A page has fifty of them, and whoever searches gets them while typing.

Every text is escaped here, once; what is the same in each row is written once for all of them.
"""

from collections.abc import Sequence

from markupsafe import Markup

from app.language import Language
from app.web.figures.markup import icon, safe
from app.web.plans.list_rows import Column, Counted, Editing, HeadlineWords, Row, Units
from app.web.plans.posts import TAKES_THE_PAGE, button, posts
from app.web.plans.query import Query


def table_rows(
    shown: Sequence[Row], query: Query, columns: Sequence[Column], units: Units, editing: Editing, once: str, language: Language
) -> Markup:
    """A row to each plan; the one whose tags are being typed has a form for them."""
    write = _Rows(query, columns, units, once, language)
    return Markup("\n".join(write.row(each, editing if each.stored.id == editing.id else None) for each in shown))  # escaped below


class _Rows:
    """Writes rows; a cell knows its column's name for where it stands alone."""

    def __init__(self, query: Query, columns: Sequence[Column], units: Units, once: str, language: Language) -> None:
        self._query, self._units, self._language = query, units, language
        self._labels = {column.key: f'data-l="{safe(column.label)}"' for column in columns}
        self._menu = _Menu(query, once, language)
        sample = safe(language.gettext("Sample data"))
        self._sample = f'<span class="pill">{sample}</span>'
        self._tags: dict[str, str] = {}

    def row(self, row: Row, editing: Editing | None) -> str:
        stored, changed, by = row.stored, row.changed, safe(row.stored.changed_by)
        tags = _tag_form(row, editing, self._query, self._language) if editing else self._tagged(row)
        return (
            f'<tr id="row-{safe(stored.id)}"><th class="nm" scope="row"><a href="{safe(row.address)}">{safe(stored.name)}</a>'
            f"{tags}</th>{self._figures(row.words)}"
            f'<td class="when" {self._labels["changed"]}><time datetime="{changed.machine}" title="{safe(changed.full)}">'
            f'{safe(changed.short)}</time><span class="sub" title="{by}">{by}</span></td>'
            f'<td class="does">{self._menu.of(row)}</td></tr>'
        )

    def _tagged(self, row: Row) -> str:
        stored = row.stored
        if not (stored.tags or stored.sample):
            return ""
        return f'<span class="tags">{self._sample if stored.sample else ""}{"".join(map(self._tag, stored.tags))}</span>'

    def _tag(self, tag: str) -> str:
        if tag not in self._tags:
            address, name = safe(self._query.first_page(tag=tag).address), safe(tag)
            self._tags[tag] = f'<a class="tag" href="{address}" title="{name}">{name}</a>'
        return self._tags[tag]

    def _figures(self, words: HeadlineWords) -> str:
        """The cells that say what the plan says."""
        labels = self._labels
        counts = f'<td class="why" colspan="4">{safe(words.why)}</td>' if words.why else self._counts(words)
        return (
            f'<td class="num" {labels["goal"]}><span class="big">{safe(words.goal)}</span>{_sub(words.goal_about)}</td>{counts}'
            f'<td class="stat" {labels["status"]}><span class="pill {words.tone}">{icon(words.icon)}{safe(words.status)}</span>'
            f"{_sub(words.status_about)}</td>"
        )

    def _counts(self, words: HeadlineWords) -> str:
        labels, units, deals, top, daily = self._labels, self._units, words.deals, words.top, words.daily
        return (
            f'<td class="num" {labels["deals"]}><span class="big">{safe(deals.value)}</span>{_unit(deals, units.deals)}</td>'
            f'<td class="num" {labels["top"]}>{safe(top.value)}{_unit(top, units.top)}</td>'
            f'<td class="num" {labels["daily"]}>{safe(daily.value)}{_unit(daily, units.daily)}</td>'
            f'<td class="num" {labels["spend"]}><span class="big">{safe(words.spend)}</span>{_sub(words.per_deal)}</td>'
        )


class _Menu:
    """What can be done with a plan."""

    def __init__(self, query: Query, once: str, language: Language) -> None:
        _, back = language.gettext, query.back
        self._language = language
        self._open, self._versions = safe(_("Open")), safe(_("Versions"))
        self._export, self._edit = safe(_("Export as YAML")), safe(_("Edit tags"))
        self._edit_at = safe(query.with_news({"edit": ""}))
        self._duplicate, self._archive = button(_("Duplicate"), back, once=once), button(_("Archive"), back)
        self._put_back, self._delete = button(_("Put back"), back), button(_("Delete for good"), back, "grave")
        self._ask = safe(_("Delete…"))

    def of(self, row: Row) -> str:
        at, label = safe(row.address), safe(self._language.gettext("More for %(name)s", name=row.stored.name))
        readable = self._of_readable(row) if row.words.readable else ""
        return (
            f'<details class="menu"><summary class="icon-btn" aria-label="{label}">{icon("s-more")}</summary><div class="menu-list">'
            f'<a href="{at}">{self._open}</a><a href="{at}/versions">{self._versions}</a>{readable}'
            f"{self._of_open(row) if row.stored.archived_at is None else self._of_archived(row)}</div></details>"
        )

    def _of_readable(self, row: Row) -> str:
        duplicate = f"<form {posts(f'{row.address}/duplicate')}>{self._duplicate}</form>"
        return f'{duplicate}<a href="{safe(row.address)}/export.yaml" download>{self._export}</a>'

    def _of_open(self, row: Row) -> str:
        edit = f"{self._edit_at}{safe(row.stored.id)}"
        return (
            f'<a href="{edit}" hx-get="{edit}" {TAKES_THE_PAGE}>{self._edit}</a>'
            f"<hr><form {posts(f'{row.address}/archive')}>{self._archive}</form>"
        )

    def _of_archived(self, row: Row) -> str:
        return (
            f"<hr><form {posts(f'{row.address}/unarchive')}>{self._put_back}</form>"
            f'<details class="sure"><summary class="grave">{self._ask}</summary>'
            f"<form {posts(f'{row.address}/delete')}>{self._delete}</form></details>"
        )


def _tag_form(row: Row, editing: Editing, query: Query, language: Language) -> str:
    _, stored = language.gettext, row.stored
    label, hint = _("Tags of %(name)s, separated by commas", name=stored.name), _("Separated by commas")
    save, cancel = _("Save"), _("Cancel")
    wrong, invalid, below = "", "", f'<p class="small">{safe(hint)}</p>'
    if editing.error:
        wrong, invalid = " is-wrong", ' aria-invalid="true" aria-describedby="tags-error"'
        below = f'<p class="wrong" id="tags-error">{safe(editing.error)}</p>'
    return (
        f'<form class="tag-edit" {posts(f"{row.address}/tags")}><input type="hidden" name="back" value="{safe(query.back)}">'
        f'<input type="hidden" name="revision" value="{stored.revision}"><span class="cell{wrong}">'
        f'<input type="text" name="tags" value="{safe(editing.text)}" maxlength="1000" autofocus autocomplete="off"'
        f' aria-label="{safe(label)}"{invalid}></span><button class="btn primary">{safe(save)}</button>'
        f'<a class="btn link" href="{safe(query.address)}">{safe(cancel)}</a>{below}</form>'
    )


def _unit(counted: Counted, of_all: str) -> str:
    """What is counted, unless the column's head says it."""
    return "" if of_all else _sub(counted.unit)


def _sub(text: str) -> str:
    return f'<span class="sub">{safe(text)}</span>' if text else ""
