"""Charts draw what is there, leave gaps, and say it in words."""

import re
from xml.etree import ElementTree

from archive.site.draw.charts import Series, bars, legend, lines, places, shares

YEARS = (2019, 2020, 2021, 2022)
GAP = Series("甲", (1, None, 3, 4))
WHOLE = Series("乙", (0, 2, 0, 4))
SVG = "{http://www.w3.org/2000/svg}"


def paths(svg):
    return re.findall(r'<path d="(M[^"]*)" fill="none"', str(svg))


def test_a_gap_stays_a_gap():
    drawn = paths(lines(YEARS, [GAP], "t"))
    assert [len(re.findall("M", path)) for path in drawn] == [2]
    assert str(lines(YEARS, [GAP], "t")).count("<circle") == 3


def test_zero_is_drawn_and_none_is_not():
    assert str(lines(YEARS, [WHOLE], "t")).count("<circle") == 4
    assert str(lines(YEARS, [Series("x", (None,) * 4)], "t")).count("<circle") == 0


def test_shares_need_all_parts_and_a_whole():
    drawn = str(shares(YEARS, [GAP, WHOLE], "t"))
    assert drawn.count("<rect") == 4, "2019: one part is zero; 2020: a part is unknown; 2021 one part zero; 2022 two"
    assert "甲: 4 (50.0%)" in drawn


def test_bars_mark_the_deadlines():
    drawn = str(bars(("01-01", "01-08"), (3, 0), [(0.5, "部门期限")], "t"))
    assert drawn.count("<rect") == 1
    assert "部门期限" in drawn


def test_every_chart_is_named_described_and_well_formed():
    hostile = Series('<script>"&', (1, 2, 3, 4))
    for drawn in (lines(YEARS, [GAP, hostile], "标题"), shares(YEARS, [WHOLE, hostile], "标题"), bars(YEARS, (1, 2, 3, 4), [], "标题")):
        assert "<script>" not in drawn
        svg = ElementTree.fromstring(str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
        assert svg.get("role") == "img"
        assert svg.find(f"{SVG}title").text == "标题"
        assert "2022 4" in svg.find(f"{SVG}desc").text
    assert "<script>" not in legend([hostile])


def test_nothing_to_draw_is_no_error():
    assert "<svg" in lines((), [], "t")
    assert "<svg" in shares((), [], "t")
    assert "<svg" in bars((), (), [], "t")


def test_the_places_of_named_bars():
    drawn = ElementTree.fromstring(str(places(["甲", "乙" * 20, "丙" * 21], [50, -25, 0], "名次", "%")))
    words = [(text.get("x"), text.get("y"), text.text) for text in drawn.iter("text")]
    bars = [(bar.get("x"), bar.get("y"), bar.get("width")) for bar in drawn.iter("rect")]
    first, second = float(bars[0][2]), float(bars[1][2])
    assert second == first / 2
    assert words == [
        ("252", "28", "甲"),
        (str(260 + first + 6), "28", "50%"),
        ("252", "56", "乙" * 20),
        (str(260 + second + 6), "56", "-25%"),
        ("252", "84", "丙" * 19 + "…"),
        ("266.0", "84", "0%"),
    ]
    assert [(x, y) for x, y, _ in bars] == [("260", "14"), ("260", "42"), ("260", "70")]
    assert drawn.get("viewBox") == "0 0 720 106"
    assert places(["甲"], [0], "名次").count('width="0.0"') == 1, "where all are nothing nothing is divided by it"
