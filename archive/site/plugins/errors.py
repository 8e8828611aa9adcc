"""Errors in the reader's language, without a traceback."""

from datasette import handle_exception as datasettes_own
from datasette import hookimpl
from datasette.plugins import pm

from archive.site.errors import answer

# Datasette asks every handler and its own prints all local variables to the log and a traceback for each 404.
if pm.is_registered(datasettes_own):
    pm.unregister(datasettes_own)


@hookimpl
def handle_exception(datasette, request, exception):
    async def inner():
        return await answer(datasette, request, exception)

    return inner
