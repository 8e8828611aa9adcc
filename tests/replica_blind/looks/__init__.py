"""How pages look: shells, shapes of rows, pagers, articles and files."""
