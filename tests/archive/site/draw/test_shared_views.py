"""A view passed on: a file that any program shows, an address that fixes what was chosen, words to cite and to embed it."""

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from archive.site.draw import charts, shared_views
from archive.site.draw.charts import Series
from archive.site.draw.shared_views import SharedChart, SharedView, citation, svg_file
from tests.helpers.few_reports import asking

SVG = "{http://www.w3.org/2000/svg}"
SERIES = [Series("甲市教育局", (1, 2)), Series('<乙>"&\x1b', (3, 4))]
DRAWN = charts.lines((2021, 2022), SERIES, "新收申请", 960, 320)
CHART = SharedChart("years", "新收申请：甲市教育局与乙", DRAWN, SERIES, ["自 2023 年起含义不同。"])
VIEW = SharedView("新收申请 100% & _甲_", {"figure": "received", "year": 2022, "by": None}, [CHART, SharedChart("none", "空", Markup(""))])


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The day of access is the same however late it is."""
    monkeypatch.setenv("GONGKAI_NOW", "2026-12-01T02:00:00Z")


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_file_holds_the_drawing_of_the_page_its_title_legend_notes_and_source():
    drawn = svg_file(VIEW, CHART, asking())
    inside = ElementTree.fromstring(str(DRAWN).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("\x1b", ""))
    held = ElementTree.fromstring(drawn).find(f"{SVG}svg")
    assert [path.get("d") for path in held.iter(f"{SVG}path")] == [path.get("d") for path in inside.iter(f"{SVG}path")]
    assert {"新收申请：甲市教育局与乙", "甲市教育局", '<乙>"&', "自 2023 年起含义不同。"} <= set(texts(drawn))
    assert "".join(texts(drawn)).endswith(citation(VIEW, asking())["text"])
    assert "var(" not in drawn
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn)) <= {*shared_views.light().values(), "none"}


def test_nothing_in_a_file_is_drawn_outside_it():
    ask = asking(figure="received", agency=["x" * 300])
    drawn = ElementTree.fromstring(svg_file(VIEW, CHART, ask))
    _, _, width, height = (float(number) for number in drawn.get("viewBox").split())
    places = [(float(text.get("y")), shared_views.breadth(text.text, 13)) for text in drawn.findall(f"{SVG}text")]
    assert max(top for top, _ in places) <= height - 10
    assert max(wide for _, wide in places) <= width
    inner = drawn.find(f"{SVG}svg")
    notes = [top for top, _ in places if top > float(inner.get("y"))]
    assert min(notes) > float(inner.get("y")) + float(inner.get("height"))


@pytest.mark.parametrize("width", [200, 960])
def test_a_legend_wraps_within_the_picture(width):
    series = [Series(f"某某市第{number}教育局", (1,)) for number in range(9)]
    drawn, top = shared_views.legend(series, width, 10)
    ends = [float(left) + shared_views.breadth(name, 13) for left, name in re.findall(r'<text x="(\d+)"[^>]*>([^<]*)<', str(drawn))]
    assert max(ends) <= width
    assert top == 10 + 26 + 20 * (8 if width == 200 else 1)
    assert shared_views.legend([], 100, 10) == ("", 10)


def test_an_address_fixes_what_was_chosen_and_drops_what_is_not_the_view():
    ask = asking("en", page=3, chart="x", embed=1, region="990100", by="total")
    assert VIEW.address(ask) == "/page?region=990100&figure=received&year=2022&lang=en"
    assert VIEW.svg(ask, CHART) == "/page.svg?region=990100&chart=years&figure=received&year=2022&lang=en"
    assert VIEW.frame(ask, CHART) == (
        '<iframe src="http://town.example/page?region=990100&amp;chart=years&amp;embed=1&amp;figure=received&amp;year=2022&amp;lang=en" '
        'title="新收申请：甲市教育局与乙" width="100%" height="480" style="border:0" loading="lazy"></iframe>'
    )


def test_a_view_is_cited_with_its_edition_its_address_and_the_day_of_access():
    cited = citation(VIEW, asking())
    assert cited["text"] == (
        "政府信息公开档案（gongkai）. 新收申请 100% & _甲_: 快照 20240501T000000[DS/OL]. (2024-05-01)[2026-12-01]. "
        "http://town.example/page?figure=received&year=2022&lang=zh."
    )
    assert cited["bibtex"].splitlines() == [
        "@misc{gongkai-20240501T000000-page,",
        "  author = {{政府信息公开档案（gongkai）}},",
        r"  title = {{新收申请 100\% \& \_甲\_}},",
        "  year = {2024},",
        "  version = {快照 20240501T000000},",
        f"  note = {{SHA-256 {'ab' * 32}}},",
        "  url = {http://town.example/page?figure=received&year=2022&lang=zh},",
        "  urldate = {2026-12-01}",
        "}",
    ]


def test_the_chart_of_a_key_or_the_first_that_has_something_to_show():
    second = SharedChart("second", "乙", DRAWN)
    view = SharedView("", {}, [SharedChart("none", "空", Markup("")), CHART, second])
    assert [view.chart(key).key for key in ("second", "none", "")] == ["second", "years", "years"]
    assert SharedView("").chart("") is None


def test_places_are_bars_with_their_values():
    drawn = ElementTree.fromstring(str(charts.places(["甲", "乙" * 30], [50, -25.5], "名次", "%")))
    assert [text.text for text in drawn.iter("text")] == ["甲", "50%", f"{'乙' * 19}…", "-25.5%"]
    wide = [float(bar.get("width")) for bar in drawn.iter("rect")]
    assert wide[1] == pytest.approx(wide[0] * 0.51, abs=0.1)
    assert "<rect" not in charts.places([], [], "名次")


def test_a_file_of_a_chart_without_a_picture_is_no_wider_than_its_words_may_be():
    drawn = ElementTree.fromstring(svg_file(VIEW, SharedChart("none", "", Markup("")), asking()))
    with_picture = ElementTree.fromstring(svg_file(VIEW, CHART, asking()))
    assert drawn.get("width") == "0"
    assert (with_picture.get("width"), with_picture.find(f"{SVG}svg").get("height")) == ("960", "320")
