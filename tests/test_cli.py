import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.documents import example_document, example_yaml
from app.planner.present import make_plan
from tests.examples import make_document, make_scenario
from tests.hostile import NONSENSE, UNREADABLE, Nonsense
from tests.served import served

ROOT = Path(__file__).resolve().parent.parent
RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _leave_the_process_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command ends the process's way with pipes, which is not wanted of the test's own; a server needs a database of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/served.db")
    monkeypatch.setattr("app.terminal.process.die_quietly_with_the_pipe", lambda: None)
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def growth(tmp_path: Path) -> str:
    path = tmp_path / "growth.yaml"
    path.write_text(example_yaml(), encoding="utf-8")
    return str(path)


def run(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    result = RUNNER.invoke(app, arguments, input=given)
    return result.exit_code, result.stdout, result.stderr


def process(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "app", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def refused(file: str, *arguments: str) -> str:
    """The one line about a file that is refused."""
    code, out, err = run(*(arguments or ("plan",)), file)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith(f"backfunnel: {file}: ")
    return err.removeprefix(f"backfunnel: {file}: ").strip()


def test_tells_the_plan_as_a_page_of_text(growth: str) -> None:
    code, out, err = run("plan", growth)
    assert (code, err) == (0, "")
    assert out.startswith(
        "FY2027 growth plan\nBookings · Jan 2027 to Dec 2027 · as of 21 Nov 2026 · At risk\n\nTo grow 25% you need 73 new deals:"
    )
    assert "\n  New business    +$904," in out
    assert re.search(r"^Leads +104 +404 +\| +422 .* 4,377$", out, re.M)
    assert re.search(r"^Cold email +42 e-mails +53 +9,32\d +21 Nov +18 Oct +13%", out, re.M)
    assert re.search(r"^AE +Opportunities +2 +5 +3 +Sep 2026$", out, re.M)
    assert "> Hire 3 AEs: full load from Apr 2027 if they start in Dec 2026." in out
    assert "Checked forward: the whole-number targets bring $5,000," in out
    assert "\033" not in out


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_table_is_wider_than_the_screen(growth: str, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("plan", growth)
    assert max(map(len, out.splitlines())) <= max(width, 72)  # the narrowest table about channels takes 72


def test_months_of_a_narrow_screen_add_up_to_all_of_them(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run("plan", growth)
    bands = re.findall(r"^Deals +(.*)$", out.partition("Channels")[0], re.M)
    cells = " ".join(bands).replace("|", "").split()
    assert sum(int(cell) for cell in cells[:-1] if cell != "·") == int(cells[-1]) == 73


def test_money_by_month_adds_up_as_it_is_read(growth: str) -> None:
    _, out, _ = run("plan", growth)
    rows = re.findall(r"^Spend, USD k +(.*)$", out, re.M)
    cells = [cell.replace(",", "") for cell in " ".join(rows).replace("|", "").split()]
    assert sum(int(cell) for cell in cells[:-1] if cell != "·") == int(cells[-1])


def test_prints_the_plan_s_json_and_nothing_else(growth: str) -> None:
    code, out, _ = run("plan", growth, "--json")
    plan = json.loads(out)
    assert code == 0
    assert plan["notes"][0]["message"]
    assert plan["totals"] == json.loads(json.dumps(make_plan(make_scenario())))["totals"]


def test_reads_json_and_standard_input(tmp_path: Path, growth: str) -> None:
    path = tmp_path / "growth.json"
    path.write_text(json.dumps(example_document()), encoding="utf-8")
    expected = run("plan", growth)[1]
    assert run("plan", str(path))[1] == expected
    assert run("plan", "-", given=example_yaml().encode())[1] == expected
    assert run("plan", "-", given=json.dumps(example_document()).encode())[1] == expected


def test_traces_a_figure(growth: str) -> None:
    code, out, _ = run("plan", growth, "--trace", "/totals/stages/lead")
    assert code == 0
    assert "4,376.9" in out
    assert re.search(r"25% +1,?050 of 4,?200 counted +/conversions/0/rate", out)


def test_offers_the_nearest_figure(growth: str) -> None:
    code, out, err = run("plan", growth, "--trace", "/totals/stages/leads")
    assert (code, out) == (2, "")
    assert err == 'backfunnel: The plan has no figure "/totals/stages/leads"; did you mean "/totals/stages/lead"?\n'


def test_runs_activity_forward(growth: str, tmp_path: Path) -> None:
    assert run("forward", growth)[1].startswith("This brings $5,000,")
    activity = tmp_path / "activity.yaml"
    activity.write_text("cold_email: {2027-01: 900, 2027-02: 1200}\n", encoding="utf-8")
    code, out, _ = run("forward", growth, "--activity", str(activity))
    assert code == 0
    assert re.search(r"^This brings \$4,1\d\d,\d{3}, \$8\d\d,\d{3} short of the goal\.", out)
    assert json.loads(run("forward", growth, "--json")[1])["deals"] > 72


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cold_emial: {2027-01: 900}", '/cold_emial: There is no channel "cold_emial"; did you mean "cold_email"?'),
        ("cold_email: {2028-01: 900}", "/cold_email/2028-01: "),
        ("cold_email: {2027-01: lots}", "/cold_email/2027-01: "),
        ("cold_email: 900", "/cold_email: "),
    ],
)
def test_refuses_activity_that_makes_no_sense(growth: str, tmp_path: Path, text: str, words: str) -> None:
    activity = tmp_path / "activity.yaml"
    activity.write_text(text, encoding="utf-8")
    code, out, err = run("forward", growth, "--activity", str(activity))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"backfunnel: {activity}: {words}")


def test_the_example_can_be_planned_with(tmp_path: Path) -> None:
    assert run("example") == (0, example_yaml(), "")
    assert json.loads(run("example", "--json")[1]) == example_document()


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_says_in_one_line_what_is_wrong(tmp_path: Path, nonsense: Nonsense) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(nonsense.document()), encoding="utf-8")
    line = refused(str(path))
    if line.startswith(nonsense.pointer + ": "):
        assert nonsense.words in line
    else:
        assert re.search(r"And \d+ more\.$", line)


