"""The report's page marks the cells of a sum that does not come out, spells the sum out, and gives each total its change."""

import re
from contextlib import closing

import pytest

from archive.build import cross_checks, report_rows
from archive.site.pages import report_marks
from parsers.report.checks import between_reports
from parsers.report.checks.check import check
from parsers.types import Place, Report
from tests.helpers.few_reports import asking
from tests.helpers.rendered_pages import page
from tests.helpers.yearly_figures import departments, report

CLIENTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
MARKED = re.compile(r'<td class="n number( zero)? (disagrees|to-check)"><span>([\d,]+)</span>.*?</td>')


@pytest.fixture
def connection():
    with closing(departments([("甲", None)])) as made:
        yield made


def add(connection, year, facts, form="2021", before=None):
    """A report with facts (table, item, measure, value or text), and the checks that the parsers make of them."""
    key = report(connection, "甲", year, form=form)
    connection.execute("DELETE FROM facts WHERE report_id = ?", (key,))
    typed = []
    for seq, (table, item, measure, value) in enumerate(facts):
        number = None if isinstance(value, str) else value
        row = (table, item, measure, number, None, str(value), "blank" if value == "" else "number")
        typed.append(cross_checks.fact(row)._replace(place=Place(0, seq, 0)))
        connection.execute(
            "INSERT INTO facts (table_name, item, measure, value, unit, raw, state, report_id, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, key, seq),
        )
    read = Report("", "甲局", year, form, None, facts=tuple(typed), report_read="whole")
    checks = report_rows.check_rows(key, check(read))
    if before:
        checks += report_rows.check_rows(key, between_reports.years(before[1], read), cross_checks.FIRST, before[0])
    for row in checks:
        connection.execute(f"INSERT INTO checks ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))
    return key, read


def row_of(item, *values):
    return [("requests", item, measure, value) for measure, value in zip((*CLIENTS, "total"), values, strict=True)]


def shown(connection, key, lang="zh"):
    return page("report", connection, asking(lang, {"id": key}))


@pytest.mark.parametrize(("lang", "sum_in_words"), [("zh", "自然人 3 + 商业企业 1"), ("en", "Natural persons 3 + Businesses 1")])
def test_each_cell_of_a_sum_that_does_not_come_out_is_marked_and_the_sum_is_spelled_out(connection, lang, sum_in_words):
    key, _ = add(connection, 2022, [*row_of("received", 3, 1, 0, 0, 0, 0, 5), *row_of("granted", 2, 0, 0, 0, 0, 0, 2)])
    html = shown(connection, key, lang)
    assert [(found[1], found[2]) for found in MARKED.findall(html)] == [
        ("disagrees", value) for value in ("3", "1", "0", "0", "0", "0", "5")
    ]
    assert html.count('href="#check-1"') == 7
    (row,) = re.findall(r'<tr id="check-1">.*?</tr>', html)
    assert sum_in_words in row
    assert html.count('id="check-') == 1, "what holds needs no place to lead to"


def test_a_cell_of_two_sums_names_both_and_one_of_arithmetic_outweighs_a_doubt(connection):
    key, read = add(connection, 2021, row_of("carried_out", 4, 0, 0, 0, 0, 0, 4))
    second, _ = add(connection, 2022, row_of("carried_in", 1, 0, 0, 0, 0, 0, 2), before=(key, read))
    html = shown(connection, second)
    marked = MARKED.findall(html)
    assert [found[2] for found in marked] == ["1", "0", "0", "0", "0", "0", "2"]
    assert {found[1] for found in marked} == {"disagrees"}
    (total,) = re.findall(r'<td class="n number disagrees"><span>2</span>.*?</td>', html)
    assert len(re.findall(r'href="#check-\d+"', total)) == 2
    assert "上年“结转下年度继续办理” 4" in html
    assert report_marks.change(-2) not in html, "what is carried over stands in another row the year before"


def test_a_row_that_holds_is_not_marked(connection):
    key, _ = add(connection, 2022, row_of("received", 3, 1, 0, 0, 0, 0, 4))
    html = shown(connection, key)
    assert MARKED.findall(html) == []
    assert "加框的格" not in html


@pytest.mark.parametrize(
    ("before", "now", "printed"),
    [(4, 7, "+3"), (7, 4, report_marks.MINUS + "3"), (4, 4, "±0"), (0, 0, None), (0, 1200, "+1,200"), ("", 4, None), (4, "", None)],
)
def test_a_total_has_its_change_against_the_year_before(connection, before, now, printed):
    add(connection, 2021, [("requests", "received", "total", before)])
    key, _ = add(connection, 2022, [("requests", "received", "total", now), ("requests", "received", "business", 9)])
    html = shown(connection, key)
    assert re.findall(r'<span class="change"><span class="hidden">比上年 </span>([^<]*)</span>', html) == ([printed] if printed else [])
    assert ("比 2021 年增减" in html) == bool(printed)


@pytest.mark.parametrize(
    ("years", "forms", "changes"),
    [
        ((2022, 2023), ("2021", "2021"), {"requests", "disputes"}),
        ((2023, 2024), ("2021", "2021"), {"requests"}),  # since 2024 a review comes before a suit: what stands there means something else
        ((2020, 2022), ("2021", "2021"), set()),
        ((2020, 2021), ("2019", "2021"), set()),
    ],
)
def test_no_change_across_a_gap_another_form_or_another_law(connection, years, forms, changes):
    facts = [("requests", "received", "total", 4), ("disputes", "review", "total", 3)]
    later = [(*fact[:3], fact[3] + 1) for fact in facts]
    keys = [add(connection, year, each, form)[0] for year, form, each in zip(years, forms, (facts, later), strict=True)]
    html = shown(connection, keys[1])
    places = {"requests": html.find('id="requests"'), "disputes": html.find('id="disputes"')}
    found = [match.start() for match in re.finditer('class="change"', html)]
    assert {"disputes" if place > places["disputes"] else "requests" for place in found} == changes


def test_a_report_without_an_agency_has_no_year_before(connection):
    found = report_marks.before(connection, {"agency_id": None, "year": 2022, "id": "x"}, [])
    assert (found.year, found.form, found.facts) == (None, None, {})


def test_figures_that_only_the_text_states_are_quoted_and_not_made_figures(connection):
    key, _ = add(connection, 2012, [], form="prose")
    said, compared = "“全年受理公开申请9件”", "“全年收到申请4件”"
    connection.execute("DELETE FROM checks")
    for seq, (detail, verdict) in enumerate(
        [(said, "not_assessable"), (said, "not_assessable"), (compared, "pass"), ("regulations", "not_assessable")]
    ):
        connection.execute(
            "INSERT INTO checks (report_id, seq, rule, verdict, detail) VALUES (?, ?, 'N1', ?, ?)", (key, seq, verdict, detail)
        )
    html = shown(connection, key)
    stated = html[html.index('id="stated"') : html.index('id="checks"')]
    assert re.findall(r"<li>(.*?)</li>", stated) == [said]
    other, _ = add(connection, 2022, row_of("received", 3, 1, 0, 0, 0, 0, 4))
    assert 'id="stated"' not in shown(connection, other)
