"""What sqlite-utils imports for values that the archive never has is left out, and is there for everybody else."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from archive.store.lean_sqlite_utils import LEFT_OUT, _absent

IMPORT = "import json, sys, archive.store.schema; print(json.dumps(sorted(sys.modules)))"


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_command_starts_without_packages_that_it_does_not_need(name):
    if find_spec(name) is None:
        pytest.skip(f"needs {name} installed")
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    assert not {module for module in json.loads(done.stdout) if module.partition(".")[0] == name}


def test_only_for_that_import(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("imported_before", "imported_later"):
        (tmp_path / f"{name}.py").write_text("")
    import imported_before

    with _absent(("imported_before", "imported_later")):
        assert sys.modules["imported_before"] is imported_before
        with pytest.raises(ImportError):
            import imported_later
    import imported_later

    assert imported_later.__file__ == str(tmp_path / "imported_later.py")
    for name in ("imported_before", "imported_later"):
        monkeypatch.delitem(sys.modules, name)
