"""What an answer means: document, fault, redirect, trap.

backoff: How long a host is left alone after outages, challenges and rate limits, and when for the rest of the run
confined: Answers interpreted in confined processes: no stranger's page is parsed in the crawler's event loop
faults: Access faults: recognise what a portal answered instead of a document. Nothing is solved or circumvented
interpret: Decide what an answer means: follow it, ask again later, or settle it with what it led to
page: An answer as the page that the families read: decoded, or as a browser drew it
traps: Detect pages that lead nowhere: circular lists, URLs that grow for ever, a network that answers for every host
"""
