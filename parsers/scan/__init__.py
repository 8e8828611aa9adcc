"""Pictures of pages → blocks and tables (OCR).

blocks: Pages as pictures → paragraphs and tables in reading order; imported only if the extra `ocr` is installed
cells: The contents of ruled cells: ink or none, lines, glyphs; figures are read in two ways that must agree
dewarp: Photographed or bent pages: what straightens the ruling lines straightens the page
document: Scans: PDF pages without text, and pictures. Where two readings disagree the result is a doubt, never a fact
glyphs: Read digits by comparing the hundreds on a page: similar glyphs are clustered and each cluster is named by the votes of all
grid: Ruled tables in a picture: rules → the white fields between them → cells with their rows and columns
ocr: Text lines in pictures, read with PP-OCR's models from RapidOCR's wheel; nothing is downloaded
orientation: The orientation of a page: text lines run along it, and are read with most certainty the right way up
page_image: A picture of a page prepared for reading: grey, upright, evenly lit; and the mapping back to the source
picture_file: A picture of a page (PNG, JPEG, TIFF, BMP, WebP) → document, by OCR; boxes are in pixels of the picture
"""
