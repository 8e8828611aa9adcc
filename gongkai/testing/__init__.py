"""Tests of families, for this project and for third parties (docs/add-a-family.md): real HTTP on loopback, no mocks.

assertions: Assertions on a family's rows, pagers and contracts, and on the completeness of a crawl
replica_host: A portal on loopback that serves given pages, and a crawl of it
"""

from gongkai.testing.assertions import assert_complete, assert_contract, assert_pager, assert_rows
from gongkai.testing.replica_host import ReplicaHost

__all__ = ["ReplicaHost", "assert_complete", "assert_contract", "assert_pager", "assert_rows"]
