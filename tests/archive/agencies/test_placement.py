"""The division of an agency, from its name and its portal; what is not certain is null with the reason."""

import pytest

from archive.agencies import kinds, placement, regions

PLACES = [
    # name, area of the portal, division, basis, own level, rest of the name
    ("南岗区人民政府", "230100", "230103", "name", "county", "人民政府"),
    ("赵县教育局", "130100", "130133", "name", "county", "教育局"),
    ("沛县", "320300", "320322", "name", "county", ""),
    ("南岗区", "230100", "230103", "name", "county", ""),
    ("哈尔滨市教育局", "230100", "230100", "name", "city", "教育局"),
    ("黑龙江省哈尔滨市南岗区教育局", "230100", "230103", "name", "county", "教育局"),
    ("黑龙江省教育厅", "230000", "230000", "name", "province", "教育厅"),
    ("哈尔滨市香坊区教育局", "230103", "230110", "name", "county", "教育局"),
    ("朝阳区教育局", "220100", "220104", "name", "county", "教育局"),
    ("香坊区教育局", "320000", "230110", "name", "county", "教育局"),  # elsewhere, but only one division has the name
    ("五常市民意乡人民政府", "230184", "230184", "name", "township", "民意乡人民政府"),
    ("民意乡人民政府", "230184", "230184", "portal", "township", "民意乡人民政府"),
    ("花园街道办事处", "230103", "230103", "portal", "township", "花园街道办事处"),
    ("国家税务总局哈尔滨市南岗区税务局", "230100", "230103", "name", "county", "税务局"),
    ("市教育局", "230100", "230100", "portal", "city", "教育局"),
    ("区教育局", "230103", "230103", "portal", "county", "教育局"),
    ("市教育局", "230184", "230184", "portal", "county", "教育局"),
    ("区教育局", "230100", "230100", "portal", None, "区教育局"),  # of some district of the city
    ("教育局", "230100", "230100", "portal", None, "教育局"),
    ("市场监督管理局", "230100", "230100", "portal", None, "市场监督管理局"),
    ("城市管理局", "230103", "230103", "portal", None, "城市管理局"),
    ("国家发展和改革委员会", "100000", "100000", "portal", "central", "国家发展和改革委员会"),
    ("财政部", "100000", "100000", "portal", "central", "财政部"),
    ("长春经济技术开发区教育局", "220100", "220100", "name", None, "长春经济技术开发区教育局"),
    ("平潭综合实验区管委会", "350128", "350128", "name", None, "平潭综合实验区管委会"),
    ("临平区教育局", "330100", "330113", "name", "county", "教育局"),
    ("余杭县教育局", "330100", None, "division_unknown", None, "余杭县教育局"),  # ended before 2008
    ("某某区教育局", "230100", None, "division_unknown", None, "某某区教育局"),
    ("鼓楼区教育局", "110000", None, "several_divisions", None, "鼓楼区教育局"),
    ("教育局", "990100", None, "portal_unknown", None, "教育局"),
    ("教育局", "", None, "no_portal", None, "教育局"),
]


@pytest.mark.parametrize(("name", "area", "code", "basis", "level", "rest"), PLACES)
def test_where_an_agency_is(name, area, code, basis, level, rest):
    assert placement.place(name, area, regions.load()) == (code, basis, level, rest)


HEADS = """国家税务总局 国家统计局 中国气象局 国家金融监督管理总局 中国银行保险监督管理委员会 中国证券监督管理委员会 中国证监会
国家外汇管理局 中华人民共和国 中国人民银行 国家矿山安全监察局 国家能源局"""


@pytest.mark.parametrize("head", HEADS.split())
def test_a_vertical_bureau_is_named_after_the_body_above_it(head):
    assert head in kinds.table()["heads"]
    assert placement.place(f"{head}南岗区税务局", "230100", regions.load())[:3] == ("230103", "name", "county")
    assert kinds.without_head(head) == head
