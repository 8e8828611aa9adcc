"""Words of hostile page requests: payloads, parameters, paths, hosts, headers, ranges, methods, targets.

`MARKUP` must never come back as it is in a page; `INERT` may come back as text. The tables are packed by hand.
"""
# fmt: off


EVIL = "evil-gongkai.example"  # .example is reserved: no such host exists
CANARY = b"gkcanary7"

MARKUP = (
    b"<script>gkcanary7()</script>", b'"><svg/onload=gkcanary7()>', b"'><img src=x onerror=gkcanary7()>",
    b"</script><script>gkcanary7()//", b"</title><base href=//evil-gongkai.example>", b'" autofocus onfocus=gkcanary7() x="',
    b"' onmouseover='gkcanary7()", b"<!--><gkcanary7>", b"]]><gkcanary7/>", b"<mark>gkcanary7</mark>", b"</textarea><gkcanary7>",
    b"\"><iframe srcdoc='<gkcanary7>'>", "\uff1cscript\uff1egkcanary7<b>".encode(), b"<gkcanary7\x00 onload=1>",
    b"<a href=javascript:gkcanary7()>x</a>", b"</style><gkcanary7>", b"<form action=//evil-gongkai.example><gkcanary7>",
)
INERT = (
    b"javascript:gkcanary7()", b"{{7*7}}gkcanary7", b"${7*7}gkcanary7", b"=cmd|' /C calc'!A0", b"%s%s%n%x", b"\x1b[31mgkcanary7",
    "\u202egkcanary7".encode(), "预算公开".encode(), "预".encode(), b"\xff\xfe", "预算".encode("gbk"), b"\xed\xa0\x80", b"\xc0\xaf", b"\x00",
    b"a\x00b", b"'", b'"', b"\\", b"%", b"*", b"-", b"NEAR(", b"a AND", b"OR OR", b'"" ""', b"^", b"col:x", b"(" * 900, b"a " * 9000,
    "预 ".encode() * 4000, b"x" * 30_000, b"1e999", b"-1", b"0", b"NaN", b"99999999999999999999", b"9" * 5000, b"1" + b"0" * 400 + b".5",
    b"0x10", "１２".encode(), "٣".encode(), "²".encode(), b"true", b"[]", b"../../../etc/passwd", b"....//....//etc/passwd",
    b"/etc/passwd", b"file:///etc/passwd", b"C:\\x", b"%2e%2e%2f", b"a\r\nSet-Cookie: gkcanary7=1", b"\r\n\r\n<gkcanary7>",
    b"%0d%0aX-Injected: gkcanary7", "\u560d\u560aX-Injected:gkcanary7".encode(), "\U0001f4a9".encode() * 300, b"\xef\xbb\xbf",
    "a\u0301".encode() * 9000, "ﷺ".encode() * 3000,
)
PARAMETERS = (
    "q", "lang", "_lang", "language", "page", "size", "limit", "offset", "sort", "order", "site", "kind", "year", "from", "to", "area",
    "agency", "item", "measure", "table", "rule", "verdict", "format", "next", "url", "return", "redirect", "callback", "cell",
    "version", "a", "b", "_json", "_shape", "theme", "capture", "document", "snapshot",
)
PAGES = (
    "/", "/search", "/coverage", "/checks", "/health", "/download", "/feed.atom", "/compare", "/-/health.json", "/gongkai",
    "/gongkai/reports", "/gongkai/facts", "/opensearch.xml", "/robots.txt", "/sitemap.xml", "/favicon.ico",
)
HONEST = (
    "/", "/search?q=%E9%A2%84%E7%AE%97", "/search?q=%E6%8A%A5%E5%91%8A", "/coverage", "/checks", "/health", "/download", "/feed.atom",
    "/compare", "/-/health.json", "/gongkai", "/gongkai/reports.json",
)
TRAVERSAL = (
    "..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "..%c0%af", "....//", "..;/", "%00", ".%00.", "..%ef%bc%8f", "~",
    ".git/config", ".env", "proc/self/environ", "etc/passwd", "warc", "gongkai.db", "gongkai.env", "-/static/..%2f..%2f",
)
INTERNALS = (
    "/-/threads.json", "/-/threads", "/-/databases.json", "/-/settings.json", "/-/config.json", "/-/metadata.json",
    "/-/plugins.json?all=1", "/-/versions.json", "/-/actor.json", "/-/messages", "/-/permissions", "/-/allow-debug", "/-/patterns",
    "/-/logout", "/-/auth-token?token=x", "/-/static-plugins/x/..%2fx", "/gongkai.db", "/gongkai/-/query", "/-/jump.json?q=a",
    "/-/tables.json", "/_internal", "/_memory?sql=select+1", "/_internal/databases.json", "/-/insert", "/-/create-token",
    "/gongkai/reports/1.blob?_blob_column=id", "/gongkai/documents.json?_trace=1", "/-/trace", "/metrics", "/docs", "/openapi.json",
    "/server-status",
)
HOSTS = (
    EVIL, f"{EVIL}:80", f"127.0.0.1@{EVIL}", f"{EVIL}#", f"localhost.{EVIL}", f"127.0.0.1,{EVIL}", f'{EVIL}"><gkcanary7>', f"{EVIL}/x?",
    "", " ", "[::1", "a" * 5000, "127.0.0.1:99999999", "预算.example", "\x00", f"{EVIL}\\",
)
FORWARDED = (
    ("X-Forwarded-Host", EVIL), ("X-Forwarded-Server", EVIL), ("Forwarded", f"host={EVIL};proto=https"), ("X-Host", EVIL),
    ("X-Original-URL", f"//{EVIL}/"), ("X-Rewrite-URL", f"//{EVIL}/x"), ("X-Forwarded-Proto", "javascript"),
    ("X-Forwarded-Prefix", f"//{EVIL}"), ("Referer", f"http://{EVIL}/<gkcanary7>"), ("Origin", f"http://{EVIL}"),
    ("X-Forwarded-For", "127.0.0.1, ::1"), ("X-HTTP-Method-Override", "DELETE"),
)
OTHER_HEADERS = (
    ("Accept-Language", "x" * 4000), ("Accept-Language", "<gkcanary7>,zh;q=9e999,en;q=nan"), ("Accept-Language", "en-" * 900),
    ("Cookie", "lang=//evil-gongkai.example; " * 300), ("Cookie", "ds_actor=x; lang=<gkcanary7>"), ("Accept", "*/*;q=" + "9" * 3000),
    ("Accept-Encoding", "gzip, br, x;q=" + "1" * 999), ("If-None-Match", '"' * 5000),
    ("If-Modified-Since", "Thu, 99 Foo 99999999 99:99:99"), ("User-Agent", "\x1b[2J<gkcanary7>"),
    ("Authorization", "Bearer " + "a" * 4000), ("Authorization", "Basic \xff"), ("Content-Length", "-1"),
    ("Content-Length", "99999999999"), ("Transfer-Encoding", "chunked, chunked"), ("Transfer-Encoding", "xchunked"),
    ("Upgrade", "websocket"), ("Expect", "100-continue"), ("Expect", "x"), ("Connection", "Upgrade, HTTP2-Settings"), ("X" * 3000, "1"),
    ("TE", "trailers"), ("Max-Forwards", "0"), ("Sec-WebSocket-Key", "x"),
)
RANGES = (
    "bytes=0-0", "bytes=-1", "bytes=0-", "bytes=99999999999999999999-", "bytes=5-2", "bytes=-99999999999999", "bytes=a-b", "bytes=",
    "lines=0-9", "bytes=0-0,-1", "bytes=" + ",".join(["0-"] * 1300), "bytes=" + ",".join(f"{n}-{n}" for n in range(1000)),
    "bytes=0-18446744073709551615", "bytes=--1", "bytes=1--1", "bytes=0-0" + "," * 4000, "bytes=" + "9" * 5000 + "-",
)
METHODS = (
    b"HEAD", b"OPTIONS", b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"CONNECT", b"PROPFIND", b"get", b"G" * 3000, b"DEBUG",
    b"QUERY", b"PURGE", b"SEARCH", b"G\x00T",
)
TARGETS = (
    f"//{EVIL}/", f"//{EVIL}/search?lang=en", f"/\\{EVIL}/", f"/%2f%2f{EVIL}/", f"/%5c%5c{EVIL}", f"///{EVIL}/?lang=zh", f"/en//{EVIL}",
    f"/search//{EVIL}?lang=en", f"http://{EVIL}/", f"http://{EVIL}/search?lang=en", f"//{EVIL}%2f%2e%2e", f"/.//{EVIL}", f"/%09/{EVIL}",
    f"/;@{EVIL}", f"//{EVIL}/%2e%2e/coverage", f"http:{EVIL}", f"@{EVIL}/", f"/search?lang=//{EVIL}", f"//{EVIL}/agency/1", f"//{EVIL}?",
    f"//{EVIL}//?q=1&lang=en", f"/coverage//{EVIL}/..//", "*", "", " ", "x", "?q=1", "#x", "/search?q=1#x", "/\x7f", "/预算",
)
