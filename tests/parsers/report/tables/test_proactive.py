import pytest

from tests.helpers.sheets import cells, codes, read

SECOND = "第二十条第（一）项\n信息内容|本年制发件数|本年废止件数|现行有效件数\n规章|0|0|6\n行政规范性文件|62|33|440"
REST = (
    "第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|2629\n第二十条第（六）项\n信息内容|本年处理决定数量\n行政处罚|1330\n行政强制|54\n"
    "第二十条第（八）项\n信息内容|本年收费金额（单位：万元）\n行政事业性收费|5949.088667"
)
OLD = (
    "第二十条第（一）项\n信息内容|本年新制作数量|本年新公开数量|对外公开总数量\n规章|0|0|0\n规范性文件|89|88|87\n第二十条第（五）项\n"
    "信息内容|上一年项目数量|本年增/减|处理决定数量\n行政许可|23|+1|7410\n其他对外管理服务事项|0|-2|0\n第二十条第（九）项\n信息内容|采购项目数量|采购总金额\n"
    "政府集中采购|135|75394432.52元"
)


def test_the_form_of_2021():
    found = read(SECOND + "\n" + REST)
    assert found.form == "2021"
    assert cells(found, "proactive", "normative_documents") == {"issued": 62, "repealed": 33, "in_force": 440}
    assert cells(found, "proactive", "fees") == {"amount": 5949.088667}
    assert next(fact.unit for fact in found.facts if fact.item == "fees") == "万元"


def test_the_form_of_2019():
    found = read(OLD)
    assert found.form == "2019"
    assert cells(found, "proactive", "licences") == {"items_before": 23, "items_change": 1, "decisions": 7410}
    assert cells(found, "proactive", "other_services")["items_change"] == -2
    assert cells(found, "proactive", "procurement") == {"projects": 135, "amount": 75394432.52}
    assert [fact.unit for fact in found.facts if fact.measure in ("amount", "projects")] == [None, "元"]


def test_mixed_forms_are_read_group_by_group():
    first = "\n".join(OLD.split("\n")[:4])
    found = read(first + "\n" + REST)
    assert (found.form, "mixed_form" in codes(found)) == ("2021", True)
    assert cells(found, "proactive", "normative_documents") == {"made": 89, "disclosed": 88, "disclosed_total": 87}
    assert cells(found, "proactive", "licences") == {"decisions": 2629}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("规章（设区的市制定的）|1|2|3", {"issued": 1, "repealed": 2, "in_force": 3}),
        ("规章||/|无", {"issued": "blank", "repealed": "not_applicable", "in_force": "not_applicable"}),
        ("规 章|1,234|２|3件", {"issued": 1234, "repealed": 2, "in_force": 3}),
        ("规章|约5|1|2", {"issued": "text", "repealed": 1, "in_force": 2}),
        ("规章|涉密|1|2|", {"issued": "text", "repealed": 1, "in_force": 2}),
        ("规章|涉密|1||", {"issued": "text", "repealed": 1, "in_force": "blank"}),
        ("规章|1|2|3|", {"issued": 1, "repealed": 2, "in_force": 3}),
        ("规章|1|2", {"issued": "uncertain", "repealed": "uncertain", "in_force": "uncertain"}),
    ],
)
def test_item_rows(line, found):
    assert cells(read(SECOND.replace("规章|0|0|6", line)), "proactive", "regulations") == found


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("信息内容|本年新|本年新|对外公开总数量", ("made", "disclosed", "disclosed_total")),
        ("信息内容|本年新<br/>制作数量|本年新公开数量|对外公开", ("made", "disclosed", "disclosed_total")),
        ("信息内容|本年制发件数|本年废止件数|现行有效件", ("issued", "repealed", "in_force")),
        ("信息内容|现行有效件数|本年制发件数|本年废止件数", ("in_force", "issued", "repealed")),
        ("本年制发件数|本年废止件数|现行有效件数", ("issued", "repealed", "in_force")),
    ],
)
def test_heads_cut_short_reordered_or_without_corner(head, measures):
    found = read(f"第二十条  第（一）项\n{head}\n规章|1|2|3\n规范性文件|4|5|6")
    assert cells(found, "proactive", "regulations") == dict(zip(measures, (1, 2, 3), strict=True))


def test_a_lost_head_is_made_up_for_only_where_one_form_fits():
    found = read("第二十条第（一）项\n规章|1|2|3\n第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|7")
    assert cells(found, "proactive") == {("licences", "decisions"): 7}  # three columns fit both forms: nothing is read of 规章


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("信息内容|上一年项目数量|本年\n增1/吨线|处理决定数量", {"items_before": 7, "items_change": 8, "decisions": 9}),
        ("信息内容|本年1吨线|上一\n年项\n日数|处理决定数量", {"decisions": 9}),
    ],
    ids=["one unread", "two unread"],
)
def test_an_unread_head_is_known_by_elimination_or_its_figures_are_left_out(head, found):
    head = head.replace("\n", "<br>")
    report = read(f"第二十条第（五）项\n{head}\n行政许可|7|8|9")
    assert cells(report, "proactive", "licences") == found
    assert ("unknown_column" in codes(report)) == (len(found) == 1)


def test_a_unit_in_the_cell_beats_the_head_and_is_told():
    found = read(SECOND + "\n第二十条第（八）项\n信息内容|本年收费金额（单位：万元）\n行政事业性收费|251000元")
    fact = next(fact for fact in found.facts if fact.item == "fees")
    assert (fact.value, fact.unit, fact.raw) == (251000, "元", "251000元")
    assert "unit_in_cell" in codes(found)


def test_rows_of_no_form_are_told():
    found = read(SECOND + "\n其他主动公开文件|4|5|6")
    assert "unknown_row" in codes(found)
    assert len(cells(found, "proactive")) == 6


def test_the_place_leads_back():
    fact = next(fact for fact in read("前文", SECOND).facts if fact.measure == "in_force" and fact.item == "normative_documents")
    assert (fact.place.table, fact.place.row, fact.place.column) == (0, 3, 3)
    assert fact.place.path.endswith("/table/tr[4]/td[4]")
