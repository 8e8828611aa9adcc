"""Documents made to harm: bombs, loops, entities, code in disguise. Each ends with a reason, within the limits of its worker."""

import gzip
import io
import pickle
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from archive.system.sandbox import Limits, Workers
from parsers import formats
from parsers.files.safe_zip import Unreadable
from parsers.pdf import second_reader
from parsers.types import Document, Problem, Source

LIMITS = Limits(seconds=15.0, memory=600 << 20, output=16 << 20)
XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10)) + "]>"


def pdf(*objects, pages="<</Type/Pages/Kids[3 0 R]/Count 1>>"):
    """A PDF of these objects (from number 3), the catalog and page tree before them; readers rebuild the table it lacks."""
    body = b"%PDF-1.7\n"
    for number, text in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", pages.encode(), *objects), 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    return body + b"trailer<</Root 1 0 R/Size 99>>\n%%EOF\n"


def stream(body, head=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(body), body)


def deflated(body):
    return stream(zlib.compress(body), b"/Filter/FlateDecode")


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>/Font<</A 6 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
LOOP = stream(b"/F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F 5 0 R>>>>")
MANY = stream(b"/F Do " * 4000, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F 7 0 R>>>>")
RULES = stream(b"0 0 m 9 9 l S " * 4000, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]")


def pdfs():
    return {
        "content without end": pdf(PAGE, deflated(b"0 0 m 9 9 l S " * 6_000_000), LOOP, FONT),
        "a form that draws itself": pdf(PAGE, stream(b"/F Do"), LOOP, FONT),
        "forms that draw forms": pdf(PAGE, stream(b"/F Do " * 800), MANY, FONT, RULES),
        "a page tree that loops": pdf(PAGE, pages="<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>"),
        "ten thousand pages": pdf(PAGE, stream(b""), LOOP, FONT, pages=f"<</Type/Pages/Kids[{'3 0 R ' * 10_000}]/Count 10000>>"),
        "arrays in arrays": pdf(b"[" * 200_000 + b"]" * 200_000),
        "a million words": pdf(PAGE, deflated(b"BT /A 9 Tf " + b"(0123456789) Tj " * 30_000 + b"ET"), LOOP, FONT),
        "a page of a million points": pdf(PAGE.replace(b"600 800", b"1e9 1e9"), stream(b"BT /A 9 Tf (x) Tj ET"), LOOP, FONT),
    }


def packed(**members):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return body.getvalue()


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def others():
    return {
        "docx with an outer entity": (packed(**{"word/document.xml": f"{XXE}{WORD}&x;</w:document>"}), "dtd"),
        "docx that laughs": (packed(**{"word/document.xml": f"{LAUGHS}{WORD}&e9;</w:document>"}), "dtd"),
        "docx in UTF-16 that laughs": (packed(**{"word/document.xml": f"{LAUGHS}{WORD}&e9;</w:document>".encode("utf-16")}), "dtd"),
        "docx nested without end": (packed(**{"word/document.xml": WORD + "<w:sdt>" * 200_000}), "bomb"),
        "docx of zeros": (packed(**{"word/document.xml": b"\0" * (200 << 20)}), "bomb"),
        "xlsx with an outer entity": (packed(**{"xl/workbook.xml": f"{XXE}<workbook>&x;</workbook>"}), "dtd"),
        "xlsx of zeros": (packed(**{"xl/workbook.xml": "<a/>", "xl/sharedStrings.xml": b"\0" * (200 << 20)}), "bomb"),
        "ofd with an outer entity": (packed(**{"OFD.xml": f"{XXE}<a>&x;</a>"}), "dtd"),
        "ofd that names a file outside": (packed(**{"OFD.xml": "<a><DocRoot>../../../etc/passwd</DocRoot></a>"}), "damaged"),
        "html nested without end": (b"<html><body>" + b"<div>" * 300_000, ""),
        "rows without end": (b"<html><body><table>" + b'<tr><td rowspan="65534" colspan="1000">1</td></tr>' * 200, ""),
    }


def outcome(bodies):
    with Workers(
        formats.parse,
        1,
        LIMITS,
        preload=("parsers.pdf.document", "parsers.html.document", "parsers.office.docx", "parsers.office.spreadsheet", "parsers.pdf.ofd"),
    ) as workers:
        return {source.body: answer for source, answer in workers.run([Source(body) for body in bodies])}


def codes(answer):
    return [answer.code] if isinstance(answer, Problem) else [problem.code for problem in answer.problems]


def test_pdfs_end_within_their_limits_and_say_why():
    made = pdfs()
    answers = outcome(list(made.values()))
    told = {name: codes(answers[body]) for name, body in made.items()}
    text = {name: answers[body].text[:10] for name, body in made.items() if isinstance(answers[body], Document)}
    assert {name for name in made if not told[name] and not text[name]} == set()
    assert "page_limit" in told["ten thousand pages"]
    assert "page_cut" in told["a million words"]
    assert text["a million words"] == "0123456789"  # what was read before the limit is kept


def test_other_documents_end_within_their_limits_and_say_why():
    made = others()
    answers = outcome([body for body, _ in made.values()])
    for name, (body, code) in made.items():
        answer = answers[body]
        assert code in codes(answer) if code else (codes(answer) or answer.blocks), name
        assert "root:" not in getattr(answer, "text", ""), name


class Harm:
    def __reduce__(self):
        return Path.touch, (Path("harm-was-done"),)


def test_a_character_map_that_is_a_pickle_runs_no_code(tmp_path, monkeypatch):
    """CVE-2025-64512: pdfminer loaded any *.pickle.gz that a font named as its character map."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.pickle.gz").write_bytes(gzip.compress(pickle.dumps(Harm())))
    name = str(tmp_path / "evil").replace("/", "#2F").encode()
    inner = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>>>"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/%s/DescendantFonts[7 0 R]>>" % name
    body = pdf(PAGE, stream(b"BT /A 9 Tf 50 50 Td <00410042> Tj ET"), LOOP, font, inner)
    with suppress(Unreadable):
        second_reader.read_pages(body)
    assert isinstance(formats.parse(Source(body)), Document)
    assert not (tmp_path / "harm-was-done").exists()
