"""WARC records in, SQLite and pages out: the only room that writes the database.

cli: The command `gongkai`: a group whose commands each room registers as entry points `gongkai.commands`
commands: The archive's commands; each calls the function of its name and prints the result
help: Completes `--help` from help.yaml: two examples per command, and Chinese text in a Chinese locale
library: The functions of `import gongkai`: read one report, open a published archive
"""
