import time
import unicodedata

import pytest

from gongkai.chinese_text import MAY_CHANGE, _nfkc, clean, dates, decode, first_date, fold, han_number, inline, label
from tests.helpers.best_of import best_of

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


def test_folding_by_replacement_is_nfkc_for_every_character() -> None:
    """Each character alone, and behind a letter and a mark that it might be composed with; surrogates are replaced before."""
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    for around in ("{}", "e{}", "{}\u0301", "か{}", "{}\u3099"):
        text = "一".join(around.format(one) for one in every)
        assert _nfkc(text) == unicodedata.normalize("NFKC", text)
    for one in every:
        if not MAY_CHANGE.search(one):
            assert unicodedata.combining(one) == 0
            assert unicodedata.normalize("NFKC", "e" + one) == "e" + one


@pytest.mark.parametrize("name", ["gb2312", "GBK", "x-gbk", "gb_2312-80", "cp936", "gb18030", " gbk "])
def test_names_of_old_charsets_mean_the_one_that_holds_them_all(name):
    rare = HAN + "镕囍𠮷"  # 𠮷 has four bytes, in gb18030 only
    found = decode(rare.encode("gb18030"), name)
    assert found == (rare, "gb18030", "declared by the server", 0)


@pytest.mark.parametrize("name", ["", "iso-8859-1", "latin-1", "ascii", "us-ascii", "windows-1252", "no-such-charset"])
def test_a_declaration_that_says_nothing_is_passed_over_for_the_pages_own(name):
    page = b'<meta http-equiv="Content-Type" content="text/html; charset=big5">' + "公開".encode("big5") * 40
    assert decode(page, name)[1:3] == ("big5", "declared in the page")


@pytest.mark.parametrize(
    ("declared", "head", "reason"),
    [
        ("utf-8", b"", "loses least; utf-8 declared"),
        ("utf8", b"<meta charset=euc-kr>", "loses least; utf8, euc-kr declared"),
        ("", b"<?xml version='1.0' encoding='utf-8'?>", "loses least; utf-8 declared"),
        ("", b"", "loses least; none declared"),
        ("", b" " * 4096 + b'<meta charset="gbk">', "loses least; none declared"),
    ],
)
def test_why_a_charset_was_taken_is_said(declared, head, reason):
    found = decode(head + HAN.encode("gbk"), declared)
    assert (found.charset, found.reason, found.lost) == ("gb18030", reason, 0)


def test_a_declared_charset_may_lose_one_character_in_fifty_and_no_more():
    def with_broken(count, of):
        return ("报" * (of - count)).encode("gbk") + b"\xff " * count

    assert decode(with_broken(2, 100), "gbk")[1:] == ("gb18030", "declared by the server", 2)
    assert decode(with_broken(3, 100), "gbk").reason == "loses least; gbk declared"


def test_byte_order_marks():
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode(mark + HAN.encode(charset), "gbk") == (HAN, charset, "byte order mark", 0)


BEFORE = "總體況動開處請數規範許罰強製廢現發項決費額單萬購採辦結屬機關復複議訴訟維糾審經進業組織務構會團與報須問題導類內過執詢證護權無確"
BEFORE += "認獲補據計時統標網傳郵電條係間對縣區廳聯號實應續轉當納繳歷試點舉訪徵為個從積極聞協調種別達產該後壓傑繫級鎮鄉園灣樣鋪書記錄雲"
AFTER = "总体况动开处请数规范许罚强制废现发项决费额单万购采办结属机关复复议诉讼维纠审经进业组织务构会团与报须问题导类内过执询证护权无确"
AFTER += "认获补据计时统标网传邮电条系间对县区厅联号实应续转当纳缴历试点举访征为个从积极闻协调种别达产该后压杰系级镇乡园湾样铺书记录云"


def test_traditional_characters_of_the_forms_are_matched_and_others_kept():
    assert fold(BEFORE) == AFTER
    assert fold("於潛鎮") == "於潛镇"


@pytest.mark.parametrize(
    "unseen",
    [
        "\x00",
        "\x08",
        "\x0b",
        "\x0c",
        "\x0e",
        "\x1f",
        "\x7f",
        "\x9f",
        "\xad",
        "\u200b",
        "\u200f",
        "\u202a",
        "\u202e",
        "\u2060",
        "\u206f",
        "\ufeff",
    ],
)
def test_what_nobody_sees_is_taken_out(unseen):
    assert clean(f"甲{unseen}乙") == "甲乙"
    assert clean(f"a{unseen}b") == "ab"


