"""The wheel built from this tree works where there is no clone: the demo, a new archive home, the doctor."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from gongkai.errors import Exit
from tests.conftest import ROOT

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
ROOMS = ("gongkai", "crawler", "parsers", "archive")


def call(*words, folder, timeout=240):
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "PYTHON"))}
    return subprocess.run([*map(str, words)], cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=timeout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built in a copy: setuptools writes into the folder it builds from."""
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    done = call(sys.executable, "-c", BUILD, folder, folder=tree)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("gongkai-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The command `gongkai` of an environment that has the wheel, and the libraries of the one that runs this test, but not this clone."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    done = call(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, folder=folder)
    assert done.returncode == 0, done.stderr
    site = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).stdout.strip())
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries))
    return folder / "venv" / "bin" / "gongkai"


def test_it_runs_from_the_wheel_and_not_from_the_clone(installed, tmp_path):
    done = call(
        installed.parent / "python", "-P", "-c", "import archive, crawler, gongkai, parsers; print(gongkai.__file__)", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed.parents[1])


def test_the_demo_ends_well(installed, tmp_path):
    done = call(installed, "demo", "--once", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), done.stderr
    assert "各类页面均有应答" in done.stdout


def test_the_doctor_advises_a_command_that_needs_no_clone(installed, tmp_path):
    done = call(installed, "doctor", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr, "make" in done.stdout.split()) == (Exit.COMPLETE, False, False), (
        done.stdout + done.stderr
    )


def test_a_new_home_is_made_from_the_wheels_own_files(installed, tmp_path):
    done = call(installed, "init", "home", folder=tmp_path)
    assert (done.returncode, (tmp_path / "home" / "sites.yaml").exists()) == (Exit.COMPLETE, True), done.stderr
    assert call(installed, "--registry", "home/sites.yaml", "sites", folder=tmp_path).returncode == Exit.COMPLETE


@pytest.mark.soak
def test_a_clean_environment_with_the_wheels_dependencies_alone_runs_the_demo(wheel, tmp_path):
    """Installs the dependencies from the package index, as a user does."""
    venv.create(tmp_path / "venv", with_pip=True)
    pip = (tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt")
    done = call(*pip, wheel, folder=tmp_path, timeout=280)
    assert done.returncode == 0, done.stderr
    megabytes = sum(path.stat().st_size for path in (tmp_path / "venv").rglob("*") if path.is_file()) >> 20
    assert megabytes <= 350
    assert call(tmp_path / "venv" / "bin" / "gongkai", "demo", "--once", folder=tmp_path).returncode == Exit.COMPLETE
