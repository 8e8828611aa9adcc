"""Old WARC files may lie elsewhere: behind a link, or in another store."""

from archive.build.build import build
from archive.store import warc_files
from archive.verify import verify
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"


def test_a_file_or_a_site_moved_behind_a_link_is_still_there(home, tmp_path):
    path = Warc().start().fetch(URL, page("公告", "<p>正文。</p>")).write(home.root, 1)
    build(home, jobs=1)
    cold = tmp_path / "cold"
    cold.mkdir()
    path.rename(cold / path.name)
    path.symlink_to(cold / path.name)
    assert verify.verify(home, jobs=1).faults == []
    assert build(home, jobs=1).written == 0
    path.unlink()
    path.parent.rmdir()
    path.parent.symlink_to(cold, target_is_directory=True)
    assert [file.size for file in warc_files.listed(home.warc)] == [(cold / path.name).stat().st_size]
    assert verify.verify(home, jobs=1).faults == []


def test_a_copy_in_another_store_is_verified_like_the_first(home, monkeypatch):
    path = Warc().start().fetch(URL, page("公告", "<p>正文。</p>")).write(home.root, 1)
    build(home, jobs=1)
    monkeypatch.setenv("GONGKAI_WARC", "memory://copies")
    system, root = warc_files.filesystem(home.warc)
    system.pipe(f"{root}/town/{path.name}", path.read_bytes())
    assert verify.verify(home, jobs=1).faults == []
    system.pipe(f"{root}/town/{path.name}", path.read_bytes()[:-20])
    assert {fault.code for fault in verify.verify(home, jobs=1).faults} >= {"damaged"}


def test_a_file_that_went_missing_is_named(home):
    path = Warc().start().fetch(URL, page("公告", "<p>正文。</p>")).write(home.root, 1)
    build(home, jobs=1)
    path.unlink()
    (fault,) = verify.verify(home, jobs=1).faults
    assert (fault.code, fault.file) == ("file_missing", f"town/{path.name}")
