"""Every block and every name of special_addresses.yaml keeps the crawler from one kind of place that no portal is at."""

import ipaddress

import pytest

from crawler.fetch import resolver

BLOCKS = [  # first and last address of each block
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "239.255.255.255"),
    ("240.0.0.0", "255.255.255.255"),
    ("::", "::ffff:ffff"),
    ("::ffff:0:0:0", "::ffff:0:ffff:ffff"),
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
    ("100::", "100::ffff:ffff:ffff:ffff"),
    ("100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
]
# The neighbours of blocks that have public ones.
PUBLIC = """1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0
198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 2001:200:: 2001:db7:ffff::
2001:db9:: 2003:: 2400:3200::1"""
NAMES = """localhost localdomain local internal arpa onion test invalid alt"""


def blocks_of(text):
    address = ipaddress.ip_address(text)
    return [block for block in resolver.SPECIAL if address.version == block.version and address in block]


@pytest.mark.parametrize(("first", "last"), BLOCKS)
def test_a_block_is_refused_from_its_first_to_its_last_address(first, last):
    """By the table alone: what Python knows of special blocks differs by its version."""
    assert len(blocks_of(first)) == 1
    assert blocks_of(first) == blocks_of(last)
    assert not resolver.is_public(first)
    assert not resolver.is_public(last)


def test_the_table_and_the_rows_above_are_the_same_blocks():
    assert len(resolver.SPECIAL) == len(BLOCKS)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_the_neighbours_of_a_block_are_public(address):
    assert blocks_of(address) == []
    assert resolver.is_public(address)


@pytest.mark.parametrize("name", NAMES.split())
def test_a_name_of_no_public_place_is_not_looked_up(name):
    assert not resolver.is_public_name(f"www.{name}")
    assert not resolver.is_public_name(f"www.{name.upper()}.")
    assert resolver.is_public_name(f"{name}.gov.cn")
