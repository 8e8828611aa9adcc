"""One module a CMS family: how its columns list, page and end."""
