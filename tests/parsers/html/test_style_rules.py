"""What a style does to text: each way of hiding, striking or raising it, and its near misses; which of several rules counts."""

import pytest
from lxml import html

from parsers.html import head, style_rules, visibility
from parsers.html.style_rules import MAX_SELECTOR, MAX_SELECTORS, MAX_STYLE

OUT = "position:absolute;"


def marks(body, style="", media=None, head_more=""):
    """The marks of a page's elements, by their ids, and the ids of those that are not rendered."""
    sheet = f"<style{f' media={media}' if media else ''}>{style}</style>" if style else ""
    page = f"<html><head>{head_more}{sheet}</head><body>{body}</body></html>"
    root = html.fromstring(page)
    seen = visibility.of(root, head.marked(root), page)
    found = {element.get("id"): mark for element, mark in seen.marks.items() if element.get("id")}
    return found | {element.get("id"): "unseen" for element in seen.unseen if element.get("id")}


def styled(declarations, tag="span"):
    return marks(f"<{tag} id='x' style='{declarations}'>9</{tag}>").get("x")


@pytest.mark.parametrize(
    ("declarations", "mark"),
    [
        ("display:none", "unseen"),
        ("DISPLAY : NONE", "unseen"),
        ("display:none !important", "unseen"),
        ("display:none ! important", "unseen"),
        ("display:none!important;display:block", "unseen"),
        ("display:none!important;display:block!important", None),
        ("visibility:collapse", "unseen"),
        ("visibility:hidden", "hidden"),
        ("visibility: hidden", "hidden"),
        ("opacity:0", "hidden"),
        ("opacity:0.0", "hidden"),
        ("opacity:.0", None),
        ("opacity:0%", "hidden"),
        ("opacity:0.5", None),
        ("opacity:1", None),
        ("font-size:0", "hidden"),
        ("font-size: 0px", "hidden"),
        ("font-size:0pt", "hidden"),
        ("font-size:0em", "hidden"),
        ("font-size:0rem", "hidden"),
        ("font-size:0.5em", None),
        ("font-size:10px", None),
        ("color:transparent", "hidden"),
        ("color:#fff", "hidden"),
        ("color:#ffffff", "hidden"),
        ("color: white", "hidden"),
        ("color:rgb(255,255,255)", "hidden"),
        ("color:rgba(255, 255, 255, 1)", "hidden"),
        ("color:rgba(255,255,255,1.0)", "hidden"),
        ("color:rgba(255,255,255,0.5)", None),
        ("color:rgb(255,255,0)", None),
        ("color:#ffff00", None),
        ("color:whitesmoke", None),
        ("color:#fff;background:#00f", None),
        ("color:#fff;background-color:red", None),
        ("color:#fff;background:white url(a.png)", "hidden"),
        ("color:#fff;background:none", "hidden"),
        ("color:#fff;background:transparent", "hidden"),
        ("color:#fff;background-color:inherit", "hidden"),
        ("text-decoration:line-through", "struck"),
        ("text-decoration-line:line-through", "struck"),
        ("text-decoration:underline", None),
        ("vertical-align:super", "superscript"),
        ("vertical-align: sub", "superscript"),
        ("vertical-align:middle", None),
        (OUT + "left:-9999px", "hidden"),
        (OUT + "top:-999px", "hidden"),
        (OUT + "left:-99px", None),
        (OUT + "right:-9999px", None),
        ("position:fixed;left:-9999px", "hidden"),
        ("position:relative;left:-9999px", None),
        ("left:-9999px", None),
        (OUT + "clip:rect(0,0,0,0)", "hidden"),
        (OUT + "clip:rect(1px 1px 1px 1px)", "hidden"),
        (OUT + "clip:rect(0,9px,9px,0)", None),
        ("position:fixed;clip:rect(0 0 0 0)", "hidden"),
        ("clip:rect(0,0,0,0)", None),
        ("clip-path:inset(50%)", "hidden"),
        ("clip-path:inset(100%)", "hidden"),
        ("clip-path:inset(5%)", None),
        ("clip-path:circle(0)", "hidden"),
        ("text-indent:-9999px", "hidden"),
        ("text-indent:-2em", None),
        ("letter-spacing:-9999px", None),
        ("", None),
    ],
)
def test_what_a_style_does_to_text(declarations, mark):
    assert styled(declarations) == mark


