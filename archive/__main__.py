"""`python -m archive` is the command `gongkai`, for where the script is not on the path."""

from archive.cli import cli

cli(prog_name="gongkai")
