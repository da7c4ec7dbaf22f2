"""A plan as a page of text: the sentence, the bridge, the months, channels, team, key figures, notes, and the proof."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from app.language import Language
from app.planner.plan import Figure, Plan, PlanChannel, PlanMonth
from app.terminal.text import GAP, NOTHING, Screen, padded, plain, table, table_width, width_of
from app.wording import activity_count, daily, figure_text, headline, kpi_name, note_message, note_title, way_out_sentence
from app.wording.names import MEASURES, STATUSES, day_text, heading, month_name, stage_words, words

_SCALES = ((1e10, 1e9, "bn"), (1e7, 1e6, "m"), (1e4, 1e3, "k"))


def plan_lines(plan: Plan, language: Language, screen: Screen) -> list[str]:
    """The plan, line by line."""
    return [
        *_top(plan, language, screen),
        *_bridge(plan, language, screen),
        *_months(plan, language, screen),
        *_channels(plan, language, screen),
        *_team(plan, language, screen),
        *_kpis(plan, language, screen),
        *_notes(plan, language, screen),
        *_proof(plan, language, screen),
    ]


def _top(plan: Plan, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    status, measure = _(STATUSES[plan["status"]]), _(MEASURES[plan["measure"]])
    horizon = plan["horizon"]
    between = _("%(first)s to %(last)s", first=month_name(horizon["start"][:7], language), last=month_name(horizon["end"][:7], language))
    facts = [
        measure,
        between,
        *([_("as of %(day)s", day=day_text(horizon["today"], language, with_year=True))] if horizon["today"] else []),
        status,
    ]
    return [
        screen.shown(plain(plan["name"]), "bold"),
        screen.shown(" · ".join(facts), "faint"),
        "",
        *_sentence(plan, language, screen),
    ]


def _sentence(plan: Plan, language: Language, screen: Screen) -> list[str]:
    """The headline, wrapped by words with its figures strong."""
    lines: list[str] = []
    line, used = "", 0
    for piece in headline(plan, language):
        for word in plain(piece.text).split(" "):
            if word and used + 1 + width_of(word) > min(screen.width, 90) and line:
                lines.append(line.rstrip())
                line, used = "", 0
            shown = screen.shown(word, "bold") if piece.strong else word
            line, used = line + shown + " ", used + width_of(word) + 1
        line, used = line[:-1], used - 1
    return [*lines, line]


def _bridge(plan: Plan, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    bridge, parts = (
        plan["bridge"],
        [
            ("churned", _("Churned")),
            ("expanded", _("Expanded")),
            ("committed", _("Signed, not yet counted")),
            ("pipeline", _("Open pipeline")),
            ("new_business", _("New business")),
        ],
    )
    amounts: dict[str, float] = {key: value for key, value in bridge.items() if isinstance(value, int | float)}
    rows = [(_("Baseline"), _money(bridge["baseline"], plan, language))]
    rows += [(name, _money(amounts[key], plan, language, sign=True)) for key, name in parts if amounts[key]]
    if bridge["surplus"]:
        rows.append((_("Above the goal"), _money(-bridge["surplus"], plan, language, sign=True)))
    rows.append((_("Target"), _money(bridge["target"], plan, language)))
    return [*screen.heading(_("From baseline to target")), *table(("", ""), rows, "<>", screen, GAP)]


# --- Months ---------------------------------------------------------------------------------------------------------


def _months(plan: Plan, language: Language, screen: Screen) -> list[str]:
    """Every stage by month; where the screen is too narrow for all months, in several bands."""
    _ = language.gettext
    months = plan["months"]
    rows = _month_rows(plan, language)
    label_width = max(width_of(row[0]) for row in rows)
    heads = [_month_head(months, position, language) for position in range(len(months))]
    columns = [(head, [row[1][position] for row in rows]) for position, head in enumerate(heads)]
    columns.append((_("Total"), [row[2] for row in rows]))
    first = sum(month["before_start"] for month in months)
    lines = screen.heading(_("Month by month"))
    for band in _bands(columns, label_width, first, screen.width):
        lines += [*_band(columns, band, rows, label_width, first, screen, language), ""]
    return lines[:-1]


def _bands(columns: Sequence[tuple[str, list[str]]], label_width: int, first: int, width: int) -> list[list[int]]:
    """Which columns stand beside each other: as few bands as there is room for, and of much the same size."""
    sizes = [max(map(width_of, [head, *cells])) + len(GAP) + 2 * (position == first > 0) for position, (head, cells) in enumerate(columns)]

    def split(most: int) -> list[list[int]]:
        bands: list[list[int]] = [[]]
        for position, size in enumerate(sizes):
            used = label_width + sum(sizes[each] for each in bands[-1])
            if bands[-1] and (used + size > width or len(bands[-1]) == most):
                bands.append([])
            bands[-1].append(position)
        return bands

    fewest = len(split(len(sizes)))
    return split(-(-len(sizes) // fewest))


def _month_head(months: Sequence[PlanMonth], position: int, language: Language) -> str:
    month = months[position]["month"]
    new_year = position == 0 or month[:4] != months[position - 1]["month"][:4]
    return language.month_short(int(month[:4]), int(month[5:7]), with_year=new_year)


def _month_rows(plan: Plan, language: Language) -> list[tuple[str, list[str], str]]:
    """Label, a cell for each month, and the total of every row."""
    _ = language.gettext
    months, totals = plan["months"], plan["totals"]
    rows = []
    for key, whole in totals["stages"].items():
        cells = [_count(month["stages"][key], language) for month in months]
        rows.append((heading(stage_words(plan, key, language)), cells, _count(whole, language)))
    revenue = [month["revenue"] + month["pipeline_revenue"] for month in months]
    rows.append(_money_row(_("Revenue"), revenue, sum(revenue) if totals["revenue"] is not None else None, plan, language))
    rows.append(_money_row(_("Spend"), [month["spend"] for month in months], totals["spend"], plan, language))
    return rows


def _money_row(
    name: str, amounts: Sequence[float | None], total: float | None, plan: Plan, language: Language
) -> tuple[str, list[str], str]:
    """A row of money in thousands or millions, as its label says, so that months stay narrow."""
    known = [amount for amount in (*amounts, total) if amount is not None]
    unit, letter = next(((unit, letter) for least, unit, letter in _SCALES if max(known, default=0) >= least), (1.0, ""))
    label = f"{name}, {plan['currency']} {letter}".rstrip()

    def cell(amount: float | None, shown: float) -> str:
        return "–" if amount is None else language.number(shown) if amount else NOTHING

    running = [round(sum(amount or 0.0 for amount in amounts[:end]) / unit) for end in range(len(amounts) + 1)]
    steps = [after - before for before, after in pairwise(running)]  # so that the row adds up as it is read
    return label, [cell(amount, step) for amount, step in zip(amounts, steps, strict=True)], cell(total, round((total or 0.0) / unit))


def _band(
    columns: Sequence[tuple[str, list[str]]],
    band: Sequence[int],
    rows: Sequence[tuple[str, list[str], str]],
    label_width: int,
    first: int,
    screen: Screen,
    language: Language,
) -> list[str]:
    """Some of the months as a table, with a rule where the horizon starts."""
    widths = {position: max(map(width_of, [columns[position][0], *columns[position][1]])) for position in band}

    def line(label: str, cell: Callable[[int], str]) -> str:
        text = padded(label, label_width, "<")
        for position in band:
            rule = "| " if position == first and first else ""
            text += GAP + rule + padded(cell(position), widths[position], ">")
        return text

    head = line("", lambda position: columns[position][0])
    lines = [screen.shown(head, "faint")]
    if first and band[0] < first:
        before = language.gettext("before the start")
        ahead = [position for position in band if position < first]
        room = sum(widths[position] + len(GAP) for position in ahead) - len(GAP)
        if width_of(before) <= room + label_width:
            lines.insert(0, screen.shown(padded(before, label_width + len(GAP) + room, ">"), "faint"))
    return lines + [line(plain(rows[row][0]), lambda position, row=row: columns[position][1][row]) for row in range(len(rows))]  # type: ignore[misc]


# --- Channels, team, key figures ------------------------------------------------------------------------------------


def _channels(plan: Plan, language: Language, screen: Screen) -> list[str]:
    """What each channel does, brings and costs; in two tables where one would be too wide."""
    _ = language.gettext
    name = [channel["name"] for channel in plan["channels"]]
    does_head = (_("A working day"), _("Peak"), _("In all"), _("From"), _("To"), _("Limit used"))
    brings_head = (_("Enter as"), _("Deals"), _("Revenue"), _("Spend"), _("A deal"))
    does = [_does(channel, plan, language) for channel in plan["channels"]]
    brings = [_brings(channel, plan, language) for channel in plan["channels"]]
    lines = screen.heading(_("Channels"))
    both = [(label, *left, *right) for label, left, right in zip(name, does, brings, strict=True)]
    if table_width(("", *does_head, *brings_head), both) <= screen.width:
        return [*lines, *table(("", *does_head, *brings_head), both, "<>>>>>>>>>>>", screen)]
    lines += table(("", *does_head), [(label, *row) for label, row in zip(name, does, strict=True)], "<>>>>>>", screen)
    return [*lines, "", *table(("", *brings_head), [(label, *row) for label, row in zip(name, brings, strict=True)], "<>>>>>", screen)]


def _does(channel: PlanChannel, plan: Plan, language: Language) -> tuple[str, ...]:
    rate = plan["totals"]["per_working_day"][channel["key"]]
    mean, peak, window = rate["mean"], rate["peak"], channel["window"]
    unit = channel["activity_unit"]
    return (
        "–" if mean is None else activity_count(unit, daily(mean), language, 2),
        "–" if peak is None else language.number(daily(peak), up_to=2),
        "–" if channel["activity"]["whole"] is None else language.number(channel["activity"]["whole"]),
        day_text(window[0], language) if window else "–",
        day_text(window[1], language) if window else "–",
        "" if channel["peak_use"] is None else language.percent(channel["peak_use"], 0),
    )


def _brings(channel: PlanChannel, plan: Plan, language: Language) -> tuple[str, ...]:
    entries, deals = channel["entries"]["whole"], channel["deals"]["exact"]
    return (
        "–" if entries is None else f"{language.number(entries)} {stage_words(plan, channel['enters'], language)}",
        "–" if deals is None else language.number(deals, 1),
        _money(channel["revenue"], plan, language),
        _money(channel["spend"], plan, language),
        _money(channel["cac"], plan, language),
    )


def _team(plan: Plan, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    if not plan["team"]:
        return []
    rows = [
        (
            role["role"],
            heading(_handled(role["handles"], plan, language)),
            language.number(role["heads"], up_to=1),
            language.number(role["heads_peak"]),
            language.number(role["hires"], up_to=1) if role["hires"] else NOTHING,
            month_name(role["hire_by"], language) if role["hire_by"] else NOTHING,
        )
        for role in plan["team"]
    ]
    head = ("", _("Carries"), _("Heads"), _("At the peak"), _("Hires"), _("First by"))
    return [*screen.heading(_("Team")), *table(head, rows, "<<>>>>", screen)]


def _handled(key: str, plan: Plan, language: Language) -> str:
    for channel in plan["channels"]:
        if channel["key"] == key:
            return words(channel["activity_unit"], language)
    return stage_words(plan, key, language)


def _kpis(plan: Plan, language: Language, screen: Screen) -> list[str]:
    """Key figures that have a value and are of the plan as a whole, in as many columns as fit."""
    rows = [
        (kpi_name(kpi, language, plan), figure_text(kpi["value"], kpi["unit"], plan["currency"], language))
        for kpi in plan["kpis"]
        if kpi["value"] is not None and "stage" not in kpi
    ]
    if not rows:
        return []
    lines = table(("", ""), rows, "<>", screen)
    width = max(map(width_of, lines))
    columns = max(1, min(3, screen.width // (width + 6)))
    depth = -(-len(lines) // columns)
    beside = [(" " * 6).join(padded(each, width, "<") for each in lines[row::depth]).rstrip() for row in range(depth)]
    return [*screen.heading(language.gettext("Key figures")), *beside]


# --- Notes and proof ------------------------------------------------------------------------------------------------


def _notes(plan: Plan, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    if not plan["notes"]:
        return []
    lines = screen.heading(_("Notes and ways out"))
    severities = {"error": _("Serious"), "warning": _("Warning"), "info": _("Good to know")}
    for note in plan["notes"]:
        severity = note["severity"]
        how = "faint" if severity == "info" else severity
        lines.append(f"{screen.shown(plain(note_title(note, plan, language)), 'bold')} · {screen.shown(severities[severity], how)}")
        lines += screen.paragraph(plain(note_message(note, plan, language)), GAP)
        for way in note.get("ways_out", ()):
            lines += screen.paragraph(plain(way_out_sentence(way, plan, language)), GAP + "  ", GAP + "> ")
    return lines


def _proof(plan: Plan, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    proof = plan["proof"]
    if proof is None:
        return []
    brings = language.money(proof["brings"], plan["currency"], 0)
    over = language.money(abs(proof["over"]), plan["currency"], 0)
    if proof["over"] >= 0:
        sentence = _("Checked forward: the whole-number targets bring %(brings)s, %(over)s over the goal.", brings=brings, over=over)
    else:
        sentence = _("Checked forward: the whole-number targets bring %(brings)s, %(short)s short of the goal.", brings=brings, short=over)
    return ["", *screen.paragraph(sentence)]


def _count(count: Figure, language: Language) -> str:
    whole = count["whole"]
    return "–" if whole is None else language.number(whole) if whole else NOTHING


def _money(amount: float | None, plan: Plan, language: Language, *, sign: bool = False) -> str:
    """Money in full, without cents where there are enough figures."""
    if amount is None:
        return "–"
    return language.money(amount, plan["currency"], 0 if abs(amount) >= 100 or amount == 0 else None, sign=sign)
