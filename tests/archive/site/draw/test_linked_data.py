"""What search engines are told of a report, an agency and the data set: each word of it, and nothing that is not known."""

import pytest

from archive.site.draw import linked_data
from tests.helpers.few_reports import asking

HOST = "http://town.example"
ASK = asking()
REPORT = {
    "id": "r1",
    "agency": "甲市教育局",
    "agency_id": "A",
    "title": "年报",
    "document_title": "文件",
    "published": "2026-01-08 10:00",
    "year": 2025,
    "url": "http://town.example/1.html",
}
SAID = {
    "@context": "https://schema.org",
    "@type": "Report",
    "name": "年报",
    "url": f"{HOST}/report/r1",
    "inLanguage": "zh-CN",
    "datePublished": "2026-01-08",
    "temporalCoverage": "2025",
    "author": {"@type": "GovernmentOrganization", "name": "甲市教育局", "url": f"{HOST}/agency/A"},
    "isBasedOn": "http://town.example/1.html",
    "isPartOf": {"@type": "Dataset", "name": "政府信息公开档案", "url": f"{HOST}/download"},
}


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ({}, {}),
        ({"title": None}, {"name": "文件"}),
        ({"title": ""}, {"name": "文件"}),
        ({"published": None}, {"datePublished": None}),
        ({"year": None}, {"temporalCoverage": None}),
        ({"agency_id": None}, {"author": None}),
        ({"url": ""}, {"isBasedOn": None}),
    ],
)
def test_a_report(given, other):
    assert linked_data.report(REPORT | given, ASK) == {key: value for key, value in (SAID | other).items() if value is not None}


@pytest.mark.parametrize(
    ("row", "aliases", "more"),
    [
        ({"region": None, "english": None}, [], {}),
        (
            {"region": "甲市", "english": "Bureau"},
            ["甲教育局"],
            {"alternateName": ["甲教育局", "Bureau"], "areaServed": {"@type": "AdministrativeArea", "name": "甲市"}},
        ),
        ({"region": "", "english": ""}, ["甲教育局"], {"alternateName": ["甲教育局"]}),
    ],
)
def test_an_agency(row, aliases, more):
    whole = {"@context": "https://schema.org", "@type": "GovernmentOrganization", "name": "甲市教育局", "url": f"{HOST}/agency/A"}
    assert linked_data.agency({"id": "A", "name": "甲市教育局"} | row, aliases, ASK) == whole | more


def test_the_data_set_and_its_files():
    table = {"files": [{"file": "facts.csv", "size": 7, "sha256": "cd", "format": "csv"}]}
    found = linked_data.data_set([table], ASK)
    assert found.pop("description").startswith("政府信息公开年度报告与文件")
    assert found == {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "政府信息公开档案",
        "url": f"{HOST}/download",
        "identifier": "ab" * 32,
        "version": "20240501T000000",
        "dateModified": "2024-05-01T00:00:00Z",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": f"{HOST}/download/{name}",
                "contentSize": size,
                "encodingFormat": kind,
                "sha256": digest,
            }
            for name, size, kind, digest in (("gongkai-20240501T000000.db", "1 B", "sqlite", "ab" * 32), ("facts.csv", "7 B", "csv", "cd"))
        ],
    }
