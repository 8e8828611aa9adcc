"""What the home page says of the newest year: totals and their n, who changed most, who was late, which sums disagree."""

from contextlib import closing
from dataclasses import replace

import pytest

from archive.site.explore import findings
from archive.site.routes import PAGES
from tests.helpers.few_reports import asking, database
from tests.helpers.rendered_pages import page
from tests.helpers.yearly_figures import departments, report

SHARES = {"x0": (4, 20, 10, 20), "x1": (10, 20, 4, 20), "x2": (5, 20, 5, 20), "x3": (0, 19, 19, 20), "x4": (1, 20, None, 20)}


def asked(lang, folder, **args):
    made = asking(lang, folder=folder / "public", **args)
    snapshot = replace(
        made.site.snapshot, file=folder / "gongkai-1.db", tables=dict.fromkeys(("documents", "reports", "agencies", "facts"), 6)
    )
    return replace(made, site=replace(made.site, snapshot=snapshot))


@pytest.fixture(scope="module")
def connection():
    with closing(departments([(each, "990100") for each in (*SHARES, "x5")])) as made:
        for number, (agency, (before, of, now, whole)) in enumerate(SHARES.items()):
            report(made, agency, 2022, 10, handled=of, granted=1, denied_state_secret=before)
            report(made, agency, 2023, 10 + number, handled=whole, granted=1, denied_state_secret=now)
        report(made, "x0", 2024, 3)
        made.execute("UPDATE coverage SET state = 'late', days_late = 9 WHERE agency_id = 'x1' AND year = 2023")
        made.execute("UPDATE coverage SET state = 'late', days_late = 30 WHERE agency_id = 'x2' AND year = 2023")
        made.execute("INSERT INTO coverage (agency_id, year, state) VALUES ('x5', 2023, 'missing')")
        made.executemany(
            "INSERT INTO checks (report_id, seq, rule, verdict) VALUES (?, ?, ?, ?)",
            [
                ("x0-2023-1", 0, "R2", "fail"),
                ("x0-2023-1", 1, "R1", "fail"),
                ("x1-2023-1", 0, "R2", "pass"),
                ("x2-2023-1", 0, "R2", "not_assessable"),
                ("x3-2022-1", 0, "R2", "fail"),
            ],
        )
        made.commit()
        yield made


def test_the_newest_year_with_enough_agencies_is_told_and_the_later_one_named(connection):
    found = findings.findings(connection, asking("zh"))
    assert (found["year"], found["agencies"]) == (2023, 6)
    assert [(one.year, one.n) for one in found["later"]] == [(2024, 1)]
    totals = {figure.key: (one.total, one.n, one.part, one.whole, one.same_n, one.change) for figure, one in found["totals"]}
    assert totals["received"] == (60, 5, None, None, 5, 10)
    assert totals["denied_share"] == (47.5, 4, 38, 80, 4, 23.4)
    assert "review" not in totals, "no report has it"
    assert {state: n for state, n in found["states"].items() if n} == {"late": 2, "missing": 1, "on_time": 3}
    assert [(row["id"], row["days_late"]) for row in found["late"]] == [("x2", 30), ("x1", 9)]
    assert found["checked"] == {"n": 2, "failed": 1}
    assert "2022 20.2，2023 47.5" in found["chart"]


def test_movers_are_complete_in_both_years_and_of_shares_with_enough_requests(connection):
    (share, ups, downs), (received, more, less) = findings.findings(connection, asking("zh"))["movers"]
    assert (share.key, [(one.agency, one.change) for one in ups], [(one.agency, one.change) for one in downs]) == (
        "denied_share",
        [("x0", 30.0)],
        [("x1", -30.0)],
    )
    assert (received.key, [(one.agency, one.change) for one in more], less) == ("received", [("x4", 4), ("x3", 3), ("x2", 2)], [])


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["2023 年度", "变化最大", "数字多少不等于好坏"]), ("en", ["The year 2023", "no verdict"])]
)
def test_the_home_page_begins_with_them(connection, lang, words, tmp_path):
    shown = page("home", connection, asked(lang, tmp_path, q="ignored", region="110000"))
    assert [each for each in words if each not in shown] == []
    assert shown.index('id="findings"') < shown.index('id="coverage"')
    assert len(shown.encode()) < 150_000
    assert next(each.read for each in PAGES if each.template == "home") is findings.template_context


def test_an_archive_without_figures_has_none(tmp_path):
    with closing(database()) as empty:
        empty.execute("DELETE FROM requests")
        assert findings.findings(empty, asking("zh")) is None
        assert 'id="findings"' not in page("home", empty, asked("zh", tmp_path))
