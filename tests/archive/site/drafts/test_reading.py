"""What is taken out of a form: files with a name in the two fields, within bounds, whatever the pieces in which they come."""

import gzip
import io
import zipfile

import pytest

from archive.site.drafts.reading import DraftFile, FormFiles, files_of, read_file, work
from archive.site.drafts.refusals import table
from parsers.types import Problem
from tests.helpers import drafts

TYPE = "multipart/form-data; boundary=bb"
MOST_FILES, MOST_PARTS, MOST_HEADER, MOST_REPORTS, LONGEST_NAME = 10, 24, 4096, 20, 200


def part(name, file=None, body=b"x", header="Content-Disposition"):
    named = f'; filename="{file}"' if file is not None else ""
    return f'--bb\r\n{header}: form-data; name="{name}"{named}\r\n\r\n'.encode() + body + b"\r\n"


def form(*parts, end=b"--bb--\r\n"):
    return b"".join(parts) + end


def test_files_with_a_name_in_the_two_fields_are_taken():
    body = form(
        part("draft", "草稿.html", b"one\r\ntwo"),
        part("previous", "去年.html", b"last"),
        part("lang", None, b"zh"),
        part("other", "x.html"),
        part("draft", ""),
        part("draft", "b.html", b"", header="content-DISPOSITION"),
    )
    assert files_of(TYPE, body) == [
        DraftFile("draft", "草稿.html", b"one\r\ntwo"),
        DraftFile("previous", "去年.html", b"last"),
        DraftFile("draft", "b.html", b""),
    ]


@pytest.mark.parametrize(
    ("content", "body", "code", "message"),
    [
        (TYPE, form(part("draft", "a"), end=b""), "cut", "the form ends before its last boundary"),
        (TYPE, form(part("previous", "a")), "no_file", "the form has no draft"),
        (TYPE, form(), "no_file", "the form has no draft"),
        (TYPE, b"nothing of a form", "damaged", "the form cannot be parsed"),
        (TYPE, form(*[part("draft", "a")] * (MOST_FILES + 1)), "too_many_files", "the form has too many files"),
        (TYPE, form(part("draft", "a"), *[part("x")] * MOST_PARTS), "too_many_files", "the form has too many files"),
    ],
)
def test_a_form_that_cannot_be_used_is_a_problem_with_a_code_of_the_table(content, body, code, message):
    assert files_of(content, body) == Problem("upload", code, message)
    assert code in table()


def test_as_many_files_and_parts_as_one_upload_may_have():
    assert len(files_of(TYPE, form(*[part("draft", "a")] * MOST_FILES))) == MOST_FILES
    assert len(files_of(TYPE, form(part("draft", "a"), *[part("x")] * (MOST_PARTS - 1)))) == 1


def test_a_long_name_keeps_its_end_where_the_kind_is():
    (file,) = files_of(TYPE, form(part("draft", "a" * 300 + ".docx")))
    assert (len(file.name), file.name[-6:]) == (LONGEST_NAME, "a.docx")


def test_pieces_are_joined_and_the_head_of_a_part_is_bounded():
    collected = FormFiles()
    assert sorted(collected.callbacks()) == [
        f"on_{name}" for name in ("end", "header_end", "header_field", "header_value", "part_begin", "part_data", "part_end")
    ]
    for _ in range(2):  # the second part begins anew
        collected.part_begin()
        assert (collected.headers, collected.data, collected.field, collected.value) == ({}, [], b"", b"")
        collected.header_field(b"xContent-", 1, 9)
        collected.header_field(b"Disposition", 0, 11)
        collected.header_value(b'form-data; name="draft"; ', 0, 25)
        collected.header_value(b'filename="a"', 0, 12)
        collected.header_end()
        assert (collected.field, collected.value) == (b"", b"")
        collected.part_data(b"abc", 1, 3)
        collected.part_data(b"def", 0, 2)
        collected.part_end()
        assert collected.data == []
    assert collected.files == [DraftFile("draft", "a", b"bcde")] * 2
    for _ in range(3):
        collected.header_field(b"f" * 3000, 0, 3000)
        collected.header_value(b"v" * 3000, 0, 3000)
    assert (len(collected.field), len(collected.value)) == (MOST_HEADER, MOST_HEADER)
    assert not collected.complete
    collected.end()
    assert collected.complete


def test_the_two_tasks_of_a_worker():
    assert work(("split", TYPE, "", form(part("draft", "a", b"1")))) == [DraftFile("draft", "a", b"1")]
    found = work(("read", "previous", "去年.html", drafts.sound(2022)))
    assert (found.role, [(name, report.year) for name, report in found.reports]) == ("previous", [("去年.html", 2022)])


@pytest.mark.parametrize("count", [MOST_REPORTS, MOST_REPORTS + 1])
def test_of_an_archive_no_more_reports_than_one_page_shows(count):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number:02}.txt", f"第{number}号")
    found = read_file(DraftFile("draft", "all.zip", stream.getvalue())).reports
    assert [name for name, _ in found[:MOST_REPORTS]] == [f"all.zip/{number:02}.txt" for number in range(MOST_REPORTS)]
    left = [(name, report.title, report.problems) for name, report in found[MOST_REPORTS:]]
    said = Problem("document", "too_many_members", f"only the first 20 of {count} documents are shown", "all.zip")
    assert left == ([("all.zip", "all.zip", (said,))] if count > MOST_REPORTS else [])


def test_a_compressed_form_is_no_form():
    assert files_of(TYPE, gzip.compress(form(part("draft", "a")))) == Problem("upload", "damaged", "the form cannot be parsed")


def test_a_name_that_is_no_utf8_keeps_its_place():
    body = form(part("draft", "a")).replace(b'filename="a"', b'filename="\xb2\xdd.html"')
    assert [file.name for file in files_of(TYPE, body)] == ["��.html"]
    assert files_of("multipart/form-data; boundary=界", form(part("draft", "a"))).code == "damaged"
