"""Crawl and archive a loopback site with this program, with `wget -r --warc-file` and with a plain Scrapy spider and warcio writer.

`bench/crawl.py [--pages 5000] [--rounds 3] [--connections 8]` prints a table of medians: pages/s, the ratio to Scrapy's of the same round,
CPU seconds, peak memory. Needs nginx and wget. All politeness is off, robots.txt is not requested, and all three fetch the same pages from
the same server. Python keeps its compiled files, as in any installation.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from gongkai import warc_reader

ROOT = Path(__file__).parents[1]
KEPT = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
ROWS = 50
WORDS = "政府信息公开工作年度报告主动依申请行政复议诉讼机关条例规定制度平台监督保障存在问题改进情况统计表格数量结果办理收费许可处罚强制采购"
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{ access_log off; types {{ text/html html; }} charset utf-8; keepalive_requests 1000000; client_body_temp_path {folder}/t;
  proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t; uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
"""


def article(chance, number):
    text = "".join(
        f"<p style='text-indent:2em'>{''.join(chance.choices(WORDS, k=chance.randint(60, 300)))}{chance.random()}</p>"
        for _ in range(chance.randint(28, 85))
    )
    title = f"关于政府信息公开工作的第{number}号文件"
    return page(title, f"<h1>{title}</h1><div id=zoom>{text}</div>")


def page(title, body):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"


def make(folder, pages):
    """Write a list of `pages` articles of 20-60 KB, fifty rows a page, with a pager that scripts and plain links both can follow."""
    chance = random.Random(1)
    column = folder / "www" / "col"
    (column / "a").mkdir(parents=True)
    total = -(-pages // ROWS)
    for number in range(1, pages + 1):
        (column / "a" / f"t{number}.html").write_text(article(chance, number), encoding="utf-8")
    for current in range(1, total + 1):
        rows = "".join(
            f'<li><a href="/col/a/t{n}.html">关于政府信息公开工作的第{n}号文件</a><span>2024-01-01</span></li>'
            for n in range((current - 1) * ROWS + 1, min(current * ROWS, pages) + 1)
        )
        links = "".join(f'<a href="/col/{name(n)}">{n}</a> ' for n in (current - 1, current + 1) if 1 <= n <= total)
        script = f"<script>createPageHTML('page_div',{total},{current},'index','html',{pages});</script>"
        (column / name(current)).write_text(page("年报", f"<ul class=list>{rows}</ul>{links}{script}"), encoding="utf-8")
    return total


def name(page):
    return "index.html" if page == 1 else f"index_{page}.html"


def measure(command, folder, env=None):
    """Run a command and return its duration, its CPU seconds and its peak memory in MB."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def held(files):
    """Count the answers in WARC files."""
    count = 0
    for path in files:
        with path.open("rb") as stream:
            count += sum(1 for record in warc_reader.records(stream) if record.type == "response")
    return count


def cases(base, connections):
    """Return name, command and the location of the WARC files of each case, for a fresh folder."""
    python, start = sys.executable, f"{base}/col/index.html"
    return [
        (
            "wget -r --warc-file, one connection",
            lambda to: (
                ["wget", "-q", "-r", "-np", "-l", "inf", "-e", "robots=off", "--delete-after", "--warc-file=wget", start],
                "*.warc.gz",
            ),
        ),
        (
            f"Scrapy + warcio, {connections} connections",
            lambda to: (
                [python, str(ROOT / "bench" / "others" / "plain_scrapy.py"), start, "plain.warc.gz", str(connections)],
                "*.warc.gz",
            ),
        ),
        (f"gongkai crawl, {connections} connections", lambda to: (ours(to, base, connections), "home/warc/*/*.warc.gz")),
        ("gongkai crawl, one connection", lambda to: (ours(to, base, 1), "home/warc/*/*.warc.gz")),
        (
            f"scrapy crawl: stats, two middlewares, an export, {connections} connections",
            lambda to: (with_components(to, base, connections), "home/warc/*/*.warc.gz"),
        ),
    ]


def ours(folder, base, connections):
    entry = {
        "id": "bench",
        "name": "站",
        "area": "230100",
        "level": "city",
        "delay": 0,
        "connections": connections,
        "robots": False,
        "allow_private": True,
        "columns": [{"id": "annual", "name": "年报", "kind": "other", "url": f"{base}/col/index.html"}],
    }
    (folder / "sites.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True))
    return [sys.executable, "-m", "gongkai", "--home", str(folder / "home"), "--registry", str(folder / "sites.yaml"), "crawl"]


COMPONENTS = """
from crawler.settings import *


class First:
    def process_request(self, request):
        request.headers["X-First"] = "1"


class Second:
    def process_response(self, request, response):
        return response


DOWNLOADER_MIDDLEWARES = {First: 543, Second: 600}
FEEDS = {"items.jsonl": {"format": "jsonlines"}}
"""


def with_components(folder, base, connections):
    """Return the command of a crawl with what a Scrapy user may add; run in the folder that holds its settings."""
    ours(folder, base, connections)
    (folder / "bench_settings.py").write_text(COMPONENTS)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = bench_settings\n")
    own = {"GONGKAI_HOME": folder / "home", "GONGKAI_REGISTRY": folder / "sites.yaml", "PYTHONPATH": f"{ROOT}:{folder}"}
    return ["env", *(f"{name}={value}" for name, value in own.items()), sys.executable, "-m", "scrapy", "crawl", "bench"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=5000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--only", default="")
    options.add_argument("--port", type=int, default=18777)
    given = options.parse_args()
    missing = [need for need in ("nginx", "wget") if not shutil.which(need)]
    if missing:
        print(f"not measured: needs {' and '.join(missing)}")
        return
    folder = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    folder.chmod(0o755)  # nginx's worker is another user where this is run by root
    lists = make(folder, given.pages)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=given.port))
    server = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    found = {}
    try:
        measure([sys.executable, "-m", "gongkai", "crawl", "--help"], folder, KEPT)  # compiles what was changed since it last ran
        for _ in range(given.rounds):
            for label, make_command in cases(f"http://127.0.0.1:{given.port}", given.connections):
                if given.only in label:
                    with tempfile.TemporaryDirectory(dir=folder) as place:
                        command, files = make_command(Path(place))
                        seconds, cpu, memory = measure(command, place, KEPT)
                        count = held(sorted(Path(place).glob(files)))
                    assert count >= given.pages + lists, f"{label} holds {count} of {given.pages + lists}"
                    found.setdefault(label, []).append((count / seconds, cpu, memory))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)
    print(f"{given.pages + lists} pages, medians of {given.rounds} rounds\n")
    table(found)


def table(found):
    """Print the medians of the rounds of each case, pages/s first."""
    print("| | pages/s | × Scrapy | CPU s | peak MB |\n|---|---|---|---|---|")
    beside = next((rounds for label, rounds in found.items() if label.startswith("Scrapy")), None)
    for label, rounds in found.items():
        speed, cpu, memory = (statistics.median(each) for each in zip(*rounds, strict=True))
        times = [mine[0] / theirs[0] for mine, theirs in zip(rounds, beside or (), strict=bool(beside))]
        print(f"| {label} | {speed:.0f} | {f'{statistics.median(times):.2f}' if times else '—'} | {cpu:.1f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