@pytest.mark.parametrize(("kind", "text"), [each[1:3] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_says_in_one_line_why_a_file_cannot_be_read(tmp_path: Path, kind: str, text: bytes) -> None:
    path = tmp_path / f"bad.{kind}"
    path.write_bytes(text)
    assert refused(str(path)).endswith(".")


def test_several_faults_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(make_document(months=61, start="soon", currency="usd")), encoding="utf-8")
    assert refused(str(path)).endswith("is not one. And 2 more.")


def test_what_a_file_says_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(make_document(currency="\033[2J\nUSD")), encoding="utf-8")
    assert "\033" not in refused(str(path))
    path.write_text(json.dumps(make_document(name="a\u009b2Jb\tc")), encoding="utf-8")
    assert run("plan", str(path))[1].startswith("a 2Jb c\n")


def test_a_missing_file_and_a_folder_are_told_in_one_line(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "none.yaml")) == "There is no such file."
    assert refused(str(tmp_path)) == "This is a folder; give a file."


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    assert refused(str(loop)).startswith("It cannot be read: ")


def test_tells_its_version() -> None:
    assert run("--version") == (0, "backfunnel 0.1.0\n", "")


def test_serves_only_this_machine() -> None:
    for address in ("0.0.0.0", "10.0.0.1", "::", "example.org"):
        code, out, err = run("serve", "--host", address)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith(f"backfunnel: {address} is not served")


def test_says_so_where_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process("serve", "--port", str(port))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"port {port} cannot be used" in done.stderr


def test_starts_the_command_by_itself_and_ends_quietly_with_the_pipe() -> None:
    done = process("plan", "app/examples/growth.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    shell = f"'{sys.executable}' -m app plan app/examples/growth.yaml | head -n 1"
    piped = subprocess.run(shell, shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (piped.stdout, piped.stderr) == ("FY2027 growth plan\n", "")


def test_the_command_imports_neither_server_nor_database() -> None:
    script = (
        "import sys; from app.cli import app; app(['plan', 'app/examples/growth.yaml'], standalone_mode=False); print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    modules = done.stdout.splitlines()[-1]
    for heavy in ("fastapi", "starlette", "uvicorn", "sqlalchemy", "jinja2", "rich", "scipy", "pydantic_settings", "orjson"):
        assert f"'{heavy}'" not in modules


def test_serves_says_where_and_ends_when_asked() -> None:
    with served() as (server, line):
        found = re.match(r"Backfunnel is ready at (http://127\.0\.0\.1:\d+) ", line)
        assert found, line
        with urllib.request.urlopen(found[1] + "/healthz", timeout=10) as answer:
            assert answer.status == 200
        asked = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
        assert time.monotonic() - asked < 5
