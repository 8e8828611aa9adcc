"""Series that cross a change of the law are marked on the report's page, the agency's and the comparison, and no line is drawn across."""

import re

import pytest

from archive.site.draw import charts, legal_breaks


@pytest.fixture(scope="module")
def crossing(db):
    """An agency with section four for the years before and after the first break: its id, and both reports by year."""
    found = {}
    for agency, year, report in db.execute(
        "SELECT agency_id, year, id FROM reports WHERE preferred = 1 AND id IN (SELECT report_id FROM disputes) ORDER BY agency_id, year"
    ):
        found.setdefault(agency, {})[year] = report
    agency, reports = next((agency, reports) for agency, reports in found.items() if agency and {2023, 2024} <= set(reports))
    return agency, reports


@pytest.mark.parametrize(
    ("years", "places"),
    [
        ([2022, 2023], []),
        ([2023, 2024], [(1, "2024-01-01")]),
        ([2019, 2021, 2025], [(2, "2024-01-01")]),
        ([2024, 2025, 2026], [(2, "2026-07-01")]),
        ([2023, 2026], [(1, "2024-01-01"), (1, "2026-07-01")]),
        ([2024], []),
    ],
)
def test_a_series_breaks_before_the_first_year_of_the_new_law(years, places):
    assert [(place, one.since) for place, one in legal_breaks.between(years, "disputes", "zh")] == places
    assert legal_breaks.between(years, "requests", "zh") == []


def test_no_line_of_a_chart_crosses_a_break():
    series = [charts.Series("行政复议", (1, 2, 3, 4))]
    drawn = charts.lines([2022, 2023, 2024, 2025], series, "", breaks=[(2, "2024-01-01")])
    (path,) = re.findall(r'<path d="([^"]*)" fill="none"', drawn)
    assert [letter for letter in path if letter.isalpha()] == ["M", "L", "M", "L"]
    assert drawn.count("2024-01-01") == 3  # the mark, and the description twice
    assert "2024-01-01" not in charts.lines([2022, 2023, 2024, 2025], series, "")


@pytest.mark.parametrize(("language", "words"), [("zh", "自 2024-01-01 起，"), ("en", "Since 2024-01-01 ")])
def test_pages_say_where_the_law_changed(get, crossing, language, words):
    agency, reports = crossing
    headers = {"accept-language": language}
    page = get(f"/agency/{agency}", headers=headers).text
    lines = page[page.index('id="disputes"') :]
    assert lines.index(f"/report/{reports[2023]}#disputes") < lines.index(words) < lines.index(f"/report/{reports[2024]}#disputes")
    compared = get(f"/compare?agency={agency}&figure=review", headers=headers).text
    assert words in compared
    assert 'fill="var(--seal)">2024-01-01<' in compared
    assert words not in get(f"/compare?agency={agency}&figure=received", headers=headers).text
    assert words in get(f"/report/{reports[2024]}", headers=headers).text
    assert words not in get(f"/report/{reports[2023]}", headers=headers).text
