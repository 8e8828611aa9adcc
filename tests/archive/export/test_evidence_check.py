"""Each claim of a bundle, changed alone and summed anew, is refused by verify.py with the sentence that names it."""

import gzip
import hashlib
import json
import re
from zipfile import ZipFile

import pytest

from archive.export import evidence, evidence_check
from archive.store.captures import document_id
from tests.archive.export.test_evidence import URL, published

__all__ = ["published"]
FIRST, SECOND = "20240102T000000Z-aaaa", "20240202T000000Z-bbbb"
OLD, NEW = f"manifests/{FIRST}.json", f"manifests/{SECOND}.json"
DROP = object()


class Bundle:
    """The files of a bundle, to be changed and written out with their sums."""

    def __init__(self, files):
        self.files = dict(files)

    def change(self, name, *keys, to):
        """Set a value deep in a JSON file, or drop it."""
        data = json.loads(self.files[name])
        holder = data
        for key in keys[:-1]:
            holder = holder[key]
        if to is DROP:
            del holder[keys[-1]]
        else:
            holder[keys[-1]] = to(holder[keys[-1]]) if callable(to) else to
        self.files[name] = json.dumps(data).encode()

    def records(self):
        return sorted(name for name in self.files if name.startswith("records/"))

    def entry(self, number):
        return json.loads(self.files["proof.json"])["records"][number]

    def replace_record(self, number, data):
        """Put other bytes in the place of a record, with their own hash in the proof."""
        self.files[self.entry(number)["file"]] = data
        self.change("proof.json", "records", number, "leaf", to=hashlib.sha256(b"\x00" + data).hexdigest())

    def write(self, folder, sums=None):
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        lines = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(self.files.items()))
        (folder / "SHA256SUMS").write_text(sums(lines) if sums else lines)


def of(number, key, value):
    return lambda bundle: bundle.change("proof.json", "records", number, key, to=value)


def top(name, key, value):
    return lambda bundle: bundle.change(name, key, to=value)


def file_of(name, key, value):
    return lambda bundle: bundle.change(name, "files", 0, key, to=value)


def added(name, data=b"x"):
    return lambda bundle: bundle.files.update({name: data})


def removed(name):
    return lambda bundle: bundle.files.pop(name)


def doubled(bundle):
    bundle.change("proof.json", "records", to=lambda entries: [*entries, entries[0]])


def without_record(number):
    def change(bundle):
        bundle.files.pop(bundle.entry(number)["file"])
        bundle.change("proof.json", "records", number, to=DROP)

    return change


def record_bytes(number, change):
    """Another content of a record; its length in the proof follows, so that what is wrong with the content is what is found."""

    def changed(bundle):
        data = change(bundle.files[bundle.entry(number)["file"]])
        bundle.replace_record(number, data)
        bundle.change("proof.json", "records", number, "length", to=len(data))

    return changed


