"""Small exports as the tools write them, with invented rows: their headers, title lines, totals, encodings and formats."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

Rows = Sequence[Sequence[str]]


def text(rows: Rows, delimiter: str = ",", *, end: str = "\n", quote_all: bool = False) -> str:
    """A delimited text; cells are quoted where they must be, or all."""

    def cell(value: str) -> str:
        if quote_all or any(mark in value for mark in (delimiter, '"', "\n", "\r")):
            return '"' + value.replace('"', '""') + '"'
        return value

    return end.join(delimiter.join(cell(value) for value in row) for row in rows) + end


def cells(line: str) -> list[str]:
    """A long row, with bars between its cells."""
    return line.split("|")


def save(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def hubspot_deals(folder: Path) -> Path:
    rows = [
        cells("Record ID|Deal Name|Deal Stage|Pipeline|Amount|Close Date|Create Date|Deal owner|Original Source|Associated Company"),
        cells("101|Acorn yearly|Closed Won|Sales Pipeline|12000|2026-03-14|2026-01-05 09:12|Ana Prat|Organic Search|Acorn"),
        cells("102|Birch pilot|Closed Lost|Sales Pipeline|8000.50|2026-02-20|2026-01-07 11:00|Ana Prat|Paid Search|Birch"),
        cells("103|Cedar|Contract Sent|Sales Pipeline|15000|2027-01-31|2026-02-01 08:30|Ben Holt|Organic Search|Cedar"),
        cells("104|Dune|Appointment Scheduled|Sales Pipeline||(No value)|2026-05-03 10:00|Ben Holt|(No value)|Dune"),
        ["105", "Elm", "closedwon", "Sales Pipeline", "9000", "2026-04-30", "2026-02-11 15:45", "Ana Prat", "Referrals", "Elm"],
    ]
    return save(folder, "hubspot-crm-exports-all-deals.csv", text(rows))


def hubspot_stage_dates(folder: Path) -> Path:
    rows = [
        cells(
            "Record ID|Deal Name|Deal Stage|Create Date|Close Date|Amount|Pipeline|"
            'Date entered "Appointment Scheduled (Sales Pipeline)"|Date entered "Contract Sent (Sales Pipeline)"|'
            'Date entered "Closed Won (Sales Pipeline)"|Date entered "Closed Lost (Sales Pipeline)"|'
            'Cumulative time in "Contract Sent (Sales Pipeline)"|Date entered "Renewed (Renewals)"'
        ),
        cells("1|A|Closed Won|2026-01-02|2026-04-01|100|Sales Pipeline|2026-01-03|2026-02-03|2026-03-03||86400|"),
        cells("2|B|Closed Lost|2026-01-05|2026-02-07|200|Sales Pipeline|2026-01-06|||2026-02-07||"),
        cells("3|C|Contract Sent|2026-02-05|2026-12-24|300|Sales Pipeline|2026-02-06|2026-03-06|||99|"),
        cells("4|D|Closed Lost|2026-02-05|2026-09-01|400|Sales Pipeline|2026-02-08|2026-03-09|2026-04-10|2026-09-01|99|"),
        ["5", "E", "Renewed", "2026-02-05", "2026-09-01", "400", "Renewals", "", "", "", "", "", "2026-03-01"],
    ]
    return save(folder, "deals.csv", text(rows, quote_all=True))


def hubspot_contacts(folder: Path) -> Path:
    rows = [
        cells(
            "Contact ID|First Name|Email|Create Date|Lifecycle Stage|Lead Status|Original Source|"
            "Original Source Drill-Down 1|Became a Lead Date|Became a Marketing Qualified Lead Date|"
            "Became a Sales Qualified Lead Date|Became an Opportunity Date|Became a Customer Date|Contact owner"
        ),
        cells(
            "1|Ana|ana@acorn.example|2026-01-01 10:00|Customer||Organic Search|x|2026-01-01 10:00|"
            "2026-01-04 10:00|2026-01-09 10:00|2026-02-01 10:00|2026-03-01 10:00|Zoe Lim"
        ),
        cells(
            "2|Ben|ben@birch.example|2026-01-02 10:00|Marketing Qualified Lead||Paid Search|y|2026-01-02 10:00|2026-01-08 10:00||||Zoe Lim"
        ),
        cells("3|Cyd|cyd@cedar.example|2026-01-03 10:00|Lead||Paid Search|y|2026-01-03 10:00|||||Max Orr"),
        cells("4|Dan|dan@dune.example|2026-01-03 11:00|Subscriber||Organic Search|z||||||Max Orr"),
    ]
    return save(folder, "contacts.csv", text(rows), "utf-8-sig")


def salesforce_report(folder: Path) -> Path:
    rows = [
        cells(
            "Opportunity Owner|Account Name|Opportunity Name|Stage|Fiscal Period|Amount Currency|Amount|"
            "Probability (%)|Age|Close Date|Created Date|Next Step|Lead Source|Type"
        ),
        cells("Ana Prat|Acorn|Acorn 2026|Closed Won|Q1-2026|EUR|12000.00|100|40|13/02/2026|04/01/2026||Web|New Business"),
        cells("Ana Prat|Birch|Birch 2026|Closed Lost|Q1-2026|EUR|9000.00|0|20|02/03/2026|05/02/2026||Partner|New Business"),
        cells("Ben Holt|Cedar|Cedar 2026|Negotiation/Review|Q4-2027|EUR|7000.00|90|9|12/12/2027|25/02/2026|call|Web|Existing Business"),
        cells("Ben Holt|Dune|Dune 2026|Closed Won|Q2-2026|USD|5000.00|100|9|14/04/2026|26/02/2026||Web|Existing Business"),
    ]
    footer = '"Grand Totals (4 records)"\n"Confidential Information - Do Not Distribute"\n'
    footer += '"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."\n'
    return save(folder, "report1764.csv", text(rows, quote_all=True) + footer, "cp1252")


def salesforce_history(folder: Path) -> Path:
    rows = [
        cells("Opportunity ID|Opportunity Name|From Stage|To Stage|Last Modified|Amount|Close Date|Stage|Created Date"),
        ["006A", "Acorn", "", "Prospecting", "2026-01-05", "100", "2026-06-01", "Closed Won", "2026-01-05"],
        ["006A", "Acorn", "Prospecting", "Qualification", "2026-01-20", "100", "2026-06-01", "Closed Won", "2026-01-05"],
        ["006A", "Acorn", "Qualification", "Qualification", "2026-01-25", "150", "2026-06-01", "Closed Won", "2026-01-05"],
        ["006A", "Acorn", "Qualification", "Closed Won", "2026-03-01", "150", "2026-06-01", "Closed Won", "2026-01-05"],
        ["006B", "Birch", "", "Prospecting", "2026-02-01", "80", "2026-06-01", "Closed Lost", "2026-02-01"],
        ["006B", "Birch", "Prospecting", "Closed Lost", "2026-02-11", "80", "2026-06-01", "Closed Lost", "2026-02-01"],
    ]
    return save(folder, "history.csv", text(rows, quote_all=True))


def own_history(folder: Path) -> Path:
    """A log of moves that somebody's own system writes."""
    rows = [["deal_id", "stage", "entered_at"], ["a", "Lead", "2026-01-13"], ["a", "Qualified", "2026-02-13"], ["a", "Won", "2026-03-13"]]
    rows += [["b", "Lead", "2026-01-14"], ["b", "Qualified", "2026-02-14"], ["b", "Lead", "2026-03-14"], ["b", "Lost", "2026-04-14"]]
    return save(folder, "moves.csv", text(rows))


