"""Our pages' addresses."""

from datasette import hookimpl

from archive.pages.routes import routes


@hookimpl
def register_routes():
    return routes()
