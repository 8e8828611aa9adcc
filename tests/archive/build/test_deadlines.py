"""Every row of deadlines.yaml: the days on which reports are due, and which bodies are governments by their names."""

import pytest

from archive.build.report_rows import due

GOVERNMENTS = """云水市人民政府 云水景区管理委员会 云水高新区管委会 云岭地区行政公署 云水省 云水市 云水区 云水县 云水旗 云水州 云水盟 云水乡
云水镇 云水自治州 云水自治县 云水自治旗 云水实验区 云水开发区 云水新区 云水街道办事处 云水街道"""
DEPARTMENTS = """云水市教育局 云水市财政厅 云水县卫生健康委员会 云水市人民政府办公室 云水县供销合作社 云水市人民政府驻京联络处"""


@pytest.mark.parametrize("agency", GOVERNMENTS.split())
def test_a_government_reports_by_the_end_of_march(agency):
    assert (due(agency, 2018), due(agency, 2019), due(agency, 2023)) == ("2019-03-31", "2020-03-31", "2024-03-31")


@pytest.mark.parametrize("agency", DEPARTMENTS.split())
def test_a_department_reports_by_the_end_of_january_since_2019(agency):
    assert (due(agency, 2018), due(agency, 2019), due(agency, 2023)) == ("2019-03-31", "2020-01-31", "2024-01-31")
