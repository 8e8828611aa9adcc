"""Hostile files given to `gongkai parse FILE --json`: each ends within its limits, says why, and leaves nothing."""

import os
import subprocess
import sys
import time

import pytest

from tests.threats.hostile_files import Outcome, all_files, judge
from tests.threats.wire import resident_bytes, waited_seconds

FILES = {file.name: file for file in all_files()}
SLICE = ("ofd_huge_box", "mht_nested", "html_attributes")
SLOWNESS = 4.0  # machines of tests have other work too
SECRET = f"token-{os.urandom(9).hex()}"


def run(path, folder):
    own = os.environ | {"TMPDIR": str(folder), "GONGKAI_ALARM_WEBHOOK": f"https://example.org/{SECRET}"}
    began, most, waited = time.monotonic(), 0, 0.0
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen([sys.executable, "-m", "gongkai", "parse", str(path), "--json"], env=own, stdout=out, stderr=err)
        while process.poll() is None:
            most = max(most, resident_bytes(process.pid))
            waited = max(waited, waited_seconds(process.pid))
            time.sleep(0.1)
    seconds = time.monotonic() - began - waited  # what other work on the machine takes is not the reader's
    stdout, stderr = (folder / "out").read_bytes(), (folder / "err").read_bytes()
    left = [each.name for each in folder.iterdir() if each.name not in ("out", "err", path.name)]
    return Outcome(process.returncode, seconds, most, stdout, stderr, [name for name in left if not name.startswith("pymp-")])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [*SLICE, *(pytest.param(name, marks=pytest.mark.soak) for name in sorted(set(FILES) - set(SLICE)))])
def test_a_hostile_file_ends_within_its_limits(tmp_path, name):
    file = FILES[name]
    path = tmp_path / file.filename
    path.write_bytes(file.build())
    assert judge(file, run(path, tmp_path), [SECRET.encode()], SLOWNESS) == []
