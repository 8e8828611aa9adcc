"""One run at one site.

admission: The check that every URL of a visit passes before it is requested, wherever it came from
aside: Requests that no row of the frontier stands for: robots.txt, and what a component of Scrapy's asks for
clock_guard: Whether this machine's clock can be believed: the portals are asked for theirs where it has jumped since the last visit
column_pass: One reading of a column from its first page to its last document: begun, interrupted and resumed, concluded with its counts
drawing: List pages that only a browser can draw: where a site asks for it, and never where the answer is a challenge or a fault
lease_queue: Hand out what is due in a frontier, one job at a time; a job is leased until its answer is on disk
lists_first: Whether a portal may be asked for documents: not while it refuses its lists
next_visit: When to visit a column again: from how often it brought news, the season of its kind, and the calendar
progress: What a crawl reports while it works: a JSON line for every decision, and one progress line on a terminal
recovery: Repairs at the start of a run: close files left open, set truncated tails aside, take in records that were not committed
run_context: What all sites of one run share, and the options of the run
run_limits: Limits of one visit: requests, hours, links from a column's first page, and how often it asks again
visit: One run's visit to one site: what to request next, what to do with an answer, when a column is done
"""
