"""Names for every template: the reader's language and the snapshot in view."""

from datasette import hookimpl

from archive.site.draw.template_names import words


@hookimpl
def extra_template_vars(datasette, request):
    return words(datasette, request)
