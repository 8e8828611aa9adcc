"""How templates write numbers, dates and sizes."""

from datasette import hookimpl

from archive.pages.cells import cells, in_order
from archive.pages.figure import figures
from archive.pages.words import FILTERS


@hookimpl
def prepare_jinja2_environment(env):
    env.filters.update({**FILTERS, "cells": cells, "in_order": in_order, "figures": figures})
