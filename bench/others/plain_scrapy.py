"""A minimal alternative for comparison: a Scrapy spider that follows links and a warcio writer.

`plain_scrapy.py START FILE CONNECTIONS`
"""

import io
import sys
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


class Plain(Spider):
    name = "plain"
    links = LinkExtractor()

    def __init__(self, start, writer, **arguments):
        super().__init__(**arguments)
        self.start_urls, self.writer = [start], writer

    def parse(self, response):
        head = [(name.decode(), value.decode("latin-1")) for name, values in response.headers.items() for value in values]
        answer = StatusAndHeaders(f"{response.status} OK", head, protocol="HTTP/1.1")
        self.writer.write_record(self.writer.create_warc_record(response.url, "response", io.BytesIO(response.body), http_headers=answer))
        asked = StatusAndHeaders(f"GET {urlsplit(response.url).path} HTTP/1.1", [("Host", "127.0.0.1")], is_http_request=True)
        self.writer.write_record(self.writer.create_warc_record(response.url, "request", http_headers=asked))
        if b"text/html" in response.headers.get("Content-Type", b""):
            for link in self.links.extract_links(response):
                yield response.follow(link.url)


if __name__ == "__main__":
    start, file, connections = sys.argv[1:]
    with Path(file).open("wb") as stream:
        process = CrawlerProcess(
            {
                "LOG_ENABLED": False,
                "ROBOTSTXT_OBEY": False,
                "CONCURRENT_REQUESTS": int(connections),
                "CONCURRENT_REQUESTS_PER_DOMAIN": int(connections),
                "DOWNLOAD_DELAY": 0,
            }
        )
        process.crawl(Plain, start=start, writer=WARCWriter(stream, gzip=True))
        process.start()
