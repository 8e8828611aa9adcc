"""What agencies are by their names: every row of kinds.yaml."""

import pytest

from archive.agencies import kinds

KINDS = {
    "vertical": "税务局 税务局第一分局 哈尔滨海关 海事局 气象局 调查队 金融监督管理局 金融监管分局 银保监分局 证监局 外汇管理局 邮政管理局 "
    "通信管理局 烟草专卖局 消防救援支队 矿山安全监察局 煤矿安全监察局 出入境边防检查总站 能源监管办公室",
    "street": "花园街道办事处 花园街道",
    "town": "民意乡人民政府 花山镇人民政府 花山镇",
    "zone": "经济技术开发区管理委员会 高新区管委会 产业园区 示范区管委会 浦东新区 滨海新城管委会 综合保税区管委会 旅游度假区管委会 合作区 "
    "自由贸易试验区管理委员会 综合实验区管委会 工业园区 风景名胜区管委会 管理区 片区管委会",
    "general_office": "人民政府办公室 人民政府办公厅 政府办",
    "government": "人民政府 政府",
    "institution": "第一医院 大学 学院 中学 实验小学 学校 幼儿园 供水公司 集团 农商银行 自来水供水 政务服务中心 研究院 图书馆 "
    "博物馆 档案馆",
    "department": "教育局 卫生健康委员会 发改委 教育厅 海关总署 财政部 信访办公室 侨办 台办 接待处 城管分局",
}
FUNCTIONS = """\
development 发展和改革局 发展改革委 发改委|education 教育局 教育体育局 教体局|science 科学技术局 科技局
industry 工业和信息化局 工信局 经济和信息化委员会|ethnic_affairs 民族宗教事务局 民宗局|public_security 公安局|civil_affairs 民政局
justice 司法局|finance 财政厅|human_resources 人力资源和社会保障局 人社局|natural_resources 自然资源局 自然资源和规划局
land 国土资源局|environment 生态环境局|environmental_protection 环境保护局 环保局|housing 住房和城乡建设局 住建局
transport 交通运输局 交通局|water 水利局 水务局|agriculture 农业农村局|agriculture_before 农业委员会|commerce 商务局
culture 文化和旅游局 文旅局|health 卫生健康委员会 卫健委|health_before 卫生和计划生育局|veterans 退役军人事务局
emergency 应急管理局|work_safety 安全生产监督管理局|audit 审计局|state_assets 国有资产监督管理委员会 国资委
market 市场监督管理局 市监局|industry_and_commerce 工商行政管理局|food_and_drug 食品药品监督管理局|quality 质量技术监督局
sports 体育局|statistics 统计局|medical_insurance 医疗保障局|forestry 林业局 林业和草原局
urban_management 城市管理局 城管局 城市管理综合行政执法局|data 行政审批服务局 大数据管理局 政务服务管理局|petitions 信访局
foreign_affairs 外事办公室|finance_office 地方金融监督管理局|rural_revitalisation 乡村振兴局|poverty 扶贫开发办公室
investment 投资促进局|civil_defence 人民防空办公室|grain 粮食和物资储备局|radio 广播电视局|tax 税务局|customs 海关
meteorology 气象局|earthquake 地震局|archives 档案局|drugs 药品监督管理局|intellectual_property 知识产权局|ocean 海洋与渔业局""".replace(
    "\n", "|"
)
REFORMED = "land environmental_protection agriculture_before health_before work_safety industry_and_commerce food_and_drug quality"
BODIES = {key: names.split() for key, _, names in (row.partition(" ") for row in FUNCTIONS.split("|"))}


@pytest.mark.parametrize(("kind", "rest"), [(kind, rest) for kind, names in KINDS.items() for rest in names.split()])
def test_each_kind(kind, rest):
    assert kinds.classify(rest).kind == kind


@pytest.mark.parametrize("rest", ["奇怪组", "市场监管协会", "乡村振兴", "青年"])
def test_what_no_rule_knows_stays_unknown(rest):
    assert kinds.classify(rest) == (None, None)


@pytest.mark.parametrize(
    "rest", ["统计局", "市场监管局", "药品监管局", "地方金融监督管理局", "城乡建设局", "经济技术开发区教育局", "长春经济技术开发区财政局"]
)
def test_what_is_no_vertical_bureau_and_no_zone(rest):
    assert kinds.classify(rest).kind == "department"


def test_the_central_bank_is_known_by_its_whole_name():
    assert kinds.classify("哈尔滨分行", "中国人民银行哈尔滨分行").kind == "vertical"


@pytest.mark.parametrize(("function", "rest"), [(function, rest) for function, names in BODIES.items() for rest in names])
def test_each_function(function, rest):
    assert kinds.classify(rest).function == function


def test_every_function_has_a_body_here_and_every_reform_a_successor():
    functions = kinds.table()["functions"]
    assert set(BODIES) == set(functions)
    assert set(KINDS) == set(kinds.table()["kinds"])
    reformed = {key: rule for key, rule in functions.items() if "became" in rule}
    assert all(rule["became"] in functions and rule["became"] not in reformed for rule in reformed.values())
    assert {key: rule["until"] for key, rule in reformed.items()} == {**dict.fromkeys(REFORMED.split(), 2018), "poverty": 2021}


def test_no_name_has_two_functions():
    names = [name for rule in kinds.table()["functions"].values() for name in rule["names"]]
    assert len(names) == len(set(names))
