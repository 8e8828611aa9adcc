"""The cost and benefit of durability: with and without syncing, a kill compared to Scrapy's JOBDIR, a frontier of a million URLs.

`bench/durability.py [--pages 4000] [--rounds 3] [--addresses 1000000]`. Needs nginx.
"""

import argparse
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import crawl as site  # noqa: E402 - beside this file

from crawler.model.exchange import Job, Original  # noqa: E402
from crawler.model.outcome import Child, FetchOutcome  # noqa: E402
from crawler.model.types import Fetch  # noqa: E402
from crawler.store.frontier import Frontier  # noqa: E402

OURS = """
import sys
from pathlib import Path
from crawler.crawl import crawl
from crawler.visit.run_context import Options
from gongkai.home import Home
result = crawl(Home(Path(sys.argv[1])), Path(sys.argv[2]), ["bench"], Options(sync=sys.argv[3] == "sync"))
sys.exit(result.exit)
"""
JOBDIR = """
import sys
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
class Plain(Spider):
    name = "plain"
    start_urls = [sys.argv[1]]
    links = LinkExtractor()
    def parse(self, response):
        with open(sys.argv[3], "a") as out:
            out.write(response.url + "\\n")
        for link in self.links.extract_links(response):
            yield response.follow(link.url)
process = CrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
                          "DOWNLOAD_DELAY": 0, "JOBDIR": sys.argv[2]})
process.crawl(Plain)
process.start()
"""


def ours(folder, base, how):
    site.ours(folder, base, 8)
    return [sys.executable, "-c", OURS, str(folder / "home"), str(folder / "sites.yaml"), how]


def synced(folder, base, rounds):
    """Measure pages a second with and without syncing, alternating."""
    found = {"sync": [], "none": []}
    for _ in range(rounds):
        for how, times in found.items():
            with tempfile.TemporaryDirectory(dir=folder) as place:
                seconds, cpu, _ = site.measure(ours(Path(place), base, how), ROOT)
                times.append((site.held(Path(place).glob("home/warc/*/*.gz")) / seconds, cpu))
    return {how: tuple(statistics.median(each) for each in zip(*times, strict=True)) for how, times in found.items()}


def kill_after(command, done, share):
    """Start a command and kill it with SIGKILL once `done()` reaches `share`."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while done() < share and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def killed(folder, base, share):
    """Return the URLs held after one kill at `share` of them and one more run, for ours and for Scrapy with JOBDIR, and the exit codes."""
    log = folder / "access.log"
    asked = lambda: log.read_bytes().count(b"\n")  # noqa: E731
    place = folder / "killed"
    place.mkdir()
    before = asked()
    command = ours(place, base, "sync")
    kill_after(command, lambda: asked() - before, share)
    code = subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode
    mine = (site.held(place.glob("home/warc/*/*.gz")), asked() - before, code)
    before = asked()
    command = [sys.executable, "-c", JOBDIR, f"{base}/col/index.html", str(place / "job"), str(place / "seen.txt")]
    kill_after(command, lambda: asked() - before, share)
    code = subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode
    written = place / "seen.txt"
    seen = len(set(written.read_text().split())) if written.exists() else 0
    return mine, (seen, asked() - before, code)


def million(folder, count):
    """Return seconds and memory of a frontier of `count` URLs: filled by list pages of fifty rows, then asked for what is due."""
    frontier = Frontier(folder / "million.sqlite")
    began = time.monotonic()
    for page in range(count // 50):
        children = tuple(
            Child(
                Job(
                    Fetch(f"http://www.example.gov.cn/zwgk/zfxxgk/202401/t20240101_{page * 50 + row}.html"),
                    "article",
                    "c",
                    list_title="关于政府信息公开工作的文件",
                    list_date="2024-01-01",
                )
            )
            for row in range(50)
        )
        listed = Job(Fetch(f"http://www.example.gov.cn/zwgk/index_{page}.html", page=page), "list", "c")
        frontier.apply([FetchOutcome(listed, 1.0, full=True, children=children)])
    filled = time.monotonic() - began
    began = time.monotonic()
    for turn in range(200):
        found = frontier.next_due(2.0, set(), ["c"], 64)
        frontier.apply(
            [
                FetchOutcome(
                    job, 2.0, 9e9, full=True, changed=True, original=Original(f"urn:{turn}:{name}", job.url, "", "", f"{turn}{name}")
                )
                for name, job in found
            ]
        )
    worked = (time.monotonic() - began) / (200 * 64)
    size = (folder / "million.sqlite").stat().st_size
    frontier.close()
    began = time.monotonic()
    again = Frontier(folder / "million.sqlite")
    again.next_due(2.0, set(), ["c"], 8)
    again.close()
    return filled, worked, size, time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--addresses", type=int, default=1_000_000)
    given = options.parse_args()
    if not shutil.which("nginx"):
        print("not measured: needs nginx")
        return
    folder = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    folder.chmod(0o755)
    try:
        filled, worked, size, opened, memory = million(folder, given.addresses)
        print(
            f"frontier of {given.addresses} addresses: filled in {filled:.0f} s, {1e6 * worked:.0f} µs to take and settle one, "
            f"{size >> 20} MB on disk, opened in {opened:.2f} s, peak memory {memory:.0f} MB",
            flush=True,
        )
        total = site.make(folder, given.pages) + given.pages
        config = site.NGINX.format(folder=folder, port=18778).replace("access_log off;", f"access_log {folder}/access.log;")
        (folder / "nginx.conf").write_text(config)
        server = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        base = "http://127.0.0.1:18778"
        try:
            mine, scrapy = killed(folder, base, total * 3 // 8)
            print(
                f"kill -9 at {total * 3 // 8} of {total}, then run again: ours holds {mine[0]}, {mine[1]} requests, exit {mine[2]}; "
                f"Scrapy with JOBDIR holds {scrapy[0]}, {scrapy[1]} requests, exit {scrapy[2]}",
                flush=True,
            )
            found = synced(folder, base, given.rounds)
            for how, (rate, cpu) in found.items():
                print(f"{how}: {rate:.0f} pages/s, {cpu:.1f} CPU s")
            print(f"synced / not synced: {found['sync'][0] / found['none'][0]:.2f}")
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