CASES = [
    # the sums
    (None, lambda text: "", "SHA256SUMS: is empty or cut"),
    (None, lambda text: text.rstrip("\n"), "SHA256SUMS: is empty or cut"),
    (None, lambda text: text.replace("  ", " ", 1), "SHA256SUMS: a line is no digest and name"),
    (None, lambda text: text + text.splitlines()[0] + "\n", "SHA256SUMS: a name occurs twice"),
    (None, lambda text: "".join(text.splitlines(True)[1:]), r"\S+: is not in SHA256SUMS"),
    (None, lambda text: text + "0" * 64 + "  more\n", "more: is missing"),
    (None, lambda text: text[:-1] + "x\n", r"\S+: is (missing|not in SHA256SUMS)"),
    (None, lambda text: "0" * 64 + text[64:], r"\S+: is not the file SHA256SUMS names"),
    *((removed(name), None, f"{name}: missing") for name in ("README.txt", "verify.py")),
    (removed("proof.json"), None, "proof.json: missing"),
    # the proof
    (top("proof.json", "url", DROP), None, "proof.json: its keys are not document, records, title, url"),
    (top("proof.json", "more", "x"), None, "proof.json: its keys are not document, records, title, url"),
    (lambda bundle: bundle.files.update({"proof.json": b"[]"}), None, "proof.json: its keys are not"),
    (lambda bundle: bundle.files.update({"proof.json": b'{"url": 1, "url": 2}'}), None, "proof.json: a key occurs twice"),
    (lambda bundle: bundle.files.update({"proof.json": b"{"}), None, "the bundle is not as it was written: JSONDecodeError"),
    (top("proof.json", "records", []), None, "proof.json: names no records"),
    (top("proof.json", "records", {}), None, "proof.json: names no records"),
    (top("proof.json", "url", ""), None, "proof.json url: is no text"),
    (top("proof.json", "url", 7), None, "proof.json url: is no text"),
    (top("proof.json", "url", URL + "x"), None, f"proof.json: url: no record is of {URL}x"),
    # what is said of a record
    (of(0, "file", ""), None, "proof.json file: is no text"),
    (of(0, "leaf", DROP), None, "proof.json records: its keys are not file, leaf, length, offset, path, run, type, warc"),
    (of(0, "offset", -1), None, "records/.* offset: is not an integer"),
    (of(0, "offset", True), None, "records/.* offset: is not an integer"),
    (of(0, "offset", "0"), None, "records/.* offset: is not an integer"),
    (of(1, "offset", lambda offset: offset + 1), None, "records/.*: is not named after warc, offset and type"),
    (of(0, "type", "response"), None, "records/.*: is not named after warc, offset and type"),
    (of(0, "length", 1), None, "records/.*: length is not 1"),
    (of(0, "leaf", "0" * 64), None, "records/.*: leaf is not the hash of its bytes"),
    (of(0, "run", "other"), None, "records/.*: the manifest of other names no "),
    (of(0, "run", ""), None, "records/.* run: is no text"),
    (of(0, "run", SECOND), None, f"records/.*: the manifest of {SECOND} names no "),
    (of(0, "warc", ""), None, "records/.*: is not named|records/.* warc: is no text"),
    (of(0, "path", "x"), None, "records/.*: its path is no list"),
    (of(0, "path", lambda path: path[:-1]), None, "records/.*: its path does not lead to the root of "),
    (of(0, "path", lambda path: [["up", path[0][1]], *path[1:]]), None, "records/.*: its path is no path"),
    (of(0, "path", lambda path: [[*path[0], 1], *path[1:]]), None, "records/.*: its path is no path"),
    (of(0, "path", lambda path: [["left", path[0][1]], *path[1:]]), None, "records/.*: its path does not lead"),
    (of(0, "path", lambda path: [["right", path[0][1].upper()], *path[1:]]), None, "records/.* path: is no SHA-256"),
    (of(0, "path", lambda path: [["right", 7], *path[1:]]), None, "records/.* path: is no SHA-256"),
    (doubled, None, "records: more than proof.json names"),
    (added("records/more.warc.gz"), None, "records: more than proof.json names"),
    (without_record(0), None, ".*: its first record is missing"),
    # the record itself
    (record_bytes(1, lambda data: data + b"x"), None, "records/.*: its path does not lead"),
    # manifests
    (top(OLD, "root", DROP), None, f"{OLD}: its keys are not files, previous, root, run"),
    (top(OLD, "run", "other"), None, f"{OLD}: is not of the run its name says"),
    (top(OLD, "files", []), None, f"{OLD}: names no files"),
    (top(OLD, "files", "x"), None, f"{OLD}: names no files"),
    (top(OLD, "root", "0" * 64), None, f"{OLD}: its root is not that of its files"),
    (top(OLD, "files", lambda files: [*files, *files]), None, f"{OLD}: files are doubled or out of order"),
    (file_of(OLD, "size", 0), None, f"{OLD}: a file of nothing"),
    (file_of(OLD, "records", 0), None, f"{OLD}: a file of nothing"),
    (file_of(OLD, "size", "1"), None, f"{OLD} size: is not an integer"),
    (file_of(OLD, "records", 1.0), None, f"{OLD} records: is not an integer"),
    (file_of(OLD, "name", ""), None, f"{OLD} name: is no text"),
    (file_of(OLD, "sha256", "0"), None, f"{OLD} sha256: is no SHA-256"),
    (file_of(OLD, "root", "x" * 64), None, f"{OLD} root: is no SHA-256"),
    (file_of(OLD, "root", DROP), None, f"{OLD} files: its keys are not name, records, root, sha256, size"),
    (file_of(OLD, "size", 1), None, "records/.*: is beyond the end of "),
    (file_of(NEW, "size", lambda size: size + 1), None, ".*: its size is not where its last record ends"),
    (file_of(OLD, "records", 99), None, "records/.*: its path is not one of a file with 99 records"),
    (top(NEW, "previous", {"run": "0", "sha256": "0" * 64}), None, f"manifests/0.json: is missing, the manifest before that of {SECOND}"),
    (top(NEW, "previous", {"run": FIRST, "sha256": "0" * 64}), None, f"{NEW}: the manifest before it is not the one it names"),
    (top(NEW, "previous", {"run": FIRST}), None, f"{NEW} previous: its keys are not run, sha256"),
    (top(NEW, "previous", {"run": "", "sha256": "0" * 64}), None, f"{NEW} previous run: is no text"),
    (top(NEW, "previous", {"run": FIRST, "sha256": "x"}), None, f"{NEW} previous sha256: is no SHA-256"),
    (top(NEW, "previous", {"run": SECOND, "sha256": "0" * 64}), None, f"{NEW}: the run before it is no earlier one"),
]


