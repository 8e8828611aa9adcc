"""The addresses of our pages."""

from datasette import hookimpl

from archive.site.routes import routes


@hookimpl
def register_routes():
    return routes()
