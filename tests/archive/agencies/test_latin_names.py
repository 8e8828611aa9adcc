"""Pinyin and English names made by rule: every row of latin_names.yaml."""

import pytest

from archive.agencies import latin_names
from archive.agencies.kinds import Kind

READINGS = """\
朝阳 chao yang|陕西 shaan xi|单县 shan xian|浚县 xun xian|乐亭 lao ting|蔚县 yu xian|莘县 shen xian|六合 lu he|尉犁 yu li
洪洞 hong tong|长子县 zhang zi xian|繁峙 fan shi|涡阳 guo yang|犍为 qian wei|盱眙 xu yi|井陉 jing xing|大埔 da bu|番禺 pan yu
珲春 hun chun|牟平 mu ping|中牟 zhong mu|会稽 kuai ji|勐海 meng hai|瓜州 gua zhou|解放 jie fang|厦门 xia men|柏乡 bai xiang
荥阳 xing yang|荥经 ying jing|重庆 chong qing|什邡 shi fang|枞阳 zong yang|监利 jian li|郫都 pi du|鄱阳 po yang|句容 ju rong
泌阳 bi yang|武陟 wu zhi|长垣 chang yuan|南乐 nan le|民乐 min le|大城县 dai cheng xian|闵行 min hang|蚌山 beng shan|泊头 bo tou
乐陵 lao ling""".replace("\n", "|")
REGIONS = """\
全国 China|内蒙古自治区 Inner Mongolia Autonomous Region|西藏自治区 Tibet Autonomous Region
新疆维吾尔自治区 Xinjiang Uygur Autonomous Region|宁夏回族自治区 Ningxia Hui Autonomous Region
广西壮族自治区 Guangxi Zhuang Autonomous Region|香港特别行政区 Hong Kong Special Administrative Region
澳门特别行政区 Macao Special Administrative Region|台湾省 Taiwan Province|北京市 Beijing Municipality|天津市 Tianjin Municipality
上海市 Shanghai Municipality|重庆市 Chongqing Municipality|黑龙江省 Heilongjiang Province|哈尔滨市 Harbin City
南岗区 Nangang District|赵县 Zhaoxian County|阿拉善盟 Alashan League|大兴安岭地区 Daxinganling Prefecture
神农架林区 Shennongjia Forestry District|浦东新区 Pudong New District|六枝特区 Liuzhi Special District|敖汉旗 Aohan Banner
都安瑶族自治县 Duan Yao Autonomous County|鄂温克族自治旗 ? Evenki Autonomous Banner
延边朝鲜族自治州 Yanbian Korean Autonomous Prefecture|绿园区 Lüyuan District""".replace("\n", "|")
PEOPLES = """\
阿昌族 Achang|白族 Bai|保安族 Bonan|布朗族 Blang|布依族 Buyei|朝鲜族 Korean|达斡尔族 Daur|傣族 Dai|侗族 Dong|东乡族 Dongxiang
独龙族 Derung|鄂伦春 Oroqen|鄂温克族 Evenki|高山族 Gaoshan|仡佬族 Gelao|哈尼族 Hani|哈萨克族 Kazak|哈萨克 Kazak|回族 Hui
景颇族 Jingpo|柯尔克孜 Kirgiz|拉祜族 Lahu|黎族 Li|傈僳族 Lisu|珞巴族 Lhoba|满族 Manchu|毛南族 Maonan|门巴族 Monba|蒙古族 Mongol
蒙古 Mongol|苗族 Miao|仫佬族 Mulao|纳西族 Naxi|怒族 Nu|普米族 Pumi|羌族 Qiang|撒拉族 Salar|畲族 She|水族 Sui|塔吉克 Tajik
土家族 Tujia|土族 Tu|佤族 Va|锡伯 Xibe|瑶族 Yao|彝族 Yi|裕固族 Yugur|藏族 Tibetan|壮族 Zhuang""".replace("\n", "|")


def pairs(text):
    return [tuple(row.split(" ", 1)) for row in text.split("|")]


@pytest.mark.parametrize(("place", "said"), pairs(READINGS))
def test_each_reading_of_a_place(place, said):
    assert latin_names.pinyin(place) == said


def test_every_row_of_the_tables_is_read_here():
    assert {place for place, _ in pairs(READINGS)} == set(latin_names.table()["readings"])
    assert dict(pairs(PEOPLES)) == latin_names.table()["peoples"]
    assert set(latin_names.table()["regions"]) <= {name for name, _ in pairs(REGIONS)}
    assert latin_names.table()["characters"] == {"长": "chang", "都": "du", "曾": "zeng", "什": "shi"}


@pytest.mark.parametrize(
    ("name", "said"), [("长治市", "chang zhi shi"), ("成都市", "cheng du shi"), ("曾都区", "zeng du qu"), ("阿图什市", "a tu shi shi")]
)
def test_characters_of_divisions(name, said):
    assert latin_names.pinyin(name) == said


@pytest.mark.parametrize(("name", "english"), [row for row in pairs(REGIONS) if "?" not in row[1]])
def test_each_kind_of_division(name, english):
    assert latin_names.region(name) == english.replace("Harbin", "Haerbin")  # a rule knows no traditional spelling


@pytest.mark.parametrize(("people", "english"), pairs(PEOPLES))
def test_each_people(people, english):
    assert latin_names.region(f"南山{people}自治县") == f"Nanshan {english} Autonomous County"


def test_no_rule_no_name():
    assert [latin_names.region(name) for name in ("某片", "市", "龙胜各族自治县", "西沙群岛")] == [None] * 4


@pytest.mark.parametrize(
    ("rest", "kind", "english"),
    [
        ("人民政府", Kind("government", None), "People's Government of X"),
        ("人民政府办公室", Kind("general_office", None), "General Office of the People's Government of X"),
        ("教育局", Kind("department", "education"), "Education Bureau of X"),
        ("教育厅", Kind("department", "education"), "Education Department of X"),
        ("卫生健康委员会", Kind("department", "health"), "Health Commission of X"),
        ("卫健委", Kind("department", "health"), "Health Commission of X"),
        ("城管分局", Kind("department", "urban_management"), "Urban Management Branch Bureau of X"),
        ("海关总署", Kind("department", "customs"), "Customs Administration of X"),
        ("税务总局", Kind("department", "tax"), "Tax Administration of X"),
        ("财政部", Kind("department", "finance"), "Finance Ministry of X"),
        ("外事办公室", Kind("department", "foreign_affairs"), "Foreign Affairs Office of X"),
        ("外事办公厅", Kind("department", "foreign_affairs"), "Foreign Affairs General Office of X"),
        ("外事办", Kind("department", "foreign_affairs"), "Foreign Affairs Office of X"),
        ("外事委员会办公室", Kind("department", "foreign_affairs"), "Foreign Affairs Commission Office of X"),
        ("民意乡人民政府", Kind("town", None), "People's Government of Minyi Township, X"),
        ("花山镇人民政府", Kind("town", None), "People's Government of Huashan Town, X"),
        ("花园街道办事处", Kind("street", None), "Subdistrict Office of Huayuan, X"),
        ("奇怪局", Kind("department", None), None),
        ("奇怪组", Kind(None, None), None),
    ],
)
def test_each_kind_of_body(rest, kind, english):
    assert latin_names.agency(rest, kind, "X") == english
    assert latin_names.agency(rest, kind, None) is None
