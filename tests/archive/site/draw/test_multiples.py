"""More agencies than colours: a small chart each, on one scale, readable one by one and as one file."""

import re

import pytest
from lxml import etree

from archive.site.draw import multiples
from archive.site.draw.charts import Series
from archive.site.pages.compare import drawn

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
SVG = {"s": "http://www.w3.org/2000/svg"}
BOLD = re.compile(r'<path d="([^"]*)" fill="none" stroke="var\(--c1\)"')


def series(count):
    return [Series(f"机关{number}<b>", tuple(float(number * 10 + place * 5) for place in range(len(YEARS)))) for number in range(count)]


@pytest.mark.parametrize("count", range(1, 13))
def test_no_chart_has_more_lines_than_colours(count):
    picture, shown, legend = drawn(YEARS, series(count), "新收申请", ())
    small = count > multiples.FEW
    assert shown.count("<svg") == (count if small else 1)
    assert bool(legend) != small, "names stand above small charts"
    assert (picture == shown) != small
    for chart in re.findall(r"<svg.*?</svg>", shown):
        colours = re.findall(r'stroke="(var\(--c\d\))" stroke-width="2"', chart)
        assert len(colours) == len(set(colours)) == (1 if small else count)


def test_every_small_chart_has_the_scale_of_the_largest_and_names_the_newest_year():
    charts = multiples.small(YEARS, series(8))
    assert {tuple(re.findall(r'text-anchor="end"[^>]*>([\d.,]+)<', chart)) for chart in charts} == {("0", "25", "50", "75", "100")}
    assert all(">2024</text>" in chart for chart in charts)
    ends = [float(BOLD.search(chart)[1].split()[-1]) for chart in charts]
    assert ends == sorted(ends, reverse=True), "what is larger is drawn higher, in whichever chart"


def test_a_small_chart_breaks_where_the_law_changed_and_at_gaps():
    gap = Series("甲", (1, None, 3, 4, 5, 6))
    (first, *_) = multiples.small(YEARS, [gap, *series(6)], [(4, "2024-01-01")])
    assert BOLD.search(first)[1].count("M") == 3
    assert 'stroke-dasharray="4 3"' in first


def test_the_file_holds_every_small_chart_with_its_name_at_its_own_place():
    many = series(8)
    whole = multiples.whole(multiples.small(YEARS, many), many, "新收申请")
    root = etree.fromstring(str(whole).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode())
    inner = root.findall("s:svg", SVG)
    places = {(each.get("x"), each.get("y")) for each in inner}
    assert len(places) == len(inner) == 8
    names = [text.text for text in root.findall("s:text", SVG)]
    assert names == [one.name for one in many]
    wide, high = (int(number) for number in root.get("viewBox").split()[2:])
    assert all(
        int(each.get("x")) + int(each.get("width")) <= wide and int(each.get("y")) + int(each.get("height")) <= high for each in inner
    )


def test_nothing_to_draw_is_nothing():
    assert drawn(YEARS, [], "新收申请", ()) == ("", "", "")
