"""A figure over the years: totals, medians, the same agencies of two years, and where a line is cut."""

import re
from contextlib import closing

import pytest

from archive.site.explore import rank_figures, ranking, trend, yearly_columns, yearly_values
from tests.helpers.few_reports import asking
from tests.helpers.yearly_figures import departments, report


@pytest.fixture(scope="module")
def connection():
    with closing(departments([("x0", "990100"), ("x1", "990121"), ("x2", "990121"), ("x3", None)])) as made:
        denied = {"denied_state_secret": 1}
        report(made, "x0", 2019, 4, form="2019", handled=4, **denied)
        report(made, "x1", 2019, 10, form="2019", handled=0, **denied)
        report(made, "x0", 2021, 1, handled=10, **denied)
        report(made, "x1", 2021, None, handled=5, denied_by_law=None, **denied)
        report(made, "x0", 2022, 3, handled=20, **denied)
        report(made, "x1", 2022, 5, handled=10, **denied)
        report(made, "x2", 2022, 7, handled=10, **denied)
        report(made, "x3", 2022, "uncertain")
        made.execute("INSERT INTO disputes (report_id, item, total) VALUES ('x0-2021-1', 'review', 3), ('x0-2022-1', 'review', 4)")
        made.commit()
        yield made


def years(connection, **args):
    _, found = trend.trend(connection, asking("zh", **args), rank_figures.chosen(args["figure"], ""))
    return {one.year: one for one in found}


def test_each_year_is_summed_over_those_who_have_the_figure(connection):
    found = years(connection, figure="received")
    assert [(one.year, one.n, one.total, one.median, one.quartiles, one.form) for one in found.values()] == [
        (2019, 2, 14, 7, (5.5, 8.5), "2019"),
        (2021, 1, 1, 1, (None, None), "2021"),
        (2022, 3, 15, 5, (4, 6), "2021"),
    ]
    assert [(one.same_n, one.same_before, one.same_now, one.change) for one in found.values()] == [
        *[(None, None, None, None)] * 2,
        (1, 1, 3, 2),
    ]


def test_a_share_is_of_all_requests_together_and_a_lower_bound_compares_with_nothing(connection):
    found = years(connection, figure="denied_share")
    assert [(one.year, one.total, one.part, one.whole, one.lower) for one in found.values()] == [
        (2019, 25.0, 1, 4, 0),
        (2021, 13.3, 2, 15, 1),
        (2022, 7.5, 3, 40, 0),
    ]
    assert (found[2022].same_n, found[2022].same_before, found[2022].same_now, found[2022].change) == (1, 10.0, 5.0, -5.0)


def test_only_the_chosen_agencies_count(connection):
    assert [(one.year, one.n, one.total, one.same_n) for one in years(connection, figure="received", region="990121").values()] == [
        (2019, 1, 10, None),
        (2022, 2, 12, None),
    ]
    agencies, found = trend.trend(connection, asking("zh", region="110000"), rank_figures.chosen("received", ""))
    assert (agencies, found) == (0, [])


def test_each_value_is_that_of_the_ranking(connection):
    ask = asking("zh")
    numbers = {number: key for key, number in yearly_columns.numbers(connection, ask).items()}
    for key in ("received", "denied_share", "review", "fees"):
        figure = rank_figures.chosen(key, "")
        columns = yearly_columns.of_figure(connection, ask, figure)
        for year in (2019, 2020, 2021, 2022):
            ranked = yearly_values.read(connection, figure, year)
            expected = {agency: value.value for agency, value in ranked.items() if value.value is not None}
            column = columns.get(year, yearly_columns.YearColumn())
            assert {numbers[agency]: value for agency, value in zip(column.agencies, column.values, strict=True)} == expected


def test_lines_are_cut_where_the_law_changed_and_the_form_is_marked(connection, monkeypatch):
    since = ranking.legal_breaks.Break(2022, "2022-01-01", "依法")
    between = lambda of, *_: [(of.index(2022), since)] if 2022 in of and of[0] < 2022 else []  # noqa: E731
    monkeypatch.setattr(trend.legal_breaks, "between", between)
    context = trend.template_context(connection, asking("zh", figure="received"))
    total, spread = context["shared"].drawn()
    assert [one.values for one in total.series] == [(14, None, 1, 15)]
    path = re.search(r'<path d="(M[^"]*)" fill="none"', str(total.picture))[1]
    assert path.count("M") == 3, "a gap at 2020 and a break at 2022"
    assert "2022-01-01" in total.picture
    assert "2021 年格式" in total.picture
    assert context["found"][2].same_n is None
    assert (context["breaks"], context["forms"]) == ({2022: since}, {2021: "2021"})
    assert [one.name for one in spread.series] == ["上四分位", "中位数", "下四分位"]


def test_the_table_says_what_was_chosen_and_where_the_series_breaks(connection):
    names, found = trend.table(connection, asking("zh", figure="received", region="990100", kind="department"))
    lines = [dict(zip(names, row, strict=True)) for row in found]
    assert lines[0] == {
        **{"year": 2019, "figure": "received", "column": "total", "region_code": "990100", "level": None, "kind": "department"},
        **{"name_holds": None, "agencies": 3, "with_value": 2, "lower_bounds": 0, "total": 14, "numerator": None, "denominator": None},
        **{"median": 7, "lower_quartile": 5.5, "upper_quartile": 8.5, "same_agencies": None, "same_agencies_before": None},
        **{"same_agencies_now": None, "change": None, "form": "2019", "series_breaks_by": None},
    }
    assert [line["series_breaks_by"] for line in lines] == [None, "form", None]


def test_columns_are_read_once_and_the_oldest_are_let_go(connection, monkeypatch):
    ask, figures = asking("zh"), list(rank_figures.known().values())[:3]
    monkeypatch.setattr(yearly_columns, "KEPT", 2)
    first = yearly_columns.of_figure(connection, ask, figures[0])
    assert yearly_columns.of_figure(connection, ask, figures[0]) is first
    for figure in figures[1:]:
        yearly_columns.of_figure(connection, ask, figure)
    assert yearly_columns.of_figure(connection, ask, figures[0]) is not first
    assert {figure.key for figure in yearly_columns.prepared()} >= {"received", "denied_share", "received_total"}