def test_a_cell_aligned_above_its_line_is_not_raised():
    for tag in ("td", "th"):
        assert marks(f"<table><tr><{tag} id='x' style='vertical-align:super'>9</{tag}></tr></table>") == {}


@pytest.mark.parametrize(
    ("style", "mark"),
    [
        (".a{display:none}", "unseen"),
        (".A{display:none}", None),
        ("#x{display:none}", "unseen"),
        ("span{display:none}", "unseen"),
        ("p span{display:none}", "unseen"),
        ("body p span{display:none}", None),  # long chains of bare tags cost too much
        ("body p .a{display:none}", "unseen"),
        (".b .a{display:none}", None),
        (".a:not(.b){display:none}", "unseen"),
        (".a:not(.a){display:none}", None),
        (".b, .a{display:none}", "unseen"),
        (".a:hover{display:none}", None),
        (".a::first-line{display:none}", None),
        (".a[{display:none}", None),
        ("@import 'a.css'; .a{display:none}", "unseen"),
        ("@media screen{.a{display:none}}", "unseen"),
        ("@media print{.a{display:none}}", None),
        ("@media (max-width:600px){.a{display:none}}", None),
        ("@media screen{@media print{.a{display:none}}}", None),
        ("@supports (x:y){.a{display:none}}", "unseen"),
        ("@font-face{display:none}", None),
        ("<!-- .a{display:none} -->", "unseen"),
        ("/* .a{} */.a{display:none}", "unseen"),
        ("/* .a{display:none} */", None),
        (".a{display:none}.a{display:block}", None),
        (".a{display:none}span{display:block}", "unseen"),
        ("#x{display:none}.a{display:block}", "unseen"),
        (".a{display:none !important}#x{display:block}", "unseen"),
        (".a{display:none !important}.a{display:block !important}", None),
        (".a{display:none;display:block}", None),
        (".a{display:}.a{display:none}", "unseen"),
        (".a{color:red;;display:none;}", "unseen"),
        ("}.a{display:none}", "unseen"),
    ],
)
def test_which_rule_of_the_pages_own_sheet_counts(style, mark):
    assert marks("<p><span id='x' class='a'>9</span></p>", style).get("x") == mark


@pytest.mark.parametrize(
    ("style", "own", "mark"),
    [
        (".a{display:none}", "display:inline", None),
        (".a{display:none !important}", "display:inline", "unseen"),
        (".a{display:inline !important}.b{display:none}", "display:none", None),
        (".a{display:block}", "display:none", "unseen"),
        ("#x{display:block}", "display:none", "unseen"),
    ],
)
def test_a_style_of_the_element_itself_comes_before_rules_that_are_not_important(style, own, mark):
    assert marks(f"<p><span id='x' class='a' style='{own}'>9</span></p>", style).get("x") == mark


@pytest.mark.parametrize(("media", "mark"), [(None, "unseen"), ("all", "unseen"), ("screen", "unseen"), ("print", None), ("PRINT", None)])
def test_a_sheet_for_print_is_not_in_force(media, mark):
    assert marks("<span id='x' class='a'>9</span>", ".a{display:none}", media).get("x") == mark


@pytest.mark.parametrize(("blanks", "mark"), [(MAX_STYLE - 16, "unseen"), (MAX_STYLE, None)])
def test_no_more_of_the_sheets_is_looked_at_than_a_page_needs(blanks, mark):
    assert marks("<span id='x' class='a'>9</span>", " " * blanks + ".a{display:none}").get("x") == mark


