"""The operator's desk: pages of their own server, on loopback or behind a token, never part of the public site.

overview: What the operator should see first: the state of every column, and what needs attention
details: One site or column closely: its last visits, its faults, the log lines about it
growth: How the archive grows: bytes fetched a month and in total, the disk's use day by day, the sizes of the snapshots
settings: The settings in force with their source: command line, environment, gongkai.env or default; secrets are masked
guard: Who may ask the desk for what: host names, sessions, the token, and proof of a form's origin
pages: The desk's pages: for each address the values its template shows
rendering: Render the desk's pages with the site's style, filters and language
application: The desk as an ASGI application: who may ask, which page or job is meant, and the headers of every answer
command: The command `desk`: the operator's pages, on loopback or behind a token
"""
