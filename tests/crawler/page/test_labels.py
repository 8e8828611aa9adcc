"""Every word of labels.yaml: what each stands for, and what a text says that says that there is nothing."""

import pytest

from crawler.page import labels

STEPS = [  # labels, then path tokens, of each step from the home page to the column
    ("政务公开 信息公开 公开 阳光政务 要闻公开 政府信息", "zwgk xxgk zfxxgk gongkai gk zwxxgk gkmlpt public/column"),
    (
        "政府信息公开 政府信息公开专栏 政府信息公开平台 政府信息公开专题 信息公开目录 法定公开",
        "zfxxgk zfxxgkzl zfxxgkpt zfxxgkzt fdzdgk xxgkml",
    ),
    (
        """政府信息公开年报 政府信息公开年度报告 政府信息公开工作年度报告 信息公开年报 信息公开年度报告 公开年报 年度报告 年报
        工作年度报告 政府信息公开工作报告 信息公开工作年度报告 政府信息公开工作年报""",
        """zfxxgknb xxgknb gknb gkndbg ndbg nb nbzt xxgkndbg zfxxgkndbg szfxxgkndbg zfxxgk_gknbz zfxxgk_nb annualreport frame=nb
        menuCat=219""",
    ),
]
SETS = {
    "NEIGHBOURS": "政府信息公开指南 政府信息公开制度 法定主动公开内容 政府信息公开年报 依申请公开",
    "LOOKALIKES": """政府网站工作年度报表 政府网站年度报表 政府网站年报 网站工作年度报表 网站年报 政府网站工作年报 政府网站工作年度报告
        政府工作报告 统计年鉴 财政决算 法治政府建设年度报告 法治政府建设 企业年报公示 企业年报 统计年报 依申请公开年报""",
    "LOOKALIKE_PATHS": "wzbb ndbb zfwzgzndbb wznb wzndbb",
    "SITEMAPS": "网站地图 站点地图 本站地图 网站导航",
    "MORE": "更多 more 查看更多 更多内容 查看全部",
    "LEVELS": """市本级 县本级 区本级 省本级 州本级 政府本级 本级 本级政府 市政府 省政府 区政府 县政府 省级 市级 区级 县级 州级
        市级年报 省级年报 市直部门 省直部门 区直部门 县直部门 州直部门 市直各部门 省直各部门 市直单位 省直单位 县直单位 区直单位
        直属单位 直属机构 政府部门 部门年报 部门 各部门 各单位 市政府部门 省政府部门 区政府部门 县政府部门 市级部门 省级部门 区级部门
        县级部门 市级单位 区级单位 委办局 各委办局 部门单位 市政府各部门 省政府各部门 区政府各部门 县政府各部门 区县 县区 各区县 各县区
        县市区 区县市 区市县 市县区 各县市区 各区 各县 各区县市 各市县区 市县 市县政府 区县政府 县区政府 县市区政府 区县年报 县区年报
        县级政府 下级政府 各级政府 镇街 乡镇 乡镇街道 乡镇街办 街道 街镇 镇街道 街道乡镇 各镇街 各乡镇 各街道 各镇 镇乡街道 开发区
        园区 功能区 各市 市州 州市 地市 各地市 各市州 各州市 盟市 各盟市 地州市 设区市 各设区市 历年年报 往年年报 历年 往年 历年报告
        往年报告 历史年报""",
}
EMPTY = """暂无信息 没有数据 暂未有内容 尚无记录 未发布文件 无文章 暂未更新文件 对不起，暂无内容！ 抱歉，没有找到相关信息 遗憾，没有记录
很遗憾，没有记录 您好，暂无资料 本栏目暂无内容 该列表暂无内容 此目录暂无内容 当前年度暂无内容 本单位暂无内容 本部门暂无公示
目前暂无公告 现在没有文章 暂时没有内容 没有查询到信息 未查到记录 没有检索到数据 未制定规范性文件 未公开政策文件
未出台任何文件 暂无符合条件的结果 暂无更多数据 未制定行政规范性文件 没有相关的资料 暂无信息更新 暂无信息发布 暂无信息公开
信息为空 列表为空 该栏目暂无内容，敬请期待。 暂无信息，敬请关注"""
NOT_EMPTY = ["暂无", "今日暂无天气信息", "暂无信息公开指南", "列表", "没有申请", "未收到申请", "信息不为空", "关于暂无信息的通知"]
NO_TITLES = ["暂无", "未制定", "暂未制定", "本年度未制定", "年度未制定", "暂无！", "暂无文件"]
TITLES = ["无", "本年度", "暂无房源", "未制定计划的通知"]
COLUMNS = """云水市政府信息公开年报 云水市政务信息公开工作年报 云水市信息公开年度报告 云水市政府信息公开年度工作报告
云水市政府信息公开年度年报 云水市政府信息公开年报公开 云水市政府信息公开年报专栏 云水市政府信息公开年报专题
政务信息公开年度报告"""
NO_COLUMNS = ["云水市2025年政府信息公开年报", "依申请公开年报", "云水市政府信息公开指南", "云水市信息公开工作规定", "政府信息公开"]


@pytest.mark.parametrize("step", range(3))
def test_a_step_is_known_by_its_labels_and_paths(step):
    names, paths = STEPS[step]
    assert labels.STEPS[step].labels == set(names.split())
    assert set(labels.STEPS[step].paths) == set(paths.split())


@pytest.mark.parametrize("name", SETS)
def test_a_set_holds_its_words(name):
    assert getattr(labels, name) == set(SETS[name].split())


@pytest.mark.parametrize("text", EMPTY.split())
def test_a_text_that_says_that_there_is_nothing(text):
    assert labels.says_empty(text)


@pytest.mark.parametrize("text", NO_TITLES)
def test_what_an_item_says_in_the_place_of_a_title(text):
    assert labels.is_no_title(text)


@pytest.mark.parametrize("text", TITLES)
def test_a_title(text):
    assert not labels.is_no_title(text)


@pytest.mark.parametrize("text", NOT_EMPTY)
def test_a_text_that_says_something_else(text):
    assert not labels.says_empty(text)


@pytest.mark.parametrize("label", COLUMNS.split())
def test_a_label_with_a_name_before_it_is_the_columns(label):
    assert labels.names_column(label)


@pytest.mark.parametrize("label", NO_COLUMNS)
def test_a_label_of_something_else_is_not_the_columns(label):
    assert not labels.names_column(label)
