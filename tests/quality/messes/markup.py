"""Disorder that only HTML knows: broken numbers, leftovers of editors, misleading surroundings."""

from __future__ import annotations

import re
from random import Random

from tests.quality.messes.registry import TABLED, markup_mess
from tests.quality.writers.html import Markup


def digits_in_spans(text: str, rng: Random) -> str:
    return "".join(f'<span lang="EN-US">{char}</span>' for char in text)


def digits_with_nbsp(text: str, rng: Random) -> str:
    return rng.choice(
        (f"{text}</span><span>&nbsp;&nbsp;", f"&nbsp;</span><span>{text}", f"<font>&nbsp;</font><font>{text}</font>", f"\n {text}  ")
    )


def label_in_spans(text: str, rng: Random) -> str:
    if len(text) < 4 or "&" in text or "\n" in text:
        return text
    spot = rng.randint(1, len(text) - 1)
    return f'{text[:spot]}</span><span style="mso-spacerun:yes">{text[spot:]}'


def word_comments(text: str, rng: Random) -> str:
    return re.sub(r"^(\d[.])", r"<!--[if !supportLists]-->\1<!--[endif]-->", text)


def namespaces(page: str, rng: Random) -> str:
    return page.replace("<table", '<?xml:namespace prefix = "o" ns = "urn:schemas-microsoft-com:office:office" /><table', 1).replace(
        "</td>", "<o:p></o:p></td>"
    )


def unclosed(page: str, rng: Random) -> str:
    return page.replace("</td>", "").replace("</tr>", "")


def table_for_layout(page: str, rng: Random) -> str:
    """The whole body inside a table that only lays out the page."""
    page = re.sub(r"(<body[^>]*>)", r'\1<table width="1000"><tr><td class="left">导航</td><td>', page, count=1)
    return page.replace("</body>", "</td></tr></table></body>")


def copy_in_a_comment(page: str, rng: Random) -> str:
    """An old copy of the tables stands in a comment with other figures."""
    tables = re.sub(r">\d+<", ">77<", "".join(re.findall(r"<table.*?</table>", page, re.S))).replace("-->", "")
    tables = re.sub(r"<!--.*?", "", tables)
    return page.replace("<body>", f"<body><!-- {tables} -->", 1)


def hidden_copy_of_template(page: str, rng: Random) -> str:
    return page.replace(
        "</body>", '<script type="text/template"><table><tr><td>规章</td><td>99</td><td>99</td><td>99</td></tr></table></script></body>'
    )


def heads_as_th(page: str, rng: Random) -> str:
    return re.sub(r"<tr>(.*?)</tr>", lambda m: m.group(0).replace("<td", "<th").replace("</td>", "</th>"), page, count=3, flags=re.S)


def upper_case(page: str, rng: Random) -> str:
    return re.sub(r"</?(table|tbody|tr|td|p|span|div)\b", lambda m: m.group(0).upper(), page)


def spans_of_one(page: str, rng: Random) -> str:
    return page.replace("<td>", '<td colspan="1" rowspan="1">').replace('colspan="7"', "colspan=7").replace('rowspan="3"', "rowspan='3 '")


def entities(text: str, rng: Random) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def zero_width(text: str, rng: Random) -> str:
    return "\u200b" + "\u2060".join(text) + "\ufeff"


markup_mess("digits-in-spans", Markup(figure=digits_in_spans))
markup_mess("digits-with-nbsp", Markup(figure=digits_with_nbsp))
markup_mess("digits-as-entities", Markup(figure=entities))
markup_mess("zero-width-characters", Markup(figure=zero_width, label=zero_width))
markup_mess("labels-in-spans", Markup(label=label_in_spans))
markup_mess("word-comments", Markup(label=word_comments), TABLED)
markup_mess("word-namespaces", Markup(page=namespaces))
markup_mess("cells-unclosed", Markup(page=unclosed))
markup_mess("table-for-layout", Markup(page=table_for_layout))
markup_mess("copy-in-a-comment", Markup(page=copy_in_a_comment), TABLED)
markup_mess("copy-in-a-template", Markup(page=hidden_copy_of_template), TABLED)
markup_mess("heads-as-th", Markup(page=heads_as_th))
markup_mess("tags-upper-case", Markup(page=upper_case))
markup_mess("spans-of-one", Markup(page=spans_of_one))
markup_mess("charset-gbk", Markup(charset="gb18030"))
