"""Words for files and what was taken in of them: findings, questions, what a column can be."""

from collections.abc import Mapping, Sequence

from app.history.found import Asked, Finding
from app.history.taking.reasons import REASONS
from app.language import Language
from app.planner.text import N_

KEEPING = {
    "interrupted": N_("The program was stopped while it was at this file. Nothing of it was kept; take it in again."),
    "import_failed": N_("Something went wrong while the file was worked on, and it is not your doing. Nothing of it was kept."),
    "took_too_long": N_(
        "The work on the file took longer than %(minutes)s minutes and was ended. Nothing of it was kept. Export a shorter period, "
        "or fewer columns."
    ),
    "too_much_memory": N_(
        "Reading the file takes more memory than one file may. Nothing of it was kept. Save it as CSV, or export a shorter period."
    ),
    "no_room": N_("There is no room left for what this file gives. Nothing of it was kept; make room, then take it in again."),
    "not_kept": N_("It could not be kept, because the database was not to be had. Nothing of it was kept; take it in again."),
    "refused_file_cut": N_("So many rows were refused that only the first of them are in the file of refused rows."),
}
FILES = {
    # a file that cannot be taken in
    "empty_file": N_("The file is empty."),
    "blank_file": N_("The file holds no table: there is nothing in it but blanks."),
    "header_only": N_("The file has a header and no rows under it. The header is %(headers)s."),
    "too_large_file": N_("The file has %(size)s; the most is %(limit)s. Export a shorter period, or fewer columns."),
    "too_large_workbook": N_(
        "Unpacked, the workbook has %(size)s; the most is %(limit)s. Save the sheet as CSV, or export a shorter period."
    ),
    "too_many_parts": N_("The workbook has %(parts)s parts; the most is %(limit)s. Save the sheet as CSV."),
    "too_many_cells": N_(
        "From its first cell to its last, a sheet takes %(cells)s places; the most is %(limit)s. Delete what stands far from the table, "
        "or save the sheet as CSV."
    ),
    "too_large_texts": N_("All cells of the workbook hold %(size)s of text; the most is %(limit)s. Save the sheet as CSV."),
    "cell_too_long": N_(
        "A cell in row %(row)s holds more than %(limit)s characters, as no spreadsheet program writes it. Save the sheet as CSV."
    ),
    "mostly_air": N_(
        "A part of the workbook unpacks to %(times)s times its size; the most is %(limit)s times. Open it in a spreadsheet program and "
        "save the sheet as CSV."
    ),
    "table_too_far": N_(
        "The first filled row of the sheet is row %(row)s; it must be among the first %(limit)s. Delete the blank rows above the table."
    ),
    "too_many_columns": N_(
        "The file has %(columns)s columns; the most is %(limit)s. Export only the columns that matter, or look whether the "
        "delimiter is right."
    ),
    "too_many_rows": N_("The file has more than %(limit)s rows. Export a shorter period."),
    "too_many_sums": N_(
        "By day and channel there are more than %(limit)s sums. Look whether the right column is read as the channel, or export a shorter "
        "period."
    ),
    "too_many_keys": N_(
        "%(header)s has more than %(limit)s different values. A lookup tells what is true of some values of another column; if a row of "
        "this file is a buyer, say so."
    ),
    "too_large_keys": N_(
        "The values of %(header)s have %(size)s of text; the most is %(limit)s. A lookup tells what is true of some values of another "
        "column: choose the column that names them."
    ),
    "record_too_long": N_("A row has no end: more than %(limit)s without a line break. This is no table, or its line breaks were lost."),
    "old_workbook": N_("This is a workbook of an old Excel. Open it and save it as .xlsx or CSV."),
    "protected_workbook": N_(
        "The workbook is protected by a password. Open it with the password, and save it without one, as .xlsx or CSV."
    ),
    "other_workbook": N_("This is a workbook of another kind, %(kind)s, which is not read. Open it and save it as .xlsx or CSV."),
    "broken_workbook": N_("The workbook cannot be read. Open it in a spreadsheet program and save it anew, as .xlsx or CSV."),
    "pdf_file": N_("This is a PDF. Export the report as CSV or XLSX."),
    "image_file": N_("This is a picture. Export the report as CSV or XLSX."),
    "compressed_file": N_("This is a compressed file. Unpack it first, and bring the CSV or XLSX that is in it."),
    "web_page": N_(
        "This is a web page, whatever it is called: some tools save HTML as .xls. Open it in a spreadsheet program and save it "
        "as .xlsx or CSV."
    ),
    "xml_file": N_("This is an XML file. Export the report as CSV or XLSX."),
    "json_file": N_("This is a JSON file. Export the report as CSV or XLSX."),
    "binary_file": N_("This is no text and no workbook, whatever it is called. Export the report as CSV or XLSX."),
    "unknown_encoding": N_("There is no text encoding %(given)s; try utf-8, utf-16 or cp1252."),
    "unknown_delimiter": N_("%(given)s cannot part cells; that takes a comma, a semicolon, a tab, or another single ASCII character."),
    # which list it goes into
    "list_joined": N_("It goes into the list %(list)s: the ids there are called %(header)s, too, so they are the same buyers."),
    "list_apart": N_(
        "It gets a list of its own, %(list)s: nothing says that these are the buyers of %(other)s, whose ids have another name. "
        "Name that list where they are."
    ),
    "money_of_list": N_("Its money counts for the list %(list)s: what a buyer there cost is worked out with it."),
    "ids_not_shared": N_(
        "None of %(n)s ids of this file is among those of the other files of the list %(list)s. If these are other buyers than there, "
        "give them a list of their own."
    ),
    "list_remembered": N_("It goes into the list %(list)s, as the last file with these columns did."),
    # what is special about a file
    "repaired_header": N_("The header %(was)s was written in one encoding and read in another; it is read as %(now)s."),
    "mixed_encoding": N_("The text is UTF-8 but for %(count)s bytes; those are read as Windows' western letters."),
    "encoding_guessed": N_(
        "Few letters tell how the text was written. It is read as %(encoding)s: %(example)s. If that looks wrong, it may be %(other)s: "
        "%(otherwise)s. You can correct the encoding."
    ),
    "nul_bytes": N_(
        "There are %(count)s empty bytes (NUL) in the text. Cells that hold one are shown with a mark; no number or date is read from them."
    ),
    "worksheets_alike": N_(
        "Only the sheet %(worksheet)s is read. There are others with the same columns: %(others)s. Take in each of them, too, or bring "
        "their rows together in one sheet."
    ),
    "several_worksheets": N_("The sheet %(worksheet)s is read. The others are %(others)s."),
    "formula_without_value": N_(
        "Some cells hold formulas without a computed value; they count as empty. Open the workbook and save it once."
    ),
    "mixed_orders": N_(
        "In %(header)s some dates put the day first and some the month (%(one)s and %(other)s), so neither answer fits all. Dates that "
        "do not fit the answer are refused, and others may be read as the wrong day. Better export the file anew with dates of one kind."
    ),
    "mixed_decimals": N_("In %(header)s some numbers have a decimal point (%(point)s) and some a decimal comma (%(comma)s)."),
    "two_currencies": N_("There are several currencies in one column. Amounts of different currencies are never added."),
    "swapped_days": N_(
        "In %(header)s no real date has a day above 12, and all dates that were left as text have one (%(text)s): a spreadsheet program "
        "seems to have swapped day and month, so that %(example)s may be %(swapped)s. Take in the file as it was exported, not saved anew."
    ),
    "shortened_numbers": N_(
        "In %(header)s long numbers were cut short, such as %(example)s, so that different ones became the same: a spreadsheet program "
        "does that. Take in the file as it was exported, not saved anew, or do not read the column."
    ),
    "quote_astray": N_(
        "In some cells a quote opens that is never closed. It counts as a character, so what followed it may stand in the wrong column."
    ),
    "unlikely_dates": N_("In %(header)s some dates lie far from the others, such as %(example)s."),
    "buddhist_years": N_(
        "In %(header)s years are of the Buddhist era, as in %(example)s: 543 more than elsewhere. Export the file with dates such as "
        "2026-03-31, or do not read the column."
    ),
    "formula_texts": N_(
        "In %(header)s some cells begin like a formula, such as %(example)s. They are read as text, and nothing is computed."
    ),
}
RECIPES = {
    "other_columns": N_("These are the columns of another file: their names differ from this one's."),
    "stage_twice": N_("A stage is named twice; each must be different."),
    "unknown_meaning": N_("%(meaning)s is no stage and no outcome; a word means won, lost, open, ignore or a stage."),
    "field_not_here": N_("%(header)s cannot be read as that: this kind of file has no such thing."),
    "not_dates": N_("%(header)s is to be read as dates, but holds none: %(example)s."),
    "not_numbers": N_("%(header)s is to be read as numbers, but holds none: %(example)s."),
    "id_of_few": N_(
        "%(header)s has %(different)s different values in %(rows)s rows, so the rows of many would become those of one buyer. "
        "Choose the column that is different for each buyer, or none."
    ),
    "stage_unknown": N_("Say which stage %(header)s is about."),
    "field_twice": N_("%(header)s and %(other)s are to be read as the same thing; choose one."),
    "field_missing": N_("No column is chosen for this: %(field)s."),
    "nothing_to_measure": N_(
        "No column tells of a day or an outcome, so nothing can be measured. Choose one, or read the file as a lookup."
    ),
    "no_period": N_("The rows have no day. Choose the column that has it, or say which period the whole file covers."),
    "day_in_parts": N_(
        "No column holds a whole day or month: there is %(part)s in one and %(year)s in another. Bring them together in one column, such "
        "as Q1 2026 or 2026-03, or say which period the whole file covers."
    ),
    "no_id_column": N_(
        "No column holds an id. Each row counts as a buyer of its own, so a second file with the same buyers would count them twice."
    ),
    "closed_without_outcome": N_("There is a day of closing, but nothing tells won from lost: all that is closed counts as won."),
    "no_outcome_column": N_(
        "No column tells won from lost. Choose the one that does; without it nobody has won or lost here, unless another file of the "
        "list tells it."
    ),
    "no_amount_column": N_("No column tells what deals are worth. Choose the one that does, if there is one."),
    "amounts_not_read": N_("%(header)s seems to hold amounts, but cells such as %(example)s cannot be read as numbers, so it is not read."),
    "thousands_parted": N_(
        "In %(header)s no amount has decimals, and every mark has three digits after it, so the mark parts thousands: %(example)s is "
        "read as %(value)s. Correct it where these are decimals."
    ),
    "numbers_scaled": N_("By the header %(header)s each number counts for so many: it is multiplied by %(factor)s."),
    "amounts_scaled": N_(
        "Each number in %(header)s is multiplied by %(factor)s, because a line beside the table, or whoever said how the file is read, "
        "says that its money is counted so. Say how the amounts are written where that is not so."
    ),
    "scale_of_other_currency": N_(
        "The money of this file is counted in %(factor)s of another currency, so the numbers in %(header)s are not multiplied."
    ),
    "scale_not_used": N_(
        "A line beside the table, %(line)s, says that each amount counts for %(factor)s. The recipe that the file is read by says "
        "something else, and that is what counts. Say how the amounts are written where it is not so."
    ),
    "several_scales": N_(
        "Lines around the table say different things of what its money is counted in, %(one)s and %(other)s, so amounts are read as they "
        "stand. Say it in the headers, such as Cost (k€)."
    ),
    "grouped_values": N_(
        "%(header)s seems to say a value only in the first row of each group, such as %(example)s: the other rows would be without it. "
        "Export the rows themselves, without groups and subtotals, or do not read this column."
    ),
    "unread_amounts": N_(
        "These columns hold numbers and are not read: %(headers)s. See whether one of them is money spent, leads, or something else "
        "to count."
    ),
    "days_not_read": N_("%(header)s seems to hold days, but cells such as %(example)s cannot be read as dates, so it is not read."),
    "closing_by_rows": N_("%(header)s is read as the day of closing: lost rows have such a day as well as won ones."),
    "ids_rounded": N_(
        "A spreadsheet has rounded %(header)s: %(example)s stands for many. It is not used as an id, so each row counts as a buyer of its "
        "own. Export the file anew, and bring it without opening it in a spreadsheet."
    ),
    "words_taken_as_open": N_("These words are not known and count as open: %(words)s."),
    "several_pipelines": N_("The file holds several pipelines. The stages of %(pipeline)s are read; those of %(others)s are not."),
}
TAKEN = {
    "unknown_word": N_("What some words mean was not said, such as %(word)s; what nothing else tells of is refused."),
    "date_not_used": N_("In %(header)s some dates lie before 1990. They stand for no date, and are not used."),
    "forecast_ignored": N_("Close dates of open rows are forecasts and were not used."),
    "closed_taken_as_won": N_("Nothing tells won from lost, so all that is closed counts as won."),
    "won_without_day": N_("Some won deals have no day on which they were won. They count as won; they have no time to the win."),
    "won_then_lost": N_("Some deals were lost after they had been won. They count as won."),
    "days_backwards": N_("Some buyers entered %(stage)s before an earlier stage: their days run backwards."),
    "lost_before_entry": N_("Some were lost before their last stage was entered."),
    "too_many_values": N_("%(header)s has more than 1,000 different values, or very long ones, so it is not kept to split by."),
    "too_many_channels": N_(
        "%(header)s has more than %(limit)s different values. Only the first of them are kept apart; what was spent or done in the others "
        "counts without a channel."
    ),
    "too_many_campaigns": N_(
        "By %(header)s, day and channel there are more than %(limit)s sums. They are kept by day and channel only; all of it counts."
    ),
    "currency_set_aside": N_("Most amounts are in %(currency)s. Those in %(others)s are set aside: different currencies are never added."),
    "no_ids": N_("The rows have no ids. Each counts as a buyer of its own; a second file with the same buyers would count them twice."),
    "refused_mostly_open": N_(
        "Of the %(refused)s refused rows nearly all are open ones. Without them too much seems to be won or lost: correct them and take "
        "them in, too."
    ),
    "called_total": N_("Some rows are called Total, yet are not the sum of the others. They were added; see whether that is right."),
    "rows_left_out": N_("Totals, footers, blank rows and rows that mean nothing here were left out."),
    "repeated_ids": N_("Some rows have an id that stood before. They were merged; the last one counts, and amounts are not added."),
}
REFUSED = {f"refused_{code}": sentence for code, sentence in REASONS.items()}
SENTENCES = FILES | RECIPES | TAKEN | REFUSED | KEEPING

