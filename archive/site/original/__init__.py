"""The archived original with the cell marked.

drawing: Read and render archived originals in sandboxed processes, never in the web process: a few at a time, each document once
inert_html: An archived page made inert: its text and tables with the requested cell marked, nothing that runs, loads or navigates
pdf_pictures: A PDF's page as a picture, its page count, a picture's size. Handles untrusted bytes: runs in a sandboxed process only
plain_reading: A document of any format as plain paragraphs and tables, the requested cell marked: for Word, spreadsheets and the like
raw: The archived bytes of one capture, sandboxed: never in our origin's context, never executed, without access to the live web
source: A figure and its source: the archived page, or the picture of the PDF's page, with the cell marked
"""
