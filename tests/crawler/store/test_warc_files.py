"""Where a site's closed WARC files are: here, in a store, or both; copies are made once and nothing is overwritten."""

import fsspec
import pytest

from crawler.store import warc_files
from crawler.store.warc_files import carry, closed, folder, is_remote
from gongkai.errors import GongkaiError
from gongkai.home import Home


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A home whose files stay on this machine."""
    monkeypatch.delenv("GONGKAI_WARC", raising=False)
    return Home(tmp_path / "home")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store in the memory of this process, named by the settings."""
    monkeypatch.setenv("GONGKAI_WARC", f"memory://{tmp_path.name}/warc/")
    found = fsspec.filesystem("memory")
    yield found
    if found.exists(f"/{tmp_path.name}"):
        found.rm(f"/{tmp_path.name}", recursive=True)


def written(home, *names, site="town", data=b"warc"):
    place = folder(home, site)
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        (place / name).write_bytes(data)


def test_files_on_this_machine(here, tmp_path):
    assert (is_remote(here), folder(here, "town")) == (False, tmp_path / "home" / "warc" / "town")
    assert (list(closed(here, "town")), carry(here, "town")) == ([], 0)
    written(here, "b.warc.gz", "a.warc.gz", "c.warc.gz.open", "d.txt")
    written(here, "other.warc.gz", site="village")
    found = list(closed(here, "town"))
    assert [(file.name, file.size) for file in found] == [("a.warc.gz", 4), ("b.warc.gz", 4)]
    for file in found:
        with file.open() as stream:
            assert stream.read() == b"warc"
    assert carry(here, "town") == 0


def test_a_folder_of_another_disk_is_no_store(here, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_WARC", str(tmp_path / "disk"))
    assert (is_remote(here), folder(here, "town")) == (False, tmp_path / "disk" / "town")


def test_files_are_carried_once_and_stay(here, store, tmp_path):
    assert (is_remote(here), folder(here, "town")) == (True, tmp_path / "home" / "warc" / "town")
    written(here, "a.warc.gz", "b.warc.gz", "c.warc.gz.open")
    assert (carry(here, "town"), carry(here, "town")) == (2, 0)
    base = f"/{tmp_path.name}/warc/town"
    assert sorted(store.ls(base, detail=False)) == [f"{base}/a.warc.gz", f"{base}/b.warc.gz"]
    assert sorted(path.name for path in folder(here, "town").iterdir()) == ["a.warc.gz", "b.warc.gz", "c.warc.gz.open"]
    written(here, "d.warc.gz")
    assert carry(here, "town") == 1


def test_what_only_the_store_holds_is_read_from_it(here, store):
    written(here, "a.warc.gz", "b.warc.gz")
    carry(here, "town")
    (folder(here, "town") / "a.warc.gz").unlink()
    written(here, "c.warc.gz", data=b"only here")
    with store.open(f"{here.warc.rstrip('/')}/town/notes.txt", "wb") as stream:
        stream.write(b"x")
    found = list(closed(here, "town"))
    assert [(file.name, file.size) for file in found] == [("a.warc.gz", 4), ("b.warc.gz", 4), ("c.warc.gz", 9)]
    contents = []
    for file in found:
        with file.open() as stream:
            contents.append(stream.read())
    assert contents == [b"warc", b"warc", b"only here"]


def test_a_file_that_differs_is_never_overwritten(here, store):
    written(here, "a.warc.gz")
    carry(here, "town")
    written(here, "a.warc.gz", data=b"longer")
    with pytest.raises(GongkaiError) as refused:
        carry(here, "town")
    sentence = "a.warc.gz has 4 bytes in the store and 6 here; rename one of them"
    assert sentence in str(refused.value)
    assert f"everything written is safe in {folder(here, 'town')}, the next run tries again" in str(refused.value)
    (one,) = closed(here, "town")
    assert one.size == 6, "what is here counts"


def test_a_store_that_does_not_answer(here, store, monkeypatch):
    def fails(*_):
        raise RuntimeError("no answer")

    monkeypatch.setattr(warc_files, "_held", fails)
    written(here, "a.warc.gz")
    with pytest.raises(GongkaiError, match="the store does not work as expected \\(no answer\\)"):
        list(closed(here, "town"))
    assert [file.name for file in closed(here, "town", needed=False)] == ["a.warc.gz"]
    with pytest.raises(GongkaiError):
        carry(here, "town")


def test_what_we_raise_ourselves_stays(here):
    with pytest.raises(GongkaiError, match=r"^mine$"), warc_files.trying(here, "town"):
        raise GongkaiError("mine")
