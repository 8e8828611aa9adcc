"""The sample's attachments, read by other people's libraries: what a reader sees is what the manifest says."""

import io

import docx as python_docx
import pdfplumber
import pypdfium2
import pytest

from crawler.sample.papers.city import agencies
from crawler.sample.papers.figures import reports
from crawler.sample.papers.paper import Grid, paper
from crawler.sample.papers.pdf import pdf
from crawler.sample.papers.render import docx

PAPERS = {figures.edition.form: paper(figures) for agency in agencies()[:1] for figures in reports(agency)}


def printed(found):
    return [box.text for block in found.blocks if isinstance(block, Grid) for box in block.boxes if box.text]


@pytest.mark.parametrize("form", PAPERS)
def test_word_file_holds_every_cell_and_paragraph(form):
    document = python_docx.Document(io.BytesIO(docx(PAPERS[form])))
    cells = [
        cell.text
        for table in document.tables
        for row in table._tbl.tr_lst
        for cell in row.tc_lst
        for cell in [python_docx.table._Cell(cell, table)]
        if cell.text
    ]
    assert cells == printed(PAPERS[form])
    assert [p.text for p in document.paragraphs] == [PAPERS[form].title, *(b.text for b in PAPERS[form].blocks if not isinstance(b, Grid))]


@pytest.mark.parametrize("form", PAPERS)
def test_pdf_holds_every_cell(form):
    with pdfplumber.open(io.BytesIO(pdf(PAPERS[form]))) as document:
        rows = [row for page in document.pages for table in page.extract_tables() for row in table]
    cells = [cell.replace("\n", "") for row in rows for cell in row if cell]
    assert sorted(cells) == sorted(printed(PAPERS[form]))


def test_pdf_reads_the_same_in_a_second_library_and_is_the_same_twice():
    body = pdf(PAPERS["2021"])
    document = pypdfium2.PdfDocument(body)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert PAPERS["2021"].title in text
    assert body == pdf(PAPERS["2021"])
    document.close()
