"""`sites`: find, probe, check entries.

add_entry: Write a new site's entry, and put it at the end of a registry file; everything that is there, comments included, stays as it is
check: Test the registry's entries with few requests: whether each column is still there, and if not, where it moved
command: The command `sites`: list the registry, probe a portal, test the entries
look: What the readers see of one list page: its family, rows, pager and columns, and why a link is no row
look_round: A round of looks at a whole registry, an hour at a time, kept in a journal, reported as a patch
probe: Fetch single pages for the commands that inspect a portal without archiving it, as politely as a crawl does
registry_change: Changes to a registry's text after looks at its columns: keys set in place, comments and order kept
search: Find the column of annual reports: best-first search from the home page by labels and paths, confirmed by the titles of its rows
"""
