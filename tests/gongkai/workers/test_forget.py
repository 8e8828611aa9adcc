"""A process that forgets its environment has none, and nothing of its values is left in the memory that held them."""

import subprocess
import sys

import pytest

CODE = """
import os, sys
from gongkai.workers import forget
held = os.environ._data[b"SECRET_KEY"]
short = os.environ._data[b"SHORT"]
kept = os.environ._data[b"TWO"]
start = forget.STARTS
forget.forget_environment()
print(dict(os.environ), held, short, kept, os.environ.get("SECRET_KEY"))
fields = open("/proc/self/stat").read().rpartition(")")[2].split()
memory = open("/proc/self/mem", "rb")
memory.seek(int(fields[forget.STARTS - 2]))
block = memory.read(int(fields[forget.ENDS - 2]) - int(fields[forget.STARTS - 2]))
print(len(block) > 0, set(block))
"""


@pytest.mark.skipif(sys.platform != "linux" or sys.implementation.name != "cpython", reason="it is done so on Linux, by CPython")
def test_values_are_overwritten_from_their_first_byte_to_their_last():
    environment = {"SECRET_KEY": "hunter2hunter2", "SHORT": "abc", "TWO": "ab", "PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    values, memory = done.stdout.splitlines()
    assert values == f"{{}} {bytes(14)!r} {bytes(3)!r} b'ab' None"
    assert memory == "True {0}"
