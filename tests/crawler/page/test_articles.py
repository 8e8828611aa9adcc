"""The files an article names and its metas, in all the ways they are written."""

import pytest

from crawler.model.types import Fetch, Page
from crawler.page import articles

AT = "http://h.example/zwgk/nb/202603/t20260330_1.html"
HERE = "http://h.example/zwgk/nb/202603/"
LONG = "<p>" + "本年度依法公开政府信息。" * 60 + "</p>"


def page(body):
    return Page(AT, body, Fetch(AT))


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        ('<a href="./P020260330.pdf">附件</a>', [HERE + "P020260330.pdf"]),
        ('<a href="W020260330.DOCX">附件</a>', [HERE + "W020260330.DOCX"]),
        (
            '<a href="/a.ofd">一</a><a href="/a.wps">二</a><a href="/a.et">三</a><a href="/a.rar">四</a>',
            ["http://h.example/a.ofd", "http://h.example/a.wps", "http://h.example/a.et", "http://h.example/a.rar"],
        ),
        (
            '<a href="/module/download/downfile.jsp?classid=0&amp;showname=%E5%B9%B4%E6%8A%A5.pdf&amp;filename=0a1b.pdf">年报</a>',
            ["http://h.example/module/download/downfile.jsp?classid=0&showname=%E5%B9%B4%E6%8A%A5.pdf&filename=0a1b.pdf"],
        ),
        (
            '<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=12">年报</a>',
            ["http://h.example/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=12"],
        ),
        (
            '<a href="/api-gateway/jpaas-web-server/front/document/download?fileUrl=abc&fileName=a.pdf">年报</a>',
            ["http://h.example/api-gateway/jpaas-web-server/front/document/download?fileUrl=abc&fileName=a.pdf"],
        ),
        ('<a href="/attachment/1/1658/1658591/12541123.pdf">年报</a>', ["http://h.example/attachment/1/1658/1658591/12541123.pdf"]),
        ('<a href="/group6/M00/01/02/abc">年报</a>', ["http://h.example/group6/M00/01/02/abc"]),
        ('<iframe src="/system/resource/pdfjs/viewer.html?file=%2F__local%2FA%2Fb.pdf"></iframe>', ["http://h.example/__local/A/b.pdf"]),
        (
            '<iframe src="./原件.pdf"></iframe><embed src="b.pdf"><object data="c.ofd"></object>',
            [HERE + "原件.pdf", HERE + "b.pdf", HERE + "c.ofd"],
        ),
        ('<script>var apps=[{"url":"./P02.pdf","name":"年报.pdf"}];</script>', [HERE + "P02.pdf"]),
        ("<script>var apps=[{url:'./P02.doc',name:'年报.doc'}];</script>", [HERE + "P02.doc"]),
        (
            r'<script>memo="<a href=\"\/module\/download\/downfile.jsp?filename=0a.pdf\">x<\/a>"; x="\/jcms\/files\/b.pdf"</script>',
            ["http://h.example/module/download/downfile.jsp?filename=0a.pdf", "http://h.example/jcms/files/b.pdf"],
        ),
        ("""<a href="javascript:void(0)" onclick="window.open('/a/b.xls')">下载</a>""", ["http://h.example/a/b.xls"]),
        ('<a href="a.pdf">一</a><a href="./a.pdf#page=2">又一</a>', [HERE + "a.pdf"]),
        (
            '<div id="zoom"><img src="W020260330_r1.jpg"><img src="W020260330_r2.png"></div>',
            [HERE + "W020260330_r1.jpg", HERE + "W020260330_r2.png"],
        ),
        (f'<div id="zoom">{LONG}<img src="photo.jpg"></div>', []),  # a picture in a text is no report
        (
            f'<div id="zoom">{LONG}<p>三、收到和处理政府信息公开申请情况</p><img src="W1.jpg"></div>',
            [HERE + "W1.jpg"],
        ),  # its tables are pictures
        (f'<div id="zoom">{LONG}<p>三、收到和处理政府信息公开申请情况</p><table></table><img src="W1.jpg"></div>', []),
        (
            '<div class="bt"><p><img src="./W1.jpg"></p><p><img src="/images/dang.png"></p></div>',
            [HERE + "W1.jpg"],
        ),  # a scan in no known container
        (
            r'<script>var c={"content":"\u003Ca href=\u0022/attachment/1/2/a.pdf\u0022\u003E"}</script>',
            ["http://h.example/attachment/1/2/a.pdf"],
        ),
        ('<script>var d={"resList":[{"fileName":"年报.pdf","filePath":"/csrc/files/a"}]}</script>', ["http://h.example/csrc/files/a"]),
        (r'<a href=".\a.ceb">年报</a>', [HERE + "a.ceb"]),
        (f'<div id="zoom">{LONG}<div class="TRS_Editor"><img src="r1.jpg"></div></div>', [HERE + "r1.jpg"]),  # the innermost content counts
        (f'<div class="TRS_Editor">{LONG}</div><ucapcontent><p><img src="r1.jpg"></p></ucapcontent>', [HERE + "r1.jpg"]),
        ('<img src="/images/logo.png"><a href="/images/qr.jpg">扫码</a>', []),
        ('<p>附件下载</p><ul id="file_ul_fj"></ul>', []),
        ('<div class="footer"><a href="/help.pdf">帮助</a></div><a href="t20260330_2.html">下一篇</a>', []),
        ("<!-- <a href='old.pdf'>旧</a> -->", []),
        ('<a href="http://[::1/x.pdf">坏</a><a href="mailto:a@b.pdf">信</a>', []),
        ("", []),
    ],
)
def test_files_are_found_once_wherever_they_are_written(body, urls):
    assert [each.url for each in articles.attachments(page(body))] == urls


def test_an_expiring_link_is_known_by_the_files_name():
    link = '<a href="/front/document/download?fileUrl={}&fileName=a.pdf">年报</a>'
    assert len(articles.attachments(page(link.format("one") + link.format("two")))) == 1


def test_the_label_of_a_file_is_that_of_its_link():
    (found,) = articles.attachments(page('<a href="a.pdf" title="x"> 附件：\n 年报.pdf </a>'))
    assert found.label == "附件： 年报.pdf"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            '<meta name="ArticleTitle" content="年报"/><meta name="PubDate" content=" 2026-03-30 09:00 ">',
            {"ArticleTitle": "年报", "PubDate": "2026-03-30 09:00"},
        ),
        ("<META content='&lt;b&gt;' NAME='SiteName'>", {"SiteName": "<b>"}),
        ('<meta name="ContentSource" content="">', {"ContentSource": ""}),
        ('<meta name="Url" content="a\nb"><meta name="Url" content="c">', {"Url": "a b"}),
        ('<meta charset="utf-8"><meta http-equiv="x" content="y">', {}),
    ],
)
def test_metas_are_read_in_any_case_and_order(head, wanted):
    assert articles.metas(page(head)) == wanted