def pipedrive(folder: Path) -> Path:
    head = (
        "ID,Title,Owner,Value,Currency of Value,Organization,Pipeline,Stage,Status,Deal created,"
        "Won time,Lost time,Deal closed on,Expected close date,Source channel"
    )
    rows = [
        [f"Deal - {each}" for each in head.split(",")],
        cells("7|Acorn|Ana|1200|EUR|Acorn|P|Proposal Made|Won|2026-01-05 10:00:00|2026-02-05 11:00:00||2026-02-05|2026-03-01|Web"),
        cells("8|Birch|Ana|0|EUR|Birch|P|Qualified|Lost|2026-01-06 10:00:00||2026-01-16 11:00:00|2026-01-16||Web"),
        cells("9|Cedar|Ben||EUR|Cedar|P|Qualified|Open|2026-01-07 10:00:00||||2026-12-01|Ads"),
    ]
    return save(folder, "deals-4711.csv", text(rows, ";"))


def zoho(folder: Path) -> Path:
    rows = [
        cells("Potential Name|Potential Owner|Created Time|Closing Date|Amount|Stage|Forecast Type|Lead Source|Type"),
        cells("Acorn|Ana|15 Apr, 2021 00:03:00|30 May, 2021 00:00:00|$22,700.00|Closed Won|Closed|Online Store|New"),
        cells("Birch|Ana|16 Apr, 2021 00:03:00|30 Jun, 2021 00:00:00|$1,117.10K|Closed Lost|Omitted|OnlineStore|New"),
        cells("Cedar|Ben|17 Apr, 2021 00:03:00|30 Jun, 2031 00:00:00|$900.00|Qualification|Pipeline|Partner|Old"),
    ]
    return save(folder, "Potentials.csv", text(rows))


