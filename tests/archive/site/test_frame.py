"""What frames every page: the operator's notice, and the sentences that previews and search engines show."""

import re

import pytest
from lxml import html

from archive.site.draw.template_names import notice


@pytest.fixture(scope="session")
def ids(db):
    report, agency = db.execute("SELECT id, agency_id FROM reports WHERE agency_id IS NOT NULL ORDER BY year DESC LIMIT 1").fetchone()
    return {"report": report, "agency": agency}


PAGES = [
    "/",
    "/coverage",
    "/compare",
    "/checks",
    "/health",
    "/download",
    "/agency/{agency}",
    "/report/{report}",
    "/document/{report}",
    "/gongkai",
]


@pytest.mark.parametrize(
    ("setting", "chinese", "english"),
    [
        ("", "", ""),
        ("样例数据", "样例数据", "样例数据"),
        ("样例数据 | Sample data", "样例数据", "Sample data"),
        ("甲 | b | c", "甲", "b | c"),
        (" 甲 | ", "甲", "甲"),
    ],
)
def test_a_notice_is_in_the_readers_language_where_the_setting_gives_both(monkeypatch, setting, chinese, english):
    monkeypatch.setenv("GONGKAI_NOTICE", setting)
    assert (notice("zh"), notice("en")) == (chinese, english)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_bears_the_notice_as_text(get, ids, monkeypatch, address):
    address = address.format(**ids)
    assert not html.fromstring(get(address).text).xpath("//p[@class='notice']")
    monkeypatch.setenv("GONGKAI_NOTICE", "样例<b>数据 | <i>Sample")
    (shown,) = html.fromstring(get(address).text).xpath("//p[@class='notice']")
    assert (shown.text_content(), shown.xpath(".//b")) == ("样例<b>数据", [])
    assert "&lt;i&gt;Sample" in get(f"{address}?lang=en").text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_in_a_sentence_what_it_holds(get, ids, address, lang):
    head = html.fromstring(get(f"{address.format(**ids)}?lang={lang}").text).find("head")
    said = {each.get("name") or each.get("property"): each.get("content") for each in head.findall("meta")}
    assert said["description"] == said["og:description"] == said["description"].strip()
    assert said["og:title"] == head.findtext("title").rpartition(" · ")[0] != ""
    assert said["og:locale"] == {"zh": "zh_CN", "en": "en"}[lang]
    assert said["description"].endswith("。" if lang == "zh" else ".")
    assert lang == "zh" or not re.search("公开年度报告档案|整库下载", said["description"])


def test_pages_of_different_kinds_have_sentences_of_their_own(get, ids):
    own = [get(address.format(**ids)).text for address in PAGES[1:9]]
    said = [html.fromstring(text).xpath("string(//meta[@name='description']/@content)") for text in own]
    assert len(set(said)) == len(said)
