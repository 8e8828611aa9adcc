"""An archived page neither runs, nor loads, nor leads anywhere; what it says stays."""

import pytest
from lxml import etree
from lxml.html import defs

from archive.site.original import inert_html

# Elements and attributes that run or load; of the rest of HTML each stays.
GONE = [
    "script",
    "noscript",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "link",
    "template",
    "audio",
    "video",
    "source",
    "track",
    "portal",
    "svg",
    "math",
]
LOADING = [
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "action",
    "formaction",
    "lowsrc",
    "dynsrc",
    "longdesc",
    "ping",
    "target",
    "autofocus",
]
STAYING = sorted(defs.tags - {*GONE, "html", "head", "body", "meta"})


def inert(markup, **options):
    body = markup if "<head" in markup else f"<head><title>t</title></head><body>{markup}</body>"
    return inert_html.page(f"<html>{body}</html>".encode(), "utf-8", **options).decode()


@pytest.mark.parametrize("tag", GONE)
def test_elements_that_run_or_load_are_gone(tag):
    found = inert(f"<p>before</p><{tag} src='http://x.invalid/a' data='http://x.invalid/b'>inner</{tag}><p>after</p>")
    assert f"<{tag}" not in found.replace("<style", "")
    assert "before" in found
    assert "after" in found
    assert "x.invalid" not in found


@pytest.mark.parametrize("name", [*LOADING, "onclick", "onload", "onanything", "href", "xlink:href", "SRC"])
def test_attributes_that_run_or_load_are_gone(name):
    assert inert_html.is_active(name.lower(), "http://x.invalid/")
    found = inert(f"<p {name}='http://x.invalid/' title='kept'>text</p>")
    assert "x.invalid" not in found
    assert 'title="kept"' in found


@pytest.mark.parametrize("tag", [*STAYING, "rb", "rtc", "dialog", "data", "slot", "font", "bgsound", "main", "picture", "search"])
def test_every_other_element_stays(tag):
    root = inert_html.html_document.tree(inert_html.Source(b"<p>x</p>", charset="utf-8"))
    etree.SubElement(root.find("body"), tag).text = "inner"
    inert_html.clean(root)
    assert [element.text for element in root.iter(tag) if element.text == "inner"] == ["inner"]


@pytest.mark.parametrize("name", sorted(defs.safe_attrs - {*LOADING, "href"}))
def test_every_other_attribute_stays(name):
    assert not inert_html.is_active(name, "http://x.invalid/")


@pytest.mark.parametrize(
    ("name", "value", "active"),
    [
        ("src", "data:image/png;base64,AA", False),
        ("src", "DATA:IMAGE/png;base64,AA", False),
        ("src", "data:text/html,x", True),
        ("href", "#part", False),
        ("xlink:href", "#part", False),
        ("href", "x#part", True),
        ("title", "http://x", False),
        ("class", "on", False),
        ("colspan", "2", False),
    ],
)
def test_what_stays(name, value, active):
    assert inert_html.is_active(name, value) is active


@pytest.mark.parametrize(
    "css",
    [
        "@import url(http://x.invalid/a.css);",
        "@import 'http://x.invalid/a.css'",
        "background:url(http://x.invalid/a.png)",
        "background:url( 'http://x.invalid/a.png')",
        'background:URL("http://x.invalid/a.png")',
        "@font-face { src: 'http://x.invalid/f' }",
        "behavior : 'http://x.invalid/'",
        "-moz-binding:x",
        "width:expression (1)",
    ],
)
def test_styles_load_nothing(css):
    for found in (
        inert(f'<p style="{css.replace(chr(34), chr(39))}">text</p>'),
        inert(f"<head><style>p{{color:red}} {css}</style></head>"),
    ):
        assert "url(" not in found.lower().replace("url(data:", "")
        assert not any(word in found for word in ("@import", "@font-face", "expression", "behavior", "-moz-binding"))
    assert "url(data:image/png;base64,AA)" in inert("<p style='background:url(data:image/png;base64,AA)'>text</p>")


def test_the_page_has_its_charset_and_a_plain_style():
    metas = "<meta charset=gbk><meta http-equiv=refresh content='0;url=http://x.invalid/'>"
    found = inert(f"<head>{metas}<title>题</title></head><body><!-- gone --><p>一</p></body>")
    assert found.startswith("<!DOCTYPE html>\n")
    assert found.count("<meta") == 1
    assert '<meta charset="utf-8">' in found
    assert found.index("<meta") < found.index("<title>") < found.index("<style>")
    assert "gone" not in found
    assert ".gongkai-cell" in found
    assert "题" in found


def test_the_cell_asked_for_is_marked():
    table = "<table><tr><td class='n'>7</td><td>9</td></tr></table>"
    found = inert(table, cell="t1r1c1", path="//td[1]")
    assert '<td class="n gongkai-cell" id="cell=t1r1c1">7</td>' in found
    assert '<td id="cell=t1r1c2" class="gongkai-cell">9</td>' in inert(table, cell="t1r1c2", path="//td[2]")
    for path in ("//td[9]", "//td[", "1", "//td/text()", "//td/@class"):
        assert "gongkai-cell" not in inert(table, cell="x", path=path).replace(inert_html.STYLE, "")


@pytest.mark.parametrize(("path", "marked"), [("//p", True), ("//q", False), ("//p[", False), ("count(//p)", False), ("//p/text()", False)])
def test_whether_there_is_such_an_element(path, marked):
    root = inert_html.html_document.tree(inert_html.Source(b"<p>x</p>", charset="utf-8"))
    assert inert_html.mark(root, path, "c") is marked
