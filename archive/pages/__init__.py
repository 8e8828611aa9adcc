"""The site's pages: each module reads what one page shows from a snapshot; templates draw it."""
