"""Template filters for numbers, dates and sizes."""

from datasette import hookimpl

from archive.site.draw.figure_cells import figures
from archive.site.draw.table_cells import cells, in_order
from archive.site.draw.template_names import FILTERS


@hookimpl
def prepare_jinja2_environment(env):
    env.filters.update({**FILTERS, "cells": cells, "in_order": in_order, "figures": figures})
