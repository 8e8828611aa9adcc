"""Cells of Datasette's tables: ids link to our pages; digests and addresses are shortened."""

from datasette import hookimpl

from archive.site.draw.table_cells import cell


@hookimpl
def render_cell(value, column, table, database):
    return cell(value, column, table)
