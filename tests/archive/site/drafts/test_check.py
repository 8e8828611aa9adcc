"""`/check` over HTTP: real uploads to a real server, read by real workers."""

import asyncio
import base64
import io
import os
import re
import signal
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from archive.site.drafts import readers as drafts_readers
from archive.site.drafts.refusals import MOST_BYTES, MOST_FILES, DraftRefused, table
from archive.site.drafts.upload import UploadedForm
from tests.helpers import drafts
from tests.helpers.drafts import mortal_work


def sentence(answer):
    """The reason that the page gives, as one sentence."""
    found = re.findall(r'role="alert">(.*?)</p>', answer.text)
    assert len(found) == 1, answer.text[:500]
    return found[0]


def test_four_planted_slips_are_found_beside_last_years_file(checking):
    answer = checking.post(("draft", "草稿.docx", drafts.word()), ("previous", "去年.html", drafts.last_year()))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    for _, _, formula in drafts.PLANTED.values():
        assert formula in answer.text
    assert "已与上年报告“去年.html”核对" in answer.text
    assert answer.text.index("结论：须改正") < answer.text.index("可再看")


def test_the_verdict_is_kept_from_the_page_itself(checking):
    from docx import Document

    answer = checking.post(("draft", "草稿.html", drafts.slipped()))
    kept = {name: base64.b64decode(body) for name, body in re.findall(r'download="([^"]+)" href="data:[^,]+;base64,([^"]+)"', answer.text)}
    assert set(kept) == {"核对意见.html", "核对意见.docx"}
    assert drafts.PLANTED["R1"][2] in kept["核对意见.html"].decode()
    assert any(drafts.PLANTED["R1"][2] in each.text for each in Document(io.BytesIO(kept["核对意见.docx"])).paragraphs)


def test_last_year_comes_from_the_archive_where_it_is_held(checking, home):
    import sqlite3

    path = next((home / "public").glob("gongkai-*.db"))
    connection = sqlite3.connect(path)
    name, year = connection.execute(
        """SELECT a.name, r.year FROM reports r JOIN agencies a ON a.id = r.agency_id WHERE r.preferred AND r.form = '2021'
        AND r.year > 2020 GROUP BY a.name, r.year HAVING count(*) = 1 AND a.name LIKE '%市%局' ORDER BY r.year, a.name"""
    ).fetchone()
    connection.close()
    body = drafts.sound(year + 1).replace("云麓市教育局".encode(), name.encode())
    answer = checking.post(("draft", "草稿.html", body))
    assert "已与本站存档的上年报告" in answer.text
    other = checking.post(("draft", "草稿.html", drafts.sound()))
    assert "本站没有“云麓市教育局”2022 年度的报告" in other.text


