"""One payload read in this process: what decides how it is read, where its bytes come from, what lies inside it."""

import errno
import re
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest

from archive.build import content_digest, read_payload
from archive.build.read_payload import DECIDING, LIBRARIES, Task, load, place_json
from archive.store import captures
from gongkai.errors import GongkaiError
from parsers.types import Part, Place, Problem, Source
from tests.conftest import ROOT
from tests.helpers.sheets import page, requests

SOURCE = Source(
    b"<html><title>t</title><p>x</p></html>",
    url="http://town.example/a",
    link_label="附件",
    site_name="甲市",
    column_name="年报",
    column_path=("市直",),
    area="990100",
)
TASK = Task("document", "sha256:1", "capture", "2024-01-01T00:00:00Z", "town.warc.gz", 0, SOURCE, False, True)


@pytest.fixture(autouse=True)
def _forgotten():
    read_payload.stage_version.cache_clear()
    yield
    read_payload.stage_version.cache_clear()


def test_each_library_that_decides_is_one_we_depend_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert set(LIBRARIES) <= {re.split(r"[^\w.-]", one)[0] for one in named}


@pytest.mark.parametrize(("package", "name"), [(package, name) for package, names in DECIDING for name in names])
def test_each_folder_and_file_that_decides_is_there(package, name):
    assert list(read_payload.data_files(files(package).joinpath(name)))
    assert files(package).joinpath(name).is_dir() or files(package).joinpath(name).is_file()


@pytest.mark.parametrize("name", LIBRARIES)
def test_another_version_of_a_library_reads_everything_again(name, monkeypatch):
    before, version = read_payload.stage_version(), read_payload.library_version
    assert re.fullmatch("[0-9a-f]{12}", before)
    read_payload.stage_version.cache_clear()
    monkeypatch.setattr(read_payload, "library_version", lambda each: "0" if each == name else version(each))
    assert read_payload.stage_version() != before


def test_an_edit_of_a_file_that_decides_reads_everything_again(monkeypatch, tmp_path):
    (tmp_path / "a.py").write_bytes(b"1")
    monkeypatch.setattr(read_payload, "DECIDING", (("parsers", ("types.py",)),))
    monkeypatch.setattr(read_payload, "files", lambda package: tmp_path.parent)
    monkeypatch.setattr(read_payload, "DECIDING", (("parsers", (tmp_path.name,)),))
    found = []
    for content in (b"1", b"2", b"1"):
        (tmp_path / "a.py").write_bytes(content)
        read_payload.stage_version.cache_clear()
        found.append(read_payload.stage_version())
    assert found[0] == found[2] != found[1]


def test_the_files_of_a_folder(tmp_path):
    for name in ("a.py", "b.yaml", "c.json", "d.txt", "in/e.py", "in/f.html", "__pycache__/a.py", "in/__pycache__/g.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert sorted(entry.relative_to(tmp_path).as_posix() for entry in read_payload.data_files(tmp_path)) == [
        "a.py",
        "b.yaml",
        "c.json",
        "in/e.py",
    ]
    assert list(read_payload.data_files(tmp_path / "d.txt")) == [tmp_path / "d.txt"]


def test_the_version_of_a_library():
    assert re.match(r"\d", read_payload.library_version("lxml"))
    assert read_payload.library_version("no-such-distribution") == "-"


@pytest.mark.parametrize(("offset", "held"), [(0, True), (1, True), (-1, False)])
def test_whether_a_record_holds_the_bytes(offset, held):
    assert replace(TASK, offset=offset).held is held


def test_a_payload_whose_record_is_absent_says_what_to_do():
    found = load("nowhere", replace(TASK, offset=-1))
    assert isinstance(found, Problem)
    assert (found.stage, found.code, found.where) == ("warc", "absent_record", SOURCE.url)
    assert "put the file in its place" in found.message


@pytest.mark.parametrize("changed", [{"url": "x"}, {"list_title": "x"}, {"area": "x"}, {"column_path": ("x",)}])
def test_what_else_a_reading_depends_on(changed):
    assert replace(TASK, source=replace(SOURCE, **changed)).source_digest != TASK.source_digest
    assert replace(TASK, source=replace(SOURCE, body=b"other")).source_digest == TASK.source_digest
    assert replace(TASK, annual=True).source_digest != TASK.source_digest
    assert replace(TASK, offset=-1).source_digest != TASK.source_digest
    assert replace(TASK, offset=9, newest=False, document_id="y").source_digest == TASK.source_digest


class Response:
    """A record's answer."""

    body, payload, problem = b"the body", b"packed", "cut"


