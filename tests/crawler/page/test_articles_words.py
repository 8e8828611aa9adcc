"""Elements that hold an article, keys of the lists of files in scripts, viewers and pictures: word by word."""

import pytest

from crawler.model.types import Fetch, Page
from crawler.page import articles

AT = "http://h.example/zwgk/t1.html"
HERE = "http://h.example/zwgk/"
CONTAINERS = """ucapcontent UCAP-CONTENT zoom zoomcon TRS_Editor trs_editor_view TRS_UEDITOR article_content article-content bt_content
    ivs_content barrierfree_container main-txt v_news_content vsb_content wzzw-article ccontent con_con editor-content news_cont_d_wrap
    ewb-article-info Article_content article_zoom Custom_UnionStyle trs_paper_default TEXT GovInfoContent"""
LONG = "公开。" * 140  # 420 characters: a page of its own text, so that only a known container can hold a scan


def files(body):
    return [(each.url.removeprefix(HERE), each.label) for each in articles.attachments(Page(AT, body, Fetch(AT)))]


@pytest.mark.parametrize("word", CONTAINERS.split())
def test_an_element_that_holds_the_article(word):
    assert files(f"<p>{LONG}</p><div class='x {word}'><img src='a.jpg' title=' 第1页 '></div>") == [("a.jpg", "第1页")]
    assert files(f"<p>{LONG}</p><div id='{word}'><img data-src='a.jpg' alt='图'></div>") == [("a.jpg", "图")]
    assert files(f"<p>{LONG}</p><div class='{word}x'><img src='a.jpg'></div>") == []


@pytest.mark.parametrize(("length", "scanned"), [(399, True), (400, False)])
def test_how_much_text_an_article_of_pictures_has(length, scanned):
    assert bool(files(f"<div id='zoom'>{'字' * length}<img src='a.jpg'></div>")) is scanned
    assert bool(files(f"<p>{'字' * length}<img src='a.jpg'></p>")) is scanned


@pytest.mark.parametrize("told", ["收到和处理政府信息公开申请", "行政复议、行政诉讼情况", "行政复议行政诉讼情况"])
def test_tables_that_are_told_of_and_not_there_are_pictures(told):
    assert files(f"<div id='zoom'>{LONG}{told}<img src='a.jpg'></div>") == [("a.jpg", "")]
    assert files(f"<div id='zoom'>{LONG}{told[1:]}<img src='a.jpg'></div>") == []


@pytest.mark.parametrize("folder", ["image", "images", "img", "icon", "icons", "static", "assets", "css", "skin", "skins", "template"])
def test_pictures_of_the_portals_own_dress_are_none_of_a_scan(folder):
    assert files(f"<p><img src='/{folder}/a.jpg'></p>") == []
    assert len(files(f"<p><img src='/{folder}x/a.jpg'></p>")) == 1
    assert len(files(f"<div id='zoom'><img src='/{folder}/a.jpg'></div>")) == 1


@pytest.mark.parametrize("tag", ["p", "center"])
def test_paragraphs_hold_a_scan_where_no_container_is_known(tag):
    assert files(f"<{tag}><img src='a.jpg'></{tag}>") == [("a.jpg", "")]
    assert files(f"<div class='footer'><{tag}><img src='a.jpg'></{tag}></div>") == []
    assert files("<h2><img src='a.jpg'></h2>") == []


@pytest.mark.parametrize("address", ["url", "filePath", "fileurl", "path", "src"])
@pytest.mark.parametrize("label", ["name", "fileName", "title", "label"])
def test_the_keys_of_a_list_of_files(address, label):
    assert files(f'<script>var a=[{{"{address}":"/f/7","{label}":"年报.pdf"}}]</script>') == [("http://h.example/f/7", "年报.pdf")]
    assert files(f"<script>var a=[{{{address}:'/f/7',{label}:'年报.pdf'}}]</script>") == [("http://h.example/f/7", "年报.pdf")]
    assert files(f'<script>var a=[{{"{address}x":"/f/7","{label}":"年报.pdf"}}]</script>') == []
    assert files(f'<script>var a=[{{"{address}":"/f/7","{label}":"年报"}}]</script>') == [], "nothing says that it is a file"
    assert files(f'<script>var a=[{{"{address}":7,"{label}":"年报.pdf"}}]</script>') == []


@pytest.mark.parametrize("viewer", ["viewer.html", "viewer.htm", "pdfjs/x", "flexpaper", "x/OFD/y"])
@pytest.mark.parametrize("key", ["file", "url", "src", "FILE"])
def test_what_a_viewer_shows(viewer, key):
    assert files(f"<iframe src='/{viewer}?a=1&{key}=/f/a' title=' 原件 '></iframe>") == [("http://h.example/f/a", "原件")]
    assert files(f"<iframe src='/{viewer}?other=/f/a'></iframe>") == []
    assert files(f"<iframe src='/page?{key}=/f/a'></iframe>") == []


def test_frames_that_show_pages():
    body = "<iframe src='a.html'></iframe><iframe src='b.html'></iframe><iframe src='a.html'></iframe><iframe src='c.pdf'></iframe>"
    body += (
        f"<iframe src='{AT}'></iframe><div class='footer'><iframe src='d.html'></iframe></div><iframe src='/viewer.html?file=/e'></iframe>"
    )
    assert articles.frames(Page(AT, f"<body>{body}</body>", Fetch(AT))) == (f"{HERE}a.html", f"{HERE}b.html")
    assert articles.frames(Page(AT, "", Fetch(AT))) == ()


@pytest.mark.parametrize(("tag", "name"), [("iframe", "src"), ("embed", "src"), ("object", "data")])
def test_a_file_in_a_frame(tag, name):
    assert files(f"<{tag} {name}='a.pdf' title='附件'></{tag}>") == [("a.pdf", "附件")]
    assert files(f"<{tag} {name}='a.html'></{tag}>") == []


@pytest.mark.parametrize(
    ("url", "expires"),
    [
        ("/d?fileUrl=x&fileName=a", True),
        ("/d?fileUrl=&fileName=a", False),
        ("/d?fileUrl=x", False),
        ("/d?fileUrl=x&fileName=", False),
        ("/d?fileName=a", False),
    ],
)
def test_which_links_expire(url, expires):
    assert articles.expires(f"http://h{url}") is expires


@pytest.mark.parametrize(
    ("meta", "found"),
    [
        ("<meta property='og:title' content='甲'>", {"og:title": "甲"}),
        ("<meta name=a property=b content=c>", {"a": "c"}),
        ("<meta content=c>", {}),
        ("<meta name=a>", {}),
        ("<meta name=\"a\" content='x > y'>", {"a": "x > y"}),
        ("<metas name=a content=c>", {}),
        (" " * 65536 + "<meta name=a content=c>", {}),
    ],
)
def test_named_metas(meta, found):
    assert articles.metas(Page(AT, meta, Fetch(AT))) == found