_ORDER_IN_NO_WAY = N_(
    "Dates such as %(examples)s contradict each other: neither answer fits them all. Does the day or the month come first in most of them?"
)
QUESTIONS = {
    "date_order": N_("Does the day or the month come first in dates such as %(examples)s?"),
    "decimal": N_("Is the mark in numbers such as %(examples)s a decimal mark, or does it part thousands?"),
    "words": N_("What does %(about)s mean?"),
    "stages": N_("Is this the order of the stages: %(proposed)s?"),
    "kind": N_("What is a row of this file?"),
    "id": N_("Which column holds the id of a buyer?"),
    "header": N_("Does the first row hold the names of the columns, although it looks like data: %(examples)s?"),
    "currency": N_("Which currency are amounts such as %(examples)s in?"),
    "as_of": N_("On which day was the file exported?"),
    "list": N_("Whose money is this?"),
    "scale": N_(
        "In what its money is counted the file says unclearly, or not as it was said of such a file before. By what is each amount "
        "multiplied?"
    ),
}
_SAME_BUYERS = N_(
    "Their ids, %(about)s, are running numbers (%(examples)s), and those of the list below are called so, too. Name that list if they are "
    "the same buyers, or else any other: which list do these buyers belong to?"
)
ANSWERS = {
    "dmy": N_("The day comes first"),
    "mdy": N_("The month comes first"),
    "ymd": N_("The year comes first"),
    ".": N_("The point is the decimal mark"),
    ",": N_("The comma is the decimal mark"),
    "yes": N_("Yes, it is the header"),
    "no": N_("No, there is none"),
    "won": N_("won"),
    "lost": N_("lost"),
    "open": N_("open"),
    "ignore": N_("leave these rows out"),
}


