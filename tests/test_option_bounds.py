"""The numbers that an option takes, from both sides, and what it is when it is left out: of every command whose options have bounds."""

import click
import pytest

from tests.test_help import COMMANDS

BOUNDS = [  # command, option, least, most, whether the least itself is left out, default
    ("build", "--jobs", 1, None, False, None),
    ("crawl", "--limit", 1, None, False, None),
    ("demo", "--port", 0, 65535, False, 0),
    ("desk", "--port", 0, 65535, False, 8002),
    ("search", "--limit", 1, None, False, 20),
    ("serve", "--port", 0, 65535, False, 8001),
    ("sites add", "--delay", 0, 60, False, 1.5),
    ("sites add", "--most", 1, 500, False, 60),
    ("sites check", "--minutes", 0, 1440, True, 60),
    ("verify", "--jobs", 1, None, False, None),
]


@pytest.mark.parametrize(("name", "option", "least", "most", "is_open", "default"), BOUNDS)
def test_the_bounds_of_an_option(name, option, least, most, is_open, default):
    command = COMMANDS[name]
    (found,) = (each for each in command.params if option in each.opts)
    context = click.Context(command)
    left_out = found.get_default(context)  # click has a value of its own for none
    assert (left_out if isinstance(left_out, int | float) else None) == default
    taken = [least + 1] if is_open else [least]
    refused = [least] if is_open else [least - 1]
    if most is not None:
        taken, refused = [*taken, most], [*refused, most + 1]
    assert [found.type.convert(str(number), found, context) for number in taken] == taken
    for number in refused:
        with pytest.raises(click.BadParameter):
            found.type.convert(str(number), found, context)
