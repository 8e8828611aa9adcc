"""How templates write numbers, dates and sizes."""

from datasette import hookimpl

from archive.pages.cells import cells
from archive.pages.words import FILTERS


@hookimpl
def prepare_jinja2_environment(env):
    env.filters.update({**FILTERS, "cells": cells})
