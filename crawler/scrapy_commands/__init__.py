"""Scrapy's commands of this project (COMMANDS_MODULE), which replace Scrapy's own of the same name.

bench: `scrapy bench`, which this project refuses
check: `scrapy check [FAMILY]…`: each family's contract, its page served on loopback and fetched as a crawl does
crawl: `scrapy crawl SITE`: does what `gongkai crawl` does, with the same lock, frontier, WARC files and exit codes
edit: `scrapy edit`, which this project refuses
fetch: `scrapy fetch`, which this project refuses
parse: `scrapy parse`, which this project refuses
refusal: What refuses a command of Scrapy's that this project cannot serve, with what to use instead
runspider: `scrapy runspider`, which this project refuses
shell: `scrapy shell URL|FILE`: a list page as the readers see it, for authors of families
view: `scrapy view`, which this project refuses
"""
