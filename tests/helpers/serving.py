"""A served archive for the site's tests: a synthetic database, three real documents in a real WARC file, a real snapshot."""

import gzip
import io
import json
import sqlite3
import subprocess
import sys
import time
import uuid
import zipfile

import httpx
import pytest
from datasette import hookimpl
from datasette.plugins import pm
from jinja2 import Undefined

from archive.publish.snapshot import snapshot
from archive.search import index as search_index
from archive.site.draw.form_tables import cell_name
from archive.site.editions import Editions
from bench.synthetic import make
from gongkai.home import Home
from parsers import formats
from parsers.types import Source
from tests.helpers.thread_server import in_thread

HTML = """<html><head><meta charset="gbk"><title>甲</title><script>document.title='ran'</script>
<meta http-equiv="refresh" content="0;url=https://elsewhere.invalid/"><link rel="stylesheet" href="https://elsewhere.invalid/a.css">
<style>@import url(https://elsewhere.invalid/b.css); td{background:url('https://elsewhere.invalid/c.png')}</style></head>
<body onload="alert(1)"><h1>云汀市档案局2023年政府信息公开工作年度报告</h1>
<p>全年收到申请。</p>LONG<img src="https://elsewhere.invalid/x.png" onerror="alert(2)">
<table><tr><td>申请人情况</td><td>自然人</td><td>总计</td></tr>
<tr><td>一、本年新收政府信息公开申请数量</td><td>7</td><td>9</td></tr></table>
<p><a href="https://elsewhere.invalid/">链接</a></p><form action="https://elsewhere.invalid/"><input name="a" autofocus></form>
</body></html>""".replace("LONG", "<p>段落</p>" * 60).encode("gbk")  # so that the cell stands below the fold


