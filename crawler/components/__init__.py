"""Scrapy's engine and components of this project (docs/scrapy.md).

capture_handler: Scrapy's download handler of this project: fetches with the site's client, keeps the bytes as received
downloader: Scrapy's downloader of this project: middlewares and signals if a component is given, otherwise straight to the handler
engine: Run Scrapy's engine for one visit, and settle what a component dropped
feeds: Whether the feeds of a crawl can be written: Scrapy itself would go on without a feed that it cannot open
items: The items of a crawl: one capture for each request, one document for each row of a list and each attachment
log_lines: What Scrapy logs of each answer, made only for a log that takes it
middlewares: The named downloader middlewares of this project, which stand in the order table among a user's own
observer: Counts each capture under Scrapy's names and makes its items, if anybody wants them
quiet_signals: Scrapy's signals, without the work of those that nobody listens to
scheduler: Scrapy's scheduler of this project: a queue of outgoing requests; what is due waits in the frontier
setting_values: Whether the value of a setting can be read: numbers, switches, components and their order
settings_in_force: Which Scrapy settings apply here, and how; any other that is set is refused by name
spider: The one spider: fetch what the visit says is due and return the answers. It names no site and no system
"""
