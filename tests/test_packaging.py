"""What a fresh clone, the container image and the full run rely on."""

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import make_url

from app import cli
from scripts import vendor

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-runtime.lock"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def locked_requirements(name: str) -> list[str]:
    """Each requirement with its hashes on one line; comments gone."""
    lines = "\n".join(line for line in text_of(name).splitlines() if not line.lstrip().startswith("#"))
    return [each for each in lines.replace("\\\n", " ").splitlines() if each.strip()]


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in locked_requirements(name):
        requirement = Requirement(line.split("--hash")[0].strip())
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier).removeprefix("=="))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_pinned_and_has_hashes(lock: str) -> None:
    requirements = locked_requirements(lock)
    assert len(requirements) > 20
    assert [each for each in requirements if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", each)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    assert re.findall(r"\S*(?:://|--index|--extra-index|--find-links|@ )\S*|(?<![\w.])/\w\S*", text_of(lock)) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_covers_what_pyproject_asks_for(lock: str) -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = project["project"]["dependencies"]
    if lock == "requirements.lock":
        wanted = wanted + project["dependency-groups"]["dev"]
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name}: not locked, run make lock"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement}: locked at {versions}, run make lock"


def test_the_image_runs_the_versions_that_were_tested() -> None:
    tested = pins("requirements.lock")
    assert [name for name, versions in pins("requirements-runtime.lock").items() if not versions <= tested.get(name, set())] == []


def test_package_lock_says_what_but_not_from_where() -> None:
    packages = json.loads(text_of("package-lock.json"))["packages"]
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if name and not each.get("integrity", "").startswith("sha512-")] == []
    assert "://" not in text_of("package-lock.json")


@pytest.mark.parametrize("each", vendor.declared_files(), ids=lambda each: each["file"])
def test_browser_files_are_declared_once_and_exactly(each: vendor.VendoredFile) -> None:
    packages = json.loads(text_of("package-lock.json"))["packages"]
    assert packages[f"node_modules/{each['package']}"]["version"] == each["version"]
    assert each["version"] in each["file"]
    assert each["cdn"] == f"https://cdn.jsdelivr.net/npm/{each['package']}@{each['version']}/{each['path']}"
    copy = vendor.VENDOR / each["file"]
    if vendor.VENDOR.exists():  # where there is no npm the pages do without the copies
        assert vendor.integrity(copy) == each["integrity"]


def test_a_browser_file_that_is_not_the_declared_one_is_refused(tmp_path: Path) -> None:
    for each in vendor.declared_files():
        path = tmp_path / "node_modules" / each["package"] / each["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("something else")
    with pytest.raises(vendor.WrongContent, match=re.escape("htmx.org@2.0.11 dist/htmx.min.js")):
        vendor.copy_vendored_files(tmp_path / "node_modules", tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def dockerfile_lines() -> list[str]:
    lines = text_of("Dockerfile").replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_what_the_image_copies_exists_and_is_in_the_build_context() -> None:
    allowed = {line.removeprefix("!") for line in text_of(".dockerignore").splitlines() if line.startswith("!")}
    copies = [shlex.split(line)[1:-1] for line in dockerfile_lines() if line.startswith("COPY ") and "--from=" not in line]
    sources = {source for copy in copies for source in copy}
    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert sources <= allowed


def test_the_image_runs_as_an_ordinary_user_and_stops_on_a_signal() -> None:
    lines = dockerfile_lines()
    assert "USER 10001" in lines
    for word in ("ENTRYPOINT", "CMD"):  # the exec form: the program itself gets the signal, not a shell
        assert json.loads(next(line for line in lines if line.startswith(f"{word} ")).split(" ", 1)[1])


def test_the_image_has_migrations_and_samples_and_keeps_its_database_in_the_volume() -> None:
    lines = dockerfile_lines()
    copied = {source for line in lines if line.startswith("COPY ") and "--from=" not in line for source in shlex.split(line)[1:-1]}
    assert {"app", "alembic"} <= copied
    assert (ROOT / "app" / "examples" / "growth.yaml").exists()
    assert (ROOT / "alembic" / "env.py").exists()
    final = "\n".join(lines[max(place for place, line in enumerate(lines) if line.startswith("FROM ")) :])
    volume = re.search(r"^VOLUME (\S+)$", final, re.M)
    assert volume
    assert f"DATABASE_URL=sqlite:///{volume[1]}/backfunnel.db" in final
    assert f"WORKDIR {volume[1]}" in final


def test_the_installed_program_finds_its_migrations() -> None:
    wheel = tomllib.loads(text_of("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"alembic": "app/alembic"}  # the second place that app/db/migrations.py looks at


def composed() -> dict[str, Any]:
    """The services of the compose file."""
    services: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))["services"]
    return services


def test_the_composed_server_waits_for_the_database_and_for_its_upgrade() -> None:
    services = composed()
    assert services["app"]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "upgrade": {"condition": "service_completed_successfully"},
    }
    assert services["upgrade"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in services["database"]["healthcheck"]["test"]


def test_the_composed_services_run_commands_that_there_are() -> None:
    group = typer.main.get_command(cli.app)
    for name in ("app", "upgrade"):
        found: Any = group
        for word in composed()[name]["command"]:
            found = found.commands[word]


def test_the_composed_app_names_the_composed_database_and_nothing_listens_beyond_this_machine() -> None:
    services = composed()
    database = services["database"]["environment"]
    for name in ("app", "upgrade"):
        assert services[name]["network_mode"] == "host"  # the server listens on loopback only
        url = make_url(
            re.sub(
                r"\$\{(\w+)[^}]*\}",
                lambda found: "1" if found[1].endswith("PORT") else "word",
                services[name]["environment"]["DATABASE_URL"],
            )
        )
        assert (url.host, url.username, url.database) == ("127.0.0.1", database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert all(port.startswith("127.0.0.1:") for port in services["database"]["ports"])
    assert "POSTGRES_PASSWORD:?" in database["POSTGRES_PASSWORD"]  # without one nothing starts


def test_make_lists_its_targets() -> None:
    make = shutil.which("make")
    assert make, "make is missing"
    listed = subprocess.run([make, "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^make ([a-z-]+) ", listed, re.MULTILINE)) == {"help", "run", "test", "check", "format", "bench", "lock"}


def test_the_full_run_is_a_script_that_bash_can_read() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
