"""Every row of agencies.yaml: two names of one agency, and names that are not of one."""

import pytest

from parsers.report.identify import agency
from parsers.report.identify.agency_names import key

GOVERNMENTS = """云水县人民政府 云水县政府 云水开发区管理委员会 云水开发区管委会 云水开发区党工委管委会 云水开发区党工委管理委员会"""
BUREAUS = """交通局 交通运输局
人社局 人力资源和社会保障局
人力资源社会保障局 人力资源和社会保障局
发改局 发展和改革局
发展改革局 发展和改革局
发改委 发展和改革委员会
发展改革委 发展和改革委员会
发展改革委员会 发展和改革委员会
住建局 住房和城乡建设局
住房城乡建设局 住房和城乡建设局
住建委 住房和城乡建设委员会
卫健委 卫生健康委员会
卫生健康委 卫生健康委员会
卫健局 卫生健康局
市监局 市场监督管理局
市场监管局 市场监督管理局
城管局 城市管理局
城管执法局 城市管理综合行政执法局
教体局 教育体育局
教育和体育局 教育体育局
文旅局 文化和旅游局
文化旅游局 文化和旅游局
文广旅局 文化广电和旅游局
文体旅局 文化体育和旅游局
农业局 农业农村局
农委 农业农村委员会
工信局 工业和信息化局
工信委 工业和信息化委员会
科工局 科学技术和工业信息化局
退役军人局 退役军人事务局
医保局 医疗保障局
自然资源规划局 自然资源和规划局
自规局 自然资源和规划局
资规局 自然资源和规划局
环保局 环境保护局
应急局 应急管理局
行政审批局 行政审批服务局
金融局 金融工作局
国资委 国有资产监督管理委员会
民宗局 民族宗教事务局
民宗委 民族宗教事务委员会
侨务办 侨务办公室
政府办 人民政府办公室
政府办公室 人民政府办公室
街道办 街道办事处"""
MINISTRIES = """外交部 国防部 教育部 科学技术部 工业和信息化部 公安部 国家安全部 民政部 司法部 财政部 自然资源部 生态环境部
人力资源和社会保障部 住房和城乡建设部 交通运输部 水利部 农业农村部 商务部 文化和旅游部 退役军人事务部 应急管理部"""
OFFICES = "甲市地方志编纂委员会办公室 甲市机构编制委员会办公室 甲市减灾领导小组办公室 甲市外事工作委员会办公室"
DIFFERENT = """云水县教育局 云水县体育局
云水县卫生健康局 云水县卫生健康委员会
云水县水务局 云水县水利局
云水县农业农村局 云水县农业农村委员会
云水县人民政府 云水县人民政府办公室""".splitlines()


@pytest.mark.parametrize("name", GOVERNMENTS.split())
def test_a_government_goes_by_its_region(name):
    assert key(name) == ("云水县" if "县" in name else "云水开发区")


@pytest.mark.parametrize("line", BUREAUS.splitlines())
def test_a_bureau_goes_by_its_full_name(line):
    short, full = line.split()
    assert key(f"云水县{short}") == key(f"云水县{full}") == f"云水县{full}"


@pytest.mark.parametrize("line", DIFFERENT)
def test_two_bodies_stay_two(line):
    one, other = line.split()
    assert key(one) != key(other)


@pytest.mark.parametrize("name", MINISTRIES.split())
def test_a_ministry_signs_with_or_without_the_states_name(name):
    assert [agency._signature(text) for text in (name, f"中华人民共和国{name}")] == [name, f"中华人民共和国{name}"]


@pytest.mark.parametrize("name", OFFICES.split())
def test_an_office_that_is_a_body_itself_keeps_its_name(name):
    assert agency._signature(name) == name
