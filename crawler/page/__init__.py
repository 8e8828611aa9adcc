"""A page as tree, links, labels, article metas.

articles: An article's page: the metas of the national standard and the files the article names, each once
code: The text of a page in two views: its scripts and its markup, both without comments
dates: Dates as printed in list rows: validated, never guessed
fingerprint: The names and numbers that identify a column besides its URL; with them it is found again after a redesign
labels: The words of labels.yaml, and the one way in which they are compared
links: A page as a tree, and its links: plain, in scripts, in data attributes; resolved against the final URL and <base>
script_links: Script links, `javascript:name('word')`, and their URLs if the page's own script reveals how they are built
url_shapes: URL shapes: which URL is an article and which a file; a hint for rows, never a source of dates
"""
