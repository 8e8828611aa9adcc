"""A site that checks drafts, in the test's process, and what a browser sends to it."""

import httpx
import pytest

from archive.site.drafts.readers import DraftReaders
from archive.site.editions import Editions
from gongkai.home import Home
from tests.helpers.thread_server import in_thread


class Uploader:
    """A visitor of /check."""

    def __init__(self, address, readers):
        self.readers = readers
        self.client = httpx.Client(base_url=address, timeout=120, headers={"origin": address.rstrip("/"), "accept-language": "zh-CN"})

    def post(self, *files, lang="zh", **more):
        """Send files, each as (field, name, bytes)."""
        return self.client.post(f"/check?lang={lang}", files=[(field, (name, body)) for field, name, body in files], **more)


@pytest.fixture(scope="session")
def checking(home):
    readers = DraftReaders(each_minute=10_000)
    with in_thread(Editions(Home(home), True, (), readers)) as address:
        visitor = Uploader(address, readers)
        yield visitor
        visitor.client.close()
