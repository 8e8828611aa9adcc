import pytest

from parsers.text import clean, dates, decode, first_date, fold, han_number, inline, label

HAN = "政府信息公开工作年度报告，共收到申请三件。" * 20


@pytest.mark.parametrize(
    ("body", "declared", "charset", "text"),
    [
        (HAN.encode(), "", "utf-8", HAN),
        (HAN.encode(), "gbk", "utf-8", HAN),  # the server is wrong, valid UTF-8 is not chance
        (HAN.encode("gbk"), "utf-8", "gb18030", HAN),  # and the reverse
        (HAN.encode("gbk"), "", "gb18030", HAN),
        (HAN.encode("gbk"), "iso-8859-1", "gb18030", HAN),  # servers say that when they do not know
        (b'<meta charset="gb2312">' + "镕囍𠮷".encode("gb18030"), "", "gb18030", '<meta charset="gb2312">镕囍𠮷'),
        (b"\xef\xbb\xbf" + HAN.encode(), "gbk", "utf-8", HAN),
        (b"\xff\xfe" + HAN.encode("utf-16-le"), "", "utf-16-le", HAN),
        (HAN.encode("big5", "ignore"), "big5", "big5", HAN.encode("big5", "ignore").decode("big5")),
        (b"plain", "no-such-charset", "utf-8", "plain"),
        (b"", "", "utf-8", ""),
    ],
)
def test_charset(body, declared, charset, text):
    found = decode(body, declared)
    assert (found.charset, found.text, found.lost) == (charset, text, 0)
    assert found.reason


def test_a_broken_byte_loses_one_character_and_is_counted():
    found = decode(HAN.encode()[:-1], "utf-8")
    assert (found.charset, found.lost) == ("utf-8", 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-03-08 15:34:12", "2024-03-08 15:34"),
        ("发布日期：2024 年 3 月 8 日", "2024-03-08"),
        ("2024/3/8", "2024-03-08"),
        ("2024.03.08", "2024-03-08"),
        ("二○一四年一月十日", "2014-01-10"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("2021-01-15 2022", "2021-01-15"),
        ("2024年2月30日", None),
        ("202403081", None),
        ("t20240308_105587.htm", None),
        ("", None),
        ("第2024.1号", None),
    ],
)
def test_first_date(text, found):
    assert first_date(text) == found


def test_all_days_in_order():
    assert list(dates("自2023年1月1日起至2023年12月31日止")) == ["2023-01-01", "2023-12-31"]


@pytest.mark.parametrize(
    ("function", "given", "found"),
    [
        (clean, "⾏政强制⻓⻔\u00a0\u200b甲\x00", "行政强制长门 甲"),
        (fold, "（１）：＋－％", "(1):+-%"),
        (label, " 3. 危及“三安全\n一稳定”", "3危及三安全一稳定"),
        (label, "一、 ", "一"),
        (inline, "（一）\n  予以\r\n公开 12 件\t", "（一）予以公开 12 件"),
        (han_number, "两百零六", 206),
        (han_number, "零", 0),
        (han_number, "三件", None),
        (han_number, "", None),
    ],
)
def test_folding(function, given, found):
    assert function(given) == found