def google_ads_report(folder: Path) -> Path:
    rows = [
        cells("Campaign status|Campaign|Budget|Status|Campaign type|Currency code|Impr.|Cost|Conv. rate|Conversions|Cost / conv."),
        ["Enabled", "Brand", "50.00", "Eligible", "Search", "USD", "25,881", "1,204.50", "2.10%", "18.50", "65.11"],
        ["Enabled", "Generic", "80.00", "Eligible", "Search", "USD", "104,119", "3,795.50", "0.90%", "31.50", "120.49"],
        ["Total: Campaigns", " --", " --", " --", " --", "USD", "130,000", "5,000.00", "1.20%", "50.00", "100.00"],
        ["Total: Account", " --", "130.00", " --", " --", "USD", "130,000", "5,000.00", "1.20%", "50.00", "100.00"],
    ]
    return save(folder, "Campaign report.csv", 'Campaign report\n"July 8, 2025 - July 31, 2025"\n' + text(rows))


def google_ads_german(folder: Path) -> Path:
    rows = [
        ["Tag", "Kampagne", "Impressionen", "Kosten", "Klicks", "Conversions"],
        ["17.09.2026", "Marke", "6.111", "275,35", "1.012", "3,50"],
        ["18.09.2026", "Marke", "889", "24,65", "88", "0,50"],
        ["Gesamt: Kampagne", " --", "7.000", "300,00", "1.100", "4,00"],
    ]
    return save(folder, "Kampagnenbericht.csv", "Kampagnenbericht\n17. September 2026 - 18. September 2026\n" + text(rows, "\t"), "utf-16")


def meta_ads(folder: Path) -> Path:
    rows = [
        ["Nom de la campagne", "Début des rapports", "Fin des rapports", "Montant dépensé (EUR)", "Impressions", "Résultats"],
        ["Printemps", "2026-03-01", "2026-03-31", "1 054,20", "20 000", "12"],
        ["Été", "2026-03-01", "2026-03-31", "945,80", "10 000", ""],
        ["", "2026-03-01", "2026-03-31", "2 000,00", "30 000", "12"],
    ]
    return save(folder, "Rapport.csv", text(rows, ";"))


def linkedin_ads(folder: Path) -> Path:
    rows = [
        cells(
            "Start Date (in UTC)|Account Name|Currency|Campaign Group Name|Campaign Name|Total Spent|Impressions|Clicks|"
            "Leads|Total Engagements"
        ),
        ["03/14/2026", "Us", "USD", "G", "Thought\nleaders", "100.50", "4000", "40", "2", "50"],
        ["03/15/2026", "Us", "USD", "G", "Thought\nleaders", "99.50", "3000", "30", "1", "40"],
        ["Total", "", "", "", "", "200.00", "7000", "70", "3", "90"],
    ]
    above = "Campaign Performance Report (in UTC)\nReport Start: March 14, 2026\nReport End: March 15, 2026\n\n"
    return save(folder, "linkedin.csv", above + text(rows, "\t"), "utf-16")


def tiktok_ads(folder: Path) -> Path:
    rows = [
        ["By Day", "Campaign name", "Ad group name", "Ad name", "Cost", "Impressions", "Clicks (destination)"],
        ["2026-05-01", "T", "G", "A", "10", "100", "1"],
        ["2026-05-02", "T", "G", "A", "20", "200", "2"],
        ["-", "-", "-", "-", "30", "300", "3"],
        ["Total of 2 results", "", "", "", "30", "300", "3"],
    ]
    return save(folder, "tiktok.csv", text(rows))


def ga4(folder: Path) -> Path:
    above = "# ----------\n# Traffic acquisition\n# Start date: 20260801\n# End date: 20260930\n# ----------\n"
    rows = [
        cells("Session primary channel group (Default Channel Group)|Sessions|Engaged sessions|Engagement rate|Key events"),
        ["", "1000", "625", "62.5%", "30"],
        ["Organic Search", "700", "500", "71.4%", "20"],
        ["Direct", "300", "125", "41.7%", "10"],
    ]
    return save(folder, "ga4.csv", above + text(rows))


