"""What `schedule` prints, held against the programs that read it."""

import configparser
import getpass
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from archive.ops.schedule import KINDS, moment, render
from crawler.sample.portals.server import sample
from gongkai.errors import Exit, UsageError
from gongkai.home import Home
from tests.conftest import ROOT

HOMES = ["archive", "公开 档案", "50% done"]


def texts(kind, tmp_path, home="archive", registry=True, hour=2, minute=30):
    folder = tmp_path / home
    folder.mkdir(exist_ok=True)
    settings = {"home": Home(folder), "registry": folder / "sites.yaml" if registry else None}
    return render(kind, settings, hour, minute, 8001, tmp_path)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("home", HOMES)
def test_systemd_finds_nothing_to_complain_of(tmp_path, home):
    found = texts("systemd", tmp_path, home)
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    call = ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in found)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "gongkai" in line or str(tmp_path) in line]
    assert (ours, done.returncode) == ([], 0)


@pytest.mark.parametrize("home", HOMES)
def test_a_unit_names_the_home_so_that_systemd_reads_it_back(tmp_path, home):
    line = re.search(r"^ExecStart=(.*)$", texts("systemd", tmp_path, home)["gongkai.service"], re.M)[1]
    words = [word.replace("%%", "%") for word in shlex.split(line)]
    assert words[words.index("--home") + 1 :] == [str(tmp_path / home), "--registry", str(tmp_path / home / "sites.yaml"), "run"]
    assert os.access(words[0], os.X_OK)


@pytest.mark.parametrize("home", HOMES)
def test_a_cron_line_runs_as_a_shell_reads_it(tmp_path, home):
    (line,) = [line for line in texts("cron", tmp_path, home)["crontab"].splitlines() if not line.startswith("#")]
    minute, hour, *rest, command = line.split(" ", 5)
    assert (minute, hour, rest) == ("30", "02", ["*", "*", "*"])
    assert "%" not in command.replace("\\%", "")
    done = subprocess.run(["sh", "-c", command.replace("\\%", "%").replace(" run >>", " --version >>")], check=False)
    assert (done.returncode, (tmp_path / home / "run.log").read_text().startswith("gongkai, version")) == (0, True)


@pytest.mark.skipif(not shutil.which("crontab"), reason="needs Debian's cron, whose crontab -n only looks at a file")
@pytest.mark.parametrize("home", HOMES)
def test_crontab_takes_the_file(tmp_path, home):
    text = texts("cron", tmp_path, home)["crontab"]
    if subprocess.run(["crontab", "-n", "-"], input="* * * * * true\n", text=True, capture_output=True, check=False).returncode:
        pytest.skip("this crontab has no -n")
    for told, code in ((text, 0), (text.replace("30 02", "30 99"), 1)):
        assert subprocess.run(["crontab", "-n", "-"], input=told, text=True, capture_output=True, check=False).returncode == code


@pytest.mark.parametrize(("hour", "utc"), [(2, "30 18 * * *"), (8, "30 0 * * *"), (23, "30 15 * * *")])
def test_the_workflow_runs_alone_within_a_time_and_by_utc(tmp_path, hour, utc):
    workflow = yaml.safe_load(texts("github", tmp_path, hour=hour)["gongkai.yml"])
    triggers = workflow[True]  # YAML 1.1 reads the key `on` so
    assert triggers["schedule"] == [{"cron": utc}]
    assert workflow["concurrency"] == {"group": "gongkai", "cancel-in-progress": False}
    assert workflow["jobs"]["archive"]["timeout-minutes"] < 360
    steps = workflow["jobs"]["archive"]["steps"]
    for step in steps:
        if "run" in step:
            assert subprocess.run(["bash", "-n", "-c", step["run"].replace("${{", "$(").replace("}}", ")")], check=False).returncode == 0
    assert "${{ github.token }}" in steps[-1]["env"]["GH_TOKEN"]


GH = """#!/bin/sh
# In place of GitHub's own command: says what it was asked to publish, and refuses what is not there.
for word; do case "$word" in *.db|*.json|SHA256SUMS) test -f "$word" || exit 9;; esac; done
printf '%s\\n' "$@" > "$HOME/published"
"""


