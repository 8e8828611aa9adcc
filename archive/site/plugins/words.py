"""Every template can speak the reader's language and knows which snapshot it shows."""

from datasette import hookimpl

from archive.pages.words import words


@hookimpl
def extra_template_vars(datasette, request):
    return words(datasette, request)
