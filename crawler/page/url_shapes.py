"""URL shapes: which URL is an article and which a file; a hint for rows, never a source of dates."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

HEX = r"[0-9a-f]{32}"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PAGE = r"\.(?:s?html?|jsp|aspx?|php)"
ARTICLE_SHAPES = (
    rf"/t\d{{8}}_\d+{PAGE}$",  # TRS: /202403/t20240308_87885.html
    rf"/t\d{{3,}}{PAGE}$",  # TRS without date folder
    rf"/art/\d{{4}}/\d{{1,2}}/\d{{1,2}}/art_\d+_\d+{PAGE}$",  # Hanweb
    rf"/art/\d{{4}}/art_(?:\d+_)?{HEX}{PAGE}$",  # JPaaS
    rf"/{HEX}{PAGE}$|/{UUID}{PAGE}$",  # UCAP, Shanghai, Hebei
    rf"/c\d{{2}}_\d+{PAGE}$",  # UCAP Heilongjiang: /c108463/202602/c01_1108994.shtml
    rf"/c\d+/c\d+/content{PAGE}$",  # UCAP: CSRC
    rf"/content/m?post_\d+{PAGE}$|/gkmlpt/content/.*post_\d+{PAGE}$",  # NFCMS, gkmlpt
    rf"/content/\d{{4}}/\d+{PAGE}$|/content/\d{{4}}-\d\d/\d\d/content_\d+{PAGE}$",
    rf"/(?:public|zxzx|content|contents)/(?:[\w]+/)*\d+/\d{{3,}}{PAGE}$",  # LonSun, SiteServer
    rf"/\d{{8}}/[\w-]{{16,}}{PAGE}$",  # Shanghai
    rf"/web/.*/\d{{12,}}/index{PAGE}$",  # Liaoning
    rf"/info/\d+/\d+{PAGE}$",  # VSB
    rf"/\d{{4}}/\d\d-\d\d/\d+{PAGE}$",  # Henan
    rf"/\d{{4}}-\d{{1,2}}-\d{{1,2}}/\d+{PAGE}$|/\d{{4}}-\d\d/\d\d/content_\d+{PAGE}$",
    rf"/n\d+/(?:n\d+/)*c\d+/content{PAGE}$",  # SASAC
    rf"/(?:Xxgk|Openness)\w*/show/\d+{PAGE}$|/gknb_show\.php$|/xxgkAnnualReport\.jsp$",  # Anhui, Zhejiang
    rf"/articles/[\w-]+/\d+/{UUID}{PAGE}$|/pnidpv\d+{PAGE}$",
    rf"/subPage{PAGE}$|/\d{{8}}/[0-9a-f-]{{20,}}{PAGE}$",  # Epoint
)
ARTICLE = re.compile("|".join(ARTICLE_SHAPES), re.I)
ENDINGS = "pdf|docx?|xlsx?|et|wps|ofd|ceb|rar|zip|7z|pptx?|csv|txt|rtf|odt|mht(?:ml)?"
FILE = re.compile(rf"\.(?:{ENDINGS})$", re.I)
IMAGE = re.compile(r"\.(?:jpe?g|png|tiff?|bmp)$", re.I)
FILE_KEYS = frozenset({"filename", "file", "showname", "downloadname", "fileurl"})
FILE_PATHS = re.compile(
    r"/downfile|/download\.jsp|/document/download|/attachment/\d|/attach/-?\d|/group\d+/M00/|/files/[^/]+\.\w+$|/actions/download", re.I
)


def is_article(url: str) -> bool:
    """Whether a URL has the shape of an article of a known family."""
    return ARTICLE.search(urlsplit(url).path) is not None


def is_file(url: str) -> bool:
    """Whether a URL names a document file: by its extension, a query value with such an extension, or the path of a download."""
    parts = urlsplit(url)
    if FILE.search(unquote(parts.path)) or FILE_PATHS.search(parts.path):
        return True
    return "wbfileid=" in parts.query or any(key.lower() in FILE_KEYS and FILE.search(value) for key, value in parse_qsl(parts.query))


def is_image(url: str) -> bool:
    """Whether a URL names an image by its extension."""
    return IMAGE.search(unquote(urlsplit(url).path)) is not None