@pytest.mark.parametrize(("columns", "code"), [("alive", 0), ("alive and dead", 6), ("dead", 1)])
def test_the_workflows_own_steps_lead_to_a_release(tmp_path, columns, code):
    """Each `run:` step by the shell GitHub uses, in a folder with nothing but a clone's files and a registry; `make setup` is done."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("archive", "crawler", "parsers"):
        (clone / name).symlink_to(ROOT / name)
    (clone / ".venv").symlink_to(Path(sys.prefix))
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    job = yaml.safe_load(texts("github", tmp_path)["gongkai.yml"])["jobs"]["archive"]
    outputs, environment = tmp_path / "outputs", {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    environment |= {name: "" if "${{" in value else value for name, value in job["env"].items()}  # no secret is set
    with sample(0) as portals:
        alive = next(portal.entry() for portal in portals if portal.site.id == "shidu")
        dead = {**alive, "id": "dead", "columns": [{**alive["columns"][0], "url": "http://127.0.0.1:1/"}]}
        entries = [entry for word, entry in (("alive", alive), ("dead", dead)) if word in columns]
        (clone / "sites.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        run, publish = [step["run"] for step in job["steps"] if "run" in step and step["run"] != "make setup"]
        done = step(run, clone, environment | {"GITHUB_OUTPUT": str(outputs)})
        assert (done.returncode != 0, outputs.read_text()) == (code not in (0, 6), f"code={code}\n"), done.stderr
    if f"== '{code}'" in job["steps"][-1]["if"]:
        assert step(publish, clone, environment).returncode == 0
        told = (tmp_path / "published").read_text().splitlines()
        assert told[:2] == ["release", "create"]
        assert [
            bool(re.search(rf"(^|/){name}$", "\n".join(told), re.M))
            for name in (r"gongkai-\d{8}T\d{6}\.db", "SHA256SUMS", r"datapackage\.json", r"latest\.json")
        ] == [True] * 4


def step(script, folder, environment):
    """As GitHub runs a step where no shell is named: bash -e."""
    call = ["bash", "-e", "-c", script]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_compose_drops_rights_and_names_files_that_exist(tmp_path, gongkai):
    found = texts("docker", tmp_path)
    services = yaml.safe_load(found["compose.yaml"])["services"]
    for service in services.values():
        assert (service["read_only"], service["cap_drop"], service["stop_grace_period"]) == (True, ["ALL"], "10s")
        assert service["security_opt"] == ["no-new-privileges:true"]
    archive, pages = services["archive"], services["pages"]
    assert (archive["user"], archive["volumes"]) == (f"{os.getuid()}:{os.getgid()}", [f"{tmp_path / 'archive'}:/archive"])
    assert (pages["user"], pages["volumes"]) == (f"10002:{os.getgid()}", [f"{tmp_path / 'archive'}:/archive:ro"]), "it cannot write"
    assert ("env_file" in archive, "env_file" in pages, "environment" in pages) == (True, False, False), "it has no secrets"
    assert (Path(services["archive"]["build"]["context"]) / "constraints.txt").exists()
    assert services["archive"]["command"] == ["run", "--daily", "02:30"]
    assert re.search(r"^USER 10001$", found["Dockerfile"], re.M)
    health = json.loads(re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", found["Dockerfile"], re.M)[1])
    assert health[0] == "gongkai"
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "sites.yaml").write_text("[]\n")
    assert "nothing is waiting" in gongkai(*health[1:]).stderr
    assert "chromium" not in found["Dockerfile"]


@pytest.mark.parametrize("text", ["", "2", "24:00", "02:60", "noon", "-1:00", "02:30:00"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="time of day"):
        moment(text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_prints_and_writes_the_same(gongkai, tmp_path, kind):
    printed = gongkai("schedule", kind)
    written = gongkai("schedule", kind, "--to", tmp_path / "out")
    assert (printed.returncode, written.returncode) == (0, 0)
    for name in KINDS[kind].files:
        text = (tmp_path / "out" / name).read_text()
        assert [line for line in text.splitlines() if line not in printed.stdout and str(tmp_path / "out") not in line] == []
    assert getpass.getuser() in printed.stdout or kind != "systemd"


def test_a_folder_that_cannot_be_written(gongkai, tmp_path):
    (tmp_path / "file").write_text("")
    done = gongkai("schedule", "cron", "--to", tmp_path / "file" / "x")
    assert (done.returncode, done.stderr.count("\n")) == (Exit.FAILED, 1)


def test_the_pages_have_a_user_of_their_own_no_secrets_and_no_way_to_write(tmp_path):
    found = texts("systemd", tmp_path)
    pages, run = (configparser.ConfigParser(strict=False, interpolation=None) for _ in range(2))
    pages.optionxform = run.optionxform = str
    pages.read_string(found["gongkai-pages.service"])
    run.read_string(found["gongkai.service"])
    service = pages["Service"]
    assert (service["DynamicUser"], "User" in service, "EnvironmentFile" in service) == ("yes", False, False)
    assert service["InaccessiblePaths"] == f"-{tmp_path / 'archive' / 'gongkai.env'}"
    assert service["ReadOnlyPaths"] == str(tmp_path / "archive")
    assert "ReadWritePaths" not in service
    for each in (service, run["Service"]):
        assert (each["CapabilityBoundingSet"], each["NoNewPrivileges"], each["ProtectSystem"]) == ("", "yes", "strict")


def test_an_image_can_be_pinned_by_digest_and_its_packages_by_hash(tmp_path):
    found = texts("docker", tmp_path)["Dockerfile"]
    assert re.findall(r"^FROM (\S+)", found, re.M) == ["$PYTHON", "$PYTHON"]
    assert "--require-hashes -r requirements-hashed.txt" in found
    assert "hashes:" in (ROOT / "Makefile").read_text()


OVER = """
- id: mine
  name: 我的镇
  area: "990101"
  level: township
  status: ended
  columns: [{id: notices, name: 通知公告, kind: notice, url: "http://127.0.0.1:9/list/"}]
