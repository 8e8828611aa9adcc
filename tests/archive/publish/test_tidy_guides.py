"""The guides of docs/tidy-data.md run as they are printed, on the files of a release, and give the figures of the database."""

import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish.snapshot import snapshot as publish
from archive.store import schema, views
from gongkai.home import Home
from tests.helpers.facts import fact
from tests.helpers.tidy import put_report, put_sample

GUIDE = (Path(__file__).parents[3] / "docs/tidy-data.md").read_text(encoding="utf-8")
SHARES = {2021: (2, 30, 40), 2022: (1, 5, 20)}  # year → reports, granted, handled


def blocks(language):
    """The blocks of a language, as they are printed."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.M | re.S)


@pytest.fixture
def release(tmp_path):
    """A folder with the files of one release: two years with a share, a copy that is not preferred, a report with a blank."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    with closing(schema.connect(home.database)) as connection:
        schema.migrate(connection)
        put_sample(connection)
        for key, year, granted, handled in (("a", 2021, 10, 20), ("b", 2021, 20, 20), ("c", 2022, 5, 20), ("copy", 2022, 9, 9)):
            granted_fact, handled_fact = fact("requests", "granted", "total", granted), fact("requests", "handled", "total", handled)
            put_report(
                connection, granted_fact, handled_fact, fact("requests", "denied_stability", "total", None, "blank"), key=key, year=year
            )
        put_report(connection, fact("requests", "granted", "total", 3), key="blank", year=2021)
        connection.execute("UPDATE reports SET preferred = id <> 'copy'")
        connection.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GONGKAI_TIDY_FORMATS")
        publish(home)
    return home.public


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(text):
    """The numbers of each line that begins with a year."""
    lines = [[float(word) for word in re.findall(r"\d+(?:\.\d+)?", line)] for line in text.splitlines()]
    return {int(line[0]): line[1:] for line in lines if line and line[0] in SHARES}


def test_pandas_gives_the_shares_of_the_years(release, tmp_path):
    pytest.importorskip("pandas", reason="needs pandas: the extra dev")
    (guide,) = blocks("python")
    program = tmp_path / "guide.py"
    program.write_text(guide, encoding="utf-8")
    printed = run(release, sys.executable, "-W", "error", program)
    assert figures(printed) == {year: [*counts, counts[1] / counts[2]] for year, counts in SHARES.items()}
    assert re.search(r"^blank +4$", printed, re.M)


def test_duckdb_gives_the_shares_of_the_years_and_the_states_of_the_figures(release, monkeypatch):
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb: the extra dev")
    pytest.importorskip("pyarrow", reason="needs pyarrow: the extra parquet")
    (guide,) = blocks("sql")
    monkeypatch.chdir(release)
    shares, states = (part for part in guide.split(";\n") if part.strip())
    assert {row[0]: row[1:] for row in duckdb.sql(shares).fetchall()} == {
        year: (*counts, counts[1] / counts[2]) for year, counts in SHARES.items()
    }
    assert duckdb.sql(states).fetchall() == [("行政复议", "总计", "件", "text", 1)]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs Rscript on the path")
def test_r_gives_the_shares_of_the_years(release, tmp_path):
    (guide,) = blocks("r")
    program = tmp_path / "guide.R"
    program.write_text(guide, encoding="utf-8")
    printed = run(release, "Rscript", "--vanilla", program)
    found = {int(float(words[1])): [float(word) for word in words[2:]] for words in map(str.split, printed.splitlines()[1:])}
    assert found == {year: [*counts[1:], counts[1] / counts[2]] for year, counts in SHARES.items()}


def test_every_column_that_a_guide_names_is_one():
    known = {column for described in views.descriptions().values() for column in described["columns"]}
    named = set(re.findall(r"\b\w+_(?:total|yuan|zh|en|name|id|column|with|value)\b", GUIDE)) - {"_yuan"}
    assert named - known == set()
    assert len(named) >= 8


def test_stata_reads_the_region_as_text():
    (guide,) = blocks("stata")
    place = int(re.search(r"stringcols\((\d+)\)", guide)[1])
    assert list(views.descriptions()["report_wide"]["columns"])[place - 1] == "region"
