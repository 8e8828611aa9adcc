"""A ranking: values, places, changes, and why an agency is not in it."""

from contextlib import closing

import pytest

from archive.site.draw.labels import labels
from archive.site.explore import rank_figures, ranking, yearly_values
from archive.site.explore.yearly_values import REASONS
from tests.helpers.few_reports import asking
from tests.helpers.yearly_figures import departments, report

AGENCIES = [f"x{number}" for number in range(13)]


@pytest.fixture(scope="module")
def connection():
    with closing(departments([(each, "990100") for each in AGENCIES])) as made:
        for agency, before, now in (("x0", 4, 10), ("x1", None, 10), ("x2", 9, 3), ("x3", 0, 0)):
            report(made, agency, 2022, before, handled=5, granted=1)
            report(made, agency, 2023, now, handled=10, granted=5)
        report(made, "x4", 2023, None, handled=0, granted=0)
        report(made, "x5", 2023, "uncertain", handled=None, granted=2)
        report(made, "x6", 2023, "not_applicable", handled=4, granted="text")
        made.execute("INSERT INTO coverage (agency_id, year, state) VALUES ('x7', 2023, 'missing'), ('x8', 2023, 'not_due')")
        key = report(made, "x9", 2023, 1, form="statistics")
        made.execute("DELETE FROM requests WHERE report_id = ?", (key,))
        key = report(made, "x10", 2023, 1)
        made.execute("DELETE FROM requests WHERE report_id = ?", (key,))
        key = report(made, "x11", 2023, None)
        made.execute("DELETE FROM requests WHERE report_id = ?", (key,))
        made.commit()
        yield made


def asked(connection, **args):
    found = ranking.template_context(connection, asking("zh", **args))
    ranked = [(each.place, each.agency["id"], each.value.value, each.change) for each in found["ranked"]]
    return found, ranked, {agency["id"]: group["reason"] for group in found["absent"] for agency, _ in group["agencies"]}


def test_places_changes_and_reasons(connection):
    found, ranked, absent = asked(connection, figure="received", year=2023)
    assert ranked == [(1, "x0", 10, 6), (1, "x1", 10, None), (3, "x2", 3, -6), (4, "x3", 0, 0)]
    assert absent == {
        "x4": "blank",
        "x5": "unread",
        "x6": "not_applicable",
        "x7": "no_report",
        "x8": "not_due",
        "x9": "form",
        "x10": "row_not_read",
        "x11": "not_read",
        "x12": "unknown",
    }
    assert (found["n"], found["all"], found["median"], found["sum"], found["years"]) == (4, 13, 6.5, 23, [2023, 2022])
    assert found["quartiles"] == [2.25, 6.5, 10.0]


def test_a_share_needs_a_complete_denominator(connection):
    found, ranked, absent = asked(connection, figure="granted_share", year=2023)
    assert [row[:3] for row in ranked] == [(1, f"x{number}", 50.0) for number in range(4)]
    assert [row[3] for row in ranked] == [30.0] * 4
    assert {key: absent[key] for key in ("x4", "x5", "x6")} == {"x4": "nothing_to_divide", "x5": "incomplete", "x6": "text"}
    assert (found["formula"], found["sum"]) == ("予以公开 ÷ 总计 × 100", None)


def test_every_reason_has_its_words(connection):
    assert list(labels()["unranked"]) == list(REASONS)


@pytest.mark.parametrize(
    ("args", "order"),
    [
        ({"sort": "value"}, ["x0", "x1", "x2", "x3"]),
        ({"sort": "value", "order": "up"}, ["x3", "x2", "x0", "x1"]),
        ({"sort": "change"}, ["x0", "x3", "x2", "x1"]),
        ({"sort": "change", "order": "up"}, ["x2", "x3", "x0", "x1"]),
        ({"sort": "name"}, ["x0", "x1", "x2", "x3"]),
        ({"sort": "name", "order": "up"}, ["x3", "x2", "x1", "x0"]),
        ({"sort": "nonsense"}, ["x0", "x1", "x2", "x3"]),
    ],
)
def test_orders(connection, args, order):
    assert [row[1] for row in asked(connection, figure="received", year=2023, **args)[1]] == order


def test_the_filter_leaves_agencies_out_altogether(connection):
    found, ranked, absent = asked(connection, figure="received", year=2023, q="x1局")
    assert ([row[1] for row in ranked], absent, found["all"]) == (["x1"], {}, 1)
    assert asked(connection, figure="received", year=2023, region="110000")[0]["all"] == 0


