import pytest

from tests.helpers.sheets import FORMS, read, requests

TITLES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


def parts(*blocks):
    return [(section.number, section.heading, section.text) for section in read(*blocks, requests()).sections]


@pytest.mark.parametrize(
    ("printed", "number", "heading", "text"),
    [
        ("一、总体情况", "一", "总体情况", ""),
        ("## 一、总体情况", "一", "总体情况", ""),
        ("一.总体情况", "一", "总体情况", ""),
        ("一、总体情况(宋体加粗小四号字)", "一", "总体情况", ""),
        ("二、主动公开政府信息情况（黑体，三号）", "二", "主动公开政府信息情况", ""),
        ("二、主动公开政府信息情况。", "二", "主动公开政府信息情况", ""),
        ("第六、其他需要报告的事项", "六", "其他需要报告的事项", ""),
        ("三、收到和处理政府信息公开申请情况 2022年未收到申请。", "三", "收到和处理政府信息公开申请情况", "2022年未收到申请。"),
        ("一、 概述", "一", "概述", ""),
        ("五、存在要问题及改进情况", "五", "存在要问题及改进情况", ""),
        ("四、政务信息公开行政复议、行政诉讼情况", "四", "政务信息公开行政复议、行政诉讼情况", ""),
        ("三、收到和处理政府信息公开申请情况&nbsp;&nbsp;　　", "三", "收到和处理政府信息公开申请情况", ""),
        ("总体情况", "", "总体情况", ""),
        ("一、概述2017年，我局按规定公开。", "一", "概述", "2017年，我局按规定公开。"),
        ("<strong>二、主动公开政府信息情况</strong>", "二", "主动公开政府信息情况", ""),
    ],
)
def test_headings_as_printed(printed, number, heading, text):
    assert parts("前言。", printed) == [("", "", "前言。"), (number, heading, text)]


def test_a_heading_glued_to_what_stands_before_it():
    assert parts("邮箱pz@163.com一、概述2017年，公开信息。", "[image: image2]四、依申请公开信息情况", "收到两件。") == [
        ("", "", "邮箱pz@163.com"),
        ("一", "概述", "2017年，公开信息。\n[image: image2]"),
        ("四", "依申请公开信息情况", "收到两件。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告由一、总体情况、二、主动公开政府信息情况等部分组成。",
        "一是加强领导；二是健全机制。",
        "一、认真学习贯彻条例，全面落实主动公开的各项要求，做到应公开尽公开，不断提升政务公开的质量和水平，接受监督。",
        "（一）主动公开情况。按规定公开。",
    ],
)
def test_sentences_are_no_headings(sentence):
    assert parts(sentence) == [("", "", sentence)]


def test_keys_are_found_for_every_title_of_the_form():
    assert [FORMS.sections.find(title) for title in TITLES] == ["overview", "proactive", "requests", "disputes", "problems", "other"]


@pytest.mark.parametrize(
    ("marks", "numbers"), [("（一） （二） （三）", "一二三"), ("1、 2、 3、", "123"), ("第一部分 第二部分　 第三部分", "一二三")]
)
def test_parts_marked_otherwise(marks, numbers):
    found = parts(*(f"{mark}{title}" for mark, title in zip(marks.split(" "), TITLES, strict=False)))
    assert [(number, heading) for number, heading, _ in found] == list(zip(numbers, TITLES, strict=False))


def test_sub_headings_below_marked_parts_stay_text():
    assert parts("一、总体情况", "（一）主动公开政府信息情况", "二、主动公开政府信息情况") == [
        ("一", "总体情况", "（一）主动公开政府信息情况"),
        ("二", "主动公开政府信息情况", ""),
    ]


def test_rows_of_section_three_set_as_text_are_no_headings():
    rows = ("一、本年新收政府信息公开申请数量", "三、本年度办理结果 （一）予以公开 0 0 0 0 0 0 0", "四、结转下年度继续办理")
    assert [heading for _, heading, _ in parts("三、收到和处理政府信息公开申请情况", *rows)] == ["收到和处理政府信息公开申请情况"]
