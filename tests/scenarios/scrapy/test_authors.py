"""What authors of families have: the shell, `sites look`, template, contracts, test kit, and entry points for families of third parties."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from crawler import families
from crawler.families import contracts
from gongkai.testing import ReplicaHost, assert_complete, assert_contract, assert_pager, assert_rows
from tests.helpers.scrapy_program import ROOT, SECONDS, environment, scrapy

LIST = """<html><head><title>年报</title></head><body><div class="nav"><a href="/">首页</a></div>
<ul class="list"><li><a href="/list/2024/a1.html">关于政府信息公开工作的第1号文件</a><span>2024-01-01</span></li>
<li><a href="/list/2024/a2.html">关于政府信息公开工作的第2号文件</a><span>2024-01-02</span></li></ul>
<div class="page"><a href="/list/index_2.html">2</a></div><a href="{{row.url}}">样板</a>
<script>createPageHTML('page_div',1,1,'index','html',2);</script></body></html>"""


def gongkai(*words):
    call = [sys.executable, "-m", "gongkai", *map(str, words)]
    return subprocess.run(call, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False)


def test_sites_look_shows_a_saved_page_and_why_a_link_is_no_row(tmp_path):
    file = tmp_path / "saved.html"
    file.write_text(LIST, encoding="utf-8")
    done = gongkai("sites", "look", file, "--url", "http://www.a.gov.cn/list/")
    assert done.returncode == 0, done.stderr
    assert "rows: 2" in done.stdout
    assert "2024-01-02  关于政府信息公开工作的第2号文件  http://www.a.gov.cn/list/2024/a2.html" in done.stdout
    nav = 'in a header, menu, breadcrumb or footer: <div class="nav">'
    number, template = "2  http://www.a.gov.cn/list/index_2.html: names a page of the list", "样板  {{row.url}}: leads nowhere"
    for line in (f"首页  http://www.a.gov.cn/: {nav}", number, template):
        assert line in done.stdout
    found = json.loads(gongkai("sites", "look", file, "--json").stdout)
    assert (found["family"], len(found["rows"]), found["pager"]["rows"]) == ("ucap", 2, 2)
    assert len(found["no_rows"]) == 3


@pytest.mark.parametrize(
    ("text", "sentence", "code"),
    [("no-such.html", "neither an http or https URL nor a file", 2), ("http://127.0.0.1:9/list/", "--allow-private allows", 1)],
)
def test_what_cannot_be_looked_at_gets_one_sentence(text, sentence, code):
    done = gongkai("sites", "look", text)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert sentence in done.stderr


def test_a_page_without_a_list_is_no_success(tmp_path):
    (tmp_path / "x.html").write_text("<html><body><p>正文</p></body></html>", encoding="utf-8")
    assert gongkai("sites", "look", tmp_path / "x.html").returncode == 1


def test_the_shell_has_a_page_of_a_portal_ready():
    code = "(page.status, family.name, len(rows), pager.rows, column.reasons, response.css('title::text').get(), why('首页'))"
    with ReplicaHost({"/list/": LIST}) as host:
        done = scrapy("shell", f"{host.base}/list/", "--allow-private", "-c", code)
        refused = scrapy("shell", f"{host.base}/list/", "-c", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str((200, "ucap", 2, 2, (), "年报", '首页: in a header, menu, breadcrumb or footer: <div class="nav">'))
    assert (refused.returncode, "refused_address" in refused.stderr, "Traceback" in refused.stderr) == (1, True, False)


def test_the_shell_reads_saved_files_and_a_console_opens(tmp_path):
    (tmp_path / "a.html").write_text(LIST, encoding="utf-8")
    call = [sys.executable, "-m", "scrapy", "shell", str(tmp_path / "a.html"), "--url", "http://www.a.gov.cn/list/"]
    done = subprocess.run(
        call, cwd=ROOT, env=environment(), input="print(rows[0].url)\n", capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "http://www.a.gov.cn/list/2024/a1.html" in done.stdout
    assert "why(text)" in done.stdout + done.stderr


def test_check_runs_the_contract_of_every_family():
    done = scrapy("check")
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (0, f"Ran {len(families.FAMILIES)} contracts: OK")
    assert scrapy("check", "-l", "trs").stdout.split() == ["trs", "*", "/nb/"]
    unknown = scrapy("check", "triffid")
    assert (unknown.returncode, "unknown family triffid" in unknown.stdout + unknown.stderr) == (2, True)


@pytest.mark.parametrize("contract", contracts.OWN, ids=lambda contract: contract.family)
def test_a_familys_contract_holds_over_http(contract):
    assert_contract(contract)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rows": 7}, "1 row is read, 7 expected"),
        ({"requests": 7}, "1 request follows, 7 expected"),
        ({"first": "xyz"}, "one with xyz expected"),
        ({"page": "<p>other</p>"}, "the page is taken for one of generic"),
    ],
)
def test_a_broken_contract_says_what_is_broken(change, sentence):
    trs = next(each for each in contracts.OWN if each.family == "trs")
    with pytest.raises(AssertionError, match=sentence):
        assert_contract(replace(trs, **change))


@pytest.fixture
def plugged(tmp_path):
    """A third party's package: the template as `scrapy genspider` wrote it, with an entry point."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "scrapy.cfg").write_text("[settings]\ndefault = own_settings\n")
    (project / "own_settings.py").write_text('from crawler.settings import *\n\nNEWSPIDER_MODULE = ""\n')
    done = scrapy("genspider", "-t", "family", "example", "www.example.gov.cn", cwd=project, PYTHONPATH=f"{ROOT}:{project}")
    assert done.returncode == 0, done.stderr
    info = project / "example_family-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: example-family\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[gongkai.families]\nexample = example\n")
    return project


