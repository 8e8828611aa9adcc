"""URLs in, WARC records out: the only room that uses the network.

choice: Which sites and columns a run visits: those of the registry that are due, neither over nor paused, in a home that can be written
cli: The command `crawl`
crawl: Crawl what is due at the chosen sites into WARC files: several sites in one process, independent of each other
dask_workers: Crawl sites as tasks of an existing Dask cluster; each host is crawled by one worker, as by `gongkai crawl SITE…`
registry: Load the registry's YAML files as typed sites; unknown values are refused with file, entry and key
spider_loader: Scrapy's spiders of this project: `columns`, and one spider for each site of the registry, created on demand
settings: Scrapy settings; what this project does itself is switched off here, each with its reason
"""
