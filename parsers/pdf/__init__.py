"""PDF and OFD → Document.

document: PDF → document. pdfium reads characters and ruling lines; pdfplumber reads doubtful pages again; scans go to OCR
grid: Ruling lines → grids of cells. Cells are the areas enclosed by lines, so merged cells, cut borders and steps need no guess
machine_fonts: The machine's fonts kept out of reading, so that a PDF whose fonts are not embedded reads the same everywhere
ofd: OFD (GB/T 33190-2016) → document: characters and ruling lines from its XML, then the same grid code as for PDF
page: One page of a PDF as pdfium sees it: characters, ruling lines and pictures, upright, in points, origin top left
paint: How a page is painted → characters that are not visible as plain text: invisible, white, painted over, slanted
paragraphs: Lines of pages → paragraphs of the document: page furniture removed, sentences joined across line and page ends
scanned_pages: Pages of a PDF that are pictures: recognised by what covers them, read by OCR if that is installed
second_reader: pdfplumber as second reader: the same page read by another program if the first reading is doubtful
strikes: Rules that cross characters through their middle: they are strikethrough, not table rules
substitute_font: The font that replaces each East Asian font a PDF does not embed: every character is the same narrow box
tables: Grids of single pages → tables of the document: parts joined across page ends, rows and columns numbered
text_lines: Characters of a page → lines → text: what is side by side, and what belongs to one sentence
"""
