"""Which URLs have the shape of an article, a file or an image: a row for each shape, and near ones that have none."""

import pytest

from crawler.page.url_shapes import ENDINGS, FILE_KEYS, is_article, is_file, is_image

HEX, UUID = "0123456789abcdef" * 2, "01234567-89ab-cdef-0123-456789abcdef"
ARTICLES = [
    "/202403/t20240308_87885.html",
    "/202403/t20240308_87885.shtml",
    "/202403/t20240308_87885.jsp",
    "/202403/t20240308_87885.aspx",
    "/202403/t20240308_87885.php",
    "/a/t123.htm",
    "/art/2024/3/8/art_1_2.html",
    "/art/2024/12/18/art_1_2.html",
    f"/art/2024/art_{HEX}.html",
    f"/art/2024/art_7_{HEX}.html",
    f"/x/{HEX}.html",
    f"/x/{UUID}.html",
    "/c108463/202602/c01_1108994.shtml",
    "/c1/c2/content.shtml",
    "/content/post_1.html",
    "/content/mpost_1.html",
    "/gkmlpt/content/9/8/post_1.html",
    "/content/2024/123.html",
    "/content/2024-03/08/content_1.html",
    "/public/12/345.html",
    "/zxzx/a/12/345.html",
    "/content/12/345.html",
    "/contents/12/345.html",
    "/20240308/abcdefghijklmnop.html",
    "/web/a/b/202403081234/index.html",
    "/info/12/345.htm",
    "/2024/03-08/123.html",
    "/2024-3-8/123.html",
    "/2024-03/08/content_1.html",
    "/n1/n2/c3/content.html",
    "/n1/c3/content.html",
    "/XxgkNews/show/1.html",
    "/Openness/show/1.html",
    "/gknb_show.php",
    "/xxgkAnnualReport.jsp",
    f"/articles/ab-c/12/{UUID}.html",
    "/pnidpv12.html",
    "/a/subPage.html",
    "/20240308/01234567-89ab-cdef-0123.html",
]
OTHERS = [
    "/202403/t2024030_87885.txt",
    "/a/t12.html",
    "/art/2024/3/8/art_1.html",
    f"/art/2024/art_{HEX[:-1]}.html",
    f"/x/{HEX[:-1]}.html",
    f"/x/{UUID[:-1]}.html",
    "/c1/202602/c1_1.shtml",
    "/c1/content.shtml",
    "/post_1.html",
    "/content/24/12.html",
    "/public/12/34.html",
    "/20240308/abcdefghijklmno.html",
    "/web/a/20240308123/index.html",
    "/info/12.htm",
    "/2024/3-8/123.html",
    "/c3/content.html",
    "/Xxgk/list/1.html",
    "/gknb.php",
    "/nb/index.html",
    "/t20240308_87885.html/more",
    "/",
]


@pytest.mark.parametrize("path", ARTICLES)
def test_an_article(path):
    assert is_article(f"http://h.example{path}")
    assert is_article(f"http://h.example{path.upper()}?a=b#c")


@pytest.mark.parametrize("path", OTHERS)
def test_no_article(path):
    assert not is_article(f"http://h.example{path}")


@pytest.mark.parametrize("path", ["/a?b=/t20240308_87885.html", "/a#/t20240308_87885.html"])
def test_the_path_alone_makes_an_article(path):
    assert not is_article(f"http://h.example{path}")


EXTENSIONS = [
    "pdf",
    "doc",
    "docx",
    "xls",
    "xlsx",
    "et",
    "wps",
    "ofd",
    "ceb",
    "rar",
    "zip",
    "7z",
    "ppt",
    "pptx",
    "csv",
    "txt",
    "rtf",
    "odt",
    "mht",
    "mhtml",
]


@pytest.mark.parametrize("ending", EXTENSIONS)
def test_a_file_by_its_extension(ending):
    assert is_file(f"http://h.example/a.{ending}")
    assert is_file(f"http://h.example/a.{ending.upper()}?x=y")
    assert is_file(f"http://h.example/down?filename=a.{ending}")
    assert not is_file(f"http://h.example/a.{ending}q")
    assert not is_file(f"http://h.example/a{ending}")


def test_no_extension_goes_untested():
    import re

    assert all(re.fullmatch(ENDINGS, ending) for ending in EXTENSIONS)
    assert sum(2 if "?" in part and "(" not in part else 1 for part in ENDINGS.split("|")) == len(EXTENSIONS) - 1


@pytest.mark.parametrize("key", ["filename", "file", "showname", "downloadname", "fileurl"])
def test_a_file_by_a_value_of_its_query(key):
    assert key in FILE_KEYS
    assert is_file(f"http://h.example/down?x=1&{key}=%E9%99%84.pdf")
    assert is_file(f"http://h.example/down?{key.upper()}=a.pdf")
    assert not is_file(f"http://h.example/down?{key}=a.html")
    assert not is_file(f"http://h.example/down?x{key}=a.pdf")


@pytest.mark.parametrize(
    "path",
    [
        "/downfile?id=1",
        "/x/download.jsp?id=1",
        "/document/download?id=1",
        "/attachment/12",
        "/attach/12",
        "/attach/-12",
        "/group1/M00/a",
        "/files/report.x1",
        "/actions/download?id=1",
        "/x?wbfileid=12",
        "/%E9%99%84%2Epdf",
    ],
)
def test_a_file_by_the_path_of_a_download(path):
    assert is_file(f"http://h.example{path}")


@pytest.mark.parametrize(
    "path", ["/download", "/attachment/x", "/attach/x", "/group1/a", "/files/report", "/files/a/b.html", "/actions/show", "/x?fileid=1"]
)
def test_no_file(path):
    assert not is_file(f"http://h.example{path}")


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "png", "tif", "tiff", "bmp", "JPG"])
def test_an_image(ending):
    assert is_image(f"http://h.example/a.{ending}?x=y")
    assert not is_image(f"http://h.example/a.{ending}x")
    assert not is_image(f"http://h.example/a?b=c.{ending}")