def test_the_bytes_of_a_task(monkeypatch):
    asked = []
    monkeypatch.setattr(captures, "read_response", lambda *given: asked.append(given) or Response())
    found = load("warc", replace(TASK, offset=7))
    assert asked == [("warc", "town.warc.gz", 7)]
    assert (found.source.body, found.length, found.coding, found.source.url) == (b"the body", 6, "cut", SOURCE.url)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.EIO, "Input/output error"), None),
        (FileNotFoundError(errno.ENOENT, "none"), FileNotFoundError),
        (OSError("without a number"), OSError),
        (GongkaiError("damaged"), GongkaiError),
    ],
)
def test_a_record_that_cannot_be_read(monkeypatch, error, raised):
    def refuse(*given):
        raise error

    monkeypatch.setattr(captures, "read_response", refuse)
    if raised:
        with pytest.raises(raised):
            load("warc", TASK)
        return
    found = load("warc", TASK)
    assert (found.stage, found.code, found.where) == ("warc", "unreadable", "town.warc.gz@0")
    assert found.message == "town.warc.gz cannot be read (Input/output error): see to the disk; the next builds try again"


def read(body, **changed):
    return read_payload.read_payload(replace(TASK, source=replace(SOURCE, body=body), length=41, **changed))


def test_what_is_read_of_a_task():
    found = read(SOURCE.body, coding="cut")
    assert (found.document_id, found.payload_digest, found.url, found.name, found.length) == (
        "document",
        "sha256:1",
        SOURCE.url,
        "附件",
        41,
    )
    assert (found.report, found.parts, found.document.title) == (None, (), "t")
    assert [(each.stage, each.code, each.message) for each in found.problems][:1] == [
        ("document", "content_coding", "the body is not what Content-Encoding says: cut")
    ]
    assert found.problems[1:] == found.document.problems
    assert read(SOURCE.body).problems == found.document.problems
    assert found.shape == content_digest.shape(found.document)


TITLE = "甲市教育局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "list_title", "name", "annual", "report"),
    [
        (TITLE, "", "", False, True),
        ("附件", TITLE, "", False, True),
        ("附件", "", TITLE, False, True),
        ("附件", "", "", True, True),
        ("附件", "", "", False, False),
    ],
)
def test_what_is_read_as_a_report(title, list_title, name, annual, report):
    body = page("一、总体情况", "按规定公开。", requests("2021"), title=title).encode()
    source = replace(SOURCE, body=body, list_title=list_title)
    found = read_payload.read_source("d", "sha256:1", source, annual, name, 0)
    assert (found.report is not None) is report
    assert found.problems == (found.report.problems if report else found.document.problems)


def test_containers_are_read_three_deep(monkeypatch):
    document = replace(read_payload.formats.parse(SOURCE), parts=(Part("in", b"x"),))
    monkeypatch.setattr(read_payload.formats, "parse", lambda source: document)
    found, names = read(SOURCE.body), []
    while found.parts:
        (found,) = found.parts
        names.append(found.url)
    assert names == ["http://town.example/a#in", "http://town.example/a#in#in", "http://town.example/a#in#in#in"]


def test_a_document_inside_a_container_belongs_to_what_the_container_does():
    container = replace(SOURCE, url="http://town.example/a.zip", parent_title="甲", parent_published="2024-01-02")
    around = read(SOURCE.body).document
    found = read_payload.read_part(
        "box", Part("年 报/一.html", SOURCE.body), container, replace(around, title="乙", published="2024-03-04"), False, 1
    )
    assert found.document_id == content_digest.short(["box", "年 报/一.html"])
    assert found.url == "http://town.example/a.zip#%E5%B9%B4%20%E6%8A%A5/%E4%B8%80.html"
    assert (found.name, found.length) == ("年 报/一.html", len(SOURCE.body))
    assert re.fullmatch("sha256:[0-9a-f]{64}", found.payload_digest)


@pytest.mark.parametrize(
    ("container", "title", "published"),
    [({"parent_title": "甲", "parent_published": "2024-01-02"}, "甲", "2024-01-02"), ({}, "乙", "2024-03-04")],
)
def test_what_is_said_of_a_document_inside_a_container(monkeypatch, container, title, published):
    given = []
    monkeypatch.setattr(read_payload, "read_source", lambda *values: given.append(values))
    around = replace(read_payload.formats.parse(SOURCE), title="乙", published="2024-03-04")
    read_payload.read_part("box", Part("n", b"b"), replace(SOURCE, **container), around, True, 2)
    ((key, _, source, annual, name, depth),) = given
    assert source == Source(
        b"b",
        url="http://town.example/a#n",
        link_label="n",
        parent_title=title,
        parent_published=published,
        site_name="甲市",
        column_name="年报",
        column_path=("市直",),
        area="990100",
    )
    assert (key, annual, name, depth) == (content_digest.short(["box", "n"]), True, "n", 2)
    given.clear()
    read_payload.read_part("box", Part("n", b"b"), SOURCE, replace(around, published=None), True, 2)
    assert given[0][2].parent_published == ""


def test_a_place_is_written_without_what_is_unknown():
    written = place_json(Place(0, 0, 0, "/甲", 1, (1.5, 0, 3, 4)))
    assert written == '{"table": 0, "row": 0, "column": 0, "path": "/甲", "page": 1, "box": [1.5, 0, 3, 4]}'
