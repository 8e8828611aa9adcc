"""The web site: Datasette with our own pages. serve → editions → routes → views.

doors: Which requests are answered at all: allowed host names, and Datasette pages that reveal details of the machine
editions: Serve the newest snapshot: one Datasette per edition, so that no answer mixes two; a new edition takes over between requests
errors: Error pages: one sentence, the right status, no traceback
routes: The table of pages. A row has an address, a template, the function that reads the page's values, and its table for download
serve: Serve the archive: Datasette over the newest snapshot, with our pages, at one address
sitemap: The addresses of our pages for search engines: an index of site maps of at most 10,000 addresses each
views: Views: from a request to an answer. The page modules read the data; views call them and send the result
wire: Limits on connections: their number, the time for a request's head, its body and reading the answer; and a bounded log
"""
