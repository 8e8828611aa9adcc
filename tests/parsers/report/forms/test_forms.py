"""Every row of forms.yaml that names something: the labels of the official forms and those met in print, and their order."""

import pytest

from gongkai.chinese_text import label
from parsers.report.forms.forms import load, unnumbered

FORMS = load()
SECTIONS = {  # key: the number of the part, its title in the form, other titles met
    "overview": "一 总体情况 工作基本情况 基本情况 概述 总体工作情况 工作总体情况",
    "proactive": "二 主动公开政府信息情况 行政机关主动公开政府信息情况 主动公开信息情况 主动公开情况 政府信息主动公开情况",
    "requests": """三 收到和处理政府信息公开申请情况 行政机关收到和处理政府信息公开申请情况 依申请公开政府信息和不予公开政府信息情况
        依申请公开信息情况 政府信息依申请公开办理情况 依申请公开政府信息情况 依申请公开情况 政府信息公开申请情况""",
    "disputes": """四 政府信息公开行政复议、行政诉讼情况 政务信息公开行政复议、行政诉讼情况
        因政府信息公开工作被申请行政复议、提起行政诉讼情况 因政府信息公开申请行政复议、提起行政诉讼的情况 行政复议、行政诉讼情况
        行政复议和行政诉讼情况 行政复议和提起行政诉讼情况""",
    "problems": """五 存在的主要问题及改进情况 存在问题及改进情况 政府信息公开工作存在的主要问题及改进情况 存在的问题及改进情况
        主要问题及改进情况 存在的主要问题和改进情况 主要问题和改进措施 存在的问题和改进措施 存在的主要问题及改进措施""",
    "other": "六 其他需要报告的事项 其他报告的事项 需要报告的其他事项 其他事项",
    "fees": "- 政府信息公开的收费及减免情况 政府信息公开收费及减免情况 收费及减免情况",
    "statistics": "- 政府信息公开情况统计表 政府信息公开工作情况统计表 统计表 附表 附件",
    "response": "- 回应解读情况 回应关切情况 政策解读情况",
    "staff": "- 机构建设和保障经费情况 机构设置、保障经费和培训会议情况 政府信息公开会议和培训情况",
    "plan": "- 工作思路 下一步工作打算 下一步工作安排",
}
VOCABULARIES = {  # vocabulary: key, then its labels, the form's own first
    "proactive": """regulations 规章
        normative_documents 行政规范性文件 规范性文件 規範性檔案
        licences 行政许可
        other_services 其他对外管理服务事项
        penalties 行政处罚
        coercive_measures 行政强制
        fees 行政事业性收费
        procurement 政府集中采购""",
    "proactive_measures": """issued 本年制发件数 本年制发数
        repealed 本年废止件数 本年废止数
        in_force 现行有效件数 现行有效数
        made 本年新制作数量
        disclosed 本年新公开数量
        disclosed_total 对外公开总数量
        items_before 上一年项目数量 上年项目数量
        items_change 本年增/减
        decisions 本年处理决定数量 处理决定数量
        projects 采购项目数量
        amount 本年收费金额 采购总金额""",
    "requests": """received 一、本年新收政府信息公开申请数量
        carried_in 二、上年结转政府信息公开申请数量
        granted （一）予以公开
        partly_granted （二）部分公开
        denied_state_secret 1.属于国家秘密
        denied_by_law 2.其他法律行政法规禁止公开 其他法律法规禁止公开
        denied_stability 3.危及“三安全一稳定”
        denied_third_party 4.保护第三方合法权益
        denied_internal 5.属于三类内部事务信息
        denied_process 6.属于四类过程性信息
        denied_case_file 7.属于行政执法案卷
        denied_inquiry 8.属于行政查询事项
        unavailable_not_held 1.本机关不掌握相关政府信息
        unavailable_not_existing 2.没有现成信息需要另行制作
        unavailable_unclear 3.补正后申请内容仍不明确
        rejected_petition 1.信访举报投诉类申请
        rejected_repeated 2.重复申请
        rejected_publication 3.要求提供公开出版物
        rejected_excessive 4.无正当理由大量反复申请
        rejected_confirmation 5.要求行政机关确认或重新出具已获取信息
        other （六）其他处理
        other_not_corrected 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 申请人无正当理由逾期不补正
        other_fee_unpaid 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 申请人逾期未按收费通知要求缴纳费用
        other_rest 3.其他
        handled （七）总计
        carried_out 四、结转下年度继续办理""",
    "request_groups": """results 三、本年度办理结果
        denied （三）不予公开
        unavailable （四）无法提供
        rejected （五）不予处理
        others （六）其他处理""",
    "request_measures": """natural_person 自然人
        business 商业企业
        research 科研机构
        public_interest 社会公益组织
        legal_service 法律服务机构
        other_org 其他
        total 总计""",
    "disputes": """review 行政复议
        litigation_direct 未经复议直接起诉
        litigation_after_review 复议后起诉""",
    "dispute_measures": """upheld 结果维持
        corrected 结果纠正
        other 其他结果
        pending 尚未审结
        total 总计""",
}
COLUMNS = {  # of the statistics tables before 2019
    "indicator": "指标名称 统计指标 指标 统计项目 项目名称 项目",
    "unit": "计量单位 单位",
    "code": "代码 序号 编号",
    "value": "统计数 统计数量 统计数据 本期实际 本年度 年度 本年 数量 数值 合计",
    "cumulative": "历年累计 本年累计 累计 累计数",
}
GROUPS = [  # of section 二: article, its line, items, columns of 2019, columns of 2021
    ("一", "第二十条第（一）项", "regulations normative_documents", "made disclosed disclosed_total", "issued repealed in_force"),
    ("五", "第二十条第（五）项", "licences other_services", "items_before items_change decisions", "decisions"),
    ("六", "第二十条第（六）项", "penalties coercive_measures", "items_before items_change decisions", "decisions"),
    ("八", "第二十条第（八）项", "fees", "items_before items_change", "amount"),
    ("九", "第二十条第（九）项", "procurement", "projects amount", ""),
]
ABOVE = {  # the line that the form prints above an item
    "granted": "三、本年度办理结果",
    "denied_state_secret": "（三）不予公开",
    "unavailable_not_held": "（四）无法提供",
    "rejected_petition": "（五）不予处理",
    "other_not_corrected": "（六）其他处理",
}
SPLIT = ["other_not_corrected", "other_fee_unpaid", "other_rest"]


