"""The demo waits for as long as its pages are served, and no longer."""

import subprocess
import sys

import httpx
import pytest

from crawler.sample import demo
from gongkai.errors import GongkaiError
from gongkai.home import Home, again
from tests.conftest import command


def test_its_pages_say_that_all_is_invented_and_it_ends_with_a_sentence_when_its_server_dies(tmp_path):
    """A real server is killed while the demo waits; before, it waited for ever beside dead pages."""
    assert command("demo", "--once", home=tmp_path, timeout=240).returncode == 0
    folder = next(tmp_path.glob("demo*"))
    with demo.served(again(Home(folder), None), demo.free_port()) as (address, server):
        assert "样例数据：城市、机关与全部数字都是虚构的。" in httpx.get(address, headers={"accept-language": "zh"}, timeout=120).text
        server.kill()
        with pytest.raises(GongkaiError, match="the pages are gone: `gongkai serve` ended with -9"):
            demo.wait(server)


def test_a_server_that_does_not_come_up_is_said():
    with (
        pytest.raises(GongkaiError, match="the pages did not come up"),
        demo.served([sys.executable, "-c", "raise SystemExit(3)"], demo.free_port()),
    ):
        pass


@pytest.mark.parametrize("code", [0, 1])
def test_whatever_it_ends_with(code):
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    with pytest.raises(GongkaiError, match=f"ended with {code}"):
        demo.wait(process)