def test_the_template_is_a_family_that_comes_in_by_its_entry_point(plugged):
    # A compiled file is taken for current when size and second of the source are as before: here none is kept.
    environment = {"PYTHONPATH": f"{ROOT}:{plugged}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = scrapy("check", "example", cwd=plugged, **environment)
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (0, "Ran 1 contract: OK"), done.stderr
    text = (plugged / "example.py").read_text(encoding="utf-8")
    (plugged / "example.py").write_text(text.replace(", 1, 0)", ", 5, 0)"), encoding="utf-8")
    broken = scrapy("check", "example", cwd=plugged, **environment)
    assert (broken.returncode, "FAIL: example /list/: 1 row is read, 5 expected" in broken.stderr) == (1, True)


def test_the_documents_test_of_a_third_partys_family_passes(plugged):
    text = (ROOT / "docs" / "add-a-family.md").read_text(encoding="utf-8")
    block = next(each for each in re.findall(r"```python\n(.*?)```", text, re.S) if "gongkai.testing" in each)
    (plugged / "test_example.py").write_text(block, encoding="utf-8")
    call = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(plugged), "-c", "/dev/null", "test_example.py"]
    done = subprocess.run(
        call,
        cwd=plugged,
        env=environment() | {"PYTHONPATH": f"{ROOT}:{plugged}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_family_that_cannot_be_loaded_is_named(plugged):
    (plugged / "example.py").write_text("name = 'example'\n")
    done = subprocess.run(
        [sys.executable, "-c", "import crawler.families"], cwd=plugged, env=environment() | {"PYTHONPATH": f"{ROOT}:{plugged}"},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert "the family example (example) has no matches and no listing" in done.stderr


def test_assertions_fail_where_they_should(tmp_path):
    with ReplicaHost({"/list/": LIST}) as host:
        _, listing = families.read_listing(host.page("/list/"))
        assert_rows(listing, [f"关于政府信息公开工作的第{n}号文件" for n in (1, 2)], ["2024-01-01", "2024-01-02"])
        assert_pager(listing, pages=1, rows=2, requests=0)
        with pytest.raises(AssertionError, match="expected"):
            assert_rows(listing, ["x"])
        with pytest.raises(AssertionError, match="2 rows, expected 3"):
            assert_pager(listing, rows=3)
        with pytest.raises(AssertionError, match="2 rows, expected 3"):
            assert_complete(host.crawl("/list/", tmp_path), rows=3)
        assert "/list/2024/a1.html" in host.asked