def test_a_lower_bound_is_marked_and_has_no_change():
    _, value = yearly_values.valued(rank_figures.known()["denied"], ("r", "a", "2021", 2.0, 1, 2, 0.0, 0, 0))
    assert (value.value, value.blanks) == (2, 1)
    assert ranking.Ranked({}, value, 1, 5).change is None
    assert ranking.comparable(value) is None


def test_a_row_of_several_spellings_counts_once(connection):
    figure = rank_figures.RankFigure("k", ("a", "b"), "statistics", "value", ("甲", "乙"), spellings=True)
    for agency, cells in (("x0", (3, 3)), ("x1", (None, 4)), ("x2", (3, 4))):
        for item, value in zip("甲乙", cells, strict=True):
            connection.execute("INSERT INTO statistics (report_id, item, value) VALUES (?, ?, ?)", (f"{agency}-2023-1", item, value))
    found = yearly_values.read(connection, figure, 2023)
    connection.rollback()
    assert [(found[key].value, found[key].blanks, found[key].reason) for key in ("x0", "x1", "x2")] == [
        (3, 0, ""),
        (4, 0, ""),
        (None, 0, "unread"),
    ]


def test_no_change_is_counted_across_a_change_of_the_law(connection, monkeypatch):
    monkeypatch.setattr(ranking.legal_breaks, "between", lambda *_: [(1, "since")])
    assert {row[3] for row in asked(connection, figure="received", year=2023)[1]} == {None}


def test_the_table_has_every_agency(connection):
    names, found = ranking.table(connection, asking("zh", figure="granted_share", year=2023))
    lines = [dict(zip(names, row, strict=True)) for row in found]
    assert len(lines) == len(AGENCIES)
    assert lines[0] | {"agency": ""} == {
        **{"place": 1, "agency_id": "x0", "agency": "", "region_code": "990100", "region": "甲市", "level": "city", "kind": "department"},
        **{"year": 2023, "figure": "granted_share", "column": "total", "value": 50.0, "lower_bound": 0, "numerator": 5, "denominator": 10},
        **{"year_before": 20.0, "change": 30.0, "form": "2021", "report_id": "x0-2023-1", "reason": ""},
    }
    assert {line["reason"] for line in lines[4:]} == set(REASONS) - {"unread", "blank", "not_applicable"}


def test_steps_of_the_distribution_hold_every_value():
    figure = rank_figures.known()["received"]
    drawn = ranking.distribution([0, 1, 5, 9, 100, 100], figure, asking("zh"))
    assert sum(int(part.split("<")[0]) for part in str(drawn).split(": ")[1:] if part.split("<")[0].isdigit()) == 6
    assert ranking.distribution([3, 3], figure, asking("zh")) == ""
    assert ranking.distribution([], figure, asking("zh")) == ""


# ---- what can be ranked


def test_every_figure_can_be_read(connection):
    for figure in rank_figures.known().values():
        assert yearly_values.read(connection, figure, 2023).keys() >= {"x0"}


def test_every_column_of_the_tidy_table_is_offered_under_its_name():
    known = rank_figures.known()
    assert {"fees_amount_yuan", "received_total", "review_upheld", "stat_published"} <= set(known)
    assert (known["fees_amount_yuan"].unit, known["stat_published"].spellings) == ("元", len(known["stat_published"].items) > 1)
    assert len(known) > 100


def test_the_kind_of_applicants_is_chosen_apart():
    assert rank_figures.chosen("received", "business").measure == "business"
    assert rank_figures.chosen("received", "nonsense").measure == "total"
    assert rank_figures.chosen("review", "business").measure == "total"
    assert rank_figures.chosen("nonsense", "").key == "received"


def test_money_of_different_units_is_ranked_in_yuan(connection):
    for agency, value, unit in (("x0", 2, "万元"), ("x1", 30000, "元"), ("x2", 9, None)):
        connection.execute("INSERT INTO proactive VALUES (?, 'fees', 'amount', ?, ?)", (f"{agency}-2023-1", value, unit))
    found = yearly_values.read(connection, rank_figures.known()["fees"], 2023)
    assert [found[key].value for key in ("x0", "x1", "x2")] == [20000, 30000, None]