@pytest.fixture
def bundle(published, tmp_path):
    evidence.export(published, tmp_path / "out", document_id(URL))
    with ZipFile(next((tmp_path / "out").iterdir())) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != "SHA256SUMS"}


def test_each_claim_is_checked(bundle, tmp_path, monkeypatch):
    wrong = []
    for number, (change, sums, sentence) in enumerate(CASES):
        changed = Bundle(bundle)
        if change:
            change(changed)
        folder = tmp_path / f"case{number}"
        changed.write(folder, sums)
        monkeypatch.setattr(evidence_check, "HERE", folder)
        lines, faults = evidence_check.checked()
        if lines or len(faults) != 1 or not re.match(sentence, faults[0]):
            wrong.append((number, sentence, lines, faults))
    assert wrong == []


def test_what_is_proved_and_what_is_not_is_said(bundle, tmp_path, monkeypatch, capsys):
    Bundle({**bundle, f"{OLD}.sig": b"x"}).write(tmp_path / "whole")
    monkeypatch.setattr(evidence_check, "HERE", tmp_path / "whole")
    assert evidence_check.main([]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first == f"8 records of {URL} fit their manifests"
    assert all(line.startswith("not checked: ") for line in others)
    said = " ".join(others)
    assert f"{OLD}: previous, run and sha256: it says it is the first of its archive" in said
    assert "proof.json: document, title and what follows # in its url" in said
    assert "README.txt and verify.py" in said
    assert all(f"{name}: size, sha256, records and name of its files" in said for name in (OLD, NEW))
    assert f"{OLD}.sig: needs --ca, --signers" in said
    assert f"{OLD}: needs" not in said


def test_without_the_manifest_before_it_a_chain_is_not_checked(bundle, tmp_path, monkeypatch):
    """A bundle of the older run alone, whose manifest names one before it."""
    alone = Bundle({name: data for name, data in bundle.items() if name != NEW})
    gone = [entry for entry in json.loads(alone.files["proof.json"])["records"] if entry["run"] == SECOND]
    for entry in gone:
        alone.files.pop(entry["file"])
    alone.change("proof.json", "records", to=lambda entries: [entry for entry in entries if entry["run"] == FIRST])
    alone.write(tmp_path / "alone")
    monkeypatch.setattr(evidence_check, "HERE", tmp_path / "alone")
    assert evidence_check.checked()[1] == []
    Bundle({**alone.files, NEW: bundle[NEW]}).write(tmp_path / "more")
    monkeypatch.setattr(evidence_check, "HERE", tmp_path / "more")
    assert evidence_check.checked()[1] == ["manifests: one belongs to no record"]


def member(head, block, close=b"\r\n\r\n"):
    return gzip.compress(head + b"\r\n\r\n" + block + close)


GOOD = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is not one complete gzip member"),
        (member(GOOD, b"abc")[:-1], "is not one complete gzip member"),
        (member(GOOD, b"abc") + b"x", "is not one complete gzip member"),
        (b"no gzip at all", "is not one complete gzip member"),
        (member(b"HTTP/1.1 200 OK\r\nContent-Length: 3", b"abc"), "is no WARC record"),
        (member(b"WARC/1.1\r\nContent-Length: x", b"abc"), "is no WARC record"),
        (member(b"WARC/1.1", b"abc"), "is no WARC record"),
        (member(GOOD, b"abcd"), "its block is not as long as it says"),
        (member(GOOD, b"ab"), "its block is not as long as it says"),
        (member(GOOD, b"abc", b"\r\nxx"), "its block is not as long as it says"),
        (member(GOOD + b"\r\nWARC-Block-Digest: sha256:00", b"abc"), "its block is not the one of WARC-Block-Digest"),
    ],
)
def test_a_record_that_is_none(data, sentence):
    with pytest.raises(evidence_check.Broken, match=f"^records/x: {sentence}"):
        evidence_check.unpacked(data, "records/x")