@pytest.mark.parametrize("blank", ["\xa0", "\u1680", "\u2000", "\u200a", "\u202f", "\u205f", "\u3000"])
def test_every_blank_is_a_blank(blank):
    assert clean(f"甲{blank}乙") == "甲 乙"


@pytest.mark.parametrize("kept", ["\t", "\n", "\r", " ", "\u2010", "\u2027", "\u2030", "\xa1", "¥", "～"])
def test_what_is_seen_is_kept(kept):
    assert clean(f"甲{kept}乙") == f"甲{kept}乙"


RADICALS = """⺁厂 ⺄乙 ⺊卜 ⺌小 ⺍小 ⺎兀 ⺒巳 ⺓幺 ⺗心 ⺛旡 ⺜日 ⺝月 ⺟母 ⺠民 ⺧牛 ⺩王 ⺪疋
    ⺬示 ⺮竹 ⺴网 ⺵网 ⺶羊 ⺷羊 ⺸羊 ⺻聿 ⺼肉 ⺽臼 ⻁虎
    ⻄西 ⻅见 ⻆角 ⻇角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼
    ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻮齿 ⻰龙 ⻳龟"""


@pytest.mark.parametrize("pair", RADICALS.split())
def test_a_radical_becomes_the_character_it_looks_like(pair):
    assert clean(pair[0]) == pair[1]


def test_radicals_of_kangxi_and_halves_of_characters():
    assert clean("⼀⿕") == "一龠"
    assert clean("\ud800") == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *zip("〇○零一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True),
        ("十", 10),
        ("百", 100),
        ("千", 1000),
        ("万", 0),
        ("一万", 10_000),
        ("一万零五", 10_005),
        ("三千二百一十", 3210),
        ("十二", 12),
        ("二十", 20),
        ("一九九八", 1998),
        ("万万", 0),
        ("三亿", None),
    ],
)
def test_numbers_in_han_numerals(text, number):
    assert han_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1899年1月1日", []),
        ("1900-1-1", ["1900-01-01"]),
        ("2099.12.31", ["2099-12-31"]),
        ("2100/1/1", []),
        ("12024-01-01", []),
        ("2024-13-01", []),
        ("2024-12-32", []),
        ("2024-1-311", []),
        ("2024年10月20日", ["2024-10-20"]),
        ("2024-09-30T23:59", ["2024-09-30 23:59"]),
        ("2024-09-30 24:00", ["2024-09-30"]),
        ("2024-09-30 9时05分", ["2024-09-30 09:05"]),
        ("2024 年 9 月 3 日", ["2024-09-03"]),
        ("二〇二三年十一月二十日，2024-1-2", ["2024-01-02", "2023-11-20"]),
        ("二〇二三年十三月一日", []),
    ],
)
def test_dates_as_printed(text, found):
    assert list(dates(text)) == found


def test_long_and_short_texts_are_folded_alike():
    for text in ("一、 １\n乙 ", "plain text", "plain\ttext  here ", "（一）\n 甲 1 ", "發 文"):
        long = text + "甲" * 81
        assert fold(long) == fold(text) + "甲" * 81
        assert label(long) == label(text) + "甲" * 81
        assert inline("甲" * 81 + "。" + text).removeprefix("甲" * 81 + "。").strip() == inline(text).strip()
    assert inline(" a \n b ") == "a b"


def test_text_that_is_utf_8_needs_no_declaration():
    assert decode(HAN.encode(), "gbk") == (HAN, "utf-8", "valid UTF-8", 0)
    assert decode(b"") == ("", "utf-8", "valid UTF-8", 0)


def seconds(count, blank):
    text = "甲" + blank * count + "x"
    began = time.process_time()
    assert inline(text) == "甲 x"
    return time.process_time() - began


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\t\n"])
def test_time_of_a_line_grows_with_its_blanks(blank):
    """Of 40,000 line ends behind a character each was once tried with every number of those behind it."""
    limit = 8 * seconds(20_000, blank) + 1
    assert best_of(lambda: seconds(80_000, blank), enough=limit) < limit
