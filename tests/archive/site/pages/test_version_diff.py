from contextlib import closing

import pytest

from archive.site.pages import version_diff
from archive.store import schema
from archive.store.captures import document_id
from gongkai.errors import UsageError, VerifyFailed
from tests.helpers.archives import built, home  # noqa: F401 - an archive of its own, not the one the site's tests share
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"
TABLE = "<table><tr><td>项目</td><td>数量</td></tr><tr><td>许可</td><td>{}</td></tr></table>"
LINES = "".join(f"<p>第{number}段，内容照旧。</p>" for number in range(12))


def versioned(built, home):  # noqa: F811
    for number, (day, figure, extra) in enumerate((("2024-01-02", 12, ""), ("2024-02-02", 13, "<p>新增一段。</p>")), 1):
        Warc(day=day, run=day).start().fetch(URL, page("公告", LINES + extra + TABLE.format(figure))).write(home.root, number)
    built()


def test_lines_and_cells_that_differ(built, home):  # noqa: F811
    versioned(built, home)
    with closing(schema.connect(home.database, readonly=True)) as connection:
        found = version_diff.difference(connection, home.warc, document_id(URL), 1, 2)
        assert version_diff.Change(0, 1, 1, "12", "13") in found.cells
        assert ("+", "新增一段。") in found.lines
        assert found.lines[0] == ("…", "")
        assert len(found.lines) < 12
        back = version_diff.difference(connection, home.warc, document_id(URL), 2, 1)
        assert ("-", "新增一段。") in back.lines
        assert version_diff.difference(connection, home.warc, document_id(URL), 2, 2).cells == ()


def test_what_is_not_there_is_said(built, home):  # noqa: F811
    versioned(built, home)
    with closing(schema.connect(home.database, readonly=True)) as connection:
        with pytest.raises(UsageError, match="has no version 3; it has 2"):
            version_diff.difference(connection, home.warc, document_id(URL), 1, 3)
        for path in (home.root / "warc" / "town").iterdir():
            path.write_bytes(path.read_bytes()[:700])
        with pytest.raises(VerifyFailed, match="run gongkai verify"):
            version_diff.difference(connection, home.warc, document_id(URL), 1, 2)
