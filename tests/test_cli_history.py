import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.api.histories import leads
from tests.published import OLIST, needs_published_data
from tests.served import served

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.terminal.process.die_quietly_with_the_pipe", lambda: None)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/plans.db")
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: object) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, ["history", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def refused(*arguments: object) -> str:
    """The one line on standard error of a command that did nothing."""
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1), (out, err)
    return err.removeprefix("backfunnel: ").strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "leads.csv").write_bytes(leads(300))
    return tmp_path / "leads.csv"


@pytest.fixture
def unclear(tmp_path: Path) -> Path:
    """Days up to the twelfth, the order of which nothing proves."""
    (tmp_path / "unclear.csv").write_bytes(leads(7, day_first=True))
    return tmp_path / "unclear.csv"


def test_a_file_is_taken_in_listed_measured_and_removed(file: Path) -> None:
    code, out, err = run("import", file, "--list", "Leads")
    assert (code, err) == (0, "")
    assert "300 rows: 300 taken in, 0 refused, 0 left out." in out
    id = re.search(r"imp_[a-z0-9]{20}", out)
    assert id
    listed = run("list")[1]
    assert re.search(r"^Leads +\S.* 300  ", listed, re.M)
    assert id[0] in listed
    funnel = run("funnel", "Leads", "--split", "channel")[1]
    assert re.search(r"> Deal +300 +100 +0 +200 ", funnel)
    assert all(len(line) <= 80 for line in funnel.splitlines())
    assert re.search(r"^  Search +75 +25 ", funnel, re.M)
    assert run("remove", id[0]) == (0, f"{id[0]} is removed.\n", "")
    assert "Nothing has been taken in yet." in run("list")[1]
    assert "There is no such import" in refused("remove", id[0])
    assert refused("funnel", "Leads").startswith("Leads: There is no such list")


def lists() -> dict[str, int]:
    return {line["name"]: len(line["imports"]) for line in json.loads(run("list", "--json")[1])["lists"]}


