"""What `scrapy list` loads and opens: the registry and what reads it, however large the rest of the project grows."""

import json
import subprocess
import sys
from pathlib import Path

import crawler
from tests.helpers.scrapy_program import ROOT, SECONDS, environment

WATCHED = """
import json, sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from scrapy.cmdline import execute
sys.argv = ["scrapy", "list"]
try:
    execute()
except SystemExit:
    pass
print(json.dumps({"modules": sorted(sys.modules), "opened": opened}), file=sys.stderr)
"""
FOLDERS = {"families", "lists", "model", "page", "scrapy_commands"}  # of `crawler`: what the names of families need
MODULES = 75  # of this project; 59 are needed now, 133 were loaded when each command brought the crawler along


def test_list_loads_no_crawler_and_opens_each_file_of_the_registry_once():
    call = [sys.executable, "-c", WATCHED]
    done = subprocess.run(
        call, cwd=ROOT, env=environment(GONGKAI_REGISTRY="packaged"), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) > 200
    seen = json.loads(done.stderr.splitlines()[-1])
    own = [name.split(".") for name in seen["modules"] if name.split(".")[0] in ("archive", "crawler", "gongkai", "parsers")]
    assert {name[0] for name in own} == {"crawler", "gongkai"}
    assert {name[1] for name in own if name[0] == "crawler" and len(name) > 2} == FOLDERS
    assert len(own) <= MODULES
    registry = Path(crawler.__file__).parent / "sites"
    yaml_files = [Path(name) for name in seen["opened"] if name.endswith(".yaml")]
    of_registry = [path for path in yaml_files if path.parent == registry]
    assert sorted(of_registry) == sorted(registry.glob("*.yaml"))
    assert len(yaml_files) - len(of_registry) <= 10  # tables of families and pagers