def mailchimp(folder: Path) -> Path:
    rows = [
        cells(
            "Title|Subject|Audience|Send Date|Send Weekday|Total Recipients|Successful Deliveries|Total Bounces|"
            "Unique Opens|Open Rate|Unique Clicks|Total Revenue"
        ),
        ["June", "Hello", "All", "Jun 09, 2018 09:30 pm", "Saturday", "1,063", "1,050", "13", "292", "27.78%", "40", "n/a"],
        ["July", "Again", "All", "Jul 09, 2018 09:30 am", "Monday", "1,100", "1,090", "10", "300", "27.52%", "44", "n/a"],
    ]
    return save(folder, "campaigns.csv", text(rows))


def lemlist(folder: Path) -> Path:
    rows = [
        cells(
            "email|firstName|companyName|campaigns|leadStatus|addedToLemlist|firstContactedDate|lastContactedDate|"
            "lastRepliedDate|lastLeadMarkedAsInterestedDate"
        ),
        cells("ana@acorn.example|Ana|Acorn|C1|Replied|2026-01-01|2026-01-02|2026-01-09|2026-01-10|2026-01-11"),
        ["ben@birch.example", "Ben", "Birch", "C1", "Email bounced", "2026-01-01", "2026-01-02", "2026-01-02", "", ""],
        ["cyd@cedar.example", "Cyd", "Cedar", "C2", "Contacted", "2026-01-01", "2026-01-03", "2026-01-09", "", ""],
    ]
    return save(folder, "lemlist.csv", text(rows))


def monthly_counts(folder: Path) -> Path:
    """A small team's sheet, German: semicolons, decimal commas, dd.mm.yyyy for the month."""
    rows = [
        ["Monat", "Kanal", "Leads", "MQLs", "SQLs", "Opportunities", "Kunden", "Ausgaben (EUR)"],
        ["01.01.2026", "Google", "1.200", "300", "90", "40", "8", "4.500,50"],
        ["01.01.2026", "Messe", "80", "40", "25", "12", "4", "9.000,00"],
        ["01.02.2026", "Google", "1.300", "310", "95", "44", "9", "4.600,00"],
        ["Summe", "", "2.580", "650", "210", "96", "21", "18.100,50"],
    ]
    return save(folder, "Trichter.csv", text(rows, ";"), "cp1252")


def transposed_counts(folder: Path) -> Path:
    rows = [
        ["Channel", "Stage", "Jan 2026", "Feb 2026", "Mar 2026"],
        ["SEO", "Leads", "100", "110", "120"],
        ["SEO", "MQLs", "30", "33", "36"],
        ["SEO", "Customers", "3", "4", "5"],
    ]
    return save(folder, "by-month.csv", text(rows))


def own_table(folder: Path) -> Path:
    """A table that people keep themselves: their own stages, dates that prove day first."""
    rows = [
        ["Nr", "Firma", "Erstkontakt am", "Demo am", "Angebot am", "Status", "Wert", "Branche"],
        ["1", "Acorn", "03.01.2026", "14.01.2026", "20.01.2026", "gewonnen", "1.234,56 €", "Bau"],
        ["2", "Birch", "04.01.2026", "15.01.2026", "", "verloren", "2.000 €", "Bau"],
        ["3", "Cedar", "25.01.2026", "", "", "offen", "", "Handel"],
        ["4", "Dune", "26.01.2026", "30.01.2026", "", "offen", "", "Handel"],
    ]
    return save(folder, "Vertrieb.csv", text(rows, ";"))


def workbook(folder: Path, rows: Sequence[Sequence[object]], name: str = "book.xlsx") -> Path:
    """A workbook of one sheet with texts and numbers, as a spreadsheet program writes it."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        plain = str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f'<c t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'

    sheet = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = (("workbook", f"{main}.sheet.main+xml"), ("worksheets/sheet1", f"{main}.worksheet+xml"))
    parts = "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{kind}"/>' for part, kind in kinds)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'

    def relation(kind: str, target: str) -> str:
        points = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{points}</Relationships>'

    sheets = '<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{rels}{parts}</Types>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for member, content in members.items():
            book.writestr(member, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    path = folder / name
    path.write_bytes(packed.getvalue())
    return path
