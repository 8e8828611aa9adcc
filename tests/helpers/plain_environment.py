"""The environment of the programs that tests start: without the tester's own settings."""

import os

SETTINGS = {"GONGKAI_TIDY_FORMATS": "csv"}  # of the 3.1 CPU s that the files of the sample portals' views take, XLSX takes 2.2


def plain_environment(*prefixes):
    """Return the environment without gongkai's settings and those of further prefixes, and with the tests' own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", *prefixes))} | SETTINGS
