"""Figures → printed papers.

city: Read city.yaml: the agencies, sites and planted errors of the invented city; which report is due on which site and in which form
figures: Draw the figures of one report from the seed: sums are correct and years are consistent, except for planted errors
paper: Lay out figures as a report on paper: headings, paragraphs and tables with merged cells, in printing order
pdf: Write a report as a PDF with text and ruled tables, without a PDF library
render: Write a report as the body of a web page and as a DOCX file
"""