def sentence(finding: Finding, language: Language) -> str:
    """A finding about a file, in words."""
    template = SENTENCES[finding.code]
    values = {"column": finding.values.get("header", ""), **finding.values} if "%(column)s" in template else finding.values
    if finding.code.startswith("too_large") or finding.code == "record_too_long":
        values = {**values, **{name: _megabytes(values[name], language) for name in ("size", "limit") if name in values}}
    return language.gettext(template, **shown(values, language)) if "%(" in template else language.gettext(template)


def question(asked: Asked, language: Language) -> str:
    """A question, in words."""
    values = {"examples": list(asked.examples), "about": asked.about, "proposed": asked.proposed or ""}
    if asked.code == "list" and asked.about:
        return language.gettext(_SAME_BUYERS, **shown(values, language))
    template = _ORDER_IN_NO_WAY if asked.code == "date_order" and _contradict(asked.examples) else QUESTIONS[asked.code]
    return language.gettext(template, **shown(values, language))


def _contradict(examples: Sequence[str]) -> bool:
    """Whether no order of day and month gives a day for each of these dates."""
    from app.history.values.date_text import Numbers, parsed  # not before it is needed: it brings the reader of tables along

    orders = [set(found.orders()) for each in examples if isinstance(found := parsed(each), Numbers)]
    return bool(orders) and not set.intersection(*orders)


def answer(choice: str, language: Language) -> str:
    """One of the answers of a question; a stage's name is as people wrote it."""
    return language.gettext(ANSWERS[choice]) if choice in ANSWERS else choice


def shown(values: Mapping[str, object], language: Language) -> dict[str, str]:
    """Values of a finding as they are read: whole numbers in groups, lists as lists."""
    return {name: _shown(value, language) for name, value in values.items()}


def _shown(value: object, language: Language) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return language.whole(round(value))
    if isinstance(value, (list, tuple)):
        return language.list_of([str(each) for each in value])
    return str(value)


def _megabytes(size: object, language: Language) -> str:
    return f"{language.whole(round(int(str(size)) / 1_000_000))} MB"
