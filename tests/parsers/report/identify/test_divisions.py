"""divisions.yaml: of each province its own name, its first division, one in the middle and the last; and how many there are."""

import pytest

from parsers.report.identify import bodies

PROVINCES = [
    "北京市 东城区 通州区 延庆区",
    "天津市 和平区 津南区 蓟州区",
    "河北省 石家庄市 清苑区 深州市",
    "山西省 太原市 祁县 汾阳市",
    "内蒙古自治区 呼和浩特市 海拉尔区 内蒙古阿拉善高新技术产业开发区",
    "辽宁省 沈阳市 凌河区 兴城市",
    "吉林省 长春市 东辽县 安图县",
    "黑龙江省 哈尔滨市 大同区 呼中区",
    "上海市 黄浦区 宝山区 崇明区",
    "江苏省 南京市 连云港市 宿迁经济技术开发区",
    "浙江省 杭州市 长兴县 龙泉市",
    "安徽省 合肥市 安徽安庆经济开发区 广德市",
    "福建省 福州市 永春县 福鼎市",
    "江西省 南昌市 兴国县 德兴市",
    "山东省 济南市 汶上县 菏泽高新技术开发区",
    "河南省 郑州市 沁阳市 济源市",
    "湖北省 武汉市 东宝区 神农架林区",
    "湖南省 长沙市 临澧县 龙山县",
    "广东省 广州市 海丰县 罗定市",
    "广西壮族自治区 南宁市 钦北区 凭祥市",
    "海南省 海口市 峨蔓镇 琼中黎族苗族自治县",
    "重庆市 万州区 璧山区 彭水苗族土家族自治县",
    "四川省 成都市 东坡区 雷波县",
    "贵州省 贵阳市 碧江区 三都水族自治县",
    "云南省 昆明市 凤庆县 维西傈僳族自治县",
    "西藏自治区 拉萨市 洛隆县 措勤县",
    "陕西省 西安市 华阴市 柞水县",
    "甘肃省 兰州市 酒泉市 夏河县",
    "青海省 西宁市 共和县 大柴旦行政委员会",
    "宁夏回族自治区 银川市 红寺堡区 海原县",
    "新疆维吾尔自治区 乌鲁木齐市 喀什市 白杨市",
]


@pytest.mark.parametrize("line", PROVINCES)
def test_a_province_and_its_divisions_are_known(line):
    assert [name for name in line.split() if bodies.above(f"现公布{name}") != name] == []


def test_as_many_names_as_the_source_has():
    """3384 different names in the tables of 2023; some counties and districts of two provinces share one."""
    assert len(bodies.divisions()) == 3384
    assert bodies.longest() == 15
