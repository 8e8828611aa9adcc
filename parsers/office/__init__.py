"""DOCX, DOC, RTF, WPS, ODT, XLSX … → Document.

bare_text: The bare text of DOC and RTF without LibreOffice: only paragraphs, for search and triage, never for figures
docx: DOCX → document, from word/document.xml itself: physical cells with the grid they cover, numbers of lists written out
docx_numbering: The numbers Word generates before paragraphs (numbering.xml): 一、 （一） 1. are part of what a reader sees
docx_pictures: Pictures inside a DOCX: scanned pages, and tables pasted as pictures, read by OCR if that is installed
docx_runs: The runs of a DOCX paragraph → pieces of text, each with its mark: struck, hidden, deleted, raised, a field or a picture
libreoffice: DOC, WPS, RTF, ODT and Word 2003 XML → document: converted to DOCX by LibreOffice; if that fails, only the bare text is read
number_formats: Number formats of spreadsheets: what a cell shows for the number it holds
sheet_looks: The formatting of an XLSX's sheets: hidden rows and columns, number formats, struck, raised and white text
spreadsheet: XLSX, XLS and ET → document, by calamine: cell values as text, merged cells with their spans
"""
