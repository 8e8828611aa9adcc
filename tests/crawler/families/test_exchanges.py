"""Word for word what each family asks of a portal, and what it reads from the answers; a change is looked at before it is kept.

A portal answers a misspelt parameter with the rows of another column, or with none: no reader of ours would notice.
"""

import pytest

from crawler import families
from tests.helpers import exchanges
from tests.helpers.family_pages import EXCHANGES

KEPT = exchanges.kept()


def test_every_exchange_is_kept_and_every_family_has_one():
    assert list(KEPT) == [each.name for each in EXCHANGES]
    assert {each.family for each in EXCHANGES} >= {family.name for family in families.FAMILIES}


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: each.name)
def test_what_is_asked_and_read_is_what_was_reviewed(exchange):
    assert exchanges.exchange_text(exchange).splitlines() == KEPT[exchange.name].splitlines()
