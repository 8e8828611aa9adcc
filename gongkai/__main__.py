"""Run the `gongkai` command as `python -m gongkai`, for machines whose PATH lacks the script."""

from archive.cli import cli

cli(prog_name="gongkai")
