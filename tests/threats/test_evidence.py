"""Forged evidence against the bundled verifier, run as its user runs it."""

import contextlib
import importlib.util
import io
import itertools

import pytest

from tests.archive.export.test_evidence import published, unpacked
from tests.helpers.archives import built, home
from tests.threats.forged_evidence import Verdict, from_zip, judge, mutations

__all__ = ["built", "home", "published"]
INFORMATIVE = ("README.txt", "document", "title")
# Of WARC files that the bundle has in part: their bytes are not there, and the paths of their records fit several numbers of them.
BEYOND = ("/files/0/records", "/files/0/size", "/files/0/sha256")
SLICE = 17  # one of so many


def verdict(folder, bundle):
    """Run the verifier on a forged bundle: the trusted copy of it, in this process, which is a hundred times faster."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, data in bundle.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    spec = importlib.util.spec_from_file_location("bundled_verifier", "archive/export/evidence_check.py")
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)
    verifier.HERE = folder.resolve()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = verifier.main([])
    return Verdict(code, said.getvalue())


def failures(published, tmp_path, step):
    unpacked(published, tmp_path)
    bundle = from_zip(next((tmp_path / "out").iterdir()).read_bytes())
    folder = tmp_path / "forged"
    folder.mkdir()
    found = []
    for mutation in itertools.islice(mutations(bundle, INFORMATIVE, beyond=BEYOND), 0, None, step):
        seen = verdict(folder, mutation.apply())
        found += [f"{mutation.name}: {reason} ({seen.output[:100]})" for reason in judge(mutation, seen)]
    return found


def test_a_slice_of_the_forgeries_is_refused(published, tmp_path):
    assert failures(published, tmp_path, SLICE) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_all_forgeries_are_refused(published, tmp_path):
    assert failures(published, tmp_path, 1) == []
