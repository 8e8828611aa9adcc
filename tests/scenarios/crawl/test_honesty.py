"""A column that is not whole never says it is, and one that is does, whatever its portal answers: by the real crawl."""

import pytest

from gongkai.errors import Exit

HOME = [(f"/news/t2026010{n}_{n}.html", f"云水市要闻第{n}则：今日天气晴好", f"2026-01-0{n}") for n in range(1, 6)]
OLD = [(f"/list/2023/b{n}.html", f"云水市第{n}局2023年政府信息公开工作年度报告", f"2024-03-0{n}") for n in (1, 2)]


@pytest.fixture
def publish(portal, helpers):
    """Put articles on the portal and give the list page that shows them."""
    answer, html, rows = helpers

    def listed(entries, before=""):
        for path, title, _ in entries:
            portal.pages[path] = answer(html(title, f"<h1>{title}</h1><p>{title}的正文。</p>"))
        return answer(html("政府信息公开年报", before + rows(entries)))

    return listed


def outcome(crawling):
    site = crawling.run().sites[0]
    return site.exit, site.columns[0].to_mapping()


def test_a_list_that_is_empty_once_is_looked_at_again(small, portal, helpers):
    answer, html, _ = helpers
    good = portal.pages["/list/"]
    portal.pages["/list/"] = lambda head, body: answer(html("年报", "<ul class='list'></ul>")) if portal.count("/list/") == 1 else good
    code, column = outcome(small)
    assert (code, column["complete"], column["rows_found"], portal.count("/list/")) == (Exit.COMPLETE, True, 3, 2)


def test_a_list_that_stays_empty_says_so_after_one_more_look(small, portal, helpers):
    answer, html, _ = helpers
    portal.pages["/list/"] = answer(html("年报", "<ul class='list'></ul>"))
    code, column = outcome(small)
    assert (code, column["reasons"], portal.count("/list/")) == (Exit.PARTIAL, ["no_rows"], 2)


def test_a_list_that_shrinks_to_nothing_is_doubted_also_where_the_page_says_so(small, portal, helpers):
    answer, html, _ = helpers
    assert outcome(small)[1]["complete"]
    empty = "<ul class='list'></ul>暂无相关信息<script>createPageHTML('p',1,1,'index','html',0)</script>"
    portal.pages["/list/"] = answer(html("年报", empty))
    code, column = outcome(small)
    assert (code, column["rows_told"], column["reasons"]) == (Exit.PARTIAL, 0, ["empty_now: 3 rows before"])


def test_a_list_that_loses_most_of_its_rows_is_believed_the_second_time(crawling, portal, publish):
    entries = [(f"/list/2024/a{n}.html", f"云水市第{n}局2024年政府信息公开工作年度报告", f"2025-03-{n:02d}") for n in range(1, 13)]
    portal.pages["/list/"] = publish(entries)
    assert outcome(crawling)[0] == Exit.COMPLETE
    portal.pages["/list/"] = publish(entries[:4])
    code, column = outcome(crawling)
    assert (code, column["reasons"]) == (Exit.PARTIAL, ["fewer_rows: 12 rows before, 4 now"])
    assert outcome(crawling)[0] == Exit.COMPLETE


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "127.1", "169.254.169.254", "localhost"])
def test_nothing_leads_to_another_host_of_this_machine(crawling, portal, publish, helpers, host):
    answer, html, rows = helpers
    port = portal.base.rpartition(":")[2]
    secret = f"http://{host}:{port}/secret"
    title = "云水市2024年政府信息公开工作年度报告"
    other = [("/list/2024/b1.html", title, "2025-03-02"), (f"{secret}.pdf", title, "2025-03-03"), (secret, title, "2025-03-04")]
    tab, files = f'<a href="{secret}/2023/">2023年</a>', f'<a href="{secret}.doc">附件</a><iframe src="{secret}.pdf"></iframe>'
    portal.pages["/list/"] = publish([("/list/2024/a1.html", title, "2025-03-01")], before=tab + rows(other))
    portal.pages["/list/2024/a1.html"] = answer(html(title, f"<h1>{title}</h1>{files}"))
    portal.pages["/list/2024/b1.html"] = answer(b"", "302 Found", [f"Location: {secret}"])
    crawling.run()
    assert [path for _, path in portal.asked if "secret" in path] == []
    assert portal.count("/list/2024/a1.html") == 1


