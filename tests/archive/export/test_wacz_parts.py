"""Each part of a WACZ as it is written: the entries of the package, the keys of the index, the lines of pages, the description."""

import hashlib
import io
import json
import re
from importlib.metadata import version
from types import SimpleNamespace
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from archive.export import wacz
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"
BODY = page("公告", "<p>公告正文。</p>")


@pytest.fixture
def packed(built, home, tmp_path):
    first = Warc().start().fetch(URL, BODY, media_type="text/html; charset=utf-8")
    first.fetch("http://town.example/nb/", b"<html>list</html>", kind="list", time="00:09:00")
    first.fetch("http://town.example/x", b"none", status="404 Not Found", time="00:11:00")
    first.fetch("http://town.example/f.csv", b"a,b\n", kind="attachment", time="00:12:00", media_type="")
    built(
        first,
        Warc(day="2024-02-02", run="r").start().revisit(URL, BODY, "2024-01-02T00:10:00Z").failure("http://town.example/y", "timeout"),
    )
    assert wacz.export(home, tmp_path / "out") == {"town.wacz": 2}
    with ZipFile(tmp_path / "out" / "town.wacz") as package:
        yield package, home


def test_the_description_of_the_package(packed):
    package, _ = packed
    text = package.read("datapackage.json")
    found = json.loads(text)
    resources = found.pop("resources")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.pop("created"))
    assert found == {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": "town",
        "software": f"gongkai {version('gongkai')}",
        "mainPageUrl": "http://town.example/nb/",
        "mainPageDate": "2024-01-02T00:09:00Z",
    }
    assert json.loads(package.read("datapackage-digest.json")) == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(text).hexdigest()}",
    }
    assert len(resources) == 4
    for resource in resources:
        data = package.read(resource["path"])
        assert resource == {
            "name": resource["path"].rpartition("/")[2],
            "path": resource["path"],
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
    folders = [resource["path"].partition("/")[0] for resource in resources]
    assert folders == ["archive", "archive", "indexes", "pages"]


def test_the_entries_are_the_same_at_every_export(packed):
    package, _ = packed
    for entry in package.infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr == 0o644 << 16
        assert entry.compress_type == (ZIP_STORED if entry.filename.startswith("archive/") else ZIP_DEFLATED)


def test_the_fields_of_the_index(packed):
    package, home = packed
    found = {}
    for line in package.read("indexes/index.cdx").decode().splitlines():
        key, stamp, fields = line.split(" ", 2)
        found[key, stamp] = json.loads(fields)
    assert sorted(found) == [
        ("example,town)/f.csv", "20240102001200"),
        ("example,town)/nb/", "20240102000900"),
        ("example,town)/nb/1.html", "20240102001000"),
        ("example,town)/nb/1.html", "20240202001000"),
        ("example,town)/x", "20240102001100"),
    ]
    page_, again = found["example,town)/nb/1.html", "20240102001000"], found["example,town)/nb/1.html", "20240202001000"]
    name = page_["filename"]
    lengths = wacz.member_lengths(home.warc, f"town/{name}")
    assert page_ == {
        "url": URL,
        "mime": "text/html",
        "status": "200",
        "digest": "sha256:" + hashlib.sha256(BODY).hexdigest(),
        "length": str(lengths[int(page_["offset"])]),
        "offset": page_["offset"],
        "filename": name,
    }
    assert int(page_["offset"]) > 0
    assert (again["mime"], again["status"], again["digest"], again["filename"] != name) == ("warc/revisit", "200", page_["digest"], True)
    assert (found["example,town)/x", "20240102001100"]["status"], found["example,town)/f.csv", "20240102001200"]["mime"]) == ("404", "unk")


def test_the_lines_of_pages():
    lines = [json.loads(line) for line in wacz.page_lines([("u", "2024", "题", "k")])]
    assert lines == [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, {"id": "k", "url": "u", "ts": "2024", "title": "题"}]
    assert all(line.endswith("\n") for line in wacz.page_lines([]))


def test_a_site_without_pages_has_no_first_one():
    found = json.loads(wacz.describe("s", [], []))
    assert not {"mainPageUrl", "mainPageDate"} & set(found)
    assert found["resources"] == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://h.cn", "cn,h)/"),
        ("https://h.cn:443/", "cn,h)/"),
        ("http://h.cn:80/", "cn,h)/"),
        ("http://h.cn:443/", "cn,h:443)/"),
        ("https://h.cn:80/", "cn,h:80)/"),
        ("http://www.h.cn/", "cn,h)/"),
        ("HTTP://WWW2.H.cn/A", "cn,h)/a"),
        ("http://wwwx.h.cn/", "cn,h,wwwx)/"),
        ("http://h.cn/?b=&a=1", "cn,h)/?a=1&b="),
        ("http://h.cn/?a=2&a=1", "cn,h)/?a=2&a=1"),
        ("http://h.cn/?", "cn,h)/"),
        ("http://h.cn/a?b#c", "cn,h)/a?b="),
        ("ftp://h.cn:21/", "cn,h:21)/"),
    ],
)
def test_the_key_of_an_address(url, key):
    assert wacz.surt(url) == key


@pytest.mark.parametrize(("size", "wide"), [(2, False), (3, False), (4, True)])
def test_only_a_large_file_has_sizes_of_64_bits(monkeypatch, size, wide):
    monkeypatch.setattr(wacz, "ZIP64_LIMIT", 3)
    stream = io.BytesIO(b"x" * size)
    assert wacz.wide(stream) is wide
    assert stream.tell() == 0


def test_the_sites_asked_for(built, home, tmp_path):
    built(Warc().start().fetch(URL, BODY), Warc(site="other", run="r").start().fetch("http://other.example/", BODY))
    moved = []

    noting = SimpleNamespace(move=lambda *given: moved.append(given), say=lambda text: None)
    assert sorted(wacz.export(home, tmp_path / "all", progress=noting)) == ["other.wacz", "town.wacz"]
    assert moved == [("sites", 0, 2), ("sites", 1, 2)]
    assert list(wacz.export(home, tmp_path / "one", ["town"])) == ["town.wacz"]
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["town.wacz"]
