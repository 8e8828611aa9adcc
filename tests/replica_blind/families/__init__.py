"""How lists are served: in the page, by units, by interfaces, or drawn by scripts."""