def test_a_list_is_renamed_joined_with_another_and_an_import_moved(file: Path, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_bytes(leads(30))
    id = re.search(r"imp_[a-z0-9]{20}", run("import", file, "--list", "Leads")[1])
    assert id
    run("import", tmp_path / "more.csv", "--list", "More")
    assert run("rename", "More", "Others") == (0, "More is now Others, with 1 file.\n", "")
    said = "There is a list “Leads” with 300 rows: “Others” with 30 rows would become one with it"
    assert refused("rename", "Others", "leads").startswith(said)
    assert refused("rename", "Others", "leads").endswith("Give --merge to have that.")
    assert lists() == {"Leads": 1, "Others": 1}
    assert run("rename", "Others", "leads", "--merge") == (0, "Others is now Leads, with 2 files.\n", "")
    assert lists() == {"Leads": 2}
    assert run("move", id[0], "Alone") == (0, "leads.csv is in the list Alone now.\n", "")
    assert lists() == {"Alone": 1, "Leads": 1}
    assert "“leads.csv” with 300 rows would become one with it" in refused("move", id[0], "Leads")
    assert run("move", id[0], "Leads", "--merge") == (0, "leads.csv is in the list Leads now.\n", "")
    assert refused("rename", "Nobody", "Leads").startswith("Nobody: There is no such list")
    assert refused("rename", "Leads", " ")
    assert refused("move", "imp_00000000000000000000", "Leads").startswith("imp_00000000000000000000: There is no such import")


def test_counts_by_month_are_not_called_buyers(file: Path, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("Month,Leads,Deals\n2026-01,100,10\n2026-02,120,12\n2026-03,90,8\n")
    run("import", tmp_path / "sheet.csv", "--list", "Sheet", "--yes")
    run("import", file, "--list", "Leads")
    assert "counts by month, without buyers" in run("funnel", "Sheet")[1]
    assert "310 buyers" not in run("funnel", "Sheet")[1]
    assert "300 buyers" in run("funnel", "Leads")[1]


def test_two_lists_that_cannot_be_one_stay_two(file: Path, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("Month,Leads,Deals\n2026-01,100,10\n2026-02,120,12\n2026-03,90,8\n")
    run("import", file, "--list", "Leads")
    run("import", tmp_path / "sheet.csv", "--list", "Sheet", "--yes")
    assert "one holds buyers, the other counts by month" in refused("rename", "Sheet", "Leads")
    assert lists() == {"Leads": 1, "Sheet": 1}


def test_a_file_takes_the_place_of_what_it_gave_before(file: Path, tmp_path: Path) -> None:
    id = re.search(r"imp_[a-z0-9]{20}", run("import", file, "--list", "Leads")[1])
    assert id
    new = re.search(r"imp_[a-z0-9]{20}", run("import", file, "--replaces", id[0])[1])
    assert new
    assert new[0] != id[0]
    (only,) = json.loads(run("list", "--json")[1])["imports"]
    assert (only["id"], only["replaces"], only["list_name"]) == (new[0], [id[0]], "Leads")
    (tmp_path / "more.csv").write_bytes(leads(30))
    assert "It is of another file" in refused("import", tmp_path / "more.csv", "--replaces", new[0])
    assert "There is no such import" in refused("import", file, "--replaces", id[0])
    assert "takes one file" in refused("import", file, tmp_path / "more.csv", "--replaces", new[0])


def test_the_same_file_again_adds_nothing(file: Path) -> None:
    run("import", file)
    code, out, _ = run("import", file)
    assert (code, "was taken in before" in " ".join(out.split())) == (0, True)
    (only,) = json.loads(run("list", "--json")[1])["imports"]
    assert only["taken"]["taken"] == 300


def test_an_order_of_dates_is_asked_and_can_be_answered(unclear: Path) -> None:
    code, out, err = run("import", unclear)
    assert (code, out) == (2, "")
    assert "--date-order dmy" in " ".join(err.split())
    assert "Nothing of it was taken in." in err
    assert run("import", unclear, "--yes")[0] == 2
    (came,) = json.loads(run("import", unclear, "--json")[1])
    assert {each["code"] for each in came["asked"]} == {"date_order"}
    code, out, _ = run("import", unclear, "--date-order", "dmy")
    assert (code, "6 Jan 2025" in out) == (0, True)


def test_a_wrong_answer_is_taken_back_by_removing_the_file(unclear: Path) -> None:
    (came,) = json.loads(run("import", unclear, "--date-order", "mdy", "--json")[1])
    assert run("remove", came["id"])[0] == 0
    code, out, err = run("import", unclear)
    assert (code, out, "--date-order dmy" in " ".join(err.split())) == (2, "", True)


def test_whose_money_it_is_and_what_a_dollar_is_are_answered_by_options(file: Path, tmp_path: Path) -> None:
    run("import", file)
    (tmp_path / "partners.csv").write_text(file.read_text().replace("Lead ID", "Partner ID"))
    assert run("import", tmp_path / "partners.csv", "--list", "Partners")[0] == 0
    ads = tmp_path / "ads.csv"
    ads.write_text("Campaign name,Reporting starts,Reporting ends,Amount spent\nSpring,2026-01-01,2026-01-31,$120.50\n")
    code, _, err = run("import", ads, "--yes")
    assert (code, "Answer with --list NAME. The lists are Leads and Partners." in " ".join(err.split())) == (2, True)
    code, _, err = run("import", ads, "--list", "ads")
    assert (code, "With --yes it is USD." in " ".join(err.split())) == (2, True)
    (came,) = json.loads(run("import", ads, "--list", "ads", "--yes", "--json")[1])
    assert (came["taken"]["list_name"], came["taken"]["currency"]) == ("ads", "USD")


def test_a_recipe_is_written_edited_and_followed(unclear: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    code, out, _ = run("look", unclear, "--date-order", "dmy", "--recipe-out", recipe)
    assert (code, "Created Date" in out) == (0, True)
    recipe.write_text(re.sub(r"list_name: .*", "list_name: By recipe", recipe.read_text()))
    assert run("import", unclear, "--recipe", recipe)[0] == 0
    assert [line["name"] for line in json.loads(run("list", "--json")[1])["lists"]] == ["By recipe"]
    recipe.write_text("kind: nonsense\nlist_name: x\ncolumns: []\n")
    assert f"{recipe}: /kind: " in refused("import", unclear, "--recipe", recipe)
    recipe.write_text("a: [")
    assert "This is not YAML" in refused("import", unclear, "--recipe", recipe)


def test_whether_the_first_row_is_the_header_is_said_by_an_option(tmp_path: Path) -> None:
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("100,2026-01-03\n200,2026-01-04\n300,2026-01-05\n")
    _, out, err = run("import", nameless)
    assert "Does the first row hold the names of the columns" in f"{out}{err}"
    assert "--no-header" in f"{out}{err}"
    for option, names, rows in (("--header", ["100", "2026-01-03"], 2), ("--no-header", ["Column 1", "Column 2"], 3)):
        found = json.loads(run("look", nameless, option, "--json")[1])
        assert ([column["header"] for column in found["columns"]], found["rows"]) == (names, rows)
        assert "header" not in [each["code"] for each in found["asked"]]


def test_a_file_says_which_list_it_goes_into_and_why(file: Path, tmp_path: Path) -> None:
    run("import", file, "--list", "Leads")
    other = tmp_path / "other.csv"
    other.write_bytes(leads(20).replace(b"Lead ID", b"MQL ID"))
    _, out, _ = run("import", other)
    assert "own, other: nothing says" in " ".join(out.split())
    assert "nothing says that these are the buyers of Leads" in " ".join(out.split())
    more = tmp_path / "more.csv"
    more.write_bytes(leads(25))
    assert "as the last file with these columns did" in " ".join(run("import", more)[1].split())
    assert {line["name"]: len(line["imports"]) for line in json.loads(run("list", "--json")[1])["lists"]} == {"Leads": 2, "other": 1}


def test_looking_takes_nothing_in(file: Path, tmp_path: Path) -> None:
    found = json.loads(run("look", file, "--json")[1])
    assert [column["header"] for column in found["columns"]] == ["Lead ID", "Created Date", "Lead Source", "Deal Date", "Amount"]
    run("import", file)
    before = json.loads(run("list", "--json")[1])
    run("look", file)
    assert json.loads(run("list", "--json")[1]) == before


def test_several_files_are_joined_in_whatever_order_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "a_deals.csv").write_text(
        "lead_id,won_date,amount\n" + "".join(f"L{at},2025-0{1 + at % 6}-20,500\n" for at in range(0, 60, 3))
    )
    (tmp_path / "b_leads.csv").write_text("lead_id,created,source\n" + "".join(f"L{at},2025-0{1 + at % 6}-02,web\n" for at in range(60)))
    code, _, err = run("import", tmp_path / "a_deals.csv", tmp_path / "b_leads.csv", "--list", "Joined")
    assert (code, err) == (0, "")
    measured = json.loads(run("funnel", "Joined", "--json")[1])
    assert (measured["whole"]["rates"][-1]["entered"], measured["whole"]["rates"][-1]["converted"]) == (60, 20)


def test_refused_rows_are_written_where_that_is_asked(file: Path, tmp_path: Path) -> None:
    file.write_bytes(leads(40) + b"L90,not a day,Search,,\n")
    target = tmp_path / "refused.csv"
    assert run("import", file, "--refused", target)[0] == 0
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert (rows[1][0], rows[1][2]) == ("42", "L90")
    assert "a file that belongs to it" in refused("import", file, "--refused", tmp_path / "plans.db")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "{folder}/none.csv"), "There is no such file."),
        (("import", "{folder}"), "This is a folder"),
        (("import", "{file}", "--date-order", "dym"), "It can be dmy, mdy, ymd."),
        (("import", "{file}", "--as-of", "yesterday"), "A day is written as 2026-11-22."),
        (("look", "{folder}/empty.csv"), "The file is empty."),
        (("review", "Leads"), "Say which year"),
        (("review", "Leads", "--since", "0001-01-01", "--until", "0001-12-31"), "the years from 1900 to 2199"),
        (("review", "Leads", "--year", "2025", "--as-of", "9999-12-31"), "the years from 1900 to 2199"),
        (("review", "Leads", "--since", "2026-12-31", "--until", "2026-01-01"), "The period ends before it begins."),
        (("funnel", "Leads", "--since", "2026-12-31", "--until", "2026-01-01"), "The period ends before it begins."),
        (("cohorts", "Leads", "--unit", "day"), "month or quarter"),
        (("review", "Leads", "--year", "2025", "--cost", "Search"), "Write the channel, a colon and a number"),
        (("review", "Leads", "--year", "2025", "--cost", "Search:-1"), "a number from 0 to 1,000,000,000,000"),
        (("review", "Leads", "--year", "2025", "--retention", "Search:nan"), "a number from 0 to 1."),
        (("review", "Leads", "--year", "2025", "--content-used", "5"), "belong together"),
        (("review", "Leads", "--year", "2025", "--content-used", "5", "--content-available", "4"), "More is used than there is."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(file: Path, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert words in refused(*(each.format(folder=tmp_path, file=file) for each in arguments))


def test_a_file_that_shares_no_id_with_its_list_says_so_once_it_is_in(file: Path, tmp_path: Path) -> None:
    run("import", file, "--list", "Leads")
    other = tmp_path / "fair.csv"
    other.write_bytes(leads(20).replace(b"Lead Source", b"Channel").replace(b"\nL", b"\nM"))
    code, out, _ = run("import", other, "--list", "Leads")
    assert (code, "None of 20 ids of this file is among those" in out) == (0, True)


def test_what_is_said_of_a_channel_that_is_not_there_is_refused(file: Path) -> None:
    run("import", file, "--list", "Leads")
    for option, figure in (("--cost", "1200"), ("--retention", "0.9")):
        said = refused("review", "Leads", "--year", "2025", option, f"Adds:{figure}")
        assert said == "Adds: There is no such name; it can be Referral, Search, Social."


def test_a_review_is_asked_with_what_no_file_says(file: Path) -> None:
    run("import", file, "--list", "Leads")
    given = ("--gross-margin", "0.5", "--cost", "Search:1200", "--cost", "social:900", "--retention", "Search:0.9")
    content = ("--content-used", "3", "--content-available", "12")
    found = json.loads(run("review", "Leads", "--year", "2025", *given, *content, "--json")[1])
    figures = {each["name"]: {one["key"]: one["value"] for one in each["figures"]} for each in found["channels"]}
    assert {name: figures[name]["spend"] for name in ("Search", "Social", "Referral")} == {"Search": 1200, "Social": 900, "Referral": None}
    search = figures["Search"]
    assert search["cac"] == pytest.approx(1200 / search["deals"])
    assert search["roi"] == pytest.approx(search["revenue"] * 0.5 / 1200 - 1)
    assert (search["retention"], found["content_used"]["value"]) == (0.9, 0.25)


def test_a_file_that_cannot_be_read_does_not_keep_others_out(file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    code, out, err = run("import", tmp_path / "empty.csv", file)
    assert (code, "300 taken in" in out, "The file is empty." in err) == (2, True, True)


def test_nothing_is_taken_in_beside_a_server(file: Path) -> None:
    run("import", file)
    with served() as (server, line):
        assert line.startswith("Backfunnel is ready at ")
        assert f"it is in use: process {server.pid}" in refused("import", file, "--list", "Other")
        assert "Known to" in run("list")[1]


@needs_published_data
def test_the_reference_figures_come_out_of_the_commands() -> None:
    twin = OLIST / "twin_dd-mm-yyyy" / "olist_marketing_qualified_leads_dataset.csv"
    assert run("import", OLIST / "olist_closed_deals_dataset.csv", twin, "--list", "Olist", "--date-order", "dmy")[0] == 0
    asked = ("funnel", "Olist", "--since", "2018-01-01", "--until", "2018-05-31")
    rate = json.loads(run(*asked, "--json")[1])["whole"]["rates"][-1]
    assert (rate["entered"], rate["converted"], rate["lag"]["median"]) == (5998, 781, 12)
    assert re.search(r"MQL > Deal +5,998 +781 ", run(*asked)[1])
    assert "2018-03" in run("cohorts", "Olist")[1]
    assert "organic_search" in run("review", "Olist", "--year", "2018")[1]