def test_the_page_and_the_verdict_are_english_where_asked_for(checking):
    assert "Check a draft report" in checking.client.get("/check?lang=en").text
    answer = checking.post(("draft", "a.html", drafts.slipped()), lang="en")
    assert ("Verdict: 5 places to correct" in answer.text, answer.headers["content-language"]) == (True, "en")
    checking.client.cookies.clear()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("previous", "a.html", b"<p>x</p>")], "no_file"),
        ([("draft", "", b"")], "no_file"),
        ([("draft", f"{n}.html", b"<p>x</p>") for n in range(MOST_FILES + 1)], "too_many_files"),
        ([("draft", f"{n}.html", b"<p>x</p>") for n in range(100)], "too_many_files"),
        ([("x", f"{n}.html", b"<p>x</p>") for n in range(100)], "too_many_files"),
    ],
    ids=["only last year's", "an empty field", "one too many", "a hundred files", "a hundred parts"],
)
def test_a_form_that_cannot_be_used_is_one_sentence(checking, files, code):
    answer = checking.post(*files)
    assert (answer.status_code, sentence(answer)) == (table()[code]["status"], table()[code]["zh"].format(files=MOST_FILES))


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        (
            {"content-type": "multipart/form-data; boundary=x"},
            b"--x\r\nContent-Disposition: form-data; name=draft; filename=a\r\n\r\nabc",
            "cut",
        ),
        ({"content-type": "multipart/form-data; boundary=x"}, b"nothing of the kind", "damaged"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x\r\n" + b"A" * 100_000 + b": b\r\n\r\n\r\n--x--\r\n", "damaged"),
        ({"content-type": "multipart/form-data"}, b"--x--\r\n", "damaged"),
        ({"content-type": "multipart/form-data; boundary=" + "x" * 5000}, b"--x--\r\n", "damaged"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=b", "not_a_form"),
        ({"content-type": "multipart/form-data; boundary=x", "origin": "https://elsewhere.example"}, b"--x--\r\n", "cross_site"),
        ({"content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "cross-site"}, b"--x--\r\n", "cross_site"),
        ({"content-type": "multipart/form-data; boundary=x", "content-length": str(MOST_BYTES + 1)}, b"", "too_large"),
        ({"content-type": "multipart/form-data; boundary=x", "content-length": "9" * 18}, b"", "too_large"),
    ],
    ids=[
        "cut",
        "no boundary",
        "a head without end",
        "none named",
        "a long boundary",
        "no form",
        "from elsewhere",
        "cross-site",
        "too large",
        "huge",
    ],
)
def test_a_wrong_upload_is_one_sentence(checking, headers, body, code):
    import http.client

    address = checking.client.base_url
    connection = http.client.HTTPConnection(address.host, address.port, timeout=60)
    sent = {"origin": f"http://{address.host}:{address.port}", "content-length": str(len(body)), "accept-language": "zh", **headers}
    connection.putrequest("POST", "/check")
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert (answer.status, re.findall(r'role="alert">(.*?)</p>', text)) == (
        table()[code]["status"],
        [table()[code]["zh"].format(most="32.0 MB")],
    )


def test_an_upload_without_a_length_is_one_sentence(checking):
    def endless():
        yield b"--x\r\n"

    answer = checking.client.post("/check", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, sentence(answer)) == (411, table()["no_length"]["zh"])


def bomb():
    """A Word file whose text unpacks to 96 MB from 100 kB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(drafts.word())) as right, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in right.namelist():
            if name != "word/document.xml":
                made.writestr(name, right.read(name))
        with made.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(96):
                member.write(b" " * (1 << 20))
    return stream.getvalue()


def test_a_zip_bomb_is_named_and_costs_the_other_file_nothing(checking):
    answer = checking.post(("draft", "炸弹.docx", bomb()), ("draft", "草稿.html", drafts.slipped()))
    assert answer.status_code == 200
    assert "没有读到年度报告，不能核对" in answer.text
    assert "文件解压后过大，未读" in answer.text
    assert drafts.PLANTED["R1"][2] in answer.text


def test_a_file_that_kills_its_reader_is_named_and_the_others_are_read(monkeypatch):
    monkeypatch.setattr(drafts_readers, "work", mortal_work)
    readers = drafts_readers.DraftReaders()
    names = ("一.html", "致命.html", "三.html")
    parts = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="draft"; filename="{name}"\r\n\r\n'.encode() + drafts.sound() + b"\r\n"
        for name in names
    )
    found = asyncio.run(readers.read(UploadedForm("multipart/form-data; boundary=x", parts + b"--x--\r\n")))
    readers.close()
    said = {name: [problem.code for problem in report.problems] for reading in found for name, report in reading.reports}
    assert said == {"一.html": [], "致命.html": ["died"], "三.html": []}


def test_a_waiting_process_that_died_is_one_sentence_and_the_next_upload_is_read():
    readers = drafts_readers.DraftReaders()
    readers.prepare()
    readers.thread.submit(bool).result()
    os.kill(readers.spare.pool.idle[0].process.pid, signal.SIGKILL)
    part = b'--x\r\nContent-Disposition: form-data; name="draft"; filename="a.html"\r\n\r\n' + drafts.sound() + b"\r\n--x--\r\n"
    form = UploadedForm("multipart/form-data; boundary=x", part)
    with pytest.raises(DraftRefused, match="The reader did not answer"):
        asyncio.run(readers.read(form))
    (reading,) = asyncio.run(readers.read(form))
    readers.close()
    assert [report.year for _, report in reading.reports] == [2023]


def test_what_a_file_is_called_runs_nothing(checking):
    answer = checking.post(("draft", '"><script>alert(1)</script>.html', drafts.sound()))
    assert "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_client_that_comes_too_often_is_asked_to_wait_and_may_come_again_after_a_minute():
    now = [0.0]
    readers = drafts_readers.DraftReaders(each_minute=2, clock=lambda: now[0])
    for _ in range(2):
        with readers.admitted("a"):
            pass
    with pytest.raises(DraftRefused, match="Too many uploads"), readers.admitted("a"):
        pass
    with readers.admitted("b"):
        pass
    now[0] = drafts_readers.MINUTE + 1
    with readers.admitted("a"):
        pass
    readers.close()


def test_only_so_many_wait_of_all_clients_and_of_one():
    readers = drafts_readers.DraftReaders()
    with ExitStack() as held:
        for client in range(drafts_readers.MOST_INSIDE):
            held.enter_context(readers.admitted(f"client {client}"))
        with pytest.raises(DraftRefused, match="Many drafts"), readers.admitted("another"):
            pass
    with ExitStack() as held:
        for _ in range(drafts_readers.MOST_OF_CLIENT):
            held.enter_context(readers.admitted("a"))
        with pytest.raises(DraftRefused, match="Too many uploads"), readers.admitted("a"):
            pass
    assert not readers.inside
    readers.close()


def test_every_refusal_of_the_table_is_met_by_some_test_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in table() if f'"{code}"' not in source and code not in ("too_often", "busy", "no_length", "unread")] == []


def test_a_site_that_was_not_asked_to_checks_nothing(served):
    answer = served.client.get("/check")
    assert (answer.status_code, "serve --check" in answer.text) == (404, True)
    assert served.client.post("/check", files={"draft": ("a.html", b"x")}).status_code == 405
    assert 'href="/check"' not in served.client.get("/").text


def test_the_rest_of_the_site_stays_read_only(checking):
    assert checking.client.post("/search", data={"q": "a"}).status_code == 405
    assert checking.client.put("/check").status_code == 405
