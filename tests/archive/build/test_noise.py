"""Every pattern of noise.yaml: two readings of one page whose counters, clocks and tokens differ are one version."""

import pytest

from archive.build.content_digest import normalised

SAME = [
    *((f"{word}次数：12", f"{word}次数：3456") for word in ("浏览", "阅读", "点击", "访问", "查看")),
    *((f"{word}人数：12", f"{word}人数：3456") for word in ("浏览", "访问")),
    *((f"{word}量：12", f"{word}量：3456") for word in ("下载", "点赞", "收藏", "评论", "转发")),
    *((f"{word}数：12", f"{word}数：3456") for word in ("点赞", "转发")),
    ("浏览总数：12", "浏览总数：345"),
    ("点击率:12", "点击率:345"),
    ("浏览：12次", "浏览：345次"),
    ("阅读量为12", "阅读量为345"),
    ("访问量是[12]次", "访问量是[345]次"),
    ("浏览次数:", "浏览次数:12"),
    ("您是第12位访客", "您是第345位访客"),
    ("您是本站第12个访问者", "您是本站第345个访问者"),
    ("您是第12位浏览者", "您是第345位浏览者"),
    ("hits：12", "hits：345"),
    ("Hit:12", "Hit:345"),
    ("views:12", "views:345"),
    ("view:12", "view:345"),
    ("visits:12", "visits:345"),
    ("visit:12", "visit:345"),
    ("clicks:12", "clicks:345"),
    ("click:12", "click:345"),
    ("今天是2026年5月1日星期五", "今天是2026年12月12日星期六"),
    ("现在是5月1日 星期日", "现在是5月12日 星期一"),
    ("当前时间：2026年5月1日 9:05", "当前时间：2026年5月2日 19:05:33"),
    ("北京时间：2026年5月1日 9:05:01", "北京时间：2026年5月1日 9:05:02"),
    ("现在时间：5月1日星期二", "现在时间：5月3日星期三"),
    ("今天是5月1日星期四", "今天是5月3日星期天"),
    ("打印时间：2026-5-1 9:05:11", "打印时间：2026-05-12 19:05:59"),  # without blanks: 2026-5-19:05:11
    ("今天是5月1 9:05", "今天是5月12 19:05"),
    ("生成日期：2026/5/1", "生成日期：2026/12/12"),
    ("访问时间：2026年5月1日", "访问时间：2026年5月2日 10:00"),
    ("刷新时间:2026-05-01 10:00", "刷新时间:2026-05-01 10:01"),
    ("编号 0123456789abcdef01234567 附件", "编号 fedcba98765432100123456789abcdef 附件"),
    *((f"/a.pdf?{key}=x1&b=2", f"/a.pdf?{key}=y22&b=2") for key in ("token", "sign", "signature", "expires", "timestamp", "_", "t", "v")),
    *((f"/a.pdf?b=2&{key}=x1", f"/a.pdf?b=2&{key}=y22") for key in ("rnd", "random", "sessionid", "jsessionid")),
]
DIFFERENT = [
    ("收到申请12件", "收到申请13件"),
    ("浏览器12", "浏览器13"),
    ("发布日期：2026年5月1日", "发布日期：2026年5月2日"),
    ("您是第12位代表", "您是第13位代表"),
    ("编号 0123456789abcdef0123456 附件", "编号 0123456789abcdef0123457 附件"),
    ("/a.pdf?id=1", "/a.pdf?id=2"),
    ("/a.pdf?t=1&id=1", "/a.pdf?t=1&id=2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_changes_though_the_document_does_not(one, other):
    assert normalised(f"公告 {one} 附件") == normalised(f"公告 {other} 附件")


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_changes_because_the_document_does(one, other):
    assert normalised(one) != normalised(other)