@pytest.mark.parametrize(("before", "mark"), [(MAX_SELECTORS - 1, "unseen"), (MAX_SELECTORS, None)])
def test_no_more_selectors_are_looked_for_than_a_page_needs(before, mark):
    style = ".b{color:white}" * before + ".a{display:none}"
    assert marks("<i class='b'></i><span id='x' class='a'>9</span>", style).get("x") == mark


@pytest.mark.parametrize(("length", "mark"), [(MAX_SELECTOR, "unseen"), (MAX_SELECTOR + 1, None)])
def test_a_selector_longer_than_any_that_is_written_is_not_looked_for(length, mark):
    selector = "*" * (length % 2) + ".a" * (length // 2)
    assert marks("<span id='x' class='a'>9</span>", f"{selector}{{display:none}}").get("x") == mark


@pytest.mark.parametrize(
    ("style", "mark"),
    [
        (".a::before{content:'12'}", "picture"),
        ('.a:after{content:"1"}', "picture"),
        (".b,.a::after{content:'1'}", "picture"),
        (".a::before{content:'件'}", None),
        (".a{content:'12'}", None),
        (".c::before{content:'12'}", None),
        (".a::marker{content:'12'}", None),
    ],
)
def test_digits_that_a_style_draws_are_no_text_of_the_page(style, mark):
    assert marks("<span id='x' class='a'></span>", style).get("x") == mark


@pytest.mark.parametrize(
    ("around", "more", "mark"),
    [
        ("<table bgcolor='#00f'><tr><td>{}</td></tr></table>", "", None),
        ("<table bgcolor='#FFF'><tr><td>{}</td></tr></table>", "", "hidden"),
        ("<table background='a.png'><tr><td>{}</td></tr></table>", "", None),
        ("<div bgcolor='#00f'><table><tr><td>{}</td></tr></table></div>", "", "hidden"),  # a table's ground is its own
        ("<div bgcolor='#00f'>{}</div>", "", None),
        ("<div class='a'>{}</div>", "", "hidden"),
        ("<div class='a'>{}</div>", "<link rel='stylesheet' href='a.css'>", None),
        ("<div id='a'>{}</div>", "<link rel='STYLESHEET' href='a.css'>", None),
        ("<div class='a'>{}</div>", "<link rel='icon' href='a.ico'>", "hidden"),
        ("<div>{}</div>", "<link rel='stylesheet' href='a.css'>", "hidden"),
    ],
)
def test_white_is_hidden_only_on_white(around, more, mark):
    markup = around.format("<span data-x style='color:#fff'>9</span>")
    page = f"<html><head>{more}</head><body>{markup}</body></html>"
    root = html.fromstring(page)
    seen = visibility.of(root, head.marked(root), page)
    assert seen.marks.get(root.find(".//span")) == mark


@pytest.mark.parametrize(
    ("colour", "mark"),
    [("#ffffff", "hidden"), ("ffffff", "hidden"), ("FFFFFF", "hidden"), (" White ", "hidden"), ("#ff0000", None), ("", None)],
)
def test_the_colour_of_a_font(colour, mark):
    assert marks(f"<font id='x' color='{colour}'>9</font>").get("x") == mark


def test_a_style_comes_before_the_colour_of_a_font():
    assert marks("<font id='x' color='#ffffff' style='color:white;color:red'>9</font>") == {}


@pytest.mark.parametrize(
    ("tag", "mark"),
    [
        ("del", "deleted"),
        ("s", "struck"),
        ("strike", "struck"),
        ("ins", "inserted"),
        ("sup", "superscript"),
        ("sub", "superscript"),
        ("input", "field"),
        ("select", "field"),
        ("textarea", "field"),
        ("img", "picture"),
        ("svg", "picture"),
        ("canvas", "picture"),
        ("object", "picture"),
        ("embed", "picture"),
        ("math", "picture"),
        ("video", "picture"),
        ("b", None),
        ("u", None),
    ],
)
def test_an_element_that_marks_its_content(tag, mark):
    assert marks(f"<p><{tag} id='x'>9</{tag}></p>").get("x") == mark


@pytest.mark.parametrize("kind", ["hidden", "submit", "button", "reset", "image", "HIDDEN"])
def test_a_field_without_a_value_to_read(kind):
    assert marks(f"<input id='x' type='{kind}' value='9'>") == {}
    assert marks(f"<input id='x' type='x{kind}' value='9'>") == {"x": "field"}


@pytest.mark.parametrize(
    ("size", "mark"),
    [
        ("width=4", None),
        ("height=4", None),
        ("width=4px", None),
        ("width=5", "picture"),
        ("width=5 height=1", None),
        ("width=a", "picture"),
        ("", "picture"),
    ],
)
def test_a_spacer_is_no_picture(size, mark):
    assert marks(f"<img id='x' {size}>").get("x") == mark


@pytest.mark.parametrize(
    ("body", "unseen"),
    [
        ("<div id='a' class='d-none'></div>", {"a"}),
        ("<div id='a' class='layui-hide'></div>", {"a"}),
        ("<div id='a' class='xd-none'></div>", set()),
        *(
            (f"<div id='a' class='tab-pane'></div><div id='b' class='tab-pane {shown}'></div>", {"a"})
            for shown in ["active", "show", "in", "on", "current"]
        ),
        ("<div id='a' class='tab-pane'></div><div id='b' class='tab-pane other'></div>", set()),
        ("<div id='a' class='layui-tab-item'></div><div id='b' class='layui-tab-item layui-show'></div>", {"a"}),
        ("<div id='a' class='layui-tab-item'></div>", set()),
        ("<div id='a' hidden></div>", {"a"}),
        ("<div id='a' hidden style='display:block'></div><p style='display:none'>x</p>", set()),
        ("<div id='a' aria-hidden='true'></div>", set()),
    ],
)
def test_what_is_taken_off_the_page(body, unseen):
    assert {name for name, mark in marks(body).items() if mark == "unseen"} == unseen


@pytest.mark.parametrize("outer", ["visibility:hidden", "text-decoration:line-through"])
def test_cells_inside_what_is_hidden_or_struck_are_so_too(outer):
    found = marks(f"<table style='{outer}'><tr><td id='a'>1</td><th id='b'>2</th></tr></table>")
    assert set(found) == {"a", "b"}
    assert marks("<table><tr><td id='c'>1</td></tr></table><sup id='d'></sup>") == {"d": "superscript"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<input value='12'>", "12"),
        ("<input>", ""),
        ("<select><option>1</option><option selected>12</option></select>", "12"),
        ("<select><option>1</option><option>12</option></select>", "1"),
        ("<select><option></option></select>", ""),
        ("<select></select>", ""),
        ("<math><mn>1</mn><mn>2</mn></math>", "12"),
    ],
)
def test_the_text_a_field_shows(markup, text):
    root = html.fromstring(f"<html><body>{markup}</body></html>")
    assert visibility.field_text(root.find("body")[0]) == text


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("display : none", True),
        ("visibility:x", True),
        ("line-through", True),
        ("vertical-align:super", True),
        ("vertical-align: sub", True),
        ("opacity:.1", True),
        ("opacity:1", False),
        ("font-size:0", True),
        ("font-size: 0", True),
        ("font-size:0.9em", False),
        ("clip:x", True),
        ("clip-path:x", True),
        ("content:'1'", True),
        ("content:'x'", False),
        ("left:-999px", True),
        ("left: -999px", True),
        ("left:-99px", False),
        ("color:#FFF", True),
        ("color:white", True),
        ("color:transparent", True),
        ("color:rgb(255", True),
        ("background-color:#fff", False),
        ("background-color: white", False),
        ("display:block", False),
    ],
)
def test_a_page_without_any_such_declaration_is_not_looked_at_further(text, hinted):
    assert style_rules.hinted(text) is hinted
