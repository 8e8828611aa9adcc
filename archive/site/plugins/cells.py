"""Cells of Datasette's tables: ids lead to our pages, digests and addresses are cut so that they do not squeeze the text."""

from datasette import hookimpl

from archive.pages.cells import cell


@hookimpl
def render_cell(value, column, table, database):
    return cell(value, column, table)
