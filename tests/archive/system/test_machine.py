"""The memory and cores of a machine or of a control group."""

import os

import pytest

from archive.system import machine
from archive.system.machine import READER, hands, memory, own_limits

TOTAL = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(
    ("texts", "found"),
    [((), TOTAL), (("max",), TOTAL), (("1000\n",), 1000), (("5000", "1000", "3000"), 1000), ((str(TOTAL + 1),), TOTAL), (("",), TOTAL)],
)
def test_the_least_limit_is_the_memory(tmp_path, texts, found):
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / str(number))
        paths[-1].write_text(text)
    assert memory([*paths, tmp_path / "none"]) == found


@pytest.mark.parametrize(
    ("groups", "files"),
    [
        ("0::/a/b\n", ["a/b/memory.max", "a/memory.max"]),
        ("0::/\n", []),
        ("1:name:/x\n0::/a\n", ["a/memory.max"]),
        ("2::/a\n", []),
        ("0::/../a\n", []),
        ("", []),
    ],
)
def test_the_limits_of_this_group_and_of_those_above(tmp_path, groups, files):
    listed = tmp_path / "cgroup"
    listed.write_text(groups)
    root = tmp_path / "root"
    found = list(own_limits(listed, root))
    assert found[:2] == list(machine.LIMITS)
    assert [path.relative_to(root).as_posix() for path in found[2:]] == files
    assert list(own_limits(tmp_path / "none", root)) == list(machine.LIMITS)


def test_the_files_of_both_versions_of_control_groups():
    assert [str(path) for path in machine.LIMITS] == ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]


@pytest.mark.parametrize(
    ("cores", "amount", "count"),
    [(4, READER, 1), (4, 2 * READER - 1, 1), (4, 2 * READER, 2), (4, 9 * READER, 4), (1, 9 * READER, 1), (4, 0, 1), (0, 9 * READER, 1)],
)
def test_how_many_read_side_by_side(cores, amount, count):
    assert hands(cores, amount) == count