"""


def by_hand(home, folder):
    return [sys.executable, "-P", "-m", "gongkai", "--home", str(home), "run"], {}


def by_cron(home, folder):
    (line,) = [line for line in texts("cron", folder, home.name, registry=False)["crontab"].splitlines() if not line.startswith("#")]
    return ["/bin/sh", "-c", line.split(" ", 5)[5].replace("\\%", "%")], {"SHELL": "/bin/sh"}


def by_systemd(home, folder):
    unit = texts("systemd", folder, home.name, registry=False)["gongkai.service"]
    words = [word.replace("%%", "%") for word in shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.M)[1])]
    file = re.search(r"^EnvironmentFile=-(.*)$", unit, re.M)[1].replace("%%", "%")
    return words, dict(line.split("=", 1) for line in Path(file).read_text().splitlines())


def by_docker(home, folder):
    """The image's own environment and entry point on the volume that compose gives it, here under its name on the host; one night of it."""
    found = texts("docker", folder, home.name, registry=False)
    service = yaml.safe_load(found["compose.yaml"])["services"]["archive"]
    (volume,) = service["volumes"]
    host, inside = volume.rsplit(":", 1)
    image = dict(word.split("=", 1) for word in re.search(r"^ENV (.*)$", found["Dockerfile"], re.M)[1].split())
    settings = {name: value.replace(inside, host, 1) for name, value in image.items() if name.startswith("GONGKAI_")}
    assert json.loads(re.search(r"^ENTRYPOINT (.*)$", found["Dockerfile"], re.M)[1]) == ["gongkai"]
    assert service["command"][:2] == ["run", "--daily"]
    own = dict(line.split("=", 1) for line in Path(service["env_file"][0]["path"]).read_text().splitlines())
    return [sys.executable, "-P", "-m", "gongkai", service["command"][0]], settings | own


@pytest.mark.parametrize("starts", [by_hand, by_cron, by_systemd, by_docker])
def test_whatever_starts_a_run_the_registry_and_the_settings_of_the_home_are_in_force(tmp_path, starts):
    """From another folder and with nothing of the user's environment; the only site is over, so that nothing is visited."""
    home = tmp_path / "my archive"
    home.mkdir()
    (home / "sites.yaml").write_text(OVER, encoding="utf-8")
    (home / "gongkai.env").write_text(f"GONGKAI_ALARM_COMMAND=tee {tmp_path / 'alarm'}\n", encoding="utf-8")
    call, environment = starts(home, tmp_path)
    minimal = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(call, cwd="/", env=minimal | environment, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    assert list(json.loads((home / "followed.json").read_text())) == ["mine/notices"]
    assert "the run ended with 1 of build" in (tmp_path / "alarm").read_text()