@pytest.mark.parametrize("way", ["301", "refresh", "script"])
def test_a_column_whose_address_leads_home_is_moved_and_takes_no_news_for_rows(small, portal, helpers, publish, way):
    answer, _, _ = helpers
    portal.pages["/"] = publish(HOME)
    portal.pages["/list/"] = {
        "301": answer(b"", "301 Moved Permanently", ["Location: /"]),
        "refresh": answer(b'<meta http-equiv="refresh" content="0;url=/">'),
        "script": answer(b"<script>top.location.href='/';</script>"),
    }[way]
    code, column = outcome(small)
    assert (code, column["rows_found"], column["reasons"]) == (Exit.PARTIAL, 0, ["page_1_missing: moved_column"])


def test_a_shell_before_its_own_index_is_followed(small, portal, helpers):
    answer, _, _ = helpers
    portal.pages["/list/index.html"] = portal.pages["/list/"]
    portal.pages["/list/"] = answer(b'<meta http-equiv="refresh" content="0;url=index.html">')
    code, column = outcome(small)
    assert (code, column["rows_found"]) == (Exit.COMPLETE, 3)


def test_a_report_titled_as_a_year_is_a_document_and_no_column(crawling, portal, publish):
    entries = [(f"/list/r{year}.html", f"{year}年政府信息公开工作年度报告", date) for year, date in ((2024, "2025-01-20"), (2023, ""))]
    portal.pages["/list/"] = publish(entries)
    code, column = outcome(crawling)
    assert (code, column["rows_found"], column["new"]) == (Exit.COMPLETE, 2, 2), column["reasons"]


def test_years_listed_as_dated_rows_are_columns(crawling, portal, publish):
    portal.pages["/list/"] = publish([(f"/list/{year}/", f"{year}年", f"{year + 1}-03-01") for year in (2024, 2023)])
    portal.pages["/list/2024/"], portal.pages["/list/2023/"] = publish(OLD[:1]), publish(OLD[1:])
    code, column = outcome(crawling)
    assert code == Exit.COMPLETE, column["reasons"]
    assert all(portal.count(path) == 1 for path, _, _ in OLD)


def test_years_that_only_a_script_opens_are_named_in_the_record(small, portal, helpers):
    answer, _, _ = helpers
    tabs = "<ol><li>2023年</li><li>2022年</li><li>2021年</li></ol><ul class=".encode()
    portal.pages["/list/"] = answer(portal.pages["/list/"].partition(b"\r\n\r\n")[2].replace(b"<ul class=", tabs))
    code, column = outcome(small)
    assert (code, column["reasons"]) == (Exit.PARTIAL, ["tabs_not_opened: 2023年 2022年 2021年"])


class Everywhere(dict):
    """One list under every address below the column's."""

    def get(self, path, default=None):
        return self["tabs"] if path.startswith("/list/") and path.endswith("/") else super().get(path, default)


def test_a_menu_of_years_that_goes_in_circles_is_read_once(crawling, portal, publish):
    tabs = publish(OLD, '<ul><li><a href="2023/">2023年</a></li><li><a href="2022/">2022年</a></li></ul>')
    portal.pages = Everywhere(portal.pages, tabs=tabs)
    code, column = outcome(crawling)
    assert code == Exit.COMPLETE, column["reasons"]
    assert sum(1 for _, path in portal.asked if path.startswith("/list/") and path.endswith("/")) == 5  # each year below the other once
