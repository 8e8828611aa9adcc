"""Values: Site, Fetch, Job, Exchange, Outcome.

exchange: One request and its answer as they went over the wire, and the job they belong to
listing_json: Listings as JSON, for storage in the frontier
outcome: What an answer changes in the frontier: the new state of its URL, and the rows and links it contained
same_site: Compare URLs by host and portal: one document under several URLs, one portal under several hosts
types: The values of a crawl: sites and columns of the registry, a fetched page, the rows of a list, the next thing to fetch
"""