def spelled(vocabulary, text):
    return vocabulary.spelled.get(label(unnumbered(text)))


def rows(text):
    return [(key, labels) for key, *labels in map(str.split, text.splitlines())]


@pytest.mark.parametrize("key", SECTIONS)
def test_a_part_is_known_by_its_titles(key):
    number, *titles = SECTIONS[key].split()
    assert [spelled(FORMS.sections, title) for title in titles] == [key] * len(titles)
    assert (FORMS.sections.name(key), FORMS.numbers[key]) == (titles[0], number.strip("-"))


@pytest.mark.parametrize(("name", "key", "labels"), [(name, *row) for name, text in VOCABULARIES.items() for row in rows(text)])
def test_a_key_is_known_by_its_labels(name, key, labels):
    vocabulary = getattr(FORMS, name)
    assert [spelled(vocabulary, text) for text in labels] == [key] * len(labels)
    assert vocabulary.name(key) == labels[0]


def test_the_rows_above_are_all_that_there_are():
    assert set(FORMS.sections.labels) == set(FORMS.numbers) == set(SECTIONS)
    for name, text in VOCABULARIES.items():
        assert list(getattr(FORMS, name).labels) == [key for key, _ in rows(text)]


@pytest.mark.parametrize("role", COLUMNS)
def test_a_column_of_the_statistics_is_known_by_its_heads(role):
    assert FORMS.statistics[role] == tuple(COLUMNS[role].split())
    assert all(FORMS.heads[1].fullmatch(text) for text in COLUMNS[role].split())


@pytest.mark.parametrize(("article", "title", "items", "old", "new"), GROUPS)
def test_a_group_of_section_two_has_its_items_and_columns(article, title, items, old, new):
    (group,) = [group for group in FORMS.proactive_groups if group.article == article]
    assert group.items == tuple(items.split())
    assert (group.columns["2019"], group.columns.get("2021", ())) == (tuple(old.split()), tuple(new.split()))
    assert FORMS.article.search(label(title))["article"] == article
    assert FORMS.above[group.items[0]] == title


@pytest.mark.parametrize("item", ABOVE)
def test_an_item_is_below_the_line_of_its_group(item):
    assert FORMS.above[item] == ABOVE[item]


def test_only_the_first_items_of_groups_have_a_line_above():
    assert set(FORMS.above) == set(ABOVE) | {items.split()[0] for _, _, items, _, _ in GROUPS}
    assert FORMS.split_other == set(SPLIT)
    assert FORMS.corners == {"proactive": ("信息内容",), "requests": ("本列数据的勾稽关系为", "申请人情况")}


@pytest.mark.parametrize(
    ("year", "name", "document", "cited"),
    [
        (2008, "prose", "国务院令第492号第三十二条", ""),
        (2013, "prose", "国务院令第492号第三十二条", ""),
        (2014, "statistics", "国办发〔2014〕32号", "2014〕32号"),
        (2018, "statistics", "国办发〔2014〕32号", "2014〕32号"),
        (2019, "2019", "国办公开办函〔2019〕60号", "2019〕60号"),
        (2020, "2019", "国办公开办函〔2019〕60号", "2019〕60号"),
        (2021, "2021", "国办公开办函〔2021〕30号", "2021〕30号"),
        (9999, "2021", "国办公开办函〔2021〕30号", "2021〕30号"),
    ],
)
def test_the_form_of_a_year(year, name, document, cited):
    form = FORMS.usual(year)
    assert (form.name, form.document, form.cited) == (name, document, cited)
