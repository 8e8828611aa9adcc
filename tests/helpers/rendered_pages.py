"""A page of the site rendered in this process, without Datasette: a name that its template lacks fails it."""

from pathlib import Path

from datasette.utils.asgi import Request
from jinja2 import Environment, FileSystemLoader

import archive.site
from archive.site.draw import template_names
from archive.site.draw.figure_cells import figures
from archive.site.draw.table_cells import cells, in_order
from archive.site.request.edition_state import SITES
from archive.site.routes import PAGES
from tests.helpers.serving import StrictInOurTemplates

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(archive.site.__file__).parent / "templates"), autoescape=True, undefined=StrictInOurTemplates
)
TEMPLATES.filters.update({**template_names.FILTERS, "cells": cells, "in_order": in_order, "figures": figures})
READ = {page.template: page.read for page in PAGES}


class Edition:
    """What stands for the Datasette of an edition."""


def rendered(template, context, ask):
    """A page with the values given."""
    edition, request = Edition(), Request.fake(f"{ask.path}?lang={ask.lang}")
    SITES[edition] = ask.site
    everywhere = template_names.words(edition, request)
    assert not everywhere.keys() & context.keys(), "Datasette prefers the name that every page has, and the page's own is not shown"
    given = {**everywhere, **context, "ask": ask, "request": request, "alternate_url_json": None}
    return TEMPLATES.get_template(f"gongkai/{template}.html").render(given)


def page(template, connection, ask):
    """A page as its function reads it."""
    return rendered(template, READ[template](connection, ask), ask)
