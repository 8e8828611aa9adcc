"""The state of a document's seals in the database: of its newest version, of the parts in a container, gone with what held them."""

import pytest

pytest.importorskip("gmssl", reason="the extra signatures is not installed")

from tests.helpers.archives import built, home, rows
from tests.helpers.signing import packed, sealed_ofd
from tests.helpers.warcs import Warc

__all__ = ["built", "home", "rows"]

URL = "http://town.example/files/notice.ofd"
ROW = (URL, "关于公开工作的通知", "2024-01-20")
STATES = "SELECT d.kind, s.seq, s.state, s.reason, s.seal, s.in_period, s.chain FROM signatures s JOIN documents d ON d.id = s.document_id"
WHOLE = ("whole", None, "测试县人民政府办公室", 1, "incomplete")


def altered(files):
    name = "Doc_0/Pages/Page_0/Content.xml"
    files[name] = files[name].replace("正文", "伪文")


def crawl(month, body):
    warc = Warc(day=f"2024-0{month}-02", run=f"20240{month}02T000000Z-abcd").start()
    return warc.fetch(URL, body, kind="attachment", media_type="application/octet-stream").listing([ROW]).finish()


def test_the_newest_version_s_seals_are_in_the_table(built, home, rows):
    built(crawl(1, sealed_ofd(seals=2)))
    assert rows(home, STATES) == [("attachment", 1, *WHOLE), ("attachment", 2, *WHOLE)]
    built(crawl(1, sealed_ofd(seals=2)), crawl(2, sealed_ofd(altered)))
    assert rows(home, STATES) == [("attachment", 1, "broken", "content_differs", *WHOLE[2:])]
    built(crawl(1, sealed_ofd(seals=2)), crawl(2, sealed_ofd(altered)), crawl(3, b"%PDF-1.4 damaged"))
    assert rows(home, STATES) == []


def test_a_document_in_an_archive_has_its_own_seals_and_loses_them_with_it(built, home, rows):
    built(crawl(1, packed({"notice.ofd": sealed_ofd()})))
    assert rows(home, STATES) == [("part", 1, *WHOLE)]
    built(crawl(1, packed({"notice.ofd": sealed_ofd()})), crawl(2, packed({"other.txt": "无印章"})))
    assert rows(home, "SELECT count(*) FROM signatures") == [(0,)]