def pdf_bytes():
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Table, TableStyle

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.drawString(72, 780, "annual report")
    table = Table([["applicants", "natural", "total"], ["received", "7", "9"]], colWidths=[200, 100, 100])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 1, "black")]))
    table.wrapOn(canvas, 400, 200)
    table.drawOn(canvas, 72, 600)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def docx_bytes():
    from docx import Document

    document = Document()
    document.add_paragraph("云汀市统计局2023年政府信息公开工作年度报告")
    table = document.add_table(2, 3)
    for row, texts in enumerate((("申请人情况", "自然人", "总计"), ("一、本年新收政府信息公开申请数量", "7", "9"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def zip_bytes():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as container:
        container.writestr("附件/年报.docx", docx_bytes())
    return written.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ORIGINALS = {
    "html": ("text/html; charset=gbk", "text/html", "/a/t1.html", lambda: HTML),
    "pdf": ("application/pdf", "application/pdf", "/a/t2.pdf", pdf_bytes),
    "zip": ("application/zip", "application/zip", "/a/t4.zip", zip_bytes),
    "docx": (WORD, WORD, "/a/t3.docx", docx_bytes),
}


def write_warc(folder, site="site00"):
    """The documents as response records; the place of each."""
    (folder / site).mkdir(parents=True, exist_ok=True)
    name = f"{site}/{site}-20260401020000-00001.warc.gz"
    places = {}
    with (folder / name).open("wb") as stream:
        for key, (served, _, path, body) in ORIGINALS.items():
            places[key] = (name, stream.tell(), body())
            block = f"HTTP/1.1 200 OK\r\nContent-Type: {served}\r\nContent-Length: {len(places[key][2])}\r\n\r\n".encode() + places[key][2]
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, key)}>\r\n"
                f"WARC-Date: 2026-04-01T02:00:00Z\r\nWARC-Target-URI: https://www.c0.gov.cn{path}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return places


def add_originals(connection, places):
    """Each document as a report whose two figures were read from its table."""
    agency = connection.execute("SELECT id FROM agencies ORDER BY id").fetchone()[0]
    for key, (name, offset, body) in places.items():
        _, true_type, path, _ = ORIGINALS[key]
        document, capture = f"{key:0<16}", f"capture-{key}"
        title = f"云汀市{key}2023年政府信息公开工作年度报告"
        insert(
            connection,
            "captures",
            id=capture,
            url=f"https://www.c0.gov.cn{path}",
            fetched_at="2026-04-01T02:00:00Z",
            status=200,
            media_type=true_type,
            kind="article",
            column_id="site00/annual",
            payload_digest=f"sha256:{key}",
            length=len(body),
            warc=name,
            offset=offset,
            document_id=document,
            site_id="site00",
        )
        insert(
            connection,
            "documents",
            id=document,
            url=f"https://www.c0.gov.cn{path}",
            site_id="site00",
            column_id="site00/annual",
            kind="article",
            title=title,
            published="2026-04-01",
            media_type=true_type,
            text=title,
            payload_digest=f"sha256:{key}",
            first_seen="2026-04-01T02:00:00Z",
            last_seen="2026-04-01T02:00:00Z",
            capture_id=capture,
            state="read",
        )
        if key == "zip":
            inner = formats.parse(Source(body, url=path)).parts[0]
            insert(
                connection,
                "documents",
                id="part000000000000",
                url=f"https://www.c0.gov.cn{path}#x",
                parent_id=document,
                kind="part",
                name=inner.name,
                title="压缩包内",
                media_type=WORD,
                text="",
                capture_id=capture,
                published="2026-04-01",
                first_seen="2026-04-01T02:00:00Z",
                last_seen="2026-04-01T02:00:00Z",
                state="read",
            )
            document, body = "part000000000000", inner.body
        insert(
            connection,
            "reports",
            id=document,
            document_id=document,
            agency_id=agency,
            year=1990,
            form="2021",
            title=title,
            published="2026-04-01",
            preferred=1,
        )
        table = formats.parse(Source(body, url=path)).tables[0]
        cells = {cell.text.strip(): cell for cell in table.cells}
        for seq, (measure, text) in enumerate((("natural_person", "7"), ("total", "9"))):
            cell = cells[text]
            spot = {"table": table.index, "row": cell.row, "column": cell.column, "path": cell.path, "page": cell.page, "box": cell.box}
            insert(
                connection,
                "facts",
                report_id=document,
                seq=seq,
                table_name="requests",
                item="received",
                measure=measure,
                value=int(text),
                unit="件",
                raw=text,
                state="number",
                place=json.dumps(spot),
            )


def insert(connection, table, **row):
    connection.execute(f"INSERT INTO [{table}] ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}} \u202egnp.exe \x1b[31m\n' + "长" * 400


def publish(home):
    """A snapshot as `gongkai snapshot` makes it, with its views in every format."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GONGKAI_TIDY_FORMATS", raising=False)
        return snapshot(Home(home), accept=True)


def add_and_publish(folder, number):
    connection = sqlite3.connect(folder / "gongkai.db")
    insert(
        connection,
        "documents",
        id=f"later{number:011}",
        title=f"第{number}次",
        kind="article",
        published="2026-06-01",
        text="新",
        first_seen="2026-06-01T00:00:00Z",
        last_seen="2026-06-01T00:00:00Z",
    )
    connection.commit()
    connection.close()
    return publish(folder)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    make(folder / "gongkai.db", 400, share=0.25)
    connection = sqlite3.connect(folder / "gongkai.db")
    add_originals(connection, write_warc(folder / "warc"))
    insert(
        connection,
        "documents",
        id="hostile000000000",
        url="javascript:alert(3)",
        site_id="site00",
        column_id="site00/policy",
        kind="article",
        title=HOSTILE,
        published="2026-05-01",
        media_type="text/html",
        text="=cmd|' /C calc'!A0 " + HOSTILE,
        first_seen="2026-05-01T00:00:00Z",
        last_seen="2026-05-01T00:00:00Z",
        state="read",
        changed_at="2026-05-01T00:00:00Z",
    )
    for seq, (state, reason) in enumerate((("whole", None), ("broken", "content_differs"), ("not_checked", "not_installed")), start=1):
        said = {
            "seal": HOSTILE,
            "signer": "某县政府",
            "signed_at": "2026-03-02T09:30:00Z",
            "issuer": "某CA",
            "in_period": 0,
            "chain": "incomplete",
        }
        period = {"valid_from": "2024-03-02T00:00:00Z", "valid_to": "2025-03-02T00:00:00Z"}
        known = {**said, **period} if state != "not_checked" else {}
        insert(connection, "signatures", document_id="hostile000000000", seq=seq, kind="ofd_seal", state=state, reason=reason, **known)
    search_index.renew(connection)
    connection.commit()
    connection.close()
    publish(folder)
    return folder


TOLD = "gongkai is served on "  # and the address


class Client:
    """A client for a running site."""

    def __init__(self, address):
        self.address = address
        self.client = httpx.Client(base_url=address, timeout=120, headers={"accept-language": "zh-CN"})


class Served(Client):
    """A running `gongkai serve` and a client for it, once it is ready: the port is one that it found free itself."""

    def __init__(self, home, *options, environment=None):
        self.client = None
        command = [sys.executable, "-m", "gongkai", "--home", str(home), "serve", "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    def ready(self):
        while TOLD not in (line := self.process.stdout.readline()):
            assert line or self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.05)
        super().__init__(line.partition(TOLD)[2].strip().rstrip("/"))
        for _ in range(1200):  # a minute: with five others at work a start has taken more than ten seconds
            try:
                return self.client.get("/static/seal.svg").status_code
            except httpx.TransportError:
                assert self.process.poll() is None, self.process.stderr.read()
                time.sleep(0.05)
        raise AssertionError("the site did not come up")

    def stop(self):
        self.process.terminate()
        self.process.wait(120)
        if self.client:
            self.client.close()
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="session")
def served(home):
    site = Served(home)
    site.ready()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def served_here(home):
    """The site in this process: what its pages run can be measured and broken, and a name that a template lacks fails the page."""
    pm.register(StrictTemplates, "strict-templates")
    try:
        editions = Editions(Home(home), True, ())
    finally:
        pm.unregister(name="strict-templates")
    with in_thread(editions) as address:
        site = Client(address)
        yield site
        site.client.close()


class StrictInOurTemplates(Undefined):
    """What a template lacks: an error in ours, nothing in those of Datasette, which ask for names that may be absent."""

    def strictly(self, *values):
        frame = sys._getframe(1)
        while frame and not frame.f_code.co_filename.endswith(".html"):
            frame = frame.f_back
        if frame and "templates/gongkai" in frame.f_code.co_filename:
            self._fail_with_undefined_error()

    def __str__(self):
        self.strictly()
        return ""

    def __iter__(self):
        self.strictly()
        return iter(())

    def __bool__(self):
        self.strictly()
        return False

    def __len__(self):
        self.strictly()
        return 0


class StrictTemplates:
    """A plugin of Datasette."""

    @hookimpl
    def prepare_jinja2_environment(env):
        env.undefined = StrictInOurTemplates


@pytest.fixture
def get(served):
    """`get("/search?q=公开")` gives the response of the running site, to a visitor without the cookies of other tests."""
    served.client.cookies.clear()
    return served.client.get


@pytest.fixture(scope="session")
def db(home):
    """The snapshot, opened for looking things up."""
    connection = sqlite3.connect(next((home / "public").glob("gongkai-*.db")))
    yield connection
    connection.close()


def cell_of(connection, document, seq=0):
    """The name of the cell a fact was read from."""
    spot = json.loads(connection.execute("SELECT place FROM facts WHERE report_id = ? AND seq = ?", (document, seq)).fetchone()[0])
    return cell_name(spot["table"], spot["row"], spot["column"])