def test_a_record_is_taken_apart():
    fields, block = evidence_check.unpacked(member(GOOD + b"\r\nA : b:c ", b"a\r\n"), "x")
    assert (fields, block) == ({"warc-type": "response", "content-length": "3", "a": "b:c"}, b"a\r\n")
    stated = GOOD + b"\r\nWARC-Block-Digest: sha256:" + hashlib.sha256(b"abc").hexdigest().encode()
    assert evidence_check.unpacked(member(stated, b"abc"), "x")[1] == b"abc"
    assert evidence_check.LARGEST == 1 << 30


@pytest.mark.parametrize(
    ("place", "count", "found"),
    [
        (0, 1, []),
        (0, 2, ["right"]),
        (1, 2, ["left"]),
        (2, 3, ["left"]),
        (0, 3, ["right", "right"]),
        (4, 5, ["left"]),
        (2, 5, ["right", "left", "right"]),
        ((1 << 62) - 1, 1 << 62, ["left"] * 62),
        (1 << 62, (1 << 62) + 1, ["left"]),
    ],
)
def test_the_sides_of_its_steps_say_which_record_it_is(place, count, found):
    assert evidence_check.place_of(found, count, "x") == place


@pytest.mark.parametrize("count", range(1, 40))
def test_each_record_has_a_path_of_its_own(count):
    def sides(place, width):
        own = [] if place ^ 1 >= width else ["left" if place % 2 else "right"]
        return [*own, *sides(place // 2, (width + 1) // 2)] if width > 1 else []

    assert [evidence_check.place_of(sides(place, count), count, "x") for place in range(count)] == list(range(count))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("count", [1, 2, 5, 1 << 63, 10**4000], ids=["one", "two", "five", "63 bits", "4001 digits"])
@pytest.mark.parametrize("path", [["left"] * 4, ["right"] * 20_000], ids=["short", "long"])
def test_a_count_that_no_path_fits_is_refused_at_once(count, path):
    """A forged number of records once made the verifier try each of 9,223,372,036,854,775,808 places."""
    with pytest.raises(evidence_check.Broken, match=r"^x: its path is not one of a file with"):
        evidence_check.place_of(path, count, "x")


def test_a_file_that_is_there_as_a_whole_is_checked_as_a_whole():
    members = [b"one", b"three"]
    whole = {"name": "a.warc.gz", "size": 8, "records": 2, "sha256": hashlib.sha256(b"onethree").hexdigest()}
    other = {**whole, "name": "b.warc.gz"}

    def said(last, end, members, **changed):
        try:
            evidence_check.check_whole({"files": [other, {**whole, **changed}]}, "a.warc.gz", end, members, last)
        except evidence_check.Broken as error:
            return str(error)
        return ""

    assert said(1, 8, members) == ""
    assert said(1, 7, members) == "a.warc.gz: its size is not where its last record ends"
    assert said(0, 3, members[:1]) == "", "the last record is not there"
    assert said(1, 8, members, sha256="0" * 64) == "a.warc.gz: its sha256 is not that of its records"
    assert said(1, 8, members[1:], sha256="0" * 64) == "", "not all records are there"
